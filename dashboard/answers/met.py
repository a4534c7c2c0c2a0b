"""Records that a patrol may have come upon: an officer's record of the hour and the place of a visit."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import h3
import numpy as np
import polars as pl

from boundaries.crs import to_bng
from dashboard.selection import positions
from dashboard.snapshot import Snapshot
from dashboard.visit import Visit

__all__ = ["NEAR_M", "OFFICERS", "records_met"]

NEAR_M = 150.0
OFFICERS = frozenset(("police", "police_non_crime", "council", "transport"))
"""Sources whose own staff walk the streets and write down what they see."""
PLACED = frozenset(("exact", "street"))
EPOCH = date(1970, 1, 1)


def records_met(
    snapshot: Snapshot, visits: Sequence[Visit], *, but: Collection[int] = ()
) -> list[tuple[int, int]]:
    """Find records that were perhaps made because a patrol was there.

    A record is proposed where it is of one day and a known hour in which a visit was being made, lies within
    `NEAR_M` of the middle of the visit's place, comes from a source whose staff patrol, and does not say how
    it came to notice: what a victim or a witness told is nobody's finding.

    Parameters
    ----------
    visits : sequence of Visit
        Only those that were made at a known place count.
    but : collection of int
        Numbers of records of which somebody has decided.

    Returns
    -------
    list of (int, int)
        The record's number in the store, and the visit's; the first visit where there are several.
    """
    records = _candidates(snapshot, but)
    made = [visit for visit in visits if visit.state == "done" and visit.cell and visit.started_at]
    if records.is_empty() or not made:
        return []
    x, y = snapshot.places.x[records["place"]], snapshot.places.y[records["place"]]
    day, hour = records["first"].to_numpy(), records["hour"].to_numpy()
    found: dict[int, int] = {}
    for visit in made:
        lat, lon = h3.cell_to_latlng(visit.cell)
        at_x, at_y = to_bng([lon], [lat])
        near = np.hypot(x - at_x[0], y - at_y[0]) <= NEAR_M
        then = np.zeros(near.size, dtype=bool)
        for since, of_day in _hours(visit):
            then |= (day == since) & (hour == of_day)
        for number in records["number"].to_numpy()[near & then].tolist():
            found.setdefault(int(number), visit.number)
    return sorted(found.items())


def _candidates(snapshot: Snapshot, but: Collection[int]) -> pl.DataFrame:
    def among(column: str, codes: frozenset[str]) -> pl.Expr:
        return pl.col(column).is_in(list(positions(snapshot, column, codes)))

    return snapshot.records.with_columns(number=snapshot.numbers).filter(
        pl.col("first") == pl.col("last"),
        pl.col("hour").is_not_null(),
        pl.col("place") >= 0,
        among("noticed_by", frozenset(("unknown",))),
        among("source", OFFICERS),
        among("precision", PLACED),
        ~pl.col("number").is_in(list(but)),
    )


def _hours(visit: Visit) -> set[tuple[int, int]]:
    """List the days and hours that a visit touched."""
    start, end = visit.started_at, visit.ended_at or visit.started_at
    assert start is not None and end is not None
    first, hours = start.replace(minute=0, second=0), range(int((end - start).total_seconds() // 3600) + 2)
    times = (first + timedelta(hours=hour) for hour in hours)
    return {((at.date() - EPOCH).days, at.hour) for at in times if at <= end}
