"""A series: one whole count for each period, checked at the door."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, SettingError
from spatial.given import as_counts, same_length

__all__ = ["as_days", "as_series"]

UNEVEN = 1.3
"""Months differ by up to a tenth in length; a step that is longer than another by more is a gap."""


def as_series(counts: ArrayLike) -> np.ndarray:
    """Give a series of counts as whole numbers.

    Raises
    ------
    spatial.errors.BadNumberError
        If a value is no count, or there is more than one series.
    """
    values = as_counts(counts)
    if values.ndim != 1:
        raise BadNumberError(f"the counts have the shape {values.shape}; give one series at a time.")
    return values


def as_days(times: Sequence[date] | None, values: np.ndarray) -> np.ndarray | None:
    """Give the days on which the periods begin.

    Raises
    ------
    spatial.errors.BadNumberError
        If there is not one for each value.
    spatial.errors.SettingError
        If they are not in order, or a period is missing.
    """
    if times is None:
        return None
    same_length(counts=values, times=times)
    days = np.array(times, dtype="datetime64[D]")
    if np.isnat(days).any():
        raise SettingError("a period has no day. Give the day on which each begins.")
    steps = np.diff(days).astype(int)
    if (steps <= 0).any():
        raise SettingError("the periods are not in order of time, or one is there twice. Sort them by day.")
    if len(steps) and steps.max() > UNEVEN * steps.min():
        after = days[int(steps.argmax())]
        raise SettingError(f"a period is missing after {after}. Give every period, the empty ones as 0.")
    return days
