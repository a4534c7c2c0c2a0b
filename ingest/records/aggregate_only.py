"""The store as aggregate readers have it: what was released, over a connection that reads no row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

from ingest.records.engine import open_engine
from ingest.records.narrow import fence_sqlite, only_asks, plainly, sqlite_engine
from ingest.records.narrow_roles import AGGREGATES, RELEASED, settle_roles

__all__ = ["ReleasesOnly", "releases_only"]

PUT_ON = f"set local role {AGGREGATES}"
READ_ONLY = "set transaction read only"


@dataclass(frozen=True)
class ReleasesOnly:
    """A store of which only what was released can be read.

    Attributes
    ----------
    url : str
        The store's own.
    engine : sqlalchemy.Engine
        Whose every connection is narrow.
    """

    url: str
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that may read releases, reporting cells, and which tables' version this is.

        Raises
        ------
        ingest.records.narrow.RefusedError
            If anything else is asked of it.
        """
        with plainly(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def releases_only(url: str) -> ReleasesOnly:
    """Open a store for aggregate readers; it is not made or brought up to date.

    Raises
    ------
    ingest.records.troubles.StoreError
        If the database account cannot put on a role without rights.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = sqlite_engine(url)

        @event.listens_for(engine, "checkout")
        def checkout(bare: object, _record: object, _proxy: object) -> None:
            fence_sqlite(bare, RELEASED)  # type: ignore[arg-type]

        return ReleasesOnly(url, engine)
    _settled(url)
    engine = open_engine(url)
    with plainly(), engine.connect():  # what the driver asks of a server for itself comes before
        pass
    only_asks(engine, own=(PUT_ON, READ_ONLY))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(READ_ONLY)
        connection.exec_driver_sql(PUT_ON)

    return ReleasesOnly(url, engine)


@lru_cache(maxsize=64)
def _settled(url: str) -> None:
    engine = open_engine(url)
    try:
        settle_roles(engine)
    finally:
        engine.dispose()
