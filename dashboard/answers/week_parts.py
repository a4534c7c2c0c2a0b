"""In which parts of the day and the week the reports of a place lie; times that are ranges are spread."""

from dataclasses import dataclass

import polars as pl

from spatial.patrol.aoristic import aoristic_week, covered_hours

__all__ = ["FEWEST", "PARTS_OF_DAY", "WeekParts", "week_parts"]

PARTS_OF_DAY = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}
FEWEST = 10
"""With fewer reports whose hour is known nothing is said."""
LONGEST_H = 24
"""A range longer than a day says nothing of the hour."""
WORKDAYS, WEEKEND = slice(0, 5), slice(5, 7)
ON_THE_WAY = [8, 15, 16]
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
    known = records.filter(pl.col("hour").is_not_null())
    times = (known[name].cast(pl.Float64).to_numpy() for name in ("first", "last", "hour", "hour_to"))
    start, hours = covered_hours(*times)
    said = hours <= LONGEST_H
    if said.sum() < FEWEST:
        return None
    week = aoristic_week(start[said], hours[said])[0] / said.sum()
    day = {name: float(week[:, begins:ends].sum()) for name, (begins, ends) in PARTS_OF_DAY.items()}
    shares = day | {
        "weekend": float(week[WEEKEND].sum()),
        "school_run": float(week[WORKDAYS][:, ON_THE_WAY].sum()),
    }
    marks = tuple(name for name, least in MARKED.items() if shares[name] >= least)
    return WeekParts(day, shares["weekend"], shares["school_run"], marks)
