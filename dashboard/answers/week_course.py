"""The course of one ward and strand, week by week, with limits where they give no hidden count back."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np

from dashboard.answers.masked_weeks import last_four, masked_line, says_only_months
from dashboard.answers.weekly_lines import ALL, Line, Lines
from dashboard.filters import Filters, Window
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from dashboard.weeks import Break
from spatial.surveillance.nowcast import complete
from spatial.surveillance.weekly import expected_weeks

__all__ = ["Course", "CourseWeek", "course"]

MOST_HIDDEN = 0.1
"""A limit is worked out where no more than this share of the weeks that it rests on is hidden."""
BACK = 60
"""Weeks that the limits of a week can rest on where no earlier years are looked at."""


@dataclass(frozen=True)
class CourseWeek:
    """One week of a line.

    Attributes
    ----------
    monday : datetime.date
    reports : int or None
        None where the count is hidden.
    complete : bool
        False where more reports are still to come.
    expected, limit : float or None
        What one would expect, and the number that only one week in 200 passes by chance; None where they
        would give a hidden count back, or too little is known.
    awaited, low, high : float or None
        Of a week that is not complete: how many it will have, and the 95 % interval.
    """

    monday: date
    reports: int | None
    complete: bool
    expected: float | None = None
    limit: float | None = None
    awaited: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Course:
    """The weeks of one ward and strand.

    Attributes
    ----------
    line : Line
    state : str
        "shown"; or "too few" (no week has enough to be shown), "no weeks" or "only months" (no report of
        anywhere says its week), and then there are none.
    weeks : tuple of CourseWeek
    breaks : tuple of Break
    four : Window or None
    limits_hidden : bool
        Whether limits were left out because too many of the weeks that they rest on are hidden.
    stand_in : int or None
        The number with which hidden weeks count in the limits; None where no limit rests on one.
    """

    line: Line
    threshold: int
    state: str
    weeks: tuple[CourseWeek, ...] = ()
    breaks: tuple[Break, ...] = ()
    four: Window | None = None
    limits_hidden: bool = False
    stand_in: int | None = None


def course(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, ward: str = ALL, strand: str = ALL
) -> Course:
    """Lay out the weeks of one line, with limits where they give no hidden count back.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such ward or strand.
    """
    known = masked_line(snapshot, filters, viewer, ward=ward, strand=strand)
    lines, at, values, hidden = known.lines, known.at, known.values, known.hidden
    end, shown = known.end, known.shown
    threshold, four = snapshot.partnership.threshold, last_four(lines, end)
    first = int(shown[0]) if len(shown) else 0
    broken = tuple(b for b in lines.breaks[strand] if not len(shown) or b.day >= lines.mondays[first])
    answer = partial(Course, line=lines.lines[at], threshold=threshold, four=four, breaks=broken)
    if not len(shown):
        return answer(state="no weeks")
    if says_only_months(lines, threshold):
        return answer(state="only months")
    if values.any() and not values[~hidden].any():
        return answer(state="too few")
    limits, left_out, stand_in = _limits(lines, at, shown, hidden, end, threshold)
    awaited = _awaited(lines, values, hidden, shown, end)
    weeks = tuple(
        CourseWeek(
            monday=lines.mondays[week],
            reports=None if hidden[week] else int(values[week]),
            complete=bool(week < end),
            **limits.get(week, {}),
            **awaited.get(week, {}),
        )
        for week in shown.tolist()
    )
    return answer(state="shown", weeks=weeks, limits_hidden=left_out, stand_in=stand_in)


def _limits(
    lines: Lines, at: int, shown: np.ndarray, hidden: np.ndarray, end: int, threshold: int
) -> tuple[dict[int, dict[str, float]], bool, int | None]:
    """Work out limits for complete weeks from what is shown: a hidden week counts with a stand-in.

    So a limit tells nothing of a hidden week. It is left out where many of its weeks are hidden.
    """
    start, stand_in = int(lines.starts[at]), max(1, threshold // 2)
    values = np.where(hidden, stand_in, lines.counts[at])
    days = np.array(lines.mondays, dtype="datetime64[D]")
    weeks = expected_weeks(values, days, shown[(shown >= start) & (shown < end)], start=start)
    found, left_out, stood_in = {}, False, False
    for number, week in enumerate(weeks.position.tolist()):
        back = start if weeks.by_years[number] else max(start, week - BACK)
        rests_on = hidden[back:week]
        too_many = bool(rests_on.mean() > MOST_HIDDEN)
        left_out |= too_many
        if hidden[week] or too_many:
            continue
        stood_in |= bool(rests_on.any())
        found[week] = {
            "expected": round(float(weeks.expected[number]), 1),
            "limit": float(weeks.upper[number]),
        }
    return found, left_out, stand_in if stood_in else None


def _awaited(
    lines: Lines, values: np.ndarray, hidden: np.ndarray, shown: np.ndarray, end: int
) -> dict[int, dict[str, float]]:
    """Say how many the weeks not complete will have, where what has come in may be shown."""
    late = shown[(shown >= end) & ~hidden[shown]]
    if lines.arrived is None or not len(late) or not lines.arrived.measured:
        return {}
    made = complete(values[late], lines.arrived.share[late], measured=lines.arrived.measured)
    made = made.assign(week=late).dropna()
    return {
        int(row["week"]): {"awaited": round(row["expected"], 1), "low": row["lower"], "high": row["upper"]}
        for row in made.to_dict("records")
    }
