"""Counts by week for a viewer: small ones hidden, breaks of recording found, incomplete weeks marked."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from math import ceil

import numpy as np
import polars as pl

from dashboard.arrived import incomplete_from
from dashboard.filters import Filters, Window
from dashboard.hidden_series import hide_series
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from dashboard.weeks import SHORTEST_DAYS, Break, Trend, Usual, Week

__all__ = ["trend"]

MOST_WEEKS = 520
ENOUGH_WEEKS = 4
FOUR = 4
SILENT_DAYS = 28
"""An agency whose records end this long before the latest one is named."""


def trend(snapshot: Snapshot, filters: Filters, viewer: Viewer) -> Trend:
    """Count the reports on the map by week.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    found = survey(snapshot, filters)
    threshold = snapshot.partnership.threshold
    drawn = _drawn(snapshot, found)
    dated = found.inside.filter(
        (pl.col("last") - pl.col("first")) < WHOLE_MONTH, pl.col("first") >= (drawn.first - EPOCH).days
    )
    answer = partial(
        Trend,
        filters=found.filters,
        viewer=viewer,
        version=snapshot.version,
        window=found.window,
        drawn=drawn,
        threshold=threshold,
        total=None if 0 < found.in_area < threshold else found.in_area,
    )
    if found.window.days < SHORTEST_DAYS:
        return answer(state="too short")
    if found.in_area and not dated.height:
        return answer(state="only months")
    mondays = _mondays(drawn)
    counts, rest = _counted(dated, mondays), found.in_area - dated.height
    incomplete = incomplete_from(snapshot, found.filters, mondays)
    hidden = _hidden(np.append(counts, rest) if rest else counts, mondays, drawn, incomplete, threshold)
    if found.in_area and not counts[~hidden[: len(counts)]].any():
        return answer(state="too few")
    weeks = tuple(
        Week(
            monday,
            reports=None if hide else int(count),
            days=_days_within(monday, drawn),
            complete=incomplete is None or monday < incomplete,
        )
        for monday, count, hide in zip(mondays, counts, hidden, strict=False)
    )
    breaks = _breaks(snapshot, dated, drawn, threshold)
    return answer(
        state="shown",
        rest=None if rest and hidden[-1] else rest,
        weeks=weeks,
        breaks=breaks,
        usual=_usual(weeks, breaks),
        incomplete_from=incomplete,
        silent=_silent(snapshot, dated, drawn, threshold),
    )


def _drawn(snapshot: Snapshot, found: Survey) -> Window:
    """Cut the window to where there are records at all: before and after is not known, which is not none."""
    first = max(found.window.first, snapshot.earliest or found.window.first)
    last = min(found.window.last, found.latest)
    oldest = _monday(last) - timedelta(days=7 * (MOST_WEEKS - 1))
    return found.window if last < first else Window(max(first, oldest), last)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _mondays(window: Window) -> list[date]:
    start = _monday(window.first)
    return [start + timedelta(days=7 * week) for week in range((window.last - start).days // 7 + 1)]


def _days_within(monday: date, window: Window) -> int:
    first, last = max(monday, window.first), min(monday + timedelta(days=6), window.last)
    return (last - first).days + 1


def _counted(dated: pl.DataFrame, mondays: Sequence[date]) -> np.ndarray:
    """Count reports in each week, the empty ones included."""
    start = (mondays[0] - EPOCH).days
    week = (dated["first"].to_numpy().astype(np.int64) - start) // 7
    return np.bincount(week, minlength=len(mondays))


def _hidden(
    counts: np.ndarray, mondays: Sequence[date], drawn: Window, incomplete: date | None, threshold: int
) -> np.ndarray:
    """Hide small weeks, knowing the sum of all and, from the page of unusual weeks, that of the last four."""
    settled = [
        at
        for at, monday in enumerate(mondays)
        if _days_within(monday, drawn) == 7 and (incomplete is None or monday < incomplete)
    ]
    four = np.isin(np.arange(len(counts)), settled[-FOUR:])
    hidden = np.zeros(len(counts), dtype=bool)
    for part in (four, ~four) if len(settled) >= FOUR else (~hidden,):
        hidden[part] = hide_series(counts[part], threshold)
    return hidden


def _breaks(snapshot: Snapshot, dated: pl.DataFrame, drawn: Window, threshold: int) -> tuple[Break, ...]:
    """Find the changes of recording that concern these records, where there are enough to be shown."""
    many = dated.group_by("kind", "source", "agency").len().filter(pl.col("len") >= threshold)
    words = snapshot.words
    found = {
        Break(each.day, each.title, each.sentence)
        for kind, source, agency in many.select("kind", "source", "agency").iter_rows()
        for each in snapshot.policy.breaks(
            {words["kind"][kind]},
            drawn.first,
            drawn.last,
            sources={words["source"][source]},
            agencies={words["agency"][agency]},
        )
    }
    return tuple(sorted(found, key=lambda each: (each.day, each.title)))


def _usual(weeks: Sequence[Week], breaks: Sequence[Break]) -> tuple[Usual, ...]:
    """Find for every stretch between breaks the number that half of its settled weeks reach.

    Only what is shown is looked at, and no week in which recording changed.
    """
    days = sorted({each.day for each in breaks})
    found = []
    for since, until in zip([date.min, *days], [*days, date.max], strict=True):
        stretch = [week for week in weeks if week.settled and since <= week.monday and week.sunday < until]
        if len(stretch) < ENOUGH_WEEKS:
            continue
        ordered = sorted((0.5 if week.reports is None else week.reports for week in stretch), reverse=True)
        middle = ordered[ceil(len(ordered) / 2) - 1]
        found.append(Usual(stretch[0].monday, stretch[-1].sunday, None if middle == 0.5 else int(middle)))
    return tuple(found)


def _silent(
    snapshot: Snapshot, dated: pl.DataFrame, drawn: Window, threshold: int
) -> tuple[tuple[str, date], ...]:
    """List the agencies in the answer whose records end long before the weeks do."""
    late = snapshot.lateness
    if late is None:
        return ()
    many = dated["agency"].value_counts().filter(pl.col("count") >= threshold)["agency"].to_list()
    ends = {name: late.covered[name] for name in sorted(snapshot.words["agency"][code] for code in many)}
    too_old = drawn.last - timedelta(days=SILENT_DAYS)
    return tuple((name, day) for name, day in ends.items() if day <= too_old)
