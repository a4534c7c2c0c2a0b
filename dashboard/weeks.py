"""A Trend: reports by week, already suppressed, with breaks of recording and weeks not complete yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.filters import Filters, Window
from dashboard.viewer import Viewer

__all__ = ["SHORTEST_DAYS", "Break", "Trend", "Usual", "Week"]

SHORTEST_DAYS = 28
"""A shorter window shows no course over time."""


@dataclass(frozen=True)
class Week:
    """One week.

    Attributes
    ----------
    monday : datetime.date
    reports : int or None
        None where the count is hidden.
    days : int
        How many of its days lie in the window.
    complete : bool
        False where more reports are still to come.
    """

    monday: date
    reports: int | None
    days: int
    complete: bool

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)

    @property
    def settled(self) -> bool:
        """Whether it can be compared with other weeks."""
        return self.complete and self.days == 7


@dataclass(frozen=True)
class Break:
    """A day from which the counts are not comparable with those before."""

    day: date
    title: str
    sentence: str


@dataclass(frozen=True)
class Usual:
    """What half of the settled weeks between two breaks reach; `reports` is None for a hidden count."""

    first: date
    last: date
    reports: int | None


@dataclass(frozen=True)
class Trend:
    """Reports by week in answer to one question, for one viewer.

    Attributes
    ----------
    state : str
        "shown"; or "too short", "too few", "only months", and then there are no weeks.
    drawn : Window
        The days that the weeks cover: the window, as far as there are records at all.
    total : int or None
        Reports on the map; None where that is hidden.
    rest : int or None
        Those that are in no week, because they say only the month or are too old; None where hidden.
    weeks : tuple of Week
        Weeks without a report have 0.
    breaks : tuple of Break
    usual : tuple of Usual
        One a stretch between breaks, where it has four settled weeks.
    incomplete_from : datetime.date or None
        The Monday from which weeks are not complete.
    silent : tuple of (str, datetime.date)
        Agencies that have sent nothing lately, and the day of their latest record.
    """

    filters: Filters
    viewer: Viewer
    version: str
    window: Window
    drawn: Window
    threshold: int
    total: int | None
    state: str
    rest: int | None = 0
    weeks: tuple[Week, ...] = ()
    breaks: tuple[Break, ...] = ()
    usual: tuple[Usual, ...] = ()
    incomplete_from: date | None = None
    silent: tuple[tuple[str, date], ...] = ()
