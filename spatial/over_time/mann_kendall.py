"""The test of Mann and Kendall: does a series tend to rise or to fall; also by season, and with memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm, rankdata

from spatial.errors import NotEnoughError, TooLargeError
from spatial.given import within
from spatial.over_time.kendall_score import (
    as_seasons,
    as_series,
    continuous,
    exact_p,
    score,
    ties_of,
    variance_of,
)
from spatial.over_time.theil_sen import theil_sen

__all__ = ["MannKendall", "hamed_rao", "mann_kendall", "seasonal_mann_kendall", "yue_wang"]

EXACT_MOST = 250
EXACT_UP_TO = 30
"""Series of up to so many values get the exact chance; the bell curve serves from there on."""


@dataclass(frozen=True)
class MannKendall:
    """What the test of Mann and Kendall says of a series.

    Attributes
    ----------
    n : int
        Values in the series.
    s : int
        Pairs in which the later value is higher, less those in which it is lower.
    variance : float
        Of S under no trend, corrected for ties and for what the test allows for; 0 if all values are equal.
    z : float
        S in standard deviations; one pair nearer to nought, for continuity, unless the test says otherwise.
    tau : float
        S as a share of all pairs, -1 to 1.
    p : float
        Chance of an S as far from nought in either direction if there is no trend.
    exact : bool
        Whether `p` counts every order of the values; else it is of the bell curve.
    """

    n: int
    s: int
    variance: float
    z: float
    tau: float
    p: float
    exact: bool


def mann_kendall(values: ArrayLike, *, exact: bool | None = None) -> MannKendall:
    """Test whether a series tends to rise or to fall (two-sided).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        In order of time. Only their order by size matters. Ties are allowed.
    exact : bool, optional
        Count every order of the values (also with ties) rather than use the bell curve. Left to itself: for
        up to 30 values.

    Returns
    -------
    MannKendall

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than 3 values.
    spatial.errors.BadNumberError
        If a value is missing or infinite.
    spatial.errors.TooLargeError
        If every order of more than 250 values is to be counted.

    References
    ----------
    Mann (1945), Econometrica 13, 245-259. Kendall (1975), Rank Correlation Methods. The exact chance with
    ties counts the inversions of the orders of a multiset: MacMahon (1916), Combinatory Analysis.
    """
    x = as_series(values)
    n, s = len(x), score(x)
    variance = variance_of(x)
    z = continuous(s, variance)
    whole = n <= EXACT_UP_TO if exact is None else exact
    if whole and n > EXACT_MOST:
        raise TooLargeError(
            f"Counting every order of {n:,} values would take too long; {EXACT_MOST} is the most. "
            "Leave `exact` out: so long a series needs the bell curve only."
        )
    p = exact_p(s, ties_of(x)) if whole else float(2 * norm.sf(abs(z)))
    return MannKendall(n, s, variance, z, s / (n * (n - 1) / 2), p, whole)


def hamed_rao(values: ArrayLike, *, lags: int | None = None, alpha: float = 0.05) -> MannKendall:
    """Test for a trend where each value resembles the one before: Hamed and Rao's wider variance.

    The ranks of the series without its Theil-Sen slope are correlated with themselves `lags` steps apart;
    those correlations that stand out at `alpha` change the variance of S.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        In order of time, evenly spaced.
    lags : int, optional
        Steps apart to look at; all of them if left out.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than 4 values, or if the correlations leave no variance at all.

    References
    ----------
    Hamed and Rao (1998), Journal of Hydrology 204, 182-196.
    """
    within(alpha, what="alpha", least=1e-6, most=0.5)
    x = as_series(values, fewest=4)
    n = len(x)
    known = _autocorrelation(rankdata(_detrended(x)), _lags(lags, n))
    bound = norm.ppf(1 - alpha / 2) / np.sqrt(n)
    i = np.arange(1, len(known) + 1)
    parts = (n - i) * (n - i - 1.0) * (n - i - 2) * np.where(np.abs(known) > bound, known, 0.0)
    return _corrected(x, float(1 + 2 / (n * (n - 1) * (n - 2)) * parts.sum()))


def yue_wang(values: ArrayLike, *, lags: int | None = 1) -> MannKendall:
    """Test for a trend where each value resembles the one before: Yue and Wang's wider variance.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        In order of time, evenly spaced.
    lags : int or None
        Steps apart to look at: 1 as its authors propose; None for all of them.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than 4 values, or if the correlations leave no variance at all.

    References
    ----------
    Yue and Wang (2004), Water Resources Management 18, 201-218.
    """
    x = as_series(values, fewest=4)
    known = _autocorrelation(_detrended(x), _lags(lags, len(x)))
    i = np.arange(1, len(known) + 1)
    return _corrected(x, float(1 + 2 * ((1 - i / len(x)) * known).sum()))


def seasonal_mann_kendall(values: ArrayLike, *, period: int, dependent: bool = False) -> MannKendall:
    """Test for a trend that every season shares: each January with other Januaries only.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        In order of time, evenly spaced, from the first season on; the last year may be unfinished.
    period : int
        Seasons in a year: 12 for months, 4 for quarters.
    dependent : bool
        Allow for seasons that resemble their neighbours (Hirsch and Slack). It takes whole years only, so an
        unfinished last one is left out, and rests on ten or more of them. Without continuity correction.

    Returns
    -------
    MannKendall
        `tau` is the share of all pairs of the same season; `p` is of the bell curve.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are not two whole years.

    References
    ----------
    Hirsch, Slack and Smith (1982), Water Resources Research 18, 107-121. Hirsch and Slack (1984), Water
    Resources Research 20, 727-732.
    """
    x = as_seasons(values, period)
    if dependent:
        return _dependent_seasons(x[: len(x) // period * period].reshape(-1, period))
    each = [x[season::period] for season in range(period)]
    s = sum(score(one) for one in each)
    variance = sum(variance_of(one) for one in each)
    pairs = sum(len(one) * (len(one) - 1) / 2 for one in each)
    z = continuous(s, variance)
    return MannKendall(len(x), s, variance, z, s / pairs, float(2 * norm.sf(abs(z))), False)


def _detrended(x: np.ndarray) -> np.ndarray:
    """Take the Theil-Sen slope out; what is left by rounding alone counts as nothing."""
    rest = x - theil_sen(x).slope * np.arange(1, len(x) + 1)
    scale = max(np.abs(x).max(), 1e-300)
    return np.round(rest / scale, 12) * scale


def _lags(lags: int | None, n: int) -> int:
    if lags is None:
        return n - 1
    within(lags, what="lags", least=1, most=n - 1, unit="steps")
    return lags


def _autocorrelation(x: np.ndarray, lags: int) -> np.ndarray:
    """Correlate a series with itself 1 to `lags` steps later; nought if it never changes."""
    y = x - x.mean()
    own = np.correlate(y, y, "full")[len(x) - 1 :]
    if np.ptp(x) == 0 or own[0] <= 0:
        return np.zeros(lags)
    return own[1 : lags + 1] / own[0]


def _corrected(x: np.ndarray, factor: float) -> MannKendall:
    n, s, variance = len(x), score(x), variance_of(x)
    if variance > 0 and factor <= 0:
        raise NotEnoughError(
            f"The correction for values that resemble each other leaves no variance ({factor:.2g} of it). "
            "Look at fewer lags, or at a longer series."
        )
    z = continuous(s, variance * factor)
    return MannKendall(n, s, variance * factor, z, s / (n * (n - 1) / 2), float(2 * norm.sf(abs(z))), False)


def _dependent_seasons(x: np.ndarray) -> MannKendall:
    """Add up the seasons, with the covariance of every two of them; a row a year, a column a season."""
    years, seasons = x.shape
    i, j = np.triu_indices(years, 1)
    signs = np.sign(x[j] - x[i])
    ranks = rankdata(x, axis=0)
    together = signs.T @ signs + 4 * ranks.T @ ranks - years * (years + 1) ** 2
    s, variance = int(signs.sum()), float(together.sum() / 3)
    z = s / np.sqrt(variance) if variance > 0 else 0.0
    tau = s / (seasons * years * (years - 1) / 2)
    return MannKendall(x.size, s, variance, float(z), tau, float(2 * norm.sf(abs(z))), False)
