"""The median slope of a series, which a few odd values do not move."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from spatial.errors import BadNumberError, NotEnoughError
from spatial.given import as_numbers, same_length, within
from spatial.over_time.kendall_score import as_seasons, as_series, tie_term, variance_of

__all__ = ["TheilSen", "seasonal_theil_sen", "theil_sen"]


@dataclass(frozen=True)
class TheilSen:
    """The middle of all slopes between two values, and where the true slope may lie.

    Attributes
    ----------
    slope, low, high : float
        Change in the value for each unit of time, and the ends of its interval.
    intercept : float
        Value of the line at time 0: its middle in time is the median value.
    """

    slope: float
    intercept: float
    low: float
    high: float


def theil_sen(values: ArrayLike, *, at: ArrayLike | None = None, confidence: float = 0.95) -> TheilSen:
    """Find the median slope of a series, which a few odd values do not move.

    Parameters
    ----------
    values : array_like of float, shape (n,)
    at : array_like of float, shape (n,), optional
        When each was seen, in any unit; 0, 1, 2, ... if left out.
    confidence : float
        How often the interval holds the true slope if values do not depend on those before.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than 3 values, or all were seen at one time.

    References
    ----------
    Theil (1950), Indagationes Mathematicae 12, 85-91. Sen (1968), Journal of the American Statistical
    Association 63, 1379-1389. Intercept: Conover (1980), Practical Nonparametric Statistics.
    """
    x = as_series(values)
    t = np.arange(len(x), dtype=float) if at is None else as_numbers(at, what="the times")
    same_length(values=x, times=t)
    if t.ndim != 1:
        raise BadNumberError(f"the times have {t.ndim} dimensions; give one for each value.")
    within(confidence, what="confidence", least=0.5, most=0.999)
    i, j = np.triu_indices(len(x), 1)
    apart = t[j] - t[i]
    slopes = np.sort((x[j] - x[i])[apart != 0] / apart[apart != 0])
    if not len(slopes):
        raise NotEnoughError("All values were seen at one time. Give values of at least two times.")
    slope = float(np.median(slopes))
    low, high = _interval(slopes, variance_of(x) - tie_term(t), confidence)
    return TheilSen(slope, float(np.median(x) - np.median(t) * slope), low, high)


def seasonal_theil_sen(values: ArrayLike, *, period: int, confidence: float = 0.95) -> TheilSen:
    """Find the median slope between values of the same season, for each whole period.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        In order of time, evenly spaced.
    period : int
        Seasons in a year; the slope is for each year.

    References
    ----------
    Hirsch, Slack and Smith (1982), Water Resources Research 18, 107-121. Interval: Gilbert (1987),
    Statistical Methods for Environmental Pollution Monitoring, section 17.
    """
    x = as_seasons(values, period)
    within(confidence, what="confidence", least=0.5, most=0.999)
    i, j = np.triu_indices(len(x), period)
    same = (j - i) % period == 0
    i, j = i[same], j[same]
    slopes = np.sort((x[j] - x[i]) / ((j - i) / period))
    slope = float(np.median(slopes))
    variance = sum(variance_of(x[season::period]) for season in range(period))
    low, high = _interval(slopes, variance, confidence)
    return TheilSen(slope, float(np.median(x) - np.median(np.arange(len(x))) / period * slope), low, high)


def _interval(slopes: np.ndarray, variance: float, confidence: float) -> tuple[float, float]:
    """Find the slopes whose ranks lie so many standard deviations of S from the middle."""
    reach = norm.ppf((1 + confidence) / 2) * np.sqrt(max(variance, 0.0))
    low = max(round((len(slopes) - reach) / 2) - 1, 0)
    high = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    return float(slopes[low]), float(slopes[high])
