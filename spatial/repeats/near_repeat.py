"""Near repeats in words: which bands of distance and time hold more pairs of incidents than chance makes."""

from collections.abc import Callable, Hashable, Mapping
from math import isinf
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NotEnoughError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import within
from spatial.progress import Progress, silent
from spatial.repeats.knox import Knox, cross_knox, knox

__all__ = [
    "CROSS_DAYS",
    "LEAST_RATIO",
    "SPACE_M",
    "TIME_DAYS",
    "band_words",
    "cross_near_repeat",
    "days_words",
    "metres_words",
    "near_repeat",
]

SPACE_M = (0.0, 1.0, 100.0, 200.0, 300.0, 400.0)
"""Bands of distance: the same place apart from what is near it."""
TIME_DAYS = (0.0, 7.0, 14.0, 21.0, 28.0)
CROSS_DAYS = (0.0, 1.0, 8.0, 15.0, 22.0, 29.0)
"""Bands of time for one kind after another: the same day, which has no order, apart."""
LEAST_RATIO = 1.2
ALPHA = 0.05
LEAST_EXPECTED = 3.0
"""Where no band expects so many pairs, finding nothing says nothing."""
NAMED = 3


def near_repeat(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    space_edges_m: ArrayLike = SPACE_M,
    time_edges_days: ArrayLike = TIME_DAYS,
    closed: str = "left",
    manhattan: bool = False,
    alpha: float = ALPHA,
    least_ratio: float = LEAST_RATIO,
    permutations: int = 999,
    seed: int = 0,
    told: Progress = silent,
) -> Finding:
    """Say whether an incident is followed by others near by and soon, more often than chance makes.

    Parameters
    ----------
    x, y, days, space_edges_m, time_edges_days, closed, manhattan, permutations, seed
        As in `spatial.repeats.knox.knox`.
    alpha, least_ratio : float
        A band is flagged where q (p after allowing for all bands, Benjamini and Hochberg) is below the one
        and the ratio at least the other.

    Returns
    -------
    Finding
        The table is that of `Knox` with `flagged` and `testable`.

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError, spatial.errors.TooLargeError
        As for `spatial.repeats.knox.knox`.
    """
    return _finding(
        "near repeat",
        lambda: knox(
            x, y, days, space_edges_m=space_edges_m, time_edges_days=time_edges_days, closed=closed,
            manhattan=manhattan, permutations=permutations, seed=seed, told=told,
        ),
        alpha=alpha,
        least_ratio=least_ratio,
        manhattan=manhattan,
    )  # fmt: skip


def cross_near_repeat(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    later_x: ArrayLike,
    later_y: ArrayLike,
    later_days: ArrayLike,
    *,
    space_edges_m: ArrayLike = SPACE_M,
    time_edges_days: ArrayLike = CROSS_DAYS,
    closed: str = "left",
    manhattan: bool = False,
    alpha: float = ALPHA,
    least_ratio: float = LEAST_RATIO,
    permutations: int = 999,
    seed: int = 0,
    told: Progress = silent,
) -> Finding:
    """Say whether incidents of one kind are followed near by and soon by incidents of another.

    Ask the other way round as well: where both ways are flagged, the two kinds share places and times, and
    neither leads.

    Parameters
    ----------
    x, y, days, later_x, later_y, later_days, space_edges_m, time_edges_days, closed, manhattan
        As in `spatial.repeats.knox.cross_knox`.
    alpha, least_ratio, permutations, seed
        As in `near_repeat`.

    Returns
    -------
    Finding

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError, spatial.errors.TooLargeError
        As for `spatial.repeats.knox.knox`.
    """
    return _finding(
        "cross-type near repeat",
        lambda: cross_knox(
            x, y, days, later_x, later_y, later_days, space_edges_m=space_edges_m,
            time_edges_days=time_edges_days, closed=closed, manhattan=manhattan, permutations=permutations,
            seed=seed, told=told,
        ),
        alpha=alpha,
        least_ratio=least_ratio,
        manhattan=manhattan,
    )  # fmt: skip


def metres_words(low: float, high: float) -> str:
    """Write a band of distance: "the same place", "1 to under 100 m", "400 m or more"."""
    if low == 0 and high <= 1:
        return "the same place"
    if isinf(high):
        return f"{low:,g} m or more"
    return f"under {high:,g} m" if low == 0 else f"{low:,g} to under {high:,g} m"


def days_words(low: float, high: float) -> str:
    """Write a band of time: "the same day", "7 to 13 days", "28 days or more"."""
    if (low, high) == (0, 1):
        return "the same day"
    if isinf(high):
        return f"{low:g} days or more"
    if low == int(low) and high == int(high):
        return f"{low:g} day{'' if low == 1 else 's'}" if high - low == 1 else f"{low:g} to {high - 1:g} days"
    return f"{low:g} to under {high:g} days"


def _finding(
    method: str, count: Callable[[], Knox], *, alpha: float, least_ratio: float, manhattan: bool
) -> Finding:
    within(alpha, what="alpha", least=1e-6, most=0.5)
    within(least_ratio, what="the least ratio", least=1.0, most=100.0)
    settings = {"alpha": alpha, "least_ratio": least_ratio, "correction": "Benjamini and Hochberg, all bands",
                "distance": "along the axes" if manhattan else "straight line"}  # fmt: skip
    try:
        found = count()
    except NotEnoughError as error:
        return Finding(method, NOT_ENOUGH, str(error), pd.DataFrame(), settings)
    table = found.table
    table["testable"] = table["p"].notna()
    table["flagged"] = (table["q"] < alpha) & (table["ratio"] >= least_ratio)
    tests = int(table["testable"].sum())
    settings |= {
        "space_edges_m": found.space_edges_m, "time_edges_days": found.time_edges_days,
        "closed": found.closed, "permutations": found.permutations, "seed": found.seed,
        "pairs": found.pairs, "bands_tested": tests,
        "one_band_can_be_flagged": bool(tests and found.permutations + 1 >= tests / alpha),
    }  # fmt: skip
    state, said = _told(table, tests, settings)
    return Finding(method, state, said, table, settings)


def _told(table: pd.DataFrame, tests: int, settings: dict[str, object]) -> tuple[str, str]:
    """Give the state and the sentence."""
    if not tests:
        return NOT_ENOUGH, (
            "Nothing can be said: no pairs are close in space, or all are, or all incidents are of one time. "
            "A longer window or other distances would do."
        )
    flagged = table[table["flagged"]].sort_values(["ratio"], ascending=False, kind="stable")
    if len(flagged):
        told = "; ".join(band_words(row) for row in flagged.head(NAMED).to_dict("records"))
        more = f"; and {len(flagged) - NAMED} more bands" if len(flagged) > NAMED else ""
        return FOUND, f"More pairs than chance makes: {told}{more}."
    if not settings["one_band_can_be_flagged"]:
        return NOT_ENOUGH, (
            f"{settings['permutations']} shuffles are too few to flag one of {tests} bands. Ask for more."
        )
    if table.loc[table["testable"], "expected"].max() < LEAST_EXPECTED:
        return NOT_ENOUGH, (
            f"Chance makes fewer than {LEAST_EXPECTED:g} pairs in every band, so only a very strong pattern "
            "would show, and none does. A longer window or wider bands would say more."
        )
    return NONE, "No band of distance and time holds clearly more pairs than chance makes."


def band_words(row: Mapping[Hashable, Any]) -> str:
    """Say a row of the table: where, when, how many pairs, and how many chance makes."""
    where, when = metres_words(row["from_m"], row["to_m"]), days_words(row["from_days"], row["to_days"])
    chance = max(row["simulated"] if row["simulated"] > 0 else row["expected"], 0.0)
    by = f"{chance:,.1f}" if chance >= 0.05 else "almost none"
    times = f"{row['ratio']:,.1f}" if row["ratio"] < 10 else f"{row['ratio']:,.0f}"
    return f"{where}, {when} apart: {int(row['observed']):,} pairs, {by} by chance ({times} times)"
