"""Shares with their range, and whether one share differs from another."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import hypergeom, norm

from spatial.errors import BadNumberError, NotEnoughError
from spatial.given import as_counts, same_length, within
from spatial.multiple import benjamini_hochberg

__all__ = ["FEWEST", "HIGHER", "LOWER", "SAME", "TOO_FEW", "Share", "compare_shares", "share_of"]

HIGHER, LOWER, SAME, TOO_FEW = "higher", "lower", "not distinguishable from chance", "not enough data to say"
FEWEST = 20
"""Of fewer a share says next to nothing."""
ALPHA = 0.05


@dataclass(frozen=True)
class Share:
    """A share and its interval, between 0 and 1."""

    share: float
    low: float
    high: float


def share_of(part: int, whole: int, *, confidence: float = 0.95) -> Share:
    """Say what share a part is of a whole, with Wilson's interval.

    Raises
    ------
    spatial.errors.NotEnoughError
        If the whole is 0.
    spatial.errors.BadNumberError
        If a count is not a whole number of at least 0, or the part is more than the whole.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    Newcombe (1998), Statistics in Medicine 17(8), 857-872.
    """
    k, n = _pair(part, whole)
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    if n == 0:
        raise NotEnoughError("A share of nothing is no share. Take a longer time.")
    z = float(norm.isf((1 - confidence) / 2))
    middle, half = k / n + z * z / 2 / n, z * sqrt(k / n * (1 - k / n) / n + z * z / 4 / n / n)
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return Share(k / n, 0.0 if k == 0 else max(low, 0.0), 1.0 if k == n else min(high, 1.0))


def compare_shares(
    part_now: ArrayLike,
    whole_now: ArrayLike,
    part_before: ArrayLike,
    whole_before: ArrayLike,
    *,
    alpha: float = ALPHA,
    fewest: int = FEWEST,
) -> list[str]:
    """Say of each pair of shares whether the one now is higher or lower than chance would have it.

    Parameters
    ----------
    part_now, whole_now, part_before, whole_before : array_like of int, shape (n,)
    alpha : float
        A difference counts where q (Benjamini and Hochberg over all pairs with enough) is below it.
    fewest : int
        A whole that is smaller says nothing.

    Returns
    -------
    list of str
        `HIGHER`, `LOWER`, `SAME` or `TOO_FEW`.

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a part is more than its whole, or a number is none.

    Notes
    -----
    p is twice the smaller tail of the hypergeometric law (Fisher's exact test), at most 1.
    """
    same_length(part_now=_list(part_now), whole_now=_list(whole_now), part_before=_list(part_before),
                whole_before=_list(whole_before))  # fmt: skip
    within(alpha, what="alpha", least=1e-6, most=0.5)
    rows = zip(_list(part_now), _list(whole_now), _list(part_before), _list(whole_before), strict=True)
    p, sides = [], []
    for row in rows:
        (a, n), (b, m) = _pair(*row[:2]), _pair(*row[2:])
        if min(n, m) < max(fewest, 1):
            p.append(np.nan)
            sides.append(TOO_FEW)
            continue
        law = hypergeom(n + m, a + b, n)
        p.append(min(1.0, 2 * float(min(law.cdf(a), law.sf(a - 1)))))
        sides.append(HIGHER if a * m > b * n else LOWER)
    q = benjamini_hochberg(p)
    return [side if side == TOO_FEW or each < alpha else SAME for side, each in zip(sides, q, strict=True)]


def _list(values: ArrayLike) -> np.ndarray:
    return np.atleast_1d(np.asarray(values))


def _pair(part: Any, whole: Any) -> tuple[int, int]:
    k, n = (int(each) for each in as_counts([part, whole], what="the counts"))
    if k > n:
        raise BadNumberError(f"a part of {k:,} is more than its whole of {n:,}. Give a part first.")
    return k, n
