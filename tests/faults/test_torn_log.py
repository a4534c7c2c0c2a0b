"""The power goes while SQLite's log is written: the store opens with the first so many files, each whole."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.records import open_store
from tests.copying import past_sqlite
from tests.faults.conftest import Tally
from tests.faults.plug import KILLED, die, ended, start
from tests.faults.town import held, send, whole

HEADER, FRAME = 32, 24
FILES = 6


def send_and_leave_the_log(url: str, first: int, files: int) -> None:
    """Send files and die before the log is written back."""
    store = open_store(url)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_autocheckpoint=0")
    for number in range(first, first + files):
        send(store, number)
    die()


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a log of six files that was never written back."""
    path = tmp_path_factory.mktemp("torn") / "store.sqlite"
    open_store(f"sqlite:///{path}").close()
    assert ended(start(send_and_leave_the_log, f"sqlite:///{path}", 0, FILES)) == KILLED
    return path


def beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def opened(path: Path) -> tuple[list[int], str]:
    """Open a store and say which files it holds, and what is wrong with it."""
    store = open_store(f"sqlite:///{path}")
    try:
        return held(store), whole(store)
    finally:
        store.close()


def cuts(log: bytes, page: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Cut, blank and garble the log at the edge of every frame, and 150 times anywhere."""
    edges = [*range(HEADER, len(log) + 1, FRAME + page)]
    anywhere = [chance.randrange(len(log)) for _ in range(150)]
    for at in edges:
        yield f"cut at {at}", log[:at]
        yield f"blank from {at}", log[:at] + bytes(len(log) - at)
        yield f"garbled at {at}", log[:at] + chance.randbytes(min(512, len(log) - at)) + log[at + 512 :]
    for at in anywhere:
        yield f"cut inside, at {at}", log[:at]


@pytest.mark.fault(3, "torn log")
def test_opens_with_the_first_so_many_files(torn: Path, tmp_path: Path, full: bool, tally: Tally) -> None:
    log = beside(torn, "-wal").read_bytes()
    page = sqlite3.connect(torn).execute("pragma page_size").fetchone()[0]
    tries = [*cuts(log, page, random.Random(3))]
    seen = set()
    for number, (how, left) in enumerate(tries if full else random.Random(3).sample(tries, 24)):
        path = tmp_path / f"{number}.sqlite"
        with past_sqlite():
            shutil.copyfile(torn, path)
        beside(path, "-wal").write_bytes(left)
        files, wrong = opened(path)
        seen.add(len(files))
        tally.count(files == [*range(len(files))] and not wrong, f"{how}: files {files}; {wrong}")
        path.unlink()
    assert len(seen) > 2, "the log was never torn between two files"


def lose_log(path: Path, _other: Path) -> None:
    beside(path, "-wal").unlink()


def lose_index(path: Path, _other: Path) -> None:
    beside(path, "-shm").unlink(missing_ok=True)


def garble_index(path: Path, _other: Path) -> None:
    beside(path, "-shm").write_bytes(random.Random(4).randbytes(32_768))


def take_others_log(path: Path, other: Path) -> None:
    shutil.copyfile(beside(other, "-wal"), beside(path, "-wal"))


def take_part_of_others_log(path: Path, other: Path) -> None:
    """That of another store whose log was written back a while ago."""
    store = open_store(f"sqlite:///{other}")
    for number in range(90, 140):
        send(store, number)
    store.close()
    assert ended(start(send_and_leave_the_log, f"sqlite:///{other}", 200, 2)) == KILLED
    take_others_log(path, other)


def take_others_index(path: Path, other: Path) -> None:
    shutil.copyfile(beside(other, "-shm"), beside(path, "-shm"))


@pytest.mark.fault(13, "log or its index lost, or of another file")
@pytest.mark.parametrize(
    "befalls",
    [lose_log, lose_index, garble_index, take_others_log, take_part_of_others_log, take_others_index],
)
def test_opens_clean_or_refuses(
    torn: Path, tmp_path: Path, tally: Tally, befalls: Callable[[Path, Path], None]
) -> None:
    """With the whole log of another store it is that other store, whole; with a part of it, it is refused."""
    other = tmp_path / "other.sqlite"
    open_store(f"sqlite:///{other}").close()
    assert ended(start(send_and_leave_the_log, f"sqlite:///{other}", 50, 9)) == KILLED
    path = tmp_path / "store.sqlite"
    for end in ("", "-wal", "-shm"):
        shutil.copyfile(beside(torn, end), beside(path, end))
    befalls(path, other)
    try:
        files, wrong = opened(path)
    except IngestError as error:
        tally.count("restore" in str(error), f"{befalls.__name__}: refused with {error}")
        return
    is_clean = not wrong and files in ([*range(len(files))], [*range(50, 50 + len(files))])
    tally.count(is_clean, f"{befalls.__name__}: opened with files {files}; {wrong}")
