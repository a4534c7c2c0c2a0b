"""One way of measuring: several ways of one task, in turn in one run, and their answers held equal first.

Every way is run once before anything is timed, and the answers are compared; a way for which one run is
already long is not run again for that: its first run counts and the fewer runs are said. Then all ways take
turns, in another order each round, so that what else the machine does meets them alike. A ratio is taken
between two runs of the same round.
"""

import gc
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks.child import Child

__all__ = ["RUNS", "Measured", "Seen", "Spread", "Task", "Way", "exponent", "measure", "spread"]

RUNS = 5
ALLOWANCE_S = 30.0
"""How long the runs of one way may take together before there are fewer of them."""


@dataclass(frozen=True)
class Task:
    """What is done, and with how much of what.

    Attributes
    ----------
    turning : bool
        Every round asks another question: then a way that was run once is held against our first run alone.
    """

    what: str
    size: int
    unit: str = "incidents"
    turning: bool = False


@dataclass(frozen=True)
class Way:
    """One way of doing a task: a function here, or a process of its own, whose memory is then watched.

    Attributes
    ----------
    runs : int or None
        How many runs are wanted of it, where that is not what is wanted of the others.
    before : callable or None
        Done before every run of a function, outside of the time: to forget what was remembered.
    """

    name: str
    work: Callable[[], Any] | Child
    runs: int | None = None
    before: Callable[[], Any] | None = None


@dataclass
class Seen:
    """What was seen of one way.

    Attributes
    ----------
    first_s : float
        Seconds of the run before the rounds.
    took, cpu_s : list of float
        Seconds by round, of the clock and of the processors; of a child as it told them.
    peak_mb : list of float
        Highest memory of its process by round; only of a child.
    answer : object
        What the first run gave.
    stopped : str
        Why it gave no answer; "" where it did.
    fewer : str
        Why there are fewer runs than asked for; "" where there are not.
    about : dict
        What else a child told of itself: seconds by step, bytes.
    """

    name: str
    took: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    answer: Any = None
    stopped: str = ""
    fewer: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    first_s: float = 0.0


@dataclass(frozen=True)
class Spread:
    """A middle and what lies about it."""

    median: float
    low: float
    high: float
    least: float
    most: float
    runs: int


@dataclass
class Measured:
    """One task with all its ways; the first is ours."""

    task: Task
    seen: list[Seen]
    said: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    load: float = 0.0

    def __getitem__(self, name: str) -> Seen:
        return next(seen for seen in self.seen if seen.name == name)

    def ratio(self, other: str, *, to: str | None = None) -> Spread | None:
        """Say how many times as long another way takes, by pairs of the same round; None where it stopped.

        A way that was run only once, before the rounds, is held against every run of ours, or where every
        round asks another question against our first, which asked the same.
        """
        ours, theirs = self[to or self.seen[0].name], self[other]
        if self.task.turning and len(theirs.took) == 1 < len(ours.took):
            return spread([theirs.took[0] / ours.first_s]) if ours.first_s > 0 else None
        others = theirs.took * len(ours.took) if len(theirs.took) == 1 else theirs.took
        pairs = [b / a for a, b in zip(ours.took, others, strict=False) if a > 0]
        return spread(pairs) if pairs else None


def measure(
    task: Task,
    ways: Sequence[Way],
    *,
    same: Callable[[Mapping[str, Any]], str] | None = None,
    runs: int = RUNS,
    allowance_s: float = ALLOWANCE_S,
) -> Measured:
    """Run every way, compare the answers, and time the ways in turn.

    Parameters
    ----------
    same : callable, optional
        Is given the answers by name (none of a way that was stopped), raises where they differ and says in
        words how they are alike.
    runs : int
        Rounds; a way may ask for fewer.
    allowance_s : float
        Seconds for all runs of one way; beyond it, fewer rounds, and that is said.

    Raises
    ------
    AssertionError
        From `same`: nothing is told of ways that answer differently.
    """
    measured = Measured(task, [Seen(way.name) for way in ways], load=os.getloadavg()[0])
    left, firsts = dict[str, int](), dict[str, tuple[float, float]]()
    for way, seen in zip(ways, measured.seen, strict=True):
        took, cpu, seen.answer = _once(way, seen)
        wanted = way.runs or runs
        left[way.name] = 0 if seen.stopped else max(1, min(wanted, int(allowance_s / max(took, 1e-9))))
        firsts[way.name], seen.first_s = (took, cpu), took
        if not seen.stopped and left[way.name] < wanted:
            times = "once" if left[way.name] == 1 else f"{left[way.name]} times"
            seen.fewer = f"run only {times}: one run takes {took:.1f} s"
    if same:
        measured.said = same({seen.name: seen.answer for seen in measured.seen if not seen.stopped})
    for way, seen in zip(ways, measured.seen, strict=True):
        if left[way.name] == 1:  # its first run counts
            seen.took, seen.cpu_s, left[way.name] = [firsts[way.name][0]], [firsts[way.name][1]], 0
    pairs = list(zip(ways, measured.seen, strict=True))
    for round_ in range(max(left.values(), default=0)):
        turn = round_ % len(pairs)
        for way, seen in pairs[turn:] + pairs[:turn]:
            if round_ < left[way.name] and not seen.stopped:
                took, cpu, _ = _once(way, seen)
                if not seen.stopped:
                    seen.took.append(took)
                    seen.cpu_s.append(cpu)
    return measured


def _once(way: Way, seen: Seen) -> tuple[float, float, Any]:
    """Run a way once; where a process of its own was stopped, say so."""
    if isinstance(way.work, Child):
        told = way.work.run()
        seen.stopped, seen.about = told.stopped, told.about
        if not told.stopped:
            seen.peak_mb.append(told.peak_mb)
        return told.seconds, told.cpu_s, told.answer
    if way.before:
        way.before()
    gc.collect()
    begun, cpu = time.perf_counter(), time.process_time()
    answer = way.work()
    return time.perf_counter() - begun, time.process_time() - cpu, answer


def spread(values: Sequence[float]) -> Spread:
    """Give the median, the quartiles and the ends of some values."""
    low, middle, high = np.percentile(values, (25, 50, 75))
    return Spread(float(middle), float(low), float(high), min(values), max(values), len(values))


def exponent(sizes: Sequence[int], took: Sequence[Sequence[float]]) -> Spread:
    """Say how cost grows: the power of N that fits all sizes best, once for each round.

    The rounds are those that every size had; a size with one run is used in each of them.
    """
    rounds = max(len(runs) for runs in took)
    fits = []
    for round_ in range(rounds):
        seconds = [runs[min(round_, len(runs) - 1)] for runs in took]
        fits.append(float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]))
    return spread(fits)
