"""Releases as they are kept: numbered within their profile, one after the other, and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ingest.records import schema
from ingest.records.audit import note
from ingest.records.troubles import StoreError

__all__ = [
    "KeptRelease",
    "NewRelease",
    "SameReleaseError",
    "body_of",
    "keep_release",
    "latest_release",
    "releases",
]

HEAD = ("id", "profile", "number", "data_version", "made_at", "made_by", "digest", "key_id", "last_batch",
        "changes")  # fmt: skip
RELEASE = "release"
"""What the audit calls it."""


class SameReleaseError(StoreError):
    """The release would say the same as the one before."""


@dataclass(frozen=True)
class NewRelease:
    """A release that is to be kept.

    Attributes
    ----------
    profile : str
        `partner` or `public`.
    digest : str
        SHA-256 of the content of `body`.
    body : bytes
    data_version : int
        Of which data it was made.
    read_at : datetime.datetime
        When that data was read; whatever changes later is for the next one.
    key_id : str
        The key of its noise, by name.
    last_batch : int
        The last file in it.
    changes : int
        How many records had changed since the one before.
    """

    profile: str
    digest: str
    body: bytes
    data_version: int
    read_at: datetime
    key_id: str
    last_batch: int
    changes: int


@dataclass(frozen=True)
class KeptRelease:
    """What is known of a release without opening it."""

    id: int
    profile: str
    number: int
    data_version: int
    made_at: datetime
    made_by: str
    digest: str
    key_id: str
    last_batch: int
    changes: int


def keep_release(connection: Connection, new: NewRelease, *, by: str) -> KeptRelease:
    """Keep a release under the next number of its profile, inside a write transaction.

    Raises
    ------
    StoreError
        If the last one of the profile says the same, or was made of later data or with another key.
    """
    before = latest_release(connection, new.profile)
    if before is not None:
        named = f"release {before.number} ({before.profile})"
        if before.digest == new.digest:
            raise SameReleaseError(
                f"Nothing that is released has changed since {named}. No release was made."
            )
        if before.key_id and before.key_id != new.key_id:
            raise StoreError(f"This was made with another key than {named}. No release was made.")
        if before.made_at > new.read_at:
            raise StoreError(f"Somebody made {named} meanwhile. No other was made.")
    number = before.number + 1 if before else 1
    row = {
        "profile": new.profile,
        "number": number,
        "data_version": new.data_version,
        "made_at": new.read_at,
        "made_by": by,
        "digest": new.digest,
        "body": new.body,
        "key_id": new.key_id,
        "last_batch": new.last_batch,
        "changes": new.changes,
    }
    connection.execute(insert(schema.releases).values(**row))
    note(connection, who=by, action=RELEASE, subject=f"{new.profile} release {number}", digest=new.digest,
         data_version=new.data_version, key=new.key_id, changes=new.changes)  # fmt: skip
    kept = latest_release(connection, new.profile)
    assert kept is not None
    return kept


def releases(connection: Connection, profile: str | None = None) -> list[KeptRelease]:
    """List the releases, newest first, without their bodies."""
    known = schema.releases.c
    query = select(*(known[name] for name in HEAD)).order_by(known.id.desc())
    if profile is not None:
        query = query.where(known.profile == profile)
    return [_kept(row) for row in connection.execute(query)]


def latest_release(connection: Connection, profile: str, number: int | None = None) -> KeptRelease | None:
    """Find the last release of a profile, or the one of a number; None if there is none."""
    known = schema.releases.c
    query = select(*(known[name] for name in HEAD)).where(known.profile == profile)
    if number is not None:
        query = query.where(known.number == number)
    row = connection.execute(query.order_by(known.number.desc()).limit(1)).first()
    return None if row is None else _kept(row)


def body_of(connection: Connection, release: KeptRelease) -> bytes:
    """Read the body of a release."""
    known = schema.releases.c
    return bytes(connection.execute(select(known.body).where(known.id == release.id)).scalar_one())


def _kept(row: Row[Any]) -> KeptRelease:
    said = dict(row._mapping)
    return KeptRelease(**{**said, "key_id": said["key_id"] or "", "last_batch": said["last_batch"] or 0,
                          "changes": said["changes"] or 0})  # fmt: skip
