"""Coverage: what was expected of each agency, what came, and how full and how well placed its records are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ingest.rhythm import period_days, periods_between

__all__ = [
    "GEOCODED",
    "GRACE_DAYS",
    "HIT_RATE",
    "STATES",
    "PeriodCover",
    "completeness",
    "cover_periods",
    "located",
]

GRACE_DAYS = {"weekly": 7, "monthly": 21, "quarterly": 42, "termly": 42}
"""How long after its end a period's file may take before it counts as missing."""
HIT_RATE = 0.85
"""The least share of records that should have a point: Ratcliffe (2004), IJGIS 18(1), 61-72."""
GEOCODED = ("exact", "street", "postcode")
"""Precisions that are a point."""
STATES = {
    "file": "File",
    "nil": "Nil return",
    "waiting": "Waiting for approval",
    "due": "Due",
    "missing": "Nothing came",
}
"""What can be known of a period, in words."""


@dataclass(frozen=True)
class PeriodCover:
    """One period of one agency.

    Attributes
    ----------
    period : str
        '2026-10' or '2026-W44'.
    first, last : datetime.date
    state : str
        One of `STATES`.
    """

    period: str
    first: date
    last: date
    state: str


def cover_periods(
    rhythm: str,
    batches: Iterable[Mapping[str, Any]],
    *,
    first: date,
    today: date,
) -> list[PeriodCover]:
    """Say for each period that an agency owed a file what came.

    Parameters
    ----------
    rhythm : str
        weekly, monthly, quarterly or termly.
    batches : iterable of mapping
        The agency's batches: state, read, blank, period, first_day, last_day.
    first, today : datetime.date
        Periods that end within these days are looked at.

    Returns
    -------
    list of PeriodCover
        The earliest first.  A file counts for a period if its records begin before the period's end and reach
        into it or past it: a file that ends earlier says nothing about it.
    """
    sent = [batch for batch in batches if batch["state"] in {"landed", "held"}]
    covers = []
    for period in periods_between(rhythm, first, today):
        start, end = period_days(period)
        state = _state(sent, period, start, end)
        if state == "missing" and (today - end).days <= GRACE_DAYS[rhythm]:
            state = "due"
        covers.append(PeriodCover(period, start, end, state))
    return covers


def _state(sent: Sequence[Mapping[str, Any]], period: str, start: date, end: date) -> str:
    reach = [b for b in sent if b["first_day"] and b["first_day"] <= end and b["last_day"] >= start]
    if any(batch["state"] == "landed" for batch in reach):
        return "file"
    if any(batch["period"] == period and batch["read"] == batch["blank"] for batch in sent):
        return "nil"
    return "waiting" if reach else "missing"


def completeness(records: pl.DataFrame, filled: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Count by agency how many records say what each column asks.

    Parameters
    ----------
    records : polars.DataFrame
        With `agency`.
    filled : mapping of title to expression
        True where the column says something; null where the column does not concern the record.

    Returns
    -------
    polars.DataFrame
        agency, column, filled, asked.
    """
    parts = [
        records.group_by("agency").agg(
            pl.lit(title).alias("column"),
            expression.sum().cast(pl.Int64).alias("filled"),
            expression.count().cast(pl.Int64).alias("asked"),
        )
        for title, expression in filled.items()
    ]
    return pl.concat(parts).sort("agency", "column")


def located(records: pl.DataFrame, by: str) -> pl.DataFrame:
    """Count records with a point among all, by a column.

    Parameters
    ----------
    records : polars.DataFrame
        `by`, and `is_placed` (Boolean).

    Returns
    -------
    polars.DataFrame
        `by`, placed, records; sorted by `by`.
    """
    placed = pl.col("is_placed").sum().cast(pl.Int64).alias("placed")
    return records.group_by(by).agg(placed, pl.len().cast(pl.Int64).alias("records")).sort(by)
