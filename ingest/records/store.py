"""The record store: files in, records out.  SQLite in one file, or another database by URL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from ingest.errors import IngestError
from ingest.incident import INCIDENT, SET_ASIDE
from ingest.outcome import Prepared, Receipt
from ingest.records import schema

__all__ = ["Store", "open_store"]

KEPT = tuple(name for name in INCIDENT if name != "row")
AT_ONCE = 10
READ_AT_ONCE = 100_000
COMPARED = tuple(name for name in KEPT if name not in {"agency", "reference"})


def open_store(url: str) -> "Store":
    """Open a record store, making it if it is not there.

    Parameters
    ----------
    url : str
        A SQLAlchemy URL, such as `sqlite:///var/common-ground.sqlite`.

    Raises
    ------
    IngestError
        If the store was made by a version of the program that this one does not know.
    """
    try:
        return _opened(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise IngestError(
            "The record store's address is not one that can be opened. Write it as "
            "sqlite:///folder/file.sqlite, or as another database's SQLAlchemy URL."
        ) from error
    except (DatabaseError, OSError) as error:
        raise IngestError(
            "The record store cannot be opened: the file is not a record store, or its folder cannot be "
            "written to. Check the address given with --store or COMMON_GROUND_STORE."
        ) from error


def _opened(url: str) -> "Store":
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and place.database not in {None, "", ":memory:"}:
        Path(str(place.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(place)
    if engine.dialect.name == "sqlite":
        _settle_sqlite(engine)
    store = Store(url=url, engine=engine)
    if not inspect(engine).has_table(schema.facts.name):
        with store.writing() as connection:
            schema.metadata.create_all(connection)
            if store.fact("schema", connection) is None:
                store.note_fact(connection, "schema", schema.SCHEMA_VERSION)
                store.note_fact(connection, "data_version", "0")
    found = store.fact("schema")
    if found != schema.SCHEMA_VERSION:
        raise IngestError(
            f"The record store is of version {found}; this program keeps version "
            f"{schema.SCHEMA_VERSION}. Open it with the version that made it."
        )
    return store


def _settle_sqlite(engine: Engine) -> None:
    """Many readers beside one writer, and nothing acknowledged before it is on the disk."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the BEGIN below is ours
        for setting in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=30000"):
            connection.execute(f"pragma {setting}")
        connection.execute("pragma temp_store=memory")  # references are laid beside each other there
        connection.execute("pragma cache_size=-65536")  # 64 MB: the index of references stays in memory

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(frozen=True)
class Store:
    """An open record store."""

    url: str
    engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one write transaction: all of it lands, or none."""
        engine = self.engine.execution_options(writes=True)
        with engine.begin() as connection:
            yield connection

    def fact(self, name: str, connection: Connection | None = None) -> str | None:
        """Read one of the store's own facts."""
        query = select(schema.facts.c.value).where(schema.facts.c.name == name)
        if connection is not None:
            return connection.execute(query).scalar()
        with self.engine.connect() as fresh:
            return fresh.execute(query).scalar()

    def note_fact(self, connection: Connection, name: str, value: str) -> None:
        """Set one of the store's own facts."""
        changed = connection.execute(
            update(schema.facts).where(schema.facts.c.name == name).values(value=value)
        ).rowcount
        if not changed:
            connection.execute(insert(schema.facts).values(name=name, value=value))

    def data_version(self) -> int:
        """Count the times that the records have changed."""
        return int(self.fact("data_version") or 0)

    def receive(
        self, prepared: Prepared, *, file: str, digest: str, agency: str, format_name: str
    ) -> Receipt:
        """Keep a file's records: one file, one batch, one transaction.

        A reference that the agency has sent before is updated where anything differs and counted as a
        duplicate where nothing does. A file with the same content as one already kept adds nothing.
        """
        counted = {"read": prepared.read, "blank": prepared.blank, "set_aside": prepared.set_aside.height}
        with self.writing() as connection:
            seen = connection.execute(
                select(schema.batches.c.id).where(
                    schema.batches.c.agency == agency, schema.batches.c.digest == digest
                )
            ).scalar()
            if seen is not None:
                again = f"This file was already taken in, as batch {seen}. Nothing was added."
                counted |= {
                    "accepted": 0,
                    "updated": 0,
                    "duplicates": prepared.incidents.height + prepared.duplicates,
                }
                return _receipt(prepared, counted, seen, file, agency, format_name, (again,))
            new, changed, same = self._compare(prepared.incidents, connection)
            counted |= {
                "accepted": new.height,
                "updated": changed.height,
                "duplicates": same + prepared.duplicates,
            }
            batch = connection.execute(
                insert(schema.batches).values(
                    file=file,
                    digest=digest,
                    agency=agency,
                    format=format_name,
                    received_at=datetime.now(UTC).replace(tzinfo=None),
                    **counted,
                )
            ).inserted_primary_key
            number = int(batch[0]) if batch else 0
            _insert(connection, new, number)
            _update(connection, changed, number)
            if prepared.set_aside.height:
                rows = prepared.set_aside.select(list(SET_ASIDE)).to_dicts()
                connection.execute(insert(schema.set_aside), [{"batch": number, **row} for row in rows])
            if new.height or changed.height:
                version = int(self.fact("data_version", connection) or 0) + 1
                self.note_fact(connection, "data_version", str(version))
        return _receipt(prepared, counted, number, file, agency, format_name, ())

    def _compare(
        self, incidents: pl.DataFrame, connection: Connection
    ) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """Split a file's records into those that are new, those that differ, and a count of the same."""
        before = self._sent_before(incidents, connection)
        if before.is_empty():
            return incidents, incidents.clear(), 0
        joined = incidents.join(
            before, on=["agency", "reference"], how="left", suffix=":before", maintain_order="left"
        )
        is_new = joined["id"].is_null()
        differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}:before")) for name in COMPARED)
        matched = joined.filter(~is_new)
        changed = matched.filter(differs)
        new = joined.filter(is_new).select(list(INCIDENT))
        return new, changed.select("id", *INCIDENT), matched.height - changed.height

    def _sent_before(self, incidents: pl.DataFrame, connection: Connection) -> pl.DataFrame:
        """Read the held records that carry the references of a file, however many others are held."""
        known, asked = schema.incidents.c, schema.asked
        if connection.execute(select(known.id).limit(1)).first() is None:
            return pl.DataFrame(schema={"id": pl.Int64, **INCIDENT})
        asked.create(connection)
        _bulk_insert(connection, asked, incidents.select("agency", "reference"))
        same = (asked.c.agency == known.agency) & (asked.c.reference == known.reference)
        columns = [known.id, *(known[name] for name in KEPT)]
        before = _frame(connection, select(*columns).select_from(asked.join(schema.incidents, same)))
        asked.drop(connection)
        return before

    def incidents(self, columns: Iterable[str] = tuple(INCIDENT)) -> pl.DataFrame:
        """Read every record, with the columns of `INCIDENT` asked for, in the order in which they came."""
        types = {name: INCIDENT[name] for name in columns}
        wanted = [schema.incidents.c[name] for name in types]
        query = select(*wanted).order_by(schema.incidents.c.id)
        with self.engine.connect() as connection:
            statement = query.compile(dialect=connection.dialect)
            cursor = connection.exec_driver_sql(str(statement)).cursor
            parts = [_columns([], types)] if cursor is None else []
            while cursor is not None and (rows := cursor.fetchmany(READ_AT_ONCE)):
                parts.append(_columns(rows, types))
        return pl.concat(parts) if parts else _columns([], types)

    def batches(self) -> list[dict[str, Any]]:
        """List the files taken in, newest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(schema.batches).order_by(schema.batches.c.id.desc()))
            return [dict(row) for row in rows.mappings()]

    def set_aside(self, batch: int) -> pl.DataFrame:
        """Read the rows of a batch that could not be kept."""
        columns = [schema.set_aside.c[name] for name in SET_ASIDE]
        query = select(*columns).where(schema.set_aside.c.batch == batch).order_by(schema.set_aside.c.id)
        with self.engine.connect() as connection:
            rows = connection.execute(query).fetchall()
        return pl.DataFrame([tuple(row) for row in rows], schema=dict(SET_ASIDE), orient="row")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _frame(connection: Connection, query: Any) -> pl.DataFrame:
    """Run a query into columns of the incident's types."""
    result = connection.execute(query)
    types: Mapping[str, Any] = {"id": pl.Int64, **INCIDENT}
    names = list(result.keys())
    return pl.DataFrame(
        [tuple(row) for row in result], schema={name: types[name] for name in names}, orient="row"
    )


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


def _insert(connection: Connection, new: pl.DataFrame, batch: int) -> None:
    """Add records."""
    dates = [pl.col(name).cast(pl.String) for name, kind in INCIDENT.items() if kind == pl.Date]
    for part in new.iter_slices(20_000):
        rows = part.with_columns(pl.lit(batch).alias("batch"), *dates).select("batch", "row", *KEPT)
        _bulk_insert(connection, schema.incidents, rows)


def _bulk_insert(connection: Connection, table: Table, new: pl.DataFrame) -> None:
    """Add plain rows by the driver's own bulk call, ten to a statement: a sixth of the time of Core's."""
    one: Any = insert(table).compile(dialect=connection.dialect, column_keys=new.columns)
    if not one.positiontup:
        connection.exec_driver_sql(str(one), new.to_dicts())
        return
    rows = new.select(one.positiontup).rows()
    whole = len(rows) - len(rows) % AT_ONCE
    head, values = str(one).split(" VALUES ")
    many = f"{head} VALUES {', '.join([values] * AT_ONCE)}"
    tens = [tuple(chain.from_iterable(rows[i : i + AT_ONCE])) for i in range(0, whole, AT_ONCE)]
    for statement, values_of in ((many, tens), (str(one), rows[whole:])):
        if values_of:
            connection.exec_driver_sql(statement, values_of)


def _update(connection: Connection, changed: pl.DataFrame, batch: int) -> None:
    """Write the new values of records that an agency sent again."""
    table = schema.incidents
    for row in changed.iter_rows(named=True):
        values = {name: row[name] for name in ("row", *COMPARED)}
        connection.execute(update(table).where(table.c.id == row["id"]).values(batch=batch, **values))


def _receipt(
    prepared: Prepared,
    counted: dict[str, int],
    batch: int,
    file: str,
    agency: str,
    format_name: str,
    notes: tuple[str, ...],
) -> Receipt:
    return Receipt(
        file=file,
        agency=agency,
        format=format_name,
        batch=batch,
        without_location=prepared.incidents["x"].null_count(),
        outside_area=prepared.outside_area,
        notes=(*notes, *prepared.notes),
        **counted,
    )
