"""Planned against made: the visits of each ISO week, and what nobody has said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboard.visit import Visit, minutes_words
from dashboard.wording import count_words, day_words, listed

__all__ = ["VisitWeeks", "mondays", "visit_weeks", "week_name"]

NUMBERS = ("planned", "done", "missed", "unsaid", "to_do", "unplanned", "planned_minutes", "minutes")


@dataclass(frozen=True)
class VisitWeeks:
    """The visits of some weeks.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a week, also where there was none: monday, week ("2026-W45"), planned (visits, whatever became
        of them), of which done, missed, unsaid (their time is over and nobody has said) and to_do; unplanned
        (made without a plan); planned_minutes, and minutes of all that were made.
    said : tuple of str
        What it says, a sentence a week that has anything, the latest first.
    """

    table: pd.DataFrame
    said: tuple[str, ...]


def mondays(last: date, weeks: int) -> list[date]:
    """List the Mondays of so many ISO weeks up to that of a day."""
    end = last - timedelta(days=last.weekday())
    return [end - timedelta(weeks=back) for back in reversed(range(weeks))]


def week_name(monday: date) -> str:
    """Name an ISO week: 2026-W45."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def visit_weeks(visits: Iterable[Visit], weeks: Sequence[date]) -> VisitWeeks:
    """Count visits by week.

    Parameters
    ----------
    weeks : sequence of datetime.date
        Mondays; visits of other weeks are left out.
    """
    counts = {monday: dict.fromkeys(NUMBERS, 0) for monday in weeks}
    for visit in visits:
        row = counts.get(visit.monday)
        if row is None:
            continue
        if visit.planned_from is not None:
            row["planned"] += 1
            row["planned_minutes"] += visit.planned_minutes
            row["to_do" if visit.state == "planned" else visit.state] += 1
        else:
            row["unplanned"] += 1
        if visit.state == "done":
            row["minutes"] += visit.minutes
    rows = [{"monday": monday, "week": week_name(monday), **row} for monday, row in counts.items()]
    table = pd.DataFrame(rows, columns=["monday", "week", *NUMBERS])
    said = [_said(monday, row) for monday, row in counts.items() if row["planned"] or row["unplanned"]]
    return VisitWeeks(table, tuple(reversed(said)))


def _said(monday: date, row: dict[str, int]) -> str:
    parts = []
    if row["planned"]:
        became = [f"{row['done']:,} done"]
        became += [f"{row['missed']:,} missed"] if row["missed"] else []
        became += [f"{row['to_do']:,} still to do"] if row["to_do"] else []
        became += [f"of {row['unsaid']:,} nobody has said"] if row["unsaid"] else []
        parts.append(f"{count_words(row['planned'], 'visit')} planned: {listed(became)}")
    if row["unplanned"]:
        parts.append(f"{count_words(row['unplanned'], 'visit')} made without a plan")
    minutes = f"{minutes_words(row['minutes'])} made"
    if row["planned_minutes"]:
        minutes += f", {minutes_words(row['planned_minutes'])} planned"
    return f"Week of {day_words(monday)}: {'; '.join(parts)}. {minutes}."
