"""The file that a backup is: one SQLite file with a manifest, read without ever being written to."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from ingest.records.facts import fact, note_fact
from ingest.records.migrate import knows, latest_revision
from ingest.records.sound import UNREADABLE
from ingest.records.troubles import StoreError
from ingest.records.verify import Verified, verify

__all__ = ["MANIFEST", "Manifest", "opened_plainly", "read_manifest", "seal_file", "verify_file"]

MANIFEST = "backup"
"""The fact that holds the manifest."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes
    ----------
    made_at : str
        UTC, ISO 8601.
    data_version : int
        That of the store at that moment.
    revision : str
        Of the tables: which programs can read it.
    seal : str
        SHA-256 over every other line of this and over everything in the file.
    """

    made_at: str
    data_version: int
    revision: str
    seal: str


@contextmanager
def opened_plainly(path: Path, *, writes: bool = False) -> Iterator[Connection]:
    """Open a SQLite file that nobody else has open, in one transaction; to read it only, unless said."""
    how = "mode=rw" if writes else "mode=ro&immutable=1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{quote(str(path.resolve()))}?{how}", uri=True, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def seal_file(path: Path, *, made_at: str) -> tuple[Manifest, Verified]:
    """Verify a copy that was just made, and write its manifest into it if everything is whole."""
    with opened_plainly(path, writes=True) as connection:
        found = verify(connection)
        manifest = Manifest(
            made_at=made_at,
            data_version=int(fact(connection, "data_version") or 0),
            revision=str(_revision(connection)),
            seal="",
        )
        manifest = Manifest(**{**asdict(manifest), "seal": _seal(manifest, found)})
        if found.is_whole:
            note_fact(connection, MANIFEST, json.dumps(asdict(manifest)))
    return manifest, found


def _seal(manifest: Manifest, found: Verified) -> str:
    said = [manifest.made_at, manifest.data_version, manifest.revision, found.seal]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def read_manifest(connection: Connection) -> Manifest | None:
    """Read what a backup says of itself; None if the file is something else."""
    said: str | None = None
    if inspect(connection).has_table("facts"):
        said = fact(connection, MANIFEST)
    if said is None:
        return None
    parts: dict[str, Any] = json.loads(said)
    return Manifest(**parts)


def verify_file(path: Path) -> tuple[Manifest, Verified]:
    """Verify a backup against its manifest and its seals.

    Raises
    ------
    StoreError
        If there is no such file, it is no backup, is damaged, or was made by a newer program.
    """
    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    try:
        with opened_plainly(path) as connection:
            return _verified(connection, path)
    except UNREADABLE as error:
        raise StoreError(
            f"{path.name} is no backup of a record store, or its first pages are damaged. Nothing was "
            "changed. Take an older backup; 'common-ground backup' makes them."
        ) from error


def _verified(connection: Connection, path: Path) -> tuple[Manifest, Verified]:
    manifest = read_manifest(connection)
    if manifest is None:
        raise StoreError(
            f"{path.name} is a SQLite file, but no backup made with 'common-ground backup'. Nothing was "
            "changed."
        )
    if not knows(manifest.revision):
        raise StoreError(
            f"{path.name} was made by a newer version of this program (tables {manifest.revision}, here "
            f"{latest_revision()}). Nothing was changed. Restore it with the version that made it, or newer."
        )
    found = verify(connection)
    if not found.is_whole or _seal(manifest, found) != manifest.seal:
        named = (
            found.damage[0].words if found.damage else "Its content is not what its manifest was sealed over."
        )
        more = f" And {len(found.damage) - 1} more." if len(found.damage) > 1 else ""
        raise StoreError(
            f"{path.name} is damaged and was not used. {named}{more} Nothing was changed. Take an older one."
        )
    return manifest, found
