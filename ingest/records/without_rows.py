"""The store as those have it who see no rows: its registers and accounts, and no record of anybody.

An aggregate role opens the register of centres, the calendar or its own lines of the audit, and may tell
something.  None of it needs an incident, so the connection has no right to one.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from ingest.records import schema
from ingest.records.engine import open_engine
from ingest.records.narrow import RefusedError, plainly
from ingest.records.store import Store

__all__ = ["ROWS_OF_PEOPLE", "without_rows"]

ROWS_OF_PEOPLE = frozenset(
    table.name
    for table in (
        schema.incidents,
        schema.history,
        schema.set_aside,
        schema.held,
        schema.aggregates,
        schema.batch_weeks,
        schema.pairs,
        schema.decisions,
        schema.found_on_patrol,
    )
)
"""Refused, whatever is done to them."""
EMPTY = frozenset((schema.community_reports.name,))
"""Read as if every value were empty: what is told refers to it, and the database looks whether that holds."""
NAMED = re.compile(rf"\b({'|'.join(sorted(ROWS_OF_PEOPLE | EMPTY))})\b", re.IGNORECASE)
REACHES = re.compile(r"query_to|table_to|dblink|u&|pg_read|lo_get|\bexecute\b|\bdo\b", re.IGNORECASE)
TOUCHES = (sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
MAKES = (
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_CREATE_TEMP_VIEW,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
    sqlite3.SQLITE_DROP_TRIGGER,
)


@dataclass(frozen=True)
class _WithoutRows(Store):
    """A store that says in plain words that something is not for whoever asks."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with plainly(), super().reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with plainly(), super().writing() as connection:
            yield connection


def without_rows(url: str) -> Store:
    """Open a store that is there so that no record of anybody can be read over it.

    Any use of a table of rows raises `ingest.records.narrow.RefusedError`.  On SQLite the database refuses it
    (by the tables that are really read, whatever a query calls them); on PostgreSQL, where the account has to
    write for others, no statement passes that names such a table or could reach one unnamed.
    """
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connect(bare: Any, _record: object) -> None:
            bare.set_authorizer(_judge)

    else:

        @event.listens_for(engine, "before_cursor_execute")
        def before(_connection: object, _cursor: object, statement: str, *_how: object) -> None:
            if NAMED.search(statement) or REACHES.search(statement):
                raise RefusedError

    return _WithoutRows(url=url, engine=engine)


def _judge(what: int, one: str | None, _other: str | None, _where: str | None, _by: str | None) -> int:
    if what in MAKES or (what in TOUCHES and one in ROWS_OF_PEOPLE):
        return sqlite3.SQLITE_DENY
    if what in TOUCHES and one in EMPTY:
        return sqlite3.SQLITE_IGNORE if what == sqlite3.SQLITE_READ else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
