"""Other areas beside our own, and our wards beside one another."""

from datetime import date
from typing import Any

import streamlit as st

from boundaries.partnership import Partnership
from dashboard.answers.areas_compared import AreasCompared, Funnel
from dashboard.answers.other_areas import other_areas
from dashboard.answers.own_wards import own_wards
from dashboard.desks.other_areas import PublishedTables, read_tables
from dashboard.loading.opened import exact
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer

__all__ = [
    "load_other_areas",
    "load_own_wards",
    "load_tables",
]


@st.cache_resource(max_entries=2, show_spinner="Reading the published tables of other areas …")
def _tables(digest: str, today: date, _partnership: Partnership, _policy: Any) -> PublishedTables | None:
    return read_tables(_partnership, _policy, today=today)


def load_tables(snapshot: Snapshot) -> PublishedTables | None:
    """Read the published tables that the partnership names; None where it names none."""
    return _tables(snapshot.partnership.digest, date.today(), snapshot.partnership, snapshot.policy)


@st.cache_resource(max_entries=64, show_spinner=False)
def _other_areas(
    version: str, how: tuple[Any, ...], looking: Viewer, _snapshot: Snapshot, _tables: PublishedTables
) -> AreasCompared:
    return other_areas(_snapshot, _tables, looking, **dict(how))


def load_other_areas(snapshot: Snapshot, tables: PublishedTables, **how: Any) -> AreasCompared:
    """Compare the own area with its group; `how` are the settings of the answer."""
    return _other_areas(snapshot.version, tuple(sorted(how.items())), exact(), snapshot, tables)


def load_own_wards(situation: Situation, *, adjust: str) -> Funnel:
    """Lay a funnel over the wards of a situation."""
    return own_wards(situation, adjust=adjust)
