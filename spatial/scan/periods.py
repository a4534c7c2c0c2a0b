"""Days to periods: numbered from the first, counted back from the last day so that the last one is whole."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.given import as_numbers, within

__all__ = ["Periods", "as_days", "cut_periods"]

EPOCH = date(1970, 1, 1)
MOST_PERIODS = 20_000
FURTHEST_DAY = 1e9


@dataclass(frozen=True)
class Periods:
    """The periods of a study.

    Attributes
    ----------
    first, last : int
        Day numbers of the study, both ends counted.
    unit_days : int
        Days in a period; the first may be shorter.
    dated : bool
        Whether days were given as dates, and are given back as dates.
    """

    first: int
    last: int
    unit_days: int
    dated: bool

    @property
    def number(self) -> int:
        """How many there are."""
        return -(-(self.last - self.first + 1) // self.unit_days)

    def of(self, day: np.ndarray) -> np.ndarray:
        """Give the period of each day."""
        return (self.number - 1 - (self.last - day) // self.unit_days).astype(np.int32)

    def first_day(self, period: int) -> Any:
        """Give the first day of a period."""
        return self._said(max(self.last - (self.number - period) * self.unit_days + 1, self.first))

    def last_day(self, period: int) -> Any:
        """Give the last day of a period."""
        return self._said(self.last - (self.number - 1 - period) * self.unit_days)

    def _said(self, day: int) -> Any:
        return EPOCH + timedelta(days=day) if self.dated else day


def as_days(day: ArrayLike, *, what: str = "day") -> tuple[np.ndarray, bool]:
    """Give days as whole numbers (days since 1970 where they are dates), and whether they were dates.

    Raises
    ------
    spatial.errors.BadNumberError
        If one is missing, or is neither a whole number nor a date.
    """
    try:
        values = np.asarray(day)
    except ValueError as error:
        raise BadNumberError(f"{what} is not one day for every row. Give day numbers or dates.") from error
    dated = values.dtype.kind == "M" or (
        values.dtype == object and values.size > 0 and isinstance(values.ravel()[0], date)
    )
    if not dated:
        numbers = as_numbers(values, what=what)
        if (numbers != np.floor(numbers)).any():
            raise BadNumberError(f"{what} has a value that is not whole. Give day numbers or dates.")
        if np.abs(numbers).max(initial=0.0) > FURTHEST_DAY:
            raise BadNumberError(f"{what} has a value that is no day number. Give days since any day.")
        return numbers.astype(np.int64), False
    if values.dtype == object:  # a moment with a time zone is of the day that its own clock shows
        days_shown = [v.date() if isinstance(v, datetime) and v == v else v for v in values.ravel()]
        values = np.array(days_shown, dtype=object).reshape(values.shape)
    try:
        days = values.astype("datetime64[D]")
    except (TypeError, ValueError) as error:
        raise BadNumberError(f"{what} has a value that is not a date. Give dates only.") from error
    if np.isnat(days).any():
        at = int(np.flatnonzero(np.isnat(days).ravel())[0])
        raise BadNumberError(f"{what} is missing at position {at}. Give a date there, or leave the row out.")
    return days.astype(np.int64), True


def cut_periods(
    day: np.ndarray, *, dated: bool, unit_days: int, first_day: Any = None, last_day: Any = None
) -> Periods:
    """Cut the study into periods.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is nothing to cut.
    spatial.errors.SettingError
        If a day lies outside the study, or there would be too many periods.
    """
    within(unit_days, what="unit_days", least=1, most=3660, unit="days")
    if not day.size and (first_day is None or last_day is None):
        raise NotEnoughError("there are no cases. Give some, or the first and the last day of the study.")
    first = int(day.min()) if first_day is None else int(as_days([first_day], what="first_day")[0][0])
    last = int(day.max()) if last_day is None else int(as_days([last_day], what="last_day")[0][0])
    if last < first or (day.size and (day.min() < first or day.max() > last)):
        raise SettingError(
            "a case lies outside the days of the study. Leave it out, or give other first and last days."
        )
    periods = Periods(first, last, int(unit_days), dated)
    if periods.number > MOST_PERIODS:
        raise SettingError(
            f"{periods.number:,} periods are more than {MOST_PERIODS:,}. "
            "Give a longer unit_days or fewer days."
        )
    return periods
