"""Recording a visit: made or missed, planned or not, with what was found on it; all of it or nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import h3.api.basic_int as h3
from sqlalchemy import Connection, select

from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.desks.visits import team_problems
from dashboard.visit import MADE, MISSED, NOTE_MOST
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.found_on_patrol import marks, say_found, take_back_found
from ingest.records.patrols import DONE, PLANNED
from ingest.records.patrols import MISSED as MISSED_STATE
from ingest.records.registers import amend, enter, find_entry, retire
from ingest.reports.text import check_text, tidy

__all__ = ["LATE", "LONGEST_MIN", "Made", "MendFirst", "miss_visit", "record_visit", "take_back_visit"]

VISITS = schema.visits
LATE = timedelta(days=14)
"""So long after a visit it can still be recorded."""
LONGEST_MIN = 480
REFERENCE = re.compile(r"(?=.*\d)[\w/.\- ]{1,40}")
AGO = timedelta(minutes=2)  # a telephone's clock may be a little ahead


@dataclass(frozen=True)
class Made:
    """What somebody says of a visit that was made.

    Attributes
    ----------
    ended_at : datetime.datetime
        London's time without a zone.
    minutes : int
        How long it took.
    outcome : str
        A code of `dashboard.visit.MADE`.
    planned : int or None
        The planned visit that this was; otherwise `kind`, `team` and a ward, cell (H3 index) or centre say
        what it was.
    found : tuple of (str, str)
        Agency and reference of incidents that were come upon: they are not to feed the next hot spot.
    token : str
        Names what is being recorded, so that a second tap records nothing.
    """

    ended_at: datetime
    minutes: int
    outcome: str
    note: str = ""
    planned: int | None = None
    kind: str = "patrol"
    team: str = ""
    ward: str = ""
    cell: str = ""
    centre: int | None = None
    people: int | None = None
    found: tuple[tuple[str, str], ...] = ()
    token: str = ""


def record_visit(desk: Desk, made: Made, *, by: str, now: datetime) -> int:
    """Record that a visit was made; give its number.

    Raises
    ------
    MendFirst
        If something is wrong; nothing is kept then.
    """
    note = tidy(made.note)
    problems = [*_time_problems(made, now), *_text_problems(desk, note), *_who_problems(by)]
    problems += _found_problems(desk, made.found)
    said = {
        "started_at": made.ended_at - timedelta(minutes=made.minutes),
        "ended_at": made.ended_at,
        "outcome": f"{made.outcome}: {note}" if note else made.outcome,
        "state": DONE,
    }
    who = " ".join(by.split())
    with desk.store.writing() as connection:
        if made.planned is not None:
            held = find_entry(connection, VISITS, made.planned)
            problems += [*_outcome_problems(made.outcome, MADE.get(held["kind"], {})), *_still(held)]
            _refuse(problems)
            people = {} if made.people is None else {"people": made.people}
            amend(connection, VISITS, made.planned, {**said, **people}, by=who, why="made")
            number = made.planned
        else:
            problems += _outcome_problems(made.outcome, MADE.get(made.kind, {}))
            problems += _place_problems(desk, connection, made)
            reference = f"VISIT-{made.token}" if made.token else ""
            if reference and _is_used(connection, desk.partnership.name, reference):
                problems = [Problem("token", "this visit has been recorded already. Nothing was added.")]
            _refuse(problems)
            own = {**said, **_place(made), "agency": desk.partnership.name, "reference": reference}
            number = enter(connection, VISITS, own, by=who)
        for agency, name in made.found:
            say_found(connection, desk.spelled(agency), str(tidy(name)), visit=number, by=who)
    return number


def miss_visit(desk: Desk, number: int, *, why: str, note: str = "", by: str) -> None:
    """Record that a planned visit was not made, and why in a word.

    Raises
    ------
    MendFirst
        If something is wrong, or the visit was recorded meanwhile.
    """
    text = tidy(note)
    problems = [*_text_problems(desk, text), *_who_problems(by)]
    if why not in MISSED:
        problems.append(Problem("outcome", "choose why it was not made."))
    with desk.store.writing() as connection:
        problems += _still(find_entry(connection, VISITS, number))
        _refuse(problems)
        said = {"state": MISSED_STATE, "outcome": f"{why}: {text}" if text else why}
        amend(connection, VISITS, number, said, by=" ".join(by.split()), why="missed")


def take_back_visit(desk: Desk, number: int, *, by: str, seal: str) -> None:
    """Take back what was recorded of a visit: a planned one is still to do, another is taken off.

    What was named as found on it no longer is.

    Raises
    ------
    MendFirst
        If somebody changed it meanwhile.
    """
    who = " ".join(by.split())
    with desk.store.writing() as connection:
        held = find_entry(connection, VISITS, number)
        if held["seal"] != seal or held["retired_at"] is not None:
            _refuse([Problem("seen", "somebody has changed this visit meanwhile. Look at it again first.")])
        for mark in marks(connection):
            if mark["visit"] == number:
                take_back_found(connection, mark["id"], by=who)
        if held["plan"] is None:
            retire(connection, VISITS, number, by=who, why="taken back")
        else:
            before = {"started_at": None, "ended_at": None, "outcome": None, "state": PLANNED}
            amend(connection, VISITS, number, before, by=who, why="taken back")


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise MendFirst(tuple(problems))


def _still(held: Mapping[str, Any]) -> list[Problem]:
    """Refuse to record twice what two of a team, or two taps, record once."""
    if held["retired_at"] is not None:
        return [Problem("planned", "this plan was taken off meanwhile. Record the place without it.")]
    if held["state"] != PLANNED:
        return [Problem("planned", "this visit has been recorded already. Nothing was added.")]
    return []


def _time_problems(made: Made, now: datetime) -> list[Problem]:
    if not 1 <= made.minutes <= LONGEST_MIN:
        return [Problem("minutes", f"{made.minutes:,} minutes; write 1 to {LONGEST_MIN}.")]
    if made.ended_at > now + AGO:
        return [Problem("ended_at", "that is still to come. Record a visit when it was made.")]
    if made.ended_at < now - LATE:
        return [
            Problem("ended_at", f"that is more than {LATE.days} days ago; it cannot be recorded any more.")
        ]
    return []


def _outcome_problems(outcome: str, known: Mapping[str, str]) -> list[Problem]:
    return [] if outcome in known else [Problem("outcome", "choose what came of it.")]


def _text_problems(desk: Desk, text: str | None) -> list[Problem]:
    if text is None:
        return []
    if len(text) > NOTE_MOST:
        return [Problem("note", f"{len(text):,} characters; the most is {NOTE_MOST}.")]
    maybe = "this may be a person's name or address. Write it without."
    found = check_text("reason", text, places=places_of(desk))
    return [Problem("note", maybe if each.asks else each.message) for each in found]


def _found_problems(desk: Desk, found: Iterable[tuple[str, str]]) -> list[Problem]:
    known = {agency.name for agency in desk.partnership.agencies}
    problems = []
    for agency, reference in found:
        if not agency.strip() or (known and desk.spelled(agency) not in known):
            problems.append(Problem("found", "say whose record it is: an agency of this partnership."))
        if not REFERENCE.fullmatch(tidy(reference) or ""):
            problems.append(
                Problem("found", "a reference is up to 40 letters, digits and / . - with a digit among them.")
            )
    return problems


def _place_problems(desk: Desk, connection: Connection, made: Made) -> list[Problem]:
    problems = team_problems(desk, tidy(made.team))
    if made.kind not in MADE:
        problems.append(Problem("kind", "say what kind of visit it was."))
    if made.ward and made.ward not in set(desk.study_area.wards["ward"]):
        problems.append(Problem("ward", "there is no such ward in this area."))
    if made.cell and not (h3.is_valid_cell(_cell(made.cell) or 0) and len(made.cell) == 15):
        problems.append(Problem("cell", "there is no such place."))
    if made.kind == "centre":
        if made.centre is None or not _is_centre(connection, made.centre):
            problems.append(Problem("centre", "say which centre of the register it was."))
    elif not (made.ward or made.cell):
        problems.append(Problem("ward", "say where it was."))
    return problems


def _is_centre(connection: Connection, number: int) -> bool:
    known = schema.centres.c
    query = select(known.id).where(known.id == number, known.retired_at.is_(None))
    return connection.execute(query).first() is not None


def _is_used(connection: Connection, agency: str, reference: str) -> bool:
    query = select(VISITS.c.id).where(VISITS.c.agency == agency, VISITS.c.reference == reference)
    return connection.execute(query).first() is not None


def _place(made: Made) -> dict[str, Any]:
    return {
        "kind": made.kind,
        "team": tidy(made.team),
        "ward": made.ward or None,
        "cell": _cell(made.cell),
        "centre": made.centre if made.kind == "centre" else None,
        "people": made.people,
    }


def _cell(text: str) -> int | None:
    try:
        return int(h3.str_to_int(text)) if text else None
    except ValueError:
        return None


def _who_problems(by: str) -> list[Problem]:
    return [] if by.strip() else [Problem("by", "say who writes this down.")]
