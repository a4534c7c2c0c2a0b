"""The meeting pack of the demo: how long each format takes from the shell, and how much memory."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import commit, describe
from benchmarks.report import table

__all__ = ["AIM_MB", "AIM_S", "Child", "hold_pack", "pack_words", "run_child"]

ROOT = Path(__file__).parents[1]
TEMPLATES = ("network_meeting", "ward_panel", "strategic", "public")
FORMATS = ("pdf", "docx", "xlsx", "html")
AIM_S, AIM_MB = 30.0, 500.0
EVERY_S = 0.02
HEADER = ("what", "time", "processor time", "memory of its own", "with the libraries' code", "file")


@dataclass(frozen=True)
class Child:
    """What a child process used: seconds, and the most memory of its own and resident, in MB."""

    took_s: float
    processor_s: float
    own_mb: float
    resident_mb: float


def run_child(words: Sequence[str], folder: Path) -> Child:
    """Run a command of the shell on the store in a folder.

    Raises
    ------
    RuntimeError
        If it does not end well.
    """
    environment = {
        **os.environ,
        "COMMON_GROUND_STORE": f"sqlite:///{folder}/common-ground.sqlite",
        "COMMON_GROUND_PARTNERSHIP": str(folder / "partnership.toml"),
        "COMMON_GROUND_FORMATS": str(folder / "formats"),
    }
    command = [sys.executable, "-c", "from dashboard.shell import main; main()", *words]
    begun, spent, own, resident = time.perf_counter(), _processor_s(), 0.0, 0.0
    with (folder / "child.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        while child.poll() is None:
            own, resident = max(own, _mb(child.pid, "RssAnon:")), max(resident, _mb(child.pid, "VmHWM:"))
            time.sleep(EVERY_S)
    if child.returncode:
        raise RuntimeError((folder / "child.log").read_text("utf-8")[-2000:])
    return Child(time.perf_counter() - begun, _processor_s() - spent, own, resident)


def hold_pack(told: Callable[[str], None]) -> str:
    """Make every pack of the demo in every format, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="pack-") as name:
        folder = Path(name)
        run_child(["demo", str(folder)], folder)
        bare = run_child(["--help"], folder)
        made = {
            (template, fmt): (
                run_child(pack_words(template, fmt, folder), folder),
                _kb(folder / f"{template}.{fmt}"),
            )
            for template in TEMPLATES
            for fmt in FORMATS
        }
    lines = [("the shell's help, to compare", *_figures(bare), "")]
    lines += [
        (f"{template}, {fmt}", *_figures(child), size) for (template, fmt), (child, size) in made.items()
    ]
    longest = max(child.took_s for child, _ in made.values())
    most = max(child.own_mb for child, _ in made.values())
    machine = describe()
    text = "\n".join(
        [
            "## The meeting pack\n",
            "Each pack of the demo's last whole quarter, each format in a process of its own, from the start "
            "of Python to the file on the disk, its entry in the audit with it. Memory of its own is what no "
            "other process shares; the pages of the libraries' files, which any number of processes share, "
            "are in the next column too.\n",
            table(HEADER, lines),
            "",
            f"Aimed at {AIM_S:.0f} s and {AIM_MB:.0f} MB of its own at most: {longest:.1f} s and {most:.0f} "
            f"MB, {'met' if longest <= AIM_S and most <= AIM_MB else 'not met'}.\n",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; {machine['versions']}; commit {commit()}; one run each. Again: `python -m "
            "benchmarks pack`.\n",
        ]
    )
    told(text)
    return text


def pack_words(template: str, fmt: str, folder: Path) -> list[str]:
    """Write the command that makes a pack."""
    out = str(folder / f"{template}.{fmt}")
    return ["report", "--template", template, "--format", fmt, "--out", out]


def _figures(child: Child) -> tuple[str, str, str, str]:
    seconds = (f"{child.took_s:.1f} s", f"{child.processor_s:.1f} s")
    return *seconds, f"{child.own_mb:.0f} MB", f"{child.resident_mb:.0f} MB"


def _kb(path: Path) -> str:
    return f"{path.stat().st_size / 1000:,.0f} kB"


def _processor_s() -> float:
    """Seconds of processors of every child process that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _mb(pid: int, field: str) -> float:
    """Read a field of a process; 0 where it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)
