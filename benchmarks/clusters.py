"""The permutation scan with 999 chance maps: ours against a plain numpy loop over every window."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import power
from spatial.scan import Scan, permutation_scan

__all__ = ["borough", "hold_clusters", "naive"]

SIDE_M, CELLS, DAYS = 5_400.0, 1_500, 365
MAPS = 999
NEAR = {"max_radius_m": 1000.0, "max_duration_days": 60}
HALF: dict[str, float] = {}
HALF_MAPS = 29
SIZES = ((300, 999), (1_200, 999), (5_000, 99), (20_000, 19))
"""Cases, and chance maps that are made; the time is that of 999."""
PLAIN = ((300, 60), (1_200, 60))
"""Cases, and centres of the plain loop that are timed, on one map; its time is that of all."""
HEADER = ("cases", "windows", "way", "time of 999 maps", "processor time", "processor time / ours")
FIRST_USE = "from benchmarks.clusters import borough, ours; ours(50, {}, 0)"


@dataclass(frozen=True)
class Took:
    """Seconds on the clock and of the processors for 999 chance maps, and what was found."""

    clock: float
    processor: float
    answer: Scan | None = None


def borough(n: int) -> tuple[np.ndarray, ...]:
    """Lay about 1,500 cells over 29 km², some busier than others, and scatter cases over them and a year."""
    dice = np.random.default_rng(n)
    wide = np.sqrt(SIDE_M**2 / CELLS / (np.sqrt(3) / 2))
    gx, gy = np.meshgrid(np.arange(0, SIDE_M, wide), np.arange(0, SIDE_M, wide * np.sqrt(3) / 2))
    gx = gx + (np.arange(len(gx)) % 2)[:, None] * wide / 2
    weight = dice.gamma(0.6, size=gx.size)
    cell = dice.choice(gx.size, n, p=weight / weight.sum())
    return gx.ravel(), gy.ravel(), gx.ravel()[cell], gy.ravel()[cell], dice.integers(0, DAYS, n)


def ours(n: int, limits: dict[str, float], maps: int, *, centres: int | None = None) -> Took:
    """Scan with the product's own function, on every core."""
    gx, gy, x, y, day = borough(n)
    some = _spread(gx.size, centres or gx.size)
    clock, processor = time.perf_counter(), time.process_time()
    got = permutation_scan(
        x, y, day, centres=(gx[some], gy[some]), first_day=0, last_day=DAYS - 1, replicates=maps,
        most_clusters=1, **limits,
    )  # fmt: skip
    times = MAPS / max(maps, 1)
    return Took((time.perf_counter() - clock) * times, (time.process_time() - processor) * times, got)


def naive(n: int, limits: dict[str, float], *, centres: int) -> tuple[float, Took]:
    """Work out the likelihood ratio of every circle and span around some centres, in numpy, for one map."""
    gx, gy, x, y, day = borough(n)
    clock, processor = time.perf_counter(), time.process_time()
    at, place = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    counts = np.zeros((len(at), DAYS))
    np.add.at(counts, (place.ravel(), day), 1)
    before = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
    longest, best = int(limits.get("max_duration_days", DAYS // 2)), 0.0
    some = _spread(gx.size, centres)
    for cx, cy in zip(gx[some], gy[some], strict=True):
        away = np.hypot(at[:, 0] - cx, at[:, 1] - cy)
        order = np.argsort(away, kind="stable")
        order = order[away[order] <= limits.get("max_radius_m", np.inf)]
        ends = np.append(np.diff(away[order]) > 1e-3, True)
        inside = np.cumsum(counts[order], axis=0)[ends]
        inside = inside[inside.sum(axis=1) <= n / 2]
        held, course = inside.sum(axis=1)[:, None], np.pad(np.cumsum(inside, axis=1), ((0, 0), (1, 0)))
        for span in range(1, longest + 1):
            c = course[:, span:] - course[:, :-span]
            e = held * (before[span:] - before[:-span]) / n
            high = (c > e) & (c >= 2)
            c, e = c[high], e[high]
            if c.size:
                ratio = c * np.log(c / e) + (n - c) * np.log((n - c) / (n - e))
                best = max(best, float(ratio.max()))
    times = MAPS * gx.size / centres
    return best, Took((time.perf_counter() - clock) * times, (time.process_time() - processor) * times)


def hold_clusters(told: Callable[[str], None]) -> str:
    """Hold ours against the plain loop, and say how it grows."""
    first = _first_use()
    ours(50, {}, 0)  # its compiler runs at the first call
    seen = {(n, "near"): ours(n, NEAR, maps) for n, maps in SIZES}
    seen[1_200, "half"] = ours(1_200, HALF, HALF_MAPS)
    rows = []
    for (n, kind), took in seen.items():
        rows.append(_line(n, kind, "ours", took, took))
        many = dict(PLAIN).get(n, 0)
        if many:
            limits = NEAR if kind == "near" else HALF
            best, plain = naive(n, limits, centres=many)
            _same(best, ours(n, limits, 0, centres=many))
            rows.append(_line(n, kind, "a plain loop", plain, took))
    near = [n for n, _ in SIZES]
    grown = power(near[1:], [seen[n, "near"].processor for n in near[1:]])
    machine = describe()
    fewer = ", ".join(f"{maps} at {n:,}" for n, maps in SIZES if maps < MAPS)
    text = "\n".join(
        [
            "## Clusters in time (permutation scan)\n",
            f"Cases scattered over {CELLS:,} cells of a borough of 29 km² and {DAYS} days, circles around "
            f"every cell, {MAPS} chance maps. Near: circles up to 1 km and up to 60 days, as the page asks. "
            "Half: up to half of all cases and half of the year. Ours uses every core; of the larger sizes "
            f"fewer maps were made and the time multiplied up ({fewer}; {HALF_MAPS} of half). The plain loop "
            "works out every window in numpy on one core; it was timed on one map around "
            f"{PLAIN[0][1]} centres and multiplied up. Around these centres both find the same highest "
            "likelihood ratio.\n",
            table(HEADER, rows),
            "",
            f"From {near[1]:,} to {near[-1]:,} cases ours grows as {grown}. At its first use in an "
            f"installation the compiler takes {first:.0f} s of processor time; what it makes is kept beside "
            "the program.\n",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; {machine['versions']}; commit {commit()}. One run each. Again: "
            "`python -m benchmarks clusters`.\n",
        ]
    )
    told(text)
    return text


def _spread(cells: int, centres: int) -> np.ndarray:
    """Pick centres evenly among the cells."""
    return np.linspace(0, cells - 1, centres).astype(int)


def _line(n: int, kind: str, way: str, took: Took, mine: Took) -> tuple[str, ...]:
    ratio = "" if took is mine else f"{took.processor / mine.processor:,.0f}"
    return (f"{n:,}", kind, way, _span(took.clock), _span(took.processor), ratio)


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:,.1f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 7200 else f"{seconds / 3600:,.1f} h"


def _same(best: float, mine: Took) -> None:
    """See that both ways find the same.

    Raises
    ------
    AssertionError
        If they do not.
    """
    assert mine.answer is not None
    if abs(best - float(mine.answer.clusters["llr"].iloc[0])) > 1e-6:
        raise AssertionError("the two ways do not find the same likelihood ratio")


def _first_use() -> float:
    """Time the first use, with nothing compiled before: seconds of processor time."""
    before = os.times()
    with tempfile.TemporaryDirectory(prefix="compiled-") as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        subprocess.run([sys.executable, "-c", FIRST_USE], env=environment, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
