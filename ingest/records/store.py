"""The record store: files in, records out.  SQLite in one file, or PostgreSQL by URL."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_exponential

from ingest.aggregate import PreparedAggregate
from ingest.errors import IngestError
from ingest.incident import INCIDENT, SET_ASIDE
from ingest.outcome import Prepared, Receipt
from ingest.records import changes, counted, engine, facts, receiving, schema, sealing, withdrawing
from ingest.records.bulk import read_frame
from ingest.records.migrate import migrate
from ingest.records.receiving import Sent
from ingest.records.steps import reached
from ingest.records.troubles import DAMAGED, StoreAwayError, StoreBusyError, StoreDamagedError

__all__ = ["Store", "open_as_it_is", "open_store"]

PATIENCE_S = 60


def open_store(url: str) -> "Store":
    """Open a record store, making it or bringing it up to date where need be.

    Parameters
    ----------
    url : str
        A SQLAlchemy URL: `sqlite:///var/common-ground.sqlite` or `postgresql+psycopg://user@host/name`.

    Raises
    ------
    IngestError
        If it cannot be opened, or was made by a newer version of the program.
    """
    try:
        opened = Store(url=url, engine=engine.open_engine(url))
        migrate(opened.engine)
        with opened.reading() as connection:
            settled = facts.fact(connection, "erasure_key") is not None
            settled &= bool(sealing.sealed_as(connection))
            if settled and not sealing.is_of_one_piece(connection):
                raise StoreDamagedError(DAMAGED)
        if not settled:
            with opened.writing() as connection:
                facts.settle_facts(connection)
                sealing.seal_every_table(connection)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise IngestError(
            "The record store's address is not one that can be opened. Write it as "
            "sqlite:///folder/file.sqlite or postgresql+psycopg://user@host/name."
        ) from error
    except (DatabaseError, OSError) as error:
        raise IngestError(
            "The record store cannot be opened: the file is not a record store, or its folder cannot be "
            "written to. Check the address given with --store or COMMON_GROUND_STORE."
        ) from error
    return opened


def open_as_it_is(url: str) -> "Store":
    """Open a store that is there without changing or judging it: to verify it, or to put another there.

    Raises
    ------
    IngestError
        If there is none.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and not Path(str(place.database)).is_file():
        raise IngestError(f"There is no record store at {place.database}.")
    return Store(url=url, engine=engine.open_engine(url))


@dataclass(frozen=True)
class Store:
    """An open record store.

    What concerns files is here; registers, pairs, erasure and backup have modules of their own, whose
    functions are given a connection from `reading` or `writing`.
    """

    url: str
    engine: Engine

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one write transaction: all of it lands, or none."""
        return engine.writing(self.engine)

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees the store as it is now."""
        return engine.reading(self.engine)

    def data_version(self) -> int:
        """Count the times that what is shown has changed."""
        with self.reading() as connection:
            return int(facts.fact(connection, "data_version") or 0)

    def records_version(self) -> int:
        """Tell at which data version the incidents themselves last changed."""
        with self.reading() as connection:
            known = facts.fact(connection, "records_version") or facts.fact(connection, "data_version")
            return int(known or 0)

    def receive(self, prepared: Prepared, sent: Sent) -> Receipt:
        """Keep a file's records: one file, one batch, one transaction; see `receiving.receive`.

        Where the server goes away in the middle, or others are in the way, the same file is sent again for a
        minute: the digest sees to it that it lands once.
        """

        @retry(
            retry=retry_if_exception_type((StoreAwayError, StoreBusyError)),
            stop=stop_after_delay(PATIENCE_S),
            wait=wait_exponential(0.1, max=2),
            reraise=True,
        )
        def once() -> Receipt:
            with self.writing() as connection:
                return receiving.receive(connection, prepared, sent)

        receipt = once()
        reached("landed")
        return receipt

    def receive_counts(self, prepared: PreparedAggregate, sent: Sent) -> Receipt:
        """Keep a return of counts; see `counted.receive_counts`."""
        with self.writing() as connection:
            return counted.receive_counts(connection, prepared, sent)

    def counts(self) -> pl.DataFrame:
        """Read the counts that agencies sent ready-made, as they hold now."""
        with self.reading() as connection:
            return counted.counts_held(connection)

    def withdraw(self, batch: int, *, by: str, why: str) -> tuple[int, int]:
        """Take a batch back: records removed, and records that say again what they said before."""
        with self.writing() as connection:
            return withdrawing.withdraw(connection, batch, by=by, why=why)

    def approve(self, batch: int, *, by: str) -> None:
        """Let a held batch land."""
        with self.writing() as connection:
            receiving.approve(connection, batch, by=by)

    def refuse(self, batch: int, *, by: str, why: str) -> None:
        """Turn a held batch away."""
        with self.writing() as connection:
            receiving.refuse(connection, batch, by=by, why=why)

    def why_held(self, batch: int) -> str:
        """Say why a batch waits for a second person."""
        known = schema.held.c
        with self.reading() as connection:
            return connection.execute(select(known.why).where(known.batch == batch)).scalar() or ""

    def changes(self, batch: int) -> pl.DataFrame:
        """List what a batch changed; see `changes.changes_of`."""
        with self.reading() as connection:
            return changes.changes_of(connection, batch)

    def incidents(self, columns: Iterable[str] = tuple(INCIDENT)) -> pl.DataFrame:
        """Read every record, in order of arrival: columns of `INCIDENT`, and `id` and `batch`."""
        known = schema.incidents.c
        with self.reading() as connection:
            return read_frame(connection, select(*(known[name] for name in columns)).order_by(known.id))

    def batches(self) -> list[dict[str, Any]]:
        """List the files taken in, newest first, whatever became of them."""
        with self.reading() as connection:
            rows = connection.execute(select(schema.batches).order_by(schema.batches.c.id.desc()))
            return [dict(row) for row in rows.mappings()]

    def set_aside(self, batch: int) -> pl.DataFrame:
        """Read the rows of a batch that could not be kept."""
        known = schema.set_aside.c
        query = select(*(known[name] for name in SET_ASIDE)).where(known.batch == batch).order_by(known.id)
        with self.reading() as connection:
            return read_frame(connection, query, **SET_ASIDE)

    def tidy(self) -> None:
        """Leave nothing in the files of what was deleted: rows are overwritten, SQLite's log is emptied."""
        if self.engine.dialect.name == "sqlite":
            bare = self.engine.raw_connection()
            try:
                bare.cursor().execute("pragma wal_checkpoint(truncate)")
            finally:
                bare.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
