"""The desk for the calendar of events: list, enter, mend, take off, take in a file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dashboard.calendar import Happening
from dashboard.desks.importing import Desk, Receipt
from dashboard.wording import listed
from ingest.entries import PreparedEntries, Problem
from ingest.event import FIELDS, KINDS, SCALES, CheckedEvent, check_event, event_reference
from ingest.event_file import prepare_events
from ingest.records import Sent, schema
from ingest.records.register_files import file_digest, receive_entries
from ingest.records.registers import amend, enter, entries, find_entry, retire
from ingest.table import Table

__all__ = ["EVENTS", "FIELDS", "KINDS", "SCALES", "check_happening", "find_event", "happenings", "keep_event",
           "preview_events", "take_in_events", "take_off_event"]  # fmt: skip

EVENTS = schema.events


def happenings(desk: Desk) -> list[Happening]:
    """Lay out the events for reading, in order of day."""
    with desk.store.reading() as connection:
        held = entries(connection, EVENTS)
    names = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    found = []
    for entry in held:
        codes = tuple(code for code in entry["strands"].split(";") if code)
        found.append(
            Happening(
                number=entry["id"],
                title=entry["title"],
                kind=entry["kind"],
                kind_words=KINDS.get(entry["kind"], entry["kind"]),
                scale=entry["scale"],
                scale_words=SCALES.get(entry["scale"], entry["scale"]),
                first_day=entry["first_day"],
                last_day=entry["last_day"],
                ward=str(names.get(entry["ward"], entry["ward"] or "")),
                strands=codes,
                strand_words=listed([desk.policy.strands.get(code, code) for code in codes]),
                source=entry["source"] or "",
                note=entry["note"] or "",
            )
        )
    return sorted(found, key=lambda one: (one.first_day, one.last_day, one.title.casefold()))


def find_event(desk: Desk, number: int) -> dict[str, Any]:
    """Read one event, whole."""
    with desk.store.reading() as connection:
        return find_entry(connection, EVENTS, number)


def check_happening(desk: Desk, said: Mapping[str, Any], today: date) -> CheckedEvent:
    """Check an event as far as it is written; nothing is kept."""
    return check_event(said, policy=desk.policy, study_area=desk.study_area, today=today)


def keep_event(
    desk: Desk, said: Mapping[str, Any], *, by: str, today: date, number: int | None = None
) -> tuple[int | None, tuple[Problem, ...]]:
    """Enter an event, or amend one.

    Returns
    -------
    number, problems
        None where it cannot be kept; problems that only ask for a second look do not hinder it.
    """
    checked = check_happening(desk, said, today)
    if checked.refused:
        return None, checked.problems
    with desk.store.writing() as connection:
        if number is not None:
            amend(connection, EVENTS, number, checked.values, by=by)
            return number, checked.problems
        agency = desk.partnership.name
        reference = event_reference(checked.values["title"], checked.values["first_day"])
        same = (EVENTS.c.agency == agency, EVENTS.c.reference == reference)
        if connection.execute(select(EVENTS.c.id).where(*same)).first() is not None:
            twice = "the calendar has this event on this day already."
            return None, (Problem("title", twice),)
        named = {"agency": agency, "reference": reference}
        return enter(connection, EVENTS, {**checked.values, **named}, by=by), checked.problems


def take_off_event(desk: Desk, number: int, *, by: str, why: str) -> None:
    """Take an event off the calendar; it stays in the history."""
    with desk.store.writing() as connection:
        retire(connection, EVENTS, number, by=by, why=why)


def preview_events(desk: Desk, table: Table, today: date) -> PreparedEntries:
    """Check every row of a file; nothing is kept."""
    return prepare_events(table, policy=desk.policy, study_area=desk.study_area, today=today)


def take_in_events(desk: Desk, table: Table, *, path: Path, name: str, by: str, today: date) -> Receipt:
    """Keep a file of events: one file, one batch, one transaction."""
    prepared = preview_events(desk, table, today)
    sent = Sent(
        file=name, digest=file_digest(path, EVENTS), agency=desk.partnership.name, format="events", by=by
    )
    with desk.store.writing() as connection:
        return receive_entries(connection, EVENTS, prepared, sent, day="first_day")
