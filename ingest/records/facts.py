"""The store's own facts: a handful of words that are true of the whole of it."""

import secrets

from sqlalchemy import Connection, insert, select, update

from ingest.records import schema

__all__ = ["count_data_version", "count_records_version", "fact", "note_fact", "settle_facts"]


def fact(connection: Connection, name: str) -> str | None:
    """Read one of the store's own facts."""
    return connection.execute(select(schema.facts.c.value).where(schema.facts.c.name == name)).scalar()


def note_fact(connection: Connection, name: str, value: str) -> None:
    """Set one of the store's own facts."""
    known = schema.facts
    changed = connection.execute(update(known).where(known.c.name == name).values(value=value)).rowcount
    if not changed:
        connection.execute(insert(known).values(name=name, value=value))


def count_data_version(connection: Connection) -> int:
    """Count that what is shown has changed; whatever was worked out before is out of date."""
    version = int(fact(connection, "data_version") or 0) + 1
    note_fact(connection, "data_version", str(version))
    return version


def count_records_version(connection: Connection) -> int:
    """Count a change of the incidents themselves; what was made from them is out of date as well."""
    version = count_data_version(connection)
    note_fact(connection, "records_version", str(version))
    return version


def settle_facts(connection: Connection) -> None:
    """Give a new store its first facts: a version to count from, and the key of its list of erasures."""
    if fact(connection, "data_version") is None:
        note_fact(connection, "data_version", "0")
    if fact(connection, "erasure_key") is None:
        note_fact(connection, "erasure_key", secrets.token_hex(32))
