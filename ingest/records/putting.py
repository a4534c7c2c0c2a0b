"""Putting a restored copy in the place of a store: others see the old one or the new, never half."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, func, select

from ingest.records import schema
from ingest.records.carrying import carry, empty
from ingest.records.engine import WAIT_MS
from ingest.records.unfinished import onto_disk

__all__ = ["into_file", "into_server", "set_aside_file"]

LARGEST_STEP = 4_096
"""Pages."""


def into_file(copy: Path, live: Path, *, locked: Callable[[], None]) -> None:
    """Write every page of a copy over a live SQLite file, in one transaction of that file.

    Parameters
    ----------
    locked : callable
        Called when nobody else can write to the live file any more, to make the copy ready: it may read the
        live file and change the copy.  If it raises, nothing is done.

    Raises
    ------
    sqlite3.DatabaseError
        If the file is too damaged to be written over.
    """
    is_ready = False

    def stepped(status: int, _left: int, _all: int) -> None:
        nonlocal is_ready
        if status == sqlite3.SQLITE_OK and not is_ready:
            is_ready = True
            locked()  # a copy that changes is begun again from its first page, under the same lock

    with (
        closing(sqlite3.connect(copy, isolation_level=None)) as source,
        closing(sqlite3.connect(live, isolation_level=None)) as target,
    ):
        target.execute(f"pragma busy_timeout={WAIT_MS}")
        target.execute("pragma synchronous=full")
        _same_pages(source, target)
        pages = source.execute("pragma page_count").fetchone()[0]
        source.backup(target, pages=max(1, min(LARGEST_STEP, pages - 1)), progress=stepped)
        with suppress(sqlite3.OperationalError):  # others are reading: the next writer does it
            target.execute("pragma wal_checkpoint(truncate)")


def _same_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Give the copy pages as large as those of the live file."""
    size = target.execute("pragma page_size").fetchone()[0]
    if source.execute("pragma page_size").fetchone()[0] != size:
        source.execute("pragma journal_mode=delete")
        source.execute(f"pragma page_size={size}")
        source.execute("vacuum")


def set_aside_file(copy: Path, live: Path, *, aside: Path) -> None:
    """Put a copy in the place of a file that cannot even be opened, and keep that file under another name.

    Killed half way, the damaged file is still there, and the same can be done again.
    """
    onto_disk(copy)
    if not aside.exists():
        try:
            os.link(live, aside)
        except OSError:
            shutil.copyfile(live, aside)
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            live.with_name(live.name + end).replace(aside.with_name(aside.name + end))
    copy.replace(live)
    onto_disk(live.parent)


def into_server(copy: Connection, live: Connection, *, audit_goes_on: bool) -> None:
    """Replace every line of every table on a server, inside one write transaction.

    Parameters
    ----------
    audit_goes_on : bool
        The audit in the copy begins with the one that is there: only what follows is added.
    """
    last = live.execute(select(func.max(schema.audit.c.id))).scalar() if audit_goes_on else None
    empty(live, audit=not audit_goes_on)
    for table in schema.metadata.sorted_tables:
        carry(copy, live, table, above=(last or 0) if table is schema.audit else 0)
