"""Changing how one record is shared, and erasing one: for those whom the access policy lets."""

from ingest.access.asker import Asker
from ingest.access.rows import may_row
from ingest.records import schema
from ingest.records.consulting import refused
from ingest.records.erasing import erase
from ingest.records.row_rights import NoSuchRowError, Rules, rights_by_number
from ingest.records.sharing import Shared, end_sharing, set_sharing
from ingest.records.store import Store

__all__ = ["erase_row", "share_all", "share_row"]

INCIDENTS = schema.incidents.name


def share_row(store: Store, asker: Asker, rules: Rules, number: int, *, shared: Shared | None) -> None:
    """Say with whom one record is shared; None takes back what was said of it alone.

    Raises
    ------
    NoSuchRowError
        If there is none that the asker may share.
    StoreError
        If the sharing is not right.
    """
    agency, reference = _name(store, asker, rules, number, "share")
    subject = f"{INCIDENTS} {number}"
    with store.writing() as connection:
        if shared is None:
            end_sharing(connection, agency, reference, by=asker.name, subject=subject)
        else:
            set_sharing(connection, agency, reference, shared=shared, by=asker.name, subject=subject)


def share_all(store: Store, asker: Asker, rules: Rules, *, shared: Shared | None) -> None:
    """Say with whom the asker's own agency shares its records; None goes back to the partnership file.

    Raises
    ------
    NoSuchRowError
        If the asker may not.
    """
    may = may_row(rules.access, asker.role, own=True, level="own", action="share")
    if not (asker.agency and may):
        refused(store, asker, INCIDENTS, asked=0)
        raise NoSuchRowError
    with store.writing() as connection:
        if shared is None:
            end_sharing(connection, asker.agency, by=asker.name)
        else:
            set_sharing(connection, asker.agency, shared=shared, by=asker.name)


def erase_row(store: Store, asker: Asker, rules: Rules, number: int, *, why: str) -> None:
    """Erase one record for good, with what it said before.

    Raises
    ------
    NoSuchRowError
        If there is none that the asker may erase.
    """
    named = _name(store, asker, rules, number, "erase")
    with store.writing() as connection:
        erase(connection, [named], by=asker.name, why=why)
    store.tidy()


def _name(store: Store, asker: Asker, rules: Rules, number: int, action: str) -> tuple[str, str]:
    """Find a record with which the asker may do something."""
    held = schema.incidents.c
    with store.reading() as connection:
        rights = rights_by_number(connection, asker, rules, [number]).get(number)
        found = connection.execute(
            schema.incidents.select().with_only_columns(held.agency, held.reference).where(held.id == number)
        ).first()
    if rights is None or found is None or action not in rights[2]:
        refused(store, asker, INCIDENTS, asked=1)
        raise NoSuchRowError
    return found.agency, found.reference
