"""Bands: circles of neighbouring centres that hold about as much, to be tried together."""

from dataclasses import dataclass

import numpy as np

from spatial.scan.circles import Circles

__all__ = ["Bands", "cut_bands"]

SMALL = 12.0
"""Circles in which fewer are expected are tried one by one."""
GROWTH = 1.5
"""A band grows by so many times the root of what is expected at its beginning: about as chance varies."""
TOGETHER = 4
"""About so many centres are tried together, as long as a circle of `SMALL` is wider than they lie apart."""
DENSE = 6.0
"""With more cases than this for each centre it is not."""


@dataclass(frozen=True)
class Bands:
    """Which circles are tried together.

    Attributes
    ----------
    end : numpy.ndarray of int64, shape (n_centres, n_bands)
        Where each band ends among a centre's places. Band 0 is tried circle by circle.
    low : numpy.ndarray of float, shape (n_groups, n_bands)
        No fewer are expected in any circle of the band; 0 if it has none.
    group, member : numpy.ndarray of int64, shapes (n_groups + 1,), (n_centres,)
        Where each group begins in `member`, and its centres.
    union_start, union : numpy.ndarray of int64, int32, shapes (n_groups, n_bands + 1), (n,)
        The places that each band adds to those of the group's bands before.
    """

    end: np.ndarray
    low: np.ndarray
    group: np.ndarray
    member: np.ndarray
    union_start: np.ndarray
    union: np.ndarray


def cut_bands(circles: Circles, expected: np.ndarray, *, together: bool) -> Bands:
    """Cut the circles into bands; without `together` all are in band 0.

    Parameters
    ----------
    expected : numpy.ndarray of float, shape (n_places,)
    """
    start, n = circles.start, circles.x.size
    if not together:
        none = np.zeros(0, dtype=np.int64)
        return Bands(
            start[1:, None].copy(),
            np.zeros((0, 1)),
            np.zeros(1, dtype=np.int64),
            none,
            np.zeros((0, 2), dtype=np.int64),
            none.astype(np.int32),
        )
    held = np.cumsum(expected[circles.place])
    base = np.concatenate([[0.0], held])[start[:-1]]
    most = max(float(np.max(np.concatenate([[0.0], held])[start[1:]] - base)), SMALL)
    steps = [SMALL]
    while steps[-1] <= most:
        steps.append(steps[-1] + GROWTH * np.sqrt(steps[-1]))
    edges = np.array(steps)
    end = np.empty((n, edges.size), dtype=np.int64)
    for centre in range(n):
        own = slice(start[centre], start[centre + 1])
        whole = np.concatenate([[0], np.flatnonzero(circles.ends[own]) + 1])  # no circle is cut in two
        fits = np.searchsorted(held[own][whole[1:] - 1] - base[centre], edges, side="right")
        end[centre] = start[centre] + whole[fits]
    label = _neighbours(circles) if expected.sum() < DENSE * n else np.arange(n)
    member = np.argsort(label, kind="stable").astype(np.int64)
    group = np.concatenate([[0], np.cumsum(np.bincount(label))]).astype(np.int64)
    low, union_start, union = _unions(
        circles, expected, end, group, member, held - np.repeat(base, np.diff(start))
    )
    return Bands(end, low, group, member, union_start, union)


def _neighbours(circles: Circles) -> np.ndarray:
    """Give each centre the number of the square it lies in; none is empty."""
    wide, high = max(np.ptp(circles.x), 1e-9), max(np.ptp(circles.y), 1e-9)
    side = max(np.sqrt(wide * high * TOGETHER / circles.x.size), max(wide, high) * TOGETHER / circles.x.size)
    across = np.floor((circles.x - circles.x.min()) / side).astype(np.int64)
    along = np.floor((circles.y - circles.y.min()) / side).astype(np.int64)
    found: np.ndarray = np.unique(across * (along.max() + 1) + along, return_inverse=True)[1].ravel()
    return found


def _unions(
    circles: Circles,
    expected: np.ndarray,
    end: np.ndarray,
    group: np.ndarray,
    member: np.ndarray,
    held: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    groups, bands = group.size - 1, end.shape[1]
    low = np.zeros((groups, bands))
    union_start = np.zeros((groups, bands + 1), dtype=np.int64)
    pieces: list[np.ndarray] = []
    size = 0
    for g in range(groups):
        seen = np.zeros(expected.size, dtype=bool)
        centres = member[group[g] : group[g + 1]]
        for band in range(bands):
            union_start[g, band] = size
            fewest = np.inf
            added: list[np.ndarray] = []
            for centre in centres:
                since = circles.start[centre] if band == 0 else end[centre, band - 1]
                until = end[centre, band]
                if since < until:
                    added.append(circles.place[since:until])
                    fewest = min(fewest, float(held[since]))
            if added:
                places = np.unique(np.concatenate(added))
                places = places[~seen[places]]
                seen[places] = True
                pieces.append(places)
                size += places.size
                low[g, band] = fewest * (1 - 1e-9)
        union_start[g, bands] = size
    return low, union_start, np.concatenate(pieces).astype(np.int32)
