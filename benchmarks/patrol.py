"""A patrol's plan by incidents; and its round beside Christofides' and beside every permutation."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from statistics import median

import networkx as nx
import numpy as np
import polars as pl

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import in_turn
from benchmarks.tension_town import LAST_DAY, make_town
from dashboard.answers.patrol import plan_patrol
from dashboard.answers.patrol_ground import patrol_ground
from dashboard.filters import Filters
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from spatial.patrol.route import round_length, short_round

__all__ = ["every_permutation", "hold_patrol", "library", "plan", "rounds"]

SIZES = (10_000, 100_000, 1_000_000)
RUNS, ROUND_RUNS = 5, 25
STOPS = 8
SHIFT = datetime.combine(LAST_DAY + timedelta(days=5), datetime.min.time()).replace(hour=17)
HEADER = ("incidents", "what", "time", "processor time", "stops", "visits")
ROUND_HEADER = ("stops", "way", "time", "metres / the best")


def plan(snapshot: Snapshot, *, evening: int = 0) -> PatrolPlan:
    """Plan eight hours of an evening with two hours on foot, from all three years."""
    everything = Filters(days=None, first=snapshot.earliest, last=snapshot.latest)
    begins = SHIFT + timedelta(days=evening)
    question = PatrolQuestion(frozenset(), begins, begins + timedelta(hours=8), 2, 120)
    return plan_patrol(snapshot, everything, question, ANALYST)


def rounds(many: int) -> list[np.ndarray]:
    """Scatter stops over a town centre."""
    dice = np.random.default_rng(STOPS)
    at = dice.uniform(0, 1500, (many, STOPS, 2))
    return [np.hypot(*(one[:, None] - one).transpose(2, 0, 1)) for one in at]


def library(metres: np.ndarray) -> tuple[int, ...]:
    """Order the stops as networkx does by Christofides' rule."""
    return tuple(nx.approximation.christofides(nx.from_numpy_array(metres))[:-1])


def every_permutation(metres: np.ndarray) -> tuple[int, ...]:
    """Try every order."""
    return min(
        ((0, *rest) for rest in permutations(range(1, len(metres)))),
        key=lambda way: round_length(metres, way),
    )


def hold_patrol(told: Callable[[str], None]) -> str:
    """Time plans by size, and rounds by way."""
    machine = describe()
    text = "\n".join(
        [
            "## Patrol plans\n",
            "Eight hours of an evening with two hours on foot, in a town of 25 wards with three years of "
            "incidents at 5,000 points; hot spots tested, places, hours, rounds and fairness worked out. The "
            "first plan of a data version lays the cells too; of other reports the hot spots are looked for "
            "anew; another shift, other wards or minutes take them as they are.\n",
            table(HEADER, [line for size in SIZES for line in _planned(size)]),
            "",
            f"The closed round of {STOPS} stops, {ROUND_RUNS} of them scattered over 1.5 km, straight ways. "
            "Ours is the shortest of six searches of networkx by accepting small losses.\n",
            table(ROUND_HEADER, _routed()),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; {machine['versions']}; commit {commit()}; median of {RUNS} (least to "
            "most). Again: `python -m benchmarks patrol`.\n",
        ]
    )
    told(text)
    return text


def _planned(size: int) -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory(prefix="patrol-") as folder:
        town = make_town(Path(folder), incidents=size, reports=100)
    snapshot = _in_the_street(town)
    asked = {
        "the first": lambda: None,
        "other reports": patrol_ground.cache_clear,
        "another shift": lambda: None,
    }
    lines: list[tuple[str, ...]] = []
    for name, before in asked.items():
        took, spent = [], []
        for run in range(1 if name == "the first" else RUNS):
            before()
            begun, processor = time.perf_counter(), time.process_time()
            found = plan(snapshot, evening=run)
            took.append(time.perf_counter() - begun)
            spent.append(time.process_time() - processor)
            if found.state != "found":
                raise AssertionError(f"nothing was planned: {found.reason}")
        visits = len(found.stops) * found.settings["rounds"]
        lines.append((f"{size:,}", name, _span(took), _span(spent), f"{len(found.stops)}", f"{visits}"))
    return lines


def _in_the_street(town: Snapshot) -> Snapshot:
    """Number the records, and lay seven tenths of them in the street: by chance most would be hidden."""
    records = town.records
    street = town.words["setting"].index("street")
    there = np.random.default_rng(STOPS).random(records.height) < 0.7
    setting = np.where(there, street, records["setting"].to_numpy())
    moved = records.with_columns(pl.Series("setting", setting, dtype=records["setting"].dtype))
    return replace(town, records=moved, numbers=pl.Series(np.arange(records.height)))


def _routed() -> list[tuple[str, ...]]:
    given = rounds(ROUND_RUNS)
    ways: dict[str, Callable[[np.ndarray], tuple[int, ...]]] = {
        "ours": short_round,
        "networkx, Christofides": library,
        "every permutation": every_permutation,
    }
    held = in_turn(
        {name: (lambda way=way: [way(one) for one in given]) for name, way in ways.items()},  # type: ignore[misc]
        runs={"ours": RUNS, "networkx, Christofides": RUNS, "every permutation": 1},
    )
    best = [round_length(metres, order) for metres, order in zip(given, held[-1].answer, strict=True)]
    lines: list[tuple[str, ...]] = []
    for way in held:
        long = [round_length(metres, order) for metres, order in zip(given, way.answer, strict=True)]
        off = np.array(long) / best
        if way.name == "ours" and off.max() > 1.1:
            raise AssertionError("ours is more than a tenth longer than the shortest round")
        each = [took / len(given) for took in way.took]
        lines.append(
            (f"{STOPS}", way.name, _span(each), f"{median(off):.3f} ({off.min():.3f} to {off.max():.3f})")
        )
    return lines


def _span(took: list[float]) -> str:
    least, middle, most = (1000 * value for value in (min(took), median(took), max(took)))
    written = "{:,.0f}" if most >= 10 else "{:,.2f}"
    return f"{written.format(middle)} ms" + (
        f" ({written.format(least)} to {written.format(most)})" if len(took) > 1 else ""
    )
