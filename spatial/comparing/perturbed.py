"""Counts that carry known noise: what may still be said of them, by exact sums over the noise."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.stats import norm, poisson

from spatial.errors import SettingError
from spatial.given import as_counts, as_numbers, same_length

__all__ = ["Noise", "noise_of", "perturbed_tail", "perturbed_test"]

EXACT_TO = 2_000.0
"""Up to this expected count the sum is exact; above, both sums are as good as normal."""
REACH_SD = 8


@dataclass(frozen=True)
class Noise:
    """What was done to counts before they were released.

    Attributes
    ----------
    chances : tuple of float
        Of an error of -D to D, in order.
    base : int
        What was rounded to afterwards; 1 for no rounding.
    """

    chances: tuple[float, ...]
    base: int = 1

    @property
    def errors(self) -> np.ndarray:
        """The errors, in order."""
        return np.arange(len(self.chances)) - len(self.chances) // 2

    @property
    def variance(self) -> float:
        """The variance of noise and rounding together."""
        return float(self.errors**2 @ np.asarray(self.chances)) + (self.base**2 - 1) / 12

    def rounded(self, counts: np.ndarray) -> np.ndarray:
        """Round as the release does; never below zero."""
        return np.maximum((counts + self.base // 2) // self.base * self.base, 0)


@lru_cache(maxsize=32)
def noise_of(most: int, variance: float, base: int = 1) -> Noise:
    """Give the noise of maximum entropy: what cell keys add to any count that is not very small.

    Parameters
    ----------
    most : int
        The largest error, D.
    variance : float
        V; below that of the even distribution on the same numbers.
    base : int
        What is rounded to afterwards, an odd number; 1 for no rounding.

    Raises
    ------
    spatial.errors.SettingError
        If no such noise exists.

    References
    ----------
    Giessing (2016), Privacy in Statistical Databases, LNCS 9867.
    """
    even = most * (most + 1) / 3
    if most < 1 or not 0 < variance < even or base < 1 or base % 2 == 0:
        raise SettingError(
            f"No noise has largest error {most} and variance {variance:g} with rounding to {base}: "
            f"the variance lies between 0 and {even:g}, and the base is odd."
        )
    errors = np.arange(-most, most + 1)

    def spread(steep: float) -> float:
        weight = np.exp(-steep * errors**2)
        return float((weight * errors**2).sum() / weight.sum() - variance)

    weight = np.exp(-brentq(spread, 1e-9, 50.0) * errors**2)
    return Noise(tuple((weight / weight.sum()).tolist()), base)


def perturbed_tail(counts: ArrayLike, expected: ArrayLike, noise: Noise) -> np.ndarray:
    """Give the chance that a Poisson count and its noise together come to at least what was released.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Released counts.
    expected : array_like of float, shape (n,)
        Means without noise, above zero.
    noise : Noise

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        One-sided p.
    """
    found, mean = as_counts(counts, what="the counts"), as_numbers(expected, what="the expected counts")
    same_length(counts=found, expected=mean)
    if (mean <= 0).any():
        raise SettingError("An expected count is zero; leave out what nothing can be expected in.")
    least = found[:, None] - noise.base // 2 - noise.errors[None, :]  # the smallest that is released so high
    p: np.ndarray = poisson.sf(least - 1, mean[:, None]) @ np.asarray(noise.chances)
    return np.minimum(p, 1.0)


def perturbed_test(
    now: int, before: int, *, exposure_now: float = 1.0, exposure_before: float = 1.0, noise: Noise
) -> float:
    """Test whether two released counts come from the same rate: an E-test that knows of the noise.

    Parameters
    ----------
    now, before : int
        Released counts.
    exposure_now, exposure_before : float
        What each was gathered over, in one unit: days.
    noise : Noise
        Each count has its own error.

    Returns
    -------
    float
        Two-sided p: the chance of a difference at least as many of its own standard errors away from none.

    Notes
    -----
    As in the E-test the rate of both is the pooled one. The statistic is the difference of the rates over
    the root of now/n1² + before/n2² + V(1/n1² + 1/n2²), V being the variance of noise and rounding; its
    distribution is summed over both counts and both errors, rounded as the release does. Above `EXACT_TO`
    expected the normal one is used.

    References
    ----------
    Krishnamoorthy and Thomson (2004), Journal of Statistical Planning and Inference 119(1), 23-35.
    """
    a, b = (int(each) for each in as_counts([now, before], what="the counts"))
    n1, n2 = (float(n) for n in as_numbers([exposure_now, exposure_before], what="the exposures"))
    if min(n1, n2) <= 0:
        raise SettingError("An exposure is not above zero; give the days that were counted.")
    variance = noise.variance
    far = _distance(np.array([float(a)]), np.array([float(b)]), n1, n2, variance)[0, 0] * (1 - 1e-10)
    rate = (a + b) / (n1 + n2)
    if rate * max(n1, n2) > EXACT_TO:
        return float(2 * norm.sf(far))
    x, first = _released(rate * n1, noise)
    y, second = _released(rate * n2, noise)
    beyond = _distance(x, y, n1, n2, variance) >= far
    return float(min(1.0, first @ beyond @ second))


def _released(mean: float, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
    """List what may be released where so many are expected, and the chance of each."""
    reach = REACH_SD * np.sqrt(mean) + 2 * REACH_SD
    counts = np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)
    half = len(noise.chances) // 2
    noisy = np.arange(counts[0] - half, counts[-1] + half + 1)
    values, at = np.unique(noise.rounded(noisy), return_inverse=True)
    return values, np.bincount(at, weights=np.convolve(poisson.pmf(counts, mean), noise.chances))


def _distance(x: np.ndarray, y: np.ndarray, n1: float, n2: float, variance: float) -> np.ndarray:
    """Measure the difference of two rates in its own standard errors, for every pair."""
    own = x[:, None] / n1**2 + y[None, :] / n2**2
    error = np.sqrt(own + variance * (1 / n1**2 + 1 / n2**2))
    away: np.ndarray = np.abs(x[:, None] / n1 - y[None, :] / n2) / error
    return away
