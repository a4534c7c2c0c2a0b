"""Making a backup: the whole store, whatever it lies in, as one SQLite file, verified before it counts."""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.backup_file import Manifest, opened_plainly, read_manifest, seal_file
from ingest.records.carrying import carry
from ingest.records.sealed_file import SUFFIX, is_sealed, seal_to
from ingest.records.sound import UNREADABLE
from ingest.records.store import Store, open_store
from ingest.records.troubles import StoreError
from ingest.records.unfinished import onto_disk, unfinished

__all__ = ["Backup", "back_up"]

HEADER = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Backup:
    """A backup that was made.

    Attributes
    ----------
    path : pathlib.Path
        Where it is.
    manifest : Manifest
        What it says of itself.
    counts : dict of str to int
        Lines of each table in it.
    bytes : int
        How large it is.
    is_sealed : bool
        Whether only a secret key that lies elsewhere can open it.
    was_noted : bool
        Whether the audit of the store could be told of it; a store on a full disk cannot.
    """

    path: Path
    manifest: Manifest
    counts: dict[str, int]
    bytes: int
    is_sealed: bool
    was_noted: bool


def back_up(store: Store, destination: Path, *, by: str, to: Sequence[str] = ()) -> Backup:
    """Back up a store in one step, while others go on writing.

    Parameters
    ----------
    destination : pathlib.Path
        A file, or a folder in which the file is named by the time.  An older backup of that name stays
        until the new one is written, verified and on the disk.  A sealed one is named `*.age`.
    to : sequence of str
        Public keys to seal it to, once it is verified; each of their secret keys can open it.

    Raises
    ------
    StoreError
        If the disk is full, the folder cannot be written to, or the store itself is found to be damaged; an
        older backup of that name is left as it is.
    """
    made_at = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    if destination.is_dir():
        destination = destination / f"common-ground-{re.sub('[-:]', '', made_at)}.sqlite"
    if to and destination.suffix != SUFFIX:
        destination = destination.with_name(destination.name + SUFFIX)
    _check_free(store, destination)
    with _in_words(destination), unfinished(destination.parent) as folder:
        part = folder / "store.sqlite"
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        _copy(store, part)
        manifest, found = seal_file(part, made_at=made_at)
        if not found.is_whole:
            raise StoreError(
                f"The backup was not made: the record store is damaged. {found.damage[0].words} An older "
                "backup stays as it is. 'common-ground verify' names all that is touched."
            )
        if to:
            sealed = folder / f"store{SUFFIX}"
            seal_to(part, sealed, to)
            part = sealed
        onto_disk(part)
        size = part.stat().st_size
        part.replace(destination)
        onto_disk(destination.parent)
    was_noted = _note(store, manifest, by=by, sealed_to=len(to))
    return Backup(destination, manifest, found.counts, size, bool(to), was_noted)


def _check_free(store: Store, destination: Path) -> None:
    """Refuse to write over anything but an older backup."""
    if not destination.exists():
        return
    place = make_url(store.url)
    if place.get_backend_name() == "sqlite" and destination.samefile(str(place.database)):
        raise StoreError(f"{destination} is the record store itself. Name another file for its backup.")
    if destination.suffix == SUFFIX and is_sealed(destination):
        return
    with destination.open("rb") as file:
        is_other = file.read(len(HEADER)) != HEADER
    with suppress(*UNREADABLE):  # a damaged backup may be replaced
        if not is_other:
            with opened_plainly(destination) as connection:
                is_other = read_manifest(connection) is None
    if is_other:
        raise StoreError(f"{destination} is something else than a backup. Name another file.")


@contextmanager
def _in_words(destination: Path) -> Iterator[None]:
    stays = f"{destination} is as it was."
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError, StoreError) as error:
        said = str(error).lower()
        if isinstance(error, StoreError) and not isinstance(error.__cause__, DBAPIError | sqlite3.Error):
            raise
        if any(sign in said for sign in ("full", "no space", "too large", "disk i/o", "quota")):
            why = f"The disk of {destination.parent} is full. Free some space and try again."
        elif isinstance(error, StoreError):
            raise
        else:
            why = f"{destination.parent} cannot be written to. Name a folder in which you may write."
        raise StoreError(f"The backup was not made: {why} {stays}") from error


def _copy(store: Store, part: Path) -> None:
    if store.engine.dialect.name == "sqlite":
        _copy_file(store, part)
    else:
        _copy_tables(store, part)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute(
            "pragma journal_mode=delete"
        )  # one file, that can be read from where nothing can be written


def _copy_file(store: Store, part: Path) -> None:
    """In one step, from inside a read: writers go on, and what they write does not begin it again."""
    with store.reading() as connection, closing(sqlite3.connect(part)) as copy:
        connection.execute(select(schema.facts)).all()
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)


def _copy_tables(store: Store, part: Path) -> None:
    """Table by table, all as they are at one moment, with the seals that they have there."""
    copy = open_store(f"sqlite:///{part}")
    try:
        with store.reading() as connection, copy.writing() as target:
            own: dict[str, str] = dict(target.execute(select(schema.facts)).fetchall())
            target.execute(delete(schema.facts))
            for table in schema.metadata.sorted_tables:
                carry(connection, target, table)
            facts = connection.execute(select(schema.facts)).fetchall()
    finally:
        copy.close()
    with opened_plainly(part, writes=True) as target:  # not through `writing`, which would seal what is found
        kept = {"seal:schema": own["seal:schema"], **dict(facts)}
        target.execute(delete(schema.facts))
        target.execute(insert(schema.facts), [{"name": name, "value": kept[name]} for name in kept])


def _note(store: Store, manifest: Manifest, *, by: str, sealed_to: int) -> bool:
    try:
        with store.writing() as connection:
            note(connection, who=by, action="backup", subject="store", data_version=manifest.data_version,
                 seal=manifest.seal, sealed_to=sealed_to)  # fmt: skip
    except StoreError:
        return False
    return True
