"""Community reports as statistics may count them: where, when, how graded; never what was said."""

import polars as pl
from sqlalchemy import Connection, select

from ingest.records import schema

__all__ = ["GRADED", "graded_reports"]

GRADED = {
    "ward": pl.String,
    "strands": pl.String,
    "observed_from": pl.Date,
    "observed_to": pl.Date,
    "review_by": pl.Date,
    "source_grade": pl.Int8,
    "information_grade": pl.String,
    "handling": pl.String,
    "needs_check": pl.Boolean,
    "agency": pl.String,
    "source_type": pl.String,
}


def graded_reports(connection: Connection) -> pl.DataFrame:
    """Read the community reports that nobody has closed, without any of their texts, oldest first."""
    known = schema.community_reports.c
    query = select(*(known[name] for name in GRADED)).where(known.retired_at.is_(None)).order_by(known.id)
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=GRADED, orient="row")
