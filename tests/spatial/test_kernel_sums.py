"""Density at any points: against a loop, scikit-learn and geometry; fixed, adaptive, at the edge."""

import math

import numpy as np
import pytest
import shapely
from sklearn.neighbors import KernelDensity

from spatial.density.kernel_mass import mass_inside
from spatial.density.kernel_sum import abramson, density_at
from spatial.density.kernels import kernel_value
from spatial.density.oversmoothing import oversmoothing

RAGGED = shapely.Polygon(
    [(0, 0), (3000, 400), (4000, 3100), (2100, 2000), (300, 3900)],
    holes=[[(1000, 800), (1800, 900), (1500, 1700)]],
)
BOTH = pytest.mark.parametrize("kernel", ["quartic", "gaussian"])


def scattered(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 4000, size=(2, 5 * n))
    inside = shapely.contains_xy(RAGGED, x, y)
    return x[inside][:n], y[inside][:n]


def one_kernel(kernel: str, distance: float, h: float) -> float:
    if kernel == "quartic":
        return 3 / (math.pi * h * h) * (1 - (distance / h) ** 2) ** 2 if distance < h else 0.0
    return math.exp(-((distance / h) ** 2) / 2) / (2 * math.pi * h * h)


@BOTH
class TestMassInside:
    def test_equals_many_small_pieces(self, kernel) -> None:
        x, y = np.array([0.0, 1500, 1000, 4100, 2500]), np.array([0.0, 200, 800, 3200, -250])
        h = np.array([300.0, 700, 450, 800, 260])
        side = np.arange(-1000 + 2.5, 5000, 5.0)
        gx, gy = (a.ravel() for a in np.meshgrid(side, side))
        land = shapely.contains_xy(RAGGED, gx, gy)
        gx, gy = gx[land], gy[land]
        pieces = [
            kernel_value(kernel, (gx - a) ** 2 + (gy - b) ** 2, c).sum() * 25
            for a, b, c in zip(x, y, h, strict=True)
        ]
        assert mass_inside(RAGGED, x, y, kernel=kernel, bandwidth_m=h) == pytest.approx(pieces, abs=1e-3)

    def test_half_on_an_edge_and_a_quarter_in_a_corner(self, kernel) -> None:
        square = shapely.box(0, 0, 10_000, 10_000)
        found = mass_inside(
            square, [5000, 0, 0, 5000, -9000], [5000, 5000, 0, 300, 0], kernel=kernel, bandwidth_m=300
        )
        assert found[[0, 1, 2, 4]] == pytest.approx([1, 0.5, 0.25, 0], abs=1e-12)

    def test_is_the_same_whichever_way_rings_turn_and_wherever_the_map_lies(self, kernel) -> None:
        x, y = scattered(1, 20)
        one = mass_inside(RAGGED, x, y, kernel=kernel, bandwidth_m=500)
        there = shapely.transform(RAGGED.reverse(), lambda xy: xy + np.array([4e5, 3e5]))
        other = mass_inside(there, x + 4e5, y + 3e5, kernel=kernel, bandwidth_m=500)
        assert np.allclose(one, other, rtol=0, atol=1e-10)


@BOTH
class TestDensityAt:
    @pytest.mark.parametrize("edge", ["none", "uniform", "diggle"])
    def test_equals_a_loop(self, kernel, edge) -> None:
        x, y = scattered(2, 25)
        at_x, at_y = scattered(3, 6)
        weight, h = np.arange(25) % 4, np.linspace(200, 900, 25)
        at_h = np.linspace(300, 500, 6)
        found = density_at(
            x, y, weight, at_x, at_y, bandwidth_m=h, kernel=kernel, outline=RAGGED, edge=edge,
            at_bandwidth_m=at_h,
        )  # fmt: skip
        own = mass_inside(RAGGED, x, y, kernel=kernel, bandwidth_m=h)
        here = mass_inside(RAGGED, at_x, at_y, kernel=kernel, bandwidth_m=at_h)
        for j in range(6):
            total = 0.0
            for i in range(25):
                apart = math.dist((x[i], y[i]), (at_x[j], at_y[j]))
                part = own[i] if edge == "diggle" else 1.0
                total += weight[i] * one_kernel(kernel, apart, h[i]) / part
            assert found[j] == pytest.approx(total / (here[j] if edge == "uniform" else 1.0), rel=1e-12)

    def test_an_even_spread_is_even_up_to_the_edge(self, kernel) -> None:
        gx, gy = (a.ravel() for a in np.meshgrid(np.arange(5.0, 4000, 20), np.arange(5.0, 4000, 20)))
        land = shapely.contains_xy(RAGGED, gx, gy)
        at = np.array([(30.0, 30.0), (1495, 300), (3900, 3000), (1300, 880), (2000, 1500)]).T
        found = density_at(
            gx[land], gy[land], None, *at, bandwidth_m=400, kernel=kernel, outline=RAGGED, edge="uniform"
        )
        assert found * 400 == pytest.approx(1, rel=0.04)  # one incident every 20 m each way

    def test_holds_every_incident(self, kernel) -> None:
        """Over the plane without a correction; over the area, exactly, with Diggle's."""
        x, y = scattered(4, 30)
        side = np.arange(-3000 + 10, 7000, 20.0)
        gx, gy = (a.ravel() for a in np.meshgrid(side, side))
        how = {"bandwidth_m": 350.0, "kernel": kernel}
        assert density_at(x, y, None, gx, gy, **how).sum() * 400 == pytest.approx(30, rel=1e-4)
        gx, gy = (a[shapely.contains_xy(RAGGED, gx, gy)] for a in (gx, gy))
        held = density_at(x, y, None, gx, gy, **how, outline=RAGGED, edge="diggle")
        assert held.sum() * 400 == pytest.approx(30, rel=2e-3)

    def test_moves_with_the_map_and_does_not_mind_the_order_of_rows(self, kernel) -> None:
        x, y = scattered(5, 40)
        at = scattered(6, 5)
        order = np.random.default_rng(1).permutation(40)
        how = {"bandwidth_m": 500.0, "kernel": kernel, "edge": "uniform"}
        one = density_at(x, y, None, *at, **how, outline=RAGGED)
        assert (density_at(x[order], y[order], None, *at, **how, outline=RAGGED) == one).all()
        there = shapely.transform(RAGGED, lambda xy: xy + 1e5)
        moved = density_at(x + 1e5, y + 1e5, None, at[0] + 1e5, at[1] + 1e5, **how, outline=there)
        assert np.allclose(moved, one, rtol=1e-9)


def test_equals_scikit_learn_without_edge_correction() -> None:
    x, y = scattered(7, 200)
    at = scattered(8, 50)
    theirs = KernelDensity(bandwidth=220.0, kernel="gaussian", rtol=1e-12).fit(np.column_stack((x, y)))
    ours = density_at(x, y, None, *at, bandwidth_m=220.0, kernel="gaussian")
    assert np.allclose(ours / 200, np.exp(theirs.score_samples(np.column_stack(at))), rtol=1e-9)


class TestAbramson:
    def test_equals_the_formula_by_hand(self) -> None:
        x, y, weight = [0.0, 100, 2000], [0.0, 0, 0], [1, 1, 2]
        top = 1 / (2 * math.pi * 300**2)
        pair = top * (1 + math.exp(-((100 / 300) ** 2) / 2))
        pilot = np.array([pair, pair, 2 * top]) / 4  # the far one is seen from here as nothing
        factor = pilot**-0.5
        gamma = math.exp((math.log(factor[0]) + math.log(factor[1]) + 2 * math.log(factor[2])) / 4)
        found = abramson(x, y, weight, bandwidth_m=300, kernel="gaussian")
        assert found.bandwidth_m == pytest.approx(300 * factor / gamma, rel=1e-6)
        assert found.gamma == pytest.approx(gamma, rel=1e-6)

    def test_the_geometric_mean_is_the_global_bandwidth(self) -> None:
        x, y = scattered(9, 100)
        found = abramson(x, y, bandwidth_m=400, trim=1e9, outline=RAGGED, edge="uniform")
        assert np.exp(np.log(found.bandwidth_m).mean()) == pytest.approx(400)

    def test_is_narrow_where_incidents_lie_close_and_never_above_the_trim(self) -> None:
        rng = np.random.default_rng(1)
        x = np.concatenate((rng.normal(0, 50, 500), [9000.0]))
        found = abramson(x, x * 0, at_x=[50_000], at_y=[0], bandwidth_m=300, trim=3)
        assert found.bandwidth_m[:500].max() < 400 < found.bandwidth_m[500] == 900
        assert found.at_bandwidth_m.tolist() == [900]  # where there is nothing
        assert found.trimmed == 1

    def test_even_incidents_all_have_nearly_the_global_bandwidth(self) -> None:
        gx, gy = (a.ravel() for a in np.meshgrid(np.arange(25.0, 4000, 50), np.arange(25.0, 3000, 50)))
        found = abramson(
            gx, gy, bandwidth_m=400, outline=shapely.box(0, 0, 4000, 3000), edge="uniform"
        ).bandwidth_m
        assert found == pytest.approx(400, rel=0.01)


class TestOversmoothing:
    def test_by_hand(self) -> None:
        # Terrell's constant for the plane, from Gamma functions as he writes it
        v = 16 * math.gamma(5) * 2 * 4 / (10**4 * math.pi)
        constant = (2 / (4 * math.pi) / v) ** (1 / 6)
        x = np.arange(0, 101, 10.0)  # sd 33.17, IQR / 1.34 = 37.3
        assert oversmoothing(x, 2 * x) == pytest.approx(constant * 1.5 * np.std(x, ddof=1) * 11 ** (-1 / 6))
        assert oversmoothing(x, x, np.full(11, 3)) == pytest.approx(
            oversmoothing(np.repeat(x, 3), np.repeat(x, 3))
        )

    def test_a_number_of_its_own_to_reckon_with(self) -> None:
        x = np.arange(64.0)
        assert oversmoothing(x, x, size=1) == pytest.approx(2 * oversmoothing(x, x))
