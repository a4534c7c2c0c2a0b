"""What was erased stays erased: the list of erasures applied to records that came out of a backup."""

import io

import polars as pl
from sqlalchemy import Connection, select

from ingest.records import schema
from ingest.records.erasing import take_out, take_out_entry
from ingest.records.erasure_keys import erasure_keys

__all__ = ["apply_erasures"]


def apply_erasures(connection: Connection) -> int:
    """Take out what stands in the list of erasures, inside a write transaction; say how much there was."""
    known = schema.erasures.c
    listed: dict[str, set[str]] = {}
    for what, key in connection.execute(select(known.what, known.key)):
        listed.setdefault(what, set()).add(key)
    found = 0
    for what, keys in listed.items():
        if what in schema.REGISTERS:
            found += _take_out_entries(connection, what, keys)
        else:
            found += _take_out_records(connection, keys)
    return found


def _take_out_records(connection: Connection, keys: set[str]) -> int:
    named = sorted(_named(connection))
    gone = [name for name, key in zip(named, erasure_keys(connection, named), strict=True) if key in keys]
    take_out(connection, gone)
    return len(gone)


def _named(connection: Connection) -> set[tuple[str, str]]:
    """Name every record that is held: current, earlier, or waiting for a second person."""
    named = set[tuple[str, str]]()
    for table in (schema.incidents, schema.history):
        rows = connection.execute(select(table.c.agency, table.c.reference).distinct())
        named |= {(agency, reference) for agency, reference in rows}
    for packed in connection.execute(select(schema.held.c.rows)).scalars():
        named |= set(pl.read_ipc(io.BytesIO(packed)).select("agency", "reference").iter_rows())
    return named


def _take_out_entries(connection: Connection, register: str, keys: set[str]) -> int:
    table = schema.REGISTERS[register]
    rows = connection.execute(select(table.c.id, table.c.agency, table.c.reference)).fetchall()
    listed = erasure_keys(connection, [(row.agency, row.reference) for row in rows], what=register)
    gone = [row.id for row, key in zip(rows, listed, strict=True) if key in keys]
    for entry in gone:
        take_out_entry(connection, table, entry)
    return len(gone)
