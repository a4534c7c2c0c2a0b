"""The wards, their outlines and the places of the map by name: no record is read for them."""

import streamlit as st
from shapely.geometry.base import BaseGeometry

from boundaries.partnership import Partnership
from dashboard.desks.importing import Desk
from dashboard.desks.named_places import NamedPlace, named_places
from dashboard.gate.principal import allow
from dashboard.geography import Geography, geography
from dashboard.kept_shapes import load_shapes
from dashboard.loading.opened import load_own_partnership, whole_desk
from dashboard.settings import Settings

__all__ = [
    "load_ground",
    "load_named_places",
    "load_outlines",
    "own_geography",
]


@st.cache_resource(max_entries=2, show_spinner="Reading the outlines of the wards …")
def _geography(store: str, digest: str, _partnership: Partnership) -> Geography:
    return geography(load_shapes(store, _partnership))


def own_geography() -> Geography:
    """Lay out the wards and what lies between them."""
    settings = Settings()
    partnership = load_own_partnership(settings)
    return _geography(settings.store, partnership.digest, partnership)


@st.cache_resource(max_entries=2, show_spinner=False)
def _outlines(store: str, digest: str, _partnership: Partnership) -> dict[str, BaseGeometry]:
    return load_shapes(store, _partnership).outlines


def load_outlines() -> dict[str, BaseGeometry]:
    """Give the outline of each ward in metres, for a file."""
    settings = Settings()
    partnership = load_own_partnership(settings)
    return _outlines(settings.store, partnership.digest, partnership)


def load_ground(what: str) -> Geography:
    """Give the same for whoever may do something there."""
    allow(what)
    return own_geography()


@st.cache_resource(max_entries=2, show_spinner=False)
def _named_places(digest: str, _desk: Desk) -> dict[str, NamedPlace]:
    return named_places(_desk.study_area, _desk.partnership.context(_desk.study_area))


def load_named_places() -> dict[str, NamedPlace]:
    """List the wards and the places of the map by name."""
    desk = whole_desk()
    return _named_places(desk.partnership.digest, desk)
