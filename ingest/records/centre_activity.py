"""What came from each reporting centre, worked out from the records themselves.

An incident's reference carries the fingerprint of the centre that filled in the form (`ingest.reference`),
not its name; whoever knows the name finds its records.  So nothing more is kept, and what is updated,
withdrawn or erased is right at once.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, case, func, select

from ingest.centres.state import Activity
from ingest.records import schema
from ingest.reference import fingerprint

__all__ = ["centre_activity"]

YEAR = timedelta(days=365)
_LENGTH = 8
_PART = 400


def centre_activity(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> dict[int, Activity]:
    """Say of each entry what the reporting centres' forms show.

    Parameters
    ----------
    entries : sequence of mapping
        Entries of the register; one is found by its name, its other names and those that it had before.
    """
    until = _last_day(connection)
    if until is None:
        return {}
    former = _former_names(connection)
    prints = {
        entry["id"]: {fingerprint(name) for name in _names(entry) | former.get(entry["id"], set())}
        for entry in entries
    }
    known = _by_print(connection, set().union(*prints.values()), until)
    found = {}
    for number, mine in prints.items():
        parts = [known[one] for one in mine if one in known]
        last = max((part[0] for part in parts), default=None)
        found[number] = Activity(last, sum(part[1] for part in parts), until)
    return found


def _names(said: Mapping[str, Any]) -> set[str]:
    """Give the names by which an agency's form may call an entry; other names are parted by semicolons."""
    others = (name.strip() for name in (said.get("known_as") or "").split(";"))
    return {str(said["name"]), *(name for name in others if name)}


def _former_names(connection: Connection) -> dict[int, set[str]]:
    past = schema.register_history.c
    query = select(past.entry, past["values"]).where(past.register == schema.centres.name)
    names: dict[int, set[str]] = {}
    for number, values in connection.execute(query):
        names.setdefault(number, set()).update(_names(json.loads(values)))
    return names


def _day() -> ColumnElement[date]:
    known = schema.incidents.c
    return func.coalesce(known.reported_on, known.occurred_to, type_=Date)


def _last_day(connection: Connection) -> date | None:
    known = schema.incidents.c
    query = select(func.max(_day(), type_=Date)).where(
        known.source == "third_party", known.reference.like("________/%")
    )
    return connection.execute(query).scalar()


def _by_print(connection: Connection, prints: set[str], until: date) -> dict[str, tuple[date, int]]:
    known = schema.incidents.c
    prefix = func.substr(known.reference, 1, _LENGTH + 1)
    lately = func.sum(case((_day() > until - YEAR, 1), else_=0))
    found: dict[str, tuple[date, int]] = {}
    listed = sorted(prints)
    for start in range(0, len(listed), _PART):
        part = [f"{one}/" for one in listed[start : start + _PART]]
        query = (
            select(prefix, func.max(_day(), type_=Date), lately)
            .where(known.source == "third_party", prefix.in_(part))
            .group_by(prefix)
        )
        found |= {one[:_LENGTH]: (last, int(many)) for one, last, many in connection.execute(query)}
    return found
