"""Several ways of one thing, in turn in one run: seconds by way, and the table that is printed."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.report import seconds

__all__ = ["Way", "in_turn", "line", "power"]


@dataclass
class Way:
    """One way of doing a thing.

    Attributes
    ----------
    name : str
    took : list of float
        Seconds, by run.
    answer : object
        What the last run gave.
    off : str
        How far that is from the truth, in words.
    stopped : str
        Why it gave no answer; "" where it did.
    peak_mb : float
        Highest memory of its process, where it had one of its own.
    """

    name: str
    took: list[float] = field(default_factory=list)
    answer: Any = None
    off: str = ""
    stopped: str = ""
    peak_mb: float = float("nan")


def in_turn(ways: Mapping[str, Callable[[], Any]], *, runs: Mapping[str, int]) -> list[Way]:
    """Run every way, then every way again, until each has had its runs; the first listed goes first."""
    seen = {name: Way(name) for name in ways}
    for round_ in range(max(runs.values())):
        for name, work in ways.items():
            if round_ < runs[name]:
                begun = time.perf_counter()
                seen[name].answer = work()
                seen[name].took.append(time.perf_counter() - begun)
    return list(seen.values())


def line(what: str, ours: Way, other: Way) -> tuple[str, ...]:
    """Give a line of the table: what, whose, seconds, memory, how far off, and the ratio to ours."""
    if other.stopped:
        return (what, other.name, other.stopped, "", "", "")
    ratio = "" if other is ours or not ours.took else f"{median(other.took) / median(ours.took):,.1f}"
    memory = f"{other.peak_mb:,.0f} MB" if other.peak_mb == other.peak_mb else ""
    return (what, other.name, _seconds(other.took), memory, other.off, ratio)


def power(sizes: list[int], took: list[float]) -> str:
    """Say how cost grows: the exponent of N from the first size to the last."""
    return f"N^{math.log(took[-1] / took[0]) / math.log(sizes[-1] / sizes[0]):.2f}"


def _seconds(took: list[float]) -> str:
    runs = "1 run" if len(took) == 1 else f"{len(took)} runs"
    if median(took) < 0.1:
        return f"{seconds(1000 * value for value in took).replace(' s', ' ms', 1)}, {runs}"
    return f"{seconds(took)}, {runs}"
