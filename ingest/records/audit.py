"""The audit: who did what, in a chain in which every line seals the one before."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from ingest.records import schema

__all__ = ["broken_line", "is_same_person", "lines", "note", "now"]

START = "0" * 64


def now() -> datetime:
    """Read the clock: UTC without a zone, as the store keeps it.  Order never depends on it."""
    return datetime.now(UTC).replace(tzinfo=None)


def note(connection: Connection, *, who: str, action: str, subject: str, **detail: Any) -> None:
    """Add a line, in the transaction of what it tells of.

    Parameters
    ----------
    who : str
        The person or program.
    action : str
        What was done, in one word or two: `import`, `withdraw`, `decide`.
    subject : str
        To what, as `batch 12`; never a name, a place or a text.
    **detail
        Plain values: numbers and codes only.
    """
    last = connection.execute(
        select(schema.audit.c.hash).order_by(schema.audit.c.id.desc()).limit(1)
    ).scalar()
    line = {
        "at": now(),
        "who": who,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False),
        "previous": last or START,
    }
    connection.execute(insert(schema.audit).values(**line, hash=_hash(line)))


def _hash(line: dict[str, Any]) -> str:
    parts = [
        line["at"].isoformat(),
        *(line[name] for name in ("who", "action", "subject", "detail", "previous")),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def is_same_person(one: str, other: str) -> bool:
    """Compare two names: capitals, spaces and signs that nobody sees make no second person."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())


def broken_line(connection: Connection) -> int | None:
    """Find the first line that was changed, moved or taken out; None if the chain is whole."""
    before = START
    for line in lines(connection):
        if line["previous"] != before or line["hash"] != _hash(line):
            return int(line["id"])
        before = line["hash"]
    return None


def lines(connection: Connection) -> Iterator[dict[str, Any]]:
    """Read the audit from its first line on."""
    for row in connection.execute(select(schema.audit).order_by(schema.audit.c.id)).mappings():
        yield dict(row)
