"""The database under the store: SQLite in one file, or PostgreSQL by URL; many readers beside one writer."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from ingest.records import audit_heads, sealing
from ingest.records.troubles import in_words

__all__ = ["open_engine", "reading", "writing"]

WAIT_MS = 120_000
"""How long a writer waits for the others before it gives up."""
WRITERS = 20_261_122
"""The lock that PostgreSQL's writers take, so that they come one after the other as on SQLite."""


def open_engine(url: str) -> Engine:
    """Make the engine of a store's URL; the folder of a SQLite file is made if it is not there."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        engine = create_engine(place, pool_pre_ping=True, hide_parameters=True)
        _notice_changes(engine)
        return engine
    if place.database not in {None, "", ":memory:"}:
        file = Path(str(place.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # what is wrong with the place SQLite says itself
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))  # a new store is for this account alone
    engine = create_engine(place, hide_parameters=True)  # an error never quotes a record
    _settle_sqlite(engine)
    _notice_changes(engine)
    return engine


def _settle_sqlite(engine: Engine) -> None:
    """Many readers beside one writer, and nothing acknowledged before it is on the disk."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the BEGIN below is ours
        connection.execute(f"pragma busy_timeout={WAIT_MS}")
        try:
            for setting in ("journal_mode=wal", "synchronous=full", "secure_delete=on"):
                connection.execute(f"pragma {setting}")
        except UnicodeDecodeError as error:  # what SQLite says of a damaged table quotes the damage
            raise sqlite3.DatabaseError("malformed") from error
        connection.execute("pragma temp_store=memory")  # references are laid beside each other there
        connection.execute("pragma cache_size=-65536")  # 64 MB: the index of references stays in memory

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        checked = "off" if options.get("rebuilds", False) else "on"
        connection.exec_driver_sql(f"pragma foreign_keys={checked}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


def _notice_changes(engine: Engine) -> None:
    """Tell the seals which tables a statement changes."""

    @event.listens_for(engine, "after_cursor_execute")
    def executed(connection: Connection, _cursor: Any, statement: str, *_how: Any) -> None:
        sealing.noticed(connection, statement)


def _place(engine: Engine) -> str:
    """Name the file of a store; a server's address is nobody's business."""
    return str(engine.url.database or "") if engine.dialect.name == "sqlite" else ""


@contextmanager
def writing(engine: Engine, *, rebuilds: bool = False) -> Iterator[Connection]:
    """Give a connection inside one write transaction: all of it lands, or none.  Its tables are sealed anew.

    Parameters
    ----------
    rebuilds : bool
        Tables are rebuilt, which SQLite does only while references between them are not checked.

    Raises
    ------
    ingest.records.troubles.StoreError
        In plain words, if the disk is full, the file cannot be written to, or the server is away.
    """
    with (
        in_words(_place(engine)),
        engine.execution_options(writes=True, rebuilds=rebuilds).begin() as connection,
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({WRITERS})")
        sealing.watch(connection)
        audit_heads.forget_owed(connection)
        yield connection
        sealing.settle_seals(connection)
        heads = audit_heads.due_heads(connection)
    if heads is not None:
        with suppress(OSError):  # it has landed; that the heads are behind is seen when they are compared
            audit_heads.keep_heads(*heads)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose every query sees the store as it was at the first."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with in_words(_place(engine)), engine.connect() as connection:
        yield connection
