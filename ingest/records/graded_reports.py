"""Community reports as statistics may count them: where, when, how graded; never what was said."""

from datetime import date

import polars as pl
from sqlalchemy import Connection, select

from ingest.policy import TensionPolicy
from ingest.records import schema
from ingest.records.regrading import regradings
from ingest.reports.echoes import echoes

__all__ = ["GRADED", "graded_reports"]

OWN = {
    "id": pl.Int64,
    "reference": pl.String,
    "ward": pl.String,
    "strands": pl.String,
    "observed_from": pl.Date,
    "observed_to": pl.Date,
    "review_by": pl.Date,
    "experience": pl.String,
    "severity": pl.Int8,
    "allport": pl.Int8,
    "source_grade": pl.Int8,
    "information_grade": pl.String,
    "handling": pl.String,
    "condition": pl.String,
    "needs_check": pl.Boolean,
    "is_anonymous": pl.Boolean,
    "agency": pl.String,
    "source_type": pl.String,
}
FOUND = {
    "echo": pl.Int64,
    "regraded": pl.String,
    "regraded_from": pl.String,
    "regraded_on": pl.Date,
    "regraded_by": pl.String,
}
GRADED = OWN | FOUND
"""Columns of a graded report.

`echo` is the number of the group whose texts say nearly the same, null where a report is like no other;
`regraded` tells the last change of its grade in words, `regraded_from`, `regraded_on` and `regraded_by` its
parts; null where it was never changed.
"""
EPOCH = date(1970, 1, 1)


def graded_reports(connection: Connection, tension: TensionPolicy) -> pl.DataFrame:
    """Read the community reports that nobody has closed, without any of their texts, oldest first.

    Parameters
    ----------
    tension : TensionPolicy
        How alike, and how near in time, texts are the same voice.
    """
    known = schema.community_reports.c
    wanted = [known[name] for name in OWN]
    query = select(*wanted, known.seen).where(known.retired_at.is_(None)).order_by(known.id)
    rows = [tuple(row) for row in connection.execute(query)]
    own = pl.DataFrame([row[:-1] for row in rows], schema=OWN, orient="row")
    number = echoes(
        [row[-1] for row in rows],
        wards=[ward or "" for ward in own["ward"]],
        strands=own["strands"].to_list(),
        days=[(day - EPOCH).days for day in own["observed_to"]],
        least=tension.echo_likeness,
        within_days=tension.echo_days,
    )
    grades = {
        entry: f"{source}{information}"
        for entry, source, information in own.select("id", "source_grade", "information_grade").iter_rows()
    }
    changed = regradings(connection, grades)
    each = [changed.get(entry) for entry in grades]
    return own.with_columns(
        pl.Series("echo", number, dtype=FOUND["echo"]),
        pl.Series("regraded", [one and one.words for one in each], dtype=FOUND["regraded"]),
        pl.Series("regraded_from", [one and one.before for one in each], dtype=FOUND["regraded_from"]),
        pl.Series("regraded_on", [one and one.on for one in each], dtype=FOUND["regraded_on"]),
        pl.Series("regraded_by", [one and one.by for one in each], dtype=FOUND["regraded_by"]),
    )
