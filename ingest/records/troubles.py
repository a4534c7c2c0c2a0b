"""What can befall a database, in plain words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from ingest.errors import IngestError

__all__ = ["StoreAwayError", "StoreDamagedError", "StoreError", "in_words"]


class StoreError(IngestError):
    """The record store cannot do what was asked; nothing was changed."""


class StoreDamagedError(StoreError):
    """The file of the record store is damaged."""


class StoreAwayError(StoreError):
    """The database server cannot be reached just now."""


FULL = "The disk of the record store is full. Nothing was changed. Free some space and try again."
READ_ONLY = (
    "The record store cannot be written to. Nothing was changed. Give the program's user the right to "
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
    (("database or disk is full", "disk i/o error", "no space left", "could not extend file"), FULL),
    (("readonly database", "read-only transaction", "unable to open database file"), READ_ONLY),
    (("database is locked", "lock timeout", "deadlock detected", "could not serialize"), BUSY),
    (
        ("malformed", "file is not a database", "invalid page", "checksum", "could not decode to utf-8"),
        DAMAGED,
    ),
)
GONE = (
    "terminating connection",
    "server closed the connection",
    "connection refused",
    "connection failed",
    "connection is closed",
    "starting up",
    "shutting down",
    "consuming input failed",
    "connection timeout",
)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database says of the disk, the file and the line into an error for people.

    Anything else, such as a value that a column cannot hold, is our own fault and rises as it is.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
        is_cut = isinstance(error, DBAPIError) and error.connection_invalidated
        if is_cut or any(sign in said for sign in GONE):
            raise StoreAwayError(AWAY) from error
        for signs, words in SIGNS:
            if any(sign in said for sign in signs):
                raise (StoreDamagedError if words is DAMAGED else StoreError)(words) from error
        raise
