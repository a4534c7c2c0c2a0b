"""One time beside another."""

from collections.abc import Callable, Hashable

import streamlit as st

from dashboard.answers.change import change
from dashboard.answers.changed import Changed
from dashboard.answers.over_time import OverTime, over_time
from dashboard.filters import Filters
from dashboard.loading.opened import exact
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer

__all__ = [
    "ask_over_time",
    "load_change",
]


@st.cache_resource(max_entries=64, show_spinner=False)
def _change(version: str, filters: Filters, looking: Viewer, against: str, _snapshot: Snapshot) -> Changed:
    return change(_snapshot, filters, looking, against=against)


def load_change(snapshot: Snapshot, filters: Filters, against: str) -> Changed:
    """Compare a window with the time before, or with a year earlier."""
    return _change(snapshot.version, filters.without_selection(), exact(), against, snapshot)


def ask_over_time(
    snapshot: Snapshot, filters: Filters, months: int | None
) -> tuple[Hashable, Callable[[Callable[[float], None]], OverTime]]:
    """Name a question over time and say how it is worked out; a length of days does not count."""
    asked = filters.without_selection().with_(method="gi_star", scale=())
    asked = asked if asked.days is None else asked.with_(days=365)
    looking = exact()
    key = ("over time", snapshot.version, asked, looking, months)
    return key, lambda told: over_time(snapshot, asked, looking, months=months, told=told)
