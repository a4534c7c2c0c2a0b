"""What changed: which columns of which records a batch wrote over, and what an incident said before."""

import polars as pl
from sqlalchemy import Connection, select

from ingest.incident import INCIDENT
from ingest.records import schema
from ingest.records.bulk import read_frame
from ingest.records.comparing import COMPARED

__all__ = ["changes_of", "versions_of"]

CHANGES = {"agency": pl.String, "reference": pl.String, "column": pl.String, "before": pl.String,
           "after": pl.String}  # fmt: skip


def changes_of(connection: Connection, batch: int) -> pl.DataFrame:
    """List what a batch changed: agency, reference, column, before, after; one line a value.

    Where a later batch changed the record again, `after` is what this batch said.
    """
    versions = schema.history
    wanted = [versions.c[name] for name in INCIDENT]
    before = read_frame(connection, select(*wanted).where(versions.c.ended_by == batch))
    after = _said_by(connection, batch)
    both = before.join(after, on=["agency", "reference"], suffix=":after", how="inner")
    parts = [
        both.filter(pl.col(name).ne_missing(pl.col(f"{name}:after"))).select(
            "agency",
            "reference",
            pl.lit(name).alias("column"),
            pl.col(name).cast(pl.String).alias("before"),
            pl.col(f"{name}:after").cast(pl.String).alias("after"),
        )
        for name in COMPARED
    ]
    return pl.concat([pl.DataFrame(schema=CHANGES), *parts]).sort("agency", "reference", "column")


def _said_by(connection: Connection, batch: int) -> pl.DataFrame:
    parts = []
    for table in (schema.incidents, schema.history):
        columns = [table.c[name] for name in INCIDENT]
        parts.append(read_frame(connection, select(*columns).where(table.c.batch == batch)))
    return pl.concat(parts).unique(["agency", "reference"], keep="first", maintain_order=True)


def versions_of(connection: Connection, agency: str, reference: str) -> pl.DataFrame:
    """Read what one record said before, oldest first, with the batch of each version and why it ended."""
    versions = schema.history
    columns = [versions.c[name] for name in ("batch", "ended_by", "ended_why", *INCIDENT)]
    query = (
        select(*columns)
        .where(versions.c.agency == agency, versions.c.reference == reference)
        .order_by(versions.c.id)
    )
    return read_frame(connection, query, ended_by=pl.Int64, ended_why=pl.String)
