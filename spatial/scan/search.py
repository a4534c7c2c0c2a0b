"""The search itself: the observed clusters, one after the other, and the strongest of every chance map."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np

from spatial.progress import Progress, silent
from spatial.scan.bands import Bands
from spatial.scan.circles import Circles, without
from spatial.scan.kernel import best_windows, needed_cases

__all__ = ["Field", "Hit", "chance_maxima", "strongest"]

OFTEN_S = 0.2
"""Progress is told about this often."""

Map = tuple[np.ndarray, np.ndarray]
"""The cases of one map: where each place's begin, int64 (n_places + 1,); their periods, sorted, int32."""


@dataclass(frozen=True)
class Field:
    """What does not change from map to map.

    Attributes
    ----------
    circles : Circles
    bands : Bands
    expected : numpy.ndarray of float, shape (n_places,)
        Cases expected at each place; their sum is the number of cases.
    weight : numpy.ndarray of float, shape (n_periods + 1,)
        The share of them expected before each period.
    by_period : numpy.ndarray of float, shape (n_places, n_periods + 1)
        Expected before each period at each place, where that is not `expected` times `weight`; else no rows.
    total, least, longest, to_the_end
        Cases; fewest in a cluster; most periods; whether windows end with the last period.
    """

    circles: Circles
    bands: Bands
    expected: np.ndarray
    weight: np.ndarray
    by_period: np.ndarray
    total: int
    least: int
    longest: int
    to_the_end: bool


@dataclass(frozen=True)
class Hit:
    """One window: centre, places and radius of its circle, periods, cases, expected, likelihood ratio."""

    centre: int
    places: np.ndarray
    radius_m: float
    first: int
    last: int
    cases: int
    expected: float
    llr: float


def _best(
    field: Field, maps: list[Map], table: np.ndarray, stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    found, where = np.zeros((len(maps), 2)), np.zeros((len(maps), 5), dtype=np.int64)
    circles, bands = field.circles, field.bands
    best_windows(
        circles.start[:-1],
        stop,
        circles.place,
        circles.closes,
        bands.end,
        bands.low,
        bands.group,
        bands.member,
        bands.union_start,
        bands.union,
        np.stack([starts for starts, _ in maps]),
        np.stack([periods for _, periods in maps]),
        field.expected,
        field.by_period,
        field.weight,
        table,
        field.total,
        field.least,
        field.longest,
        field.to_the_end,
        found,
        where,
    )
    return found, where


def strongest(
    field: Field, observed: Map, *, most: int, weakest: float = 0.0, told: Progress = silent
) -> list[Hit]:
    """Find the strongest window, then the strongest that shares no place with it, and so on.

    It ends with `most` of them, or with the first whose likelihood ratio is below `weakest`.
    """
    circles, table = field.circles, needed_cases(field.total)
    taken = np.zeros(field.expected.size, dtype=bool)
    hits: list[Hit] = []
    while len(hits) < most:
        found, where = _best(field, [observed], table, without(circles, taken))
        centre, at, first, last, cases = (int(value) for value in where[0])
        if centre < 0:
            break
        told(1.0)
        if hits and found[0, 0] < weakest:
            break
        centre, at = _tightest(circles, centre, at)
        places = circles.place[circles.start[centre] : at + 1]
        taken[places] = True
        hits.append(
            Hit(centre, places, float(circles.radius[at]), first, last, cases, found[0, 1], found[0, 0])
        )
    return hits


def _tightest(circles: Circles, centre: int, at: int) -> tuple[int, int]:
    """Of the circles that hold the same places, give the smallest."""
    same = np.flatnonzero((circles.mark == circles.mark[at]) & circles.ends)
    best = int(same[np.argmin(circles.radius[same])])
    return int(np.searchsorted(circles.start, best, side="right") - 1), best


def chance_maxima(
    field: Field, draw: Callable[[], Iterator[Map]], *, replicates: int, told: Progress
) -> np.ndarray:
    """Find the highest likelihood ratio of every chance map, on as many threads as there are processors."""
    if not replicates:
        told(1.0)
        return np.zeros(0)
    table, stop, maps = needed_cases(field.total), field.circles.start[1:].copy(), draw()
    workers = os.cpu_count() or 1
    maxima: list[np.ndarray] = []
    done, batch = 0, 1
    told(0.0)
    with ThreadPoolExecutor(workers) as pool:
        while done < replicates:
            begun = time.perf_counter()
            chunks = []
            for _ in range(workers):
                chunk = list(islice(maps, min(batch, replicates - done)))
                done += len(chunk)
                if chunk:
                    chunks.append(chunk)
            maxima += [found[:, 0] for found, _ in pool.map(lambda c: _best(field, c, table, stop), chunks)]
            told(done / replicates)
            spent = time.perf_counter() - begun
            batch = int(np.clip(batch * OFTEN_S / max(spent, 1e-4), 1, min(4 * batch, 64)))
    return np.concatenate(maxima)
