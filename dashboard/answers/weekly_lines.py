"""Lines: the weekly counts of every ward and strand, all of the time on record, before disclosure control."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.arrived import Arrived, arrived
from dashboard.filters import Filters, Window
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot
from dashboard.survey import Survey, survey
from dashboard.weeks import Break

__all__ = ["ALL", "Line", "Lines", "weekly_lines"]

ALL = "all"
"""Stands for all wards together, and for all reports whatever their strand."""
CONCERNED = 0.1
"""A change of recording breaks a line if it concerns at least this share of its strand's reports."""


@dataclass(frozen=True)
class Line:
    """One ward and strand: codes, or `ALL`; and their names."""

    ward: str
    strand: str
    ward_name: str
    strand_name: str


@dataclass(frozen=True, eq=False)
class Lines:
    """Every line's weeks.

    Attributes
    ----------
    found : Survey
        All records on the map up to the last day of the window.
    window : Window
        The window asked for.
    mondays : tuple of datetime.date
        Whole weeks since records began, up to the week of the window's last day.
    lines : tuple of Line
        All wards together first; in each ward all reports first.
    counts : numpy.ndarray of int64, shape (n_lines, n_weeks)
        A report with several strands counts in each of them.
    starts : numpy.ndarray of int64, shape (n_lines,)
        The first whole week after the last change of recording.
    breaks : dict of str to tuple of Break
        Changes of recording by strand.
    arrived : Arrived or None
    monthly : int
        Reports on the map that say only the month, and so are in no week.
    """

    found: Survey
    window: Window
    mondays: tuple[date, ...]
    lines: tuple[Line, ...]
    counts: np.ndarray
    starts: np.ndarray
    breaks: dict[str, tuple[Break, ...]]
    arrived: Arrived | None
    monthly: int


def weekly_lines(snapshot: Snapshot, filters: Filters) -> Lines:
    """Count the reports on the map by ward, strand and week.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    asked = survey(snapshot, filters)
    last = min(asked.window.last, asked.latest)
    first = min(snapshot.earliest or last, last)
    found = survey(snapshot, asked.filters.with_(days=None, first=first, last=last))
    span = (found.inside["first"] <= (last - EPOCH).days) & (found.inside["first"] >= (first - EPOCH).days)
    vague = (found.inside["last"] - found.inside["first"]) >= WHOLE_MONTH
    dated = found.inside.filter(span & ~vague)
    mondays = _mondays(first, last, open_end=last == asked.latest)
    strands = _strands(snapshot, found.filters, dated)
    lines, counts = _counted(snapshot, dated, mondays, strands)
    breaks = {code: _breaks(snapshot, _of(dated, bit), first, last) for code, _, bit in strands}
    begins = {code: _begin(broken, mondays) for code, broken in breaks.items()}
    return Lines(
        found=found,
        window=asked.window,
        mondays=tuple(mondays),
        lines=lines,
        counts=counts,
        starts=np.array([begins[line.strand] for line in lines], dtype=np.int64),
        breaks=breaks,
        arrived=arrived(snapshot, found.filters, mondays) if mondays else None,
        monthly=int(vague.sum()),
    )


def _mondays(first: date, last: date, *, open_end: bool) -> list[date]:
    """List the whole weeks, and at the end of the records the one that is going on."""
    start = first + timedelta(days=-first.weekday() % 7)
    end = last - timedelta(days=last.weekday())
    if last.weekday() != 6 and not open_end:
        end -= timedelta(days=7)
    return [start + timedelta(days=7 * week) for week in range((end - start).days // 7 + 1)]


def _strands(snapshot: Snapshot, asked: Filters, dated: pl.DataFrame) -> list[tuple[str, str, int | None]]:
    """List code, name and bit of the strands that some report has; all reports first."""
    together = int(np.bitwise_or.reduce(dated["strands"].to_numpy().astype(np.int64), initial=0))
    whole = "All of these strands" if asked.strands else "All reports"
    return [(ALL, whole, None)] + [
        (code, label, bit)
        for bit, (code, label) in enumerate(snapshot.policy.strands.items())
        if together & (1 << bit) and (not asked.strands or code in asked.strands)
    ]


def _of(dated: pl.DataFrame, bit: int | None) -> pl.DataFrame:
    return dated if bit is None else dated.filter((pl.col("strands") & (1 << bit)) > 0)


def _counted(
    snapshot: Snapshot,
    dated: pl.DataFrame,
    mondays: Sequence[date],
    strands: Sequence[tuple[str, str, int | None]],
) -> tuple[tuple[Line, ...], np.ndarray]:
    wards = snapshot.study_area.wards
    n_wards, n_weeks = len(wards), len(mondays)
    tables = []
    for _, _, bit in strands:
        rows = _of(dated, bit)
        start = (mondays[0] - EPOCH).days if n_weeks else 0
        week = (rows["first"].to_numpy().astype(np.int64) - start) // 7
        inside = (week >= 0) & (week < n_weeks)
        at = rows["ward"].to_numpy().astype(np.int64)[inside] * n_weeks + week[inside]
        counts = np.bincount(at, minlength=n_wards * n_weeks).reshape(n_wards, n_weeks)
        tables.append(np.vstack([counts.sum(axis=0), counts]))
    places = [(ALL, "Whole area"), *zip(wards["ward"], wards["name"], strict=True)]
    lines = tuple(
        Line(ward, strand, ward_name, strand_name)
        for ward, ward_name in places
        for strand, strand_name, _ in strands
    )
    counts = np.array(tables, dtype=np.int64).transpose(1, 0, 2).reshape(len(lines), n_weeks)
    return lines, counts


def _breaks(snapshot: Snapshot, rows: pl.DataFrame, first: date, last: date) -> tuple[Break, ...]:
    """Find the changes of recording that concern a good part of these reports, and enough to be shown."""
    words, threshold = snapshot.words, snapshot.partnership.threshold
    concerned: dict[Break, int] = {}
    for kind, source, agency, reports in rows.group_by("kind", "source", "agency").len().iter_rows():
        for each in snapshot.policy.breaks(
            {words["kind"][kind]},
            first,
            last,
            sources={words["source"][source]},
            agencies={words["agency"][agency]},
        ):
            one = Break(each.day, each.title, each.sentence)
            concerned[one] = concerned.get(one, 0) + reports
    least = max(threshold, CONCERNED * rows.height)
    return tuple(sorted((b for b, n in concerned.items() if n >= least), key=lambda b: (b.day, b.title)))


def _begin(breaks: Sequence[Break], mondays: Sequence[date]) -> int:
    """Find the first whole week after the last change of recording."""
    last = max((each.day for each in breaks), default=date.min)
    return next((at for at, monday in enumerate(mondays) if monday >= last), len(mondays))
