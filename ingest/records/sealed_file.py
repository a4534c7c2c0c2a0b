"""Sealed backups: files that only the holder of a secret key, which lies elsewhere, can open (age)."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pyrage

from ingest.records.audit import now
from ingest.records.troubles import StoreError

__all__ = ["SUFFIX", "is_sealed", "make_pair", "recipients_of", "seal_to", "unseal"]

HEADER = b"age-encryption.org/"
SUFFIX = ".age"
SECRET = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


def recipients_of(said: str) -> list[str]:
    """Read to whom backups are sealed: age public keys with commas between.

    Raises
    ------
    StoreError
        If one of them is no public key.
    """
    keys = [key.strip() for key in said.split(",") if key.strip()]
    for number, key in enumerate(keys, start=1):
        _recipient(key, number)
    return keys


def _recipient(key: str, number: int) -> pyrage.x25519.Recipient:
    if SECRET.match(key.upper()):
        raise StoreError(
            f"Key {number} of COMMON_GROUND_BACKUP_TO is a secret key. Only the public half belongs there; "
            "as the secret one has been seen now, make another pair with 'common-ground backup-key FILE'."
        )
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except (pyrage.RecipientError, ValueError) as error:
        raise StoreError(
            f"Key {number} of COMMON_GROUND_BACKUP_TO is no age public key. One begins with age1; "
            "'common-ground backup-key FILE' makes a pair and prints the public half."
        ) from error


def is_sealed(path: Path) -> bool:
    """Say whether a file is sealed, whatever it is called."""
    try:
        with path.open("rb") as file:
            return file.read(len(HEADER)) == HEADER
    except OSError:  # whoever goes on to read it says so
        return False


def seal_to(plain: Path, sealed: Path, keys: Sequence[str]) -> None:
    """Seal a file to everybody whose public key is named, a part at a time.

    Raises
    ------
    OSError
        If there is no room, or the file cannot be written.
    """
    os.close(os.open(sealed, os.O_CREAT | os.O_EXCL, 0o600))
    recipients = [_recipient(key, number) for number, key in enumerate(keys, start=1)]
    try:
        pyrage.encrypt_file(str(plain), str(sealed), recipients)
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from error


def unseal(sealed: Path, plain: Path, identity: Path | None) -> None:
    """Open a sealed file into another that only we can read.

    Raises
    ------
    StoreError
        If no key is named, it is none, or it is not one of those that the file was sealed to.
    OSError
        If there is no room, or the file cannot be written.
    """
    if identity is None:
        raise StoreError(
            f"{sealed.name} is sealed. Name the file of the secret key with --identity FILE. Nothing was "
            "changed."
        )
    held = _identities(identity)
    os.close(os.open(plain, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        pyrage.decrypt_file(str(sealed), str(plain), held)
    except pyrage.DecryptError as error:
        plain.unlink()
        if "os error" in str(error).lower():
            raise OSError(str(error)) from error
        raise StoreError(
            f"{sealed.name} cannot be opened: it was not sealed to this key, or it is damaged. Nothing was "
            "changed. Take the key of whoever the backups are sealed to, or an older backup."
        ) from error


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    try:
        held = [pyrage.x25519.Identity.from_str(key) for key in SECRET.findall(path.read_text("ascii"))]
    except (OSError, ValueError, pyrage.IdentityError):
        held = []
    if not held:
        raise StoreError(f"{path.name} cannot be read, or holds no secret key. Nothing was changed.")
    return held


def make_pair(path: Path) -> str:
    """Make a pair of keys: the secret half into a new file that only we can read; give the public half.

    Raises
    ------
    StoreError
        If there is such a file already, or it cannot be written.
    """
    pair = pyrage.x25519.Identity.generate()
    public = str(pair.to_public())
    text = f"# created: {now():%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n{pair}\n"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
    except FileExistsError as error:
        raise StoreError(
            f"{path} is there already; it may be the key of older backups. Name another."
        ) from error
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written. Name a file in a folder in which you may write."
        ) from error
    return public
