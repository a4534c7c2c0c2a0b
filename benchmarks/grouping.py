"""Groups of reports: ours against scikit-learn's DBSCAN on every report; large ones in their own process.

Run as `python -m benchmarks.grouping WAY KIND N FOLDER`; the parent reads seconds and labels from the folder.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.cluster import DBSCAN

from benchmarks.equality import Difference
from benchmarks.memory import watch
from benchmarks.side_by_side import Way, in_turn
from spatial.hotspots.dbscan import automatic_min_reports, group_places

__all__ = ["KINDS", "RADIUS_M", "group", "hold", "reports", "run", "same"]

SIDE_M, RADIUS_M = 10_000.0, 50.0
KINDS = ("snap points", "all different")
REPORTS_PER_PLACE = 30
MEMORY_BYTES = 6 * 1024**3
SECONDS_ALLOWED = 120
OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "Unable to allocate")
OWN_PROCESS_FROM = 1_000_000


def reports(kind: str, n: int) -> np.ndarray:
    """Throw reports over 100 km2: at published points that some share with many others, or all apart."""
    rng = np.random.default_rng(3)
    places = n // REPORTS_PER_PLACE if kind == "snap points" else n
    middles = rng.uniform(0, SIDE_M, size=(60, 2))
    spots = middles[rng.integers(0, 60, places)] + rng.normal(0, 100, size=(places, 2))
    anywhere = rng.random(places) < 0.5
    spots[anywhere] = rng.uniform(0, SIDE_M, size=(int(anywhere.sum()), 2))
    if kind == "all different":
        return spots
    busy = rng.lognormal(sigma=1.0, size=places)
    return np.round(spots)[rng.choice(places, size=n, p=busy / busy.sum())]


def group(way: str, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the group of every report, and whether it is a core point, one way or the other."""
    n = len(points)
    least = automatic_min_reports(SIDE_M**2 / 1e6, incidents=n)
    if way != "ours":
        found = DBSCAN(eps=RADIUS_M, min_samples=least).fit(points)
        core = np.zeros(n, dtype=bool)
        core[found.core_sample_indices_] = True
        return found.labels_, core
    x, y = points[:, 0], points[:, 1]
    order = np.lexsort((y, x))
    new = np.append(True, (np.diff(x[order]) != 0) | (np.diff(y[order]) != 0))
    place = np.empty(n, dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    groups, core = group_places(
        x[order][new], y[order][new], np.bincount(place), radius_m=RADIUS_M, min_reports=least
    )
    return groups[place], core[place]


def run(way: str, kind: str, n: int, folder: Path) -> None:
    """Group once, and leave seconds, labels and core points."""
    points = reports(kind, n)
    begun = time.perf_counter()
    groups, core = group(way, points)
    took = time.perf_counter() - begun
    np.savez(folder / "labels.npz", group=groups, core=core)
    (folder / "seconds.json").write_text(json.dumps(took), encoding="utf-8")


def hold(kind: str, n: int, *, runs: int) -> list[Way]:
    """Run both ways in turn, and see that they give the same groups.

    A million reports and more are grouped in a process of its own each time, with a limit to its memory.

    Raises
    ------
    benchmarks.equality.Difference
        If they do not.
    """
    names = ("ours", "scikit-learn DBSCAN")
    if n < OWN_PROCESS_FROM:
        points = reports(kind, n)
        ways = in_turn(
            {name: partial(group, name.split()[0], points) for name in names}, runs=dict.fromkeys(names, runs)
        )
    else:
        ways = [Way(name) for name in names]
        for _ in range(runs):
            for way in ways:
                if not way.stopped:
                    _once(way, kind, n)
    if not any(way.stopped for way in ways):
        ways[0].off = ways[1].off = same(ways[0].answer, ways[1].answer)
    return ways


def _once(way: Way, kind: str, n: int) -> None:
    with tempfile.TemporaryDirectory(prefix="grouping-") as folder:
        words = [sys.executable, "-m", "benchmarks.grouping", way.name.split()[0], kind, str(n), folder]
        faults = Path(folder) / "faults.txt"
        with faults.open("w", encoding="utf-8") as held_by_child:
            child = subprocess.Popen(words, cwd=Path(__file__).parents[1], stderr=held_by_child)
        try:
            peak = watch(child, seconds_allowed=SECONDS_ALLOWED)
        except subprocess.TimeoutExpired:
            way.stopped = f"stopped after {SECONDS_ALLOWED} s"
            return
        if child.returncode:
            said = faults.read_text(encoding="utf-8")
            if not any(word in said for word in OUT_OF_MEMORY):
                raise subprocess.CalledProcessError(child.returncode, words, stderr=said)
            way.stopped = f"out of memory at its limit of {MEMORY_BYTES / 1024**3:.0f} GiB: no answer"
            return
        way.took.append(json.loads((Path(folder) / "seconds.json").read_text(encoding="utf-8")))
        way.peak_mb = max(peak, way.peak_mb if way.peak_mb == way.peak_mb else 0.0)
        with np.load(Path(folder) / "labels.npz") as held:
            way.answer = held["group"], held["core"]


def same(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> str:
    """Hold core points, points in no group and the groups against each other, whatever groups are called.

    Which of two groups a point on the border of both joins is left open by the method; those are counted.
    """
    (groups, core), (theirs, their_core) = one, other
    pairs = np.unique(np.column_stack((groups[core], theirs[core])), axis=0)
    if not (np.array_equal(core, their_core) and np.array_equal(groups < 0, theirs < 0)):
        raise Difference("core points, or points in no group, differ")
    if len(np.unique(pairs[:, 0])) != len(pairs) or len(np.unique(pairs[:, 1])) != len(pairs):
        raise Difference("groups are parted otherwise")
    called = np.full(int(groups.max(initial=-1)) + 2, -1)
    called[pairs[:, 0]] = pairs[:, 1]
    border = int(np.count_nonzero(called[groups] != theirs))
    said = f"{len(pairs):,} groups, equal"
    return f"{said}; {border:,} reports on the border of two joined the other" if border else said


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
