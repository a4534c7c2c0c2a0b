"""Returns of counts: what an agency sends ready-made, kept beside the incidents and never added to them."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection, insert, select

from ingest.aggregate import AGGREGATE, PreparedAggregate
from ingest.incident import SET_ASIDE
from ingest.outcome import Receipt
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.bulk import add_rows, read_columns
from ingest.records.facts import count_data_version
from ingest.records.receiving import Sent

__all__ = ["counts_held", "receive_counts"]

ABOUT = ("area", "period_from", "period_to", "kind", "strand")
SAID = ("count", "fewer_than")


def receive_counts(connection: Connection, prepared: PreparedAggregate, sent: Sent) -> Receipt:
    """Keep a return of counts, inside a write transaction: one file, one batch.

    A later return about the same area, period, kind and strand of the same agency takes the place of the
    earlier one; a withdrawn return gives it back.  The same file again adds nothing.
    """
    known = schema.batches.c
    seen = connection.execute(
        select(known.id).where(
            known.agency == sent.agency, known.digest == sent.digest, known.state == "landed"
        )
    ).scalar()
    counts = _counts(prepared, counts_held(connection, agency=sent.agency), again=seen is not None)
    if seen is not None:
        again = f"This file was already taken in, as batch {seen}. Nothing was added."
        return _receipt(prepared, sent, int(seen), counts, again)
    written = connection.execute(
        insert(schema.batches).values(
            what="aggregates",
            file=sent.file,
            digest=sent.digest,
            agency=sent.agency,
            format=sent.format,
            received_at=now(),
            received_by=sent.by,
            first_day=prepared.frame["period_from"].min(),
            last_day=prepared.frame["period_to"].max(),
            **counts,
        )
    ).inserted_primary_key
    batch = int(written[0]) if written else 0
    rows = prepared.frame.with_columns(batch=pl.lit(batch), agency=pl.lit(sent.agency))
    add_rows(connection, schema.aggregates, rows)
    aside = prepared.set_aside.select(list(SET_ASIDE)).with_columns(batch=pl.lit(batch))
    add_rows(connection, schema.set_aside, aside)
    note(connection, who=sent.by, action="import", subject=f"batch {batch}", agency=sent.agency,
         digest=sent.digest, **counts)  # fmt: skip
    if counts["accepted"] or counts["updated"]:
        count_data_version(connection)
    beside = "A return of counts: kept beside the incidents, not on the map and in no total."
    return _receipt(prepared, sent, batch, counts, beside)


def _counts(prepared: PreparedAggregate, held: pl.DataFrame, *, again: bool) -> dict[str, Any]:
    """Sort the rows: new, saying something else than what is held, or the same."""
    before = held.select(
        *ABOUT, *(pl.col(name).alias(f"{name}:before") for name in SAID), is_held=pl.lit(True)
    )
    both = prepared.frame.join(before, on=list(ABOUT), how="left", nulls_equal=True)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}:before")) for name in SAID)
    is_held = pl.col("is_held").fill_null(False)
    rows = both.group_by("row").agg(is_new=(~is_held).any(), is_other=(is_held & differs).any())
    accepted = 0 if again else int(rows["is_new"].sum())
    updated = 0 if again else int((~rows["is_new"] & rows["is_other"]).sum())
    return {
        "read": prepared.read,
        "accepted": accepted,
        "updated": updated,
        "duplicates": prepared.kept - accepted - updated + prepared.duplicates,
        "set_aside": prepared.set_aside.height,
        "blank": prepared.blank,
    }


def _receipt(
    prepared: PreparedAggregate, sent: Sent, batch: int, counts: Mapping[str, int], said: str
) -> Receipt:
    return Receipt(
        file=sent.file,
        agency=sent.agency,
        format=sent.format,
        batch=batch,
        without_location=0,
        outside_area=0,
        notes=(said, *prepared.notes),
        read=counts["read"],
        accepted=counts["accepted"],
        updated=counts["updated"],
        duplicates=counts["duplicates"],
        set_aside=counts["set_aside"],
        blank=counts["blank"],
    )


def counts_held(connection: Connection, *, agency: str | None = None) -> pl.DataFrame:
    """Read the counts that hold: of several returns about the same, the last that was not withdrawn.

    Returns
    -------
    polars.DataFrame
        The columns of `AGGREGATE`, with agency and batch.
    """
    table, batches = schema.aggregates, schema.batches
    types: dict[str, Any] = {**AGGREGATE, "agency": pl.String, "batch": pl.Int64}
    query = (
        select(*(table.c[name] for name in types))
        .join(batches, batches.c.id == table.c.batch)
        .where(batches.c.state == "landed")
        .order_by(table.c.batch)
    )
    if agency is not None:
        query = query.where(table.c.agency == agency)
    rows = read_columns(connection, query, types)
    return rows.unique(["agency", *ABOUT], keep="last", maintain_order=True)
