"""Joint actions as the register has them, with when each was last spoken of and by whom."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from dashboard.desks.agreed_levels import LONDON
from dashboard.joint_action import DONE, Action
from ingest.records import schema
from ingest.records.registers import entries

__all__ = ["NOTED", "read_actions", "spoken_for"]

ACTIONS = schema.actions
NOTED = ("progress", "done", "updated by a file")
"""Why an entry changed where somebody said how it goes; with ` for ` and the organisation, if said."""
FOR = " for "
TEXTS = (
    "intends",
    "place_name",
    "responsible",
    "expected",
    "rag_why",
    "aim",
    "objective",
    "resources",
    "triggers",
    "step_changes",
)


def read_actions(connection: Connection, today: date) -> list[Action]:
    """Read every action, oldest first."""
    held = entries(connection, ACTIONS)
    notes = _notes(connection)
    return [_action(entry, notes.get(entry["id"], []), today) for entry in held]


def spoken_for(why: str, organisation: str) -> str:
    """Write why an entry changed: a note, and for which organisation it speaks."""
    return f"{why}{FOR}{organisation}" if organisation else why


def _notes(connection: Connection) -> dict[int, list[tuple[str, datetime]]]:
    """Find who said how an action goes, and when; of a file, that it said something."""
    known = schema.register_history.c
    query = (
        select(known.entry, known.ended_why, known.ended_at)
        .where(known.register == ACTIONS.name)
        .order_by(known.id)
    )
    notes: dict[int, list[tuple[str, datetime]]] = {}
    for entry, why, at in connection.execute(query):
        word, _, organisation = str(why).partition(FOR)
        if word in NOTED:
            notes.setdefault(entry, []).append((organisation, at))
    return notes


def _action(entry: Mapping[str, Any], notes: list[tuple[str, datetime]], today: date) -> Action:
    due, is_done = entry["due_on"], entry["status"] == DONE
    entered = _day(entry["entered_at"])
    noted = [_day(at) for _, at in notes]
    if not noted and entry["progress"]:
        noted = [_day(entry["changed_at"] or entry["entered_at"])]
    return Action(
        number=entry["id"],
        reference=entry["reference"],
        title=entry["title"],
        theme=entry["theme"] or "",
        ward=entry["ward"] or "",
        strands=_codes(entry["strands"]),
        lead=entry["lead"],
        partners=entry["partners"] or "",
        starts_on=entry["starts_on"],
        due_on=due,
        done_on=entry["done_on"] if is_done else None,
        progress=entry["progress"] or "",
        outcome=entry["outcome"] or "",
        overdue=bool(due and due < today and not is_done),
        seal=entry["seal"],
        status=entry["status"],
        cells=_codes(entry["cells"]),
        wards=_codes(entry["wards"]),
        found_by=json.loads(entry["found_by"]) if entry["found_by"] else {},
        selected_from=entry["selected_from"],
        selected_to=entry["selected_to"],
        rag_said=entry["rag"] or "",
        entered_on=entered,
        noted_on=max(noted, default=None),
        noted_by={organisation: _day(at) for organisation, at in notes if organisation},
        **{name: entry[name] or "" for name in TEXTS},
    )


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code for code in (text or "").split(";") if code)


def _day(at: datetime) -> date:
    return at.replace(tzinfo=UTC).astimezone(LONDON).date()
