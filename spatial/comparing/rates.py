"""Rates beside counts: so many in every thousand people, with how far chance alone could move them."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import beta, binomtest, chi2

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError
from spatial.given import as_counts, no_table, same_length, within

__all__ = ["RateRatio", "as_populations", "poisson_interval", "rate_ratio", "rates"]


class RateRatio(NamedTuple):
    """How many times one rate is another, the interval of that, and the chance of a gap as wide or wider."""

    ratio: float
    low: float
    high: float
    p: float


def poisson_interval(counts: ArrayLike, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give the exact interval of the mean behind a count (Garwood).

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        What was counted.
    level : float
        How often such an interval holds the mean, at the least; 0.5 to 0.9999.

    Returns
    -------
    low, high : numpy.ndarray of float, shape (n,)
        In the unit of the counts; the lower end of a count of 0 is 0.

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is missing, negative or not whole.

    References
    ----------
    Garwood (1936), Biometrika 28(3/4), 437-442.
    """
    found = as_counts(counts).astype(float)
    within(level, what="level", least=0.5, most=0.9999)
    tail = (1 - level) / 2
    # chi-squared with 0 degrees of freedom has no quantile: a count of 0 begins at 0
    low = np.where(found > 0, chi2.ppf(tail, 2 * np.maximum(found, 1)) / 2, 0.0)
    return low, np.asarray(chi2.ppf(1 - tail, 2 * found + 2)) / 2


def rates(
    counts: ArrayLike,
    populations: ArrayLike,
    *,
    names: ArrayLike | None = None,
    per: float = 1000.0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give rates beside the counts, each with its exact interval.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    populations : array_like of float, shape (n,)
        Residents, or whatever else the rate is of; above 0.
    names : array_like of str, shape (n,), optional
        What each is called, for the errors and the index.
    per : float
        So many of the population.
    level : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        count, population, rate, low, high, in the order given; rates are for every `per`.

    Raises
    ------
    spatial.errors.NoDenominatorError
        If a population is missing or not above 0; it names the area.
    spatial.errors.BadNumberError
        If a count is not one, or the lengths differ.
    """
    found = as_counts(counts)
    no_table(counts=found)
    if not np.isfinite(per) or per <= 0:
        raise BadNumberError(f"per is {per:g}; give a number above 0, such as 1000.")
    called = None if names is None else [str(name) for name in np.atleast_1d(names)]
    people = as_populations(populations, names=called)
    same_length(counts=found, populations=people)
    low, high = poisson_interval(found, level=level)
    table = {"count": found, "population": people, "rate": found / people * per}
    return pd.DataFrame({**table, "low": low / people * per, "high": high / people * per}, index=called)


def rate_ratio(
    count: int, population: float, other_count: int, other_population: float, *, level: float = 0.95
) -> RateRatio:
    """Compare two rates: how many times the other, with an exact interval.

    Given how many there are in both together, the first count is binomial; its exact limits (Clopper and
    Pearson) give those of the ratio.  The two must have no person and no report in common.

    Parameters
    ----------
    count, other_count : int
    population, other_population : float
        People (or people times time) behind each.
    level : float
        Of the interval.

    Returns
    -------
    RateRatio

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is nothing in the other, so that no ratio can be said.
    spatial.errors.NoDenominatorError
        If a population is missing or not above 0.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31(3/4), 313-323; R's poisson.test.
    """
    one, other = (int(n) for n in as_counts([count, other_count]))
    people = as_populations([population, other_population], names=("the area", "what it is compared with"))
    within(level, what="level", least=0.5, most=0.9999)
    if other == 0:
        raise NotEnoughError(
            "There are no reports in what the area is compared with, so no ratio can be given. "
            "Take a longer time or more areas."
        )
    tail, total = (1 - level) / 2, one + other
    low = beta.ppf(tail, one, other + 1) if one else 0.0
    high = beta.ppf(1 - tail, one + 1, other)
    scale = people[1] / people[0]
    p = binomtest(one, total, people[0] / people.sum()).pvalue
    return RateRatio(one / other * scale, low / (1 - low) * scale, high / (1 - high) * scale, float(p))


def as_populations(values: ArrayLike, *, names: ArrayLike | None = None) -> np.ndarray:
    """Give populations as numbers above 0, or name the area that has none.

    Raises
    ------
    spatial.errors.NoDenominatorError
    spatial.errors.BadNumberError
        If they are a table.
    """
    try:
        if np.iscomplexobj(values):
            raise TypeError
        found = np.atleast_1d(np.asarray(values, dtype=float))
    except (TypeError, ValueError):
        raise NoDenominatorError("A population is not a number. Give one for every area.") from None
    no_table(populations=found)
    wrong = np.flatnonzero(~(np.isfinite(found) & (found > 0)))
    if wrong.size:
        at = int(wrong[0])
        called = (
            f"area {at + 1}" if names is None else str(np.atleast_1d(np.asarray(names, dtype=object))[at])
        )
        said = "0" if found[at] == 0 else ("below 0" if found[at] < 0 else "missing")
        raise NoDenominatorError(
            f"The population of {called} is {said}. Give a number above 0 for it, or leave it out."
        )
    return found
