"""The score of Kendall: pairs of a series that rise less those that fall, and how it falls by chance."""

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.given import affordable, as_numbers, within

__all__ = [
    "as_period",
    "as_seasons",
    "as_series",
    "as_values",
    "continuous",
    "exact_p",
    "score",
    "tie_term",
    "ties_of",
    "variance_of",
]

FEWEST = 3


def as_values(values: ArrayLike) -> np.ndarray:
    """Give a series as floats, or say what is wrong with it."""
    x = as_numbers(values, what="the series")
    if x.ndim != 1:
        raise BadNumberError(f"the series has {x.ndim} dimensions; give one value for each step.")
    affordable(24.0 * len(x) ** 2, what=f"All pairs of {len(x):,} values", instead="Use longer steps.")
    return x


def as_series(values: ArrayLike, *, fewest: int = FEWEST) -> np.ndarray:
    """Give a series that is long enough for a trend."""
    x = as_values(values)
    if len(x) < fewest:
        raise NotEnoughError(
            f"The series has {len(x)} {'value' if len(x) == 1 else 'values'}; a trend takes at least "
            f"{fewest}, and 5 before any can stand out from chance. Take a longer period or shorter steps."
        )
    return x


def as_period(period: int) -> int:
    """Give the seasons of a year as a whole number."""
    within(period, what="period", least=2, most=366, unit="seasons")
    if period != int(period):
        raise SettingError(f"period is {period:g} seasons; give a whole number, such as 12 for months.")
    return int(period)


def as_seasons(values: ArrayLike, period: int) -> np.ndarray:
    """Give a series that has two whole years."""
    period = as_period(period)
    x = as_values(values)
    if len(x) < 2 * period:
        raise NotEnoughError(
            f"The series has {len(x)} values; comparing each of {period} seasons with itself takes two whole "
            f"years, that is {2 * period}. Take a longer period, or test without seasons."
        )
    return x


def score(x: np.ndarray) -> int:
    """Count the pairs that rise, less those that fall: S."""
    return int(np.triu(np.sign(x[None, :] - x[:, None]), 1).sum())


def ties_of(x: np.ndarray) -> tuple[int, ...]:
    """Count how often each value occurs, in ascending order of the counts."""
    return tuple(sorted(np.unique(x, return_counts=True)[1].tolist()))


def tie_term(x: np.ndarray) -> float:
    """Give what ties take from the variance of S."""
    t = np.array(ties_of(x), dtype=float)
    return float((t * (t - 1) * (2 * t + 5)).sum() / 18)


def variance_of(x: np.ndarray) -> float:
    """Give the variance of S if there is no trend, corrected for ties."""
    n = len(x)
    return n * (n - 1) * (2 * n + 5) / 18 - tie_term(x)


def continuous(s: int, variance: float) -> float:
    """Give S in standard deviations, one nearer to nought for continuity."""
    return float((s - np.sign(s)) / np.sqrt(variance)) if variance > 0 else 0.0


@lru_cache(maxsize=4096)
def exact_p(s: int, ties: tuple[int, ...]) -> float:
    """Give the share of all orders of the values whose S lies as far from nought.

    The pairs that fall are the inversions of an order, and S is the pairs that are no ties less twice those.
    How many orders have so many inversions is the Gaussian multinomial coefficient, in whole numbers.
    """
    n = sum(ties)
    ways = np.array([1], dtype=object)
    for i in range(2, n + 1):
        ways = _times(ways, i)
    for many in ties:
        for i in range(2, many + 1):
            ways = _over(ways, i)
    scores = len(ways) - 1 - 2 * np.arange(len(ways))
    return float(Fraction(int(ways[np.abs(scores) >= abs(s)].sum()), int(ways.sum())))


def _times(ways: np.ndarray, i: int) -> np.ndarray:
    """Multiply a polynomial by 1 + q + ... + q^(i - 1)."""
    longer = np.concatenate((ways, np.zeros(i - 1, dtype=object)))
    total = np.cumsum(longer)
    total[i:] = total[i:] - np.cumsum(longer)[:-i]
    return total


def _over(ways: np.ndarray, i: int) -> np.ndarray:
    """Divide a polynomial by 1 + q + ... + q^(i - 1), which leaves no rest here."""
    steps = np.diff(ways, prepend=0)
    for first in range(i):
        steps[first::i] = np.cumsum(steps[first::i])
    return steps[: len(ways) - i + 1]
