"""Reach of 500 centres for a million incidents: ours against the naive matrix of every walk, in one run."""

from collections.abc import Callable
from statistics import median

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import Way, in_turn, line
from boundaries.streets import Streets, make_streets
from spatial.reach.walking import DETOUR, nearest_m

__all__ = ["grid_town", "hold_reach", "naive", "places", "same"]

SIDE_M = 8_000.0
STREET_M = 100.0
INCIDENTS, CENTRES = 1_000_000, 500
BLOCK = 20_000
"""Rows of the naive matrix at a time: the whole of it would be 4 GB."""
HEADER = ("incidents × centres, walked", "way", "time", "peak memory", "walks", "time / ours")


def places(incidents: int, centres: int) -> tuple[np.ndarray, np.ndarray]:
    """Scatter incidents and centres over 64 km², every one at a place of its own."""
    dice = np.random.default_rng(4)
    return dice.uniform(0, SIDE_M, (incidents, 2)), dice.uniform(0, SIDE_M, (centres, 2))


def grid_town(side_m: float = SIDE_M) -> Streets:
    """Streets every 100 m, both ways, one in ten of them broken off half way."""
    dice, lines = np.random.default_rng(5), []
    for at in np.arange(0, side_m + 1, STREET_M):
        for turned in (False, True):
            ends = np.array([[0.0, at], [side_m if dice.random() < 0.9 else side_m / 2, at]])
            lines.append(shapely.LineString(ends[:, ::-1] if turned else ends))
    return make_streets(np.array(lines), source="the benchmark")


def naive(xy: np.ndarray, to: np.ndarray, streets: Streets | None) -> np.ndarray:
    """Work out every walk, and take the least of each row."""
    if streets is not None:
        nodes = np.column_stack([streets.x, streets.y])
        at, off = _nearest_node(nodes, xy)
        at_to, off_to = _nearest_node(nodes, to)
        along = dijkstra(streets.graph, indices=at_to)
    least = np.empty(len(xy))
    for first in range(0, len(xy), BLOCK):
        some = slice(first, first + BLOCK)
        if streets is None:
            walks = DETOUR * np.hypot(xy[some, :1] - to[:, 0], xy[some, 1:] - to[:, 1])
        else:
            walks = off[some, None] + along[:, at[some]].T + off_to
        least[some] = walks.min(axis=1)
    return least


def _nearest_node(nodes: np.ndarray, xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest node by a search tree: the naive way of that would take hours, for neither's sake."""
    import scipy.spatial

    off, at = scipy.spatial.KDTree(nodes).query(xy)
    return at, off


def ours(xy: np.ndarray, to: np.ndarray, streets: Streets | None) -> np.ndarray:
    """Measure with the product's own function."""
    return nearest_m(*xy.T, *to.T, streets=streets)


def same(one: np.ndarray, other: np.ndarray) -> None:
    """See that both ways found the same walks, to a tenth of a millimetre.

    Raises
    ------
    AssertionError
        If they did not.
    """
    if not np.allclose(one, other, rtol=0, atol=1e-4):
        raise AssertionError("the two ways do not walk alike")


def hold_reach(told: Callable[[str], None]) -> str:
    """Hold ours against the matrix of every walk, straight and along streets."""
    xy, to = places(INCIDENTS, CENTRES)
    town = grid_town()
    rows = []
    for title, streets in (("straight", None), (f"{town.km:,.0f} km of streets", town)):
        mine, plain = _hold(xy, to, streets)
        what = f"{INCIDENTS:,} × {CENTRES}, {title}"
        rows += [line(what, mine, mine), line(what, mine, plain)]
    machine = describe()
    parts = [
        "## Reach\n",
        f"How far {INCIDENTS:,} incidents, each at a place of its own, are from the nearest of {CENTRES} "
        "centres, straight with a factor and along streets every 100 m. The naive way works out every walk "
        f"({INCIDENTS * CENTRES / 1e6:,.0f} million; 4 GB, so in blocks) and takes the least; "
        "along streets it searches from each centre. Both find the same walks to a tenth of a millimetre, on "
        "one core.\n",
        table(HEADER, rows),
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python {machine['python']}; "
        f"{machine['versions']}; commit {commit()}. Medians, with the least and the most in brackets. Again: "
        "`python -m benchmarks reach`.\n",
    ]
    text = "\n".join(parts)
    told(text)
    return text


def _hold(xy: np.ndarray, to: np.ndarray, streets: Streets | None) -> list[Way]:
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(xy, to, streets),
        "every walk": lambda: naive(xy, to, streets),
    }
    seen = in_turn(ways, runs={"ours": 3, "every walk": 1})
    same(seen[0].answer, seen[1].answer)
    for way in seen:
        way.off = f"{median(way.answer):,.0f} m in the middle"
    return seen
