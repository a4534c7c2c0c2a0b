"""Carrying whole tables from one database to another, whatever the two are."""

from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from ingest.records import schema
from ingest.records.sealing import added_to

__all__ = ["SEALED", "carry", "empty"]

PART = 5_000
SEALED = {"audit": "the audit", "releases": "the releases", "reporting_cells": "the reporting cells"}
"""Tables whose lines the database itself refuses to change or delete, and what they are called."""


def carry(source: Connection, target: Connection, table: Table, *, above: int = 0) -> int:
    """Copy the lines of a table as they are, numbers included; say how many.

    Parameters
    ----------
    above : int
        Only lines with higher numbers than this.
    """
    query = select(table).order_by(*table.primary_key)
    if above:
        query = query.where(table.c.id > above)
    rows = source.execute(query, execution_options={"yield_per": PART})
    carried = 0
    for part in rows.partitions(PART):
        if target.dialect.name == "postgresql":
            _copy(target, table, part)
        else:
            target.execute(insert(table), [dict(row._mapping) for row in part])
        carried += len(part)
    if target.dialect.name == "postgresql":
        _count_on(target, table)
    return carried


def _copy(target: Connection, table: Table, rows: Any) -> None:
    """PostgreSQL's own COPY."""
    quote = target.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    added_to(target, table.name)
    with target.connection.cursor().copy(f"copy {quote(table.name)} ({names}) from stdin") as copying:
        for row in rows:
            copying.write_row(tuple(row))


def _count_on(target: Connection, table: Table) -> None:
    """Have new lines numbered after those that came with numbers."""
    for column in table.primary_key:
        counter = target.execute(
            text("select pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": column.name},
        ).scalar()
        if counter is not None:
            last = target.execute(select(func.max(column))).scalar()
            query = text("select setval(cast(:counter as regclass), :last, :used)")
            target.execute(query, {"counter": counter, "last": last or 1, "used": last is not None})


def empty(target: Connection, *, audit: bool) -> None:
    """Take every line out of every table on a server; out of the audit only if so asked.

    Deleted, not truncated: whoever is reading goes on seeing what was there.  The triggers that keep what is
    never changed are held off for it.
    """
    for table in reversed(schema.metadata.sorted_tables):
        if table is schema.audit and not audit:
            continue
        is_sealed = table.name in SEALED
        if is_sealed:
            target.execute(text(f"alter table {table.name} disable trigger {table.name}_sealed"))
        target.execute(delete(table))
        if is_sealed:
            target.execute(text(f"alter table {table.name} enable trigger {table.name}_sealed"))
