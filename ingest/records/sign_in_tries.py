"""Tries to sign in: ten wrong ones lock an account, or an address, for a quarter of an hour."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from ingest.records import schema

__all__ = ["LOCK", "MOST", "digest_of", "is_locked", "note_try", "wrong_so_far"]

MOST = 10
LOCK = timedelta(minutes=15)
KEPT = timedelta(days=1)


def digest_of(key: bytes, said: str) -> str:
    """Name a login or an address without telling it."""
    return hmac.new(key, said.strip().casefold().encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def is_locked(connection: Connection, *, login: str, address: str, at: datetime) -> bool:
    """Say whether the account or the address has to wait; a try while it waits is not counted."""
    return any(
        len(wrong) == MOST and wrong[0] - wrong[-1] <= LOCK and at - wrong[0] < LOCK
        for wrong in (_wrong(connection, "login", login), _wrong(connection, "address", address))
    )


def wrong_so_far(connection: Connection, *, login: str, address: str, at: datetime) -> int:
    """Count the wrong tries of late, for how long the next answer is held back."""
    return max(
        sum(at - one < LOCK for one in _wrong(connection, column, value))
        for column, value in (("login", login), ("address", address))
    )


def _wrong(connection: Connection, column: str, value: str) -> list[datetime]:
    """Read the last wrong tries, newest first; for an account, those since the last right one."""
    held = schema.sign_in_tries.c
    last = (
        select(held.at, held.ok)
        .where(held[column] == value)
        .order_by(held.at.desc(), held.id.desc())
        .limit(MOST if column == "login" else MOST * 4)
    )
    wrong = []
    for at, ok in connection.execute(last):
        if ok and column == "login":
            break
        if not ok:
            wrong.append(at)
    return wrong[:MOST]


def note_try(connection: Connection, *, login: str, address: str, ok: bool, at: datetime) -> None:
    """Keep a try; those of yesterday go."""
    held = schema.sign_in_tries.c
    connection.execute(delete(schema.sign_in_tries).where(held.at < at - KEPT))
    tried = {"login": login, "address": address, "ok": ok, "at": at}
    connection.execute(insert(schema.sign_in_tries).values(**tried))
