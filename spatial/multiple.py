"""Many tests at once: how sure one may be after looking everywhere."""

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["benjamini_hochberg"]


def benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """Correct p values for the number of places that were looked at (false discovery rate).

    Parameters
    ----------
    p : array_like of float, shape (n_tests,)
        Chances; NaN where nothing was tested, and such places do not count as looked at.

    Returns
    -------
    numpy.ndarray of float, shape (n_tests,)
        q: the smallest false discovery rate at which each test would be called a discovery.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1), 289-300.
    """
    chance = np.asarray(p, dtype=float)
    q = np.full(len(chance), np.nan)
    tested = np.flatnonzero(~np.isnan(chance))
    order = tested[np.argsort(chance[tested], kind="stable")]
    stepped = chance[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q
