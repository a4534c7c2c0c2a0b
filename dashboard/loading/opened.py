"""What is open: the partnership, its store, its records and its desk; each for whoever may have it."""

from pathlib import Path

import streamlit as st

from boundaries.errors import BoundaryError
from boundaries.partnership import Partnership, load_partnership
from dashboard.desks.counting import counted_for, scope_of
from dashboard.desks.importing import Desk, Store, desk_without_rows, open_desk, open_records
from dashboard.gate.principal import allow, principal
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot, load_snapshot, snapshot_version
from dashboard.viewer import Viewer

__all__ = [
    "exact",
    "is_community_form_open",
    "load_data",
    "load_desk",
    "load_own_partnership",
    "viewer",
    "whole_data",
    "whole_desk",
]

WHOLE = ("keep records", "make releases")
"""For these an administrator's desk has every table: what is due is deleted, releases are made of rows."""


def viewer() -> Viewer:
    """Say who is looking."""
    return principal().viewer


def exact(what: str = "explore") -> Viewer:
    """Say who is looking, where exact figures are for them to see; refuse everybody else.

    Every answer from the records themselves passes here, whatever page asks for it.
    """
    return allow(what).viewer


@st.cache_resource(max_entries=2, show_spinner="Reading the records and joining them to the wards …")
def _snapshot(_settings: Settings, store: str, partnership: str, version: str) -> Snapshot:
    return load_snapshot(_store(store), load_own_partnership(_settings))


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(url: str) -> Store:
    return open_records(url)


@st.cache_resource(max_entries=4, show_spinner=False)
def _partnership(path: Path, changed_ns: int, files: int) -> Partnership:
    return load_partnership(path)


def load_own_partnership(settings: Settings) -> Partnership:
    """Open the partnership file; again only when it, or a file that it names, has changed."""
    path = settings.partnership
    changed = path.stat().st_mtime_ns if path.exists() else 0
    files = _partnership(path, changed, 0).files()
    now = [(str(file), *_as_it_is(file)) for file in files]
    return _partnership(path, changed, hash(tuple(now)))


def _as_it_is(file: Path) -> tuple[int, int, int]:
    """Tell a file from another in its place, which may be the older one."""
    there = file.stat() if file.exists() else None
    return (there.st_mtime_ns, there.st_size, there.st_ino) if there else (0, 0, 0)


def is_community_form_open() -> bool:
    """Say whether the partnership has opened its form for everybody; not where its file cannot be read."""
    try:
        return load_own_partnership(Settings()).community_form.open
    except BoundaryError:
        return False


def load_data() -> Snapshot:
    """Give the records as they are now; read again only when they have changed.

    Raises
    ------
    NotAllowedError
        If exact figures are not for whoever is there.
    """
    exact()
    whole = whole_data()
    return _counted_for(whole.version, scope_of(principal()), Settings().store, whole)


def whole_data() -> Snapshot:
    """Give all records, whoever is there: nothing of them may leave but through `load_data`."""
    settings = Settings()
    partnership = load_own_partnership(settings)  # before the store: a place that is not there leaves none
    version = snapshot_version(_store(settings.store), partnership)
    return _snapshot(settings, settings.store, str(settings.partnership), version)


@st.cache_resource(max_entries=8, show_spinner=False)
def _counted_for(version: str, scope: str, store: str, _whole: Snapshot) -> Snapshot:
    return counted_for(_store(store), _whole, principal())


@st.cache_resource(max_entries=2, show_spinner="Opening the import desk …")
def _desk(store: str, partnership: str, digest: str) -> Desk:
    return open_desk(Settings())


def load_desk(what: str = "explore") -> Desk:
    """Open the desk of this partnership for whoever may do something there.

    Parameters
    ----------
    what : str
        What the page is for, as the access policy says it; a page that all may open names it.

    Raises
    ------
    NotAllowedError
        If that is not for whoever is there.

    Notes
    -----
    An aggregate role gets a desk that cannot read a record of anybody, whatever the page asks of it.
    """
    here = allow(what)
    desk = whole_desk()
    if not here.viewer.profile or what in WHOLE:
        return desk
    return _without_rows(Settings().store, load_own_partnership(Settings()).digest, desk)


@st.cache_resource(max_entries=2, show_spinner=False)
def _without_rows(store: str, digest: str, _desk: Desk) -> Desk:
    return desk_without_rows(_desk)


def whole_desk() -> Desk:
    """Open the desk with every table, whoever is there: a loader that asks for it has asked `allow` first."""
    settings = Settings()
    return _desk(settings.store, str(settings.partnership), load_own_partnership(settings).digest)
