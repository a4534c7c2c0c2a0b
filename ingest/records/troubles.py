"""What can befall a database, in plain words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from ingest.errors import IngestError

__all__ = [
    "DAMAGED",
    "FULL",
    "NOT_DONE",
    "StoreAwayError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "in_words",
]


class StoreError(IngestError):
    """The record store cannot do what was asked; nothing was changed."""


class StoreDamagedError(StoreError):
    """The file of the record store is damaged."""


class StoreBusyError(StoreError):
    """Others were in the way for too long."""


class StoreAwayError(StoreError):
    """The database server cannot be reached just now."""


FULL = "The disk of the record store is full. Nothing was changed. Free some space and try again."
NOT_DONE = (
    "The record store could not be read or written. Nothing was changed. Look whether its disk is full, over "
    "its quota or failing, and try again."
)
READ_ONLY = (
    "The record store{place} cannot be written to. Nothing was changed. Give the program's user the right to "
    "write the file and its folder."
)
BUSY = "Others were writing to the record store for too long. Nothing was changed. Try again."
DAMAGED = (
    "The record store is damaged. Do not write to it: run 'common-ground verify' to see which batches are "
    "touched, and 'common-ground restore' with the last backup."
)
AWAY = (
    "The database server of the record store cannot be reached. Nothing was changed. Try again in a minute."
)
SIGNS = (
    (("database or disk is full", "no space left", "could not extend file"), FULL),
    (("disk i/o error",), NOT_DONE),
    (("readonly database", "read-only transaction", "unable to open database file"), READ_ONLY),
    (("database is locked", "lock timeout", "deadlock detected", "could not serialize"), BUSY),
    (
        ("malformed", "file is not a database", "invalid page", "checksum", "could not decode to utf-8"),
        DAMAGED,
    ),
    (
        (
            "terminating connection",
            "server closed the connection",
            "connection refused",
            "connection failed",
            "connection is closed",
            "starting up",
            "shutting down",
            "consuming input failed",
            "connection timeout",
            "too many clients",
            "remaining connection slots",
        ),
        AWAY,
    ),
)
"""What a database says, in part and in small letters."""
STATES = {
    "40001": BUSY,
    "40P01": BUSY,
    "55P03": BUSY,
    "25006": READ_ONLY,
    "53100": FULL,
    "53300": AWAY,
    "57P01": AWAY,
    "57P02": AWAY,
    "57P03": AWAY,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
"""What a PostgreSQL server says by SQLSTATE, whatever its language."""
KINDS = {DAMAGED: StoreDamagedError, BUSY: StoreBusyError, AWAY: StoreAwayError}


@contextmanager
def in_words(place: str = "") -> Iterator[None]:
    """Turn what the database says of the disk, the file and the line into an error for people.

    Anything else, such as a value that a column cannot hold, is our own fault and rises as it is.

    Parameters
    ----------
    place : str
        The file of the store, to be named where it cannot be written to.
    """
    try:
        yield
    except NoConnectionFree as error:
        raise StoreBusyError(BUSY) from error
    except (DBAPIError, sqlite3.Error) as error:
        words = _words_for(error)
        if words is None:
            raise
        raise KINDS.get(words, StoreError)(words.format(place=f" {place}" if place else "")) from error


def _words_for(error: DBAPIError | sqlite3.Error) -> str | None:
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        if error.connection_invalidated or state in STATES:
            return STATES.get(str(state), AWAY)
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    words = next((words for signs, words in SIGNS if any(sign in said for sign in signs)), None)
    return words or (AWAY if _is_unanswered(error, said) else None)


def _is_unanswered(error: DBAPIError | sqlite3.Error, said: str) -> bool:
    """Tell a line that leads nowhere from a server that answers and turns us away."""
    cause = getattr(error, "orig", None)
    is_line = isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
    return is_line and "fatal:" not in said
