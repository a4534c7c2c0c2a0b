"""What a child hands back: how long each step took, how much memory, and the answers to be compared."""

import gc
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

__all__ = ["Times", "read_times", "save_answer", "timed", "write_times"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Times:
    """Seconds and megabytes of one run.

    Attributes
    ----------
    steps : dict of str to float
        Parts of the first load, in order; they add up to it.
    filters : dict of str to float
        Each change of filter; `again` the same question a second time, where a way remembers anything.
    imported_mb, loaded_mb : float
        Highest resident memory of the process after the imports alone, and after the first load.
    peak_mb : float
        Highest of the process and of those it started together, at any time.
    load : float
        Average load of the machine over the minute before.
    agreement : dict of str to float
        Asking every other method about the places of each answer, where that is a question of its own.
    """

    steps: dict[str, float] = field(default_factory=dict)
    filters: dict[str, float] = field(default_factory=dict)
    again: dict[str, float] = field(default_factory=dict)
    imported_mb: float = 0.0
    loaded_mb: float = 0.0
    peak_mb: float = 0.0
    load: float = 0.0
    agreement: dict[str, float] = field(default_factory=dict)

    @property
    def first_load(self) -> float:
        """Seconds from file bytes to the first answer."""
        return sum(self.steps.values())


def timed(into: dict[str, float], step: str, work: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> T:
    """Do a piece of work and add its seconds."""
    gc.collect()
    start = time.perf_counter()
    result = work(*given, **named)
    into[step] = into.get(step, 0.0) + time.perf_counter() - start
    return result


def save_answer(folder: Path, number: int, **arrays: np.ndarray) -> None:
    """Keep the arrays of one answer."""
    np.savez(folder / f"answer-{number}.npz", allow_pickle=False, **arrays)


def write_times(folder: Path, times: Times) -> None:
    """Leave the figures for the parent."""
    (folder / "times.json").write_text(json.dumps(asdict(times)), encoding="utf-8")


def read_times(folder: Path) -> Times:
    """Take up the figures that a child left."""
    return Times(**json.loads((folder / "times.json").read_text(encoding="utf-8")))
