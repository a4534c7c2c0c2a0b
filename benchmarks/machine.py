"""The machine that the figures were seen on."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

__all__ = ["commit", "describe"]

NAMED = (
    *("numpy", "scipy", "polars", "pandas", "geopandas", "shapely", "scikit-learn"),
    *("h3", "convertbng", "sqlalchemy"),
)


def describe() -> dict[str, str]:
    """Say what the machine is and which versions ran."""
    return {
        "processor": _first_line_of("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.0f} GiB",
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": ", ".join(f"{name} {version(name)}" for name in NAMED),
    }


def commit() -> str:
    """Name the commit, and say whether any program file differs from it."""
    root = Path(__file__).parents[1]

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False).stdout

    floors = ("boundaries", "ingest", "spatial", "dashboard", "benchmarks")
    changed = git("status", "--porcelain", "--", *floors)
    return git("rev-parse", "--short", "HEAD").strip() + (" with uncommitted changes" if changed else "")


def _first_line_of(path: str, field: str) -> str | None:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(field)), None)
