"""Circles: around each centre its places in order of distance, as far as a circle may reach."""

from dataclasses import dataclass

import numpy as np

from spatial.errors import NotEnoughError
from spatial.given import affordable

__all__ = ["Circles", "lay_circles", "without"]

MARKS = 20_260_101
"""Seed of the marks by which circles that hold the same places are told to be the same."""
SAME_M = 1e-6
"""Distances that differ by less than this share of the whole extent are equal: rounding makes no circle."""
DISTINCT_UP_TO = 30_000_000


@dataclass(frozen=True)
class Circles:
    """The circles of a scan.

    Attributes
    ----------
    x, y : numpy.ndarray of float, shape (n_centres,)
    start : numpy.ndarray of int64, shape (n_centres + 1,)
        Where each centre's places begin in the arrays below.
    place : numpy.ndarray of int32, shape (n,)
        Places, nearest first.
    ends : numpy.ndarray of bool, shape (n,)
        Whether a circle ends with this place: the next is farther away.
    closes : numpy.ndarray of bool, shape (n,)
        The same, but once only for circles that hold the same places.
    radius : numpy.ndarray of float32, shape (n,)
        Metres to that place.
    mark : numpy.ndarray of uint64, shape (n,)
        Equal for circles that hold the same places.
    """

    x: np.ndarray
    y: np.ndarray
    start: np.ndarray
    place: np.ndarray
    ends: np.ndarray
    closes: np.ndarray
    radius: np.ndarray
    mark: np.ndarray


def lay_circles(
    x: np.ndarray,
    y: np.ndarray,
    size: np.ndarray,
    *,
    centre_x: np.ndarray,
    centre_y: np.ndarray,
    max_share: float,
    max_radius_m: float | None,
) -> Circles:
    """Lay circles of every size around every centre.

    Parameters
    ----------
    x, y : numpy.ndarray, shape (n_places,)
        Distinct places, metres.
    size : numpy.ndarray, shape (n_places,)
        What a circle may hold `max_share` of: cases, or expected cases; 0 for places that do not matter.
    centre_x, centre_y : numpy.ndarray, shape (n_centres,)
    max_share : float
        The largest share of all that a circle may hold.
    max_radius_m : float or None

    Raises
    ------
    spatial.errors.NotEnoughError
        If no circle is as small as asked for.
    spatial.errors.TooLargeError
        If the circles would not fit in memory.
    """
    used = np.flatnonzero(size > 0)
    ux, uy, part = x[used], y[used], size[used] / size.sum()
    most = min(used.size, int(np.ceil(used.size * max_share)) + 1) if max_radius_m is None else used.size
    affordable(
        centre_x.size * most * (4 + 1 + 4 + 8) * (1.0 if max_radius_m is None else 0.25),
        what=f"Circles of {used.size:,} places around {centre_x.size:,} centres",
        instead="Give centres, such as the cells of a lattice, or a smaller max_radius_m.",
    )
    near = SAME_M * max(np.ptp(ux), np.ptp(uy), 1e-9)
    marks = np.random.default_rng(MARKS).integers(1, 2**63, used.size, dtype=np.uint64)
    pieces: list[tuple[np.ndarray, ...]] = []
    counts = np.zeros(centre_x.size, dtype=np.int64)
    for centre in range(centre_x.size):
        away = np.hypot(ux - centre_x[centre], uy - centre_y[centre])
        reach = np.arange(used.size) if max_radius_m is None else np.flatnonzero(away <= max_radius_m + near)
        order = reach[np.argsort(away[reach], kind="stable")]
        sorted_away = away[order]
        closes = np.ones(order.size, dtype=bool)
        closes[:-1] = np.diff(sorted_away) > near
        fits = np.cumsum(part[order]) <= max_share * (1 + 1e-12)
        whole = np.flatnonzero(closes & fits)
        keep = int(whole[-1]) + 1 if whole.size else 0
        counts[centre] = keep
        pieces.append(
            (
                used[order[:keep]].astype(np.int32),
                closes[:keep],
                sorted_away[:keep].astype(np.float32),
                np.cumsum(marks[order[:keep]]),
            )
        )
    if not counts.sum():
        raise NotEnoughError(
            "no circle is small enough: every place alone holds more than max_share of all, or lies beyond "
            "max_radius_m of every centre. Give finer places, a larger share or a larger radius."
        )
    place, ends, radius, mark = (np.concatenate(column) for column in zip(*pieces, strict=True))
    closes, at = ends, np.flatnonzero(ends)
    if at.size <= DISTINCT_UP_TO:
        _, first = np.unique(mark[at], return_index=True)
        closes = np.zeros(place.size, dtype=bool)
        closes[at[first]] = True
    start = np.concatenate([[0], np.cumsum(counts)])
    return Circles(centre_x, centre_y, start, place, ends, closes, radius, mark)


def without(circles: Circles, taken: np.ndarray) -> np.ndarray:
    """Say how far each centre's circles reach before they meet a place that is taken.

    Parameters
    ----------
    taken : numpy.ndarray of bool, shape (n_places,)

    Returns
    -------
    numpy.ndarray of int64, shape (n_centres,)
        Where each centre's places end.
    """
    stop = circles.start[1:].copy()
    met = np.flatnonzero(taken[circles.place])
    centre = np.searchsorted(circles.start, met, side="right") - 1
    np.minimum.at(stop, centre, met)
    return stop
