"""Bursts: how often chance alone puts so many incidents into some fortnight (scan statistics of Naus)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import binom, poisson

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import affordable, as_counts, as_numbers, within
from spatial.multiple import benjamini_hochberg
from spatial.progress import Progress, silent

__all__ = [
    "Burst",
    "burst_finding",
    "burst_sentence",
    "bursts",
    "fullest_window",
    "scan_conditional",
    "scan_poisson",
]

CLOSE_BELOW = 0.1
"""Wallenstein and Neff's formula is close where it gives no more than this; above, chance is thrown."""
THROWS = 9_999
AT_ONCE = 500
MOST_MEAN = 1e5
ALPHA = 0.05
LEAST = 5
"""Fewer incidents in a window are no burst, however rare."""


@dataclass(frozen=True)
class Burst:
    """The fullest window of a series of days: its first day, and the incidents in it."""

    first: float
    incidents: int


def scan_poisson(k: int, *, mean_per_window: float, windows: float) -> float:
    """Give the chance that some window holds `k` or more, for incidents that come at a known steady rate.

    Parameters
    ----------
    k : int
        Incidents in the fullest window; 2 or more.
    mean_per_window : float
        Incidents expected in one window.
    windows : float
        Length of the whole time in windows, 2 or more: 26 for fortnights of a year.

    Returns
    -------
    float

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a number is missing, or outside what it may be.

    Notes
    -----
    The window may begin at any moment. The chances for two and for three windows are exact; beyond that each
    further window adds the factor between them, which is accurate to three digits or so. (R's ptools raises
    that factor to the number of windows less an argument of its own, not less two.)

    References
    ----------
    Naus (1982), Journal of the American Statistical Association 77, 177-183.
    """
    n = int(as_counts([k], what="the incidents of a window")[0])
    mean = float(as_numbers([mean_per_window], what="the mean of a window", least=0)[0])
    within(n, what="the incidents of a window", least=2, most=10_000)
    within(mean, what="the mean of a window", least=0, most=MOST_MEAN)
    within(windows, what="the number of windows", least=2, most=1e9)
    if mean == 0:
        return 0.0
    two, three = _none_in_two(n, mean), _none_in_three(n, mean)
    if two <= 0:
        return 1.0
    return float(np.clip(1 - two * (three / two) ** (windows - 2), 0.0, 1.0))


def _none_in_two(n: int, mean: float) -> float:
    """Give the chance that in twice the window no window holds n."""
    f, upto = poisson.pmf, poisson.cdf
    first = upto(n - 1, mean) ** 2
    return float(
        first - (n - 1) * f(n, mean) * f(n - 2, mean) - (n - 1 - mean) * f(n, mean) * upto(n - 3, mean)
    )


def _none_in_three(n: int, mean: float) -> float:
    """Give the chance that in three times the window no window holds n."""
    f, upto = poisson.pmf, poisson.cdf
    a1 = 2 * f(n, mean) * upto(n - 1, mean) * ((n - 1) * upto(n - 2, mean) - mean * upto(n - 3, mean))
    a2 = (
        0.5
        * f(n, mean) ** 2
        * (
            (n - 1) * (n - 2) * upto(n - 3, mean)
            - 2 * (n - 2) * mean * upto(n - 4, mean)
            + mean**2 * upto(n - 5, mean)
        )
    )
    r = np.arange(1, n)
    a3 = (f(2 * n - r, mean) * upto(r - 1, mean) ** 2).sum()
    s = np.arange(2, n)
    a4 = (f(2 * n - s, mean) * f(s, mean) * ((s - 1) * upto(s - 2, mean) - mean * upto(s - 3, mean))).sum()
    return float(upto(n - 1, mean) ** 3 - a1 + a2 + a3 - a4)


def scan_conditional(
    k: int, *, incidents: int, share: float, throws: int = THROWS, seed: int = 0, told: Progress = silent
) -> float:
    """Give the chance that some window holds `k` or more of so many incidents thrown evenly over the time.

    Parameters
    ----------
    k : int
        Incidents in the fullest window.
    incidents : int
        Incidents in all, `k` or more.
    share : float
        Length of a window as a share of the whole time, above 0 and below 1.
    throws, seed : int
        Where the formula is neither exact nor close, chance is thrown so often.

    Returns
    -------
    float
        Exact where k is more than half of the incidents and the window at most half of the time; by
        Wallenstein and Neff's formula where that gives a tenth or less; otherwise
        (1 + throws with as many) / (throws + 1).

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a number is missing, or outside what it may be.
    spatial.errors.TooLargeError
        If there are more incidents than can be thrown.

    References
    ----------
    Naus (1965), Journal of the American Statistical Association 60, 532-538.
    Wallenstein and Neff (1987), Statistics in Medicine 6(2), 197-207.
    """
    n, N = as_counts([k, incidents], what="the incidents").tolist()
    if n > N:
        raise BadNumberError(f"A window holds {n:,} of {N:,} incidents; it cannot hold more than there are.")
    within(share, what="the share of a window", least=0, most=1)
    if not 0 < share < 1:
        raise SettingError(f"A window is {share:g} of the time; give more than 0 and less than 1.")
    if n <= 1:
        return 1.0
    formula = (n / share - N - 1) * binom.pmf(n, N, share) + 2 * binom.sf(n - 1, N, share)
    exact = n > N / 2 and share <= 0.5
    if exact or formula <= CLOSE_BELOW:
        return float(np.clip(formula, 0.0, 1.0))
    return _thrown(n, N, share, throws=throws, seed=seed, told=told)


def _thrown(n: int, N: int, share: float, *, throws: int, seed: int, told: Progress) -> float:
    """Throw the incidents over the time again and again."""
    within(throws, what="throws", least=99, most=999_999)
    affordable(24.0 * AT_ONCE * N, what=f"Throwing {N:,} incidents", instead="Ask for a shorter time.")
    dice, hits = np.random.default_rng(seed), 0
    for since in range(0, throws, AT_ONCE):
        many = min(AT_ONCE, throws - since)
        at = np.sort(dice.random((many, N)), axis=1)
        hits += int(((at[:, n - 1 :] - at[:, : N - n + 1]).min(axis=1) <= share).sum())
        told((since + many) / throws)
    return (1 + hits) / (throws + 1)


def fullest_window(days: ArrayLike, *, window_days: float = 14) -> Burst:
    """Find the window of so many days that holds most; the first of several.

    Parameters
    ----------
    days : array_like of float, shape (n,)
        When each happened; whole days. A window of 14 begins on a day and holds that and the next 13.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are no incidents.
    """
    when = np.sort(np.atleast_1d(as_numbers(days, what="the day")))
    within(window_days, what="the window", least=1e-6, most=36_525, unit="days")
    if when.ndim > 1:
        raise BadNumberError("the days are a table; give one day for every incident.")
    if not when.size:
        raise NotEnoughError("There are no incidents. Take a longer window.")
    held = np.searchsorted(when, when + window_days, side="left") - np.arange(when.size)
    at = int(np.argmax(held))
    return Burst(float(when[at]), int(held[at]))


def bursts(
    series: Sequence[ArrayLike],
    *,
    first: float,
    last: float,
    window_days: float = 14,
    least: int = LEAST,
    alpha: float = ALPHA,
    throws: int = THROWS,
    seed: int = 0,
    told: Progress = silent,
) -> pd.DataFrame:
    """Look in several series for a burst, and allow for having looked in all of them.

    Parameters
    ----------
    series : sequence of array_like of float
        The days of each ward's incidents, all within `first` and `last`.
    first, last : float
        First and last day that could have had incidents, both counted.
    window_days : float
        Length of the moving window.
    least : int
        Fewer incidents in the fullest window are not tested.
    alpha : float
        A burst is one where q is below it.

    Returns
    -------
    pandas.DataFrame, a row a series
        incidents, fullest (most in any window), begins (its first day), p (that chance puts as many of these
        incidents into some window), q, burst. NaN where nothing was tested.

    Raises
    ------
    spatial.errors.BadNumberError
        If a day is missing or outside `first` and `last`.
    spatial.errors.SettingError
        If the window is not shorter than the whole time.

    Notes
    -----
    The incidents of each series are thrown evenly over the whole time, as many as there are: a busy ward is
    not a burst. Whole days are taken as moments, which makes p a little too large, never too small.
    """
    within(first, what="the first day", least=-1e9, most=1e9)
    within(last, what="the last day", least=-1e9, most=1e9)
    within(window_days, what="the window", least=0, most=36_525, unit="days")
    within(least, what="the fewest incidents", least=0, most=1_000_000)
    within(alpha, what="alpha", least=0, most=1)
    length = float(last) - float(first) + 1
    if not 0 < window_days < length:
        raise SettingError(
            f"The window is {window_days:g} days and the whole time {length:g}; it must be shorter than that."
        )
    rows = []
    for number, given in enumerate(series):
        days = np.atleast_1d(as_numbers(given, what="the day"))
        if days.size and (days.min() < first or days.max() >= last + 1):
            raise BadNumberError("A day lies outside the time that is looked at. Leave it out.")
        top = fullest_window(days, window_days=window_days) if days.size else Burst(np.nan, 0)
        p = np.nan
        if top.incidents >= max(least, 2):
            p = scan_conditional(
                top.incidents, incidents=days.size, share=window_days / length, throws=throws, seed=seed
            )
        rows.append((days.size, top.incidents, top.first, p))
        told((number + 1) / len(series))
    table = pd.DataFrame(rows, columns=["incidents", "fullest", "begins", "p"])
    table["q"] = benjamini_hochberg(table["p"].to_numpy(dtype=float))
    return table.assign(burst=table["q"] < alpha)


def burst_sentence(
    row: Mapping[Hashable, Any], *, window: str = "fortnight", noun: str = "report", burst: bool | None = None
) -> str:
    """Say a row of `bursts`: how many in one window, the verdict, and how often chance alone does it."""
    p, most, total = float(row["p"]), int(row["fullest"]), int(row["incidents"])
    said = f"{most:,} of {total:,} {noun}s in one {window}"
    if p != p:
        return f"{said}: too few to tell."
    often = f"{100 * p:.0f} of 100 such times" if p >= 0.01 else "fewer than 1 of 100 such times"
    rare = bool(row["burst"]) if burst is None else burst
    verdict = "more than chance usually makes" if rare else "not distinguishable from chance"
    return f"{said}: {verdict} (spread evenly by chance, some {window} holds as many in {often})."


def burst_finding(
    days: ArrayLike,
    *,
    first: float,
    last: float,
    window_days: float = 14,
    least: int = LEAST,
    alpha: float = ALPHA,
    throws: int = THROWS,
    seed: int = 0,
    told: Progress = silent,
) -> Finding:
    """Look in one series of days for a burst.

    Returns
    -------
    Finding
        "found", "none", or "not enough data" where no window holds `least`.
    """
    table = bursts(
        [days], first=first, last=last, window_days=window_days, least=least, alpha=alpha, throws=throws,
        seed=seed, told=told,
    )  # fmt: skip
    settings = {"window_days": window_days, "least": least, "alpha": alpha, "throws": throws, "seed": seed,
                "first": first, "last": last}  # fmt: skip
    row = table.to_dict("records")[0]
    if row["p"] != row["p"]:
        said = f"No window of {window_days:g} days holds {least} incidents. A longer window would."
        return Finding("burst", NOT_ENOUGH, said, table, settings)
    name = "fortnight" if window_days == 14 else f"window of {window_days:g} days"
    return Finding(
        "burst", FOUND if row["burst"] else NONE, burst_sentence(row, window=name), table, settings
    )
