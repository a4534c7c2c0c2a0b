"""With whom records are shared: by record, by agency, or as the partnership file says; else with nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from boundaries.agency import Agency
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.facts import count_data_version
from ingest.records.troubles import StoreError

__all__ = ["KEPT_LEVELS", "OWN", "Shared", "Sharing", "end_sharing", "set_sharing", "sharing_of"]

KEPT_LEVELS = ("own", "named", "partnership", "condition")
LONGEST_CONDITION = 200


@dataclass(frozen=True)
class Shared:
    """How a record is shared.

    Attributes
    ----------
    level : str
        One of `KEPT_LEVELS`.
    named : tuple of str
        The agencies that are named, where the level is named.
    condition : str
        What goes with the record, where the level is condition.
    """

    level: str = "own"
    named: tuple[str, ...] = ()
    condition: str = ""


OWN = Shared()


@dataclass(frozen=True)
class Sharing:
    """How every record is shared: by record, by agency in the store, by agency in the partnership file."""

    records: Mapping[tuple[str, str], Shared]
    agencies: Mapping[str, Shared]

    def of(self, agency: str, reference: str = "") -> Shared:
        """Say how a record is shared; with nobody, where nobody has said otherwise."""
        return self.records.get((agency, reference)) or self.agencies.get(agency, OWN)


def sharing_of(connection: Connection, agencies: Iterable[Agency] = ()) -> Sharing:
    """Read how records are shared, as it holds now.

    Parameters
    ----------
    agencies : iterable of Agency
        As the partnership file has them; a line in the store takes their place.
    """
    by_agency = {one.name: Shared(one.shares, one.shares_with, one.share_condition) for one in agencies}
    by_record = {}
    known = schema.sharing
    query = select(known).where(known.c.ended_at.is_(None)).order_by(known.c.id)
    for line in connection.execute(query).mappings():
        shared = Shared(
            line["level"], tuple(filter(None, line["agencies"].split(";"))), line["condition"] or ""
        )
        if line["reference"]:
            by_record[line["agency"], line["reference"]] = shared
        else:
            by_agency[line["agency"]] = shared
    return Sharing(by_record, by_agency)


def set_sharing(
    connection: Connection, agency: str, reference: str = "", *, shared: Shared, by: str, subject: str = ""
) -> None:
    """Say with whom an agency shares its records, or one of them, inside a write transaction.

    Parameters
    ----------
    reference : str
        Of the record; empty for all of the agency's that have no line of their own.
    subject : str
        How the audit names the record; never by its reference.

    Raises
    ------
    StoreError
        If the level is not known, or names nobody, or has no condition.
    """
    _check(shared, agency)
    _end(connection, agency, reference, by=by)
    line: dict[str, Any] = {
        "agency": agency,
        "reference": reference,
        "level": shared.level,
        "agencies": ";".join(shared.named),
        "condition": shared.condition or None,
        "set_at": now(),
        "set_by": by,
    }
    connection.execute(insert(schema.sharing).values(**line))
    told: dict[str, Any] = {"level": shared.level, "named": list(shared.named)}
    note(connection, who=by, action="share", subject=subject or _all_of(agency), kind="alteration", **told)
    count_data_version(connection)


def end_sharing(
    connection: Connection, agency: str, reference: str = "", *, by: str, subject: str = ""
) -> bool:
    """Take back what was said of a record or an agency, inside a write transaction; say if there was any."""
    ended = _end(connection, agency, reference, by=by)
    if ended:
        told = {"level": "as before"}
        note(
            connection, who=by, action="share", subject=subject or _all_of(agency), kind="alteration", **told
        )
        count_data_version(connection)
    return bool(ended)


def _end(connection: Connection, agency: str, reference: str, *, by: str) -> int:
    known = schema.sharing
    here = (known.c.agency == agency) & (known.c.reference == reference) & known.c.ended_at.is_(None)
    return connection.execute(update(known).where(here).values(ended_at=now(), ended_by=by)).rowcount


def _all_of(agency: str) -> str:
    return f"all records of {agency}"


def _check(shared: Shared, agency: str) -> None:
    if shared.level not in KEPT_LEVELS:
        raise StoreError(f"There is no such way of sharing. It can be {', '.join(KEPT_LEVELS)}.")
    if (shared.level == "named") != bool(shared.named):
        raise StoreError("Agencies are named where a record is shared with named agencies, and only there.")
    if agency in shared.named or any(not name.strip() or ";" in name for name in shared.named):
        raise StoreError("Name the other agencies, as the partnership file writes them.")
    if (shared.level == "condition") != bool(shared.condition.strip()):
        raise StoreError("A condition is said where a record is shared under one, and only there.")
    if len(shared.condition) > LONGEST_CONDITION:
        raise StoreError(f"A condition has at most {LONGEST_CONDITION} characters.")
