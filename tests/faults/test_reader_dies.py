"""The child that reads a file dies, hangs or talks nonsense: the file is refused, and the program lives."""

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import reader_process
from ingest.errors import FileRefused
from ingest.reader_process import LIMITS, read_file
from tests.faults.conftest import Tally

BAD_CHILDREN = {
    "is killed": "import os; os.kill(os.getpid(), 9)",
    "breaks": "import os; os.kill(os.getpid(), 11)",
    "hangs": "import time; time.sleep(600)",
    "leaves children": "import os, time\nif os.fork() == 0:\n    time.sleep(600)\nos._exit(3)",
    "says nothing": "pass",
    "says nonsense": "import pathlib, sys; pathlib.Path(sys.argv[1], 'said.json').write_bytes(b'\\xff{')",
    "says half": "import pathlib, sys; pathlib.Path(sys.argv[1], 'said.json').write_text('{\"blank\": 0}')",
    "says a list": "import pathlib, sys; pathlib.Path(sys.argv[1], 'said.json').write_text('[1]')",
}


def children() -> set[str]:
    """The processes that were begun here, the dead ones that nobody collected included."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {number for task in tasks for number in (task / "children").read_text().split()}


@pytest.mark.fault(24, "the reader crashes, hangs or talks nonsense")
@pytest.mark.parametrize("how", BAD_CHILDREN)
def test_the_file_is_refused(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally) -> None:
    (tmp_path / "ingest").mkdir()
    (tmp_path / "ingest" / "__init__.py").touch()
    (tmp_path / "ingest" / "reader_child.py").write_text(BAD_CHILDREN[how])
    monkeypatch.setattr(reader_process, "ROOT", tmp_path)
    sent = tmp_path / "sent.csv"
    sent.write_text("a,b\n1,2\n")
    before = children()
    with pytest.raises(FileRefused) as caught:
        read_file(sent, limits=replace(LIMITS, wall_s=2))
    words = str(caught.value)
    tally.count("stopped" in words or "broke" in words or "answer" in words, words)
    tally.count(not children() - before, "a process was left behind")


@pytest.mark.fault(23, "the reader runs out of memory")
@pytest.mark.parametrize("megabytes", [120, 60])
def test_a_file_that_swells_ends_only_the_reader(tmp_path: Path, megabytes: int, tally: Tally) -> None:
    """A sheet of a few kilobytes that is far larger inside, read with less memory than that."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cases.csv", "Ref,When\n" + "1,2026-01-01\n" * (megabytes * 80_000))
    sent = tmp_path / "sent.zip"
    sent.write_bytes(packed.getvalue())
    before = children()
    with pytest.raises(FileRefused) as caught:
        read_file(sent, limits=replace(LIMITS, memory_bytes=400 * 2**20, wall_s=60))
    tally.count(not children() - before, "a process was left behind")
    tally.count(sent.exists(), str(caught.value))
