"""A table as CSV for a spreadsheet: a row a record, formulas defused, what it answers beside every row."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard.defused import defused

__all__ = ["table_csv"]


def table_csv(frame: pd.DataFrame, *, about: Mapping[str, Any] | None = None) -> bytes:
    """Write a table that is already suppressed for the viewer.

    Parameters
    ----------
    frame : pandas.DataFrame
        What is missing is left empty: say "fewer than 5" in the frame where that is meant.
    about : mapping of str to value, optional
        Columns that say the same on every row: the window, the version of the data, the method.

    Returns
    -------
    bytes
        UTF-8 with a byte-order mark, lines ended as RFC 4180 asks.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    beside = dict(about or {})
    writer.writerow([defused(str(name)) for name in (*frame.columns, *beside)])
    ending = [_written(value) for value in beside.values()]
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([*map(_written, row), *ending])
    return text.getvalue().encode("utf-8-sig")


def _written(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(f"{value:.6g}")
    return value if isinstance(value, int) else defused(str(value))
