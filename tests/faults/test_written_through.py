"""What is acknowledged is on the disk, not on its way there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.records import open_store
from tests.faults.conftest import Tally

FILES = 5


@pytest.mark.fault(4, "acknowledged is on the disk")
@pytest.mark.parametrize(("kind", "setting"), [("sqlite", "2"), ("postgresql", "on")])
def test_the_database_is_told_to_wait_for_the_disk(
    kind: str, setting: str, new_store_url: Callable[..., str], tally: Tally
) -> None:
    store = open_store(new_store_url(kind))
    asked = "pragma synchronous" if kind == "sqlite" else "show synchronous_commit"
    for begin in (store.reading, store.writing):
        with begin() as connection:
            said = str(connection.execute(text(asked)).scalar())
        tally.count(said == setting, f"{asked}: {said}")
    store.close()


def waits_for_the_disk(url: str, folder: Path, files: range) -> int:
    """Count how often a program that takes in files has the disk written."""
    log = folder / "calls"
    counted = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(log),
         sys.executable, "-m", "tests.faults.commits", url, str(files.start), str(files.stop)],
        check=False,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    if counted.returncode != 0:
        pytest.skip("system calls cannot be watched here")
    return len(re.findall(r"\b(fsync|fdatasync)\(", log.read_text()))


@pytest.mark.fault(4, "acknowledged is on the disk")
def test_every_file_has_the_disk_written_before_it_is_acknowledged(
    tmp_path: Path, full: bool, tally: Tally
) -> None:
    if not full:
        pytest.skip("counting the writes to the disk needs two programs started from nothing")
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    url = f"sqlite:///{tmp_path}/store.sqlite"
    open_store(url).close()
    none = waits_for_the_disk(url, tmp_path, range(0))
    some = waits_for_the_disk(url, tmp_path, range(FILES))
    tally.count(some - none >= FILES, f"{some - none} writes to the disk for {FILES} files")
