"""Answers behind the map: where reports concentrate, how steadily, by which methods, week by week."""

from collections.abc import Callable, Hashable, Sequence

import streamlit as st

from dashboard.answers.doubt import Doubt, doubt
from dashboard.answers.standing import Agreeing, Steadiness, agreeing, steadiness
from dashboard.answers.ward_agreement import WardAgreement, ward_agreement
from dashboard.choices import choices_for
from dashboard.filters import Filters, Window, read_query
from dashboard.loading.opened import exact, whole_data
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot
from dashboard.trend import trend
from dashboard.viewer import ANALYST, Viewer
from dashboard.weeks import Trend

__all__ = [
    "ask_situation",
    "load_agreeing",
    "load_doubt",
    "load_situation",
    "load_steadiness",
    "load_trend",
    "load_windows",
    "warm_up",
]


@st.cache_resource(max_entries=64, show_spinner=False)
def _situation(version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot) -> Situation:
    return assess(_snapshot, filters, looking)


def ask_situation(
    snapshot: Snapshot, filters: Filters
) -> tuple[Hashable, Callable[[Callable[[float], None]], Situation]]:
    """Name a question that takes long to answer, and say how it is answered."""
    asked, looking = filters.without_selection(), exact()
    key = ("situation", snapshot.version, asked, looking)
    return key, lambda told: assess(snapshot, asked, looking, told=told)


def load_situation(snapshot: Snapshot, filters: Filters) -> Situation:
    """Answer a question; the key names the data, the question and who asks."""
    return _situation(snapshot.version, filters.without_selection(), exact(), snapshot)


def load_windows(snapshot: Snapshot, filters: Filters, windows: Sequence[Window]) -> list[Situation]:
    """Answer a question for several windows on the same cells, the largest that any of them would have."""
    exact()
    asked = filters.with_(method="gi_star", test="exact", baseline="area", scale=())
    asks = [asked.with_(days=None, first=window.first, last=window.last) for window in windows]
    widest = min(load_situation(snapshot, ask).resolution for ask in asks)
    return [load_situation(snapshot, ask.with_(resolution=widest)) for ask in asks]


@st.cache_resource(max_entries=64, show_spinner=False)
def _steadiness(
    version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot, _answer: Situation
) -> dict[str, Steadiness]:
    return steadiness(_snapshot, _answer)


def load_steadiness(snapshot: Snapshot, answer: Situation) -> dict[str, Steadiness]:
    """Say how steady each hot spot is when the grid is laid differently; worked out when first asked for."""
    return _steadiness(snapshot.version, answer.filters.without_selection(), exact(), snapshot, answer)


@st.cache_resource(max_entries=64, show_spinner="Asking the other methods …")
def _agreeing(
    version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot, _answer: Situation
) -> Agreeing:
    return agreeing(_snapshot, _answer)


def load_agreeing(snapshot: Snapshot, answer: Situation) -> Agreeing:
    """Say which methods point to each hot spot; worked out when first asked for, after the map is drawn."""
    return _agreeing(snapshot.version, answer.filters.without_selection(), exact(), snapshot, answer)


@st.cache_resource(max_entries=64, show_spinner=False)
def _doubt(
    version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot, _answer: Situation
) -> tuple[Doubt, WardAgreement]:
    steady, others = load_steadiness(_snapshot, _answer), load_agreeing(_snapshot, _answer)
    return doubt(_snapshot, _answer, looking, steady=steady, agreeing=others), ward_agreement(
        _snapshot, _answer, looking
    )


def load_doubt(snapshot: Snapshot, answer: Situation) -> tuple[Doubt, WardAgreement]:
    """Say how firmly the hot spots stand, and what community intelligence says of the wards."""
    return _doubt(snapshot.version, answer.filters.without_selection(), exact(), snapshot, answer)


@st.cache_resource(max_entries=64, show_spinner=False)
def _trend(version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot) -> Trend:
    return trend(_snapshot, filters, looking)


def load_trend(snapshot: Snapshot, filters: Filters) -> Trend:
    """Count a question's reports by week."""
    return _trend(snapshot.version, filters.without_selection(), exact(), snapshot)


def warm_up() -> None:
    """Have ready what the first visitor would wait for: the records, and the answer to the usual question.

    Nothing is given back: whoever asks for it passes `allow` as ever.

    Raises
    ------
    BoundaryError, NoRecordsError
        If there is nothing to have ready yet.
    """
    whole = whole_data()
    usual, _ = choices_for(whole).known(read_query({})[0])
    key = (whole.version, usual.without_selection(), ANALYST, whole)
    answer = _situation(*key)
    _steadiness(*key, answer)
    _agreeing(*key, answer)
    _trend(*key)
