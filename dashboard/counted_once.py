"""Records of one event, counted once: which record stands for it, and what the others add to it."""

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl

__all__ = ["ALONE", "COLUMN", "Spread", "counted_once", "once"]

ALONE = -1
"""The event of a record that is counted by itself."""
COLUMN = {"confirmed": "confirmed", "linked": "possible"}
"""What a question counts once: events that people confirmed, or every one that is still possible."""


@dataclass(frozen=True)
class Spread:
    """How many reports on the map a question has, by how possible duplicates are counted.

    Attributes
    ----------
    linked : int
        If every possible duplicate is one.
    confirmed : int
        If only those are that people confirmed.
    distinct : int
        If every record is counted by itself.
    undecided : int
        Possible duplicates among these records that nobody has decided.
    """

    linked: int
    confirmed: int
    distinct: int
    undecided: int


def counted_once(records: pl.DataFrame, events: pl.DataFrame, column: str) -> pl.DataFrame:
    """Prepare records so that each event can be counted once, whatever is asked.

    Parameters
    ----------
    records : polars.DataFrame
        As in `Snapshot.records`.
    events : polars.DataFrame
        record (position in `records`), and in `column` the number of its event, null where it stands alone.
    column : str
        `confirmed` or `possible`.

    Returns
    -------
    polars.DataFrame
        The records, those of events first and the one with the best place before the others; with `event`.
        All records of an event carry all its strands, and the days and hours of the record that knows its
        time best: else an event could be in two months.  Without events, the records as they are.
    """
    grouped = events.drop_nulls(column)
    if grouped.is_empty():
        return records
    positions = grouped["record"].to_numpy()
    head = records[positions].with_columns(grouped[column].cast(pl.Int32).alias("event"))
    head = head.sort(
        pl.col("last") - pl.col("first"), pl.col("hour").is_null(), "precision", maintain_order=True
    ).with_columns(
        pl.col("strands").bitwise_or().over("event"),
        *(pl.col(name).first().over("event") for name in ("first", "last", "hour", "hour_to")),
    )
    alone = np.ones(records.height, dtype=bool)
    alone[positions] = False
    rest = records.filter(pl.Series(alone)).with_columns(pl.lit(ALONE, pl.Int32).alias("event"))
    return pl.concat([head.sort("precision", maintain_order=True), rest], rechunk=True)


def once(rows: nw.DataFrame) -> nw.DataFrame:
    """Keep one record of each event among those that answer a question: the one with the best place.

    Parameters
    ----------
    rows : narwhals.DataFrame
        Some of the rows of `counted_once`, in its order.
    """
    return rows.filter((nw.col("event") == ALONE) | nw.col("event").is_first_distinct())
