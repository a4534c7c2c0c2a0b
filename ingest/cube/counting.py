"""The counting itself, written once: the same expressions run on Polars and on Spark."""

import narwhals as nw

from ingest.cube.dimensions import DIMENSIONS, MEASURE, NO_CELL

__all__ = ["count_files", "count_up"]

REFERENCE = ("reference_high", "reference_low")


def count_up(facts: nw.LazyFrame) -> nw.LazyFrame:
    """Count incidents, each reference once.

    Parameters
    ----------
    facts : narwhals.LazyFrame
        Rows of `ingest.cube.dimensions.FACTS`.

    Returns
    -------
    narwhals.LazyFrame
        Rows of `ingest.cube.dimensions.COUNTS`, in no order.
    """
    kept = _with_standing(facts).filter(nw.col("stands") == 1)
    return kept.group_by(*DIMENSIONS).agg(nw.col("stands").sum().cast(nw.Int64).alias(MEASURE))


def count_files(facts: nw.LazyFrame) -> nw.LazyFrame:
    """Say what became of the facts of each file: file, counted, duplicates, without_location, outside_area.

    A duplicate is a row whose reference another row stands for.
    """
    stands = nw.col("stands")
    nowhere = (nw.col("cell") == NO_CELL).cast(nw.Int64)
    outside = ((nw.col("cell") != NO_CELL) & (nw.col("ward") == "")).cast(nw.Int64)
    told = _with_standing(facts).with_columns(nowhere=nowhere * stands, outside=outside * stands)
    return told.group_by("file").agg(
        nw.col("stands").sum().alias("counted"),
        (nw.len().cast(nw.Int64) - nw.col("stands").sum()).alias("duplicates"),
        nw.col("nowhere").sum().alias("without_location"),
        nw.col("outside").sum().alias("outside_area"),
    )


def _with_standing(facts: nw.LazyFrame) -> nw.LazyFrame:
    """Mark with 1 the row that stands for its reference, and every row that has none."""
    named = facts.filter(~nw.col(REFERENCE[0]).is_null())
    nameless = facts.filter(nw.col(REFERENCE[0]).is_null())
    first = nw.col("precedence").min().over(*REFERENCE)
    named = named.with_columns(stands=(nw.col("precedence") == first).cast(nw.Int64))
    nameless = nameless.with_columns(stands=nw.lit(1, dtype=nw.Int64))
    return nw.concat([named, nameless], how="vertical")
