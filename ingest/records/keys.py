"""The keys that lie outside the store: of the audit's seals, of the releases' noise.

They are files of 32 random bytes in a folder of their own: `COMMON_GROUND_KEYS`, or `keys` beside a store
that is a file.  A backup of the store does not hold them.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from ingest.records.troubles import StoreError

__all__ = ["FOLDER", "KEYS", "key_id", "key_of", "keys_folder", "make_key"]

KEYS = ("audit", "release", "session")
BYTES = 32
FOLDER = "COMMON_GROUND_KEYS"


def keys_folder(url: str | URL) -> Path:
    """Say in which folder the keys of a store lie."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and place.database not in {None, "", ":memory:"}:
        return Path(str(place.database)).parent / "keys"
    return Path("var/keys")


def key_of(url: str | URL, name: str) -> bytes | None:
    """Read a key; None if there is none.

    Raises
    ------
    StoreError
        If it cannot be read, or is not a key.
    """
    path = keys_folder(url) / f"{name}.key"
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreError(
            f"The key {path} cannot be read. Put the right file back, readable for this program alone; "
            "nothing is shown or kept without it."
        ) from error
    if len(key) != BYTES:
        raise StoreError(f"{path} is not a key: it holds {len(key)} bytes, and a key has {BYTES}.")
    return key


def make_key(url: str | URL, name: str) -> bytes:
    """Give a key, making it where there is none yet; of several programs that make it at once, one does.

    Raises
    ------
    StoreError
        If its folder cannot be written to.
    """
    known = key_of(url, name)
    if known is not None:
        return known
    folder = keys_folder(url)
    part = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_bytes(BYTES).hex())
        with suppress(FileExistsError):
            os.link(part, folder / f"{name}.key")  # never over one that is there
        part.unlink()
    except OSError as error:
        raise StoreError(
            f"No key can be made in {folder}. Make the folder writable, or name another in {FOLDER}."
        ) from error
    made = key_of(url, name)
    assert made is not None
    return made


def key_id(key: bytes) -> str:
    """Name a key without telling it: the first 16 letters of a digest."""
    return hashlib.sha256(b"common-ground key id\x1f" + key).hexdigest()[:16]
