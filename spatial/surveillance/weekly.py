"""What each week of one series leads one to expect, by the method that its length allows."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from spatial.surveillance.farrington import FLEXIBLE, compare_period, reference_periods
from spatial.surveillance.limit import prediction_limit

__all__ = [
    "ALPHA",
    "BY_WEEKS",
    "BY_YEARS",
    "LEAST_WEEKS",
    "LEAST_YEARS",
    "Weeks",
    "baseline_of",
    "expected_weeks",
    "years_before",
]

BY_YEARS, BY_WEEKS = "Farrington", "EARS and EWMA"
LEAST_YEARS, MOST_YEARS = 2, 5
"""Years that Farrington's method looks back at; its trend needs three."""
LAG, BASELINE, LONGEST = 2, 9, 52
"""Weeks between baseline and week; fewest weeks of a baseline, and most."""
LEAST_WEEKS = BASELINE + LAG + 4
"""A series must be so long for its last four weeks to be judged."""
ALPHA = 0.005
"""Chance that one week passes its own limit where nothing has changed."""
Z_95 = 1.6448536269514722
NUMBERS = ("observed", "expected", "error", "dispersion", "upper", "p")
FIELDS = ("position", *NUMBERS, "by_years")


def years_before(now: int, days: np.ndarray, *, start: int = 0) -> int:
    """Say how many years a week can be compared with, at most five.

    Parameters
    ----------
    now : int
        Position of the week.
    days : numpy.ndarray of datetime64[D]
        Mondays of the series.
    start : int
        Position of the first week that counts.
    """
    back = reference_periods(now, years_back=MOST_YEARS, days=days, per_year=52)[1:]
    return int((back - FLEXIBLE.half_window >= start).sum())


@dataclass(frozen=True, eq=False)
class Weeks:
    """What is expected of some weeks of a series; all arrays have one value a week.

    Attributes
    ----------
    position, observed : numpy.ndarray of int64
    expected, error, dispersion : numpy.ndarray
    upper : numpy.ndarray
        A count above it is unusual by itself.
    p : numpy.ndarray
        Chance of as many reports or more.
    by_years : numpy.ndarray of bool
        Whether earlier years were looked at.
    """

    position: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    error: np.ndarray
    dispersion: np.ndarray
    upper: np.ndarray
    p: np.ndarray
    by_years: np.ndarray


def expected_weeks(
    values: np.ndarray, days: np.ndarray, at: np.ndarray, *, start: int = 0, alpha: float = ALPHA
) -> Weeks:
    """Work out what is expected of some weeks of one series.

    Parameters
    ----------
    values : numpy.ndarray of int64, shape (n,)
    days : numpy.ndarray of datetime64[D], shape (n,)
        Mondays, one after the other.
    at : numpy.ndarray of int
        Positions of the weeks; those with too little before them are left out.
    start : int
        Position of the first week that may be looked back at.
    alpha : float
        Chance of passing the upper limit.

    Returns
    -------
    Weeks

    Notes
    -----
    With two earlier years or more, Farrington's flexible method. Else the mean of up to 52 weeks that end
    three weeks before, with the dispersion of those weeks, not below 1. Both limits are those of a negative
    binomial law that also allows for what is not known of the mean, since wards have small counts.
    """
    rows = []
    for now in np.asarray(at, dtype=np.int64).tolist():
        years = years_before(now, days, start=start)
        past = values[max(start, now - LAG - LONGEST) : max(now - LAG, start)]
        if years >= LEAST_YEARS:
            settings = replace(FLEXIBLE, years_back=years, limit="predictive", alpha=alpha)
            one = compare_period(
                values[start : now + 1], days[start : now + 1], now - start, settings=settings
            )
            rows.append((now, *(one[name] for name in NUMBERS), True))
        elif len(past) >= BASELINE:
            rows.append((now, *_from_weeks(int(values[now]), past, alpha), False))
    columns = list(zip(*rows, strict=True)) or [()] * 8
    types = [np.int64] * 2 + [float] * 5 + [bool]
    arrays = (np.array(column, dtype=kind) for column, kind in zip(columns, types, strict=True))
    return Weeks(**dict(zip(FIELDS, arrays, strict=True)))


def _from_weeks(seen: int, past: np.ndarray, alpha: float) -> tuple[float, ...]:
    mean, error, dispersion = baseline_of(past)
    limit = prediction_limit(
        seen, expected=mean, error=error, dispersion=dispersion, alpha=alpha, method="predictive"
    )
    return seen, mean, error, dispersion, limit.upper, limit.p


def baseline_of(past: np.ndarray) -> tuple[float, float, float]:
    """Give the mean of a baseline, its standard error, and the dispersion."""
    mean = max(float(past.mean()), 0.5 / len(past))
    dispersion = max(float(past.var(ddof=1)) / mean, 1.0)
    few = float(special.stdtrit(len(past) - 1, 0.95)) / Z_95  # a short baseline knows its spread badly
    return mean, few * float(np.sqrt(dispersion * mean / len(past))), dispersion
