"""The store's file or folder belongs to somebody else: the path is named, and nothing is changed."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.records import open_store
from tests.faults.conftest import Tally
from tests.faults.plug import ended, start
from tests.faults.town import send

NOBODY = 65_534


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that everybody may read and only we may write."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def open_as_nobody(url: str, said: str) -> None:
    """In a child: become somebody without rights, open the store, send a file, and tell what came of it."""
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    try:
        send(open_store(url), 1)
        words = "it was written to"
    except IngestError as error:
        words = str(error)
    Path(said).write_text(words)


@pytest.mark.fault(8, "no right to write")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("state", ["in use", "at rest", "missing"])
def test_the_path_is_named_and_nothing_is_written(open_to_all: Path, state: str, tally: Tally) -> None:
    path, said = open_to_all / "store.sqlite", open_to_all / "said"
    said.touch()
    said.chmod(0o666)
    store = open_store(f"sqlite:///{path}")
    send(store, 0)
    if state != "in use":
        store.close()
    if state == "missing":
        path.unlink()
    before = path.read_bytes() if state == "at rest" else b""
    code = ended(start(open_as_nobody, f"sqlite:///{path}", str(said)))
    words = said.read_text()
    is_said = code == 0 and str(path) in words and "cannot be written to" in words
    is_untouched = path.exists() == (state != "missing") and (not before or path.read_bytes() == before)
    tally.count(is_said and is_untouched, f"{state}: code {code}, {words!r}")
    store.close()
