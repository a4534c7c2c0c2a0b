"""Whether the database itself is sound: what SQLite finds in its own file, and kinds of values that fit."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from polars.exceptions import PolarsError
from sqlalchemy import Boolean, Connection, Float, Integer, LargeBinary, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.records import schema
from ingest.records.carrying import SEALED
from ingest.records.sealing import SEALS, seal_of_schema

__all__ = ["UNREADABLE", "attempt", "batches_not_as_indexed", "faults_of_database"]

T = TypeVar("T")
UNREADABLE = (SQLAlchemyError, sqlite3.Error, PolarsError, ValueError, TypeError, OverflowError)
"""What reading a damaged value can end in."""


def attempt(connection: Connection, read: Callable[[], T]) -> T | None:
    """Read; None where what is found cannot be read.  A server that goes away is another matter."""
    try:
        with connection.begin_nested():
            return read()
    except UNREADABLE as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        return None


def faults_of_database(connection: Connection) -> list[str]:
    """Say in sentences what is wrong with the database under the records; nothing if it is sound."""
    if connection.dialect.name == "postgresql":
        return _faults_of_server(connection)
    try:
        return [*_faults_of_file(connection), *_faults_of_values(connection)]
    except UNREADABLE:
        return ["The file itself is damaged: SQLite cannot read all of it."]


def _faults_of_file(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("pragma integrity_check").scalars().all()
    faults = []
    if found != ["ok"]:
        more = "more than 99" if len(found) > 99 else str(len(found))
        faults.append(f"The file itself is damaged: SQLite's own check finds {more} faults.")
    for table in dict.fromkeys(row[0] for row in connection.exec_driver_sql("pragma foreign_key_check")):
        faults.append(f"The table '{table}' refers to lines of another that are not there.")
    kept = connection.execute(
        text("select value from facts where name = :name"), {"name": f"{SEALS}schema"}
    ).scalar()
    if kept != seal_of_schema(connection):
        faults.append("The tables themselves are not as the program made them.")
    return faults


def batches_not_as_indexed(connection: Connection) -> set[int]:
    """Name batches whose lines in a SQLite table are not as many as in its index, by which they are found."""
    differing: set[int] = set()
    if connection.dialect.name != "sqlite":
        return differing
    for table in ("incidents", "history"):
        by_index, by_table = (
            attempt(connection, partial(_lines_of_batches, connection, table, how)) or set()
            for how in (f"indexed by ix_{table}_batch", "not indexed")
        )
        differing |= {batch for batch, _ in by_index ^ by_table if isinstance(batch, int)}
    return differing


def _lines_of_batches(connection: Connection, table: str, how: str) -> set[tuple[Any, int]]:
    query = text(f"select batch, count(*) from {table} {how} group by batch")  # noqa: S608 # nosec B608 - ours
    return {(row[0], row[1]) for row in connection.execute(query)}


def _faults_of_values(connection: Connection) -> list[str]:
    """Find values of a kind that the program does not write; SQLite takes any kind in any column."""
    inspector, faults = inspect(connection), []
    for table in schema.metadata.sorted_tables:
        if not inspector.has_table(table.name):
            continue
        here = {column["name"] for column in inspector.get_columns(table.name)}
        wrong = " or ".join(f"not ({_fits(column)})" for column in table.columns if column.name in here)
        query = text(f'select count(*) from "{table.name}" where {wrong}')  # noqa: S608 # nosec B608 - ours
        if connection.execute(query).scalar():
            faults.append(f"The table '{table.name}' holds values of a kind that do not belong there.")
    return faults


def _fits(column: Any) -> str:
    name = f'"{column.name}"'
    if isinstance(column.type, Boolean):
        fits = f"{name} in (0, 1)"
    elif isinstance(column.type, Integer):
        fits = f"typeof({name}) = 'integer'"
    elif isinstance(column.type, Float):
        fits = f"typeof({name}) = 'real'"
    elif isinstance(column.type, LargeBinary):
        fits = f"typeof({name}) = 'blob'"
    else:
        fits = f"typeof({name}) = 'text'"
    return f"{name} is null or {fits}" if column.nullable else fits


def _faults_of_server(connection: Connection) -> list[str]:
    """A server checks its own pages, where it was set up to; what is never changed must be kept so."""
    has_releases = inspect(connection).has_table("reporting_cells")  # older stores keep the audit alone
    in_force = text("select count(*) from pg_trigger where tgname = :name and tgenabled <> 'D'")
    faults = [
        f"Nothing keeps the lines of {title} from being changed: the trigger is gone or off."
        for table, title in SEALED.items()
        if (table == "audit" or has_releases)
        and not connection.execute(in_force, {"name": f"{table}_sealed"}).scalar()
    ]
    has_amcheck = "select count(*) from pg_extension where extname = 'amcheck'"
    if connection.execute(text(has_amcheck)).scalar():
        faults += _faults_of_indexes(connection)
    return faults


def _faults_of_indexes(connection: Connection) -> list[str]:
    """Compare indexes with their tables, where the server has `amcheck`."""
    faults = []
    for table in schema.metadata.sorted_tables:
        names = text(
            "select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indexrelid "
            "join pg_am a on a.oid = c.relam "
            "where i.indrelid = cast(:table as regclass) and a.amname = 'btree'"
        )
        for index in connection.execute(names, {"table": table.name}).scalars().all():
            try:
                with connection.begin_nested():
                    connection.execute(
                        text("select bt_index_check(cast(:name as regclass), true)"), {"name": index}
                    )
            except DBAPIError:
                faults.append(f"The index '{index}' of table '{table.name}' is damaged.")
    return faults
