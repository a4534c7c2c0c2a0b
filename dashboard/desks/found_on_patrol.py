"""The desk for what patrols come upon: records that may have been found so, and those that were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from dashboard.desks.importing import Desk
from dashboard.desks.looking import listed
from dashboard.desks.report_wording import span_words, ward_name
from dashboard.desks.rows import asker_of, rules_of
from dashboard.desks.visits import LONDON
from dashboard.viewer import Principal
from dashboard.wording import day_words
from ingest.records import schema
from ingest.records.found_on_patrol import (
    MET,
    NAMED,
    decline_found,
    judged_numbers,
    marks,
    say_found,
    take_back_found,
)
from ingest.records.row_rights import NoSuchRowError, read_rows
from ingest.records.troubles import StoreError

__all__ = ["Found", "Proposed", "decide_found", "decided", "found_lines", "proposed", "unmark"]

WHAT = schema.found_on_patrol.name
WHY = {NAMED: "named with the visit", MET: "of the time and place of a visit"}
POINT = "locate"


@dataclass(frozen=True)
class Proposed:
    """A record that a patrol may have come upon, as far as whoever looks may read it.

    Attributes
    ----------
    number, visit : int
        Of the record, and of the visit.
    words : str
        Day, hour, what and ward.
    agency : str
    """

    number: int
    visit: int
    words: str
    agency: str


@dataclass(frozen=True)
class Found:
    """A record that counts as found on patrol.

    Attributes
    ----------
    mark : int
    agency : str
    reference : str
        For those of its agency; empty for all others.
    why : str
    said : str
        By whom and when.
    mine : bool
        Whether whoever looks may take it back.
    """

    mark: int
    agency: str
    reference: str
    why: str
    said: str
    mine: bool


def decided(desk: Desk) -> frozenset[int]:
    """Give the numbers of the records of which somebody has said that they were, or were not."""
    with desk.store.reading() as connection:
        return judged_numbers(connection)


def proposed(desk: Desk, here: Principal, met: Sequence[tuple[int, int]]) -> list[Proposed]:
    """Read what `dashboard.answers.met.records_met` found, as far as somebody may see its place; audit first.

    That one is proposed says that it lies within 150 m of a visit.

    Raises
    ------
    ingest.records.troubles.StoreError
        If they have not said for what they look, or the look cannot be written down.
    """
    if not met:
        return []
    visits = dict(met)
    try:
        rows = read_rows(desk.store, asker_of(here), rules_of(desk), list(visits), study_area=desk.study_area)
    except NoSuchRowError:
        return []
    labels = desk.policy.labels("category")
    return [
        Proposed(
            number=row.number,
            visit=visits[row.number],
            words=f"{span_words(row.first_day, row.last_day)}, {row.values['hour']:02d}:00, "
            f"{labels.get(row.values['category'], row.values['category'])}, "
            f"{ward_name(desk, row.ward) or 'no ward known'}",
            agency=row.agency,
        )
        for row in rows
        if POINT in row.may
    ]


def decide_found(desk: Desk, here: Principal, one: Proposed, *, found: bool) -> None:
    """Keep that a proposed record was found on patrol, or was not.

    Raises
    ------
    NoSuchRowError
        If there is none that whoever decides may read and see on a map.
    """
    rows = read_rows(desk.store, asker_of(here), rules_of(desk), [one.number], study_area=desk.study_area)
    if not all(POINT in row.may for row in rows):
        raise NoSuchRowError
    held = schema.incidents.c
    with desk.store.writing() as connection:
        query = select(held.agency, held.reference).where(held.id == one.number)
        named = connection.execute(query).first()
        if named is None:
            raise NoSuchRowError
        if found:
            say_found(connection, *named, visit=one.visit, by=here.name, why=MET)
        else:
            decline_found(connection, *named, visit=one.visit, by=here.name)


def found_lines(desk: Desk, here: Principal) -> list[Found]:
    """List what counts as found on patrol, the latest first; a reference only for those of its agency.

    Of another agency's, what somebody named (whether there is such a record, that does not say), and what
    whoever looks agreed to: that a record was met says that there is one.
    """
    with desk.store.reading() as connection:
        held = [mark for mark in marks(connection) if mark["why"] == NAMED or _is_theirs(mark, here)]
    own = [mark["id"] for mark in held if here.agency and mark["agency"] == here.agency]
    if own:
        listed(desk.store, here, WHAT, own)
    return [
        Found(
            mark=mark["id"],
            agency=mark["agency"],
            reference=mark["reference"] if mark["id"] in own else "",
            why=WHY.get(mark["why"], ""),
            said=f"{mark['said_by']}, {day_words(_here(mark['said_at']).date())}",
            mine=_is_theirs(mark, here),
        )
        for mark in held
    ]


def unmark(desk: Desk, mark: int, here: Principal) -> bool:
    """Take a mark back: the record counts again; for its agency, and for whoever said it.

    Raises
    ------
    ingest.records.troubles.StoreError
        If there is no such mark, or it is another's.
    """
    with desk.store.writing() as connection:
        held = next((one for one in marks(connection) if one["id"] == mark), None)
        if held is not None and not _is_theirs(held, here):
            raise StoreError("Only its agency, or whoever said it, takes this back. Nothing was changed.")
        return take_back_found(connection, mark, by=here.name)


def _is_theirs(mark: Mapping[str, Any], here: Principal) -> bool:
    return bool(here.agency and mark["agency"] == here.agency) or mark["said_by"] == here.name


def _here(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(LONDON)
