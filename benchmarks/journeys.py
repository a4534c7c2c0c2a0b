"""The ten journeys of the browser tests, walked on a quiet machine: seconds against those they may take."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import commit, describe
from benchmarks.report import table

__all__ = ["hold_journeys", "journeys_told"]

ROOT = Path(__file__).parents[1]
WALKS = ("tests/browser/test_journeys.py", "tests/browser/test_visits_page.py")
HEADER = ("journey", "presses", "seconds", "allowed", "")
TOLD = re.compile(
    r"^journey: (?P<name>.+?): (?P<presses>\d+ of \d+ \w+), "
    r".*?(?P<took>[\d.]+) s(?: of (?P<allowed>\d+) s)?$",
    re.MULTILINE,
)


def hold_journeys(told: Callable[[str], None]) -> str:
    """Walk them one after another, as the tests do.

    Raises
    ------
    RuntimeError
        If a test fails or tells no journey.
    """
    command = [sys.executable, "-m", "pytest", *WALKS]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = journeys_told(ran.stdout)
    if ran.returncode or not lines:
        raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])
    machine = describe()
    text = "\n".join(
        [
            "## The journeys\n",
            "What people come for, walked by script in Chromium on the demo "
            "(`tests/browser/test_journeys.py`). Where a person reads and thinks, three seconds are "
            "added for each press. The tests hold the presses; the seconds are held here, where nothing else "
            "runs.\n",
            table(HEADER, lines),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; commit {commit()}; one walk each. Again: `python -m benchmarks "
            "journeys`.\n",
        ]
    )
    told(text)
    return text


def journeys_told(printed: str) -> list[tuple[str, ...]]:
    """Read the lines of journeys in what the tests printed: name, presses, seconds, allowed, met or not."""
    lines = list[tuple[str, ...]]()
    for found in TOLD.finditer(printed):
        name, presses, took, allowed = found.group("name", "presses", "took", "allowed")
        verdict = "" if allowed is None else "met" if float(took) <= float(allowed) else "not met"
        lines.append((name, presses, f"{took} s", f"{allowed} s" if allowed else "", verdict))
    return lines
