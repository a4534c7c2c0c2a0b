"""Aoristic week: reports whose time is an interval, spread evenly over the hours that it covers."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError
from spatial.given import as_numbers, no_table, same_length

__all__ = ["HOURS", "WEEK_HOURS", "aoristic_week", "covered_hours"]

HOURS, WEEK_HOURS = 24, 168
MONDAY = 3
"""Day 0, 1 January 1970, was a Thursday: three days after a Monday."""


def covered_hours(
    first: ArrayLike, last: ArrayLike, hour: ArrayLike, hour_to: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Say from which hour on, and over how many hours, each report may have happened.

    Parameters
    ----------
    first, last : array_like of int, shape (n,)
        First and last day, days since 1970.
    hour, hour_to : array_like of float, shape (n,)
        Hour of the first day in which it began, of the last day in which it ended; NaN where nobody said.

    Returns
    -------
    start : numpy.ndarray of int64
        Hours since 1970.  Where no hour is known, the first of the day.
    hours : numpy.ndarray of int64
        The first and the last hour both counted: from 22 to 23 are two hours.  A report of one day with one
        hour covers that hour; one of several days, or without an hour, goes on to the end of its last day.

    Raises
    ------
    spatial.errors.BadNumberError
        If an hour is not one of 0 to 23, or something ends before it begins.
    """
    days = [as_numbers(values, what=what) for values, what in ((first, "first"), (last, "last"))]
    clock = [_hours(values, what) for values, what in ((hour, "hour"), (hour_to, "hour_to"))]
    same_length(first=days[0], last=days[1], hour=clock[0], hour_to=clock[1])
    begins, ends = clock
    exact = ~np.isnan(begins) & (days[0] == days[1])
    start = days[0] * HOURS + np.where(np.isnan(begins), 0, begins)
    until = np.where(exact, begins, HOURS - 1)
    end = days[1] * HOURS + np.where(np.isnan(ends), until, ends)
    if (end < start).any():
        at = int(np.flatnonzero(end < start)[0])
        raise BadNumberError(f"the report at position {at} ends before it begins. Put its times right.")
    return start.astype(np.int64), (end - start + 1).astype(np.int64)


def aoristic_week(
    start: ArrayLike, hours: ArrayLike, *, group: ArrayLike | None = None, groups: int = 1
) -> np.ndarray:
    """Lay reports over the hours of the week, each with a weight of one in all.

    Parameters
    ----------
    start, hours : array_like of int, shape (n,)
        As `covered_hours` gives them.
    group : array_like of int, shape (n,), optional
        To which place each belongs, 0 to `groups` - 1.

    Returns
    -------
    numpy.ndarray of float, shape (groups, 7, 24)
        Weight by weekday, Monday first, and hour of the day; each group adds up to its reports.

    References
    ----------
    Ratcliffe (2002), Journal of Quantitative Criminology 18(1), 23-43.
    """
    since, length = as_numbers(start, what="start"), as_numbers(hours, what="hours", least=1)
    where = np.zeros(len(since)) if group is None else as_numbers(group, what="group", least=0)
    no_table(start=since, hours=length, group=where)
    same_length(start=since, hours=length, group=where)
    if where.max(initial=0) >= groups:
        raise BadNumberError(f"group goes up to {where.max():g}; there are {groups}.")
    own = where.astype(np.int64)
    begin = ((since + MONDAY * HOURS) % WEEK_HOURS).astype(np.int64)
    weeks, rest = np.divmod(length.astype(np.int64), WEEK_HOURS)
    step = np.zeros((groups, 2 * WEEK_HOURS + 1))
    np.add.at(step, (own, begin), 1 / length)
    np.add.at(step, (own, begin + rest), -1 / length)
    laid = np.cumsum(step, axis=1)[:, :-1].reshape(groups, 2, WEEK_HOURS).sum(axis=1)
    laid += np.bincount(own, weights=weeks / length, minlength=groups)[:, None]
    found: np.ndarray = np.maximum(laid, 0.0).reshape(groups, 7, HOURS)
    return found


def _hours(values: ArrayLike, what: str) -> np.ndarray:
    """Give hours of the day, NaN where nobody said."""
    found = np.asarray(values, dtype=float)
    known = found[~np.isnan(found)]
    if ((known < 0) | (known >= HOURS) | (known != np.floor(known))).any():
        raise BadNumberError(f"{what} has {known.min():g} to {known.max():g}; give 0 to 23, or nothing.")
    return found
