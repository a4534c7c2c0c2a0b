"""EARS C1, C2 and C3: this period against the seven just before, where there are weeks and no years."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from spatial.errors import NotEnoughError, SettingError
from spatial.given import within
from spatial.surveillance.guard import LEAST_CASES, OVER_PERIODS, recent_cases
from spatial.surveillance.series import as_series

__all__ = ["ALPHA", "METHODS", "ears", "ears_scores", "periods_needed"]

METHODS = ("C1", "C2", "C3")
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
BASELINE, LAG, TERMS = 7, 2, 3
"""Periods of the baseline; periods left out before the one in question (C2, C3); terms of C3."""
MIN_SIGMA = 0.5


def ears(
    counts: ArrayLike,
    *,
    method: str = "C2",
    baseline: int = BASELINE,
    alpha: float | None = None,
    min_sigma: float = MIN_SIGMA,
    least_cases: int = LEAST_CASES,
    over_periods: int = OVER_PERIODS,
) -> pd.DataFrame:
    """Compare each period with the few before it.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Cases in each period, the empty ones as 0.
    method : str
        `C1` (the baseline ends just before the period), `C2` (two periods are left out between them) or `C3`
        (the excess of C2 over 1, summed over the period and the two before).
    baseline : int
        Periods of the baseline, at least 3.
    alpha : float, optional
        Chance of a signal by the normal law; 0.001 for C1 and C2, 0.025 for C3.
    min_sigma : float
        The standard deviation is taken as no smaller, so that a baseline of zeros does not make one case a
        signal.
    least_cases, over_periods : int
        The low-count guard; `least_cases=0` takes it away.

    Returns
    -------
    pandas.DataFrame
        A row a period that has its baseline: position, observed, expected (mean of the baseline), sd,
        statistic, upper (a count above it is a signal; for C3 given what the two periods before add, and 0
        where those are a signal by themselves), recent, enough (whether the guard lets it through), signal
        (statistic above its limit), alarm (signal, guard and a count above 0).

    Raises
    ------
    spatial.errors.NotEnoughError
        If no period has its baseline.
    spatial.errors.BadNumberError, SettingError
        If a number cannot be one.

    Notes
    -----
    C1 = (y - m) / s; a signal where it is above z(1 - alpha). C3 = sum of max(0, C2 - 1) over t-2, t-1, t.
    R's surveillance::earsC puts the count itself where C3's mean belongs and so leaves the period in question
    out of the sum; here it is in, as CDC defines it.

    The normal law is far off for a baseline of seven counts: see
    `spatial.surveillance.false_signals.false_signals` for how many signals a year chance makes.

    References
    ----------
    Hutwagner, Thompson, Seeman and Treadwell (2003), Journal of Urban Health 80(2 Suppl 1), i89-i96.
    Fricker, Hegler and Dunfee (2008), Statistics in Medicine 27(17), 3407-3429.
    """
    values = as_series(counts)
    level = _level(method, alpha)
    within(baseline, what="the baseline", least=3, most=1000, unit="periods")
    within(min_sigma, what="the smallest standard deviation", least=0, most=1e9)
    needed = periods_needed(method, baseline=baseline)
    if len(values) < needed:
        raise NotEnoughError(
            f"the series has {len(values):,} periods; {method} with a baseline of {baseline} needs {needed}. "
            "Wait for more, or use a shorter baseline."
        )
    at, mean, sd, score, upper = ears_scores(
        values, method=method, baseline=baseline, alpha=level, min_sigma=min_sigma
    )
    z = float(special.ndtri(1 - level))
    recent = recent_cases(values, over=over_periods)[at]
    signal = score > z
    return pd.DataFrame(
        {
            "position": at,
            "observed": values[at],
            "expected": mean,
            "sd": sd,
            "statistic": score,
            "upper": upper,
            "recent": recent,
            "enough": recent >= least_cases,
            "signal": signal,
            "alarm": signal & (recent >= least_cases) & (values[at] > 0),
        }
    )


def ears_scores(
    values: np.ndarray,
    *,
    method: str,
    baseline: int = BASELINE,
    alpha: float | None = None,
    min_sigma: float = MIN_SIGMA,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Work out the statistic of a series that is known to be one: what `ears` lays out as a table.

    Returns
    -------
    position, mean, sd, statistic, upper : numpy.ndarray
    """
    z = float(special.ndtri(1 - _level(method, alpha)))
    lag = 0 if method == "C1" else LAG
    at = np.arange(baseline + lag, len(values))
    windows = np.lib.stride_tricks.sliding_window_view(values, baseline)[: len(at)]
    mean = windows.mean(axis=1)
    sd = np.maximum(windows.std(axis=1, ddof=1), min_sigma)
    score = _over(values[at] - mean, sd)
    upper = mean + z * sd
    if method == "C3":
        excess = np.maximum(score - 1, 0)
        before = excess[1:-1] + excess[:-2]
        at, mean, sd = at[2:], mean[2:], sd[2:]
        score = before + excess[2:]
        room = 1 + z - np.minimum(before, 1 + z)
        upper = np.where(before > z, 0.0, mean + sd * room)
    return at, mean, sd, score, upper


def _level(method: str, alpha: float | None) -> float:
    if method not in METHODS:
        raise SettingError(f"There is no EARS method '{method}'. Known: {', '.join(METHODS)}.")
    level = ALPHA[method] if alpha is None else alpha
    within(level, what="alpha", least=1e-9, most=0.5)
    return level


def periods_needed(method: str, *, baseline: int = BASELINE) -> int:
    """Say how long a series must be for its last period to be judged."""
    return baseline + 1 + {"C1": 0, "C2": LAG, "C3": LAG + TERMS - 1}[method]


def _over(away: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Divide; where nothing varies, what lies above is infinitely far and what lies on it not at all."""
    flat = sd == 0
    far = np.where(away > 0, np.inf, np.where(away < 0, -np.inf, 0.0))
    return np.where(flat, far, away / np.where(flat, 1.0, sd))
