"""u-charts: counts for each unit of exposure, with limits that widen where the exposure is small."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NoDenominatorError, NotEnoughError
from spatial.given import as_numbers, same_length, within
from spatial.surveillance.guard import LEAST_CASES, OVER_PERIODS, recent_cases
from spatial.surveillance.series import as_series

__all__ = ["UChart", "u_chart"]

MOVING_RANGE = 1.128
"""The mean range of two values of a normal law, in standard deviations (d2)."""


@dataclass(frozen=True, eq=False)
class UChart:
    """A chart.

    Attributes
    ----------
    centre : float
        u-bar: all counts over all exposure.
    spread : float
        Laney's sigma_z: how much wider than Poisson the limits are; 1 for the plain chart.
    points : pandas.DataFrame
        A row a period: position, observed, exposure, rate, lower, upper, recent, enough, signal (above the
        upper limit), low (below the lower), alarm (signal that passes the guard).
    """

    centre: float
    spread: float
    points: pd.DataFrame


def u_chart(
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    width: float = 3.0,
    laney: bool = False,
    least_cases: int = LEAST_CASES,
    over_periods: int = OVER_PERIODS,
) -> UChart:
    """Draw the limits of counts for each unit of exposure: u-bar +- 3 sqrt(u-bar / n_i).

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    exposure : array_like of float, shape (n,)
        Population, days or places of each period, above 0; ones make it a c-chart.
    width : float
        Standard deviations from the centre to the limits.
    laney : bool
        Whether the limits are widened by how much the counts vary beyond Poisson (the u'-chart).
    least_cases, over_periods : int
        The low-count guard.

    Returns
    -------
    UChart

    Raises
    ------
    spatial.errors.NoDenominatorError
        If an exposure is 0.
    spatial.errors.NotEnoughError
        If there is no period, or fewer than two for `laney`.
    spatial.errors.BadNumberError, SettingError
        If a number cannot be one.

    References
    ----------
    Montgomery (2013), Introduction to Statistical Quality Control, chapter 7. Laney (2002), Quality
    Engineering 14(4), 531-537. NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.1.
    """
    seen = as_series(counts)
    at_risk = as_numbers(exposure, what="exposure", least=0)
    same_length(counts=seen, exposure=at_risk)
    within(width, what="the width", least=1e-6, most=100, unit="standard deviations")
    if len(seen) < (2 if laney else 1):
        raise NotEnoughError(f"the chart has {len(seen)} periods. Give {'two' if laney else 'one'} or more.")
    if (at_risk == 0).any():
        at = int(np.flatnonzero(at_risk == 0)[0])
        raise NoDenominatorError(f"exposure is 0 at position {at}. Leave that period out, or give it one.")
    centre = float(seen.sum() / at_risk.sum())
    rate = seen / at_risk
    poisson = np.sqrt(centre / at_risk)
    spread = 1.0
    if laney and centre > 0:
        z = (rate - centre) / poisson
        spread = float(np.abs(np.diff(z)).mean() / MOVING_RANGE)
    reach = width * spread * poisson
    recent = recent_cases(seen, over=over_periods)
    enough = recent >= least_cases
    points = pd.DataFrame(
        {
            "position": np.arange(len(seen)),
            "observed": seen,
            "exposure": at_risk,
            "rate": rate,
            "lower": np.maximum(centre - reach, 0.0),
            "upper": centre + reach,
            "recent": recent,
            "enough": enough,
            "signal": rate > centre + reach,
            "low": rate < centre - reach,
            "alarm": (rate > centre + reach) & enough,
        }
    )
    return UChart(centre, spread, points)
