"""The low-count guard: nothing is called unusual on fewer than five cases in four weeks."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import NotEnoughError
from spatial.given import within
from spatial.surveillance.series import as_series

__all__ = ["LEAST_CASES", "OVER_PERIODS", "enough_cases", "recent_cases"]

LEAST_CASES, OVER_PERIODS = 5, 4


def recent_cases(counts: ArrayLike, *, over: int = OVER_PERIODS) -> np.ndarray:
    """Sum each period with those just before it.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    over : int
        How many periods, the last one included.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        The first sums have fewer periods.
    """
    values = as_series(counts)
    within(over, what="periods of the guard", least=1, most=1000)
    total = np.concatenate([[0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    return np.asarray(total[ends] - total[np.maximum(ends - over, 0)], dtype=np.int64)


def enough_cases(counts: ArrayLike, *, least: int = LEAST_CASES, over: int = OVER_PERIODS) -> np.ndarray:
    """Say for each period whether there are enough cases to call anything unusual.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    least : int
        Cases needed; 0 lets everything through.
    over : int
        In so many periods, the last one included.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no period.

    References
    ----------
    Farrington, Andrews, Beale and Catchpole (1996), Journal of the Royal Statistical Society A 159(3),
    547-563: no alarm on fewer than five reports in the last four weeks.
    """
    within(least, what="cases of the guard", least=0, most=1_000_000)
    if np.size(counts) == 0:
        raise NotEnoughError("the series is empty. Give the count of each period, with zeros.")
    return recent_cases(counts, over=over) >= least
