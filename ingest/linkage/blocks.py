"""Which records are compared at all: those of two agencies, near in time, and near in place or in one ward.

Records are sorted by a key of place and time, and each looks up the keys about its own, so that nobody is
compared with the whole town.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ingest.linkage.weights import MatchSettings

__all__ = ["Part", "blocks"]

SHORT_DAYS, LONG_DAYS = 4, 16
"""Width of a bin of time: for records of a day or a few, and where one of the two spans longer."""
AT_ONCE = 3_000_000
"""Pairs that are looked at in one go."""
POINT, WARD, NOWHERE = "point", "ward", "nowhere"


@dataclass(frozen=True)
class Part:
    """Pairs to be compared: positions of the records, and by what their places are compared."""

    a: np.ndarray
    b: np.ndarray
    by: str
    left_out: int = 0


def blocks(columns: dict[str, np.ndarray], new: np.ndarray, settings: MatchSettings) -> Iterator[Part]:
    """Give the pairs to be compared, a few million at a time.

    Parameters
    ----------
    columns : dict of str to numpy.ndarray
        As `ingest.linkage.columns.Columns.arrays` gives them.
    new : numpy.ndarray of bool
        Of each pair, one record at least is among these.
    settings : MatchSettings
    """
    classes = _classes(columns, new)
    for one, other in combinations(classes, 2):
        if one[0] == other[0] or not (one[3] or other[3]):
            continue
        if len(classes[one]) > len(classes[other]):
            one, other = other, one  # noqa: PLW2901 - the fewer look up, the many are looked up
        by = _compared_by(columns, classes[one], classes[other])
        days = LONG_DAYS if one[2] or other[2] else SHORT_DAYS
        if by == NOWHERE and days == LONG_DAYS:
            continue
        yield from _meet(columns, classes[one], classes[other], by, days, settings)


def _classes(
    columns: dict[str, np.ndarray], new: np.ndarray
) -> dict[tuple[int, int, bool, bool], np.ndarray]:
    """Sort the records by agency, how well their place is known, whether their days are many, and newness."""
    placed = np.where(columns["tolerance"] >= 0, columns["tolerance"].astype(np.int64),
                      np.where(columns["ward"] >= 0, -1, -2))  # fmt: skip
    keys = np.column_stack([columns["agency"], placed, columns["long"], new]).astype(np.int64)
    kinds, which = np.unique(keys, axis=0, return_inverse=True)
    which = which.ravel()
    order = np.argsort(which, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(which))[:-1])
    return {
        (int(agency), int(place), bool(long), bool(is_new)): part
        for (agency, place, long, is_new), part in zip(kinds, parts, strict=True)
    }


def _compared_by(columns: dict[str, np.ndarray], a: np.ndarray, b: np.ndarray) -> str:
    placed = [columns["tolerance"][part[0]] >= 0 for part in (a, b)]
    if all(placed):
        return POINT
    somewhere = [held or columns["ward"][part[0]] >= 0 for held, part in zip(placed, (a, b), strict=True)]
    return WARD if all(somewhere) else NOWHERE


def _meet(
    columns: dict[str, np.ndarray],
    a: np.ndarray,
    b: np.ndarray,
    by: str,
    days: int,
    settings: MatchSettings,
) -> Iterator[Part]:
    """Find the pairs whose keys of place and time meet, each once."""
    begin = int(columns["first"].min()) - settings.max_days
    first_a = (columns["first"][a] - settings.max_days - begin) // days
    last_a = (columns["last"][a] + settings.max_days - begin) // days
    first_b, last_b = (columns["first"][b] - begin) // days, (columns["last"][b] - begin) // days
    who_a, bin_a = _bins(first_a, last_a)
    who_b, bin_b = _bins(first_b, last_b)
    width = columns["tolerance"][a[0]] + columns["tolerance"][b[0]] + settings.near_m + settings.far_m
    place_a, place_b = _places(columns, a, by, width), _places(columns, b, by, width)
    kept_a, kept_b = place_a[0][who_a] >= 0, place_b[0][who_b] >= 0
    who_a, bin_a, who_b, bin_b = who_a[kept_a], bin_a[kept_a], who_b[kept_b], bin_b[kept_b]
    if not who_a.size or not who_b.size:
        return
    bins = max(int(bin_a.max()), int(bin_b.max())) + 2
    key_b = (place_b[0][who_b] * place_b[2] + place_b[1][who_b]) * bins + bin_b
    order = np.argsort(key_b, kind="stable")
    key_b, who_b, bin_b = key_b[order], who_b[order], bin_b[order]
    for dx, dy in _steps(by):
        key_a = ((place_a[0][who_a] + dx) * place_a[2] + place_a[1][who_a] + dy) * bins + bin_a
        start, end = np.searchsorted(key_b, key_a, "left"), np.searchsorted(key_b, key_a, "right")
        many = end - start
        crowded = many > settings.most_at_once
        left_out = int(many[crowded].sum())
        many[crowded] = 0
        for part in _slices(many):
            rows = np.repeat(np.arange(part.start, part.stop), many[part])
            before = np.cumsum(many[part]) - many[part]
            at = np.arange(rows.size) - np.repeat(before, many[part]) + np.repeat(start[part], many[part])
            one, other = who_a[rows], who_b[at]
            once = bin_a[rows] == np.maximum(first_a[one], first_b[other])
            yield Part(a[one[once]], b[other[once]], by, left_out)
            left_out = 0
        if left_out:
            yield Part(a[:0], b[:0], by, left_out)


def _bins(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List every bin of time that each record touches."""
    many = (last - first + 1).astype(np.int64)
    who = np.repeat(np.arange(many.size), many)
    step = np.arange(who.size) - np.repeat(np.cumsum(many) - many, many)
    return who, first[who].astype(np.int64) + step


def _places(
    columns: dict[str, np.ndarray], part: np.ndarray, by: str, width: float
) -> tuple[np.ndarray, np.ndarray, int]:
    """Give the two numbers that name a place, and how many the second can be; -1 where there is none."""
    if by == POINT:
        x, y = columns["x"][part] // width, columns["y"][part] // width
        return x.astype(np.int64) + 1, y.astype(np.int64) + 1, int(1_400_000 // width) + 3
    if by == WARD:
        return columns["ward"][part].astype(np.int64), np.zeros(part.size, dtype=np.int64), 1
    category, strands = columns["category"][part].astype(np.int64), columns["strands"][part].astype(np.int64)
    return np.where(strands >= 0, category, -1), np.maximum(strands, 0), 10_000


def _steps(by: str) -> list[tuple[int, int]]:
    return [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)] if by == POINT else [(0, 0)]


def _slices(many: np.ndarray) -> Iterator[slice]:
    """Cut a long list of look-ups so that no part gives more pairs than are looked at in one go."""
    total = np.cumsum(many)
    start = 0
    while start < many.size:
        done = int(total[start - 1]) if start else 0
        stop = max(int(np.searchsorted(total, done + AT_ONCE, "right")), start + 1)
        if int(total[min(stop, many.size) - 1]) > done:
            yield slice(start, min(stop, many.size))
        start = stop
