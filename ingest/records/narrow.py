"""Connections that read next to nothing: on SQLite by its authorizer, on PostgreSQL by a role without rights.

Whoever holds one reads the tables that it was made for; anything else is refused by the database itself.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ingest.records.engine import WAIT_MS
from ingest.records.troubles import StoreError, in_words

__all__ = ["FUNCTIONS", "RefusedError", "fence_sqlite", "only_asks", "plainly", "sqlite_engine"]

FUNCTIONS = frozenset(("count", "max", "min", "sum", "length", "coalesce", "lower", "upper"))
"""What a query over such a connection may call."""
REFUSED = "This connection may read what it was made for, and nothing else. Nothing was shown."
SIGNS = ("not authorized", "authorization denied", "is prohibited", "readonly database", "query_only")
NO_RIGHT = "42501"
ASKS = re.compile(r"\s*(select|with)\b", re.IGNORECASE)
NEVER = re.compile(
    r"set_config|set\s+(local|session|role)|pg_|lo_|dblink|query_to|table_to|u&|;", re.IGNORECASE
)
"""What no question needs and what could leave the role, or read files and other tables by name."""


class RefusedError(StoreError):
    """A narrow connection was asked for something that is not its own."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


def sqlite_engine(url: str) -> Engine:
    """Make an engine that opens the file of a SQLite store for reading only, anew each time."""
    file = Path(str(make_url(url).database)).absolute()

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)
        connection.execute(f"pragma busy_timeout={WAIT_MS}")
        connection.execute("pragma temp_store=memory")
        return connection

    return create_engine("sqlite://", creator=opened, poolclass=NullPool, hide_parameters=True)


def fence_sqlite(bare: sqlite3.Connection, tables: Collection[str], *, database: str = "main") -> None:
    """Let a SQLite connection read some tables, and do nothing else from now on.

    It goes by the tables that are really read, whatever they are called in the query: a view, a union, a
    subquery or a name given with WITH makes no difference.
    """
    allowed = frozenset(tables)

    def judge(what: int, one: str | None, other: str | None, where: str | None, _by: str | None) -> int:
        if what in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION):
            return sqlite3.SQLITE_OK
        if what == sqlite3.SQLITE_READ and where == database and one in allowed:
            return sqlite3.SQLITE_OK
        if what == sqlite3.SQLITE_FUNCTION and other in FUNCTIONS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    bare.execute("pragma query_only=on")
    bare.set_authorizer(judge)


def only_asks(what: Engine | Connection, *, own: Collection[str] = ()) -> None:
    """Let an engine or connection of PostgreSQL send single questions only, besides what it needs itself.

    A role that was put on can be taken off in SQL; so nothing passes that could.
    """

    @event.listens_for(what, "before_cursor_execute")
    def before(_connection: Connection, _cursor: Any, statement: str, *_how: Any) -> None:
        if statement not in own and (not ASKS.match(statement) or NEVER.search(statement)):
            raise RefusedError


@contextmanager
def plainly(place: str = "") -> Iterator[None]:
    """Say in words that something was refused."""
    try:
        with in_words(place):
            yield
    except DBAPIError as error:
        said = str(error.orig).lower()
        if getattr(error.orig, "sqlstate", None) == NO_RIGHT or any(sign in said for sign in SIGNS):
            raise RefusedError from None
        raise
