"""Reading behind walls: a child with limits and no network reads the file; a bad file kills only it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import LIMITS, Limits
from ingest.read import check_size
from ingest.readers.content import name_allowed
from ingest.table import Table

__all__ = ["LIMITS", "Limits", "read_file"]

ROOT = Path(__file__).resolve().parents[1]
NOWHERE = "http://127.0.0.1:9"
MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL)
TRY_NEXT = "Nothing was loaded. Open it in the program it came from, save it as plain CSV, and send that."

TOO_GREEDY = f"Reading the file needed more memory than one file may have, or broke the reader. {TRY_NEXT}"


def read_file(
    path: str | Path, *, name: str | None = None, sheet: str | None = None, limits: Limits = LIMITS
) -> Table:
    """Read a file in a child process that has little memory, little time and no network.

    Parameters
    ----------
    path : str or Path
        An ordinary file on this machine.
    name : str, optional
        The name it was sent under; checked, and compared with what the file is.
    sheet : str, optional
        Which sheet of a workbook, which file of a zip, or which layer of a map file.
    limits : Limits
        What the file and the child may take.

    Returns
    -------
    Table
        Every column text.

    Raises
    ------
    FileRefused
        If it cannot be read whole and truthfully, or the child was stopped; the text says what to do.
    """
    name = Path(path).name if name is None else name
    name_allowed(name)
    with Path(path).open("rb") as file, tempfile.TemporaryDirectory(prefix="reading-") as folder:
        check_size(file, limits)
        asked = json.dumps({"name": name, "sheet": sheet, "limits": asdict(limits)})
        code = _run(file.fileno(), folder, asked, wall_s=limits.wall_s)
        return _answer(Path(folder), code)


def _run(file: int, folder: str, asked: str, *, wall_s: float) -> int | None:
    """Run the child; its exit code, or None where it took too long."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", "ingest.reader_child", folder, asked],
        stdin=file,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_bare_environment(folder),
        start_new_session=True,
    )
    try:
        return child.wait(wall_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _bare_environment(folder: str) -> dict[str, str]:
    """No secrets of ours, and proxies that lead nowhere for what asks them."""
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    return proxies | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "TMPDIR": folder,
        "HOME": folder,
        "POLARS_MAX_THREADS": "2",
        "OMP_NUM_THREADS": "2",
        "MALLOC_ARENA_MAX": "2",  # each arena of glibc takes 64 MB of address space, which the limit counts
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def _answer(folder: Path, code: int | None) -> Table:
    """Take up what the child left, or say in plain words how it ended."""
    if code is None:
        raise FileRefused(f"Reading the file took too long and was stopped. {TRY_NEXT}")
    if code == -signal.SIGXCPU:
        raise FileRefused(f"Reading the file took too much computing and was stopped. {TRY_NEXT}")
    if -code in MEMORY_SIGNALS:
        raise FileRefused(TOO_GREEDY)
    try:
        said: dict[str, Any] = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise FileRefused(f"The reader stopped without an answer (code {code}). {TRY_NEXT}") from None
    if "greedy" in said:
        raise FileRefused(TOO_GREEDY)
    if "choices" in said:
        raise ChoiceNeeded(said["refused"], said["choices"])
    if "refused" in said:
        raise FileRefused(said["refused"])
    if "fault" in said:
        raise FileRefused(f"The file could not be read ({said['fault']}). {TRY_NEXT}")
    frame, rows, set_aside = (
        pl.read_ipc((folder / f"{part}.arrow").read_bytes()) for part in ("frame", "rows", "set_aside")
    )
    return Table(frame, rows.to_series(), set_aside, said["blank"], tuple(said["notes"]), said["sheet"])
