"""Adaptive density on a grid: against the sum over all points, and what it claims against chance."""

import numpy as np
import pytest
import shapely
from hex_town import evidence, scatter
from scipy.stats import binom
from test_every_method import planted
from test_kernel_sums import RAGGED

from spatial.density.density_grid import density_on_grid
from spatial.density.kernel_sum import abramson, density_at
from spatial.hotspots import kernel_density

EDGES = pytest.mark.parametrize("edge", ["uniform", "diggle", "none"])


def clumped(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A thousand incidents, a fifth of them in one clump."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 4000, size=(2, 1600))
    x[:200], y[:200] = rng.normal(2500, 150, 200), rng.normal(1500, 150, 200)
    land = shapely.contains_xy(RAGGED, x, y)
    return x[land], y[land], rng.integers(1, 4, land.sum())


@EDGES
@pytest.mark.parametrize(("kernel", "h"), [("quartic", 500.0), ("gaussian", 180.0)])
@pytest.mark.parametrize("adaptive", [False, True])
def test_lies_within_half_a_per_cent_of_the_peak_of_the_sum_over_all_points(edge, kernel, h, adaptive):
    x, y, w = clumped(1)
    how = {"kernel": kernel, "edge": edge, "outline": RAGGED}
    found = density_on_grid(
        RAGGED, x, y, w, bandwidth_m=h, step_m=20, kernel=kernel, adaptive=adaptive, edge=edge
    )
    whole = np.flatnonzero(found.inside.ravel() >= 1)
    pick = np.random.default_rng(2).choice(whole, 60)
    peak = np.nanargmax(np.where(found.inside >= 1, found.values, np.nan))
    pick = np.append(pick, peak)
    at_x, at_y = (a.ravel()[pick] for a in found.grid.centres())
    if adaptive:
        wide = abramson(x, y, w, at_x, at_y, bandwidth_m=h, **how)
        h, at_h = wide.bandwidth_m, wide.at_bandwidth_m
        assert np.allclose(found.bandwidth_m.ravel()[pick], at_h, rtol=0.03)
    else:
        at_h = None
    exact = density_at(x, y, w, at_x, at_y, bandwidth_m=h, at_bandwidth_m=at_h, **how)
    assert np.abs(found.values.ravel()[pick] - exact).max() < 0.005 * exact.max()


def test_with_diggles_correction_the_area_holds_every_incident() -> None:
    x, y, w = clumped(2)
    for adaptive in (False, True):
        found = density_on_grid(RAGGED, x, y, w, bandwidth_m=500, step_m=30, adaptive=adaptive, edge="diggle")
        assert np.nansum(found.values * found.inside) * 900 == pytest.approx(w.sum(), rel=2e-3)


@EDGES
def test_the_order_of_the_rows_and_a_move_of_the_map_do_not_matter(edge) -> None:
    x, y, w = clumped(3)
    order = np.random.default_rng(1).permutation(len(x))
    how = {"bandwidth_m": 400.0, "step_m": 50.0, "adaptive": True, "edge": edge}
    one = density_on_grid(RAGGED, x, y, w, **how).values
    other = density_on_grid(RAGGED, x[order], y[order], w[order], **how).values
    assert np.allclose(one, other, rtol=1e-9, equal_nan=True)
    there = shapely.transform(RAGGED, lambda xy: xy + np.array([4e5, 3e5]))
    moved = density_on_grid(there, x + 4e5, y + 3e5, w, **how).values
    assert np.allclose(one, moved, rtol=1e-6, equal_nan=True)


def test_weights_are_repeated_incidents() -> None:
    x, y, w = clumped(4)
    how = {"bandwidth_m": 400.0, "step_m": 50.0, "adaptive": True}
    one = density_on_grid(RAGGED, x, y, w, **how).values
    other = density_on_grid(RAGGED, np.repeat(x, w), np.repeat(y, w), **how).values
    assert np.allclose(one, other, rtol=1e-9, equal_nan=True)


class TestDetect:
    def test_draws_a_sharper_peak_and_says_how_wide_the_kernels_are(self) -> None:
        given = evidence(*planted(1))
        fixed = kernel_density.detect(given, kernel_density.Settings(bandwidth_m=600))
        told = []
        found = kernel_density.detect(
            given, kernel_density.Settings(bandwidth_m=600, bandwidth="adaptive"), told=told.append
        )
        assert np.nanmax(found.surface.values) > 1.5 * np.nanmax(fixed.surface.values)
        assert found.cells["density_per_km2"].max() > 1.5 * fixed.cells["density_per_km2"].max()
        assert found.settings["narrowest_m"] < 600 < found.settings["widest_m"]
        assert found.cells["is_hotspot"].sum() < fixed.cells["is_hotspot"].sum()
        assert found.state == "found"
        assert "adaptive bandwidths around 600 m" in found.reason
        assert "a bandwidth of 600 m" in fixed.reason
        assert max(told) <= 1

    @pytest.mark.parametrize("edge", ["diggle", "none"])
    def test_the_edge_changes_the_drawing_and_not_the_test(self, edge) -> None:
        given = evidence(*planted(2))
        plain = kernel_density.detect(given, kernel_density.Settings())
        found = kernel_density.detect(given, kernel_density.Settings(edge=edge))
        assert found.cells["p"].equals(plain.cells["p"])
        drawn = plain.surface.values > 1
        assert np.abs(found.surface.values[drawn] / plain.surface.values[drawn] - 1).max() > 0.3

    @pytest.mark.parametrize(
        ("incidents", "kernel", "uneven"),
        [(30, "quartic", False), (90, "quartic", True), (354, "gaussian", False), (1200, "quartic", False)],
    )
    def test_chance_alone_makes_no_hot_spots(self, incidents, kernel, uneven) -> None:
        rng = np.random.default_rng(incidents)
        share = rng.dirichlet(np.full(400, 0.7)) if uneven else None
        settings = kernel_density.Settings(
            bandwidth="adaptive", kernel=kernel, bandwidth_m=500 if kernel == "quartic" else 250, step_m=400
        )
        false = sum(
            bool(
                (
                    kernel_density.detect(
                        evidence(*scatter(rng, incidents, share=share), share=share), settings
                    ).cells["p"]
                    <= 0.05
                ).any()
            )
            for _ in range(40)
        )
        assert false <= binom.ppf(0.995, 40, 0.05)

    @pytest.mark.parametrize(("x", "y"), [([], []), ([401_000], [301_000]), ([401_000] * 2, [301_000] * 2)])
    @pytest.mark.parametrize("edge", ["uniform", "diggle", "none"])
    def test_hardly_anything(self, x, y, edge) -> None:
        found = kernel_density.detect(
            evidence(x, y), kernel_density.Settings(bandwidth="adaptive", edge=edge)
        )
        assert found.state == "not enough data"
        assert np.nansum(found.surface.values) >= 0

    def test_all_at_one_point(self) -> None:
        given = evidence([401_000], [301_000], weight=[500])
        found = kernel_density.detect(given, kernel_density.Settings(bandwidth="adaptive", bandwidth_m=500))
        assert found.cells["is_hotspot"].iloc[int(given.place_cell[0])]
        assert np.isfinite(found.cells["p"]).all()
