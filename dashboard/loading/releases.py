"""Releases, for whoever may see them."""

import streamlit as st

from dashboard.desks.releases import Reader, find_release, open_for_aggregates, open_release
from dashboard.gate.principal import allow
from dashboard.gate.refusal import NotAllowedError
from dashboard.loading.places import own_geography
from dashboard.released.ground import ReleasedGround, released_ground
from dashboard.released.release import Release
from dashboard.settings import Settings

__all__ = [
    "load_release",
    "load_released_ground",
]


@st.cache_resource(max_entries=4, show_spinner=False)
def _released(url: str) -> Reader:
    return open_for_aggregates(url)


@st.cache_resource(max_entries=8, show_spinner=False)
def _release(url: str, profile: str, number: int, digest: str) -> Release:
    kept = find_release(_released(url), profile, number)
    assert kept is not None
    return open_release(_released(url), kept)


def load_release(profile: str | None = None, number: int | None = None) -> Release | None:
    """Give a release for whoever looks, the last one unless a number is named; None if there is none.

    An aggregate role sees the profile of its own, and those that are stricter; a row role may choose.

    Raises
    ------
    NotAllowedError
        If the profile is not one of theirs, or there is none of that name.
    """
    own = allow("see released").viewer.profile
    theirs = ("public",) if own == "public" else ("partner", "public")
    wanted = profile or theirs[0]
    if wanted not in theirs:
        raise NotAllowedError("There is no such release for you.")
    url = Settings().store
    kept = find_release(_released(url), wanted, number)
    return None if kept is None else _release(url, wanted, kept.number, kept.digest)


def load_released_ground(release: Release) -> ReleasedGround:
    """Lay out the wards and reporting cells of a release, from the partnership's outlines alone."""
    return released_ground(release, own_geography())
