"""The inner loop of a scan, compiled: the window with the highest likelihood ratio, found without trying all.

Cases are added to a circle place by place. A window that holds none of those just added was tried when
the circle was smaller, and more is expected now: so only windows with a new case are tried. A table says
how many cases a window needs at least to beat the best so far; where so many are lacking, so many steps
are passed over, because each step adds at most one case and never lowers what is expected. Large circles
of neighbouring centres are tried together: if no window of all their cases beats the best even though no
more is expected than in the smallest of them, none of theirs does. Nothing is left out by this: the best
window is that of trying them all.
"""

import math
from functools import lru_cache

import numpy as np
from numba import njit

__all__ = ["best_windows", "needed_cases"]

STEP = 0.125
"""The rows of the table of needed cases: steps of the likelihood ratio."""
ROWS = 400
BITS = 4
"""The columns: sixteen between one power of two of what is expected and the next, as its bits have them."""
LOWEST = 2.0**-24
SHIFT = 52 - BITS
BASE = int(np.array([LOWEST]).view(np.int64)[0]) >> SHIFT
TIE = 1e-9
"""Likelihood ratios this close are a tie; the first stands."""


@lru_cache(maxsize=8)
def needed_cases(total: int) -> np.ndarray:
    """For a likelihood ratio (rows) and an expected number (columns), the fewest cases that may reach it.

    Returns
    -------
    numpy.ndarray of int32, shape (ROWS, n_columns)
    """
    columns = (int(np.array([float(total)]).view(np.int64)[0]) >> SHIFT) - BASE + 2
    edges = (np.arange(columns, dtype=np.int64) + BASE) << SHIFT
    expected = np.minimum(edges.view(np.float64), total)
    expected[0] = 0.0
    wanted = (np.arange(ROWS) * STEP)[:, None]
    low = np.zeros((ROWS, columns), dtype=np.int64) + np.floor(expected).astype(np.int64)  # too few
    high = np.full((ROWS, columns), total + 1, dtype=np.int64)  # enough, or never
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = _ratio(middle, expected[None, :], total) >= wanted
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    found: np.ndarray = np.maximum(high, 1).astype(np.int32)
    found.setflags(write=True)
    return found


def _ratio(c: np.ndarray, e: np.ndarray, total: int) -> np.ndarray:
    inside = np.where(c > e, c * (np.log(np.maximum(c, 1)) - np.log(np.maximum(e, 1e-300))), 0.0)
    rest, left = np.maximum(total - c, 1e-300), np.maximum(total - e, 1e-300)
    outside = np.where(c < total, (total - c) * (np.log(rest) - np.log(left)), 0.0)
    found: np.ndarray = np.where(c > e, inside + outside, 0.0)
    return found


@njit(cache=True, nogil=True, inline="always")
def _llr(c, e, total):
    if c <= e:
        return 0.0
    found = c * math.log(c / e)
    if c < total:
        found += (total - c) * math.log((total - c) / (total - e))
    return found


@njit(cache=True, nogil=True, inline="always")
def _need(needed, e, as_float, as_bits):
    """Look up how many cases are needed; a float's own bits are the column."""
    as_float[0] = e
    column = (as_bits[0] >> SHIFT) - BASE
    return needed[min(max(column, 0), needed.size - 1)]


@njit(cache=True, nogil=True, inline="always")
def _row(best):
    return min(int(best / STEP), ROWS - 1)


@njit(cache=True, nogil=True)
def _merge(day, before, m, fresh, since, until):
    """Add a place's cases to the m distinct days, and to how many lie before each; how many days there are.

    The cases, `fresh` from `since` to `until`, are sorted. What lies before the first of them stays.
    """
    extra = 0
    for j in range(since, until):
        one = fresh[j]
        if j > since and fresh[j - 1] == one:
            continue
        low, high = 0, m
        while low < high:
            middle = (low + high) // 2
            if day[middle] < one:
                low = middle + 1
            else:
                high = middle
        if low == m or day[low] != one:
            extra += 1
    more, i, j, k = until - since, m - 1, until - 1, m + extra - 1
    while j >= since:
        one = fresh[j]
        while i >= 0 and day[i] > one:
            day[k] = day[i]
            before[k + 1] = before[i + 1] + more
            i -= 1
            k -= 1
        before[k + 1] = before[i + 1] + more
        while j >= since and fresh[j] == one:
            j -= 1
            more -= 1
        if i >= 0 and day[i] == one:
            i -= 1
        day[k] = one
        k -= 1
    return m + extra


@njit(cache=True, nogil=True)
def _try_from(day, before, m, one, weight, reach, total, table, best, least, longest, as_float, as_bits):
    """Try the windows that hold a given day; `weight` up to each day, times `reach`, is what is expected."""
    llr, first, last, cases, expected = best, -1, -1, 0, 0.0
    needed = table[_row(llr)]
    low, high = 0, m
    while low < high:
        middle = (low + high) // 2
        if day[middle] < one:
            low = middle + 1
        else:
            high = middle
    begin = low
    while begin >= 0 and day[begin] > one - longest:
        since, ahead = weight[day[begin]], before[begin]
        final = day[begin] + longest
        spare, end = total, low
        while end < m and day[end] < final:
            c = before[end + 1] - ahead
            e = reach * (weight[day[end] + 1] - since)
            lacking = _need(needed, e, as_float, as_bits) - c
            if lacking <= 0:
                if c >= least:
                    ratio = _llr(float(c), e, total)
                    if ratio > llr + TIE:
                        llr, first, last, cases, expected = ratio, day[begin], day[end], c, e
                        needed = table[_row(llr)]
                lacking = 1
            jump = (lacking + 1) // 2
            spare = min(spare, lacking - jump + 1)
            wanted = before[end + 1] + jump
            end += 1
            while end < m and before[end + 1] < wanted:
                end += 1
        wanted = before[begin] - spare
        begin -= 1
        while begin >= 0 and before[begin] > wanted:
            begin -= 1
    return llr, first, last, cases, expected


@njit(cache=True, nogil=True)
def _try_to_the_end(
    day, before, m, one, weight, reach, total, table, best, least, longest, as_float, as_bits
):
    """Try the windows that hold a given day and end with the last."""
    llr, first, last, cases, expected = best, -1, -1, 0, 0.0
    needed = table[_row(llr)]
    periods = weight.size - 1
    begin = m - 1
    while begin >= 0 and day[begin] > one:
        begin -= 1
    while begin >= 0 and day[begin] >= periods - longest:
        c = before[m] - before[begin]
        e = reach * (weight[periods] - weight[day[begin]])
        lacking = _need(needed, e, as_float, as_bits) - c
        if lacking <= 0:
            if c >= least:
                ratio = _llr(float(c), e, total)
                if ratio > llr + TIE:
                    llr, first, last, cases, expected = ratio, day[begin], periods - 1, c, e
                    needed = table[_row(llr)]
            lacking = 1
        wanted = before[begin] - lacking
        begin -= 1
        while begin >= 0 and before[begin] > wanted:
            begin -= 1
    return llr, first, last, cases, expected


@njit(cache=True, nogil=True)
def _nothing_beats(day, before, m, weight, reach, smallest, table, best, longest, as_float, as_bits):
    """Whether no window of these cases can beat the best, were no more expected than in a smaller circle."""
    needed = table[_row(best)]
    alone = _need(needed, reach * smallest, as_float, as_bits)
    if alone <= 2:
        return False
    begin = m - 1
    while begin >= 0:
        since, ahead = weight[day[begin]], before[begin]
        final = day[begin] + longest
        spare, end = alone, begin
        while end < m and day[end] < final:
            c = before[end + 1] - ahead
            lacking = _need(needed, reach * (weight[day[end] + 1] - since), as_float, as_bits) - c
            if lacking <= 0:
                return False
            jump = (lacking + 1) // 2
            spare = min(spare, lacking - jump + 1)
            wanted = before[end + 1] + jump
            end += 1
            while end < m and before[end + 1] < wanted:
                end += 1
        wanted = before[begin] - spare
        begin -= 1
        while begin >= 0 and before[begin] > wanted:
            begin -= 1
    return True


@njit(cache=True, nogil=True)
def _look(  # noqa: PLR0912 - one loop, as it is run a thousand million times
    which, centre, begin, since, until, place, closes, case_start, case_day, expected, by_period, weight,
    table, total, least, longest, to_the_end, smallest, bound, found, where, work, pending, course, as_float,
    as_bits,
):  # fmt: skip
    """Try the circles of a centre that end with its places `since` to `until`; those before were tried.

    With a `bound`, no fewer are expected in any of them, and they are first tried together.
    """
    separate = by_period.shape[0] > 0
    day, before, fresh, kept_day, kept_before = work[0], work[1], work[2], work[3], work[4]
    cases = case_day[which]
    m, new, reach = 0, 0, 0.0
    before[0] = 0
    before[1] = 0
    if separate:
        course[:] = 0.0
    for at in range(begin, since):
        z = place[at]
        reach += expected[z]
        if separate:
            course += by_period[z]
        m = _merge(day, before, m, cases, case_start[which, z], case_start[which, z + 1])
    if bound > 0:
        kept = m
        kept_day[: m + 1] = day[: m + 1]
        kept_before[: m + 1] = before[: m + 1]
        for at in range(since, until):
            z = place[at]
            m = _merge(day, before, m, cases, case_start[which, z], case_start[which, z + 1])
        if _nothing_beats(
            day, before, m, weight, bound, smallest, table, found[which, 0], longest, as_float, as_bits
        ):
            return
        m = kept
        day[: m + 1] = kept_day[: m + 1]
        before[: m + 1] = kept_before[: m + 1]
    for at in range(since, until):
        z = place[at]
        reach += expected[z]
        if separate:
            course += by_period[z]
        m = _merge(day, before, m, cases, case_start[which, z], case_start[which, z + 1])
        for case in range(case_start[which, z], case_start[which, z + 1]):
            one = cases[case]
            if not pending[one]:
                pending[one] = True
                fresh[new] = one
                new += 1
        if not closes[at]:
            continue
        latest = -1
        for i in range(new):
            one = fresh[i]
            pending[one] = False
            latest = max(latest, one)
        for i in range(min(new, 1) if to_the_end else new):
            if to_the_end:  # the windows of the latest day are also those of the days before it
                got = _try_to_the_end(
                    day, before, m, latest, course if separate else weight, 1.0 if separate else reach,
                    total, table, found[which, 0], least, longest, as_float, as_bits,
                )  # fmt: skip
            else:
                got = _try_from(
                    day, before, m, fresh[i], course if separate else weight, 1.0 if separate else reach,
                    total, table, found[which, 0], least, longest, as_float, as_bits,
                )  # fmt: skip
            if got[1] >= 0:
                found[which, 0], found[which, 1] = got[0], got[4]
                where[which, 0], where[which, 1] = centre, at
                where[which, 2], where[which, 3], where[which, 4] = got[1], got[2], got[3]
        new = 0
    for i in range(new):
        pending[fresh[i]] = False


@njit(cache=True, nogil=True)
def best_windows(
    start, stop, place, closes, band_end, band_low, group, member, union_start, union,
    case_start, case_day, expected, by_period, weight, table, total, least, longest, to_the_end, found, where,
):  # fmt: skip
    """Find the best window in each of several sets of cases.

    Parameters
    ----------
    start, stop : int64, shape (n_centres,)
        Where each centre's places begin and end.
    place, closes : shape (n,)
        Places by distance; whether a circle ends there.
    band_end, band_low, group, member, union_start, union
        As `spatial.scan.bands.Bands` has them.
    case_start : int64, shape (n_sets, n_places + 1); case_day : int32, shape (n_sets, n_cases)
        The periods of each set's cases, place by place, those of a place sorted.
    expected : float, shape (n_places,)
        Expected at each place over all periods; used with `weight`, shape (n_periods + 1,), the share of
        periods before each, unless `by_period`, shape (n_places, n_periods + 1), says it for each place (it
        has no rows otherwise).
    table : int32
        From `needed_cases`.
    found : float, shape (n_sets, 2); where : int64, shape (n_sets, 5)
        Written: likelihood ratio and expected; centre, position in `place`, first and last period, cases.
    """
    periods = weight.size - 1
    smallest = 1.0
    for period in range(periods):
        step = weight[period + 1] - weight[period]
        if 0 < step < smallest:
            smallest = step
    as_float = np.zeros(1)
    as_bits = as_float.view(np.int64)
    work = np.zeros((5, periods + 2), dtype=np.int32)
    pending = np.zeros(periods + 1, dtype=np.bool_)
    course = np.zeros(periods + 1)
    for which in range(case_start.shape[0]):
        found[which, 0], found[which, 1] = 0.0, 0.0
        where[which, :] = -1
        for centre in range(start.size):  # small circles first: they soon say what the large ones must beat
            _look(
                which, centre, start[centre], start[centre], min(band_end[centre, 0], stop[centre]), place,
                closes, case_start, case_day, expected, by_period, weight, table, total, least, longest,
                to_the_end, smallest, 0.0, found, where, work, pending, course, as_float, as_bits,
            )  # fmt: skip
        for g in range(group.size - 1):
            day, before, m = work[0], work[1], 0
            before[0] = 0
            before[1] = 0
            added = union_start[g, 0]
            for band in range(1, band_end.shape[1]):
                # all circles of a few neighbouring centres at once: mostly nothing in them beats the best
                for at in range(added, union_start[g, band + 1]):
                    z = union[at]
                    m = _merge(
                        day, before, m, case_day[which], case_start[which, z], case_start[which, z + 1]
                    )
                added = union_start[g, band + 1]
                if band_low[g, band] == 0 or _nothing_beats(
                    day, before, m, weight, band_low[g, band], smallest, table, found[which, 0], longest,
                    as_float, as_bits,
                ):  # fmt: skip
                    continue
                for at in range(group[g], group[g + 1]):
                    centre = member[at]
                    since, until = band_end[centre, band - 1], min(band_end[centre, band], stop[centre])
                    if since < until:
                        _look(
                            which, centre, start[centre], since, until, place, closes, case_start, case_day,
                            expected, by_period, weight, table, total, least, longest, to_the_end, smallest,
                            band_low[g, band], found, where, work, pending, course, as_float, as_bits,
                        )  # fmt: skip
                added, m = union_start[g, 0], 0  # the days were written over
                before[0] = 0
                before[1] = 0
