"""How far a method can be trusted: published cases worked out again, and the past foretold."""

from collections.abc import Callable, Hashable

import streamlit as st

from dashboard.answers.backtest import BackTest, backtest
from dashboard.answers.known_answers import Checked, check_known_answers
from dashboard.filters import Filters
from dashboard.loading.opened import exact
from dashboard.snapshot import Snapshot

__all__ = [
    "ask_backtest",
    "load_known_answers",
]


@st.cache_resource(max_entries=1, show_spinner="Working the published cases out again …")
def load_known_answers() -> Checked:
    """Work the published cases out again with this copy."""
    return check_known_answers()


def ask_backtest(
    snapshot: Snapshot, filters: Filters, months: int
) -> tuple[Hashable, Callable[[Callable[[float], None]], BackTest]]:
    """Name a back-test, and say how it is worked out; the window and the method asked for do not count."""
    asked = filters.without_selection().with_(days=365, first=None, last=None, method="gi_star", scale=())
    looking = exact()
    key = ("backtest", snapshot.version, asked, looking, months)
    return key, lambda told: backtest(snapshot, asked, looking, months=months, told=told)
