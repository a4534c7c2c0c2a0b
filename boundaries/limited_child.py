"""Work behind walls: a child process with limits and no network; what goes wrong ends only the child."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["ChildLimits", "ChildStopped", "run_in_child"]

ROOT = Path(__file__).resolve().parents[1]
NOWHERE = "http://127.0.0.1:9"
MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL)
LONGEST_ANSWER = 16_000_000


@dataclass(frozen=True)
class ChildLimits:
    """What the child gets before the system stops it.

    Attributes
    ----------
    memory_bytes, written_bytes, open_files : int
        Address space, the size of any one file that it writes, and files open at a time.
    cpu_s, wall_s : int
        Seconds of computing, and of waiting for it.
    """

    memory_bytes: int = 2 * 1024**3
    written_bytes: int = 512 * 1024**2
    open_files: int = 512
    cpu_s: int = 60
    wall_s: int = 120


class ChildStopped(Exception):
    """The child left no answer; `why` is "time", "computing", "memory" or "silent"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def run_in_child(
    module: str,
    question: Mapping[str, Any],
    *,
    folder: Path,
    files: Sequence[int] = (),
    limits: ChildLimits | None = None,
) -> dict[str, Any]:
    """Have a module answer a question in a child process.

    Parameters
    ----------
    module : str
        Run as `python -m`; it ends in a call of `boundaries.child_walls.serve`.
    question : mapping
        Whatever JSON can say.
    folder : pathlib.Path
        A folder of its own: the only one in which the child can write, and where larger answers are left.
    files : sequence of int
        Open file descriptors to hand over; they have the same numbers in the child.
    limits : ChildLimits, optional

    Returns
    -------
    dict
        What the module answered.

    Raises
    ------
    ChildStopped
        If it was stopped, or ended without an answer.
    """
    limits = limits or ChildLimits()
    asked = json.dumps({"limits": asdict(limits), "question": question})
    (folder / "asked.json").write_text(asked, encoding="utf-8")
    code = _run(module, folder, tuple(files), limits.wall_s)
    why = _stopped_by(code)
    if why is not None:
        raise ChildStopped(why)
    try:
        with (folder / "said.json").open("rb") as stream:
            said = json.loads(stream.read(LONGEST_ANSWER))
    except (OSError, ValueError, RecursionError):
        raise ChildStopped("silent") from None
    if not isinstance(said, dict):
        raise ChildStopped("silent")
    if said.get("greedy"):
        raise ChildStopped("memory")
    return said


def _run(module: str, folder: Path, files: tuple[int, ...], wall_s: float) -> int | None:
    """Run the child; its exit code, or None where it took too long."""
    child = subprocess.Popen(  # noqa: S603 # nosec B603 - our own module, nothing of anybody's in the words
        [sys.executable, "-P", "-s", "-m", module, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_bare_environment(folder),
        pass_fds=files,
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


def _stopped_by(code: int | None) -> str | None:
    if code is None:
        return "time"
    if code == -signal.SIGXCPU:
        return "computing"
    return "memory" if -code in MEMORY_SIGNALS else None


def _bare_environment(folder: Path) -> dict[str, str]:
    """No secrets of ours, and proxies that lead nowhere for what asks them."""
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    return proxies | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "TMPDIR": str(folder),
        "HOME": str(folder),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",  # each arena of glibc takes 64 MB of address space, which the limit counts
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "GDAL_HTTP_PROXY": NOWHERE.removeprefix("http://"),
        "PROJ_NETWORK": "OFF",
    }
