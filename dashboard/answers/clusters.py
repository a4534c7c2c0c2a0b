"""Clusters in time: where and when reports came closer together than chance brings them; for one viewer."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import floor, isfinite, log10
from typing import Any

import h3
import numpy as np
import pandas as pd
import polars as pl

from boundaries.lattice import Lattice
from dashboard.filters import Filters, Window
from dashboard.situation import Situation
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import within
from spatial.progress import Progress, silent
from spatial.scan import find_clusters

__all__ = ["LONGEST", "WIDEST", "Clusters", "clusters", "on_map"]

WIDEST = (500, 1000, 2000, 5000)
"""Radius of the largest circle, metres."""
LONGEST = (14, 30, 60, 90)
"""Days of the longest cluster."""
FINEST = 9
REPLICATES = 999
WEEK_DAYS = 7
ALPHA = 0.05
LEAST_CASES, LEAST_DAYS, FEWEST_TOTAL = 5, 3, 20
ROUND_UP_TO_M = 10
MONTH_DAYS = 30.4
EXACT_M = 1e-3
"""Cells whose middles lie so little beyond a circle are in it."""
COLUMNS = (
    *("rank", "cell", "lon", "lat", "radius_m", "ward_name", "first_day", "last_day", "reports", "expected"),
    *("p", "once_in_days", "status"),
)


@dataclass(frozen=True)
class Clusters:
    """The answer to one question, already suppressed.

    Attributes
    ----------
    drawn : Window
        The days that were looked at: the window, as far as there are records.
    unit : str
        "day"; or "month" where every record says no more.
    total : int or None
        Reports on the map in the window; None where that is hidden.
    undated : int or None
        Those that say only the month and are left out; None where that is hidden.
    state : str
        "found", "none" or "not enough data".
    table : pandas.DataFrame
        A row a cluster, the least likely to be chance first: rank; cell (the middle of its circle), lon, lat,
        radius_m, ward_name (of the middle); first_day, last_day; reports (NaN hidden); expected (rounded to
        whole numbers, as it tells how many reports the circle has at other times); p (rounded up to one
        figure); once_in_days (rounded; NaN unless still going on); status ("new", "ongoing", "ended",
        "reaches the last day").
    left_out : bool
        Whether something as unlikely was too small to be called a cluster.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    window: Window
    drawn: Window
    going_on: bool
    widest_m: int
    longest_days: int
    unit: str
    resolution: int
    cell_km2: float
    cell_m: float
    threshold: int
    total: int | None
    undated: int | None
    state: str
    table: pd.DataFrame
    left_out: bool
    settings: dict[str, Any] = field(default_factory=dict)
    attribution: str = ""
    ignored: tuple[str, ...] = ()


def clusters(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    going_on: bool = False,
    widest_m: int = 1000,
    longest_days: int = 60,
    replicates: int = REPLICATES,
    every_days: int = WEEK_DAYS,
    rarer_than_days: float = 0.0,
    told: Progress = silent,
) -> Clusters:
    """Look for clusters among the reports on the map.

    Parameters
    ----------
    going_on : bool
        Only clusters that reach the last day.
    widest_m : int
        Radius of the largest circle.
    longest_days : int
        Longest cluster; never more than half of the window.
    replicates : int
        Chance maps.
    every_days : int
        Days between two looks at what is still going on.
    rarer_than_days : float
        Of what is still going on, only what chance brings once in so many days of looking, or more seldom.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    spatial.errors.SettingError
        If a setting is out of bounds.
    """
    within(widest_m, what="the widest radius", least=50, most=20_000, unit="metres")
    within(longest_days, what="the longest cluster", least=1, most=3660, unit="days")
    found = survey(snapshot, filters)
    threshold = snapshot.partnership.threshold
    resolution = found.filters.resolution or _finest(snapshot)
    lattice, position = snapshot.lattice(resolution)
    drawn = _drawn(snapshot, found)
    monthly = found.monthly
    rows = found.inside if monthly else _dated(found, drawn)
    undated = found.in_area - rows.height
    small = 0 < found.in_area < threshold
    answer = Clusters(
        filters=found.filters,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        window=found.window,
        drawn=drawn,
        going_on=going_on,
        widest_m=int(widest_m),
        longest_days=int(longest_days),
        unit="month" if monthly else "day",
        resolution=resolution,
        cell_km2=lattice.cell_km2,
        cell_m=2 * lattice.edge_m,
        threshold=threshold,
        total=None if small else found.in_area,
        undated=None if 0 < undated < threshold else undated,
        state=NOT_ENOUGH,
        table=pd.DataFrame(columns=list(COLUMNS)),
        left_out=False,
        attribution=snapshot.partnership.attribution,
        ignored=found.ignored,
    )
    if rows.height < max(FEWEST_TOTAL, threshold):
        told(1.0)
        return answer
    got = _scan(rows, lattice, position, answer, (replicates, every_days, rarer_than_days), told)
    if got.state == NOT_ENOUGH:
        return answer
    got = _rare(got, rarer_than_days / (MONTH_DAYS if monthly else 1.0))
    table = _table(snapshot, lattice, got, answer)
    for told_of in (found.inside, rows):
        cells = np.bincount(position[told_of["place"].to_numpy()], minlength=lattice.cells.size)
        table.loc[_small_rest(got.table, lattice, cells, threshold), "reports"] = np.nan
    rest = rows.height - int(got.table["observed"].sum())
    if 0 < rest < threshold:  # the total less the clusters would tell it
        table["reports"] = np.nan
    return replace(
        answer,
        state=got.state,
        table=table,
        left_out=got.settings["left_out"] > 0,
        settings={
            "largest radius, metres": int(widest_m),
            "longest cluster, days": int(got.settings["longest_periods"]) * (30 if monthly else 1),
            "chance maps": replicates,
            "least reports of a cluster": got.settings["least_cases"],
            "least different days": got.settings["least_days"],
            "centres": got.settings["centres"],
            "seed": got.settings["seed"],
        },
    )


def on_map(situation: Situation, answer: Clusters) -> Situation:
    """Put the clusters in the place of a map's hot spots."""
    table = answer.table
    places = table[["rank", "cell", "lon", "lat", "radius_m"]].assign(
        tip=[f"Cluster {rank}, {ward}" for rank, ward in zip(table["rank"], table["ward_name"], strict=True)]
    )
    return replace(situation, places=places, ring="cluster")


def _finest(snapshot: Snapshot) -> int:
    """The scan chooses the size of its circles by itself, so cells are as fine as they come by themselves."""
    offered = snapshot.partnership.resolutions
    return max([r for r in offered if r <= FINEST] or [min(offered)])


def _drawn(snapshot: Snapshot, found: Survey) -> Window:
    first = max(found.window.first, snapshot.earliest or found.window.first)
    last = min(found.window.last, found.latest)
    return found.window if last < first else Window(first, last)


def _dated(found: Survey, drawn: Window) -> pl.DataFrame:
    """Keep the records that say a day, or a few."""
    days = pl.col("last") - pl.col("first")
    first, last = (drawn.first - EPOCH).days, (drawn.last - EPOCH).days
    return found.inside.filter(days < WHOLE_MONTH, pl.col("first").is_between(first, last))


def _rare(got: Finding, least: float) -> Finding:
    """Keep the clusters that chance brings once in so many days, or months, of looking, or more seldom."""
    if not least:
        return got
    table = got.table[got.table["recurrence_interval_days"] >= least].reset_index(drop=True)
    table["rank"] = np.arange(1, len(table) + 1)
    return replace(got, table=table, state=FOUND if len(table) else NONE)


def _scan(
    rows: pl.DataFrame,
    lattice: Lattice,
    position: np.ndarray,
    answer: Clusters,
    how: tuple[int, int, float],
    told: Progress,
) -> Finding:
    """Ask the scan: the reports of a cell lie in its middle, and circles are laid around every cell."""
    replicates, every_days, rarer_than_days = how
    cell = position[rows["place"].to_numpy()]
    day = rows["first"].to_numpy().astype(np.int64)
    first, last = (answer.drawn.first - EPOCH).days, (answer.drawn.last - EPOCH).days
    monthly = answer.unit == "month"
    step, alpha = (MONTH_DAYS if monthly else every_days), ALPHA
    if rarer_than_days:
        alpha = min(ALPHA, max(step / rarer_than_days, 1 / (replicates + 1)))
    if monthly:
        day = _months(day)
        first, last = (int(one) for one in _months(np.array([first, last])))
        longest = max(round(answer.longest_days / MONTH_DAYS), 1)
    else:
        longest = answer.longest_days
    half = max((last - first + 1) // 2, 1)
    return find_clusters(
        lattice.x[cell],
        lattice.y[cell],
        day,
        centres=(lattice.x, lattice.y),
        first_day=first,
        last_day=last,
        prospective=answer.going_on,
        alpha=alpha,
        interval_days=1 if monthly else every_days,
        max_radius_m=float(answer.widest_m),
        max_duration_days=min(longest, half),
        replicates=replicates,
        least_cases=max(LEAST_CASES, answer.threshold),
        least_days=1 if monthly else LEAST_DAYS,
        fewest_total=max(FEWEST_TOTAL, answer.threshold),
        told=told,
    )


def _small_rest(got: pd.DataFrame, lattice: Lattice, cells: np.ndarray, threshold: int) -> np.ndarray:
    """Say which clusters' circles have a small count at other times: cells and wards tell circles' totals."""
    x, y, radius = (got[name].to_numpy(dtype=float)[:, None] for name in ("x", "y", "radius_m"))
    within_m = np.hypot(lattice.x - x, lattice.y - y) <= radius + EXACT_M
    rest = within_m @ cells - got["observed"].to_numpy()
    small: np.ndarray = (rest > 0) & (rest < threshold)
    return small


def _table(snapshot: Snapshot, lattice: Lattice, got: Finding, answer: Clusters) -> pd.DataFrame:
    """Lay the clusters out as they may be seen: rounded where a figure would tell of other times."""
    monthly = answer.unit == "month"
    names = snapshot.study_area.wards["name"].to_numpy()
    rows: list[dict[str, Any]] = []
    for each in got.table.to_dict("records"):
        at = int(np.argmin(np.hypot(lattice.x - each["x"], lattice.y - each["y"])))
        reach = float(each["radius_m"]) + lattice.edge_m
        since, until = (_day(each[name], monthly) for name in ("first_day", "last_day"))
        once = each["recurrence_interval_days"] * (MONTH_DAYS if monthly else 1)
        rows.append(
            {
                "rank": each["rank"],
                "cell": h3.int_to_str(int(lattice.cells[at])),
                "lon": float(lattice.lon[at]),
                "lat": float(lattice.lat[at]),
                "radius_m": float(np.ceil(reach / ROUND_UP_TO_M) * ROUND_UP_TO_M),
                "ward_name": names[lattice.ward[at]],
                "first_day": since[0],
                "last_day": until[1],
                "reports": float(each["observed"]),
                "expected": float(round(each["expected"])),
                "p": _rounded(each["p"], up=True),
                "once_in_days": _rounded(once) if isfinite(once) else float("nan"),
                "status": each["status"],
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rounded(value: float, *, up: bool = False) -> float:
    """Round to one figure."""
    if not isfinite(value) or value <= 0:
        return value
    digits = -floor(log10(value) + 1e-12)
    scaled = value * 10**digits
    return float(np.round((np.ceil(scaled - 1e-9) if up else np.round(scaled)) / 10**digits, max(digits, 0)))


def _months(days: np.ndarray) -> np.ndarray:
    """Number the months of days since 1970."""
    found: np.ndarray = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found


def _day(number: int, monthly: bool) -> tuple[date, date]:
    """Give the first and the last day of a day or a month."""
    if not monthly:
        one = EPOCH + timedelta(days=int(number))
        return one, one
    first = date(1970 + int(number) // 12, int(number) % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, after - timedelta(days=1)
