"""Withdrawing a batch: what it added goes, what it changed says again what it said before."""

import polars as pl
from sqlalchemy import Connection, delete, func, select, update

from ingest.incident import INCIDENT
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.bulk import add_rows, read_frame
from ingest.records.facts import count_data_version, count_records_version
from ingest.records.receiving import keep_versions
from ingest.records.register_files import withdraw_entries
from ingest.records.troubles import StoreError

__all__ = ["withdraw"]


def withdraw(connection: Connection, batch: int, *, by: str, why: str) -> tuple[int, int]:
    """Take a batch back, inside a write transaction.

    Its versions of records are kept in the history, but nothing goes back to them any more.  A record that a
    later batch has changed since keeps what the later one says.

    Returns
    -------
    removed, put_back : int
        Records that only this batch had sent, and records that say again what an earlier batch said.

    Raises
    ------
    StoreError
        If there is no such batch, or it is not on the map.
    """
    known, versions, held = schema.batches, schema.history, schema.incidents
    row = connection.execute(
        select(known.c.state, known.c.what, known.c.period).where(known.c.id == batch)
    ).first()
    if row is None or row.state != "landed":
        found = f"it is {row.state}" if row else "there is no such batch"
        raise StoreError(f"Batch {batch} cannot be withdrawn: {found}. Nothing was changed.")
    if row.what in schema.REGISTERS:
        return withdraw_entries(connection, batch, by=by, why=why)
    connection.execute(
        update(versions)
        .where(versions.c.batch == batch, versions.c.ended_why == "updated")
        .values(ended_why="withdrawn")
    )
    columns = [held.c.id, held.c.batch, *(held.c[name] for name in INCIDENT)]
    current = read_frame(connection, select(*columns).where(held.c.batch == batch))
    earlier = _earlier(connection, batch)
    keep_versions(connection, current, why="withdrawn", by=None)
    connection.execute(delete(held).where(held.c.batch == batch))
    add_rows(connection, held, earlier.rename({"incident": "id"}).drop("version"))
    _forget_versions(connection, earlier["version"].to_list())
    closed = {"state": "withdrawn", "closed_at": now(), "closed_by": by, "closed_why": why}
    connection.execute(update(known).where(known.c.id == batch).values(**closed))
    if current.height:
        count_records_version(connection)
    elif row.period or row.what == "aggregates":
        count_data_version(connection)  # how far the sender's records reach, or the counts beside them
    removed = current.height - earlier.height
    note(connection, who=by, action="withdraw", subject=f"batch {batch}",
         removed=removed, put_back=earlier.height)  # fmt: skip
    return removed, earlier.height


def _earlier(connection: Connection, batch: int) -> pl.DataFrame:
    """Read the last version before each record that a batch wrote, of those not withdrawn."""
    versions, held = schema.history, schema.incidents
    last = (
        select(func.max(versions.c.id).label("id"))
        .join(held, held.c.id == versions.c.incident)
        .where(
            held.c.batch == batch,
            versions.c.ended_why == "updated",
            versions.c.agency == held.c.agency,
            versions.c.reference == held.c.reference,
        )
        .group_by(versions.c.incident)
        .subquery()
    )
    columns = [versions.c.incident, versions.c.batch, *(versions.c[name] for name in INCIDENT)]
    query = select(versions.c.id.label("version"), *columns).join(last, last.c.id == versions.c.id)
    return read_frame(connection, query, incident=pl.Int64, version=pl.Int64)


def _forget_versions(connection: Connection, numbers: list[int]) -> None:
    """Take versions out of the history that say what holds again."""
    versions = schema.history
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        connection.execute(delete(versions).where(versions.c.id.in_(part)))
