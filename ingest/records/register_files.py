"""Files for a register: one file, one batch, one transaction; the same file again adds nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Date, DateTime, Row, Table, insert, select, update

from ingest.entries import Entry, PreparedEntries, problem_rows
from ingest.incident import SET_ASIDE
from ingest.outcome import Receipt
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.bulk import add_rows
from ingest.records.erasure_keys import erasure_keys
from ingest.records.facts import count_data_version
from ingest.records.receiving import Sent
from ingest.records.registers import entries, keep_version, own_columns, versions
from ingest.records.seal import seal_of_values
from ingest.records.steps import reached

__all__ = ["file_digest", "receive_entries", "withdraw_entries"]

ERASED = "This record was erased here and is not taken in again."
CLOSED = "This entry was taken off the list here, and a file does not put it back."


def file_digest(path: Path, register: Table) -> str:
    """Hash a file for `Sent.digest`, so that the same bytes for another register are another file."""
    return hashlib.sha256(path.read_bytes() + b"\x00" + register.name.encode()).hexdigest()


@dataclass
class _Merged:
    """What a file would change of a register."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    revived: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    same: int = 0


def receive_entries(
    connection: Connection,
    register: Table,
    prepared: PreparedEntries,
    sent: Sent,
    *,
    day: str | None = None,
    follows: Mapping[str, tuple[str, ...]] | None = None,
) -> Receipt:
    """Keep a file's entries, inside a write transaction.

    An entry is known by agency and reference.  What a file says differently from the last file is written,
    and the old version kept; what somebody has changed here by hand since stays as they left it.  Entries
    that were taken off the list by hand are set aside.  An empty file is a nil return.

    Parameters
    ----------
    register : sqlalchemy.Table
        One of `schema.REGISTERS`.
    prepared : PreparedEntries
        Values are named as `own_columns(register)`; `agency` is filled in from `sent`.
    day : str, optional
        The column whose first and last day the batch is listed with.
    follows : mapping of str to tuple of str, optional
        Columns that are taken from the file, or from the defaults, whenever another one changes: what was
        checked by hand is unchecked when the text is another.

    Returns
    -------
    Receipt
        read == accepted + updated + duplicates + set_aside + blank.
    """
    reached("begun")
    seen = _same_file(connection, sent)
    reached("looked for the same file")
    if seen is not None:
        note_again = f"This file was already taken in, as batch {seen.id}. Nothing was added."
        return _receipt(prepared, _Merged(same=len(prepared.entries)), sent, int(seen.id), note_again)
    prepared = _leave_out_erased(connection, register, prepared, sent)
    merged = _merge(connection, register, prepared, sent, follows or {})
    prepared = _leave_out_closed(prepared, merged)
    reached("compared")
    batch = _write_batch(connection, register, prepared, merged, sent, day)
    _land(connection, register, merged, sent, batch)
    rows = prepared.set_aside.select(list(SET_ASIDE)).with_columns(batch=pl.lit(batch))
    add_rows(connection, schema.set_aside, rows)
    reached("rows set aside written")
    note(connection, who=sent.by, action="import", subject=f"batch {batch}", what=register.name,
         agency=sent.agency, digest=sent.digest, **_counts(prepared, merged))  # fmt: skip
    reached("audited")
    return _receipt(prepared, merged, sent, batch, *_nothing_in_it(prepared, register))


def _same_file(connection: Connection, sent: Sent) -> Row[Any] | None:
    known = schema.batches.c
    same = (known.agency == sent.agency, known.digest == sent.digest, known.period == sent.period)
    return connection.execute(select(known.id).where(*same, known.state == "landed")).first()


def _leave_out_erased(
    connection: Connection, register: Table, prepared: PreparedEntries, sent: Sent
) -> PreparedEntries:
    """Set aside what a file says of entries that were erased here."""
    known = schema.erasures.c
    erased = set(connection.execute(select(known.key).where(known.what == register.name)).scalars())
    named = [(sent.agency, str(entry.values["reference"])) for entry in prepared.entries]
    keys = erasure_keys(connection, named, what=register.name) if erased else []
    gone = {entry.row for entry, key in zip(prepared.entries, keys, strict=False) if key in erased}
    return _set_aside(prepared, gone, ERASED)


def _leave_out_closed(prepared: PreparedEntries, merged: _Merged) -> PreparedEntries:
    return _set_aside(prepared, set(merged.closed), CLOSED)


def _set_aside(prepared: PreparedEntries, gone: set[int], reason: str) -> PreparedEntries:
    if not gone:
        return prepared
    aside = problem_rows((row, None, None, f"Row {row}: {reason}") for row in sorted(gone))
    return replace(
        prepared,
        entries=tuple(entry for entry in prepared.entries if entry.row not in gone),
        set_aside=pl.concat([prepared.set_aside, aside]).sort("row"),
    )


def _merge(
    connection: Connection,
    register: Table,
    prepared: PreparedEntries,
    sent: Sent,
    follows: Mapping[str, tuple[str, ...]],
) -> _Merged:
    """Lay the file beside what is held."""
    held = {
        entry["reference"]: entry
        for entry in entries(connection, register, retired=True)
        if entry["agency"] == sent.agency
    }
    withdrawn = _withdrawn(connection, register)
    merged = _Merged()
    for entry in prepared.entries:
        before = held.get(str(entry.values["reference"]))
        whole = _whole(register, entry, sent)
        if before is None:
            merged.new.append(whole)
        elif before["retired_at"] and before["batch"] in withdrawn:
            merged.revived.append((before, whole))
        else:
            wanted = _wanted(connection, register, before, entry, follows)
            if not wanted:
                merged.same += 1
            elif before["retired_at"]:
                merged.closed.append(entry.row)
            else:
                merged.changed.append((before, wanted))
    return merged


def _withdrawn(connection: Connection, register: Table) -> set[int]:
    """Name the batches of a register that were withdrawn."""
    known = schema.batches.c
    query = select(known.id).where(known.what == register.name, known.state == "withdrawn")
    return set(connection.execute(query).scalars())


def _whole(register: Table, entry: Entry, sent: Sent) -> dict[str, Any]:
    said = {**entry.defaults, **entry.values, "agency": sent.agency}
    return {name: said.get(name) for name in own_columns(register)}


def _wanted(
    connection: Connection,
    register: Table,
    before: dict[str, Any],
    entry: Entry,
    follows: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """Give what the file says differently from the last file that spoke of the entry."""
    last = _last_file_said(connection, register, before)
    wanted = {name: value for name, value in entry.values.items() if last.get(name) != value}
    for name in [name for name in wanted if name in follows]:
        for other in follows[name]:
            wanted[other] = entry.values.get(other, entry.defaults.get(other))
    return {name: value for name, value in wanted.items() if before[name] != value}


def _last_file_said(connection: Connection, register: Table, before: dict[str, Any]) -> dict[str, Any]:
    """Find what the last file said of an entry, before anybody changed it by hand."""
    if before["batch"] is None:
        return before
    by_hand = [
        version
        for version in versions(connection, register, before["id"])
        if version["batch"] == before["batch"] and version["ended_by_batch"] is None
    ]
    return _as_kept(register, by_hand[0]["values"]) if by_hand else before


def _as_kept(register: Table, said: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a version's JSON back into values of the register's columns."""
    kept = {}
    for name in own_columns(register):
        value, kind = said.get(name), register.c[name].type
        if value is not None and isinstance(kind, DateTime):
            value = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, Date):
            value = date.fromisoformat(value)
        kept[name] = value
    return kept


def _write_batch(
    connection: Connection,
    register: Table,
    prepared: PreparedEntries,
    merged: _Merged,
    sent: Sent,
    day: str | None,
) -> int:
    days = [entry.values[day] for entry in prepared.entries if day and entry.values.get(day)]
    written = connection.execute(
        insert(schema.batches).values(
            what=register.name,
            file=sent.file,
            digest=sent.digest,
            agency=sent.agency,
            format=sent.format,
            period=sent.period,
            received_at=now(),
            received_by=sent.by,
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            **_counts(prepared, merged),
        )
    ).inserted_primary_key
    reached("batch written")
    return int(written[0]) if written else 0


def _land(connection: Connection, register: Table, merged: _Merged, sent: Sent, batch: int) -> None:
    """Write what is new and what changed; each entry carries its own seal."""
    by, at = sent.by, now()
    if merged.new:
        kept = {"batch": batch, "entered_at": at, "entered_by": by}
        connection.execute(
            insert(register), [{**own, **kept, "seal": seal_of_values(own)} for own in merged.new]
        )
    reached("records added")
    for before, wanted in (*merged.changed, *merged.revived):
        keep_version(connection, register, before, by=by, why="updated by a file", batch=batch)
        _write(connection, register, before, wanted, by=by, batch=batch)
    reached("records updated")
    if merged.new or merged.changed or merged.revived:
        count_data_version(connection)
    reached("data version counted")


def _write(
    connection: Connection,
    register: Table,
    before: Mapping[str, Any],
    wanted: Mapping[str, Any],
    *,
    by: str,
    batch: int | None,
) -> None:
    own = {name: wanted.get(name, before[name]) for name in own_columns(register)}
    kept = {"changed_at": now(), "changed_by": by, "retired_at": None, "retired_by": None, "batch": batch}
    connection.execute(
        update(register).where(register.c.id == before["id"]).values(**own, **kept, seal=seal_of_values(own))
    )


def _counts(prepared: PreparedEntries, merged: _Merged) -> dict[str, Any]:
    return {
        "read": prepared.read,
        "accepted": len(merged.new) + len(merged.revived),
        "updated": len(merged.changed),
        "duplicates": merged.same + prepared.duplicates,
        "set_aside": prepared.set_aside.height,
        "blank": prepared.blank,
    }


def _nothing_in_it(prepared: PreparedEntries, register: Table) -> tuple[str, ...]:
    if prepared.entries or prepared.set_aside.height or prepared.duplicates:
        return ()
    return (f"No {register.name.replace('_', ' ')} in this file. Recorded as a nil return.",)


def _receipt(prepared: PreparedEntries, merged: _Merged, sent: Sent, batch: int, *notes: str) -> Receipt:
    changed: dict[str, int] = {}
    for _, wanted in merged.changed:
        for name in wanted:
            changed[name] = changed.get(name, 0) + 1
    return Receipt(
        file=sent.file,
        agency=sent.agency,
        format=sent.format,
        batch=batch,
        without_location=0,
        outside_area=0,
        notes=(*notes, *prepared.notes),
        period=sent.period,
        held=False,
        changed=changed,
        **_counts(prepared, merged),
    )


def withdraw_entries(connection: Connection, batch: int, *, by: str, why: str) -> tuple[int, int]:
    """Take a register's landed batch back, inside a write transaction; `withdrawing.withdraw` calls this.

    What only this batch had sent is taken off the list, whatever was done to it by hand since; what it had
    changed says again what it said before.  All versions stay in the history.  An entry that a later batch
    has changed keeps what the later one says.

    Returns
    -------
    removed, put_back : int
    """
    known = schema.batches
    register = schema.REGISTERS[
        connection.execute(select(known.c.what).where(known.c.id == batch)).scalar_one()
    ]
    closed = {"state": "withdrawn", "closed_at": now(), "closed_by": by, "closed_why": why}
    connection.execute(update(known).where(known.c.id == batch).values(**closed))
    withdrawn = _withdrawn(connection, register)
    removed = put_back = 0
    written = connection.execute(select(register).where(register.c.batch == batch)).mappings().all()
    for before in map(dict, written):
        earlier = _earlier(connection, register, before, withdrawn)
        if earlier is not None:
            keep_version(connection, register, before, by=by, why="its file was withdrawn")
            said = _as_kept(register, earlier["values"])
            _write(connection, register, before, said, by=by, batch=earlier["batch"])
            put_back += 1
        elif before["retired_at"] is None:
            retired = {"retired_at": now(), "retired_by": by}
            connection.execute(update(register).where(register.c.id == before["id"]).values(**retired))
            removed += 1
    if removed or put_back:
        count_data_version(connection)
    note(connection, who=by, action="withdraw", subject=f"batch {batch}", what=register.name,
         removed=removed, put_back=put_back)  # fmt: skip
    return removed, put_back


def _earlier(
    connection: Connection, register: Table, before: Mapping[str, Any], withdrawn: set[int]
) -> dict[str, Any] | None:
    """Find what an entry said before its batch spoke, of what was not withdrawn itself."""
    known = versions(connection, register, before["id"])
    spoke = [n for n, version in enumerate(known) if version["ended_by_batch"] == before["batch"]]
    if not spoke:
        return None
    good = [version for version in known[: spoke[-1] + 1] if version["batch"] not in withdrawn]
    return good[-1] if good else None
