"""Steps: a stretch of days cut into whole months, quarters or years, or into equal numbers of days."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, SettingError
from spatial.given import as_numbers, within

__all__ = ["Step", "equal_steps", "step_of", "whole_steps"]

Step = tuple[date, date]
"""First and last day; both belong to it."""
EPOCH = date(1970, 1, 1)


def whole_steps(first: date, last: date, *, months: int = 3, calendar: bool = False) -> list[Step]:
    """Cut a stretch of days into steps of whole months; what is left at either end belongs to none.

    Parameters
    ----------
    first, last : datetime.date
        The stretch, both days counted: usually from where the records begin to the latest of them. An
        unfinished last step is left out, as it would look like a fall.
    months : int
        Months in a step.
    calendar : bool
        Whether steps begin with the year, so that `months` must divide 12; else the last step ends with the
        last whole month, and as few months as possible are left out.

    Returns
    -------
    list of (datetime.date, datetime.date)
        In order of time; empty if no whole step fits.

    Raises
    ------
    spatial.errors.SettingError
        If `months` is below 1 or does not divide a calendar year, or the last day comes before the first.
    """
    _in_order(first, last)
    within(months, what="months", least=1, most=1200)
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    after = last + timedelta(days=1)
    end = after.year * 12 + after.month - 1
    if calendar:
        if 12 % months:
            raise SettingError(
                f"months is {months}; a calendar step has 1, 2, 3, 4, 6 or 12. Give one of these."
            )
        end -= end % months
    starts = range(end - months, start - 1, -months)
    return [(_month(one), _month(one + months) - timedelta(days=1)) for one in reversed(starts)]


def equal_steps(first: date, last: date, *, days: int = 91) -> list[Step]:
    """Cut a stretch of days into steps of equal length that end with its last day; the rest comes first.

    Parameters
    ----------
    first, last : datetime.date
        The stretch, both days counted.
    days : int
        Length of a step; a multiple of 7 gives every step the same weekdays.
    """
    _in_order(first, last)
    within(days, what="days", least=1, most=36_525)
    many = ((last - first).days + 1) // days
    starts = [last - timedelta(days=days * (many - step) - 1) for step in range(many)]
    return [(start, start + timedelta(days=days - 1)) for start in starts]


def step_of(days: ArrayLike, steps: Sequence[Step]) -> np.ndarray:
    """Find the step of each day.

    Parameters
    ----------
    days : array_like of int, shape (n,)
        Days since 1 January 1970.
    steps : sequence of (datetime.date, datetime.date)
        In order of time, without overlap.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        Position in `steps`; -1 for a day in none of them.
    """
    given = as_numbers(days, what="a day")
    if not len(steps):
        return np.full(given.shape, -1)
    starts, ends = (np.array([(step[end] - EPOCH).days for step in steps]) for end in (0, 1))
    if (starts[1:] <= ends[:-1]).any() or (ends < starts).any():
        raise BadNumberError("The steps overlap or are out of order. Give each day to one step at most.")
    at = np.searchsorted(starts, given, side="right") - 1
    return np.where((at >= 0) & (given <= ends[at]), at, -1)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise SettingError(f"The last day ({last}) comes before the first ({first}). Give them in order.")
