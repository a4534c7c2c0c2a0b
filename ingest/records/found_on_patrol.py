"""Incidents that a patrol came upon: marked by the agency's own reference, so that no file undoes it.

They say where the patrol was.  A mark outlives a later file and a withdrawal, and may come before the record
itself: officers write theirs up after the shift.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.erasure_keys import INCIDENTS, erased_keys, erasure_keys
from ingest.records.facts import count_data_version
from ingest.records.troubles import StoreError

__all__ = ["MET", "NAMED", "decline_found", "forget_found", "found_numbers", "judged_numbers", "marks",
           "say_found", "take_back_found"]  # fmt: skip

MARKS = schema.found_on_patrol
NAMED, MET = "named", "met"
AT_ONCE = 300


def say_found(
    connection: Connection,
    agency: str,
    reference: str,
    *,
    visit: int | None,
    by: str,
    why: str = NAMED,
    at: datetime | None = None,
) -> bool:
    """Mark an incident as found on patrol, inside a write transaction; say whether that is new.

    Parameters
    ----------
    agency, reference : str
        As its agency names it; whether there is such a record, nobody is told.
    visit : int or None
        The visit on which it was found.
    why : str
        `named` (somebody said so) or `met` (a person agreed to what was proposed).
    """
    key = erasure_keys(connection, [(agency, reference)])[0]
    if key in erased_keys(connection, INCIDENTS) or _open_mark(connection, agency, reference) is not None:
        return False
    number = _write(connection, agency, reference, visit=visit, why=why, by=by, at=at or now())
    note(connection, who=by, action="mark found", subject=f"{MARKS.name} {number}", why=why)
    count_data_version(connection)
    return True


def decline_found(connection: Connection, agency: str, reference: str, *, visit: int | None, by: str) -> None:
    """Keep that a person looked at a proposed record and said no: it is not proposed again."""
    at = now()
    number = _write(
        connection, agency, reference, visit=visit, why=MET, by=by, at=at, ended_at=at, ended_by=by
    )
    note(connection, who=by, action="decline", subject=f"{MARKS.name} {number}")


def take_back_found(connection: Connection, mark: int, *, by: str) -> bool:
    """Take a mark back; say whether it held until now.

    Raises
    ------
    StoreError
        If there is no such mark.
    """
    row = connection.execute(select(MARKS.c.ended_at).where(MARKS.c.id == mark)).first()
    if row is None:
        raise StoreError("There is no such mark. Nothing was changed.")
    if row.ended_at is not None:
        return False
    connection.execute(update(MARKS).where(MARKS.c.id == mark).values(ended_at=now(), ended_by=by))
    note(connection, who=by, action="take back", subject=f"{MARKS.name} {mark}")
    count_data_version(connection)
    return True


def marks(connection: Connection) -> list[dict[str, Any]]:
    """List the marks that hold, the latest first."""
    query = select(MARKS).where(MARKS.c.ended_at.is_(None)).order_by(MARKS.c.id.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def found_numbers(connection: Connection) -> list[int]:
    """Give the numbers of the incidents that were found on patrol, as far as they are there now."""
    query = select(MARKS.c.agency, MARKS.c.reference).where(MARKS.c.ended_at.is_(None))
    return _numbers(connection, connection.execute(query))


def judged_numbers(connection: Connection) -> frozenset[int]:
    """Give the numbers of the incidents of which anybody ever said that they were, or were not."""
    query = select(MARKS.c.agency, MARKS.c.reference)
    return frozenset(_numbers(connection, connection.execute(query)))


def forget_found(connection: Connection, named: Iterable[tuple[str, str]]) -> None:
    """Delete what was said of incidents that are erased, however they were written."""
    gone = {(agency, _folded(reference)) for agency, reference in named}
    known = connection.execute(select(MARKS.c.id, MARKS.c.agency, MARKS.c.reference)).all()
    numbers = [number for number, agency, reference in known if (agency, _folded(reference)) in gone]
    for start in range(0, len(numbers), AT_ONCE):
        connection.execute(delete(MARKS).where(MARKS.c.id.in_(numbers[start : start + AT_ONCE])))


def _open_mark(connection: Connection, agency: str, reference: str) -> int | None:
    query = select(MARKS.c.id, MARKS.c.reference).where(MARKS.c.agency == agency, MARKS.c.ended_at.is_(None))
    same = (number for number, held in connection.execute(query) if _folded(held) == _folded(reference))
    return next(same, None)


def _write(
    connection: Connection,
    agency: str,
    reference: str,
    *,
    visit: int | None,
    why: str,
    by: str,
    at: datetime,
    **ended: Any,
) -> int:
    said = {
        "agency": agency,
        "reference": reference,
        "visit": visit,
        "why": why,
        "said_at": at,
        "said_by": by,
    }
    written = connection.execute(insert(MARKS).values(**said, **ended)).inserted_primary_key
    return int(written[0]) if written else 0


def _numbers(connection: Connection, named: Iterable[Any]) -> list[int]:
    """Find records by their names; in capitals or small letters, with or without spaces, as people type."""
    ways = sorted({(agency, way) for agency, reference in named for way in _ways(reference)})
    held, found = schema.incidents.c, set[int]()
    for start in range(0, len(ways), AT_ONCE):
        here = tuple_(held.agency, held.reference).in_(ways[start : start + AT_ONCE])
        found |= set(connection.execute(select(held.id).where(here)).scalars())
    return sorted(found)


def _ways(reference: str) -> set[str]:
    bare = "".join(reference.split())
    return {way for text in (reference, bare) for way in (text, text.upper(), text.lower())}


def _folded(reference: str) -> str:
    return "".join(reference.casefold().split())
