"""Two counts compared: how surprising the difference is by chance, how large, and in plain words."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import beta, poisson

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_counts, as_numbers, same_length, within
from spatial.multiple import benjamini_hochberg

__all__ = [
    "ACT_AT",
    "FEWER",
    "MORE",
    "SAME",
    "TOO_FEW",
    "RateRatio",
    "change_finding",
    "change_sentence",
    "changes",
    "e_test",
    "enough_to_tell",
    "poisson_z",
    "rate_ratio",
    "times_words",
]

ACT_AT = 3.0
"""Poisson z from which on a change is worth acting on."""
ALPHA = 0.05
REACH_SD = 10
"""How many standard deviations of the counts are added up; what lies beyond is below 1e-18."""
MORE, FEWER, SAME, TOO_FEW = "more", "fewer", "not distinguishable from chance", "too few to tell"


@dataclass(frozen=True)
class RateRatio:
    """How many times as frequent: the estimate and its confidence interval; `high` may be infinite."""

    ratio: float
    low: float
    high: float


def e_test(
    now: int,
    before: int,
    *,
    exposure_now: float = 1.0,
    exposure_before: float = 1.0,
    pooled: bool = False,
) -> float:
    """Test whether two Poisson counts have the same rate (E-test of Krishnamoorthy and Thomson).

    Parameters
    ----------
    now, before : int
        The two counts. Which is which does not matter.
    exposure_now, exposure_before : float
        What each count was gathered over, in one unit: days, person-years, km².
    pooled : bool
        Whether the difference is measured in standard errors of the pooled rate (as R's ptools does) instead
        of those of the two rates (as the paper does). It matters only where the exposures differ.

    Returns
    -------
    float
        Two-sided p: the chance of a difference at least as far from none, in units of its own standard error.

    Raises
    ------
    spatial.errors.NotEnoughError
        If both counts are zero: then there is nothing to compare.
    spatial.errors.BadNumberError
        If a count is not a whole number of at least zero.
    spatial.errors.SettingError
        If an exposure is not a number above zero.

    Notes
    -----
    The statistic is |now/n1 - before/n2| over the root of now/n1² + before/n2², or of
    (now + before)/(n1·n2) where `pooled`; its distribution is that of two Poisson counts with the pooled
    rate. Time and memory grow with the root of the counts: tens of thousands take milliseconds.

    References
    ----------
    Krishnamoorthy and Thomson (2004), Journal of Statistical Planning and Inference 119(1), 23-35.
    """
    a, b = _two_counts(now, before)
    n1, n2 = _exposure(exposure_now), _exposure(exposure_before)
    if a + b == 0:
        raise NotEnoughError("Both counts are zero, so there is nothing to compare. Take longer windows.")
    return _e_test(a, b, n1 / n2, pooled)


@lru_cache(maxsize=4096)
def _e_test(a: int, b: int, n: float, pooled: bool = False) -> float:
    """Add up the chances of all tables at least as extreme; `n` is the first exposure, the second is 1."""
    rate = (a + b) / (n + 1)
    first, second = (1.0, 1.0 / n) if pooled else (1.0 / n, 1.0)  # variance: first * x1/n + second * x2
    t2 = (a / n - b) ** 2 / (first * a / n + second * b) * (1 - 1e-10)  # a little less: ties are counted
    if t2 <= 0:
        return 1.0
    mean = n * rate
    reach = REACH_SD * np.sqrt(mean) + 4 * REACH_SD
    x = np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)
    r = x / n
    middle = r + second * t2 / 2
    half = np.sqrt(np.maximum(middle**2 - r**2 + first * t2 * r, 0.0))
    low = np.where(x == 0, -1.0, np.floor(middle - half + 1e-9))
    high = np.ceil(middle + half - 1e-9)
    beyond = poisson.cdf(low, rate) + poisson.sf(high - 1, rate)
    return float(min(1.0, (poisson.pmf(x, mean) * beyond).sum()))


def poisson_z(
    now: ArrayLike,
    before: ArrayLike,
    *,
    exposure_now: ArrayLike = 1.0,
    exposure_before: ArrayLike = 1.0,
) -> np.ndarray:
    """Score a change by the difference of the counts' roots: 2(√now - √before); act at 3 either way.

    Parameters
    ----------
    now, before : array_like of int, shape (n,) or one number
    exposure_now, exposure_before : array_like of float
        What each count was gathered over, in one unit. The count before is first scaled to the exposure of
        the count now, and z then to the spread that it has where both are equal.

    Returns
    -------
    numpy.ndarray of float, shape as given
        Above zero for more. For equal rates it spreads with a standard deviation of √2, not 1: hence 3.

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        As for `e_test`.

    References
    ----------
    Wheeler (2016), International Journal of Police Science and Management 18(3), 159-172.
    """
    a, b = as_counts(now, what="the count now"), as_counts(before, what="the count before")
    scale = _exposures(exposure_now) / _exposures(exposure_before)
    _together(a, b, scale)
    z: np.ndarray = 2 * (np.sqrt(a) - np.sqrt(b * scale)) * np.sqrt(2 / (1 + scale))
    return z


def rate_ratio(
    now: int,
    before: int,
    *,
    exposure_now: float = 1.0,
    exposure_before: float = 1.0,
    confidence: float = 0.95,
) -> RateRatio:
    """Say how many times as frequent something is now as before, with an exact confidence interval.

    The interval is exact given the sum of both counts: Clopper and Pearson's for the share of them that is
    `now`, turned into a ratio of rates.

    Parameters
    ----------
    now, before : int
    exposure_now, exposure_before : float
        What each count was gathered over, in one unit.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    RateRatio
        Ratio and upper end are infinite where there was nothing before.

    Raises
    ------
    spatial.errors.NotEnoughError, spatial.errors.BadNumberError, spatial.errors.SettingError
        As for `e_test`.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31, 313-323.
    Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    a, b = _two_counts(now, before)
    scale = _exposure(exposure_before) / _exposure(exposure_now)
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    if a + b == 0:
        raise NotEnoughError("Both counts are zero, so there is no ratio. Take longer windows.")
    tail = (1 - confidence) / 2
    low = 0.0 if a == 0 else float(beta.ppf(tail, a, b + 1))
    high = 1.0 if b == 0 else float(beta.isf(tail, a + 1, b))
    return RateRatio(a / b * scale if b else inf, _odds(low) * scale, _odds(high) * scale)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf


@lru_cache(maxsize=4096)
def enough_to_tell(total: int, *, ratio: float = 1.0, alpha: float = ALPHA) -> bool:
    """Say whether so many incidents could show a difference at all, if all fell into one of two windows.

    As `changes` asks it: with the pooled rate.

    Parameters
    ----------
    total : int
        Incidents of both windows together.
    ratio : float
        Exposure of the one window over that of the other.
    """
    return total > 0 and min(_e_test(total, 0, ratio, True), _e_test(0, total, ratio, True)) < alpha


def changes(
    now: ArrayLike,
    before: ArrayLike,
    *,
    exposure_now: ArrayLike = 1.0,
    exposure_before: ArrayLike = 1.0,
    alpha: float = ALPHA,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare several pairs of counts, and allow for having looked at all of them.

    Parameters
    ----------
    now, before : array_like of int, shape (n,)
        Counts of each ward, strand or source in the two windows.
    exposure_now, exposure_before : array_like of float, shape (n,) or one number
        What they were gathered over, in one unit.
    alpha : float
        A change counts as more than chance usually makes where q is below it.
    confidence : float
        Of the interval of the ratio.

    Returns
    -------
    pandas.DataFrame, n rows
        now, before, same_length (the count before, scaled to the exposure now), difference (now less that),
        ratio, low, high, p (E-test), q (Benjamini and Hochberg over all rows that can tell anything), z, act
        (whether z is 3 or more either way) and verdict: "more", "fewer", "not distinguishable from chance" or
        "too few to tell".

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        As for `e_test`.

    Notes
    -----
    The E-test takes the pooled rate here. In units of the two rates' own standard errors no count at all in a
    short window lies further out than any burst in it, if the other window is long: 8 in a week beside 52 in
    a year would have p = 0.32. Where the windows are of one length both are the same.

    References
    ----------
    Gu, Ng, Tang and Schucany (2008), Biometrical Journal 50(2), 283-298.
    """
    a = np.atleast_1d(as_counts(now, what="the counts now"))
    b = np.atleast_1d(as_counts(before, what="the counts before"))
    same_length(now=a, before=b)
    within(alpha, what="alpha", least=1e-6, most=0.5)
    if a.ndim > 1:
        raise BadNumberError("the counts are a table; give one now and one before for every row.")
    n1, n2 = _exposures(exposure_now), _exposures(exposure_before)
    if max(n1.ndim, n2.ndim) > 1:
        raise BadNumberError("the exposures are a table; give one number, or one for every row.")
    if any(n.ndim and n.shape != a.shape for n in (n1, n2)):
        raise BadNumberError(f"the exposures are not one, or one for each of {a.size} rows. Give either.")
    n1, n2 = np.broadcast_to(n1, a.shape), np.broadcast_to(n2, a.shape)
    pairs = list(zip(a.tolist(), b.tolist(), n1.tolist(), n2.tolist(), strict=True))
    can = np.array([enough_to_tell(x + y, ratio=u / v, alpha=alpha) for x, y, u, v in pairs], dtype=bool)
    p = np.array([_e_test(x, y, u / v, True) if x + y else np.nan for x, y, u, v in pairs], dtype=float)
    q = benjamini_hochberg(np.where(can, p, np.nan))
    ratios = [
        rate_ratio(x, y, exposure_now=u, exposure_before=v, confidence=confidence)
        if x + y
        else RateRatio(np.nan, np.nan, np.nan)
        for x, y, u, v in pairs
    ]
    scaled = b * n1 / n2
    z = poisson_z(a, b, exposure_now=n1, exposure_before=n2)
    found = np.nan_to_num(q, nan=1.0) < alpha
    verdict = np.select([~can, found & (a > scaled), found], [TOO_FEW, MORE, FEWER], SAME)
    return pd.DataFrame(
        {
            "now": a,
            "before": b,
            "same_length": scaled,
            "difference": a - scaled,
            "ratio": [each.ratio for each in ratios],
            "low": [each.low for each in ratios],
            "high": [each.high for each in ratios],
            "p": p,
            "q": q,
            "z": z,
            "act": np.abs(z) >= ACT_AT,
            "verdict": verdict,
        }
    )


def change_finding(
    now: int,
    before: int,
    *,
    exposure_now: float = 1.0,
    exposure_before: float = 1.0,
    these: str = "the second window",
    those: str = "the first",
    noun: str = "report",
    alpha: float = ALPHA,
    confidence: float = 0.95,
) -> Finding:
    """Compare two counts and say it in a sentence.

    Parameters
    ----------
    now, before, exposure_now, exposure_before, alpha, confidence
        As in `changes`.
    these, those : str
        The two windows in words: "these 90 days", "the 90 days before".
    noun : str
        What is counted, in the singular.

    Returns
    -------
    Finding
        "found" for a change beyond chance, "none", or "not enough data" where no split of so few incidents
        could have told.
    """
    table = changes(
        [now], [before], exposure_now=exposure_now, exposure_before=exposure_before,
        alpha=alpha, confidence=confidence,
    )  # fmt: skip
    row = table.to_dict("records")[0]
    state = {TOO_FEW: NOT_ENOUGH, SAME: NONE}.get(row["verdict"], FOUND)
    settings = {
        "test": "e-test, two-sided", "alpha": alpha, "confidence": confidence, "act_at_z": ACT_AT,
        "exposure_now": exposure_now, "exposure_before": exposure_before,
    }  # fmt: skip
    said = change_sentence(
        row, these=these, those=those, noun=noun, exposure_now=exposure_now, exposure_before=exposure_before
    )
    return Finding("change", state, said, table, settings)


def change_sentence(
    row: Mapping[Hashable, Any],
    *,
    these: str,
    those: str,
    noun: str = "report",
    exposure_now: float = 1.0,
    exposure_before: float = 1.0,
) -> str:
    """Say a row of `changes` in one sentence: both counts, then the verdict; never a percentage."""
    a, b, scaled = int(row["now"]), int(row["before"]), float(row["same_length"])
    said = f"{_counted(a, noun)} in {these}, {b:,} in {those}"
    if exposure_now != exposure_before:
        said += f" (as many as {scaled:,.1f} in an equal length)"
    verdict, p, ratio, low, high = (row[name] for name in ("verdict", "p", "ratio", "low", "high"))
    if verdict == TOO_FEW:
        return f"{said}: too few to tell. A longer window would do."
    chance = f"p {_p_words(float(p))}"
    if verdict == SAME:
        return f"{said}: not distinguishable from chance ({chance})."
    if not isfinite(high):
        size = f"at least {times_words(low)} times as many"
    elif ratio == 0:
        size = f"at most {times_words(high)} times as many"
    else:
        size = f"{times_words(ratio)} times as many, between {times_words(low)} and {times_words(high)} times"
    return f"{said}: {verdict} than chance usually makes ({chance}; {size})."


def times_words(number: float) -> str:
    """Write a ratio: fine near 1, where it matters on which side it lies."""
    if number < 2:
        return f"{number:.2f}"
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def _p_words(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"No {noun}s"


def _two_counts(now: int, before: int) -> tuple[int, int]:
    a = as_counts([now], what="the count now")
    b = as_counts([before], what="the count before")
    return int(a[0]), int(b[0])


def _together(*arrays: np.ndarray) -> None:
    """See that arrays can be set beside each other."""
    try:
        np.broadcast_shapes(*(each.shape for each in arrays))
    except ValueError:
        lengths = ", ".join(str(each.shape) for each in arrays)
        raise BadNumberError(f"the shapes differ: {lengths}. Give one value of each for every row.") from None


def _exposure(value: float) -> float:
    return float(_exposures(value))


def _exposures(values: ArrayLike) -> np.ndarray:
    found = as_numbers(values, what="the exposure")
    if (found <= 0).any():
        raise SettingError(f"An exposure is {found.min():g}; give the days, or people, counted: above zero.")
    return found
