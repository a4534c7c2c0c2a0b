"""Bringing an old store up to date is cut short, done by two at once, or met by an older program."""

import itertools
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from ingest.errors import IngestError
from ingest.records import StoreError, open_store
from ingest.records.backup import back_up
from ingest.records.migrate import FIRST, latest_revision, revision_of
from ingest.records.restore import restore
from ingest.records.verify import verify
from tests.faults.conftest import Tally
from tests.faults.plug import KILLED, die, ended, start
from tests.faults.town import held, send
from tests.ingest.test_store_opening import make_first_store


def open_and_die(url: str, statement: int) -> None:
    """In a child: open an old store, and die before so many statements of a transaction that writes."""
    counted = itertools.count(1)

    @event.listens_for(Engine, "before_cursor_execute")
    def executing(connection: Any, *_what: Any) -> None:
        options = connection.get_execution_options()
        if options.get("rebuilds", False) and next(counted) == statement:
            die()

    open_store(url)


def is_old(url: str) -> bool:
    """Look at a store with the eyes of a program from before migrations."""
    engine = create_engine(url)
    with engine.connect() as connection:
        is_first = revision_of(connection) == FIRST
        kept = connection.execute(text("select reference, strands from incidents")).fetchall()
    engine.dispose()
    return is_first and [tuple(row) for row in kept] == [("007", "race")]


def is_new(url: str) -> bool:
    store = open_store(url)
    with store.reading() as connection:
        is_latest = revision_of(connection) == latest_revision() and verify(connection).is_whole
    kept = store.incidents(("reference", "strands")).rows()
    store.close()
    return is_latest and kept == [("007", "race")]


@pytest.mark.fault(16, "killed while migrating")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_before_each_statement(
    kind: str, new_store_url: Callable[..., str], tmp_path: Path, full: bool, tally: Tally
) -> None:
    every = (1 if kind == "sqlite" else 10) if full else 90
    old = new_store_url(kind, empty=True)
    make_first_store(old)
    for statement in itertools.count(1, every):
        url = old
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path}/{statement}.sqlite"
            shutil.copyfile(old.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        code = ended(start(open_and_die, url, statement))
        if code == 0:
            tally.count(is_new(url), "not brought up to date")
            break
        is_right = (
            code == KILLED and is_old(url) and (kind == "postgresql" or statement % 10 != 1 or is_new(url))
        )
        tally.count(is_right, f"{kind}, before statement {statement}: code {code}")


@pytest.mark.fault(17, "newer store, older program")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_newer_store_is_left_alone(kind: str, new_store_url: Callable[..., str], tmp_path: Path,
                                     tally: Tally) -> None:  # fmt: skip
    url = new_store_url(kind)
    store = open_store(url)
    send(store, 0)
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    with store.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    for refuses in (lambda: open_store(url), lambda: restore(url, made.path, by="Ann", over_newer=True)):
        with pytest.raises(IngestError, match="version 9999; this program knows versions up to"):
            refuses()
        tally.count(held(store) == [0], "it was changed")
    store.close()


def open_together(url: str, at: float, said: str) -> None:
    """In a child: wait for a moment, then open the store."""
    time.sleep(max(0.0, at - time.monotonic()))
    try:
        open_store(url).close()
        words = "opened"
    except StoreError as error:
        words = str(error)
    Path(said).write_text(words)


@pytest.mark.fault(22, "two programs open an old store at once")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_one_brings_it_up_to_date_and_the_rest_wait(
    kind: str, new_store_url: Callable[..., str], tmp_path: Path, full: bool, tally: Tally
) -> None:
    for turn in range(5 if full else 1):
        url = new_store_url(kind, empty=True)
        make_first_store(url)
        moment = time.monotonic() + 0.5
        said = [tmp_path / f"{turn}-{number}" for number in range(3)]
        codes = [ended(child) for child in [start(open_together, url, moment, str(path)) for path in said]]
        words = [path.read_text() for path in said if path.exists()]
        is_right = codes == [0] * 3 and words == ["opened"] * 3 and is_new(url)
        tally.count(is_right, f"{kind}: {codes}, {words}")
