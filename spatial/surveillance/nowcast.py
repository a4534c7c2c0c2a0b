"""The nowcast: how many reports a period will have when the late ones are in, with an interval."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NotEnoughError
from spatial.given import affordable, as_counts, as_numbers, same_length, within
from spatial.progress import Progress, silent
from spatial.surveillance.delay import as_triangle, chain_ladder
from spatial.surveillance.series import as_series

__all__ = ["complete", "nowcast"]

REPLICATES = 2000
PRIOR = 0.5
"""Half a report before any is seen (Jeffreys), so that a period without one is not taken for surely empty."""


def complete(
    counts: ArrayLike,
    arrived: ArrayLike,
    *,
    measured: float = np.inf,
    dispersion: float = 1.0,
    level: float = 0.95,
    least_arrived: float = 0.1,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> pd.DataFrame:
    """Say how many there will be of each period, where it is known what share has come in.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        What has come in of each period.
    arrived : array_like of float, shape (n,)
        The share of a period's reports that usually has come in by now, 0 to 1.
    measured : float
        The number of reports that `arrived` was measured on; infinite where it is known exactly.
    dispersion : float
        How much more than Poisson the counts vary; at least 1.
    level : float
        Of the prediction interval.
    least_arrived : float
        Below this share nothing is predicted.
    replicates : int
    seed : int
        The same numbers give the same interval, in whatever order the periods come.

    Returns
    -------
    pandas.DataFrame
        A row a period: observed, arrived, expected (observed / arrived), lower, upper; the last three NaN
        where too little has come in. Nothing is below what has been observed.

    Raises
    ------
    spatial.errors.BadNumberError, SettingError, TooLargeError
        If a number cannot be one.

    Notes
    -----
    Of a period with mean L, what has come in is Poisson with mean L F, what is still to come with mean
    L (1 - F). Given what has come in, L is Gamma (with half a report before any is seen), so what is to come
    is negative binomial. F is drawn from the Beta law of a share measured on so many reports.

    References
    ----------
    Lawless (1994), Canadian Journal of Statistics 22(1), 15-31. Zhao and Meng's conditional likelihood is the
    same where the shares are known.
    """
    seen = as_series(counts)
    share = as_numbers(arrived, what="the share that has arrived", least=0)
    same_length(counts=seen, arrived=share)
    within(float(share.max(initial=0.0)), what="the share that has arrived", least=0, most=1)
    within(dispersion, what="the dispersion", least=1, most=1e9)
    within(level, what="the level", least=0.01, most=0.9999)
    within(least_arrived, what="the least share", least=0, most=1)
    within(replicates, what="replicates", least=100, most=10**9)
    within(measured, what="the reports measured", least=1, most=np.inf)
    affordable(8.0 * replicates, what="the draws", instead="Ask for fewer replicates.")
    lower, upper = np.full(len(seen), np.nan), np.full(len(seen), np.nan)
    known = share >= max(least_arrived, 1e-9)
    for at in np.flatnonzero(known):
        if share[at] == 1:
            lower[at] = upper[at] = seen[at]
            continue
        dice = np.random.default_rng(seed)
        drawn = np.full(replicates, share[at])
        if np.isfinite(measured):
            drawn = dice.beta(measured * share[at], measured * (1 - share[at]), replicates)
        more = _to_come(seen[at], drawn, dispersion, dice)
        lower[at], upper[at] = seen[at] + _ends(more, level)
    expected = np.where(known, seen / np.where(known, share, 1.0), np.nan)
    return pd.DataFrame(
        {"observed": seen, "arrived": share, "expected": expected, "lower": lower, "upper": upper}
    )


def nowcast(
    triangle: ArrayLike,
    *,
    level: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 0,
    told: Progress = silent,
) -> pd.DataFrame:
    """Say how many there will be of each period, from a triangle of periods and delays.

    Parameters
    ----------
    triangle : array_like, shape (n_periods, n_delays)
        Counts by period and delay (not added up); NaN where a delay is not known yet.
    level : float
        Of the prediction interval.
    replicates : int
        Draws for the interval.
    seed : int
    told : callable
        Is told the share done.

    Returns
    -------
    pandas.DataFrame
        A row a period: position, observed, arrived (share that has come in, by the chain ladder), expected
        (the chain ladder's ultimate), error (Mack's), lower, upper (of the prediction interval),
        dispersion (Pearson's, of the triangle).

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are too few periods to learn the delays from.
    spatial.errors.BadNumberError, SettingError, TooLargeError
        If a number cannot be one.

    Notes
    -----
    Reverse-time hazards: of what has come in by delay d, the share that came with delay d itself is
    binomial in the counts known, whatever the size of each period. They are drawn from their Beta laws, and
    what is still to come as in `complete`. Counts that vary more than Poisson widen both.

    References
    ----------
    Lawless (1994), Canadian Journal of Statistics 22(1), 15-31. Mack (1993), ASTIN Bulletin 23(2), 213-225.
    """
    parts = as_triangle(triangle)
    as_counts(parts[~np.isnan(parts)], what="the triangle")
    within(level, what="the level", least=0.01, most=0.9999)
    within(replicates, what="replicates", least=100, most=10**9)
    periods, delays = parts.shape
    affordable(8.0 * replicates * (delays + 3), what="the draws", instead="Ask for fewer replicates.")
    if periods < 2:
        raise NotEnoughError("one period cannot tell how late reports come. Give two or more.")
    ladder = chain_ladder(parts)
    dispersion = _dispersion(parts, ladder.ultimate, ladder.arrived)
    dice = np.random.default_rng(seed)
    arrived = _drawn_shares(parts, ladder.latest, dispersion, replicates, dice)
    lower, upper = np.empty(periods), np.empty(periods)
    for row in range(periods):
        told(row / periods)
        if ladder.latest[row] == delays - 1:
            lower[row] = upper[row] = ladder.known[row]
            continue
        more = _to_come(
            int(ladder.known[row]),
            arrived[:, ladder.latest[row]],
            dispersion,
            np.random.default_rng(seed + 1),
        )
        lower[row], upper[row] = ladder.known[row] + _ends(more, level)
    return pd.DataFrame(
        {
            "position": np.arange(periods),
            "observed": ladder.known.astype(np.int64),
            "arrived": ladder.arrived[ladder.latest],
            "expected": ladder.ultimate,
            "error": ladder.error,
            "lower": lower,
            "upper": upper,
            "dispersion": dispersion,
        }
    )


def _drawn_shares(
    parts: np.ndarray, latest: np.ndarray, dispersion: float, replicates: int, dice: np.random.Generator
) -> np.ndarray:
    """Draw the shares that have come in by each delay: products of reverse-time hazards."""
    delays = parts.shape[1]
    sums = np.nancumsum(parts, axis=1)
    arrived = np.ones((replicates, delays))
    for delay in range(delays - 1, 0, -1):
        rows = latest >= delay
        came, before = parts[rows, delay].sum(), sums[rows, delay - 1].sum()
        hazard = dice.beta((came + PRIOR) / dispersion, (before + PRIOR) / dispersion, replicates)
        arrived[:, delay - 1] = arrived[:, delay] * (1 - hazard)
    return np.maximum(arrived, 1e-6)


def _to_come(seen: int, arrived: np.ndarray, dispersion: float, dice: np.random.Generator) -> np.ndarray:
    """Draw how many are still to come."""
    mean = dice.gamma((seen + PRIOR) / dispersion, dispersion / arrived) * (1 - arrived)
    if dispersion <= 1 + 1e-9:
        return dice.poisson(np.minimum(mean, 1e15))
    size = np.maximum(mean, 1e-12) / (dispersion - 1)
    return dice.negative_binomial(size, 1 / dispersion)


def _ends(more: np.ndarray, level: float) -> np.ndarray:
    return np.quantile(more, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")


def _dispersion(parts: np.ndarray, ultimate: np.ndarray, arrived: np.ndarray) -> float:
    """Pearson's dispersion of the triangle about the chain ladder, not below 1."""
    share = np.diff(arrived, prepend=0.0)
    mean = ultimate[:, None] * share
    some = ~np.isnan(parts) & (mean > 0)
    free = some.sum() - (ultimate > 0).sum() - ((share > 0).sum() - 1)
    if free < 1:
        return 1.0
    squares = (parts[some] - mean[some]) ** 2 / mean[some]
    return float(max(squares.sum() / free, 1.0))
