"""Pairs of points that are close, listed band by band without ever making the table of all pairs."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from spatial.errors import TooLargeError
from spatial.given import affordable
from spatial.progress import Progress, silent

__all__ = ["ClosePairs", "close_pairs"]

MOST_TRIALS = 2e10
"""Pairs that may be measured to find the close ones: some twenty seconds."""
CHUNK = 4096
FINEST = 2**20
"""Squares of the searching grid along its longer side, at most."""
LESS = "Ask for a shorter window, fewer kinds, or shorter distances."


@dataclass(frozen=True)
class ClosePairs:
    """Pairs of one point of the first set and one of the second, sorted by first point and band.

    Attributes
    ----------
    first, second : numpy.ndarray of int64, shape (n,)
        Where each point in this listing stood among those given: neighbours lie near each other in memory.
    start : numpy.ndarray of int64, shape (n_first * n_bands + 1,)
        Pairs of point i in band s are `other[start[i * n_bands + s] : start[i * n_bands + s + 1]]`.
    other : numpy.ndarray of int32
        The second point of each pair, as a position in `second`.
    n_bands : int
    """

    first: np.ndarray
    second: np.ndarray
    start: np.ndarray
    other: np.ndarray
    n_bands: int

    @property
    def by_band(self) -> np.ndarray:
        """How many pairs each band has."""
        sums: np.ndarray = np.diff(self.start).reshape(-1, self.n_bands).sum(axis=0)
        return sums


def close_pairs(
    a: np.ndarray,
    b: np.ndarray | None,
    *,
    edges_m: np.ndarray,
    manhattan: bool = False,
    told: Progress = silent,
) -> ClosePairs:
    """List the pairs whose distance lies in a band.

    Parameters
    ----------
    a : numpy.ndarray of float, shape (n, 2)
        Metres.
    b : numpy.ndarray of float, shape (m, 2), or None
        The other points; None for the pairs within `a`, each listed once.
    edges_m : numpy.ndarray of float, shape (n_bands + 1,)
        Ascending and finite; a band holds its lower end and not its upper end.
    manhattan : bool
        Whether distance is measured along the axes.

    Raises
    ------
    spatial.errors.TooLargeError
        If there are more pairs than memory can hold.
    """
    within = b is None
    points_b = a if b is None else b
    both = np.concatenate((a, points_b))
    low, span = both.min(axis=0), float(np.ptp(both, axis=0).max())
    side = max(float(edges_m[-1]), span / FINEST)
    at_a, at_b = (((points - low) // side).astype(np.int64) for points in (a, points_b))
    rows = int(max(at_a[:, 1].max(), at_b[:, 1].max())) + 3
    key_a, key_b = (at[:, 0] * rows + at[:, 1] + 1 for at in (at_a, at_b))
    first = np.lexsort((a[:, 1], a[:, 0], key_a))
    second = first if within else np.lexsort((points_b[:, 1], points_b[:, 0], key_b))
    sorted_a, sorted_b = np.ascontiguousarray(a[first]), np.ascontiguousarray(points_b[second])
    look = _where_to_look(key_a[first], key_b[second], rows)
    trials = float((look[:, :, 1] - look[:, :, 0]).sum()) / (2 if within else 1)
    if trials > MOST_TRIALS:
        raise TooLargeError(f"{trials:,.0f} pairs lie near enough to be measured; that is too many. {LESS}")
    edges = edges_m if manhattan else edges_m**2
    n_bands = len(edges) - 1
    counts = np.zeros(len(a) * n_bands, dtype=np.int64)
    steps = [(since, min(since + CHUNK, len(a))) for since in range(0, len(a), CHUNK)]
    for since, until in steps:
        _count(sorted_a, sorted_b, look, edges, manhattan, within, since, until, counts)
        told(0.5 * until / len(a))
    start = np.concatenate(([0], np.cumsum(counts)))
    affordable(4.0 * start[-1], what=f"A list of {start[-1]:,} close pairs", instead=LESS)
    other = np.empty(start[-1], dtype=np.int32)
    for since, until in steps:
        _list(sorted_a, sorted_b, look, edges, manhattan, within, since, until, start, other)
        told(0.5 + 0.5 * until / len(a))
    return ClosePairs(first, second, start, other, n_bands)


def _where_to_look(key_a: np.ndarray, key_b: np.ndarray, rows: int) -> np.ndarray:
    """Say for each point which stretches of the sorted others lie in the nine squares around its own."""
    look = np.empty((len(key_a), 3, 2), dtype=np.int64)
    for column, step in enumerate((-rows, 0, rows)):
        look[:, column, 0] = np.searchsorted(key_b, key_a + step - 1, side="left")
        look[:, column, 1] = np.searchsorted(key_b, key_a + step + 1, side="right")
    return look


@njit(cache=True, nogil=True)
def _band(ax, ay, bx, by, edges, manhattan):
    """Find the band of a distance; -1 where it lies in none."""
    dx, dy = abs(ax - bx), abs(ay - by)
    d = dx + dy if manhattan else dx * dx + dy * dy
    if d >= edges[-1] or d < edges[0]:
        return -1
    band = 0
    while d >= edges[band + 1]:
        band += 1
    return band


@njit(cache=True, nogil=True)
def _count(a, b, look, edges, manhattan, within, since, until, counts):
    n_bands = len(edges) - 1
    for i in range(since, until):
        for column in range(3):
            low = max(look[i, column, 0], i + 1) if within else look[i, column, 0]
            for j in range(low, look[i, column, 1]):
                band = _band(a[i, 0], a[i, 1], b[j, 0], b[j, 1], edges, manhattan)
                if band >= 0:
                    counts[i * n_bands + band] += 1


@njit(cache=True, nogil=True)
def _list(a, b, look, edges, manhattan, within, since, until, start, other):
    n_bands = len(edges) - 1
    at = np.empty(n_bands, dtype=np.int64)
    for i in range(since, until):
        for band in range(n_bands):
            at[band] = start[i * n_bands + band]
        for column in range(3):
            low = max(look[i, column, 0], i + 1) if within else look[i, column, 0]
            for j in range(low, look[i, column, 1]):
                band = _band(a[i, 0], a[i, 1], b[j, 0], b[j, 1], edges, manhattan)
                if band >= 0:
                    other[at[band]] = j
                    at[band] += 1
