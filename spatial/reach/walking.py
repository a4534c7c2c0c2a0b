"""Metres on foot: along streets where they are known, else as the crow flies times a factor."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from spatial.given import affordable, as_numbers, no_table, same_length, within

if TYPE_CHECKING:
    from boundaries.streets import Streets

__all__ = ["DETOUR", "FAR_M", "METRES_A_MINUTE", "nearest_m", "off_streets", "walking_m"]

METRES_A_MINUTE = 80.0
"""4.8 km an hour, as planners reckon; twenty minutes are 1,600 m."""
DETOUR = 1.3
"""How much longer streets are than the straight line, where no streets are known."""
FAR_M = 250.0
"""Whoever is farther than this from every street is measured straight, times the factor."""
AT_ONCE = 256 * 1024**2


def walking_m(
    x_from: ArrayLike,
    y_from: ArrayLike,
    x_to: ArrayLike,
    y_to: ArrayLike,
    *,
    streets: "Streets | None" = None,
    detour: float = DETOUR,
    limit_m: float = np.inf,
) -> np.ndarray:
    """Measure the walk from every place to every other.

    Parameters
    ----------
    x_from, y_from : array_like, shape (n_from,)
        Metres (EPSG:27700).
    x_to, y_to : array_like, shape (n_to,)
    streets : Streets, optional
        Straight to the nearest point of the network, along it, and straight to the end.  A walk is never
        shorter than the straight line.
    detour : float
        1 to 3: the factor on the straight line without streets, and where an end lies more than 250 m from
        any street.
    limit_m : float
        Farther is not looked for; that makes it quicker.

    Returns
    -------
    numpy.ndarray of float, shape (n_from, n_to)
        Metres; infinite beyond `limit_m`, and where the streets do not lead from one to the other.

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a coordinate is missing or infinite, or a setting is out of range.
    spatial.errors.TooLargeError
        If the answer would take more than 2 GB.
    """
    xy_from, xy_to = _places(x_from, y_from, what="from"), _places(x_to, y_to, what="to")
    _settings(detour, limit_m)
    affordable(
        8.0 * len(xy_from) * len(xy_to),
        what="distances between so many places",
        instead="Ask for the nearest only (nearest_m).",
    )
    metres = cdist(xy_from, xy_to) * detour
    if streets is not None and metres.size and len(streets.x):
        (off_from, at_from), (off_to, at_to) = _nodes(streets, xy_from), _nodes(streets, xy_to)
        near_from, near_to = np.flatnonzero(off_from <= FAR_M), np.flatnonzero(off_to <= FAR_M)
        along = _along(streets.graph, at_from[near_from], at_to[near_to], limit_m)
        metres[np.ix_(near_from, near_to)] = off_from[near_from, None] + along + off_to[near_to]
    metres[metres > limit_m] = np.inf
    return metres


def nearest_m(
    x: ArrayLike,
    y: ArrayLike,
    x_to: ArrayLike,
    y_to: ArrayLike,
    *,
    streets: "Streets | None" = None,
    detour: float = DETOUR,
    limit_m: float = np.inf,
) -> np.ndarray:
    """Measure the walk from every place to the nearest of some others, without the distances to the rest.

    The same as the least of each row of `walking_m`, for as many places as there are.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Metres; infinite beyond `limit_m`, and where there is nothing to walk to.
    """
    xy, xy_to = _places(x, y, what="from"), _places(x_to, y_to, what="to")
    _settings(detour, limit_m)
    if not len(xy_to) or not len(xy):
        return np.full(len(xy), np.inf)
    if streets is None or not len(streets.x):
        metres = _straight(xy, xy_to, detour)
    else:
        (off, at), (off_to, at_to) = _nodes(streets, xy), _nodes(streets, xy_to)
        reached = off_to <= FAR_M
        metres = off + _from_all(streets.graph, at_to[reached], off_to[reached], limit_m)[at]
        if not reached.all():
            metres = np.minimum(metres, _straight(xy, xy_to[~reached], detour))
        far = off > FAR_M
        metres[far] = _straight(xy[far], xy_to, detour)
    metres[metres > limit_m] = np.inf
    return metres


def off_streets(x: ArrayLike, y: ArrayLike, streets: "Streets") -> np.ndarray:
    """Say which places lie more than 250 m from any street, so that their walk is measured straight."""
    return _nodes(streets, _places(x, y, what="places"))[0] > FAR_M


def _places(x: ArrayLike, y: ArrayLike, *, what: str) -> np.ndarray:
    at_x, at_y = as_numbers(x, what=f"x ({what})"), as_numbers(y, what=f"y ({what})")
    same_length(x=at_x, y=at_y)
    no_table(x=at_x, y=at_y)
    return np.column_stack([at_x, at_y])


def _settings(detour: float, limit_m: float) -> None:
    within(detour, what="detour", least=1, most=3)
    within(limit_m, what="limit_m", least=0, most=np.inf, unit="m")


def _nodes(streets: "Streets", xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The node that each place is nearest to: how far off it is, and its position."""
    off, at = KDTree(np.column_stack([streets.x, streets.y])).query(xy)
    return np.asarray(off), np.asarray(at)


def _straight(xy: np.ndarray, xy_to: np.ndarray, detour: float) -> np.ndarray:
    return np.asarray(KDTree(xy_to).query(xy)[0] * detour)


def _along(graph: csr_array, at_from: np.ndarray, at_to: np.ndarray, limit_m: float) -> np.ndarray:
    """Metres along the streets between nodes, searched from the side that has fewer."""
    if len(np.unique(at_to)) < len(np.unique(at_from)):
        return _along(graph, at_to, at_from, limit_m).T
    sources, of = np.unique(at_from, return_inverse=True)
    found = np.empty((len(sources), len(at_to)))
    rows = max(int(AT_ONCE / 8 / graph.shape[0]), 1)
    for first in range(0, len(sources), rows):
        some = slice(first, first + rows)
        found[some] = dijkstra(graph, indices=sources[some], limit=limit_m)[:, at_to]
    return np.asarray(found[of])


def _from_all(graph: csr_array, at: np.ndarray, off: np.ndarray, limit_m: float) -> np.ndarray:
    """Metres from every node to the nearest of some places, each so far off its own node.

    A place is one more node, with a way to its own node and none back, so that no walk leads through it.
    """
    if not len(at):
        return np.full(graph.shape[0], np.inf)
    n = graph.shape[0]
    apart = graph.tocoo()
    rows = np.concatenate([apart.coords[0], n + np.arange(len(at))])
    columns = np.concatenate([apart.coords[1], at])
    metres = np.concatenate([apart.data, np.maximum(off, 1e-9)])  # nothing is an edge of no length
    wider = csr_array((metres, (rows, columns)), shape=(n + len(at), n + len(at)))
    found = dijkstra(wider, indices=n + np.arange(len(at)), min_only=True, limit=limit_m)
    return np.asarray(found[:n])
