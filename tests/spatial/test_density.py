"""The density surface against sums over every point, at the edge too; the grid against the outline."""

import numpy as np
import pytest
import shapely
from hex_town import scatter, town

from spatial.density.estimate import automatic_bandwidth, kernel_on_grid, rule_of_thumb
from spatial.digest import keyed_arrays, keyed_outline
from spatial.grid import cover, inside_fraction, spread_linearly
from spatial.hotspots.kernel_density import automatic_step, density_surface

SQUARE = shapely.box(400_000, 300_000, 404_000, 304_000)
RAGGED = shapely.Polygon(
    [(0, 0), (3000, 400), (4000, 3100), (2100, 2000), (300, 3900)],
    holes=[[(1000, 800), (1800, 900), (1500, 1700)]],
)


def quartic(squared, h):
    return np.where(squared < h * h, 3 / (np.pi * h * h) * (1 - squared / (h * h)) ** 2, 0.0)


def gaussian(squared, h):
    return np.exp(-squared / (2 * h * h)) / (2 * np.pi * h * h)


FORMULAE = {"quartic": quartic, "gaussian": gaussian}


def by_brute_force(outline, x, y, weight, at_x, at_y, *, kernel, h, step=10.0):
    """Add up every kernel, and divide by the part of a kernel in the area, from pieces of 10 m."""
    west, south, east, north = outline.bounds
    gx, gy = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    land = shapely.contains_xy(outline, gx.ravel(), gy.ravel())
    gx, gy = gx.ravel()[land], gy.ravel()[land]
    density = []
    for a, b in zip(at_x, at_y, strict=True):
        total = (FORMULAE[kernel]((x - a) ** 2 + (y - b) ** 2, h) * weight).sum()
        inside = FORMULAE[kernel]((gx - a) ** 2 + (gy - b) ** 2, h).sum() * step**2
        density.append(total / inside * 1e6)
    return np.array(density)


def surface_of(outline, x, y, weight, *, kernel, h):
    step_m = automatic_step(outline, kernel=kernel, bandwidth_m=h)
    return density_surface(keyed_outline(outline), x, y, weight, kernel=kernel, bandwidth_m=h, step_m=step_m)


@pytest.mark.parametrize(("kernel", "h"), [("quartic", 400.0), ("gaussian", 150.0)])
class TestSurface:
    def test_the_peak_is_within_one_per_cent_of_the_sum_over_all_points(self, kernel, h) -> None:
        rng = np.random.default_rng(5)
        x, y = 400_000 + 4000 * rng.random(300), 300_000 + 4000 * rng.random(300)
        weight = rng.integers(1, 9, size=300)
        surface = surface_of(SQUARE, x, y, weight, kernel=kernel, h=h)
        row, column = np.unravel_index(np.nanargmax(surface.values), surface.values.shape)
        at = [surface.x0 + column * surface.step_m], [surface.y0 + row * surface.step_m]
        assert surface.values[row, column] == pytest.approx(
            by_brute_force(SQUARE, x, y, weight, *at, kernel=kernel, h=h)[0], rel=0.01
        )

    def test_a_lone_incident_as_well(self, kernel, h) -> None:
        x, y = np.array([402_003.3]), np.array([301_987.1])
        peak = np.nanmax(surface_of(SQUARE, x, y, np.array([1]), kernel=kernel, h=h).values)
        assert peak == pytest.approx(FORMULAE[kernel](np.array(0.0), h) * 1e6, rel=0.01)

    def test_an_even_spread_is_even_up_to_the_edge_and_round_the_hole(self, kernel, h) -> None:
        gx, gy = (a.ravel() for a in np.meshgrid(np.arange(5.0, 4000, 20), np.arange(5.0, 4000, 20)))
        land = shapely.contains_xy(RAGGED, gx, gy)
        surface = surface_of(RAGGED, gx[land], gy[land], np.ones(land.sum(), int), kernel=kernel, h=h)
        x, y = drawn_points(surface)
        inside = shapely.contains_xy(RAGGED, x, y)
        assert np.allclose(surface.values[inside], 2500, rtol=0.05)  # one every 20 m each way
        assert np.isnan(surface.values[shapely.distance(RAGGED, shapely.points(x, y)) > surface.step_m]).all()

    def test_at_the_edge_it_equals_the_sum_over_all_points(self, kernel, h) -> None:
        rng = np.random.default_rng(6)
        x, y = 400_000 + 4000 * rng.random(2000), 300_000 + 4000 * rng.random(2000)
        surface = surface_of(SQUARE, x, y, np.ones(2000, int), kernel=kernel, h=h)
        gx, gy = drawn_points(surface)
        edge = np.flatnonzero(shapely.contains_xy(SQUARE, gx, gy).ravel())
        edge = edge[
            (gx.ravel()[edge] < 400_000 + surface.step_m) | (gy.ravel()[edge] > 304_000 - surface.step_m)
        ]
        brute = by_brute_force(
            SQUARE, x, y, np.ones(2000), gx.ravel()[edge], gy.ravel()[edge], kernel=kernel, h=h
        )
        assert np.allclose(surface.values.ravel()[edge], brute, rtol=0.015)

    def test_the_kernel_holds_one_incident(self, kernel, h) -> None:
        values = kernel_on_grid(kernel, bandwidth_m=h, step_m=h / 10)
        assert values.sum() * (h / 10) ** 2 == pytest.approx(1, rel=0.002)


def drawn_points(surface):
    rows, columns = surface.values.shape
    return np.meshgrid(
        surface.x0 + np.arange(columns) * surface.step_m, surface.y0 + np.arange(rows) * surface.step_m
    )


class TestGrid:
    def test_a_square_that_ends_in_the_middle_of_pixels(self) -> None:
        fraction = inside_fraction(shapely.box(0, 0, 25, 20), cover(shapely.box(0, 0, 25, 20), step_m=10))
        # pixel centres at -10, 0, 10 ...: half of each outermost pixel that is touched lies inside
        assert fraction[1].tolist() == [0, 0.25, 0.5, 0.5, 0, 0]
        assert fraction[2].tolist() == [0, 0.5, 1, 1, 0, 0]

    def test_adds_up_to_the_area_of_a_ragged_place_with_a_hole(self) -> None:
        for outline in (RAGGED, town()[1], shapely.union_all([RAGGED, shapely.box(5000, 0, 6000, 700)])):
            fraction = inside_fraction(outline, cover(outline, step_m=57.0))
            assert fraction.sum() * 57.0**2 == pytest.approx(outline.area, rel=0.001)

    def test_equals_many_small_pieces(self) -> None:
        grid = cover(RAGGED, step_m=200.0)
        small = (np.arange(40) + 0.5) / 40 - 0.5
        for row in range(grid.rows):
            for column in range(0, grid.columns, 3):
                px, py = np.meshgrid(grid.x0 + (column + small) * 200.0, grid.y0 + (row + small) * 200.0)
                part = shapely.contains_xy(RAGGED, px.ravel(), py.ravel()).mean()
                assert inside_fraction(RAGGED, grid)[row, column] == pytest.approx(part, abs=0.03)

    def test_points_keep_their_weight_and_their_place(self) -> None:
        grid = cover(SQUARE, step_m=100.0)
        spread = spread_linearly(grid, np.array([400_130.0]), np.array([300_060.0]), np.array([10]))
        row, column = np.nonzero(spread)
        total = spread[row, column]
        assert total.sum() == pytest.approx(10)
        assert (total * (grid.x0 + column * 100)).sum() / 10 == pytest.approx(400_130)
        assert (total * (grid.y0 + row * 100)).sum() / 10 == pytest.approx(300_060)


class TestBandwidth:
    def test_rule_of_thumb_on_both_axes_by_hand(self) -> None:
        # x: 0 ... 100, sd 33.17, IQR 50 / 1.34 = 37.3; y twice that; eleven points
        x = np.arange(0, 101, 10.0)
        sd = np.std(x, ddof=1)
        by_hand = 4 * 1.06 * (sd + 2 * sd) / 2 * 11**-0.2
        assert rule_of_thumb(x, 2 * x, np.ones(11)) == pytest.approx(by_hand)

    def test_weights_are_repeated_points(self) -> None:
        rng = np.random.default_rng(2)
        x, y, weight = rng.normal(size=30), rng.normal(size=30), rng.integers(1, 6, size=30)
        many = np.repeat(x, weight), np.repeat(y, weight), np.ones(weight.sum())
        assert rule_of_thumb(x, y, weight) == pytest.approx(rule_of_thumb(*many))
        low, high = np.quantile(many[0], [0.25, 0.75])
        spread = min(np.std(many[0], ddof=1), (high - low) / 1.34)
        only_x = 4 * 1.06 * spread * weight.sum() ** -0.2
        assert rule_of_thumb(x, x, weight) == pytest.approx(only_x)

    def test_half_of_all_incidents_at_one_bus_stop_still_have_a_spread(self) -> None:
        x = np.array([0.0, 5000, -5000])
        assert rule_of_thumb(x, x, np.array([90, 5, 5])) > 0

    @pytest.mark.parametrize(("spread_m", "chosen"), [(1.0, 200.0), (50_000.0, 800.0)])
    def test_stays_between_200_and_800_metres(self, spread_m, chosen) -> None:
        x, y = np.random.default_rng(1).normal(0, spread_m, size=(2, 50))
        assert automatic_bandwidth("quartic", x, y, np.ones(50)) == chosen

    def test_one_incident_has_no_spread(self) -> None:
        assert np.isnan(rule_of_thumb(np.array([1.0]), np.array([1.0]), np.array([1])))
        assert automatic_bandwidth("quartic", np.array([1.0]), np.array([1.0]), np.array([1])) == 800


def test_things_are_kept_by_what_they_hold() -> None:
    x, y = scatter(np.random.default_rng(1), 5)
    assert keyed_arrays(x, y) == keyed_arrays(x.copy(), y.copy())
    assert keyed_arrays(x, y) != keyed_arrays(y, x)
    assert keyed_arrays(x, y) != keyed_arrays(np.append(x, y))
    assert keyed_outline(SQUARE) == keyed_outline(shapely.box(400_000, 300_000, 404_000, 304_000))
    assert keyed_outline(SQUARE) != keyed_outline(RAGGED)
