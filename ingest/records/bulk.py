"""Many rows at once: into a table by the driver's own bulk call, out of it into columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, Table, bindparam, insert, update

from ingest.incident import INCIDENT
from ingest.records.sealing import added_to

__all__ = ["add_rows", "change_rows", "read_columns", "read_frame"]

AT_ONCE = 10
READ_AT_ONCE = 1_000
"""Few enough to be still in the processor's cache, and let go of, when they are turned into columns."""
PART = 20_000


def add_rows(connection: Connection, table: Table, new: pl.DataFrame) -> None:
    """Add plain rows; the columns of the frame are those of the table."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, new)
        return
    dates = [pl.col(name).cast(pl.String) for name, kind in new.schema.items() if kind == pl.Date]
    for part in new.iter_slices(PART):
        _insert(connection, table, part.with_columns(dates))


def _insert(connection: Connection, table: Table, new: pl.DataFrame) -> None:
    """Ten rows to a statement, handed to the driver one by one, take a tenth of the time of Core's."""
    one: Any = insert(table).compile(dialect=connection.dialect, column_keys=new.columns)
    columns = [new[name].to_list() for name in one.positiontup]
    whole = new.height - new.height % AT_ONCE
    head, values = str(one).split(" VALUES ")
    many = f"{head} VALUES {', '.join([values] * AT_ONCE)}"
    cursor: Any = connection.connection.cursor()
    added_to(connection, table.name)
    cursor.executemany(
        many, zip(*(each[i:whole:AT_ONCE] for i in range(AT_ONCE) for each in columns), strict=True)
    )
    cursor.executemany(str(one), zip(*(each[whole:] for each in columns), strict=True))


def _copy(connection: Connection, table: Table, new: pl.DataFrame) -> None:
    """PostgreSQL's own COPY, as CSV."""
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in new.columns)
    wire = f"copy {table.name} ({names}) from stdin (format csv, null '\\N')"
    cursor = connection.connection.cursor()
    added_to(connection, table.name)
    with cursor.copy(wire) as copying:
        for part in new.iter_slices(PART):
            copying.write(part.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric"))


def change_rows(connection: Connection, table: Table, changed: pl.DataFrame) -> None:
    """Write new values over the rows with the numbers in `id`."""
    if not changed.height:
        return
    named: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changed.columns if name != "id"}
    query = update(table).where(table.c.id == bindparam("new_id")).values(named)
    connection.execute(query, changed.rename(lambda name: f"new_{name}").to_dicts())


def read_columns(connection: Connection, query: Select[Any], types: Mapping[str, Any]) -> pl.DataFrame:
    """Run a query into columns, in parts, so that the rows of a large answer are never all held twice."""
    statement = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    cursor = connection.exec_driver_sql(str(statement)).cursor
    parts = []
    while cursor is not None and (rows := cursor.fetchmany(READ_AT_ONCE)):
        parts.append(_columns(rows, types))
    return pl.concat(parts, rechunk=True) if parts else _columns([], types)


def _columns(rows: Sequence[Sequence[Any]], types: Mapping[str, Any]) -> pl.DataFrame:
    """Turn a driver's rows into columns; a day may come as a date or as text, as the database keeps it."""
    values = zip(*rows, strict=True) if rows else ([] for _ in types)
    columns = []
    for (name, kind), column in zip(types.items(), values, strict=True):
        held = list(column)
        is_text = kind == pl.Date and any(isinstance(value, str) for value in held)
        series = pl.Series(name, held, dtype=pl.String if is_text else kind, strict=False)
        columns.append(series.str.to_date("%Y-%m-%d") if is_text else series)
    return pl.DataFrame(columns)


def read_frame(connection: Connection, query: Select[Any], **others: Any) -> pl.DataFrame:
    """Run a query of an incident's columns; the types of other columns are given by name."""
    types: Mapping[str, Any] = {**INCIDENT, "id": pl.Int64, "batch": pl.Int64, **others}
    names = [str(column.key) for column in query.selected_columns]
    return read_columns(connection, query, {name: types[name] for name in names})
