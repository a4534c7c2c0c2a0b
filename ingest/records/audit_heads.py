"""The audit's heads: its last line as it was at a moment, kept outside the store, so that a cut tail is seen.

They are lines of `audit.heads` in the folder of the keys, only ever added to.  A head is kept once what it
tells of has landed: with the first line, then at most once a minute or every 50 lines, and when asked for.
"""

import hashlib
import json
import os
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from ingest.records import schema
from ingest.records.audit_seal import is_copy, keys_of
from ingest.records.facts import fact
from ingest.records.keys import keys_folder

__all__ = [
    "Head",
    "due_heads",
    "forget_owed",
    "head_in_words",
    "heads_after_restore",
    "heads_kept",
    "keep_heads",
    "newest_head",
    "owe_head",
    "read_head",
    "store_id",
]

FILE = "audit.heads"
OWED = "heads of the audit"
SENT = re.compile(r"([0-9a-f]{16}):(\d{1,18}):([0-9a-f]{64})")
EVERY_LINES, EVERY_S = 50, 60.0
_kept: dict[tuple[str, str], tuple[int, float]] = {}
"""Of each folder and store the last head that this program kept, and when by a clock that never jumps."""


@dataclass(frozen=True)
class Head:
    """The last line of the audit at some moment.

    Attributes
    ----------
    store : str
        Which store, without telling where it is.
    line : int
        The line's number.
    mac : str
        Its seal.
    at : str
        When this was kept (UTC, ISO 8601).
    begins : str
        `seal` where the lines carry the key's seal from here on, `restore` where a backup was put in place,
        `key` where a new key follows one that is lost; empty for any other.
    verified : bool or None
        What a verification up to here found; None where none was made.
    """

    store: str
    line: int
    mac: str
    at: str
    begins: str = ""
    verified: bool | None = None


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def store_id(connection: Connection) -> str:
    """Name a store without telling anything of it; its backups have the same name."""
    secret = fact(connection, "erasure_key") or ""
    return hashlib.sha256(b"common-ground store id\x1f" + secret.encode()).hexdigest()[:16]


def owe_head(connection: Connection, line: int, mac: str, at: datetime, *, begins: str = "") -> None:
    """Remember the line that was just written, until the transaction ends."""
    owed = connection.info.setdefault(OWED, {})
    owed["last"] = (line, mac, at, "")
    if begins:
        owed["begins"] = (line, mac, at, begins)


def forget_owed(connection: Connection) -> None:
    """Begin a transaction that owes nothing, whatever one before it left behind."""
    connection.info.pop(OWED, None)


def due_heads(connection: Connection) -> tuple[Path, list[Head]] | None:
    """Say which heads are to be kept once this transaction has landed; None where it is too early."""
    owed = connection.info.pop(OWED, None)
    if owed is None or is_copy(connection):
        return None  # a copy is told of when it is in its place
    folder, store, line = keys_folder(keys_of(connection)), store_id(connection), owed["last"][0]
    before = _kept.get((str(folder), store))
    if "begins" not in owed and before is not None:
        is_few = line // EVERY_LINES == before[0] // EVERY_LINES
        if is_few and time.monotonic() - before[1] < EVERY_S:
            return None
    told = dict.fromkeys(owed[name] for name in ("begins", "last") if name in owed)
    if "begins" in owed and owed["begins"][0] == line:
        told = {owed["begins"]: None}
    heads = [Head(store, no, mac, at.isoformat(timespec="seconds"), begins) for no, mac, at, begins in told]
    return folder, heads


def newest_head(connection: Connection) -> Head | None:
    """Give the head as it is now; None where no line bears a seal."""
    known = schema.audit.c
    newest = select(known.id, known.mac).order_by(known.id.desc()).limit(1)
    last = connection.execute(newest).first()
    if last is None or not last.mac:
        return None
    return Head(store_id(connection), last.id, last.mac, _now())


def heads_after_restore(connection: Connection, *, new_key: bool) -> list[Head]:
    """Say what the heads must tell once a backup has taken the place of a store."""
    known = schema.audit.c
    sealed = select(known.id, known.mac, known.at).where(known.mac.is_not(None)).order_by(known.id)
    first = connection.execute(sealed.limit(1)).one()
    last = connection.execute(sealed.order_by(None).order_by(known.id.desc()).limit(1)).one()
    begins = ((first, "seal"), (last, "restore"), *(((last, "key"),) if new_key else ()))
    store = store_id(connection)
    return [Head(store, line.id, line.mac, line.at.isoformat(timespec="seconds"), at) for line, at in begins]


def keep_heads(folder: Path, heads: list[Head]) -> None:
    """Add heads to the file.

    Raises
    ------
    OSError
        If it cannot be written to.
    """
    lines = "".join(json.dumps(asdict(head)) + "\n" for head in heads)
    descriptor = os.open(folder / FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, lines.encode())
    finally:
        os.close(descriptor)
    _kept[str(folder), heads[-1].store] = (heads[-1].line, time.monotonic())


def heads_kept(folder: Path, store: str) -> list[Head]:
    """Read the heads that are kept of a store, oldest first; a line that was written by half is left out."""
    heads = []
    with suppress(FileNotFoundError):
        for line in (folder / FILE).read_text("utf-8", "replace").splitlines():
            with suppress(ValueError, TypeError):
                head = Head(**json.loads(line))
                if head.store == store:
                    heads.append(head)
    return heads


def head_in_words(head: Head) -> str:
    """Write a head so that it can be sent to another agency."""
    return f"{head.store}:{head.line}:{head.mac}"


def read_head(said: str) -> Head:
    """Read a head that was sent.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = SENT.fullmatch(said.strip())
    if found is None:
        raise ValueError("That is no head of an audit. It is what 'common-ground audit head' prints, whole.")
    return Head(found[1], int(found[2]), found[3], "")
