"""Where next, 200 places and 5,000 points of demand, 1 to 10 new centres: ours against spopt, in one run."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.machine import commit, describe
from benchmarks.reach import grid_town
from benchmarks.report import table
from benchmarks.side_by_side import Way, in_turn, line
from spatial.reach.walking import walking_m
from spatial.siting.coverage import coverage
from spatial.siting.sites import next_sites

__all__ = ["hold_siting", "same", "town"]

POINTS, PLACES, CENTRES, MOST = 5_000, 200, 5, 10
SIDE_M, LIMIT_M = 8_000.0, 1_000.0
PINS = 50
HEADER = (
    "places × points, new centres",
    "way",
    "time",
    "peak memory",
    "people newly within reach",
    "time / ours",
)


def town() -> dict[str, np.ndarray]:
    """Scatter homes in clumps, places and open centres over 64 km²."""
    dice = np.random.default_rng(29)
    middles = dice.uniform(0, SIDE_M, (60, 2))
    homes = middles[dice.integers(0, 60, POINTS)] + dice.normal(0, 500, (POINTS, 2))
    sites, centres = (dice.uniform(0, SIDE_M, (n, 2)) for n in (PLACES, CENTRES))
    return {
        "homes": np.clip(homes, 0, SIDE_M),
        "people": dice.integers(1, 90, POINTS).astype(float),
        "sites": sites,
        "centres": centres,
    }


def ours(given: dict[str, np.ndarray]) -> pd.DataFrame:
    """Ask with the product's own functions, walks included."""
    x, y = given["homes"].T
    near = np.isfinite(walking_m(x, y, *given["sites"].T, limit_m=LIMIT_M))
    held = np.isfinite(walking_m(x, y, *given["centres"].T, limit_m=LIMIT_M)).any(axis=1)
    return next_sites(coverage(near, given["people"], held=held), MOST, seconds=600.0).table


def with_spopt(given: dict[str, np.ndarray]) -> list[float]:
    """Ask spopt for each number of centres, the open ones fixed; its solver is CBC, asked for no gap."""
    import pulp
    from spopt.locate import MCLP

    x, y = given["homes"].T
    ends = np.vstack([given["centres"], given["sites"]])
    metres = walking_m(x, y, *ends.T)
    fixed = np.arange(len(ends)) < CENTRES
    held = float(given["people"][(metres[:, :CENTRES] <= LIMIT_M).any(axis=1)].sum())
    found = []
    for count in range(1, MOST + 1):
        asked = MCLP.from_cost_matrix(
            metres, given["people"], LIMIT_M, p_facilities=CENTRES + count, predefined_facilities_arr=fixed
        )
        asked.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0))
        found.append(float(pulp.value(asked.problem.objective)) - held)
    return found


def same(mine: pd.DataFrame, theirs: list[float]) -> None:
    """See that both ways come to the same optimum for every number of new centres.

    Raises
    ------
    AssertionError
        If they do not, or ours is not proven.
    """
    if not mine["is_proven"].all():
        raise AssertionError("ours is not proven")
    if not np.allclose(mine["people"], theirs, rtol=0, atol=1e-6):
        raise AssertionError("the two ways do not come to the same optimum")


def pins(given: dict[str, np.ndarray]) -> list[float]:
    """Time the walks to one place, along streets every 100 m, and who is newly within reach of it."""
    streets, dice = grid_town(SIDE_M), np.random.default_rng(3)
    x, y = given["homes"].T
    took = []
    for at in dice.uniform(0, SIDE_M, (PINS, 2)):
        begun = time.perf_counter()
        walks = walking_m(x, y, at[:1], at[1:], streets=streets, limit_m=LIMIT_M)[:, 0]
        float(given["people"][np.isfinite(walks)].sum())
        took.append(time.perf_counter() - begun)
    return took


def hold_siting(told: Callable[[str], None]) -> str:
    """Hold ours against spopt, and time a trial pin."""
    given = town()
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(given),
        "spopt with CBC": lambda: with_spopt(given),
    }
    seen: list[Way] = in_turn(ways, runs={"ours": 3, "spopt with CBC": 1})
    mine, theirs = seen[0].answer, seen[1].answer
    same(mine, theirs)
    seen[0].off, seen[1].off = f"{mine['people'].iloc[-1]:,.0f}", f"{theirs[-1]:,.0f}"
    what = f"{PLACES} × {POINTS:,}, 1 to {MOST}"
    missed = mine["short_people"] / mine["people"]
    tried = pins(given)
    machine = describe()
    parts = [
        "## Where next\n",
        f"The best sets of 1 to {MOST} of {PLACES} places for {POINTS:,} points of demand within "
        f"{LIMIT_M:,.0f} m, straight with a factor, {CENTRES} open centres kept; spopt is given the open "
        "centres as fixed and builds the same walks. Both come to the same optimum for every number, ours "
        f"proven. Choosing one after the other misses up to {missed.max():.1%} of it.\n",
        table(HEADER, [line(what, seen[0], way) for way in seen]),
        "",
        f"A trial pin along streets every 100 m: {1000 * median(tried):,.0f} ms in the middle, "
        f"{1000 * max(tried):,.0f} ms at most, of {PINS}.\n",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python {machine['python']}; "
        f"{machine['versions']}; commit {commit()}. Medians, with the least and the most in brackets. Again: "
        "`python -m benchmarks siting`.\n",
    ]
    text = "\n".join(parts)
    told(text)
    return text
