"""What the store that is there hands on to the one that takes its place: its erasures, audit and releases."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from ingest.records import schema
from ingest.records.audit import broken_line
from ingest.records.carrying import carry
from ingest.records.facts import fact
from ingest.records.sound import attempt
from ingest.records.troubles import StoreError

__all__ = ["HandedOn", "hand_on"]


@dataclass(frozen=True)
class HandedOn:
    """What could be read of the store that is there.

    Attributes
    ----------
    data_version : int or None
        How far it counted; None where that could not be read.
    erasures : bool
        Whether its list of erasures was taken over.
    audit : bool
        Whether its whole audit goes on in the new one.
    """

    data_version: int | None = None
    erasures: bool = False
    audit: bool = False


def hand_on(live: Connection, copy: Connection) -> HandedOn:
    """Take over into a restored copy what must not be lost; a damaged store hands on what it still can.

    Raises
    ------
    StoreError
        If the copy is of another store, and the one that is there keeps a list of erasures.
    """
    version = attempt(live, lambda: int(fact(live, "data_version") or 0))
    is_same = attempt(live, lambda: fact(live, "erasure_key")) == fact(copy, "erasure_key")
    erased = attempt(live, lambda: [dict(row) for row in live.execute(select(schema.erasures)).mappings()])
    if erased and not is_same:
        raise StoreError(
            f"This backup is of another record store, and the one here keeps a list of {len(erased):,} "
            "erasures that would be lost. Nothing was changed. Restore it into a new store with --store."
        )
    _add_erasures(copy, erased or [])
    audit = attempt(live, lambda: _add_audit(live, copy, is_same=is_same))
    if is_same:
        attempt(live, lambda: _add_releases(live, copy))
    return HandedOn(version, erased is not None, bool(audit))


def _add_erasures(copy: Connection, erased: list[dict[str, object]]) -> None:
    listed = set(copy.execute(select(schema.erasures.c.key)).scalars())
    new = [
        {name: line[name] for name in line if name != "id"} for line in erased if line["key"] not in listed
    ]
    if new:
        copy.execute(insert(schema.erasures), new)


def _add_audit(live: Connection, copy: Connection, *, is_same: bool) -> bool:
    """Add the lines since the backup was made; say whether all of the audit is in the copy now."""
    known = schema.audit.c
    if live.execute(select(known.id).limit(1)).first() is None:
        return True
    last = copy.execute(select(known.id, known.hash).order_by(known.id.desc()).limit(1)).first()
    number, sealed = (last.id, last.hash) if last else (0, None)
    here = live.execute(select(known.hash).where(known.id == number)).scalar()
    if not is_same or here != sealed or broken_line(live) is not None:
        return False
    carry(live, copy, schema.audit, above=number)
    return True


def _add_releases(live: Connection, copy: Connection) -> None:
    """Add what was released since the backup was made: a number that was given out stands for one release."""
    for table in (schema.reporting_cells, schema.releases):
        last = copy.execute(select(func.max(table.c.id))).scalar() or 0
        ends = [store.execute(select(table).where(table.c.id == last)).first() for store in (live, copy)]
        if ends[0] == ends[1]:
            carry(live, copy, table, above=last)
