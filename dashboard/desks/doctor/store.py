"""What lies on the disk and in the database: who could read it besides the program, and what is missing."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.engine import make_url

from dashboard.desks.audit import verify_audit
from dashboard.desks.doctor.finding import Finding
from dashboard.desks.doctor.surroundings import Surroundings
from ingest.errors import IngestError
from ingest.records import schema
from ingest.records.keys import KEYS, key_of, keys_folder
from ingest.records.narrow_roles import are_roles_there
from ingest.records.people import ADMINISTRATOR, people_known
from ingest.records.store import open_as_it_is
from ingest.records.troubles import StoreError

__all__ = ["look_at_the_store"]

OTHERS = 0o007
NOT_OURS = 0o077
PLAIN_LETTERS = 8
"""A key of 32 bytes that came from chance has more different ones than this."""


def look_at_the_store(here: Surroundings, *, starts: bool = False) -> Iterator[Finding]:
    """Give what is wrong with the store, its keys and its accounts."""
    yield from _files(here)
    yield from _keys(here)
    yield from _inside(here, starts=starts)


def _files(here: Surroundings) -> Iterator[Finding]:
    file = _file_of(here.settings.store)
    if file is None or here.is_demo or not file.exists():
        return
    beside = [each for each in (file, Path(f"{file}-wal"), Path(f"{file}-shm")) if each.exists()]
    if any(each.stat().st_mode & OTHERS for each in beside) and not _is_shut(file.parent):
        yield Finding(
            "store-readable",
            "Everybody with an account on this machine can read the record store.",
            f"Run: chmod o-rwx {file}*",
        )
    open_ = [each for each in file.parent.glob("common-ground-*.sqlite*") if each.stat().st_mode & OTHERS]
    if open_ and not _is_shut(file.parent):
        yield Finding(
            "backups-readable",
            f"Everybody with an account on this machine can read {len(open_)} backups of the store.",
            f"Run: chmod o-rwx {file.parent}/common-ground-*",
        )


def _is_shut(folder: Path) -> bool:
    """Say whether nobody else gets into a folder at all."""
    whole = folder.resolve()
    return not all(each.stat().st_mode & 0o001 for each in (whole, *whole.parents))


def _keys(here: Surroundings) -> Iterator[Finding]:
    folder, file = keys_folder(here.settings.store), _file_of(here.settings.store)
    held = [path for name in KEYS if (path := folder / f"{name}.key").exists()]
    for name in KEYS:
        try:
            key = key_of(here.settings.store, name)
        except StoreError as error:
            yield Finding("key-unreadable", f"{error}", "Nothing is worked out without it.")
            continue
        if key is not None and len(set(key)) < PLAIN_LETTERS:
            yield Finding(
                "key-guessed",
                f"The key '{name}' is no secret: it did not come from chance.",
                f"Remove {folder / f'{name}.key'}; the program makes another.",
            )
    if any(path.stat().st_mode & NOT_OURS for path in held):
        yield Finding(
            "keys-readable", "Others on this machine can read the keys.", f"Run: chmod go-rwx {folder}/*.key"
        )
    if held and not here.is_demo and file is not None and file.parent.resolve() in folder.resolve().parents:
        yield Finding(
            "keys-beside",
            "The keys lie beside the store, so whoever copies one folder has both.",
            "Move them to a folder of their own and name it in COMMON_GROUND_KEYS.",
            stops=False,
        )


def _inside(here: Surroundings, *, starts: bool) -> Iterator[Finding]:
    if here.is_demo:
        return
    try:
        store = open_as_it_is(here.settings.store)
    except IngestError:
        return  # there is no store yet: it is made at the first use
    try:
        with store.reading() as connection:
            yield from _accounts(here, connection)
            yield from _releases(here, connection)
            if connection.dialect.name == "postgresql":
                yield from _rights(connection)
        if not starts:
            yield from _audit(here)
    except IngestError as error:
        yield Finding("store-unreadable", str(error), "Run: common-ground verify")
    finally:
        store.close()


def _accounts(here: Surroundings, connection: Connection) -> Iterator[Finding]:
    if here.way == "demo":
        return
    known = people_known(connection)
    if not any(person.role == ADMINISTRATOR and not person.is_disabled for person in known):
        yield Finding(
            "no-administrator",
            "Nobody can add or remove people: there is no administrator.",
            "Run: common-ground user add LOGIN --role administrator",
            stops=here.is_reached,
        )


def _audit(here: Surroundings) -> Iterator[Finding]:
    found = verify_audit(here.settings.store)
    if not found.whole:
        yield Finding(
            "audit-broken",
            f"The audit is not as it was written. {found.words[0]}",
            "Run: common-ground audit verify, and find out who changed it before anything else is done.",
            stops=False,
        )


def _releases(here: Surroundings, connection: Connection) -> Iterator[Finding]:
    has_releases = connection.execute(select(schema.releases.c.id).limit(1)).first() is not None
    if has_releases and not (keys_folder(here.settings.store) / "release.key").exists():
        yield Finding(
            "release-key",
            "There are releases, and the key that they were made with is not here.",
            "Put release.key back from where keys are kept; a new key would let two releases be compared.",
        )


def _rights(connection: Connection) -> Iterator[Finding]:
    asked = text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    if connection.execute(asked).scalar():
        yield Finding(
            "database-superuser",
            "The database account may do everything, so the database holds back no row.",
            "Make an account without superuser and bypassrls, and name it in COMMON_GROUND_STORE.",
        )
    if not are_roles_there(connection):
        yield Finding(
            "row-rights",
            "The database does not yet keep rows from those who may see released figures only.",
            "Open the store once with an account that may make roles: common-ground status",
            stops=False,
        )


def _file_of(url: str) -> Path | None:
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or place.database in {None, "", ":memory:"}:
        return None
    return Path(str(place.database))
