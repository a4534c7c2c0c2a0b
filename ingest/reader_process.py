"""Reading behind walls: a child with limits and no network reads the file; a bad file kills only it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.read import check_size
from ingest.reader_answer import TRY_NEXT, take_answer, too_greedy
from ingest.readers.content import name_allowed
from ingest.table import Table

__all__ = ["LIMITS", "Limits", "read_file"]

ROOT = Path(__file__).resolve().parents[1]
NOWHERE = "http://127.0.0.1:9"
MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL)
LOOK_AGAIN_S = 0.01


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
        if code is None:
            raise FileRefused(f"Reading the file took too long and was stopped. {TRY_NEXT}")
        if code == -signal.SIGXCPU:
            raise FileRefused(f"Reading the file took too much computing and was stopped. {TRY_NEXT}")
        if -code in MEMORY_SIGNALS:
            raise too_greedy()
        return take_answer(Path(folder), code=code, most_bytes=limits.written_bytes)


def _run(file: int, folder: str, asked: str, *, wall_s: float) -> int | None:
    """Run the child; its exit code, or None where it took too long.  Whatever it began ends with it."""
    child = subprocess.Popen(  # noqa: S603 # nosec B603 - our own module, nothing of anybody's in the words
        [sys.executable, "-P", "-s", "-m", "ingest.reader_child", folder, asked],
        stdin=file,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_bare_environment(folder),
        start_new_session=True,
    )
    try:
        ended = _ended(child.pid, wall_s)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # not collected yet, so the number is still its own
        child.wait()
    return child.returncode if ended else None


def _ended(pid: int, wall_s: float) -> bool:
    """Wait for a child to end without collecting it."""
    until = time.monotonic() + wall_s
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_AGAIN_S)
    return True


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
