"""The seals of whole tables: kept as each write ends, so that damage to any line of the store is found.

Incidents are sealed by batch (`seal`) and the audit is a chain (`audit`); every other table has a fact
`seal:<table>`: how many lines it holds, the number of the last, and the sum of the SHA-256 of each.  A sum
does not mind the order, and lines that were only added are added to it without reading the others again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, inspect, select, text

from ingest.records import schema
from ingest.records.facts import note_fact

__all__ = ["SEALS", "added_to", "is_of_one_piece", "noticed", "seal_every_table", "seal_of_schema",
           "seal_of_table", "sealed_as", "sealed_columns", "settle_seals", "watch"]  # fmt: skip

SEALS = "seal:"
SIDE_FACTS = (SEALS, "backup")
"""Facts about the others, which the seal of the facts leaves out."""
SUM = 2**256
CHANGE = re.compile(r'\s*(insert|update|delete)\s+(?:into\s+|from\s+)?"?(\w+)', re.IGNORECASE)
PARTLY = {
    "audit": ("id", "hash"),
    "history": ("id", "incident", "batch", "ended_at", "ended_by", "ended_why"),
}
"""What of a table is sealed here, where the rest is sealed otherwise."""
ELSEWHERE = ("incidents",)
NUMBERED = ("id", "batch")
"""By which of its columns new lines are told from old ones."""


def sealed_columns(connection: Connection) -> dict[str, list[Any]]:
    """List the tables that are sealed as a whole, with the columns of each that this store has."""
    inspector, sealed = inspect(connection), {}
    for name, table in schema.metadata.tables.items():
        if name not in ELSEWHERE and inspector.has_table(name):
            here = {column["name"] for column in inspector.get_columns(name)}
            sealed[name] = [c for c in table.columns if c.name in PARTLY.get(name, here) and c.name in here]
    return sealed


def _columns(table: Table) -> list[Any]:
    return [column for column in table.columns if column.name in PARTLY.get(table.name, table.columns)]


def seal_of_table(connection: Connection, name: str, columns: Iterable[Any] | None = None) -> str:
    """Seal a table as it is found."""
    table = schema.metadata.tables[name]
    wanted = list(columns) if columns is not None else _columns(table)
    return _add(connection, table, wanted, "0:0:0", above=None)


def _add(connection: Connection, table: Table, columns: list[Any], seal: str, *, above: int | None) -> str:
    """Add the lines with higher numbers than one to a seal."""
    count, last, total = (int(part, base) for part, base in zip(seal.split(":"), (10, 10, 16), strict=True))
    names = [column.name for column in columns]
    number_at = next((names.index(name) for name in NUMBERED if name in names), None)
    query = select(*columns)
    if above is not None and number_at is not None:
        query = query.where(columns[number_at] > above)
    if table.name == "facts":
        query = query.where(*(~table.c.name.startswith(side) for side in SIDE_FACTS))
    for part in connection.execute(query).partitions(5_000):
        for row in part:
            count, total = count + 1, (total + _digest(names, row)) % SUM
            if number_at is not None:
                last = max(last, row[number_at])
    return f"{count}:{last}:{total:064x}"


def _digest(names: list[str], row: Any) -> int:
    """Digest one line; what is empty is left out, so that a column added later changes nothing."""
    said = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    line = json.dumps(said, sort_keys=True, default=_plain).encode()
    return int.from_bytes(hashlib.sha256(line).digest())


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} has no sealed form")


def seal_of_schema(connection: Connection) -> str | None:
    """Seal the tables, indexes and triggers of a SQLite file themselves; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return None
    query = text("select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%'")
    made = sorted(json.dumps(list(row)) for row in connection.execute(query))
    return hashlib.sha256("\n".join(made).encode()).hexdigest()


def sealed_as(connection: Connection) -> dict[str, str]:
    """Read the seals that are kept, by table; `schema` is the one of the tables themselves."""
    known = schema.facts.c
    rows = connection.execute(select(known.name, known.value).where(known.name.startswith(SEALS)))
    return {name.removeprefix(SEALS): value for name, value in rows}


def is_of_one_piece(connection: Connection) -> bool:
    """Compare the seals of two small tables that every write touches: a glance, not a verification.

    It is enough to notice a log that belongs to another file, or pages that were put back from elsewhere.
    """
    kept = sealed_as(connection)
    return all(kept.get(name) == seal_of_table(connection, name) for name in ("facts", "batches"))


def watch(connection: Connection) -> None:
    """Notice from now on which tables this transaction changes."""
    connection.info["changed"] = {}


def noticed(connection: Connection, statement: str) -> None:
    """Take note of a statement, if it changes a table that is watched."""
    changed = connection.info.get("changed")
    found = CHANGE.match(statement) if changed is not None else None
    if found is not None:
        added_to(connection, found[2], only_added=found[1].lower() == "insert")


def added_to(connection: Connection, table: str, *, only_added: bool = True) -> None:
    """Take note that a table changed; lines that were only added need not all be read again."""
    changed: dict[str, bool] | None = connection.info.get("changed")
    if changed is not None and table in schema.metadata.tables:
        changed[table] = only_added and changed.get(table, True)


def settle_seals(connection: Connection) -> None:
    """Seal anew what this transaction changed, as it ends."""
    changed: Mapping[str, bool] = connection.info.pop("changed", None) or {}
    if not changed:
        return
    before = sealed_as(connection)
    for name, only_added in changed.items():
        if name not in (*ELSEWHERE, "facts"):
            _note(connection, name, before.get(name) if only_added else None)
    _note(connection, "facts", None)


def _note(connection: Connection, name: str, before: str | None) -> None:
    table = schema.metadata.tables[name]
    if before is None or not any(number in table.c for number in NUMBERED):
        seal = seal_of_table(connection, name)
    else:
        seal = _add(connection, table, _columns(table), before, above=int(before.split(":")[1]))
    note_fact(connection, f"{SEALS}{name}", seal)


def seal_every_table(connection: Connection) -> None:
    """Seal a store as it is found: after its tables were made or changed."""
    for name in schema.metadata.tables:
        if name not in (*ELSEWHERE, "facts"):
            _note(connection, name, None)
    made = seal_of_schema(connection)
    if made is not None:
        note_fact(connection, f"{SEALS}schema", made)
    _note(connection, "facts", None)
