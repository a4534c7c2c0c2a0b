"""What each person finds of themselves in the audit: the days of opening records and taking files out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.viewer import Principal
from ingest.records import Store
from ingest.records.audit import now
from ingest.records.audit_kinds import READ_ROWS
from ingest.records.audit_reading import AuditLine, find_lines
from ingest.records.audit_volume import rows_told

__all__ = ["Day", "own_days", "own_table", "own_words", "today"]

DAYS = 30
TAKEN_OUT = ("export",)


@dataclass(frozen=True)
class Day:
    """What one person did on a day.

    Attributes
    ----------
    day : datetime.date
    rows : int
        Records opened.
    files : int
        Files taken out.
    purposes : tuple of str
        The codes of what for.
    """

    day: date
    rows: int
    files: int
    purposes: tuple[str, ...]


def own_days(store: Store, principal: Principal) -> list[Day]:
    """List the last 30 days on which somebody opened records or took files out, newest first."""
    names = tuple(filter(None, {principal.name, principal.login}))
    if not names:
        return []
    with store.reading() as connection:
        lines = find_lines(
            connection,
            who=names,
            actions=(READ_ROWS, *TAKEN_OUT),
            since=now() - timedelta(days=DAYS),
            most=100_000,
        )
    days: dict[date, list[AuditLine]] = {}
    for line in lines:
        days.setdefault(line.at.date(), []).append(line)
    return [
        Day(
            day,
            sum(rows_told(line.detail) for line in of if line.action == READ_ROWS),
            sum(line.action in TAKEN_OUT for line in of),
            tuple(sorted({line.purpose for line in of if line.purpose})),
        )
        for day, of in days.items()
    ]


def own_words(days: list[Day], *, today: date, purposes: dict[str, str]) -> str:
    """Say in a sentence what somebody did today and yesterday."""
    by_day = {day.day: day for day in days}
    nothing = Day(today, 0, 0, ())
    here = by_day.get(today, nothing)
    before = by_day.get(today - timedelta(days=1), nothing)
    what_for = _what_for(here, purposes).lower() if here.rows else ""
    said = f"Today you opened {_many(here.rows, 'record')}" + (f", for {what_for}" if what_for else "")
    yesterday = f"{before.rows:,}" if before.rows else "none"
    return f"{said}; yesterday {yesterday}. Today you took out {_many(here.files, 'file')}."


def own_table(days: list[Day], *, purposes: dict[str, str]) -> list[dict[str, Any]]:
    """Lay somebody's days out for a table."""
    return [
        {"day": day.day, "rows": day.rows, "files": day.files, "purposes": _what_for(day, purposes)}
        for day in days
    ]


def _what_for(day: Day, purposes: dict[str, str]) -> str:
    return ", ".join(purposes.get(code, code).split(":")[0] for code in day.purposes)


def today() -> date:
    """Say what day it is where the audit's days are counted: UTC."""
    return now().date()


def _many(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
