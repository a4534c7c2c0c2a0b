"""Clusters in time: the permutation scan as the product asks it, with a rule for what is a cluster."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NotEnoughError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_counts, same_length, within
from spatial.progress import Progress, silent
from spatial.scan.periods import as_days
from spatial.scan.scans import COLUMNS, Scan, permutation_scan

__all__ = ["find_clusters"]

METHOD = "scan"
ENDED, TO_THE_END, NEW, ONGOING = "ended", "reaches the last day", "new", "ongoing"


def find_clusters(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    count: ArrayLike | None = None,
    alpha: float = 0.05,
    least_cases: int = 5,
    least_days: int = 3,
    fewest_total: int = 20,
    last_day: Any = None,
    prospective: bool = False,
    interval_days: int = 7,
    told: Progress = silent,
    **settings: Any,
) -> Finding:
    """Say where and when cases came closer together than chance brings them.

    Parameters
    ----------
    x, y, day, count
        As `permutation_scan`.
    alpha : float
        A cluster's chance may not be greater.
    least_cases, least_days : int
        A cluster has so many cases, on so many different periods: one bad evening is no cluster.
    fewest_total : int
        With fewer cases in all the state is "not enough data".
    last_day : optional
        As `permutation_scan`.
    prospective : bool
        Only clusters that are still going on.  Each is then "new", or "ongoing" if the same question, asked
        `interval_days` earlier of what there was then, finds a cluster that shares a place and a day with it.
    interval_days : int
        Days between two analyses.
    told : Progress
    **settings
        The others of `permutation_scan`.

    Returns
    -------
    Finding
        Table: the columns of `Scan.clusters`, and `status`: "new" or "ongoing"; of the past, "ended" or
        "reaches the last day". Settings also have `left_out`: clusters unlikely enough but too small.

    Raises
    ------
    spatial.errors.StatisticsError
        As `permutation_scan`, but for too little data, which is a state.
    """
    within(alpha, what="alpha", least=1e-6, most=1.0)
    days, dated = as_days(day)
    counts = np.ones(days.size, dtype=np.int64) if count is None else as_counts(count, what="count")
    same_length(day=days, count=counts)
    total = int(counts.sum())
    rule = {
        "alpha": alpha,
        "least_cases": least_cases,
        "least_days": least_days,
        "fewest_total": fewest_total,
        "interval_days": interval_days,
    }
    if total < fewest_total:
        said = f"{total:,} reports with a place and a day are too few to look for clusters: "
        return _nothing(f"{said}{fewest_total:,} or more would do. A longer window may have them.", rule)
    asked = {**settings, "prospective": prospective, "interval_days": interval_days}
    both = 0.5 if prospective else 1.0
    try:
        scan = permutation_scan(
            x, y, day, count=count, last_day=last_day, told=lambda done: told(done * both), **asked
        )
    except NotEnoughError as error:
        return _nothing(f"There is not enough to look for clusters: {error}", rule)
    enough = _enough(scan.clusters, least_cases, least_days)
    unlikely = scan.clusters["p"] <= alpha
    found = scan.clusters[unlikely & enough].reset_index(drop=True)
    found["rank"] = np.arange(1, len(found) + 1)
    if prospective and len(found):
        ends = int(days[counts > 0].max()) if last_day is None else int(as_days([last_day])[0][0])
        now = (np.asarray(x, dtype=float), np.asarray(y, dtype=float), days, counts)
        known = _known_before(now, scan, ends, rule, asked, lambda done: told(0.5 + done / 2), dated)
        held = [_meets(row, scan, known) for row in found.to_dict("records")]
        found["status"] = [ONGOING if one else NEW for one in held]
    else:
        last = scan.settings["last_day"]
        found["status"] = [TO_THE_END if day == last else ENDED for day in found["last_day"]]
    told(1.0)
    left_out = int((unlikely & ~enough).sum())
    return Finding(
        method=METHOD,
        state=FOUND if len(found) else NONE,
        sentence=_sentence(len(found), left_out, total, scan, rule),
        table=found,
        settings={**scan.settings, **rule, "left_out": left_out},
    )


def _enough(clusters: pd.DataFrame, cases: int, days: int) -> pd.Series:
    return (clusters["observed"] >= cases) & (clusters["days_with_cases"] >= days)


def _known_before(
    now: tuple[np.ndarray, ...],
    scan: Scan,
    ends: int,
    rule: dict[str, Any],
    asked: dict[str, Any],
    told: Progress,
    dated: bool,
) -> list[tuple[set[tuple[float, float]], Any]]:
    """Give the places and the first day of what the same question found one analysis earlier."""
    x, y, days, counts = now
    until = ends - int(rule["interval_days"])
    then = days <= until
    if int(counts[then].sum()) < rule["fewest_total"]:
        return []
    again = days.astype("datetime64[D]") if dated else days
    last = np.datetime64(until, "D") if dated else until
    try:
        before = permutation_scan(
            x[then], y[then], again[then], count=counts[then], last_day=last, told=told, **asked
        )
    except NotEnoughError:
        return []
    clusters = before.clusters
    kept = clusters[
        (clusters["p"] <= rule["alpha"]) & _enough(clusters, rule["least_cases"], rule["least_days"])
    ]
    return [
        ({(before.place_x[z], before.place_y[z]) for z in places}, last)
        for places, last in zip(kept["places"], kept["last_day"], strict=True)
    ]


def _meets(row: Mapping[Any, Any], scan: Scan, known: list[tuple[set[tuple[float, float]], Any]]) -> bool:
    """Whether a cluster shares a place and a day with one that was known before."""
    own = {(scan.place_x[z], scan.place_y[z]) for z in row["places"]}
    return any(own & places and last >= row["first_day"] for places, last in known)


def _nothing(sentence: str, rule: dict[str, Any]) -> Finding:
    table = pd.DataFrame(columns=[*COLUMNS, "status"])
    return Finding(METHOD, NOT_ENOUGH, sentence, table, dict(rule))


def _sentence(found: int, left_out: int, total: int, scan: Scan, rule: dict[str, Any]) -> str:
    said = f"Among {total:,} reports, "
    if found:
        said += "one cluster stands" if found == 1 else f"{found:,} clusters stand"
        said += f" out of what chance brings anywhere (p at most {rule['alpha']:g})."
    else:
        said += "nothing comes closer together in place and time than chance brings it."
    if left_out:
        said += (
            f" {'One more is' if left_out == 1 else f'{left_out:,} more are'} not counted: fewer than "
            f"{rule['least_cases']} reports, or on fewer than {rule['least_days']} days."
        )
    return said
