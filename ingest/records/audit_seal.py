"""The audit's seal: what only the holder of a key outside the store can put under a line."""

import hashlib
import hmac
import os
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.engine import URL

from ingest.records import schema
from ingest.records.keys import FOLDER, key_of, keys_folder, make_key
from ingest.records.troubles import StoreError

__all__ = [
    "KEY",
    "AuditKeyError",
    "is_copy",
    "keys_beside",
    "keys_of",
    "mac_of",
    "seal_anew",
    "sealing_key",
]

KEY = "audit"
KEYS_OF = "keys of"
ANEW = "seal anew"
_paths: dict[tuple[URL | str, str | None], str] = {}
_read: dict[str, tuple[tuple[int, ...], bytes]] = {}


class AuditKeyError(StoreError):
    """The key of the audit is not here, or it is another one: nothing is written, and no row is shown."""


def keys_of(connection: Connection) -> URL | str:
    """Say by which address the keys are found: the store's own, but for a copy that will replace one."""
    beside: URL | str = connection.info.get(KEYS_OF, connection.engine.url)
    return beside


def keys_beside(connection: Connection, url: URL | str) -> None:
    """Have a copy sealed with the keys of the store whose place it takes."""
    connection.info[KEYS_OF] = url


def is_copy(connection: Connection) -> bool:
    """Say whether this is a copy that has not taken its place yet."""
    return KEYS_OF in connection.info


def mac_of(key: bytes, line: Any) -> str:
    """Seal a line: its hash, which holds the line before, and what the hash leaves out."""
    said = "\x1f".join((line["hash"], line["kind"] or "", line["purpose"] or ""))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def seal_anew(connection: Connection) -> None:
    """Have the next line sealed with whatever key is here, or a new one: the key of those before is lost."""
    connection.info[ANEW] = True


def sealing_key(connection: Connection, last: Any) -> tuple[bytes, str]:
    """Give the key for the next line, making it with the first; the last line must bear its seal.

    Parameters
    ----------
    last : mapping or None
        The last line: hash, kind, purpose, mac.

    Returns
    -------
    tuple of bytes and str
        The key, and what begins with the next line: `seal`, `key`, or nothing.

    Raises
    ------
    AuditKeyError
        If lines bear a seal and the key is gone, or is not the one that they were sealed with.
    """
    url, is_sealed = keys_of(connection), last is not None and bool(last["mac"])
    if connection.info.pop(ANEW, False):
        return make_key(url, KEY), "key"
    key = _key(url)
    if key is None:
        if is_sealed or (last is not None and _any_sealed(connection)):
            raise AuditKeyError(
                f"The key of the audit is not in {keys_folder(url)}. Put {KEY}.key back there, from where it "
                "is kept safe; without it nothing is written, and no record is opened. If it is lost for "
                "good, say so with 'common-ground audit new-key', or 'restore --new-audit-key'."
            )
        return make_key(url, KEY), "seal"
    if is_sealed and not hmac.compare_digest(last["mac"], mac_of(key, last)):
        raise AuditKeyError(
            f"The last line of the audit is not sealed with the key in {keys_folder(url)}: it is the key of "
            "another store, or the line was changed. Put the right key back, and see 'common-ground audit "
            "verify'; until then nothing is written, and no record is opened."
        )
    return key, "" if is_sealed else "seal"


def _key(url: URL | str) -> bytes | None:
    """Give the key, read again whenever its file is another: looking costs a tenth of reading."""
    place = (url, os.environ.get(FOLDER))
    if place not in _paths:
        _paths[place] = str(keys_folder(url) / f"{KEY}.key")
    try:
        found = os.stat(_paths[place])  # noqa: PTH116 - with every line, and a Path takes three times as long
    except OSError:
        return key_of(url, KEY)
    state = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    known = _read.get(_paths[place])
    if known is None or known[0] != state:
        key = key_of(url, KEY)
        if key is None:
            return None
        known = _read[_paths[place]] = (state, key)
    return known[1]


def _any_sealed(connection: Connection) -> bool:
    return bool(connection.execute(select(exists().where(schema.audit.c.mac.is_not(None)))).scalar())
