"""Erasure: a record goes from rows and history and does not come back; a keyed digest is kept of it."""

import io
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
from sqlalchemy import Connection, Table, delete, insert, select, tuple_, update

from ingest.outcome import Prepared
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.erasure_keys import INCIDENTS, erased_keys, erasure_keys
from ingest.records.facts import count_data_version, count_records_version
from ingest.records.found_on_patrol import forget_found
from ingest.records.registers import find_entry, own_columns
from ingest.records.seal import seal_of_batch, seal_of_values

__all__ = ["erase", "erase_entry", "leave_out_erased", "take_out", "take_out_entry"]

REASON = "This record was erased here and is not taken in again."


def leave_out_erased(connection: Connection, prepared: Prepared) -> Prepared:
    """Set aside what a file says of records that were erased here."""
    erased = erased_keys(connection, INCIDENTS)
    if not erased:
        return prepared
    incidents = prepared.incidents
    keys = pl.Series(erasure_keys(connection, incidents.select("agency", "reference").iter_rows()))
    gone = keys.is_in(list(erased))
    if not gone.any():
        return prepared
    aside = incidents.filter(gone).select(
        "row",
        pl.lit(None, pl.String).alias("column"),
        pl.lit(None, pl.String).alias("value"),
        reason=pl.lit(REASON),
    )
    return replace(
        prepared,
        incidents=incidents.filter(~gone),
        set_aside=pl.concat([prepared.set_aside, aside]).sort("row"),
    )


def erase(connection: Connection, named: Sequence[tuple[str, str]], *, by: str, why: str) -> int:
    """Erase incidents, inside a write transaction; say how many there were.

    They go from rows, history, batches that wait, and possible duplicates.  The batches that brought them are
    sealed anew.  What stays is a keyed digest, so that neither a file sent again nor an old backup brings
    them back, and a line in the audit without content.

    Parameters
    ----------
    named : sequence of (agency, reference)
    by, why : str
        Who decided, and the reason in a word or two: `retention`, `request`, `court order`.
    """
    erased = take_out(connection, named)
    _list_erased(connection, INCIDENTS, named, by=by, why=why)
    note(connection, who=by, action="erase", subject=INCIDENTS, records=erased, why=why)
    count_records_version(connection)
    return erased


def erase_entry(connection: Connection, register: str, entry: int, *, by: str, why: str) -> None:
    """Erase an entry of a register and what it said before.

    With a community report goes what was told and became it, or was added to it: it says the same.
    """
    if register == schema.community_reports.name:
        told = schema.submissions.c
        for number in connection.execute(select(told.id).where(told.report == entry)).scalars().all():
            erase_entry(connection, schema.submissions.name, number, by=by, why=why)
    table = schema.REGISTERS[register]
    query = select(table.c.agency, table.c.reference, table.c.batch).where(table.c.id == entry)
    row = connection.execute(query).first()
    if row is None:
        return
    take_out_entry(connection, table, entry)
    _list_erased(connection, register, [(row.agency, row.reference)], by=by, why=why)
    note(connection, who=by, action="erase", subject=f"{register} {entry}", why=why)
    count_data_version(connection)


def take_out(connection: Connection, named: Sequence[tuple[str, str]]) -> int:
    """Delete incidents wherever they are held, and seal their batches anew; say how many were current."""
    found, touched = 0, set[int]()
    for start in range(0, len(named), 400):
        part = named[start : start + 400]
        for table in (schema.incidents, schema.history):
            here = tuple_(table.c.agency, table.c.reference).in_(part)
            touched |= set(connection.execute(select(table.c.batch).where(here).distinct()).scalars())
            gone = connection.execute(delete(table).where(here)).rowcount
            found += gone if table is schema.incidents else 0
        reviews = schema.reviews
        here = tuple_(reviews.c.agency, reviews.c.reference).in_(part)
        connection.execute(delete(reviews).where(here))
        _take_out_of_pairs(connection, part)
    _take_out_of_held(connection, set(named))
    forget_found(connection, named)
    for batch in sorted(touched):
        seal = seal_of_batch(connection, batch)
        known = schema.batches
        connection.execute(update(known).where(known.c.id == batch).values(seal=seal))
    return found


def take_out_entry(connection: Connection, register: Table, entry: int) -> None:
    """Delete an entry, what it said before and what belongs to it; what else points at it points nowhere."""
    past = schema.register_history
    connection.execute(delete(past).where(past.c.register == register.name, past.c.entry == entry))
    for table in schema.metadata.sorted_tables:
        for column in (c for c in table.columns if c.references(register.c.id)):
            if not column.nullable:
                connection.execute(delete(table).where(column == entry))
                continue
            for number in connection.execute(select(table.c.id).where(column == entry)).scalars().all():
                _point_nowhere(connection, table, number, column.name)
    connection.execute(delete(register).where(register.c.id == entry))


def _point_nowhere(connection: Connection, register: Table, entry: int, column: str) -> None:
    """Empty a column of an entry, and seal the entry anew."""
    own = find_entry(connection, register, entry)
    left = {name: own[name] for name in own_columns(register)} | {column: None}
    changed = {column: None} | ({"seal": seal_of_values(left)} if "seal" in register.c else {})
    connection.execute(update(register).where(register.c.id == entry).values(**changed))


def _take_out_of_pairs(connection: Connection, named: Sequence[tuple[str, str]]) -> None:
    pairs, decisions = schema.pairs, schema.decisions
    for agency, reference in (
        (pairs.c.agency_a, pairs.c.reference_a),
        (pairs.c.agency_b, pairs.c.reference_b),
    ):
        of = select(pairs.c.id).where(tuple_(agency, reference).in_(named))
        connection.execute(delete(decisions).where(decisions.c.pair.in_(of)))
        connection.execute(delete(pairs).where(tuple_(agency, reference).in_(named)))


def _take_out_of_held(connection: Connection, named: set[tuple[str, str]]) -> None:
    held = schema.held
    gone = pl.DataFrame(list(named), schema={"agency": pl.String, "reference": pl.String}, orient="row")
    for batch, packed in connection.execute(select(held.c.batch, held.c.rows)).fetchall():
        rows = pl.read_ipc(io.BytesIO(packed))
        left = rows.join(gone, on=["agency", "reference"], how="anti")
        if left.height < rows.height:
            out = io.BytesIO()
            left.write_ipc(out, compression="zstd")
            connection.execute(update(held).where(held.c.batch == batch).values(rows=out.getvalue()))


def _list_erased(
    connection: Connection, what: str, named: Sequence[tuple[str, str]], *, by: str, why: str
) -> None:
    listed = set(connection.execute(select(schema.erasures.c.key)).scalars())
    keys = [key for key in erasure_keys(connection, named, what=what) if key not in listed]
    if keys:
        line = {"what": what, "erased_at": now(), "erased_by": by, "why": why}
        connection.execute(insert(schema.erasures), [{**line, "key": key} for key in dict.fromkeys(keys)])
