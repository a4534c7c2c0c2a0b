"""One size: both ways in turn, each run in a process of its own, then their answers compared."""

import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks.answer import Times, read_times
from benchmarks.equality import compare
from benchmarks.ground import make_plan
from benchmarks.memory import watch
from benchmarks.plan import Plan, questions
from benchmarks.workload import Workload, write_workload

__all__ = ["Contest", "Size", "hold"]

ROOT = Path(__file__).parents[1]
SECONDS_ALLOWED = 900


@dataclass(frozen=True)
class Size:
    """How many rows, at how many runs of each way; `exact` adds one first load with exact density."""

    rows: int
    ours: int
    usual: int
    all_distinct: bool = False
    exact: bool = False

    @property
    def title(self) -> str:
        """The size in words."""
        return f"{self.rows:,}" + (", all at different points" if self.all_distinct else "")


@dataclass
class Contest:
    """What was measured at one size.

    Attributes
    ----------
    ours, usual : list of Times
        One a run.
    exact : Times or None
        The usual way with kernel density as the library comes.
    stopped : str
        Why the usual way did not finish; "" where it did.
    density_off : float
        How far our density is from brute force at the peak, at most.
    """

    size: Size
    plan: Plan
    work: Workload
    ours: list[Times] = field(default_factory=list)
    usual: list[Times] = field(default_factory=list)
    exact: Times | None = None
    stopped: str = ""
    density_off: float = float("nan")

    @staticmethod
    def first_loads(runs: list[Times]) -> list[float]:
        """Seconds of the first load, by run."""
        return [run.first_load for run in runs]

    @staticmethod
    def filter_changes(runs: list[Times]) -> list[float]:
        """Median seconds of a change of filter, by run."""
        return [median(run.filters.values()) for run in runs]

    @staticmethod
    def peaks_mb(runs: list[Times]) -> list[float]:
        """Highest memory by run: the process and those it started, together."""
        return [run.peak_mb for run in runs]


def hold(size: Size, partnership: Path, folder: Path) -> Contest:
    """Run both ways in turn and compare their answers after every round.

    Raises
    ------
    benchmarks.equality.Difference
        If the answers are not the same.
    """
    shutil.rmtree(folder, ignore_errors=True)
    work = write_workload(partnership, folder, rows=size.rows, all_distinct=size.all_distinct)
    contest = Contest(size, make_plan(work, partnership, folder), work)
    asked = len(questions(contest.plan))
    usual = folder / "usual-0"
    for round_ in range(max(size.ours, size.usual)):
        if round_ < size.ours:
            ours = folder / f"ours-{round_}"
            contest.ours.append(_run("ours", folder, ours))
        if round_ < size.usual and not contest.stopped:
            usual = folder / f"usual-{round_}"
            try:
                contest.usual.append(_run("usual", folder, usual))
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as stopped:
                contest.stopped = _why(stopped)
        if not contest.stopped:
            contest.density_off = compare(contest.plan, ours, usual, questions=asked)
        (ours / "store.sqlite").unlink()
    if size.exact and not contest.stopped:
        contest.exact = _run("usual", folder, folder / "exact", "exact")
    return contest


def _run(way: str, plan: Path, answers: Path, *more: str) -> Times:
    answers.mkdir()
    words = [sys.executable, "-m", f"benchmarks.{way}", str(plan), str(answers), *more]
    process = subprocess.Popen(words, cwd=ROOT)
    highest = watch(process, seconds_allowed=SECONDS_ALLOWED)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return replace(read_times(answers), peak_mb=highest)


def _why(stopped: Exception) -> str:
    if isinstance(stopped, subprocess.TimeoutExpired):
        return f"stopped after {SECONDS_ALLOWED / 60:.0f} minutes"
    return "ended without an answer (out of memory at its limit of 16 GiB, or a fault: see above)"
