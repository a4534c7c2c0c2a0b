"""The delay of reports by the chain ladder: what share has come in by when, with Mack's standard errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError
from spatial.given import as_numbers, same_length, within

__all__ = ["ChainLadder", "as_triangle", "chain_ladder", "reporting_triangle"]


@dataclass(frozen=True, eq=False)
class ChainLadder:
    """How reports come in.

    Attributes
    ----------
    factors : numpy.ndarray, shape (n_delays - 1,)
        By how much what has come in by one delay grows to the next.
    arrived : numpy.ndarray, shape (n_delays,)
        Share of all that has come in by each delay; the last is 1.
    latest : numpy.ndarray of int, shape (n_periods,)
        The last delay known of each period.
    known : numpy.ndarray, shape (n_periods,)
        What has come in of each period.
    ultimate : numpy.ndarray, shape (n_periods,)
        What will have come in, in the end.
    error : numpy.ndarray, shape (n_periods,)
        Mack's standard error of `ultimate`; NaN where the triangle is too small for one.
    total_error : float
        Mack's standard error of the sum of `ultimate`.
    """

    factors: np.ndarray
    arrived: np.ndarray
    latest: np.ndarray
    known: np.ndarray
    ultimate: np.ndarray
    error: np.ndarray
    total_error: float


def reporting_triangle(
    occurred: ArrayLike, reported: ArrayLike, *, first: int, last: int, step: int = 7, most: int = 26
) -> np.ndarray:
    """Count reports by when a thing happened and how many periods later its report came.

    Parameters
    ----------
    occurred, reported : array_like of int, shape (n,)
        Day numbers. A report dated before what it reports counts as made on the day.
    first, last : int
        The first day of the first period, and the last day that is known of.
    step : int
        Days of a period.
    most : int
        Longer delays count as so many periods.

    Returns
    -------
    numpy.ndarray of float, shape (n_periods, most + 1)
        Whole periods only; NaN where a delay is not known yet. A period's delay d is known when d whole
        periods have passed after its own end.

    Raises
    ------
    spatial.errors.NotEnoughError
        If no whole period lies between the days.
    spatial.errors.BadNumberError, SettingError
        If a number cannot be one.
    """
    start = as_numbers(occurred, what="the day on which it happened").astype(np.int64)
    told = as_numbers(reported, what="the day of the report").astype(np.int64)
    same_length(occurred=start, reported=told)
    within(step, what="the period", least=1, most=10_000, unit="days")
    within(most, what="the longest delay", least=1, most=10_000, unit="periods")
    told = np.maximum(told, start)
    periods = (last - first + 1) // step
    if periods < 1:
        raise NotEnoughError("no whole period lies between the first day and the last. Give more days.")
    row, late = (start - first) // step, (told - first) // step
    used = (row >= 0) & (row < periods) & (late < periods)
    delay = np.minimum(late - row, most)
    counts = np.zeros((periods, most + 1))
    np.add.at(counts, (row[used], delay[used]), 1)
    unknown = np.arange(most + 1) > periods - 1 - np.arange(periods)[:, None]
    counts[unknown] = np.nan
    return counts


def as_triangle(triangle: ArrayLike) -> np.ndarray:
    """See that counts by period and delay are a triangle: known from the left, not known from there on."""
    try:
        found = np.array(triangle, dtype=float)
    except (TypeError, ValueError) as error:
        raise BadNumberError(
            "the triangle has a value that is not a number, or rows of different lengths. Give counts, "
            "and NaN for delays that are not known yet."
        ) from error
    if found.ndim != 2 or not found.size:
        raise BadNumberError("the triangle needs a row for each period and a column for each delay.")
    missing = np.isnan(found)
    if np.isinf(found).any() or (found[~missing] < 0).any():
        raise BadNumberError("the triangle has a number below 0 or without end. Give counts.")
    if (np.diff(missing.astype(int), axis=1) < 0).any() or missing[:, 0].any():
        raise BadNumberError(
            "a period of the triangle has a gap. Leave out (NaN) only delays that are not known yet."
        )
    return found


def chain_ladder(triangle: ArrayLike) -> ChainLadder:
    """Work out what will have come in, from how earlier periods filled up.

    Parameters
    ----------
    triangle : array_like, shape (n_periods, n_delays)
        What came in of each period with each delay (not added up); NaN where that is not known yet.

    Returns
    -------
    ChainLadder

    Raises
    ------
    spatial.errors.NotEnoughError
        If a delay is known of no period that has anything.
    spatial.errors.BadNumberError
        If it is not a triangle of counts.

    Notes
    -----
    The estimate is also the maximum-likelihood one where the counts are Poisson with a mean for each period
    and shares for each delay. The error needs two periods at each delay but the last; the last one's is
    set by Mack's rule, min(s_(k-1)^4 / s_(k-2)^2, s_(k-2)^2, s_(k-1)^2).

    References
    ----------
    Mack (1993), ASTIN Bulletin 23(2), 213-225.
    """
    parts = as_triangle(triangle)
    periods, delays = parts.shape
    latest = (~np.isnan(parts)).sum(axis=1) - 1
    sums = np.nancumsum(parts, axis=1)
    known = sums[np.arange(periods), latest]
    factors, variances = np.ones(delays - 1), np.full(delays - 1, np.nan)
    base = np.zeros(delays - 1)
    for delay in range(delays - 1):
        rows = latest > delay
        base[delay] = sums[rows, delay].sum()
        if not base[delay]:
            raise NotEnoughError(
                f"nothing with a delay of {delay} periods or less is known of any period that can tell "
                "how it grew. Give more periods, or fewer delays."
            )
        factors[delay] = sums[rows, delay + 1].sum() / base[delay]
        if rows.sum() > 1:
            before, after = sums[rows, delay], sums[rows, delay + 1]
            some = before > 0
            ratio = after[some] / before[some]
            variances[delay] = (before[some] * (ratio - factors[delay]) ** 2).sum() / (rows.sum() - 1)
    _last_variance(variances)
    growth = np.append(np.cumprod(factors[::-1])[::-1], 1.0)
    ultimate = known * growth[latest]
    error, total = _errors(known, ultimate, latest, factors, variances, base)
    return ChainLadder(factors, 1 / growth, latest, known, ultimate, error, total)


def _last_variance(variances: np.ndarray) -> None:
    """Set the last variance by Mack's rule where only one period tells it."""
    if len(variances) >= 3 and np.isnan(variances[-1]):
        one, two = variances[-2], variances[-3]
        variances[-1] = min(one**2 / two, one, two) if two > 0 else 0.0


def _errors(
    known: np.ndarray,
    ultimate: np.ndarray,
    latest: np.ndarray,
    factors: np.ndarray,
    variances: np.ndarray,
    base: np.ndarray,
) -> tuple[np.ndarray, float]:
    """Work out Mack's standard errors, of each period and of all together."""
    n = len(factors)
    own = np.zeros(len(known))
    shared = np.zeros(len(known))
    for row, start in enumerate(latest):
        value = float(known[row])
        for delay in range(start, n):
            part = variances[delay] / factors[delay] ** 2
            own[row] += part * (1 / value if value else 0.0)
            shared[row] += part / base[delay]
            value *= factors[delay]
    error = ultimate * np.sqrt(own + shared)
    order = np.argsort(-latest, kind="stable")
    total = 0.0
    for place, row in enumerate(order):
        later = ultimate[order[place + 1 :]].sum()
        total += error[row] ** 2 + ultimate[row] * later * 2 * shared[row]
    return error, float(np.sqrt(total))
