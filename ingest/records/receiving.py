"""Taking in a file: one file, one batch, one transaction."""

import io
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.incident import INCIDENT, SET_ASIDE
from ingest.outcome import Prepared, Receipt
from ingest.records import schema
from ingest.records.audit import is_same_person, note, now
from ingest.records.bulk import add_rows, change_rows, read_frame
from ingest.records.comparing import KEPT, Compared, compare
from ingest.records.erasing import leave_out_erased
from ingest.records.facts import count_data_version, count_records_version
from ingest.records.seal import seal_of, seal_of_batch
from ingest.records.steps import reached
from ingest.records.troubles import StoreError

__all__ = ["Sent", "approve", "keep_versions", "receive", "refuse", "usual_weeks"]


@dataclass(frozen=True)
class Sent:
    """What a file is, beside its rows.

    Attributes
    ----------
    file, agency, format : str
        Its name, who sent it, and the format by which it was read.
    digest : str
        SHA-256 of its bytes and of the match by which it was read.
    by : str
        Who took it in.
    period : str
        For a nil return, what it is for: '2026-10' or '2026-W44'.
    hold : str
        Why a second person must approve it first; empty where nobody need.
    """

    file: str
    digest: str
    agency: str
    format: str
    by: str = ""
    period: str = ""
    hold: str = ""


def receive(connection: Connection, prepared: Prepared, sent: Sent) -> Receipt:
    """Keep a file's records, inside a write transaction.

    A reference that the agency has sent before is updated where anything differs, and what it said before
    is kept; where nothing differs it is counted as a duplicate.  A file with the same content as one already
    kept adds nothing, but for what went with another batch that was withdrawn since.  An empty file is a nil
    return.
    """
    reached("begun")
    seen = _same_file(connection, sent)
    reached("looked for the same file")
    if seen is not None and seen.state == "held":
        return _already(prepared, sent, seen)
    prepared = leave_out_erased(connection, prepared)
    compared = compare(prepared.incidents, connection)
    reached("compared")
    if seen is not None:
        return _put_back(connection, prepared, sent, seen, compared)
    batch = _write_batch(connection, prepared, sent, compared)
    if sent.hold:
        _hold(connection, batch, prepared, sent)
    else:
        _land(connection, batch, compared)
        if sent.period:
            count_data_version(connection)  # a nil return says how far its sender's records reach
    _write_set_aside(connection, batch, prepared)
    if prepared.by_week is not None:
        add_rows(connection, schema.batch_weeks, prepared.by_week.with_columns(batch=pl.lit(batch)))
    note(connection, who=sent.by, action="hold" if sent.hold else "import", subject=f"batch {batch}",
         agency=sent.agency, digest=sent.digest, **_counts(prepared, compared))  # fmt: skip
    reached("audited")
    return _receipt(prepared, compared, sent, batch)


def _same_file(connection: Connection, sent: Sent) -> Any:
    known = schema.batches.c
    return connection.execute(
        select(known.id, known.state).where(
            known.agency == sent.agency,
            known.digest == sent.digest,
            known.period == sent.period,
            known.state.in_(("landed", "held")),
        )
    ).first()


def _put_back(
    connection: Connection, prepared: Prepared, sent: Sent, seen: Any, compared: Compared
) -> Receipt:
    """Give a file that is already kept what an earlier batch, withdrawn since, took away with it."""
    batch, known = int(seen.id), schema.batches
    lost = _only_lost(connection, compared, batch)
    if not (lost.new.height or lost.changed.height):
        return _already(prepared, sent, seen)
    _land(connection, batch, lost)
    counts = _counts(prepared, lost)
    repeats = connection.execute(select(known.c.duplicates).where(known.c.id == batch)).scalar_one()
    new = min(lost.new.height, repeats)  # what it brought itself the first time is counted already
    changed = min(lost.changed.height, repeats - new)
    there = {
        "accepted": known.c.accepted + new,
        "updated": known.c.updated + changed,
        "duplicates": repeats - new - changed,
        "seal": seal_of_batch(connection, batch),
    }
    connection.execute(update(known).where(known.c.id == batch).values(**there))
    note(connection, who=sent.by, action="import", subject=f"batch {batch}", agency=sent.agency,
         digest=sent.digest, **counts)  # fmt: skip
    many = lost.new.height + lost.changed.height
    again = (
        f"This file was already taken in, as batch {batch}. {many:,} of its records had gone with an earlier "
        "batch that was withdrawn since; they are there again."
    )
    return _receipt(prepared, lost, sent, batch, again)


def _only_lost(connection: Connection, compared: Compared, batch: int) -> Compared:
    """Keep of what a file would change what no later word of its sender stands against."""
    known = schema.batches.c
    approved = connection.execute(select(known.id).where(known.closed_by.is_not(None))).scalars().all()
    is_older = (compared.before["batch"] < batch) & ~compared.before["batch"].is_in(list(approved))
    changed = compared.changed.filter(is_older)
    return Compared(
        new=compared.new,
        changed=changed,
        before=compared.before.filter(is_older),
        same=compared.same + compared.changed.height - changed.height,
    )


def _already(prepared: Prepared, sent: Sent, seen: Any) -> Receipt:
    waits = " It waits for a second person's approval." if seen.state == "held" else ""
    again = (
        f"This file was already taken in, as batch {seen.id}. Nothing was added.{waits} Where a later file "
        "changed its records and that was wrong, withdraw the later one."
    )
    return _receipt(prepared, None, sent, int(seen.id), again, held=seen.state == "held")


def _counts(prepared: Prepared, compared: Compared | None) -> dict[str, Any]:
    new, changed, same = (
        (compared.new.height, compared.changed.height, compared.same)
        if compared
        else (0, 0, prepared.incidents.height)
    )
    return {
        "read": prepared.read,
        "accepted": new,
        "updated": changed,
        "duplicates": same + prepared.duplicates,
        "set_aside": prepared.set_aside.height,
        "blank": prepared.blank,
    }


def _where(prepared: Prepared) -> dict[str, int]:
    return {
        "without_location": prepared.incidents["x"].null_count(),
        "outside_area": prepared.outside_area,
    }


def _write_batch(connection: Connection, prepared: Prepared, sent: Sent, compared: Compared) -> int:
    written = connection.execute(
        insert(schema.batches).values(
            file=sent.file,
            digest=sent.digest,
            agency=sent.agency,
            format=sent.format,
            period=sent.period,
            state="held" if sent.hold else "landed",
            received_at=now(),
            received_by=sent.by,
            first_day=prepared.incidents["occurred_from"].min(),
            last_day=prepared.incidents["occurred_from"].max(),
            **_counts(prepared, compared),
            **_where(prepared),
        )
    ).inserted_primary_key
    reached("batch written")
    return int(written[0]) if written else 0


def _land(connection: Connection, batch: int, compared: Compared) -> None:
    """Write what is new and what changed, seal it, and count the change of the data."""
    new = compared.new.with_columns(batch=pl.lit(batch))
    add_rows(connection, schema.incidents, new.select("batch", "row", *KEPT))
    reached("records added")
    keep_versions(connection, compared.before, why="updated", by=batch)
    reached("old versions kept")
    change_rows(connection, schema.incidents, compared.changed.with_columns(batch=pl.lit(batch)))
    reached("records updated")
    seal = seal_of(pl.concat([compared.new, compared.changed.select(list(INCIDENT))]))
    connection.execute(update(schema.batches).where(schema.batches.c.id == batch).values(seal=seal))
    reached("sealed")
    if compared.new.height or compared.changed.height:
        count_records_version(connection)
    reached("data version counted")


def keep_versions(connection: Connection, before: pl.DataFrame, *, why: str, by: int | None) -> None:
    """Keep what records said until now."""
    ended = before.rename({"id": "incident"}).with_columns(
        ended_at=pl.lit(now().isoformat(" ")), ended_by=pl.lit(by, pl.Int64), ended_why=pl.lit(why)
    )
    add_rows(connection, schema.history, ended)


def _write_set_aside(connection: Connection, batch: int, prepared: Prepared) -> None:
    rows = prepared.set_aside.select(list(SET_ASIDE)).with_columns(batch=pl.lit(batch))
    add_rows(connection, schema.set_aside, rows)
    reached("rows set aside written")


def _hold(connection: Connection, batch: int, prepared: Prepared, sent: Sent) -> None:
    packed = io.BytesIO()
    prepared.incidents.write_ipc(packed, compression="zstd")
    connection.execute(insert(schema.held).values(batch=batch, rows=packed.getvalue(), why=sent.hold))


def usual_weeks(connection: Connection, agency: str) -> pl.DataFrame:
    """Read how many records of a ward and a week an agency's files have held: ward, week, incidents.

    Where several files tell of one week, the fullest counts.
    """
    weeks, known = schema.batch_weeks.c, schema.batches
    query = (
        select(weeks.ward, weeks.week, func.max(weeks.incidents).label("incidents"))
        .join(known, known.c.id == weeks.batch)
        .where(known.c.agency == agency, known.c.state == "landed")
        .group_by(weeks.ward, weeks.week)
    )
    return read_frame(connection, query, ward=pl.String, week=pl.Date, incidents=pl.Int64)


def approve(connection: Connection, batch: int, *, by: str) -> None:
    """Let a batch that was held land, by somebody other than who sent it in.

    Raises
    ------
    StoreError
        If it is not held, or if the same person would approve what they took in.
    """
    row, rows = _held(connection, batch)
    if is_same_person(by, ""):
        raise StoreError(f"Say who approves batch {batch}; nothing was changed.")
    if is_same_person(by, row.received_by):
        raise StoreError(
            f"Batch {batch} was taken in by {by}. A second person must approve it; nothing was changed."
        )
    incidents = pl.read_ipc(io.BytesIO(rows)).select(list(INCIDENT))
    compared = compare(incidents, connection)
    _close(connection, batch, "landed", by=by, why="approved")
    changes: dict[str, Any] = {"accepted": compared.new.height, "updated": compared.changed.height}
    known = schema.batches.c
    repeats = row.accepted + row.updated + row.duplicates - sum(changes.values())
    connection.execute(update(schema.batches).where(known.id == batch).values(duplicates=repeats, **changes))
    _land(connection, batch, compared)
    note(connection, who=by, action="approve", subject=f"batch {batch}", **changes)


def refuse(connection: Connection, batch: int, *, by: str, why: str) -> None:
    """Turn away a batch that was held; its rows are let go."""
    _held(connection, batch)
    _close(connection, batch, "refused", by=by, why=why)
    note(connection, who=by, action="refuse", subject=f"batch {batch}")


def _held(connection: Connection, batch: int) -> tuple[Any, bytes]:
    known = schema.batches
    row = connection.execute(
        select(known, schema.held.c.rows).join(schema.held).where(known.c.id == batch)
    ).first()
    if row is None or row.state != "held":
        raise StoreError(f"Batch {batch} is not waiting for approval; nothing was changed.")
    return row, row.rows


def _close(connection: Connection, batch: int, state: str, *, by: str, why: str) -> None:
    known = schema.batches
    closed = {"state": state, "closed_at": now(), "closed_by": by, "closed_why": why}
    connection.execute(update(known).where(known.c.id == batch).values(**closed))
    connection.execute(delete(schema.held).where(schema.held.c.batch == batch))


def _receipt(
    prepared: Prepared,
    compared: Compared | None,
    sent: Sent,
    batch: int,
    *notes: str,
    held: bool = False,
) -> Receipt:
    if compared is not None and compared.changed.height:
        notes += (_changes_in_words(compared),)
    if not (prepared.incidents.height or prepared.set_aside.height or prepared.duplicates):
        of = f" for {sent.period}" if sent.period else ""
        notes += (f"Recorded as a nil return{of}.",)
    if sent.hold:
        notes += (f"{sent.hold} A second person must approve this batch; until then it is on no map.",)
    return Receipt(
        file=sent.file,
        agency=sent.agency,
        format=sent.format,
        batch=batch,
        notes=(*notes, *prepared.notes),
        period=sent.period,
        held=held or bool(sent.hold),
        changed=compared.columns_changed() if compared else {},
        **_counts(prepared, compared),
        **_where(prepared),
    )


def _changes_in_words(compared: Compared) -> str:
    rows, same = compared.changed.height, compared.same
    columns = ", ".join(f"{name} {count:,}" for name, count in compared.columns_changed().items())
    return (
        f"{rows:,} {'row' if rows == 1 else 'rows'} changed ({columns}), {same:,} the same. "
        "The old version is kept in the history."
    )
