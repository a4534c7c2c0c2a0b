"""The desk of what was released: opened, listed and checked; nothing here reads a record."""

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Protocol

from sqlalchemy import Connection

from dashboard.released.body import About, DamagedReleaseError, from_bytes, rules_of
from dashboard.released.release import Release
from ingest.records import open_store
from ingest.records.aggregate_only import ReleasesOnly, releases_only
from ingest.records.keys import key_id, key_of
from ingest.records.releases import KeptRelease, body_of, latest_release, releases
from ingest.records.troubles import StoreDamagedError

__all__ = [
    "Checked",
    "KeptRelease",
    "Reader",
    "check_releases",
    "find_release",
    "list_releases",
    "open_for_aggregates",
    "open_release",
]

_log = logging.getLogger("common_ground.releases")
KEY = "release"
"""The name of the key that decides the noise."""


class Reader(Protocol):
    """A store, or as much of one as aggregate readers have."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees what was released."""


@dataclass(frozen=True)
class Checked:
    """What a look at every release found.

    Attributes
    ----------
    releases : int
        How many were looked at.
    key : str
        The name of the key that is there now; empty if there is none.
    faults : tuple of str
        Sentences; empty if all is well.
    """

    releases: int
    key: str
    faults: tuple[str, ...]


def open_for_aggregates(url: str) -> ReleasesOnly:
    """Open a store for whoever sees releases only; made, or brought up to date, where need be."""
    open_store(url).close()
    return releases_only(url)


def find_release(store: Reader, profile: str, number: int | None = None) -> KeptRelease | None:
    """Find the last release of a profile, or the one of a number, without opening it."""
    with store.reading() as connection:
        return latest_release(connection, profile, number)


def list_releases(store: Reader, profile: str | None = None) -> list[KeptRelease]:
    """List the releases, newest first."""
    with store.reading() as connection:
        return releases(connection, profile)


def open_release(store: Reader, kept: KeptRelease) -> Release:
    """Open a release.

    Raises
    ------
    StoreDamagedError
        If it is not as it was kept.
    """
    with store.reading() as connection:
        body = body_of(connection, kept)
    try:
        return from_bytes(body, _about(kept))
    except DamagedReleaseError as error:
        _log.error("refused %s release %s: damaged", kept.profile, kept.number)
        raise StoreDamagedError(str(error)) from None


def check_releases(store: Reader, url: str) -> Checked:
    """Open every release, and compare the key of each with the one that is there."""
    faults: list[str] = []
    secret = key_of(url, KEY)
    here = key_id(secret) if secret is not None else ""
    found = list_releases(store)
    for kept in found:
        named = f"{kept.profile.capitalize()} release {kept.number}"
        with store.reading() as connection:
            body = body_of(connection, kept)
        try:
            made_with = rules_of(body, _about(kept)).get("key")
        except DamagedReleaseError as error:
            faults.append(f"{named}: {error}")
            continue
        if made_with != kept.key_id:
            faults.append(f"{named} says that it was made with another key than the store says.")
    if found and not here:
        faults.append(
            "The key of the releases is not there, so no new release can be made. Put its file back."
        )
    elif any(kept.key_id != here for kept in found):
        faults.append("The key that is there is not the one that releases were made with. Put that one back.")
    return Checked(len(found), here, tuple(faults))


def _about(kept: KeptRelease) -> About:
    said: dict[str, Any] = {
        name: getattr(kept, name) for name in ("number", "digest", "data_version", "made_by")
    }
    return About(**said, made_at=kept.made_at.replace(tzinfo=UTC))
