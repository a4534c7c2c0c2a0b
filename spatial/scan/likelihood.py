"""How far a count departs from what is expected: Kulldorff's and Neill's likelihood ratios."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NoDenominatorError
from spatial.given import as_numbers, within

__all__ = ["expectation_llr", "poisson_llr", "relative_risk"]


def poisson_llr(observed: ArrayLike, expected: ArrayLike, *, total: float) -> np.ndarray:
    """Weigh what was seen in a window against what is expected there, for high rates.

    c ln(c/E) + (C-c) ln((C-c)/(C-E)) where c > E, else 0.  The same for the purely spatial scan, for the
    space-time scan and for the space-time permutation scan: they differ only in E.

    Parameters
    ----------
    observed, expected : array_like, shape (n,)
        c and E: cases in the window, and cases expected there; the expected ones of the whole add up to C.
    total : float
        C: all cases.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Log likelihood ratios (natural logarithm).

    Raises
    ------
    spatial.errors.BadNumberError
        If a number is missing, infinite or negative, or greater than `total`, or the shapes do not fit.
    spatial.errors.SettingError
        If `total` is not a number, or negative.
    spatial.errors.NoDenominatorError
        If cases were seen where none are expected.

    References
    ----------
    Kulldorff (1997), Communications in Statistics: Theory and Methods 26(6), 1481-1496.
    """
    c, e = _pair(observed, expected, "expected")
    _part_of(c, e, total)
    if ((e == 0) & (c > 0)).any():
        raise NoDenominatorError(
            "cases were seen where none are expected. Give every such place a population."
        )
    c, e = c.astype(float), np.minimum(e.astype(float), total)
    high = c > e
    found = np.zeros(c.shape)
    ci, ei = c[high], e[high]
    found[high] = ci * np.log(ci / ei)
    rest = high & (c < total)
    found[rest] += (total - c[rest]) * np.log((total - c[rest]) / (total - e[rest]))
    return found


def expectation_llr(observed: ArrayLike, baseline: ArrayLike) -> np.ndarray:
    """Weigh what was seen against a baseline known from the past: c ln(c/b) + b - c where c > b, else 0.

    Parameters
    ----------
    observed, baseline : array_like, shape (n,)
        Cases in the window, and how many a model of the past expects there; the baselines need not add up
        to the cases.

    Returns
    -------
    numpy.ndarray of float, shape (n,)

    Raises
    ------
    spatial.errors.BadNumberError
        If a number is missing, infinite or negative, or the shapes do not fit.
    spatial.errors.NoDenominatorError
        If cases were seen where the baseline is zero.

    References
    ----------
    Neill (2009), International Journal of Forecasting 25(3), 498-517.
    """
    c, b = _pair(observed, baseline, "baseline")
    if ((b == 0) & (c > 0)).any():
        raise NoDenominatorError("cases were seen where the baseline is zero. Give it some expected number.")
    found = np.zeros(c.shape)
    high = c > b
    found[high] = c[high] * np.log(c[high] / b[high]) + b[high] - c[high]
    return found


def relative_risk(observed: ArrayLike, expected: ArrayLike, *, total: float) -> np.ndarray:
    """Compare the rate inside a window with that outside: (c/E) / ((C-c)/(C-E)).

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Infinite where all cases lie in the window.

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        As `poisson_llr`.
    spatial.errors.NoDenominatorError
        If nothing is expected in a window.
    """
    c, e = _pair(observed, expected, "expected")
    _part_of(c, e, total)
    if (e == 0).any():
        raise NoDenominatorError("nothing is expected in a window. Leave that window out.")
    inside, outside = c / e, np.where(e < total, (total - c) / np.maximum(total - e, 1e-300), 1.0)
    return np.where(outside > 0, inside / np.where(outside > 0, outside, 1.0), np.inf)


def _pair(observed: ArrayLike, other: ArrayLike, what: str) -> tuple[np.ndarray, np.ndarray]:
    c, e = as_numbers(observed, what="observed", least=0), as_numbers(other, what=what, least=0)
    try:
        c, e = np.broadcast_arrays(c, e)
    except ValueError:
        raise BadNumberError(
            f"observed is {c.shape} and {what} {e.shape}; give one value of each for every window."
        ) from None
    return c, e


def _part_of(c: np.ndarray, e: np.ndarray, total: float) -> None:
    within(total, what="total", least=0, most=1e15, unit="cases")
    if (c > total).any() or (e > total * (1 + 1e-9)).any():
        raise BadNumberError(
            f"a window has more than all {total:g} cases. Give the cases of the whole as total."
        )
