"""Ward weeks: the reports of each ward by week, as far as they may be seen, and one scale for all of them."""

from dataclasses import dataclass, field
from datetime import date

from dashboard.answers.week_course import CourseWeek, course
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from spatial.progress import Progress, silent

__all__ = ["SHOWN", "WardWeeks", "ward_weeks"]

SHOWN = 13
"""Weeks side by side: a quarter of a year."""


@dataclass(frozen=True)
class WardWeeks:
    """The weeks of every ward.

    Attributes
    ----------
    weeks : dict of ward to tuple of CourseWeek
        The last year; empty where no week has enough to be shown.
    highest : int
        The most that any ward's week shows: every chart's scale ends there or above.
    """

    threshold: int
    version: str
    weeks: dict[str, tuple[CourseWeek, ...]] = field(repr=False)
    highest: int

    def until(self, ward: str, last: date) -> tuple[CourseWeek, ...]:
        """Give the last weeks of a ward that begin by a day."""
        return tuple(week for week in self.weeks.get(ward, ()) if week.monday <= last)[-SHOWN:]


def ward_weeks(snapshot: Snapshot, viewer: Viewer, *, told: Progress = silent) -> WardWeeks:
    """Lay out the last year's weeks of every ward, all strands, as the page of unusual weeks shows them.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    asked, wards = Filters(days=365), [str(ward) for ward in snapshot.study_area.wards["ward"]]
    weeks = {}
    for at, ward in enumerate(wards):
        weeks[ward] = course(snapshot, asked, viewer, ward=ward).weeks
        told((at + 1) / len(wards))
    shown = [week.reports for own in weeks.values() for week in own if week.reports is not None]
    threshold = snapshot.partnership.threshold
    return WardWeeks(threshold, snapshot.version, weeks, max([*shown, threshold]))
