"""Opening hours as published: weekly times where they can be understood, and a plain 'not understood'."""

import re
from dataclasses import dataclass
from datetime import datetime

from ingest.centres.weekly_times import Spans, read_weekly_times, times_overlap

__all__ = ["Hours", "hours_a_week", "hours_in_words", "open_now", "read_hours"]

_HOLIDAYS = r"\(?\b(?:not|closed|except|excluding|excl\.?)(?: on)? (?:public|bank) holidays?\)?"
_TERM = r"\(?\b(?:(?:in |during )?term[ -]?times?|(?:in|during) term)\b(?: only)?\)?"
_ASKED = r"\(?\b(?:strictly )?(?:by|with)(?: prior)? appointment(?: only)?\)?"
_CONDITIONS = {
    _HOLIDAYS: "not on bank holidays",
    _TERM: "in term time only",
    _ASKED: "by appointment",
}
_UNSURE = {"in term time only", "by appointment"}
"""Conditions that a clock cannot settle."""


@dataclass(frozen=True)
class Hours:
    """What is known of opening hours.

    Attributes
    ----------
    text : str
        As published.
    week : tuple of (weekday, start, end) or None
        Monday is 0; minutes after midnight, the end at most 1,440.  None where the text was not understood.
    conditions : tuple of str
        What the text says beside times: `by appointment`, `in term time only`, `not on bank holidays`.
    overlap : bool
        Two of its times share a part of a day: perhaps one of them replaces the other, and nobody can tell.
    """

    text: str
    week: Spans | None
    conditions: tuple[str, ...] = ()
    overlap: bool = False


def read_hours(text: str | None) -> Hours:
    """Read opening hours; what is not plainly understood is not guessed at.

    Understood are days and times as people write them: `Mon-Fri 9am-5pm; Sat 10-1`, `Tue, Thu 17:00-20:00`,
    `9.30am to 4pm weekdays`, `Daily 06:30-20:00`, `24/7`, `Sun closed`.
    """
    said = (text or "").strip()
    left, conditions = said.lower(), []
    for pattern, meaning in _CONDITIONS.items():
        left, found = re.subn(pattern, " ", left)
        if found:
            conditions.append(meaning)
    times = left.strip(" ,;.()")
    return Hours(said, read_weekly_times(times), tuple(conditions), times_overlap(times))


def open_now(hours: Hours, moment: datetime) -> bool | None:
    """Say whether the door is open by its published hours; None where nobody can tell from them.

    Parameters
    ----------
    moment : datetime.datetime
        By London's clock.
    """
    if hours.week is None:
        return None
    minute = moment.hour * 60 + moment.minute
    inside = any(day == moment.weekday() and start <= minute < end for day, start, end in hours.week)
    return None if inside and _UNSURE & set(hours.conditions) else inside


def hours_a_week(hours: Hours) -> float | None:
    """Add up the hours of a week; None where they were not understood."""
    return None if hours.week is None else sum(end - start for _, start, end in hours.week) / 60


def hours_in_words(hours: Hours) -> str:
    """Say how long the door is open: `open 38 hours a week, in term time only`."""
    many = hours_a_week(hours)
    if many is None:
        said = ", ".join(hours.conditions)
        return said or ("hours not understood" if hours.text else "hours not known")
    how = "never open" if not many else "always open" if many == 168 else f"open {many:g} hours a week"
    return ", ".join((how, *hours.conditions))
