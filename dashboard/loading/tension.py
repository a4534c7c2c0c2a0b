"""The board of tension, the trends and indicators beside it, and the weeks around events."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

import streamlit as st

from dashboard.answers.event_effect import EventEffect, event_effect
from dashboard.answers.indicators import Indicators, indicators
from dashboard.answers.tension.assess import Board, tension
from dashboard.answers.trends import Trends, narrowed, trends
from dashboard.desks.agreed_levels import agreed_frame
from dashboard.filters import Filters
from dashboard.loading.opened import exact, whole_desk
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer

__all__ = [
    "ask_event_effect",
    "ask_tension",
    "load_indicators",
    "load_trends",
]


@st.cache_resource(max_entries=1, show_spinner=False)
def _alarms_seen(version: str) -> dict[Hashable, Any]:
    return {}


def ask_tension(
    snapshot: Snapshot, *, span: str = "week", last: date | None = None
) -> tuple[Hashable, Callable[[Callable[[float], None]], Board]]:
    """Name a board of tension, and say how it is made: with what meetings have agreed by now."""
    looking, agreed, seen = exact("see tension"), agreed_frame(whole_desk()), _alarms_seen(snapshot.version)
    decided = tuple(zip(agreed["number"], agreed["seal"], strict=True))
    key = ("tension", snapshot.version, span, last, looking, decided)
    return key, lambda told: tension(
        snapshot, looking, span=span, last=last, agreed=agreed, seen=seen, told=told
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _trends(
    version: str, filters: Filters, looking: Viewer, how: tuple[Any, ...], _snapshot: Snapshot
) -> Trends:
    return trends(_snapshot, filters, looking, **dict(how))


def load_trends(snapshot: Snapshot, filters: Filters, **how: Any) -> Trends:
    """Lay out the weeks of a ward, strand and source; `how` are the settings of the answer."""
    asked = filters.without_selection()
    return _trends(snapshot.version, asked, exact(), tuple(sorted(how.items())), snapshot)


def ask_event_effect(
    snapshot: Snapshot, filters: Filters, *, source: str, years: int, **how: Any
) -> tuple[Hashable, Callable[[Callable[[float], None]], EventEffect]]:
    """Name a question about the weeks around events, and say how it is worked out."""
    looking = exact()
    asked = narrowed(snapshot, filters.without_selection(), source=source, years=years)
    asked = asked.with_(method="gi_star", scale=())
    key = ("event effect", snapshot.version, asked, looking, tuple(sorted(how.items())))
    return key, lambda told: event_effect(snapshot, asked, looking, **how, told=told)


@st.cache_resource(max_entries=64, show_spinner=False)
def _indicators(
    version: str, filters: Filters, looking: Viewer, how: tuple[Any, ...], _snapshot: Snapshot
) -> Indicators:
    return indicators(_snapshot, filters, looking, **dict(how))


def load_indicators(snapshot: Snapshot, filters: Filters, **how: Any) -> Indicators:
    """Work out one side's indicators; `how` are the settings of the answer."""
    asked = filters.without_selection()
    return _indicators(snapshot.version, asked, exact(), tuple(sorted(how.items())), snapshot)
