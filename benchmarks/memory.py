"""Resident memory: of this process, and of a process with all that it started.

`resource`'s `ru_maxrss` is not used: Linux lets a new process inherit it from the one that started it.
"""

import contextlib
import os
import subprocess
import time
from pathlib import Path

__all__ = ["forget_peak", "own_mb", "own_peak_mb", "watch"]

EVERY_S = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE")


def own_peak_mb() -> float:
    """Give the highest resident memory of this process since it began, or since `forget_peak`."""
    return _own("VmHWM:")


def own_mb() -> float:
    """Give the resident memory of this process now."""
    return _own("VmRSS:")


def forget_peak() -> None:
    """Count the highest memory of this process anew from what it has now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _own(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def watch(process: subprocess.Popen[bytes], *, seconds_allowed: float) -> float:
    """Wait for a process, and give the highest memory that it and its descendants had at one time, in MB.

    Pages that they share are counted for each of them.

    Raises
    ------
    subprocess.TimeoutExpired
        If it takes longer than allowed; it is then ended.
    """
    highest, end = 0.0, time.monotonic() + seconds_allowed
    while process.poll() is None:
        highest = max(highest, _resident_mb(process.pid))
        if time.monotonic() > end:
            process.kill()
            process.wait()
            raise subprocess.TimeoutExpired(process.args, seconds_allowed)
        time.sleep(EVERY_S)
    return highest


def _resident_mb(pid: int) -> float:
    total = 0.0
    with contextlib.suppress(OSError, IndexError):  # it has just ended
        total = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1024**2
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(_resident_mb(int(child)) for child in (task / "children").read_text().split())
    return total
