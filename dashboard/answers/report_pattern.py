"""Pattern: what the reports of one place have in common, as far as so many can say it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.snapshot import WHOLE_MONTH, Snapshot
from spatial.patrol.aoristic import aoristic_week, covered_hours
from spatial.patrol.rates import busiest

__all__ = ["Pattern", "could_be_seen", "pattern_of", "week_of"]

KNOWN_HOURS, ENOUGH_KNOWN = 12, 5
"""Hours are known of a report whose time is known to within half a day; of a place with five such reports."""
SHARE, MOST = 0.3, 2
"""At most two codes are named, each of which three tenths of the reports have."""


@dataclass(frozen=True)
class Pattern:
    """When, what and where.

    Attributes
    ----------
    week : numpy.ndarray of float, shape (7, 24)
        Their times, spread over the hours in which they may lie.
    known : bool
        Whether enough of them say their hours.
    parts, days : tuple
        When most of them lie (`spatial.patrol.rates.busiest`); empty where that is not known.
    categories, settings : tuple of str
        Codes of the policy, the weightiest first; never one with fewer reports than the threshold.
    several : bool
        Whether two agencies or more each hold at least the threshold of them.
    """

    week: np.ndarray
    known: bool
    parts: tuple[str, ...]
    days: tuple[int, ...]
    categories: tuple[str, ...]
    settings: tuple[str, ...]
    several: bool


def could_be_seen(snapshot: Snapshot, rows: pl.DataFrame) -> np.ndarray:
    """Say of each record whether somebody in the street could have seen it, by the partnership's policy."""
    policy, words = snapshot.policy, snapshot.words
    category = np.array([code in policy.street_visible_categories for code in words["category"]], dtype=bool)
    setting = np.array([code in policy.street_visible_settings for code in words["setting"]], dtype=bool)
    seen: np.ndarray = category[rows["category"].to_numpy()] & setting[rows["setting"].to_numpy()]
    return seen


def week_of(rows: pl.DataFrame, group: np.ndarray | None = None, groups: int = 1) -> np.ndarray:
    """Lay records over the hours of the week; those that say only the month are left out.

    Returns
    -------
    numpy.ndarray of float, shape (groups, 7, 24)
    """
    timed = _timed(rows)
    own = np.zeros(rows.height, dtype=np.int64) if group is None else group
    return aoristic_week(*_covered(rows.filter(pl.Series(timed))), group=own[timed], groups=groups)


def pattern_of(snapshot: Snapshot, rows: pl.DataFrame) -> Pattern:
    """Say what some records have in common."""
    timed = rows.filter(pl.Series(_timed(rows), dtype=pl.Boolean))
    start, hours = _covered(timed)
    said = timed["hour"].is_not_null().to_numpy() & (hours <= KNOWN_HOURS)
    known = int(said.sum()) >= max(ENOUGH_KNOWN, snapshot.partnership.threshold)
    week = aoristic_week(start, hours)[0]
    when = busiest(aoristic_week(start[said], hours[said])[0]) if known else None
    held = np.bincount(rows["agency"].to_numpy(), minlength=1)
    return Pattern(
        week=week,
        known=known,
        parts=when.parts if when else (),
        days=when.days if when else (),
        categories=_weightiest(snapshot, rows, "category"),
        settings=_weightiest(snapshot, rows, "setting"),
        several=int((held >= snapshot.partnership.threshold).sum()) > 1,
    )


def _timed(rows: pl.DataFrame) -> np.ndarray:
    timed: np.ndarray = (rows["last"] - rows["first"]).to_numpy() < WHOLE_MONTH
    return timed


def _covered(rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    begins, ends = (rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("hour", "hour_to"))
    return covered_hours(rows["first"].to_numpy(), rows["last"].to_numpy(), begins, ends)


def _weightiest(snapshot: Snapshot, rows: pl.DataFrame, column: str) -> tuple[str, ...]:
    words = snapshot.words[column]
    counts = np.bincount(rows[column].to_numpy(), minlength=len(words))
    least = max(SHARE * rows.height, snapshot.partnership.threshold)
    ranked = [at for at in np.argsort(-counts, kind="stable").tolist() if counts[at] >= least]
    named = [words[at] for at in ranked if words[at] not in ("unknown", "other")]
    return tuple(named[:MOST])
