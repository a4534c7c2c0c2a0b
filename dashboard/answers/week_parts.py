"""In which parts of the day and the week the reports of a place lie; times that are ranges are spread."""

from dataclasses import dataclass

import numpy as np
import polars as pl

__all__ = ["FEWEST", "PARTS_OF_DAY", "WeekParts", "week_parts"]

PARTS_OF_DAY = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}
FEWEST = 10
"""With fewer reports whose hour is known nothing is said."""
LONGEST_H = 7 * 24
"""A range longer than a week says nothing of the hour."""
WEEKEND = (5, 6)
MONDAY_AT = 3
"""1 January 1970 was a Thursday."""
MARKED = {"night": 0.4, "evening": 0.5, "school_run": 0.3, "weekend": 0.5}
"""From which share on a part brings partners of its own."""


@dataclass(frozen=True)
class WeekParts:
    """Shares of the reports whose hour is known.

    Attributes
    ----------
    day : dict of str to float
        A key of `PARTS_OF_DAY` each; they add up to 1.
    weekend : float
        Saturday and Sunday.
    school_run : float
        Monday to Friday, 8 to 9 and 15 to 17.
    marks : tuple of str
        Parts that are marked enough to bring partners (`dashboard.partners_by_pattern.PARTS`).
    """

    day: dict[str, float]
    weekend: float
    school_run: float
    marks: tuple[str, ...]


def week_parts(records: pl.DataFrame) -> WeekParts | None:
    """Spread reports over the hours of the week in which they can have happened.

    Parameters
    ----------
    records : polars.DataFrame
        first, last (days since 1970), hour, hour_to (null where nobody said).

    Returns
    -------
    WeekParts or None
        None where fewer than `FEWEST` know their hour.
    """
    start = records["first"].cast(pl.Int64) * 24 + records["hour"]
    end = records["last"].cast(pl.Int64) * 24 + pl.Series(records["hour_to"]).fill_null(records["hour"])
    spans = pl.DataFrame({"start": start, "end": end}).drop_nulls()
    spans = spans.filter((pl.col("end") >= pl.col("start")) & (pl.col("end") - pl.col("start") < LONGEST_H))
    if spans.height < FEWEST:
        return None
    first = spans["start"].to_numpy()
    long = spans["end"].to_numpy() - first + 1
    before = np.repeat(np.cumsum(long) - long, long)
    hours = np.repeat(first, long) + np.arange(int(long.sum())) - before
    weight = np.repeat(1 / long, long) / spans.height
    hour, weekday = hours % 24, (hours // 24 + MONDAY_AT) % 7
    day = {
        name: float(weight[(hour >= begins) & (hour < ends)].sum())
        for name, (begins, ends) in PARTS_OF_DAY.items()
    }
    at_weekend = np.isin(weekday, WEEKEND)
    on_the_way = (hour == 8) | (hour == 15) | (hour == 16)
    shares = day | {
        "weekend": float(weight[at_weekend].sum()),
        "school_run": float(weight[on_the_way & ~at_weekend].sum()),
    }
    marks = tuple(name for name, least in MARKED.items() if shares[name] >= least)
    return WeekParts(day, shares["weekend"], shares["school_run"], marks)
