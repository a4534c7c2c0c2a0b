"""Downloads: a table of the Situation as CSV, hidden counts hidden, formulas defused."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from dashboard.defused import defused
from dashboard.situation import Situation

__all__ = ["TABLES", "csv_of", "file_name"]

TABLES: dict[str, tuple[str, ...]] = {
    "places": (
        "rank",
        "cell",
        "ward_name",
        "lon",
        "lat",
        "km2",
        "incidents",
        "expected",
        "dates",
        "p",
        "q",
        "methods",
        "centre",
        "centre_m",
        "sentence",
    ),
    "cells": ("cell", "ward_name", "lon", "lat", "incidents", "expected", "is_hotspot", "rank"),
    "wards": ("ward", "name", "incidents", "ward_only", "residents", "per_1000", "hot_spots"),
}


def csv_of(situation: Situation, table: str) -> bytes:
    """Write one table as CSV for a spreadsheet: a row a record, then the totals.

    Counts below the threshold are written as "fewer than n". The last rows give the hidden cells or wards
    together and the total, which is the total of the map.
    """
    frame: pd.DataFrame = getattr(situation, table)
    columns = TABLES[table]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*columns, "window_from", "window_to", "duplicates", "data_version"])
    window = [situation.window.first.isoformat(), situation.window.last.isoformat()]
    about = [*window, situation.filters.duplicates, situation.version]
    few = f"fewer than {situation.threshold}"
    for row in frame[list(columns)].to_dict("records"):
        writer.writerow([*(_written(name, row[name], few) for name in columns), *about])
    if table != "places":
        for label, value in _closing(situation, frame):
            cells: list[Any] = [""] * len(columns)
            cells[0], cells[columns.index("incidents")] = label, value
            writer.writerow([*cells, *about])
    return text.getvalue().encode("utf-8-sig")


def _closing(situation: Situation, frame: pd.DataFrame) -> Iterable[tuple[str, Any]]:
    total = situation.totals.in_area
    few = f"fewer than {situation.threshold}"
    if frame["hidden"].any() and total is not None:
        yield "hidden together", int(total - frame["incidents"].sum())
    yield "total on the map", few if total is None else total
    yield "outside the area", situation.totals.outside_area
    yield "without a location", situation.totals.without_location


def _written(name: str, value: Any, few: str) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, str):
        return defused(value)
    if value is None or value is pd.NA or value != value:
        return few if name in {"incidents", "ward_only"} else ""
    if isinstance(value, float):
        return int(value) if value.is_integer() and name not in {"lon", "lat"} else float(f"{value:.6g}")
    return value


def file_name(situation: Situation, table: str) -> str:
    """Name a download by what is in it."""
    window = situation.window
    area = "".join(letter if letter.isalnum() else "-" for letter in situation.partnership.lower())
    return f"{area}-{table}-{window.first:%Y%m%d}-{window.last:%Y%m%d}.csv"
