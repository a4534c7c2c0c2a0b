"""An EventEffect: the weeks around events beside what one would expect of them, already suppressed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.masked_weeks import MaskedLine, NoSuchReportsError, masked_line, says_only_months
from dashboard.answers.told_sums import TellSums
from dashboard.answers.unusual_weeks import ALL
from dashboard.answers.weekly_lines import Line
from dashboard.filters import Filters, Window
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from spatial.comparing.event_windows import (
    BREAK,
    BY_YEARS,
    EARLY,
    JUST_BEFORE,
    LESS,
    MORE,
    OFF,
    SAME,
    TOO_FEW,
    Spans,
    event_windows,
    spans_of,
)
from spatial.comparing.superposed import superposed
from spatial.errors import NotEnoughError
from spatial.progress import silent

__all__ = [
    "AFTER",
    "BEFORE",
    "BREAK",
    "BY_YEARS",
    "EARLY",
    "HIDDEN",
    "JUST_BEFORE",
    "LESS",
    "MORE",
    "OFF",
    "SAME",
    "TOO_FEW",
    "EventEffect",
    "Together",
    "concerned",
    "event_effect",
]

HIDDEN = "hidden"
BEFORE, AFTER = 8, 4
"""Weeks before and after an event, unless others are asked for: with fewer before, only large rises show."""
LEAST_TOGETHER = 3
MOST_HIDDEN = 0.1
"""Events are laid together where no more than this share of their weeks is hidden."""
REPLICATES = 999
EVENT = ("id", "title", "kind", "scale", "first_day", "last_day", "ward", "ward_name", "strands")
NUMBERS = ("before", "during", "after", "seen", "expected", "ratio", "low", "high", "p", "q", "needed")
COLUMNS = (*EVENT, *NUMBERS, "basis", "years", "verdict", "late", "overlapping")


@dataclass(frozen=True)
class Together:
    """All events of one kind laid over one another.

    Attributes
    ----------
    kind : str
    state : str
        "found", "none" or "not enough data".
    reason : str
        Why there is not enough.
    events : int
    weeks : pandas.DataFrame
        week (0 is that of the event), mean, low, high; empty where there is not enough.
    ratio, low, high, p : float
        NaN where there is not enough.
    stand_ins : int
        Hidden weeks that count with a stand-in for their number.
    """

    kind: str
    state: str
    reason: str
    events: int
    weeks: pd.DataFrame
    ratio: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p: float = np.nan
    stand_ins: int = 0


@dataclass(frozen=True)
class EventEffect:
    """What the weeks around events had.

    Attributes
    ----------
    line : Line
    state : str
        "shown"; "no events" (none of those asked for lies in the weeks shown), "no weeks", "no reports" or
        "only months".
    weeks : Window or None
        The weeks looked at.
    before, after : int
        Weeks before and after those of each event.
    with_event : bool
        Whether the weeks of the event count with those after.
    events : pandas.DataFrame
        A row an event, in order of day: id, title, kind, scale, first_day, last_day, ward (code or ""),
        ward_name, strands (codes); before, during, after, seen, expected, ratio, low, high, p, q, needed (NaN
        where not known or hidden), basis, years, verdict (of `event_windows`, or "hidden"), late
        (weeks to come), overlapping (titles of other events in its windows).
    together : tuple of Together
        One a kind of which there are several.
    stand_in : int
        The number with which a hidden week counts in `together`.
    """

    filters: Filters
    viewer: Viewer
    version: str
    threshold: int
    line: Line
    state: str
    weeks: Window | None
    before: int
    after: int
    with_event: bool
    events: pd.DataFrame
    together: tuple[Together, ...] = ()
    stand_in: int = 1
    settings: dict[str, Any] = field(default_factory=dict)


def event_effect(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    ward: str = ALL,
    strand: str = ALL,
    kinds: frozenset[str] = frozenset(),
    scales: frozenset[str] = frozenset(),
    before: int = BEFORE,
    after: int = AFTER,
    with_event: bool = True,
    told: Callable[[float], None] = silent,
) -> EventEffect:
    """Compare the weeks before and after every event that concerns a ward and strand.

    Parameters
    ----------
    ward, strand : str
        Codes, or `ALL`.
    kinds, scales : frozenset of str
        Of the calendar; empty for all.
    before, after : int
        Whole weeks, 1 to 26.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such ward or strand, or a length is not what it may be.
    """
    names = dict(zip(snapshot.study_area.wards["ward"], snapshot.study_area.wards["name"], strict=True))
    threshold = snapshot.partnership.threshold
    answer = partial(
        EventEffect, viewer=viewer, version=snapshot.version, threshold=threshold, before=before, after=after,
        with_event=with_event,
    )  # fmt: skip
    try:
        known = masked_line(snapshot, filters, viewer, ward=ward, strand=strand)
    except NoSuchReportsError:
        line = Line(ward, strand, names.get(ward, "Whole area"), snapshot.policy.strands[strand])
        return answer(filters=filters, line=line, state="no reports", weeks=None, events=_no_events())
    lines, shown = known.lines, known.shown
    chosen = concerned(snapshot, ward=ward, strand=strand, kinds=kinds, scales=scales)
    calendar = concerned(snapshot, ward=ward, strand=strand)
    first = int(shown[0]) if len(shown) else 0
    window = None
    if len(shown):
        window = Window(lines.mondays[first], lines.mondays[-1] + timedelta(days=6))
        chosen = chosen.filter((pl.col("last_day") >= window.first) & (pl.col("first_day") <= window.last))
    breaks = _breaks(known)
    spans = [
        spans_of(
            _week(lines.mondays, one["first_day"]),
            _week(lines.mondays, one["last_day"]),
            weeks=len(lines.mondays),
            before=before,
            after=after,
            with_event=with_event,
            breaks=breaks,
        )
        for one in chosen.to_dicts()
    ]
    events = _events(chosen, names, calendar, spans, known, threshold) if len(shown) else _no_events()
    state = "no weeks" if not len(shown) else "shown" if len(events) else "no events"
    if says_only_months(lines, threshold):
        state = "only months"
    stand_in = max(1, threshold // 2)
    together: tuple[Together, ...] = ()
    if state == "shown":
        together = _together(chosen, spans, known, before, after, breaks, stand_in, told)
    return answer(
        filters=lines.found.filters,
        line=lines.lines[known.at],
        state=state,
        weeks=window,
        events=events,
        together=together,
        stand_in=stand_in,
        settings={"replicates": REPLICATES, "seed": 0, "confidence": 0.95, "alpha": 0.05},
    )


def concerned(
    snapshot: Snapshot,
    *,
    ward: str = ALL,
    strand: str = ALL,
    kinds: frozenset[str] = frozenset(),
    scales: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """Give the events that concern a ward and a strand: those of none in particular, too."""
    found = snapshot.calendar.with_columns(pl.col("ward", "strands").fill_null(""))
    if ward != ALL:
        found = found.filter(pl.col("ward").is_in(["", ward]))
    if strand != ALL:
        found = found.filter(
            (pl.col("strands") == "") | pl.col("strands").str.split(";").list.contains(strand)
        )
    if kinds:
        found = found.filter(pl.col("kind").is_in(sorted(kinds)))
    if scales:
        found = found.filter(pl.col("scale").is_in(sorted(scales)))
    return found.sort("first_day", "last_day", "title", "id")


def _week(mondays: Sequence[date], day: date) -> int:
    return (day - mondays[0]).days // 7 if mondays else -1


def _breaks(known: MaskedLine) -> list[int]:
    """Find the first whole week under each way of recording."""
    mondays, line = known.lines.mondays, known.lines.lines[known.at]
    days = [each.day for each in known.lines.breaks[line.strand]]
    firsts = [next((at for at, monday in enumerate(mondays) if monday >= day), len(mondays)) for day in days]
    return sorted(set(firsts))


def _no_events() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS))


def _events(
    chosen: pl.DataFrame,
    names: dict[str, str],
    calendar: pl.DataFrame,
    spans: Sequence[Spans],
    known: MaskedLine,
    threshold: int,
) -> pd.DataFrame:
    """Compare the events whose sums may be told; nothing is worked out of the others."""
    if not chosen.height:
        return _no_events()
    tell = TellSums(known.values, known.hidden, threshold, told=known.told)
    can = [not each.state and tell.may(_sums(each, len(known.values))) for each in spans]
    at = [number for number, each in enumerate(spans) if can[number] or each.state]
    usual = np.where(known.hidden, threshold / 2, known.values)
    found = event_windows(known.values, [spans[number] for number in at], complete=known.end, usual=usual)
    rows = []
    for number, one in enumerate(chosen.to_dicts()):
        row = {name: one[name] for name in EVENT if name in one} | {"ward_name": names.get(one["ward"], "")}
        row |= dict.fromkeys(NUMBERS, np.nan) | {"basis": "", "years": 0, "verdict": HIDDEN}
        if number in at:
            said = found.iloc[at.index(number)]
            row |= {name: said[name] for name in (*NUMBERS, "basis", "years", "verdict")}
        row["late"] = not spans[number].state and spans[number].after[1] > known.end
        row["overlapping"] = _overlapping(one, calendar, spans[number], known.lines.mondays[0])
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _sums(spans: Spans, weeks: int) -> list[np.ndarray]:
    """List the sets of weeks whose sums a comparison tells."""
    sets = [[spans.before], [spans.during], [spans.after]]
    sets += [spans.earlier(spans.before), spans.earlier(spans.seen)] if spans.years else []
    masks = []
    for parts in sets:
        mask = np.zeros(weeks, dtype=bool)
        for first, last in parts:
            mask[first:last] = True
        masks.append(mask)
    return masks


def _overlapping(one: dict[str, Any], calendar: pl.DataFrame, spans: Spans, monday: date) -> tuple[str, ...]:
    """Name the other events that fall into the weeks of this one's windows."""
    first = monday + timedelta(days=7 * spans.before[0])
    last = monday + timedelta(days=7 * spans.after[1] - 1)
    near = calendar.filter(
        (pl.col("id") != one["id"]) & (pl.col("last_day") >= first) & (pl.col("first_day") <= last)
    )
    return tuple(near["title"].to_list())


def _together(
    chosen: pl.DataFrame,
    spans: Sequence[Spans],
    known: MaskedLine,
    before: int,
    after: int,
    breaks: Sequence[int],
    stand_in: int,
    told: Callable[[float], None],
) -> tuple[Together, ...]:
    """Lay the events of each kind together; hidden weeks count with a stand-in that tells nothing."""
    weeks = np.where(known.hidden, stand_in, known.values)[: known.end]
    masked = known.hidden[: known.end]
    kinds = [
        kind for kind, many in sorted(chosen["kind"].value_counts().iter_rows()) if many >= LEAST_TOGETHER
    ]
    found = []
    for number, kind in enumerate(kinds):
        at = [each.during[0] for each, own in zip(spans, chosen["kind"], strict=True) if own == kind]
        share = number / len(kinds)
        try:
            one = superposed(
                weeks, at, before=before, after=after, breaks=breaks, replicates=REPLICATES,
                told=lambda done, share=share: told(share + done / len(kinds)),  # type: ignore[misc]
            )  # fmt: skip
        except NotEnoughError as few:
            found.append(Together(kind, "not enough data", str(few), 0, pd.DataFrame()))
            continue
        used = {week for each in one.used for week in range(at[each] - before, at[each] + after + 1)}
        hidden = int(masked[sorted(used)].sum())
        if hidden > MOST_HIDDEN * len(used):
            few_shown = f"{hidden} of their {len(used)} weeks are hidden. Take a larger area, or all strands."
            found.append(Together(kind, "not enough data", few_shown, one.events, pd.DataFrame()))
            continue
        state = "found" if one.p < 0.05 else "none"
        found.append(
            Together(kind, state, "", one.events, one.weeks, one.ratio, one.low, one.high, one.p, hidden)
        )
    return tuple(found)
