"""Weeks around many events laid over one another, beside chance dates of the same season."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError
from spatial.given import affordable, as_counts, no_table, within
from spatial.progress import Progress, silent

__all__ = ["SEASON_WEEKS", "Superposed", "superposed"]

YEAR = 52
SEASON_WEEKS = 6
"""A chance date lies at most so many weeks from the event's own time of the year, in any year on record."""
LEAST_EVENTS, LEAST_DATES = 3, 10
LONGEST = 26
TELL_EVERY = 50


@dataclass(frozen=True, eq=False)
class Superposed:
    """What was seen around the events, and around chance dates.

    Attributes
    ----------
    weeks : pandas.DataFrame
        A row a week relative to the event: week (0 holds its first day), mean (reports for an event), low and
        high (between them lie 95 % of the means of chance dates; each week by itself).
    events : int
        Events whose windows lie on record.
    used : tuple of int
        Their positions among those given.
    ratio : float
        Mean of the weeks 0 to `after` over that of the weeks before.
    low, high : float
        Between them lie 95 % of the ratios of chance dates.
    p : float
        (1 + chance dates with a ratio as large) / (replicates + 1); one-sided, for more.
    dates : int
        Chance dates of the event that has fewest.
    """

    weeks: pd.DataFrame
    events: int
    used: tuple[int, ...]
    ratio: float
    low: float
    high: float
    p: float
    dates: int


def superposed(
    counts: ArrayLike,
    at: Sequence[int],
    *,
    before: int = 4,
    after: int = 4,
    breaks: Sequence[int] = (),
    replicates: int = 999,
    season_weeks: int = SEASON_WEEKS,
    seed: int = 0,
    told: Progress = silent,
) -> Superposed:
    """Lay the weeks around events over one another, and do the same with chance dates.

    Parameters
    ----------
    counts : array_like of int, shape (n_weeks,)
        Complete weeks only.
    at : sequence of int
        Position of the week in which each event begins; those whose windows are not on record are left out.
    before, after : int
        Weeks before and after that of the event: 1 to 26.
    breaks : sequence of int
        Positions of the first week under each new way of recording; no window lies across one.
    replicates : int
        Sets of chance dates: 99 to 9,999.
    season_weeks : int
        How far from an event's time of the year its chance dates may lie: 1 to 26 weeks.
    seed : int
        The same seed gives the same answer.
    told : callable
        Given the share done.

    Raises
    ------
    spatial.errors.NotEnoughError
        If fewer than three events lie on record, one has fewer than ten chance dates, or there are no reports
        before any of them.
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If counts or settings are not what they may be.

    Notes
    -----
    Every event is moved by itself to a week drawn from those whose windows are on record and that lie at the
    same time of the year, its own among them. Where nothing happens because of the events, their own dates
    are but one such draw, so p holds at any counts and however reports cluster. Events close to each other
    share reports; their chance dates mostly do not, and then p is somewhat too small.

    References
    ----------
    Chree (1913), Philosophical Transactions A 212, 75-116 (the method of superposed epochs).
    Adams, Mann and Ammann (2003), Nature 426, 274-278 (with chance dates).
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), 39.
    """
    values = as_counts(counts, what="the weeks")
    no_table(counts=values)
    for value, what in (
        (before, "the window before"),
        (after, "the window after"),
        (season_weeks, "the season"),
    ):
        within(value, what=what, least=1, most=LONGEST, unit="weeks")
    within(replicates, what="replicates", least=99, most=9999)
    if any(int(each) != each for each in at):
        raise BadNumberError("an event has a position that is not a whole number of weeks. Give whole ones.")
    n = len(values)
    fits = np.arange(n)
    fits = fits[(fits - before >= 0) & (fits + after < n)]
    for each in breaks:
        fits = fits[(fits - before >= each) | (fits + after < each)]
    known = set(fits.tolist())
    used = tuple(number for number, each in enumerate(at) if int(each) in known)
    if len(used) < LEAST_EVENTS:
        raise NotEnoughError(
            f"{len(used)} events have all their weeks on record; {LEAST_EVENTS} are needed. "
            "Take more kinds of events together, or shorter windows."
        )
    homes = sorted(int(at[number]) for number in used)
    dates = []
    for home in homes:
        away = np.abs(fits - home) % YEAR
        dates.append(fits[np.minimum(away, YEAR - away) <= season_weeks])
    fewest = min(len(each) for each in dates)
    if fewest < LEAST_DATES:
        raise NotEnoughError(
            f"One event has {fewest} chance dates at its time of the year; {LEAST_DATES} are needed. "
            "Take shorter windows, or wait until the records are longer."
        )
    affordable(
        8.0 * replicates * (before + after + 1), what="the chance dates", instead="Take fewer of them."
    )
    offsets = np.arange(-before, after + 1)
    seen = values[np.array(homes)[:, None] + offsets].mean(axis=0)
    if not seen[:before].any():
        raise NotEnoughError("No reports lie before any of the events, so there is nothing to compare with.")
    draw = np.random.default_rng(seed)
    chance = np.empty((replicates, len(offsets)))
    for number in range(replicates):
        moved = np.array([each[draw.integers(len(each))] for each in dates])
        chance[number] = values[moved[:, None] + offsets].mean(axis=0)
        if number % TELL_EVERY == 0:
            told(number / replicates)
    told(1.0)
    ratio, ratios = _ratio(seen[None], before)[0], _ratio(chance, before)
    low, high = np.quantile(chance, [0.025, 0.975], axis=0)
    weeks = pd.DataFrame({"week": offsets, "mean": seen, "low": low, "high": high})
    ends = np.quantile(ratios, [0.025, 0.975], method="nearest")
    p = (1 + int((ratios >= ratio * (1 - 1e-12)).sum())) / (replicates + 1)
    return Superposed(weeks, len(homes), used, float(ratio), float(ends[0]), float(ends[1]), p, fewest)


def _ratio(weeks: np.ndarray, before: int) -> np.ndarray:
    """Divide the mean from the event on by that before it; without reports before, by half a report."""
    base = weeks[:, :before].mean(axis=1)
    ratio: np.ndarray = weeks[:, before:].mean(axis=1) / np.where(base > 0, base, 0.5 / before)
    return ratio
