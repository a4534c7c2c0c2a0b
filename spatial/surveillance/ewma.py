"""EWMA: a running mean in which the latest periods weigh most; it sees small lasting rises."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError
from spatial.given import as_numbers, within

__all__ = ["ewma"]


def ewma(
    values: ArrayLike,
    *,
    mean: float,
    sd: float,
    weight: float = 0.3,
    width: float = 3.0,
    settled: bool = False,
) -> pd.DataFrame:
    """Follow a series by its exponentially weighted moving average.

    Parameters
    ----------
    values : array_like of float, shape (n,)
    mean, sd : float
        Of the process while nothing changes; the average begins at `mean`. `sd` above 0.
    weight : float
        lambda, above 0 and at most 1: what the latest value weighs.
    width : float
        L, standard deviations from the mean to the limits.
    settled : bool
        Whether the limits are those of a long series throughout, mu +- L sd sqrt(lambda / (2 - lambda)),
        and not the narrower ones of its first periods.

    Returns
    -------
    pandas.DataFrame
        A row a value: position, observed, average (z_t = lambda x_t + (1 - lambda) z_(t-1)), lower, upper,
        signal (average above the upper limit), low (below the lower).

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no value.
    spatial.errors.BadNumberError, SettingError
        If a number cannot be one.

    References
    ----------
    Roberts (1959), Technometrics 1(3), 239-250. NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4.
    """
    seen = np.atleast_1d(as_numbers(values, what="the series"))
    if seen.ndim > 1:
        raise BadNumberError(f"the series has {seen.ndim} dimensions; give one value for each period.")
    if not len(seen):
        raise NotEnoughError("the series is empty. Give at least one value.")
    within(weight, what="the weight", least=1e-6, most=1)
    within(width, what="the width", least=1e-6, most=100, unit="standard deviations")
    within(mean, what="the mean", least=-1e15, most=1e15)
    within(sd, what="the standard deviation", least=1e-12, most=1e15)
    average = np.empty(len(seen))
    last = mean
    for at, value in enumerate(seen):
        last = weight * value + (1 - weight) * last
        average[at] = last
    past = np.zeros(len(seen)) if settled else (1 - weight) ** (2 * np.arange(1, len(seen) + 1))
    reach = width * sd * np.sqrt(weight / (2 - weight) * (1 - past))
    return pd.DataFrame(
        {
            "position": np.arange(len(seen)),
            "observed": seen,
            "average": average,
            "lower": mean - reach,
            "upper": mean + reach,
            "signal": average > mean + reach,
            "low": average < mean - reach,
        }
    )
