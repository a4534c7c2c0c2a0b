"""Reports close in place and time."""

from collections.abc import Callable, Hashable

import streamlit as st

from dashboard.answers.clusters import Clusters, clusters
from dashboard.answers.near_repeat import cross_repeats, groups, near_repeats
from dashboard.answers.near_repeats import Groups, NearRepeats
from dashboard.filters import Filters
from dashboard.loading.opened import exact
from dashboard.snapshot import Snapshot

__all__ = [
    "ask_clusters",
    "ask_cross_repeats",
    "ask_near_repeats",
    "load_groups",
]


def ask_near_repeats(
    snapshot: Snapshot, filters: Filters, bands: str
) -> tuple[Hashable, Callable[[Callable[[float], None]], NearRepeats]]:
    """Name a question about near repeats, and say how it is worked out; the map's method does not count."""
    asked, looking = filters.without_selection().with_(method="gi_star", scale=()), exact()
    key = ("near repeats", snapshot.version, asked, looking, bands)
    return key, lambda told: near_repeats(snapshot, asked, looking, bands=bands, told=told)


def ask_cross_repeats(
    snapshot: Snapshot, filters: Filters, bands: str, first: str, later: str
) -> tuple[Hashable, Callable[[Callable[[float], None]], NearRepeats]]:
    """Name a question about one kind after another, and say how it is worked out."""
    asked, looking = filters.without_selection().with_(method="gi_star", scale=()), exact()
    key = ("cross repeats", snapshot.version, asked, looking, bands, first, later)
    return key, lambda told: cross_repeats(
        snapshot, asked, looking, first=first, later=later, bands=bands, told=told
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _groups(version: str, _snapshot: Snapshot) -> Groups:
    return groups(_snapshot)


def load_groups(snapshot: Snapshot) -> Groups:
    """List the kinds, categories and strands that one kind after another can be asked of."""
    exact()
    return _groups(snapshot.version, snapshot)


def ask_clusters(
    snapshot: Snapshot, filters: Filters, *, going_on: bool, widest_m: int, longest_days: int
) -> tuple[Hashable, Callable[[Callable[[float], None]], Clusters]]:
    """Name a question for clusters, and say how it is worked out; the method does not count."""
    asked = filters.without_selection().with_(method="gi_star", baseline="area", scale=())
    looking = exact()
    key = ("clusters", snapshot.version, asked, looking, going_on, widest_m, longest_days)
    return key, lambda told: clusters(
        snapshot, asked, looking, going_on=going_on, widest_m=widest_m, longest_days=longest_days, told=told
    )
