"""Counts by place, time, strand or source, from the same records and under the same rules as the map."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import h3
import numpy as np
import polars as pl

from dashboard.filters import Filters
from dashboard.situation import auto_resolution, hide_small, shown_spread
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer

__all__ = ["GROUPINGS", "hide_groups", "tabulate"]

GROUPINGS = (
    "cell",
    "ward",
    "day",
    "week",
    "month",
    "quarter",
    "strand",
    "kind",
    "source",
    "category",
    "hour",
)
CODED = ("kind", "source", "category")
TIMES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "day": lambda day: day,
    "week": lambda day: day.dt.truncate("1w"),  # weeks start on Monday
    "month": lambda day: day.dt.strftime("%Y-%m"),
    "quarter": lambda day: day.dt.strftime("%Y-Q") + day.dt.quarter().cast(pl.String),
}


def tabulate(snapshot: Snapshot, filters: Filters, viewer: Viewer, *, by: Sequence[str]) -> dict[str, Any]:
    """Count the reports on the map by one or more groupings.

    Returns
    -------
    dict
        `by`, `records` (one a group: its names, `incidents` or None, `hidden`), `totals` (in_area,
        outside_area, without_location, hidden), `duplicates` (how possible duplicates are counted),
        `incident_range` (in_area if they were counted otherwise, or None), `window`, `threshold` and what
        else the answer stands on.
        Counts below the partnership's threshold are None with `hidden` true. A record with several strands
        is counted under each of them, so a table by strand does not add up to the total.

    Raises
    ------
    ValueError
        If a grouping is not known.
    """
    unknown = [name for name in by if name not in GROUPINGS]
    if unknown or not by or len(set(by)) != len(by):
        raise ValueError(f"Cannot count by '{','.join(by)}'. Known: {', '.join(GROUPINGS)}.")
    found = survey(snapshot, filters)
    resolution = found.filters.resolution or auto_resolution(snapshot, found.in_area)
    threshold = snapshot.partnership.threshold
    names = {
        "cell": lambda: [h3.int_to_str(cell) for cell in snapshot.lattice(resolution)[0].cells.tolist()],
        "ward": snapshot.study_area.wards["ward"].tolist,
        **{name: lambda name=name: list(snapshot.words[name]) for name in CODED},
    }
    counted = _grouped(_placed(found, snapshot, resolution, by), by, snapshot, names)
    counted, hidden = hide_groups(counted, by, threshold)
    records = [
        {**{name: row[name] for name in by}, "incidents": None if hide else row["incidents"], "hidden": hide}
        for row, hide in zip(counted.iter_rows(named=True), hidden.tolist(), strict=True)
    ]
    small = 0 < found.in_area < threshold
    totals = {
        "in_area": None if small else found.in_area,
        "outside_area": found.outside_area,
        "without_location": found.without_location,
        "hidden": None if small else int(counted["incidents"].to_numpy()[hidden].sum()),
    }
    spread = shown_spread(found.spread, threshold)
    return {
        "by": list(by),
        "records": records,
        "totals": totals,
        "duplicates": found.filters.duplicates,
        "incident_range": None if spread is None else asdict(spread),
        "window": {"from": found.window.first, "to": found.window.last, "widened": found.widened},
        "latest": found.latest,
        "resolution": resolution if "cell" in by else None,
        "threshold": threshold,
        "viewer": viewer.role,
        "data_version": snapshot.version,
        "ignored": list(found.ignored),
    }


def hide_groups(counted: pl.DataFrame, by: Sequence[str], threshold: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Hide the small counts, and see that they are not all provably the least or the most they can be.

    A table lists the groups that have reports, so a hidden group is known to hold one at least, and less than
    the threshold. Where the hidden ones together hold no more than the least, or all of the most, a group
    without reports is listed and hidden with them.
    """
    hidden = hide_small(counted["incidents"].to_numpy(), threshold=threshold)
    values = counted["incidents"].to_numpy()[hidden]
    provable = values.sum() in {len(values), len(values) * (threshold - 1)}
    if not len(values) or (values == 0).any() or not provable:
        return counted, hidden
    missing = _missing_group(counted, by)
    if missing is None:
        return counted, np.ones(counted.height, dtype=bool)
    extra = pl.DataFrame([{**missing, "incidents": 0}], schema=counted.schema)
    mark = pl.concat(
        [counted.with_columns(pl.Series("hide", hidden)), extra.with_columns(pl.lit(True).alias("hide"))]
    ).sort(list(by), nulls_last=True)
    return mark.drop("hide"), mark["hide"].to_numpy()


def _missing_group(counted: pl.DataFrame, by: Sequence[str]) -> dict[str, Any] | None:
    """Find a group that could have had reports and had none; None if there is no such group."""
    listed = set(counted.select(list(by)).iter_rows())
    every = itertools.product(*(counted[name].unique(maintain_order=True).to_list() for name in by))
    found = next((group for group in every if group not in listed), None)
    return None if found is None else dict(zip(by, found, strict=True))


def _placed(found: Survey, snapshot: Snapshot, resolution: int, by: Sequence[str]) -> pl.DataFrame:
    """Give the records on the map, with the position of each one's cell where cells are asked for."""
    if "cell" not in by:
        return found.inside
    position = snapshot.lattice(resolution)[1][found.inside["place"].to_numpy()]
    return found.inside.with_columns(pl.Series("cell", position))


def _grouped(
    rows: pl.DataFrame, by: Sequence[str], snapshot: Snapshot, names: dict[str, Callable[[], list[str]]]
) -> pl.DataFrame:
    """Count rows by named groups; counting by cell or ward alone lists the empty ones too."""
    for name in by:
        if name in names:
            rows = _looked_up(rows, name, names[name]())
        elif name == "strand":
            rows = _by_strand(rows, list(snapshot.policy.strands))
        elif name in TIMES:
            rows = rows.with_columns(TIMES[name](pl.col("first").cast(pl.Date)).alias(name))
    counted = rows.group_by(list(by)).agg(pl.len().cast(pl.Int64).alias("incidents"))
    if len(by) == 1 and by[0] in {"cell", "ward"}:
        listed = pl.DataFrame({by[0]: names[by[0]]()})
        counted = listed.join(counted, on=list(by), how="left").with_columns(pl.col("incidents").fill_null(0))
    return counted.sort(list(by), nulls_last=True)


def _looked_up(rows: pl.DataFrame, name: str, words: list[str]) -> pl.DataFrame:
    return rows.with_columns(pl.col(name).replace_strict(range(len(words)), words, return_dtype=pl.String))


def _by_strand(rows: pl.DataFrame, strands: list[str]) -> pl.DataFrame:
    """Repeat a row under each of its strands; those without one are under `none`."""
    parts = [
        rows.filter(pl.col("strands") & (1 << bit) > 0).with_columns(pl.lit(code).alias("strand"))
        for bit, code in enumerate(strands)
    ]
    none = rows.filter(pl.col("strands") == 0).with_columns(pl.lit("none").alias("strand"))
    return pl.concat([*parts, none])
