"""How often chance alone makes a cluster as strong: rank, Gumbel tail, recurrence interval."""

from math import exp, expm1, nan, pi, sqrt

import numpy as np

from spatial.errors import NotEnoughError

__all__ = ["gumbel_p", "rank_p", "recurrence_interval_days"]

SAME = 1e-7
"""Likelihood ratios this close are equal: chance maps often repeat an observed one exactly."""
EULER = 0.5772156649015329
FEWEST_MAXIMA = 19


def rank_p(llr: float, maxima: np.ndarray) -> float:
    """Say which share of chance maps, this one counted, has a cluster at least as strong anywhere.

    Parameters
    ----------
    llr : float
    maxima : numpy.ndarray of float, shape (n_replicates,)
        The highest likelihood ratio of each chance map.

    Returns
    -------
    float
        (1 + number of maxima that reach it) / (1 + n_replicates); NaN without replicates.

    References
    ----------
    Dwass (1957), Annals of Mathematical Statistics 28(1), 181-187.
    """
    if not maxima.size:
        return nan
    return float((1 + np.count_nonzero(maxima >= llr - SAME)) / (1 + maxima.size))


def gumbel_p(llr: float, maxima: np.ndarray) -> float:
    """Estimate a small chance from the tail of a Gumbel distribution with the maxima's mean and spread.

    Raises
    ------
    spatial.errors.NotEnoughError
        With fewer than 19 replicates.

    References
    ----------
    Abrams, Kleinman and Kulldorff (2010), International Journal of Health Geographics 9, 61.
    """
    if maxima.size < FEWEST_MAXIMA:
        raise NotEnoughError(
            f"a Gumbel tail needs at least {FEWEST_MAXIMA} replicates; there are {maxima.size}."
        )
    scale = float(np.std(maxima, ddof=1)) * sqrt(6) / pi
    if scale == 0:
        return 1.0 if llr <= maxima[0] + SAME else 0.0
    z = (llr - (float(np.mean(maxima)) - EULER * scale)) / scale
    return 1.0 if z < -6 else -expm1(-exp(-z))


def recurrence_interval_days(p: float, *, interval_days: float) -> float:
    """Say in how many days chance alone would once give such a cluster, if one looked at every interval.

    Parameters
    ----------
    p : float
        The cluster's chance in one analysis.
    interval_days : float
        Days between two analyses.

    References
    ----------
    Kleinman, Lazarus and Platt (2004), American Journal of Epidemiology 159(3), 217-224.
    """
    return interval_days / p if p > 0 else float("inf")
