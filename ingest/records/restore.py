"""Restoring a backup: verified, brought up to date, rid of what was erased, put in place in one step."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Connection, delete
from sqlalchemy.engine import make_url

from ingest.records import schema
from ingest.records.audit import note
from ingest.records.audit_heads import heads_after_restore, keep_heads
from ingest.records.audit_seal import keys_beside, seal_anew
from ingest.records.backup_file import MANIFEST, Manifest, verify_file
from ingest.records.facts import note_fact
from ingest.records.handing_on import HandedOn, hand_on
from ingest.records.keys import keys_folder
from ingest.records.putting import into_file, into_server, set_aside_file
from ingest.records.reapplying import apply_erasures
from ingest.records.sealed_file import SUFFIX, is_sealed, unseal
from ingest.records.store import Store, open_as_it_is, open_store
from ingest.records.troubles import StoreDamagedError, StoreError, in_words
from ingest.records.unfinished import unfinished

__all__ = ["Restored", "restore"]

COPY = "store.sqlite"
FAR = 1_000_000
"""How far ahead to count where the store that is there cannot say how far it counted."""

NO_ROOM = (
    "The backup was not restored: the disk is full, or the folder of the record store cannot be written to. "
    "The store is as it was."
)


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes
    ----------
    manifest : Manifest
        What the backup says of itself.
    counts : dict of str to int
        Lines of each table in the backup.
    erased_again : int
        Records and entries of the backup that had been erased since and were taken out again.
    handed_on : HandedOn
        What could be taken over from the store that was there.
    data_version : int
        What the store counts from now.
    aside : pathlib.Path, optional
        Where the store that was there lies, if it was too damaged to be opened.
    """

    manifest: Manifest
    counts: dict[str, int]
    erased_again: int
    handed_on: HandedOn
    data_version: int
    aside: Path | None = None


@dataclass(frozen=True)
class _Asked:
    file: Path
    manifest: Manifest
    counts: dict[str, int]
    by: str
    over_newer: bool
    url: str
    new_audit_key: bool


def restore(
    url: str,
    file: Path,
    *,
    by: str,
    over_newer: bool = False,
    new_audit_key: bool = False,
    identity: Path | None = None,
) -> Restored:
    """Put a backup in the place of a store: SQLite or PostgreSQL, there already or new.

    What was erased since the backup was made stays erased, the audit goes on, and whatever was worked out
    from the store before is out of date.

    Parameters
    ----------
    url : str
        The store.
    file : pathlib.Path
        A file that `back_up` made.
    over_newer : bool
        Also where the store holds what the backup does not.
    new_audit_key : bool
        The key that the audit in the backup is sealed with is lost: go on with another.
    identity : pathlib.Path, optional
        The file of the secret key, for a sealed backup.

    Raises
    ------
    StoreError
        If the backup is damaged or of a newer program, or the store holds something else; nothing is changed.
    """
    with _opened(file, url, identity) as plain:
        manifest, found = verify_file(plain)
        return _restore(_Asked(plain, manifest, found.counts, by, over_newer, url, new_audit_key))


@contextmanager
def _opened(file: Path, url: str, identity: Path | None) -> Iterator[Path]:
    """Give the backup in the clear: a sealed one in a folder of its own that goes in the end."""
    if not file.is_file() or not is_sealed(file):
        yield file
        return
    place = make_url(url)
    beside = (
        Path(str(place.database)).parent
        if place.get_backend_name() == "sqlite"
        else Path(tempfile.gettempdir())
    )
    try:
        beside.mkdir(parents=True, exist_ok=True)
        with unfinished(beside) as folder:
            plain = folder / file.name.removesuffix(SUFFIX)
            unseal(file, plain, identity)
            yield plain
    except OSError as error:
        raise StoreError(NO_ROOM) from error


def _restore(asked: _Asked) -> Restored:
    url = asked.url
    live = _open(url)
    try:
        if live.engine.dialect.name != "sqlite":
            restored = _into_server(live, asked)
        else:
            restored = _into_file(Path(str(make_url(url).database)), live, asked)
    except OSError as error:
        raise StoreError(NO_ROOM) from error
    finally:
        live.close()
    _keep_heads(asked)
    return restored


def _keep_heads(asked: _Asked) -> None:
    """Have the heads outside tell that another audit is here, and from which line it is sealed."""
    there = open_as_it_is(asked.url)
    try:
        with there.reading() as connection:
            heads = heads_after_restore(connection, new_key=asked.new_audit_key)
        with suppress(OSError):  # that they are behind is seen when they are compared
            keep_heads(keys_folder(asked.url), heads)
    finally:
        there.close()


def _open(url: str) -> Store:
    """Open the store, making a new one if there is none; a damaged one as it is."""
    try:
        return open_store(url)
    except StoreDamagedError:
        return open_as_it_is(url)


@contextmanager
def _copy_of(file: Path, folder: Path) -> Iterator[Store]:
    """Open a copy of the backup, brought up to this program's tables."""
    part = folder / COPY
    shutil.copyfile(file, part)
    part.chmod(0o600)
    copy = open_store(f"sqlite:///{part}")
    try:
        yield copy
    finally:
        copy.close()


def _into_server(live: Store, asked: _Asked) -> Restored:
    with (
        tempfile.TemporaryDirectory() as folder,
        _copy_of(asked.file, Path(folder)) as copy,
        live.writing() as connection,
    ):
        restored = _make_ready(copy, connection, asked)
        with copy.reading() as source:
            into_server(source, connection, audit_goes_on=restored.handed_on.audit)
    return restored


def _into_file(path: Path, live: Store, asked: _Asked) -> Restored:
    """Write over the file that is there; put it aside only where it is too damaged to be written over."""
    done: list[Restored] = []

    def locked() -> None:
        try:
            with live.reading() as connection:
                done.append(_make_ready(copy, connection, asked))
        except StoreDamagedError:
            done.append(_make_ready(copy, None, asked))

    with unfinished(path.parent) as folder, in_words(str(path)):
        with _copy_of(asked.file, folder) as copy:
            if _is_written_over(folder / COPY, path, locked):
                return done[0]
            done[:] = [_make_ready(copy, None, asked)]
        aside = _free_name(path)
        set_aside_file(folder / COPY, path, aside=aside)
    return replace(done[0], aside=aside)


def _is_written_over(copy: Path, path: Path, locked: Callable[[], None]) -> bool:
    try:
        into_file(copy, path, locked=locked)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # not a database any more
        return False
    return True


def _free_name(path: Path) -> Path:
    names = chain([".damaged"], (f".damaged-{number}" for number in count(2)))
    return next(name for end in names if not (name := path.with_name(path.name + end)).exists())


def _make_ready(copy: Store, live: Connection | None, asked: _Asked) -> Restored:
    """Bring together what the backup holds and what the store that is there must hand on."""
    with copy.writing() as connection:
        connection.execute(delete(schema.facts).where(schema.facts.c.name == MANIFEST))
        handed_on = hand_on(live, connection) if live is not None else HandedOn()
        _check_newer(handed_on, asked)
        erased = apply_erasures(connection)
        there = handed_on.data_version
        ahead = FAR if there is None else 1
        version = max(asked.manifest.data_version, there or 0) + ahead
        for name in ("data_version", "records_version"):
            note_fact(connection, name, str(version))
        keys_beside(connection, asked.url)
        if asked.new_audit_key:
            seal_anew(connection)
        note(connection, who=asked.by, action="restore", subject="store", made_at=asked.manifest.made_at,
             seal=asked.manifest.seal, erased_again=erased, audit_goes_on=handed_on.audit)  # fmt: skip
    return Restored(asked.manifest, asked.counts, erased, handed_on, version)


def _check_newer(handed_on: HandedOn, asked: _Asked) -> None:
    there, then = handed_on.data_version, asked.manifest.data_version
    if asked.over_newer or there in {None, 0, then}:
        return
    changes = f"{there - then:,} changes were made to it since" if there > then else "it is another one"
    raise StoreError(
        f"The record store here holds what this backup of {asked.manifest.made_at} does not: {changes}. "
        "Nothing was changed. To put the backup in its place all the same, say so with --over-newer."
    )
