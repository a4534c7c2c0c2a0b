"""One way in a process of its own: its seconds by step, its answer, its highest memory, and when it stopped.

`python -m benchmarks.child MODULE:FUNCTION JSON FOLDER` calls `FUNCTION(clock, **given)`. The function makes
itself ready, does what is timed within `clock.step(...)` and gives back arrays by name.
"""

import gc
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from benchmarks.memory import forget_peak, own_mb, own_peak_mb, watch

__all__ = ["Child", "Clock", "Told", "child"]

P = ParamSpec("P")
T = TypeVar("T")
ROOT = Path(__file__).parents[1]
OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "Unable to allocate", "ArrayMemoryError")
GIBIBYTE = 1024**3


@dataclass
class Told:
    """What a child left.

    Attributes
    ----------
    seconds, cpu_s : float
        Of its timed steps together.
    peak_mb : float
        Highest memory of it and of all that it started.
    answer : dict of str to numpy.ndarray
    about : dict
        `steps` (seconds by step), `ready_mb` before the first step, `own_peak_mb` during them, and whatever
        else it noted.
    stopped : str
    """

    seconds: float = float("nan")
    cpu_s: float = float("nan")
    peak_mb: float = float("nan")
    answer: dict[str, np.ndarray] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    stopped: str = ""


@dataclass
class Clock:
    """Times the steps of a child, and takes notes."""

    steps: dict[str, float] = field(default_factory=dict)
    cpu_s: float = 0.0
    notes: dict[str, Any] = field(default_factory=dict)

    def step(self, name: str, work: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> T:
        """Do a piece of work and add its seconds."""
        gc.collect()
        if not self.steps:
            self.notes["ready_mb"] = own_mb()
            forget_peak()
        begun, cpu = time.perf_counter(), time.process_time()
        done = work(*given, **named)
        self.steps[name] = self.steps.get(name, 0.0) + time.perf_counter() - begun
        self.cpu_s += time.process_time() - cpu
        self.notes["own_peak_mb"] = own_peak_mb()
        self.notes["own_mb"] = own_mb()
        return done


@dataclass(frozen=True)
class Child:
    """A command that is given a folder as its last word, and leaves `told.json` and `answer.npz` in it."""

    words: Sequence[str]
    seconds_allowed: float = 900.0
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> Told:
        """Run it once.

        Raises
        ------
        subprocess.CalledProcessError
            If it fails for another reason than time or memory: that is a fault of the benchmark.
        """
        with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
            folder = Path(name)
            with (folder / "faults.txt").open("w", encoding="utf-8") as faults:
                process = subprocess.Popen(
                    [*self.words, name], cwd=ROOT, stderr=faults, env={**os.environ, **self.environment}
                )
                try:
                    peak = watch(process, seconds_allowed=self.seconds_allowed)
                except subprocess.TimeoutExpired:
                    return Told(stopped=f"stopped after {self.seconds_allowed:.0f} s")
            if process.returncode:
                said = (folder / "faults.txt").read_text(encoding="utf-8")
                if any(word in said for word in OUT_OF_MEMORY):
                    return Told(stopped="out of memory at its limit: no answer", peak_mb=peak)
                raise subprocess.CalledProcessError(process.returncode, self.words, stderr=said[-2000:])
            told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
            answer = dict[str, np.ndarray]()
            if (folder / "answer.npz").exists():
                with np.load(folder / "answer.npz", allow_pickle=False) as held:
                    answer = {key: held[key] for key in held.files}
            return Told(peak_mb=peak, answer=answer, **told)


def child(
    function: str,
    *,
    python: str = sys.executable,
    seconds_allowed: float = 900.0,
    gib: float | None = None,
    **given: Any,
) -> Child:
    """Make a child of a function `module:name`; what it is given must be fit for JSON."""
    words = [python, "-m", "benchmarks.child", function, json.dumps({"gib": gib, **given})]
    return Child(words, seconds_allowed=seconds_allowed)


def _run(function: str, given: dict[str, Any], folder: Path) -> None:
    if gib := given.pop("gib"):
        resource.setrlimit(resource.RLIMIT_AS, (int(gib * GIBIBYTE),) * 2)
    module, _, name = function.partition(":")
    clock = Clock()
    answer = getattr(importlib.import_module(module), name)(clock, **given)
    told = {
        "seconds": sum(clock.steps.values()),
        "cpu_s": clock.cpu_s,
        "about": {"steps": clock.steps, **clock.notes},
    }
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    if answer:
        np.savez(folder / "answer.npz", allow_pickle=False, **answer)


if __name__ == "__main__":
    _run(sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3]))
