"""Passwords: kept as argon2id hashes; nobody takes as long to refuse as somebody who is there."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingest.errors import IngestError

__all__ = ["LEAST", "MOST", "hashed", "is_right"]

LEAST, MOST = 12, 256
"""So many signs a password has.  Length is what makes it hard to guess; no rules about which signs."""
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Make what is kept of a password.

    Raises
    ------
    IngestError
        If it is too short, or too long.
    """
    if not LEAST <= len(password) <= MOST:
        raise IngestError(
            f"A password has {LEAST} to {MOST} signs. Three or four words that have nothing to do with each "
            "other are long enough and easy to keep in mind."
        )
    return _HASHER.hash(password)


def is_right(secret: str | None, password: str) -> bool:
    """Say whether a password is the one kept; no secret at all takes as long and is never right."""
    try:
        _HASHER.verify(secret or _nobody(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return secret is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash("the password of nobody at all")
