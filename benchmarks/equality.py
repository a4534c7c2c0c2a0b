"""Are the two answers the same?  Counts exactly, clusters up to names, densities within 1 % at the peak."""

from pathlib import Path

import numpy as np
import shapely

from benchmarks.plan import Plan
from boundaries.partnership import load_partnership

__all__ = ["Difference", "compare"]

DENSITY_TOLERANCE = 0.01
QUADRATURE_M = 10.0


class Difference(AssertionError):
    """The two ways do not give the same answer."""


def compare(plan: Plan, ours: Path, usual: Path, *, questions: int) -> float:
    """Compare every answer of two runs.

    Returns
    -------
    float
        The largest relative difference of our density from brute force over every point, at the peak.

    Raises
    ------
    Difference
        With what differs and in which question.
    """
    outline = load_partnership(plan.partnership).study_area().outline
    ground = np.load(Path(plan.folder) / "ground.npz")
    worst = 0.0
    for number in range(questions):
        a, b = (np.load(folder / f"answer-{number}.npz") for folder in (ours, usual))
        for name in ("counts", "wards"):
            _same(np.array_equal(a[name], b[name]), f"{name} differ", number)
        for full, shown in (("counts", "shown"), ("wards", "wards_shown")):
            seen = ~np.isnan(a[shown])
            _same(np.array_equal(a[full][seen], a[shown][seen]), f"{full} shown are others", number)
        _same(np.allclose(a["gi_star"], b["gi_star"], atol=1e-9, equal_nan=True), "Gi* differs", number)
        _same_clusters(a, b, number)
        worst = max(worst, _density(a, b, plan, ground, outline, number))
    return worst


def _same(held: bool, what: str, number: int) -> None:
    if not held:
        raise Difference(f"question {number}: {what}")


def _same_clusters(a: "np.lib.npyio.NpzFile", b: "np.lib.npyio.NpzFile", number: int) -> None:
    """Core points, the groups they fall into, and the points in no group have to be the same.

    Which of two groups a border point joins is left open by the method.
    """
    metres, one = np.unique(b["metres"], axis=0, return_index=True)
    order = np.lexsort((a["y"], a["x"]))
    _same(np.array_equal(metres, np.column_stack((a["x"], a["y"]))[order]), "places differ", number)
    core = a["core"][order]
    _same(np.array_equal(core, b["core"][one]), "core points differ", number)
    _same(np.array_equal(a["group"][order] < 0, b["group"][one] < 0), "points in no group differ", number)
    pairs = np.unique(np.column_stack((a["group"][order][core], b["group"][one][core])), axis=0)
    for side in (0, 1):
        _same(len(np.unique(pairs[:, side])) == len(pairs), "groups are parted otherwise", number)


def _density(
    a: "np.lib.npyio.NpzFile", b: "np.lib.npyio.NpzFile", plan: Plan, ground: "np.lib.npyio.NpzFile",
    outline: shapely.Geometry, number: int,
) -> float:  # fmt: skip
    """Add up every kernel at the peak, once for each way: ours is corrected at the edge, the usual is not."""
    x, y, peak = a["peak"]
    width = plan.bandwidth_m
    bell = np.exp(-((a["x"] - x) ** 2 + (a["y"] - y) ** 2) / (2 * width**2)) / (2 * np.pi * width**2)
    plain = float((bell * a["weight"]).sum() * 1e6)
    ours = abs(peak / (plain / _mass_inside(outline, x, y, width)) - 1)
    _same(ours <= DENSITY_TOLERANCE, f"our density is {ours:.2%} off at the peak", number)
    nearest = int(np.argmin(np.hypot(ground["x"] - x, ground["y"] - y)))
    if ground["x"][nearest] == x and ground["y"][nearest] == y:
        usual = abs(b["density"][nearest] / plain - 1)
        _same(usual <= DENSITY_TOLERANCE, f"the usual density is {usual:.2%} off at our peak", number)
    return ours


def _mass_inside(outline: shapely.Geometry, x: float, y: float, width: float) -> float:
    """Add up a Gaussian over the part of the plane that is inside."""
    along = np.arange(-5 * width, 5 * width, QUADRATURE_M) + QUADRATURE_M / 2
    dx, dy = np.meshgrid(along, along)
    bell = np.exp(-(dx**2 + dy**2) / (2 * width**2)) / (2 * np.pi * width**2) * QUADRATURE_M**2
    return float(bell[shapely.contains_xy(outline, x + dx, y + dy)].sum())
