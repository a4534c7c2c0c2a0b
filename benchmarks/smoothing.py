"""Kernel density on a grid: ours against scikit-learn's KernelDensity and KDEpy, at equal accuracy."""

from collections.abc import Callable

import numpy as np
import shapely
from KDEpy import FFTKDE, TreeKDE
from sklearn.neighbors import KernelDensity

from benchmarks.side_by_side import Way, in_turn
from spatial.density.density_grid import density_on_grid
from spatial.density.kernel_sum import abramson, density_at

__all__ = ["BANDWIDTH_M", "STEP_M", "adaptive", "fixed", "incidents"]

SIDE_M, BANDWIDTH_M, STEP_M = 6400.0, 300.0, 50.0
BOX = shapely.box(0, 0, SIDE_M, SIDE_M)
SKLEARN_RTOL = 4e-3  # lets its tree skip points until it is about as far off as a grid of 50 m
KILOMETRE = 1000.0  # KDEpy cuts kernels where they fall below an absolute value: in metres it is 3 % off
CHECKED = 300
Points = tuple[np.ndarray, np.ndarray]


def incidents(n: int, *, seed: int = 1) -> Points:
    """Throw incidents: three in five about forty places, the rest anywhere."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, SIDE_M, size=(40, 2))
    points = places[rng.integers(0, 40, n)] + rng.normal(0, 250, size=(n, 2))
    anywhere = rng.random(n) < 0.4
    points[anywhere] = rng.uniform(0, SIDE_M, size=(int(anywhere.sum()), 2))
    points = np.clip(points, 1, SIDE_M - 1)
    return points[:, 0].copy(), points[:, 1].copy()


def fixed(n: int, *, runs: dict[str, int]) -> list[Way]:
    """Smooth with one Gaussian kernel and no edge correction, as the others have none; and once with it."""
    x, y = incidents(n)
    at_x, at_y = _grid_points()
    there, km = np.column_stack((at_x, at_y)), np.column_stack((x, y)) / KILOMETRE
    order = np.lexsort((at_y, at_x))

    def fft() -> np.ndarray:
        found = np.empty(len(there))
        density = FFTKDE(kernel="gaussian", bw=BANDWIDTH_M / KILOMETRE).fit(km)
        found[order] = density.evaluate(there[order] / KILOMETRE)
        return found * n / KILOMETRE**2

    def tree() -> np.ndarray:
        density = TreeKDE(kernel="gaussian", bw=BANDWIDTH_M / KILOMETRE).fit(km)
        return density.evaluate(there / KILOMETRE) * n / KILOMETRE**2

    def sklearn() -> np.ndarray:
        density = KernelDensity(bandwidth=BANDWIDTH_M, rtol=SKLEARN_RTOL).fit(np.column_stack((x, y)))
        return np.exp(density.score_samples(there)) * n

    ways: dict[str, Callable[[], np.ndarray]] = {
        "ours": lambda: _ours(x, y, edge="none"),
        "KDEpy FFTKDE": fft,
        "scikit-learn KernelDensity": sklearn,
        "KDEpy TreeKDE": tree,
        "ours, edge corrected": lambda: _ours(x, y, edge="uniform"),
    }
    seen = in_turn({name: work for name, work in ways.items() if runs.get(name)}, runs=runs)
    pick = _picked()
    how = {"bandwidth_m": BANDWIDTH_M, "kernel": "gaussian", "outline": BOX}
    for way in seen:
        edge = "uniform" if "edge" in way.name else "none"
        exact = density_at(x, y, None, at_x[pick], at_y[pick], edge=edge, **how)
        way.off = _off(way.answer[pick], exact)
    return seen


def adaptive(n: int, *, runs: dict[str, int]) -> list[Way]:
    """Smooth with Abramson's bandwidths: ours by classes, and the plain sum over every incident."""
    x, y = incidents(n)
    at_x, at_y = _grid_points()

    def plain(at_x: np.ndarray = at_x, at_y: np.ndarray = at_y) -> np.ndarray:
        wide = abramson(x, y, bandwidth_m=BANDWIDTH_M, kernel="gaussian")
        return density_at(x, y, None, at_x, at_y, bandwidth_m=wide.bandwidth_m, kernel="gaussian")

    ways = {"ours, adaptive": lambda: _ours(x, y, edge="none", adaptive=True), "the plain sum": plain}
    seen = in_turn({name: work for name, work in ways.items() if runs.get(name)}, runs=runs)
    if runs.get("the plain sum"):
        pick = _picked()
        seen[0].off = _off(seen[0].answer[pick], seen[1].answer[pick])
        seen[1].off = "exact"
    return seen


def _ours(x: np.ndarray, y: np.ndarray, *, edge: str, adaptive: bool = False) -> np.ndarray:
    how = {"kernel": "gaussian", "adaptive": adaptive, "edge": edge}
    return density_on_grid(BOX, x, y, bandwidth_m=BANDWIDTH_M, step_m=STEP_M, **how).values.ravel()


def _grid_points() -> Points:
    found = density_on_grid(BOX, [1.0], [1.0], bandwidth_m=BANDWIDTH_M, step_m=STEP_M)
    at_x, at_y = found.grid.centres()
    return at_x.ravel(), at_y.ravel()


def _picked() -> np.ndarray:
    at_x, at_y = _grid_points()
    inside = np.flatnonzero(shapely.contains_xy(BOX, at_x, at_y))
    return np.random.default_rng(2).choice(inside, CHECKED, replace=False)


def _off(found: np.ndarray, exact: np.ndarray) -> str:
    return f"{np.abs(found - exact).max() / exact.max():.2%}"
