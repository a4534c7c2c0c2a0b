"""A batch far beyond what its sender usually sends of a ward: a slip or a flood, for a second person."""

from collections.abc import Sequence

import numpy as np
import polars as pl

__all__ = ["FEWEST_WEEKS", "LEAST", "TIMES", "count_weeks", "find_surges"]

TIMES = 10
"""A week is unusual at this many times the ward's usual count ..."""
LEAST = 20
"""... if it holds at least this many reports ..."""
FEWEST_WEEKS = 8
"""... and this many other weeks are known of the sender."""

WEEKS = {"ward": pl.String, "week": pl.Date, "incidents": pl.Int64}


def count_weeks(days: pl.Series, wards: np.ndarray, codes: Sequence[str]) -> pl.DataFrame:
    """Count a file's records by ward and week.

    Parameters
    ----------
    days : polars.Series of Date, shape (n,)
        When each began.
    wards : numpy.ndarray of int, shape (n,)
        Position of its ward in `codes`; -1 for none.
    codes : sequence of str
        Ward codes.

    Returns
    -------
    polars.DataFrame
        ward, week (its Monday), incidents.
    """
    named = pl.Series("ward", np.array([*codes, ""], dtype=object)[wards], dtype=pl.String)
    frame = pl.DataFrame({"ward": named, "week": days.dt.truncate("1w")}).filter(pl.col("ward") != "")
    counted = frame.group_by("ward", "week").agg(pl.len().cast(pl.Int64).alias("incidents"))
    return counted.sort("ward", "week")


def find_surges(sent: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Find the weeks of a file that hold `TIMES` the usual count of their ward.

    The usual count is the median of the sender's other weeks, those without reports of the ward included.

    Parameters
    ----------
    sent, known : polars.DataFrame
        ward, week, incidents: of the file, and of what the same agency sent before.

    Returns
    -------
    polars.DataFrame
        ward, week, incidents, usual; the worst first; empty where too little is known to say.
    """
    before = known.join(sent.select("week").unique(), on="week", how="anti")
    weeks = before["week"].n_unique()
    if weeks < FEWEST_WEEKS:
        return sent.clear().with_columns(usual=pl.lit(None, pl.Float64))
    usual = before.group_by("ward").agg(pl.col("incidents").sort().alias("counts"))
    medians = {
        ward: float(np.median(np.concatenate([np.zeros(weeks - len(counts)), np.asarray(counts)])))
        for ward, counts in usual.iter_rows()
    }
    return (
        sent.with_columns(usual=pl.col("ward").replace_strict(medians, default=0.0, return_dtype=pl.Float64))
        .filter(
            (pl.col("incidents") >= LEAST)
            & (pl.col("incidents") >= TIMES * pl.max_horizontal(pl.col("usual"), pl.lit(1.0)))
        )
        .sort("incidents", descending=True)
    )
