"""The walls: whatever a file does to its reader, the house stands and says what happened."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest import reader_process
from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import LIMITS
from ingest.read import read_table
from ingest.reader_process import read_file

RETURN = "ref,date,ward\nA1,03/04/2025,Market\nA2,,Market,x\n\nA3,03/04/2025,caf\u00e9\n"


@pytest.fixture
def april(tmp_path: Path) -> Path:
    path = tmp_path / "april.csv"
    path.write_bytes(RETURN.encode("cp1252"))
    return path


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Put a program of the test's own in the reader's place, inside the same walls."""

    def put(code: str) -> None:
        (tmp_path / "ingest").mkdir()
        (tmp_path / "ingest" / "__init__.py").write_text(
            f"__path__.append({str(reader_process.ROOT / 'ingest')!r})\n"
        )
        (tmp_path / "ingest" / "read.py").write_text(
            "import os, signal, socket, sys\n"
            "from pathlib import Path\nfrom ingest.errors import FileRefused\n"
            f"def take_bytes(data, *, limits): return data\n"
            f"def read_bytes(data, *, sheet, limits):\n    {code}\n"
        )
        monkeypatch.setattr(reader_process, "ROOT", tmp_path)

    return put


def children() -> set[int]:
    """List this process's children, those that have ended and were not collected too."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone meanwhile
            parent = path.read_text().rsplit(")", 1)[1].split()[1]
            if int(parent) == os.getpid():
                found.add(int(path.parent.name))
    return found


def test_a_child_that_is_left_over_would_be_seen() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as left:
        assert left.pid in children()
        left.kill()
    assert left.pid not in children()


def test_the_child_reads_as_this_process_does(april: Path) -> None:
    here, there = read_table(april), read_file(april)
    assert (
        there.frame.equals(here.frame)
        and there.rows.equals(here.rows)
        and there.set_aside.equals(here.set_aside)
    )
    assert (there.blank, there.notes, there.sheet) == (here.blank, here.notes, here.sheet)
    assert (there.frame.height, there.set_aside.height, there.blank) == (2, 1, 1)


def test_a_refusal_comes_through_word_for_word(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(FileRefused, match=r"^The file is empty \(0 bytes\)"):
        read_file(path)


def test_a_choice_comes_through(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("Apr", "May"):
            sheet = book.add_worksheet(name)
            for k in range(3):
                sheet.write_row(k, 0, [f"a{k}", f"b{k}", f"c{k}"])
    with pytest.raises(ChoiceNeeded) as refusal:
        read_file(tmp_path / "a.xlsx")
    assert refusal.value.choices == ("Apr", "May")
    assert read_file(tmp_path / "a.xlsx", sheet="May").sheet == "May"


def test_too_large_a_file_is_not_even_sent_in(april: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "_run", lambda *_, **__: pytest.fail("a child was started"))
    with pytest.raises(FileRefused, match="larger than 0 MB"):
        read_file(april, limits=replace(LIMITS, file_bytes=10))


@pytest.mark.parametrize(
    ("code", "limits", "words"),
    [
        ("\n    while True: pass", replace(LIMITS, cpu_s=1), "too much computing"),
        ("import time; time.sleep(60)", replace(LIMITS, wall_s=1), "took too long"),
        ("return bytearray(3 * 1024**3)", LIMITS, "needed more memory"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", LIMITS, "needed more memory"),
        ("os._exit(7)", LIMITS, "stopped without an answer (code 7)"),
        ("Path('said.json').write_text('{half'); os._exit(0)", LIMITS, "stopped without an answer"),
        ("raise KeyError('Ann Example, 1 High Street')", LIMITS, "could not be read (KeyError, read.py:"),
    ],
    ids=["endless", "asleep", "greedy", "crash", "gone", "garbage", "fault"],
)
def test_a_child_that_dies_is_a_file_refused(reader, april: Path, code: str, limits, words: str) -> None:
    """Faults 23 and 24: a plain message, no words of the file, no child left over."""
    reader(code)
    before, began = children(), time.monotonic()
    with pytest.raises(FileRefused) as refusal:
        read_file(april, limits=limits)
    assert words in str(refusal.value) and "Ann" not in str(refusal.value)
    assert "Nothing was loaded." in str(refusal.value)
    assert time.monotonic() - began < 15
    assert children() <= before


def test_no_request_leaves_the_child(reader, april: Path) -> None:
    """A listener of ours on this machine hears nothing, though the same request from here is heard."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[int] = []

        def listen() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return
                heard.append(1)

        threading.Thread(target=listen, daemon=True).start()
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
            pytest.skip(
                "this machine does not let a process give up its network; only the dead proxies stand"
            )
        reader(
            f"\n    try: socket.create_connection(('127.0.0.1', {port}), timeout=2)"
            "\n    except OSError: raise FileRefused('no way out')"
        )
        with pytest.raises(FileRefused, match="no way out"):
            read_file(april)
        time.sleep(0.1)
        assert len(heard) == 1


def test_nothing_of_the_file_stays_on_disk(
    april: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read_file(april)
    assert not list(folder.iterdir())


def test_the_child_knows_none_of_our_secrets(reader, april: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECORD_KEY", "canary")
    reader("raise FileRefused(','.join(sorted(os.environ)))")
    with pytest.raises(FileRefused) as refusal:
        read_file(april)
    assert "RECORD_KEY" not in str(refusal.value) and "POLARS_MAX_THREADS" in str(refusal.value)


def test_limits_are_up_before_the_file_is_read(reader, april: Path) -> None:
    reader(
        "import resource as r; raise FileRefused(str([r.getrlimit(k)[0] for k in "
        "(r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE)]))"
    )
    with pytest.raises(FileRefused) as refusal:
        read_file(april)
    assert str(refusal.value) == str(
        [LIMITS.memory_bytes, LIMITS.cpu_s, LIMITS.written_bytes, LIMITS.open_files, 0]
    )


def test_a_far_corner_does_not_take_the_house_down(tmp_path: Path) -> None:
    """Finding 9: two cells at the far ends of a sheet of 17 thousand million."""
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "ref")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(FileRefused, match="16,384 columns wide and 1,048,576 rows long"):
        read_file(tmp_path / "far.xlsx")


def test_an_honest_file_of_full_length_leaves_room_to_spare(tmp_path: Path) -> None:
    """300,000 rows of Parquet fit in three quarters of the memory; near the wall a file fails by chance."""
    words = pl.Series([f"{k:08x} on or near High Street" for k in range(300_000)])
    pl.DataFrame({f"column {k}": words for k in range(12)}).write_parquet(tmp_path / "full.parquet")
    table = read_file(
        tmp_path / "full.parquet", limits=replace(LIMITS, memory_bytes=LIMITS.memory_bytes * 3 // 4)
    )
    assert table.frame.height == 300_000


def test_the_child_starts_quickly_and_brings_little() -> None:
    """What is slow to load is loaded only where the file needs it."""
    code = "import sys, ingest.read, ingest.readers.delimited; print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("pandas", "pyarrow", "geopandas", "pyogrio", "scipy", "streamlit", "python_calamine"):
        assert f"'{heavy}'" not in said
    assert signal.SIGXCPU
