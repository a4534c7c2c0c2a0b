"""Indicators: how things come to be reported, and how grave they are; never one number of both."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd
import polars as pl

from dashboard.answers.indicator_shares import HIDDEN
from dashboard.answers.indicator_sides import WindowRecords, harm, reporting
from dashboard.answers.weekly_lines import ALL, weekly_lines
from dashboard.filters import Filters, Window
from dashboard.selection import select
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST, Viewer
from dashboard.weeks import Break
from spatial.comparing.shares import FEWEST, HIGHER, LOWER, SAME, TOO_FEW

__all__ = [
    "AGAINST",
    "ALL",
    "HARM",
    "HIDDEN",
    "HIGHER",
    "LOWER",
    "REPORTING",
    "SAME",
    "TOO_FEW",
    "Indicators",
    "indicators",
]

REPORTING, HARM = "reporting", "harm"
AGAINST = {"before": "The time just before", "year": "The same days a year earlier"}
PLACED_EXACTLY = "exact"


@dataclass(frozen=True)
class Indicators:
    """One side's indicators, already suppressed for the viewer.

    Attributes
    ----------
    side : str
        `REPORTING` or `HARM`.
    period, against : Window
        What is looked at, and what it is compared with.
    on_record : bool
        Whether records reach back to the first day of `against`.
    ward_name, strand_name : str
    shares : pandas.DataFrame
        A row an indicator: code, part of whole with share, low and high (Wilson, 95 %), the same before, and
        verdict: `HIGHER`, `LOWER`, `SAME`, `TOO_FEW` or `HIDDEN`. NaN where hidden or nothing.
    parts : dict of str to pandas.DataFrame
        Distributions: `source` (reporting), `severity` and `allport` (harm): code, name, now, share, low,
        high, before, share_before.
    months : pandas.DataFrame
        Reporting: month (its first day) and reports that came through third-party centres and charities.
    centres : dict of str to int
        Reporting: centres of the register by state.
    agencies : pandas.DataFrame
        Reporting: agency, reaches (day, None where nothing came), whole (whether to the end of the period).
    breaks : tuple of Break
        Changes of recording between the first day before and the last now.
    incomplete_from : datetime.date or None
        The Monday from which weeks of the period are not complete.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    threshold: int
    side: str
    period: Window
    against: Window
    on_record: bool
    ward_name: str
    strand_name: str
    shares: pd.DataFrame
    parts: dict[str, pd.DataFrame] = field(default_factory=dict)
    months: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["month", "reports"]))
    centres: dict[str, int] = field(default_factory=dict)
    agencies: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["agency", "reaches", "whole"])
    )
    breaks: tuple[Break, ...] = ()
    incomplete_from: date | None = None
    settings: dict[str, Any] = field(default_factory=dict)


def indicators(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    side: str,
    ward: str = ALL,
    strand: str = ALL,
    against: str = "year",
) -> Indicators:
    """Work out one side's indicators for a window, beside an earlier one.

    Parameters
    ----------
    side : str
        `REPORTING` or `HARM`.
    against : str
        A key of `AGAINST`.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such side, ward, strand or comparison.
    """
    places = dict(zip(snapshot.study_area.wards["ward"], snapshot.study_area.wards["name"], strict=True))
    for word, known, what in (
        (side, (REPORTING, HARM), "side"),
        (against, AGAINST, "comparison"),
        (ward, (ALL, *places), "ward"),
        (strand, (ALL, *snapshot.policy.strands), "strand"),
    ):
        if word not in known:
            raise ValueError(f"There is no {what} '{word}'. Known: {', '.join(map(str, known))}.")
    asked = filters if strand == ALL else filters.with_(strands=frozenset({strand}))
    period = survey(snapshot, asked).window
    earlier = _earlier(period, against)
    days = snapshot.policy.tension.repeat_days
    now, before = (
        _window(snapshot, asked, viewer, each, ward=ward, strand=strand, days=days)
        for each in (period, earlier)
    )
    lines = weekly_lines(snapshot, asked)
    late = [] if lines.arrived is None else [
        day for day, whole in zip(lines.mondays, lines.arrived.whole, strict=True) if not whole
    ]  # fmt: skip
    first = snapshot.earliest
    answer = reporting if side == REPORTING else harm
    return Indicators(
        filters=lines.found.filters,
        viewer=viewer,
        version=snapshot.version,
        threshold=snapshot.partnership.threshold,
        side=side,
        period=period,
        against=earlier,
        on_record=first is not None and first <= earlier.first,
        ward_name="Whole area" if ward == ALL else places[ward],
        strand_name="All reports" if strand == ALL else snapshot.policy.strands[strand],
        breaks=tuple(each for each in lines.breaks[ALL] if earlier.first < each.day <= period.last),
        incomplete_from=min((day for day in late if day <= period.last), default=None),
        settings={
            "fewest": FEWEST, "confidence": 0.95, "repeat_days": days, "against": against,
            "serious_categories": list(snapshot.policy.tension.serious_categories),
        },
        **answer(snapshot, now, before, asked, (period, earlier), ward),
    )  # fmt: skip


def _earlier(period: Window, against: str) -> Window:
    """Give the window before, or the same days 52 weeks earlier for each year that it lasts."""
    back = period.days if against == "before" else 364 * max(1, -(-period.days // 366))
    return Window(period.first - timedelta(days=back), period.last - timedelta(days=back))


def _window(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    span: Window,
    *,
    ward: str,
    strand: str,
    days: int,
) -> WindowRecords:
    wider = Window(span.first - timedelta(days=days), span.last)
    rows: pl.DataFrame = select(snapshot, filters, wider).rows.to_native()
    rows = rows.filter((pl.col("ward") >= 0) | (pl.col("place") < 0))
    told = snapshot.community.filter(pl.col("observed_from").is_between(span.first, span.last))
    if ward != ALL:
        at = list(snapshot.study_area.wards["ward"]).index(ward)
        rows = rows.filter((pl.col("ward") == at) | ((pl.col("place") < 0) & (pl.col("area") == at)))
        told = told.filter(pl.col("ward") == ward)
    if strand != ALL:
        told = told.filter(pl.col("strands").fill_null("").str.split(";").list.contains(strand))
    if viewer != ANALYST:
        told = told.filter(pl.col("handling") != "C")
    told = told.filter((pl.col("information_grade") != "E") & ~pl.col("needs_check"))
    first = (span.first - EPOCH).days
    return WindowRecords(
        rows.filter(pl.col("first") >= first), told, _repeats(snapshot, rows, first=first, days=days)
    )


def _repeats(snapshot: Snapshot, rows: pl.DataFrame, *, first: int, days: int) -> tuple[int, int]:
    """Count the records with an exact point, and those of them that follow another at the same place."""
    precisions = snapshot.words["precision"]
    exact = precisions.index(PLACED_EXACTLY) if PLACED_EXACTLY in precisions else -1
    known = rows.filter((pl.col("precision") == exact) & (pl.col("ward") >= 0)).sort("place", "first")
    gap = pl.col("first") - pl.col("first").shift(1).over("place")
    marked = known.with_columns(again=(gap <= days).fill_null(False)).filter(pl.col("first") >= first)
    return int(marked["again"].sum()), marked.height
