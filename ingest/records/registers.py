"""Registers: entries that people make and amend, each sealed, each with what it said before."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.erasure_keys import erased_keys, erasure_keys
from ingest.records.facts import count_data_version
from ingest.records.seal import seal_of_values
from ingest.records.troubles import StoreError

__all__ = ["amend", "enter", "entries", "find_entry", "keep_version", "own_columns", "retire", "versions"]

KEEPING = (
    "id",
    "batch",
    "entered_at",
    "entered_by",
    "changed_at",
    "changed_by",
    "retired_at",
    "retired_by",
    "seal",
)
"""Columns that the store fills in itself; the rest are the entry's own."""


def own_columns(register: Table) -> tuple[str, ...]:
    """Name the columns that an entry is made of: agency, reference and what the register asks."""
    return tuple(column.name for column in register.columns if column.name not in KEEPING)


def enter(
    connection: Connection,
    register: Table,
    values: Mapping[str, Any],
    *,
    by: str,
    batch: int | None = None,
    at: datetime | None = None,
) -> int:
    """Add an entry, inside a write transaction.

    Parameters
    ----------
    register : sqlalchemy.Table
        One of `schema.REGISTERS`.
    values : mapping
        `own_columns(register)`; those left out are empty.  An empty `reference` is numbered by the store.
    at : datetime.datetime, optional
        When it came in (UTC), where that was before now: a slip of paper that is typed in later.  The audit
        says both.

    Returns
    -------
    int
        The number of the entry.
    """
    own = {name: values.get(name) for name in own_columns(register)}
    if not own["reference"]:
        own["reference"] = _next_reference(connection, register, str(own["agency"]))
    kept = {"batch": batch, "entered_at": at or now(), "entered_by": by, "seal": seal_of_values(own)}
    written = connection.execute(insert(register).values(**own, **kept)).inserted_primary_key
    number = int(written[0]) if written else 0
    came = {"came_in": at.isoformat(timespec="seconds")} if at else {}
    note(connection, who=by, action="enter", subject=f"{register.name} {number}", **came)
    _count(connection, register)
    return number


def _next_reference(connection: Connection, register: Table, agency: str) -> str:
    """Number an entry; never as one that was erased, or a restore would erase this one too."""
    used = set(connection.execute(select(register.c.reference)).scalars())
    erased = erased_keys(connection, register.name)
    number = len(used) + 1
    while True:
        name = f"{register.name[:3].upper()}-{number:05d}"
        gone = erased and erasure_keys(connection, [(agency, name)], what=register.name)[0] in erased
        if name not in used and not gone:
            return name
        number += 1


def amend(
    connection: Connection,
    register: Table,
    entry: int,
    values: Mapping[str, Any],
    *,
    by: str,
    why: str = "amended",
    batch: int | None = None,
) -> bool:
    """Change an entry and keep what it said; say whether anything differed.

    Raises
    ------
    StoreError
        If there is no such entry.
    """
    before = find_entry(connection, register, entry)
    own = {name: before[name] for name in own_columns(register)}
    after = own | {name: values[name] for name in own if name in values}
    if after == own:
        return False
    keep_version(connection, register, before, by=by, why=why, batch=batch)
    kept = {"changed_at": now(), "changed_by": by, "seal": seal_of_values(after)}
    if batch is not None:
        kept["batch"] = batch
    connection.execute(update(register).where(register.c.id == entry).values(**after, **kept))
    changed = sorted(name for name in own if own[name] != after[name])
    note(connection, who=by, action="amend", subject=f"{register.name} {entry}", columns=changed)
    _count(connection, register)
    return True


def retire(connection: Connection, register: Table, entry: int, *, by: str, why: str) -> None:
    """Take an entry off every list; it stays in the register's history."""
    find_entry(connection, register, entry)
    connection.execute(update(register).where(register.c.id == entry).values(retired_at=now(), retired_by=by))
    note(connection, who=by, action="retire", subject=f"{register.name} {entry}", why=why)
    _count(connection, register)


def _count(connection: Connection, register: Table) -> None:
    """Count a change only of what every answer is drawn from, so that a meeting's decisions cost nothing."""
    if register.name in schema.IN_EVERY_ANSWER:
        count_data_version(connection)


def entries(connection: Connection, register: Table, *, retired: bool = False) -> list[dict[str, Any]]:
    """Read the entries of a register, oldest first."""
    query = select(register).order_by(register.c.id)
    if not retired:
        query = query.where(register.c.retired_at.is_(None))
    return [dict(row) for row in connection.execute(query).mappings()]


def find_entry(connection: Connection, register: Table, entry: int) -> dict[str, Any]:
    """Read one entry, whole.

    Raises
    ------
    StoreError
        If there is no such entry.
    """
    row = connection.execute(select(register).where(register.c.id == entry)).mappings().first()
    if row is None:
        raise StoreError(
            f"There is no entry {entry} in {register.name.replace('_', ' ')}. Nothing was changed."
        )
    return dict(row)


def keep_version(
    connection: Connection,
    register: Table,
    before: Mapping[str, Any],
    *,
    by: str,
    why: str,
    batch: int | None = None,
) -> None:
    """Keep what an entry said until now; `batch` is the file that says otherwise, if it is one."""
    own = {name: before[name] for name in own_columns(register)}
    connection.execute(
        insert(schema.register_history).values(
            register=register.name,
            entry=before["id"],
            values=json.dumps(own, sort_keys=True, ensure_ascii=False, default=_plain),
            batch=before["batch"],
            ended_at=now(),
            ended_by=by,
            ended_why=why,
            ended_by_batch=batch,
        )
    )


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def versions(connection: Connection, register: Table, entry: int) -> list[dict[str, Any]]:
    """Read what an entry said before, oldest first: the values, when they ended, by whom and why."""
    known = schema.register_history
    query = (
        select(known).where(known.c.register == register.name, known.c.entry == entry).order_by(known.c.id)
    )
    rows = connection.execute(query).mappings()
    return [{**row, "values": json.loads(row["values"])} for row in rows]
