"""Weeks beside what was expected of them."""

from collections.abc import Callable, Hashable

import streamlit as st

from dashboard.answers.unusual_weeks import UnusualWeeks, unusual_weeks
from dashboard.answers.ward_weeks import WardWeeks, ward_weeks
from dashboard.answers.week_course import Course, course
from dashboard.filters import Filters
from dashboard.loading.opened import exact
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer

__all__ = [
    "ask_unusual_weeks",
    "ask_ward_weeks",
    "load_course",
]


def ask_unusual_weeks(
    snapshot: Snapshot, filters: Filters
) -> tuple[Hashable, Callable[[Callable[[float], None]], UnusualWeeks]]:
    """Name a question about unusual weeks, and say how it is worked out; the map's method does not count."""
    asked, looking = filters.without_selection().with_(method="gi_star", scale=()), exact()
    key = ("unusual weeks", snapshot.version, asked, looking)
    return key, lambda told: unusual_weeks(snapshot, asked, looking, told=told)


@st.cache_resource(max_entries=64, show_spinner=False)
def _course(
    version: str, filters: Filters, looking: Viewer, ward: str, strand: str, _snapshot: Snapshot
) -> Course:
    return course(_snapshot, filters, looking, ward=ward, strand=strand)


def load_course(snapshot: Snapshot, filters: Filters, *, ward: str, strand: str) -> Course:
    """Lay out the weeks of one ward and strand."""
    return _course(snapshot.version, filters.without_selection(), exact(), ward, strand, snapshot)


def ask_ward_weeks(snapshot: Snapshot) -> tuple[Hashable, Callable[[Callable[[float], None]], WardWeeks]]:
    """Name the weeks of every ward side by side, and say how they are worked out."""
    looking = exact()
    return ("ward weeks", snapshot.version, looking), lambda told: ward_weeks(snapshot, looking, told=told)
