"""Verifying a store: every seal worked out again from what is found, and every damaged part named."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
from sqlalchemy import Connection, RowMapping, Select, String, Table, cast, func, inspect, select

from ingest.incident import INCIDENT
from ingest.records import schema
from ingest.records.audit import broken_line
from ingest.records.registers import own_columns
from ingest.records.seal import seal_of, seal_of_batch, seal_of_values
from ingest.records.sealing import seal_of_schema, seal_of_table, sealed_as, sealed_columns
from ingest.records.sound import UNREADABLE, attempt, batches_not_as_indexed, faults_of_database

__all__ = ["Damage", "Verified", "verify"]

TITLES = {
    "aggregates": "counts sent ready-made",
    "audit": "the audit",
    "batches": "the list of files taken in",
    "erasures": "the list of erasures",
    "facts": "the store's own facts",
    "held": "files that wait for a second person",
    "history": "what records said before",
    "register_history": "what entries said before",
    "set_aside": "rows set aside",
}


@dataclass(frozen=True)
class Damage:
    """A part of the store that is not as it was kept.

    Attributes
    ----------
    where : str
        `batch`, `entry`, `audit`, `table` or `file`.
    number : int, optional
        Of the batch, the entry or the line of the audit.
    words : str
        A sentence that names it.
    """

    where: str
    number: int | None
    words: str


@dataclass(frozen=True)
class Verified:
    """What was found.

    Attributes
    ----------
    damage : tuple of Damage
        Empty if everything is whole.
    counts : dict of str to int
        Lines of each table.
    seal : str
        The seal over the whole, as found.
    """

    damage: tuple[Damage, ...]
    counts: dict[str, int]
    seal: str

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is damaged."""
        return not self.damage


def verify(connection: Connection) -> Verified:
    """Work out every seal again and compare, inside a read; nothing is written."""
    damage = [Damage("file", None, words) for words in faults_of_database(connection)]
    tables = _tables_as_found(connection)
    batches = _batches_as_found(connection)
    damage += _differing_batches(connection, batches)
    damage += _differing_entries(connection)
    damage += _broken_audit(connection)
    damage += _differing_tables(connection, tables)
    counts = {name: int(seal.split(":")[0]) for name, seal in tables.items() if seal is not None}
    counts["incidents"] = attempt(connection, lambda: _count(connection, schema.incidents)) or 0
    whole = {"tables": tables, "batches": batches, "schema": seal_of_schema(connection)}
    seal = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
    return Verified(tuple(damage), counts, seal)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def _tables_as_found(connection: Connection) -> dict[str, str | None]:
    found = {}
    for name, columns in sealed_columns(connection).items():
        found[name] = attempt(connection, partial(seal_of_table, connection, name, columns))
    return found


def _differing_tables(connection: Connection, found: dict[str, str | None]) -> Iterator[Damage]:
    kept = attempt(connection, partial(sealed_as, connection)) or {}
    for name, seal in found.items():
        if seal is None or seal != kept.get(name):
            title = TITLES.get(name, name.replace("_", " "))
            yield Damage(
                "table", None, f"Lines of the table '{name}' ({title}) are not as they were written."
            )


def _batches_as_found(connection: Connection) -> dict[int, str | None]:
    known = schema.batches.c
    numbers = attempt(
        connection, lambda: connection.execute(select(known.id).order_by(known.id)).scalars().all()
    )
    return {
        number: attempt(connection, partial(seal_of_batch, connection, number)) for number in numbers or ()
    }


def _differing_batches(connection: Connection, found: dict[int, str | None]) -> Iterator[Damage]:
    known = schema.batches.c
    kept = (
        attempt(connection, lambda: dict(connection.execute(select(known.id, known.seal)).fetchall())) or {}
    )
    nothing, moved = seal_of(pl.DataFrame(schema=dict(INCIDENT))), batches_not_as_indexed(connection)
    for number, seal in found.items():
        if seal is None or number in moved or seal != (kept.get(number) or nothing):
            of = attempt(connection, partial(_batch_in_words, connection, number)) or ""
            yield Damage("batch", number, f"Batch {number}{of} is not as it was taken in.")


def _batch_in_words(connection: Connection, number: int) -> str:
    known = schema.batches.c
    query = select(known.file, known.agency, cast(known.received_at, String)).where(known.id == number)
    row = connection.execute(query).one()
    return f" ({row[0]}, from {row[1]}, taken in on {row[2][:10]})"


def _differing_entries(connection: Connection) -> Iterator[Damage]:
    inspector = inspect(connection)
    for name, register in schema.REGISTERS.items():
        if not inspector.has_table(name):
            continue
        here = {column["name"] for column in inspector.get_columns(name)}
        own = [column for column in own_columns(register) if column in here]
        for number in _differing_numbers(connection, register, own):
            title = name.replace("_", " ")
            yield Damage("entry", number, f"Entry {number} of {title} is not as it was written down.")


def _differing_numbers(connection: Connection, register: Table, own: list[str]) -> list[int]:
    """Compare every entry of a register with its seal; one by one where they cannot be read together."""
    query = select(register.c.id, register.c.seal, *(register.c[name] for name in own))
    rows = attempt(connection, lambda: connection.execute(query).mappings().all())
    if rows is not None:
        return [row["id"] for row in rows if not _has_its_seal(row, own)]
    numbers = attempt(connection, lambda: connection.execute(select(register.c.id)).scalars().all())
    return [number for number in numbers or () if not _is_readable(connection, query, register, number)]


def _has_its_seal(row: RowMapping, own: list[str]) -> bool:
    try:
        return bool(row["seal"] == seal_of_values({name: row[name] for name in own}))
    except UNREADABLE:  # a value of another kind
        return False


def _is_readable(connection: Connection, query: Select[Any], register: Table, number: int) -> bool:
    one = query.where(register.c.id == number)
    return attempt(connection, lambda: connection.execute(one).one()) is not None


def _broken_audit(connection: Connection) -> Iterator[Damage]:
    if not inspect(connection).has_table("audit"):
        return
    read = attempt(connection, lambda: (broken_line(connection),))
    if read is None:
        yield Damage("audit", None, "The audit cannot be read.")
    elif read[0] is not None:
        yield Damage("audit", read[0], f"Line {read[0]} of the audit was changed, moved or taken out.")
