"""The audit: who did what, in a chain in which every line seals the one before."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from ingest.records import schema
from ingest.records.audit_heads import owe_head
from ingest.records.audit_kinds import KINDS, READ_ROWS, kind_of
from ingest.records.audit_seal import mac_of, sealing_key
from ingest.records.audit_volume import WITHIN, busy_reader

__all__ = ["ITSELF", "START", "broken_line", "is_same_person", "line_hash", "lines", "note", "now"]

START = "0" * 64
ITSELF = "Common Ground"
"""Who it was where the program did it by itself."""
KNOWN = schema.audit.c
NEWEST = select(KNOWN.id, KNOWN.hash, KNOWN.kind, KNOWN.purpose, KNOWN.mac).order_by(KNOWN.id.desc()).limit(1)
ADD = insert(schema.audit)


def now() -> datetime:
    """Read the clock: UTC without a zone, as the store keeps it.  Order never depends on it."""
    return datetime.now(UTC).replace(tzinfo=None)


def note(
    connection: Connection,
    *,
    who: str,
    action: str,
    subject: str,
    kind: str | None = None,
    purpose: str = "",
    **detail: Any,
) -> None:
    """Add a line, in the transaction of what it tells of.

    Parameters
    ----------
    who : str
        The person or program.
    action : str
        What was done, in one word or two: `import`, `withdraw`, `decide`.
    subject : str
        To what, as `batch 12`; never a name, a place or a text.
    kind : str, optional
        Of which kind it is, where that is not as `audit_kinds` has it for the action.
    purpose : str
        The code of the purpose that a person gave.
    **detail
        Plain values: numbers and codes only.

    Raises
    ------
    AuditKeyError
        If the key of the audit is gone or is another one; what this line tells of must then not be done.
    """
    kind = kind_of(action) if kind is None else kind
    if kind not in KINDS:
        raise ValueError(f"The audit knows no kind '{kind}'. Known: {', '.join(KINDS)}.")
    last = connection.execute(NEWEST).mappings().first()
    key, begins = sealing_key(connection, last)
    at = now()
    line: dict[str, Any] = {
        "at": at,
        "who": who,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False),
        "previous": last["hash"] if last else START,
        "kind": kind,
        "purpose": purpose,
    }
    line["hash"] = line_hash(line)
    line["mac"] = mac_of(key, line)
    written = connection.execute(ADD, line).inserted_primary_key
    assert written is not None
    owe_head(connection, written[0], line["mac"], at, begins=begins)
    if action == READ_ROWS:
        opened = busy_reader(connection, who, last=written[0], at=at)
        if opened:
            minutes = WITHIN // timedelta(minutes=1)
            note(connection, who=ITSELF, action="alert", subject=who, count=opened, minutes=minutes)


def line_hash(line: Any) -> str:
    """Work out the hash of a line, over what it says and the line before."""
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
        if line["previous"] != before or line["hash"] != line_hash(line):
            return int(line["id"])
        before = line["hash"]
    return None


def lines(connection: Connection) -> Iterator[dict[str, Any]]:
    """Read the audit from its first line on."""
    for row in connection.execute(select(schema.audit).order_by(schema.audit.c.id)).mappings():
        yield dict(row)
