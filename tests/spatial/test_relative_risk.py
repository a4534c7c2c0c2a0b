"""Relative risk: the ratio against a loop, its chances against chance, its contours, and the method."""

import math

import numpy as np
import pytest
import shapely
from hex_town import evidence, scatter, town
from scipy.stats import binom, norm
from test_every_method import MARKET, planted

from spatial.density.kernel_mass import mass_inside
from spatial.density.kernel_sum import density_at
from spatial.density.oversmoothing import oversmoothing
from spatial.density.relative_risk import relative_risk
from spatial.density.tolerance import tolerance_regions
from spatial.grid import Grid
from spatial.hotspots import relative_risk as method

BOX = shapely.box(0, 0, 4000, 3000)


def people(seed: int, n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 4000, n), rng.beta(1, 2, n) * 3000


class TestRatio:
    @pytest.mark.parametrize(("kernel", "h"), [("gaussian", 300.0), ("quartic", 800.0)])
    def test_equals_the_formula_at_every_point(self, kernel, h) -> None:
        x, y = people(1, 120)
        case, control = (x[:40], y[:40]), (x[40:], y[40:])
        found = relative_risk(BOX, *case, *control, bandwidth_m=h, step_m=20, kernel=kernel, epsilon=0.05)
        at = np.array([[60, 75], [80, 3], [20, 150]])  # row and column of pixels
        at_x, at_y = found.grid.x0 + at[:, 1] * 20, found.grid.y0 + at[:, 0] * 20
        how = {"bandwidth_m": h, "kernel": kernel, "outline": BOX, "edge": "uniform"}
        f = density_at(*case, None, at_x, at_y, **how) / 40
        g = density_at(*control, None, at_x, at_y, **how) / 80
        aside = 0.05 * np.nanmax(found.control)
        for k, (row, column) in enumerate(at):
            by_hand = math.log((f[k] + aside) / (g[k] + aside))
            assert found.log_ratio[row, column] == pytest.approx(by_hand, abs=0.01)

    def test_the_spread_is_that_of_hazelton_and_davies(self) -> None:
        """sqrt( R(K) (1/n + 1/m) / (h^2 density) ) in the middle, R(K) = 1 / 4 pi; a loop by the edge."""
        x, y = people(2, 300)
        h, step = 250.0, 20.0
        found = relative_risk(BOX, x[:100], y[:100], x[100:], y[100:], bandwidth_m=h, step_m=step)
        spread = found.log_ratio / found.z
        pooled = (found.case * 100 + found.control * 200) / 300
        side = np.arange(5.0, 4000, 10)
        gx, gy = np.meshgrid(side, side[side < 3000])
        for row, column in ((60, 100), (1, 100), (76, 2)):
            a, b = found.grid.x0 + column * step, found.grid.y0 + row * step
            bell = np.exp(-((gx - a) ** 2 + (gy - b) ** 2) / (2 * h * h)) / (2 * np.pi * h * h)
            mass = mass_inside(BOX, [a], [b], kernel="gaussian", bandwidth_m=h)[0]
            by_hand = math.sqrt((bell**2).sum() * 100 / mass**2 * (1 / 100 + 1 / 200) / pooled[row, column])
            assert spread[row, column] == pytest.approx(by_hand, rel=0.02)
        middle = math.sqrt(1 / (4 * math.pi) * (1 / 100 + 1 / 200) / (h * h * pooled[60, 100]))
        assert spread[60, 100] == pytest.approx(middle, rel=0.02)
        assert found.p[60, 100] == pytest.approx(norm.sf(found.z[60, 100]))

    def test_cases_where_the_controls_are_have_a_ratio_of_one(self) -> None:
        x, y = people(3)
        found = relative_risk(BOX, x, y, x, y, bandwidth_m=300)
        told = np.isfinite(found.log_ratio)
        assert np.abs(found.log_ratio[told]).max() < 1e-9
        weighed = relative_risk(BOX, x, y, x, y, np.full(500, 3), bandwidth_m=300)
        assert np.allclose(weighed.log_ratio[told], 0, atol=1e-9)

    def test_the_bandwidth_left_open_is_the_oversmoothing_one_of_all_points(self) -> None:
        x, y = people(4)
        found = relative_risk(BOX, x[:100], y[:100], x[100:], y[100:])
        assert found.bandwidth_m == pytest.approx(oversmoothing(x, y, size=math.sqrt(100 * 400)))

    def test_no_ratio_is_told_where_the_control_is_thin(self) -> None:
        x, y = people(5)
        west = x < 2000
        found = relative_risk(BOX, x, y, x[west], y[west], bandwidth_m=200, step_m=50, mask_below=0.05)
        gx, gy = found.grid.centres()
        inside = np.isfinite(found.control)
        assert found.masked[inside & (gx > 3000)].all()
        assert np.isnan(found.log_ratio[found.masked]).all()
        assert not found.masked[inside & (gx < 1500) & (gy < 2000)].any()


class TestChance:
    def test_dealt_labels_are_right_at_each_point_and_anywhere(self) -> None:
        """Sixty quiet towns: 5 % of the ground at each point by itself, at most 5 % of the maps anywhere."""
        here, anywhere = [], 0
        for seed in range(60):
            x, y = people(100 + seed, 300)
            case = np.random.default_rng(seed).permutation(300) < 90
            found = relative_risk(
                BOX, x[case], y[case], x[~case], y[~case],
                bandwidth_m=400, step_m=100, epsilon=0.01, simulations=99,
            )  # fmt: skip
            here.append(np.nanmean(found.p_chance <= 0.05))
            anywhere += bool(np.nanmin(found.p_anywhere) <= 0.05)
        assert 0.02 < np.mean(here) < 0.08
        assert anywhere <= binom.ppf(0.995, 60, 0.05)

    def test_a_planted_clump_is_found_and_nothing_else(self) -> None:
        x, y = people(6)
        near = np.random.default_rng(6).normal(0, 150, size=(2, 50))
        cx, cy = np.append(x[:150], 3000 + near[0]), np.append(y[:150], 1000 + near[1])
        for known in (False, True):
            found = relative_risk(
                BOX, cx, cy, x[150:], y[150:],
                bandwidth_m=300, step_m=60, epsilon=0.01, simulations=99, control_known=known,
            )  # fmt: skip
            region = tolerance_regions(found.p_anywhere, found.grid, BOX)
            assert region.contains(shapely.Point(3000, 1000))
            assert region.area < 1.5e6

    def test_neither_the_order_of_rows_nor_a_second_time_changes_the_deal(self) -> None:
        x, y = people(7, 100)
        order = np.concatenate((np.arange(30)[::-1], 30 + np.random.default_rng(1).permutation(70)))
        how = {"bandwidth_m": 400.0, "step_m": 100.0, "simulations": 49}
        one, other = (
            relative_risk(BOX, x[:30], y[:30], x[30:], y[30:], **how)
            for x, y in ((x, y), (x[order], y[order]))
        )
        assert np.allclose(one.p_anywhere, other.p_anywhere, equal_nan=True)
        assert np.allclose(one.p_chance, other.p_chance, equal_nan=True)


class TestContours:
    def test_go_round_the_pixels_that_qualify(self) -> None:
        p = np.full((4, 5), 0.5)
        p[1, 1:3], p[3, 4], p[0, 0] = 0.01, 0.05, np.nan
        region = tolerance_regions(p, Grid(100, 100, 10, 4, 5), level=0.05)
        assert region.area == 300
        assert sorted(part.bounds for part in region.geoms) == [(105, 105, 125, 115), (135, 125, 145, 135)]

    def test_are_cut_at_the_edge_and_may_be_none(self) -> None:
        grid = Grid(0, 0, 10, 3, 3)
        assert tolerance_regions(np.zeros((3, 3)), grid, shapely.box(0, 0, 20, 20)).area == 400
        nothing = tolerance_regions(np.ones((3, 3)), grid)
        assert nothing.is_empty
        assert nothing.geom_type == "MultiPolygon"


class TestMethod:
    def test_the_ratio_and_its_contours_are_high_at_the_market_place(self) -> None:
        lattice, outline = town()
        given = evidence(*planted(1))
        settings = method.Settings(bandwidth_m=400)
        found = method.detect(given, settings)
        assert found.cells["ratio"].idxmax() in np.flatnonzero(
            np.hypot(lattice.x - lattice.x[MARKET], lattice.y - lattice.y[MARKET]) < 400
        )
        assert 3 < found.cells["ratio"].max() < 6
        assert found.settings["surface_unit"] == "times the share expected"
        assert np.nanmax(found.surface.values) == pytest.approx(found.cells["ratio"].max())
        market = shapely.Point(lattice.x[MARKET], lattice.y[MARKET])
        each = method.tolerance_contours(given, settings)
        anywhere = method.tolerance_contours(given, settings, anywhere=True)
        assert anywhere.contains(market)
        assert each.buffer(1).contains(anywhere)
        assert each.area < 0.2 * outline.area

    def test_the_ratio_is_that_of_the_general_function(self) -> None:
        lattice, outline = town()
        given = evidence(*planted(2))
        found = method.detect(given, method.Settings(bandwidth_m=500))
        general = relative_risk(
            outline, given.x, given.y, lattice.x, lattice.y, None, given.share,
            bandwidth_m=500, epsilon=method.EPSILON, control_known=True, step_m=found.settings["step_m"],
        )  # fmt: skip
        assert np.nanmax(found.surface.values) == pytest.approx(
            np.exp(np.nanmax(general.log_ratio)), rel=0.02
        )

    def test_against_people_a_busy_place_is_ordinary_and_empty_ground_is_not_compared(self) -> None:
        share = np.full(400, 1.0)
        share[:200] = 0  # nobody lives in the south
        share[MARKET] = 30
        share /= share.sum()
        x, y = scatter(np.random.default_rng(3), 800, share=share)
        found = method.detect(evidence(x, y, share=share), method.Settings(bandwidth_m=300))
        assert found.state == "none"
        assert found.settings["share_not_compared"] > 0.3
        assert found.cells["ratio"].isna().sum() > 100
        assert "was not compared" in found.reason
