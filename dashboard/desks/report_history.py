"""What a community report said before: every change with who, when and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dashboard.desks.importing import Desk
from dashboard.desks.looking import opened
from dashboard.desks.report_lists import REPORTS, TEXTS, Reader, is_hidden, may_see
from dashboard.desks.report_wording import TITLES, value_words
from ingest.records.registers import find_entry, own_columns, versions

__all__ = ["steps_of"]


def steps_of(desk: Desk, number: int, reader: Reader) -> list[dict[str, Any]]:
    """Tell what became of a report, newest first: when, who, why, and each value before and after.

    Texts that the reader may not see are left out of every step.
    """
    with desk.store.reading() as connection:
        report = find_entry(connection, REPORTS, number)
        before = versions(connection, REPORTS, number)
    if not may_see(report, reader):
        return []
    opened(desk.store, reader, REPORTS.name, [number])
    names = [name for name in own_columns(REPORTS) if name in TITLES]
    if is_hidden(report, reader):
        names = [name for name in names if name not in TEXTS]
    said = [*(version["values"] for version in before), _as_json(report)]
    steps = [
        {
            "at": version["ended_at"],
            "who": version["ended_by"],
            "why": version["ended_why"],
            "changes": [
                {
                    "what": TITLES[name],
                    "before": value_words(desk, name, old[name]),
                    "after": value_words(desk, name, new[name]),
                }
                for name in names
                if old[name] != new[name]
            ],
        }
        for version, old, new in zip(before, said, said[1:], strict=False)
    ]
    entered = {"at": report["entered_at"], "who": report["entered_by"], "why": "entered", "changes": []}
    return [*reversed(steps), entered]


def _as_json(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in report.items()
    }
