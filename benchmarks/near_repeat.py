"""Knox with 999 shuffles: ours against the table of all pairs, in numpy, on the same incidents."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import Way, in_turn, line, power
from spatial.repeats.knox import Knox, knox

__all__ = ["hold_near_repeat", "incidents", "naive"]

SPACE_M = (0.0, 1.0, 100.0, 200.0, 300.0, 400.0)
TIME_DAYS = (0.0, 7.0, 14.0, 21.0, 28.0)
SHUFFLES = 999
SIDE_M, DAYS = 5_500.0, 730
OURS = {1_000: 5, 2_000: 5, 4_000: 3, 10_000: 3, 50_000: 2}
NAIVE = {1_000: 49, 2_000: 19, 4_000: 9}
"""Shuffles of the table of all pairs that are made, by incidents; its time is worked out for 999."""
HEADER = ("incidents", "way", "time of 999 shuffles", "peak memory", "close pairs", "time / ours")


def incidents(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scatter incidents over a borough of 30 km² and two years, on whole metres and days."""
    dice = np.random.default_rng(n)
    x, y = np.round(dice.random((2, n)) * SIDE_M)
    return x, y, dice.integers(0, DAYS, n).astype(float)


def naive(
    x: np.ndarray, y: np.ndarray, t: np.ndarray, *, shuffles: int
) -> tuple[np.ndarray, np.ndarray, float]:
    """Count every pair of incidents in every shuffle.

    Returns
    -------
    first, mean : numpy.ndarray
        The table of the times as they are, and the mean of the shuffled ones.
    took : float
        Seconds that `SHUFFLES` would take: distances once, then the median of a shuffle so many times.
    """
    begun = time.perf_counter()
    i, j = np.triu_indices(len(t), 1)
    bands = len(TIME_DAYS)
    where = (np.searchsorted(SPACE_M, np.hypot(x[i] - x[j], y[i] - y[j]), side="right") - 1) * (bands + 1)
    dice, tables, marks = np.random.default_rng(0), [], [time.perf_counter()]
    for shuffle in range(shuffles + 1):
        times = dice.permutation(t) if shuffle else t
        when = np.searchsorted(TIME_DAYS, np.abs(times[i] - times[j]), side="right")
        counted = np.bincount(where + when, minlength=len(SPACE_M) * (bands + 1))
        tables.append(counted.reshape(len(SPACE_M), bands + 1)[:-1, 1:-1])
        marks.append(time.perf_counter())
    took = marks[0] - begun + (SHUFFLES + 1) * float(np.median(np.diff(marks)))
    return tables[0], np.mean(tables[1:], axis=0), took


def ours(x: np.ndarray, y: np.ndarray, t: np.ndarray) -> Knox:
    """Count with the product's own function."""
    return knox(x, y, t, space_edges_m=SPACE_M, time_edges_days=TIME_DAYS, permutations=SHUFFLES)


def hold_near_repeat(told: Callable[[str], None]) -> str:
    """Hold ours against the table of all pairs, and say how both grow."""
    ours(*incidents(50))  # its compiler runs at the first call
    sizes = {n: _hold(n) for n in OURS}
    rows = [line(f"{n:,}", ways[0], way) for n, ways in sizes.items() for way in ways]
    machine = describe()
    fewer = ", ".join(f"{many} at {n:,}" for n, many in NAIVE.items())
    parts = [
        "## Near repeats (Knox)\n",
        f"Incidents scattered over 30 km² and {DAYS} days, five bands of distance up to 400 m, four of time "
        f"up to 28 days, {SHUFFLES} shuffles of the times. The plain way counts all pairs in every shuffle, "
        f"in numpy; it is measured over fewer shuffles ({fewer}) and the median of these is multiplied up. "
        "Ours uses every core, the plain way one. Both give the same table, and means of the shuffles "
        "within their error.\n",
        table(HEADER, rows),
        "",
        _grown(sizes),
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python {machine['python']}; "
        f"{machine['versions']}; commit {commit()}. Medians, with the least and the most in brackets. Again: "
        "`python -m benchmarks near-repeat`.\n",
    ]
    text = "\n".join(parts)
    told(text)
    return text


def _hold(n: int) -> list[Way]:
    given = incidents(n)
    ways: dict[str, Callable[[], object]] = {"ours": lambda: ours(*given)}
    shuffles = NAIVE.get(n, 0)
    if shuffles:
        ways["the table of all pairs"] = lambda: naive(*given, shuffles=shuffles)
    seen = in_turn(ways, runs={"ours": OURS[n], "the table of all pairs": 1})
    found: Knox = seen[0].answer
    seen[0].off = f"{found.close_in_space.sum():,}"
    if shuffles:
        first, mean, took = seen[1].answer
        same(found, first, mean, shuffles)
        seen[1].took = [took]
    return seen


def same(found: Knox, first: np.ndarray, mean: np.ndarray, shuffles: int) -> None:
    """See that both ways counted the same, and that chance is the same chance.

    Raises
    ------
    AssertionError
        If they did not.
    """
    if not np.array_equal(found.observed, first):
        raise AssertionError("the two ways do not count the same pairs")
    error = np.sqrt(np.maximum(found.expected, 1) / shuffles)
    if (np.abs(mean - found.simulated) > 6 * error).any():
        raise AssertionError("the two ways do not shuffle alike")


def _grown(sizes: dict[int, list[Way]]) -> str:
    mine = {n: median(ways[0].took) for n, ways in sizes.items()}
    plain = {n: median(ways[1].took) for n, ways in sizes.items() if len(ways) > 1}
    far = max(mine)
    guess = min(took / n**2 for n, took in plain.items()) * far**2
    pairs = far * (far - 1) // 2
    return (
        f"Ours grows as {power(list(mine), list(mine.values()))} from {min(mine):,} to {far:,}, because the "
        "close pairs of one area do; the table of all pairs as "
        f"{power(list(plain), list(plain.values()))}. At {far:,} it was not run: its {pairs:,} pairs take "
        f"{pairs * 24 / 1024**3:,.0f} GB, and at the least that a pair took above 999 shuffles would take "
        f"about {guess / 3600:,.1f} hours, {guess / mine[far]:,.0f} times ours.\n"
    )
