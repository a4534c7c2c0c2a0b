"""Trends: the weeks of a ward, strand and source, community reports beside them, events over them."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import polars as pl

from dashboard.answers.event_effect import concerned
from dashboard.answers.masked_weeks import NoSuchReportsError
from dashboard.answers.unusual_weeks import ALL, silent_agencies
from dashboard.answers.week_course import Course, course
from dashboard.answers.weekly_lines import Line, weekly_lines
from dashboard.filters import Filters, Window
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST, Viewer

__all__ = ["ALL", "YEARS", "Trends", "narrowed", "trends"]

YEARS = {1: "1 year", 2: "2 years", 3: "3 years"}
"""How far back the weeks reach."""
DAYS = 364
SUSPECTED_FALSE = "E"
HEARD = ("monday", "source", "source_name", "reports")
EVENTS = ("id", "title", "kind", "scale", "first_day", "last_day", "ward", "ward_name", "strands")


@dataclass(frozen=True)
class Trends:
    """What was reported week by week, as far as a viewer may see it.

    Attributes
    ----------
    course : Course
        Recorded incidents: weeks with limits, what late weeks will have, breaks.
    source : str
        Code of the source, or `ALL`.
    source_name : str
    weeks : Window or None
        From the first to the last week shown; None where there is none.
    heard : pandas.DataFrame
        Graded community reports, never to be added to the incidents: monday (of the first day observed),
        source (code of who tells), source_name, reports. Those suspected to be false, and those that a person
        must look at again, are left out.
    heard_sources : dict of str to str
        Everybody whom the policy knows and who has told anything in these weeks, with their names.
    suspected, unchecked : int
        Community reports left out; `suspected` is 0 for whoever may not know of them.
    silent : tuple of (str, datetime.date)
        Agencies in the answer whose records end long before the weeks do, and how far they reach.
    events : pandas.DataFrame
        The calendar over these weeks: id, title, kind, scale, first_day, last_day, ward, ward_name, strands.
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    course: Course
    source: str
    source_name: str
    weeks: Window | None
    heard: pd.DataFrame
    heard_sources: dict[str, str]
    suspected: int
    unchecked: int
    silent: tuple[tuple[str, date], ...]
    events: pd.DataFrame

    @property
    def state(self) -> str:
        """Say whether there are weeks: "shown", "too few", "no weeks" or "only months"."""
        return self.course.state


def trends(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    ward: str = ALL,
    strand: str = ALL,
    source: str = ALL,
    years: int = 1,
    kinds: frozenset[str] = frozenset(),
    scales: frozenset[str] = frozenset(),
) -> Trends:
    """Lay out the weeks of a ward, a strand and a source, and what lies beside and over them.

    Parameters
    ----------
    filters : Filters
        Its window is not asked: the weeks end with the latest record.
    ward, strand, source : str
        Codes, or `ALL`.
    years : int
        How far back: 1 to 3.
    kinds, scales : frozenset of str
        Which events; empty for all.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such ward, strand or source.
    """
    asked = narrowed(snapshot, filters, source=source, years=years)
    found = _course(snapshot, asked, viewer, ward=ward, strand=strand)
    weeks = Window(found.weeks[0].monday, found.weeks[-1].sunday) if found.weeks else None
    if weeks is None and snapshot.latest is not None:
        weeks = asked.window(snapshot.latest)
    heard, names, suspected, unchecked = _heard(snapshot, viewer, weeks, ward=ward, strand=strand)
    return Trends(
        filters=asked,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        course=found,
        source=source,
        source_name="All sources" if source == ALL else snapshot.policy.labels("source").get(source, source),
        weeks=weeks,
        heard=heard,
        heard_sources=names,
        suspected=suspected,
        unchecked=unchecked,
        silent=silent_agencies(snapshot, weekly_lines(snapshot, asked), snapshot.partnership.threshold),
        events=_events(snapshot, weeks, ward=ward, strand=strand, kinds=kinds, scales=scales),
    )


def _course(snapshot: Snapshot, asked: Filters, viewer: Viewer, *, ward: str, strand: str) -> Course:
    """Lay out the weeks; a strand that none of these reports has is no slip, it has no weeks to show."""
    try:
        return course(snapshot, asked, viewer, ward=ward, strand=strand)
    except NoSuchReportsError:
        names = dict(zip(snapshot.study_area.wards["ward"], snapshot.study_area.wards["name"], strict=True))
        line = Line(ward, strand, names.get(ward, "Whole area"), snapshot.policy.strands[strand])
        return Course(line=line, threshold=snapshot.partnership.threshold, state="too few")


def narrowed(snapshot: Snapshot, filters: Filters, *, source: str, years: int) -> Filters:
    """Ask for the last years, and for one source.

    Raises
    ------
    ValueError
        If there is no such source in these records, or the years are not 1 to 3.
    """
    if years not in YEARS:
        raise ValueError(f"The weeks reach back 1, 2 or 3 years, not {years}.")
    asked = filters.with_(days=DAYS * years, first=None, last=None)
    if source == ALL:
        return asked
    known = snapshot.words["source"]
    if source not in known or (filters.sources and source not in filters.sources):
        listed = sorted(filters.sources) or sorted(known)
        raise ValueError(
            f"There is no source '{source}' in this question. Known: {', '.join(listed)}, {ALL}."
        )
    return asked.with_(sources=frozenset({source}))


def _heard(
    snapshot: Snapshot, viewer: Viewer, weeks: Window | None, *, ward: str, strand: str
) -> tuple[pd.DataFrame, dict[str, str], int, int]:
    """Count graded community reports by week and by who tells."""
    if weeks is None:
        return pd.DataFrame(columns=list(HEARD)), {}, 0, 0
    told = snapshot.community.filter(pl.col("observed_from").is_between(weeks.first, weeks.last))
    if ward != ALL:
        told = told.filter(pl.col("ward") == ward)
    if strand != ALL:
        told = told.filter(pl.col("strands").fill_null("").str.split(";").list.contains(strand))
    if viewer != ANALYST:
        told = told.filter((pl.col("information_grade") != SUSPECTED_FALSE) & (pl.col("handling") != "C"))
    false = pl.col("information_grade") == SUSPECTED_FALSE
    suspected, unchecked = told.filter(false).height, told.filter(~false & pl.col("needs_check")).height
    told = told.filter(~false & ~pl.col("needs_check"))
    labels = snapshot.policy.report_sources
    counted = (
        told.with_columns(monday=pl.col("observed_from").dt.truncate("1w"))
        .group_by("monday", "source_type")
        .len()
        .sort("monday", "source_type")
    )
    rows = [(day, code, labels.get(code, code), int(many)) for day, code, many in counted.iter_rows()]
    present = set(told["source_type"].to_list())
    names = {code: label for code, label in labels.items() if code in present}
    names |= {code: code for code in sorted(present - set(labels))}
    return pd.DataFrame(rows, columns=list(HEARD)), names, suspected, unchecked


def _events(
    snapshot: Snapshot,
    weeks: Window | None,
    *,
    ward: str,
    strand: str,
    kinds: frozenset[str],
    scales: frozenset[str],
) -> pd.DataFrame:
    """List the events that concern a ward and strand and touch these weeks."""
    if weeks is None:
        return pd.DataFrame(columns=list(EVENTS))
    names = dict(zip(snapshot.study_area.wards["ward"], snapshot.study_area.wards["name"], strict=True))
    near = concerned(snapshot, ward=ward, strand=strand, kinds=kinds, scales=scales).filter(
        (pl.col("last_day") >= weeks.first) & (pl.col("first_day") <= weeks.last)
    )
    rows = [one | {"ward_name": names.get(one["ward"], "")} for one in near.to_dicts()]
    return pd.DataFrame(rows, columns=list(EVENTS))
