"""Over-dispersion: how much more areas differ than chance makes them, and limits that allow for it."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError
from spatial.given import as_numbers, same_length, within

__all__ = [
    "SCALES",
    "between_variance",
    "dispersion",
    "standard_error",
    "widened_limits",
    "winsorised",
    "z_scores",
]

SCALES = ("square root", "log", "plain")
"""How a count is set beside what is expected: by the square root of their ratio, its logarithm, or itself."""


def z_scores(observed: ArrayLike, expected: ArrayLike, *, scale: str = "square root") -> np.ndarray:
    """Say how many standard errors each count lies from what is expected of it.

    Parameters
    ----------
    observed : array_like of float, shape (n,)
        Counts, 0 or more.
    expected : array_like of float, shape (n,)
        Expected counts, above 0.
    scale : str
        One of `SCALES`. On the square root the spread of a Poisson count hardly depends on its mean; the
        logarithm cannot take a count of 0.

    Returns
    -------
    numpy.ndarray of float, shape (n,)

    Raises
    ------
    spatial.errors.NoDenominatorError
        If an expected count is 0.
    spatial.errors.NotEnoughError
        If a count is 0 on the logarithm's scale.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24(8), 1185-1202, appendix.
    """
    got, mean = _pair(observed, expected)
    if scale == "square root":
        return np.asarray(2 * (np.sqrt(got) - np.sqrt(mean)))
    if scale == "plain":
        return np.asarray((got - mean) / np.sqrt(mean))
    _known(scale)
    if (got == 0).any():
        raise NotEnoughError("A count is 0, which has no logarithm. Take the square root scale.")
    return np.asarray(np.sqrt(mean) * np.log(got / mean))


def standard_error(expected: ArrayLike, *, scale: str = "square root") -> np.ndarray:
    """Give the standard error of observed / expected on a scale, by chance alone."""
    _, mean = _pair(expected, expected)
    _known(scale)
    return np.asarray((0.5 if scale == "square root" else 1.0) / np.sqrt(mean))


def winsorised(z: ArrayLike, *, share: float = 0.1) -> np.ndarray:
    """Draw the lowest and the highest share of the scores in to the nearest of the others.

    So that the areas which stand out do not widen the limits that are to show them.

    Parameters
    ----------
    z : array_like of float, shape (n,)
    share : float
        At each end, 0 to 0.4; Spiegelhalter takes 0.1 or 0.2.
    """
    scores = as_numbers(z, what="z")
    within(share, what="the winsorised share", least=0.0, most=0.4)
    if not scores.size:
        return scores
    low, high = np.quantile(scores, [share, 1 - share])
    return np.asarray(np.clip(scores, low, high))


def dispersion(z: ArrayLike, *, winsorise: float = 0.1) -> float:
    """Give phi, the mean square of the winsorised scores.

    By chance alone it is about 1 without winsorising, and about 0.68 where a tenth is drawn in at either end.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are no scores.
    """
    scores = winsorised(z, share=winsorise)
    if not scores.size:
        raise NotEnoughError("There are no areas to see how much they differ. Give two or more.")
    return float(np.mean(scores**2))


def between_variance(phi: float, standard_errors: ArrayLike) -> float:
    """Give tau squared, how much the areas differ beyond chance, by the method of moments.

    Parameters
    ----------
    phi : float
        As `dispersion` gives it.
    standard_errors : array_like of float, shape (n,)
        Of each area, on the scale of the scores.

    Returns
    -------
    float
        In the square of the scale's unit; 0 where chance would do.

    References
    ----------
    DerSimonian and Laird (1986), Controlled Clinical Trials 7(3), 177-188; Spiegelhalter (2005).
    """
    s = as_numbers(standard_errors, what="standard errors")
    (one,) = as_numbers([phi], what="phi", least=0.0)
    if (s <= 0).any():
        raise NoDenominatorError(
            "A standard error is not above 0. Leave areas out of which nothing is expected."
        )
    n, weight = s.size, s**-2.0
    if n < 2 or n * one < n - 1:
        return 0.0
    return float((n * one - (n - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()))


def widened_limits(
    expected: ArrayLike, *, deviations: float, phi: float = 1.0, tau2: float = 0.0, scale: str = "square root"
) -> tuple[np.ndarray, np.ndarray]:
    """Give limits of a count that allow for more than chance: by a factor (phi), or by a variance (tau2).

    Parameters
    ----------
    expected : array_like of float, shape (n,)
    deviations : float
        Half the width, in standard errors: 1.96 for 95 %, 3.09 for 99.8 %.
    phi : float
        Multiplies the variance of chance; below 1 it is taken as 1.
    tau2 : float
        Is added to it.

    Returns
    -------
    low, high : numpy.ndarray of float, shape (n,)
        Counts; not below 0.
    """
    _, mean = _pair(expected, expected)
    within(deviations, what="deviations", least=0, most=100)
    within(phi, what="phi", least=0, most=1e12)
    within(tau2, what="tau squared", least=0, most=1e12)
    error = standard_error(mean, scale=scale)
    wide = deviations * np.sqrt(max(phi, 1.0) * error**2 + tau2)
    if scale == "log":
        return mean * np.exp(-wide), mean * np.exp(wide)
    low, high = np.maximum(1 - wide, 0.0), 1 + wide
    power = 2 if scale == "square root" else 1
    return mean * low**power, mean * high**power


def _pair(observed: ArrayLike, expected: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    got = np.atleast_1d(as_numbers(observed, what="observed", least=0.0))
    mean = np.atleast_1d(as_numbers(expected, what="expected", least=0.0))
    same_length(observed=got, expected=mean)
    if got.ndim != 1:
        raise BadNumberError("observed is a table; give one value an area.")
    if (mean == 0).any():
        at = int(np.flatnonzero(mean == 0)[0])
        raise NoDenominatorError(
            f"expected is 0 at position {at}. Leave out areas of which nothing is expected."
        )
    return got, mean


def _known(scale: str) -> None:
    if scale not in SCALES:
        raise SettingError(f"There is no scale {scale!r}. Known: {', '.join(SCALES)}.")
