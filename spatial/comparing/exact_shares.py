"""Shares with an exact range: it holds the true share at least as often as it says, however few there are."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import beta

from spatial.errors import BadNumberError
from spatial.given import as_counts, same_length, within

__all__ = ["exact_shares"]


def exact_shares(part: ArrayLike, whole: ArrayLike, *, confidence: float = 0.95) -> pd.DataFrame:
    """Say what share each part is of its whole, with Clopper and Pearson's interval.

    Parameters
    ----------
    part, whole : array_like of int, shape (n,)
    confidence : float

    Returns
    -------
    pandas.DataFrame, one row a pair
        share, low and high, between 0 and 1; NaN where the whole is 0.

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is not a whole number of at least 0, or a part is more than its whole.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26(4), 404-413.
    """
    k, n = as_counts(part, what="the parts"), as_counts(whole, what="the wholes")
    same_length(part=k, whole=n)
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    if (k > n).any():
        raise BadNumberError("a part is more than its whole. Give the parts first.")
    tail, some = (1 - confidence) / 2, n > 0
    one, rest = np.where(k > 0, k, 1), np.where(k < n, n - k, 1)
    low = np.where(k > 0, beta.ppf(tail, one, n - k + 1), 0.0)
    high = np.where(k < n, beta.ppf(1 - tail, k + 1, rest), 1.0)
    share = np.divide(k, n, out=np.full(len(n), np.nan), where=some)
    return pd.DataFrame(
        {"share": share, "low": np.where(some, low, np.nan), "high": np.where(some, high, np.nan)}
    )
