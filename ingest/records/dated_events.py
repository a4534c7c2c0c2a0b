"""The calendar as answers may draw it over their series: what, when, where, for whom; without notes."""

import polars as pl
from sqlalchemy import Connection, select

from ingest.records import schema

__all__ = ["DATED", "dated_events"]

DATED = {
    "id": pl.Int64,
    "title": pl.String,
    "kind": pl.String,
    "scale": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "ward": pl.String,
    "strands": pl.String,
}


def dated_events(connection: Connection) -> pl.DataFrame:
    """Read the events that nobody has taken off the calendar, in order of day."""
    known = schema.events.c
    query = (
        select(*(known[name] for name in DATED))
        .where(known.retired_at.is_(None))
        .order_by(known.first_day, known.last_day, known.title)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=DATED, orient="row")
