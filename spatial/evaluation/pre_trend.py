"""Whether two areas went the same way before: what a comparison with a control rests on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from spatial.errors import BadNumberError
from spatial.given import as_counts, same_length

__all__ = ["ALIKE", "APART", "TOO_FEW", "PreTrend", "pre_trend", "trend_z"]

ALIKE, APART, TOO_FEW = "no difference found", "went another way", "too few to say"
LEAST, LEAST_STEPS = 10, 4
"""Fewer reports in an area, or fewer steps, would show next to nothing."""


@dataclass(frozen=True)
class PreTrend:
    """Whether a treated area and its control went the same way before.

    Attributes
    ----------
    verdict : str
        `ALIKE`, `APART` or `TOO_FEW`.
    z, p : float
        Above zero where the treated area's share of all rose; NaN where there are too few.
    """

    verdict: str
    z: float
    p: float


def pre_trend(control: ArrayLike, treated: ArrayLike, *, alpha: float = 0.05) -> PreTrend:
    """Test whether the treated area's share of the reports of both moved steadily before.

    Parameters
    ----------
    control, treated : array_like of int, shape (n_steps,)
        Counts in steps of equal length, oldest first.
    alpha : float
        Below this chance they are said to have gone another way.

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is none, or the lengths differ.

    Notes
    -----
    The Cochran-Armitage test with the steps as scores, its variance that of drawing without replacement.
    That no difference was found does not say that there is none.

    References
    ----------
    Armitage (1955), Biometrics 11(3), 375-386.
    """
    a, b = as_counts(control, what="the control counts"), as_counts(treated, what="the treated counts")
    same_length(control=a, treated=b)
    if a.ndim != 1:
        raise BadNumberError("The counts are no series; give one count for each step.")
    if len(a) < LEAST_STEPS or min(a.sum(), b.sum()) < LEAST:
        return PreTrend(TOO_FEW, float("nan"), float("nan"))
    z = float(trend_z(a, b[None, :])[0])
    p = float(2 * norm.sf(abs(z)))
    return PreTrend(APART if p < alpha else ALIKE, z, p)


def trend_z(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Measure how steadily each of several areas' share of the reports of both moved, against one.

    Parameters
    ----------
    one : numpy.ndarray of int64, shape (n_steps,)
    others : numpy.ndarray of int64, shape (n_areas, n_steps)

    Returns
    -------
    numpy.ndarray of float, shape (n_areas,)
        In standard errors; 0 where nothing can move.
    """
    steps = np.arange(len(one), dtype=float)
    both = others + one
    total, part = both.sum(axis=1), others.sum(axis=1)
    middle = (both @ steps) / np.maximum(total, 1)
    spread = (both * (steps - middle[:, None]) ** 2).sum(axis=1)
    variance = part * (total - part) / np.maximum(total * (total - 1), 1) * spread
    moved = others @ steps - part * middle
    z: np.ndarray = np.divide(moved, np.sqrt(variance), out=np.zeros(len(others)), where=variance > 0)
    return z
