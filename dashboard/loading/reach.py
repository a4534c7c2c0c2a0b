"""Who lives within reach of a centre, and where the next one could stand."""

from collections.abc import Callable, Hashable

import pandas as pd
import streamlit as st

from dashboard.answers.channel_mix import ChannelMix, channel_mix
from dashboard.answers.reach import Reach, reach
from dashboard.answers.reach_doors import ReachQuestion
from dashboard.answers.siting import Siting, SitingQuestion, site
from dashboard.desks.candidates import Candidates, centres_known, own_candidates
from dashboard.desks.importing import Desk
from dashboard.desks.reach_ground import ground_without_records
from dashboard.filters import Filters
from dashboard.gate.principal import allow
from dashboard.loading.opened import exact, load_data, load_desk, whole_desk
from dashboard.pin_cells import pin_cells
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from dashboard.walked_ground import WalkedGround

__all__ = [
    "ask_sites",
    "load_channel_mix",
    "load_own_candidates",
    "load_pin_cells",
    "load_reach",
    "load_reach_ground",
    "load_walked_ground",
]


@st.cache_resource(max_entries=2, show_spinner=False)
def _walked_ground(store: str, digest: str, _desk: Desk) -> WalkedGround:
    return WalkedGround(store, _desk.partnership, _desk.study_area)


def load_walked_ground() -> WalkedGround:
    """Give the streets and where people live; no record of anybody."""
    allow("see reach")
    desk = whole_desk()
    return _walked_ground(Settings().store, desk.partnership.digest, desk)


def load_reach_ground() -> Snapshot:
    """Give what reach is reckoned on: for an aggregate role one without a single record."""
    if not allow("see reach").viewer.profile:
        return load_data()
    return ground_without_records(load_desk("see reach"), load_walked_ground())


@st.cache_resource(max_entries=64, show_spinner="Measuring the walks …")
def _reach(
    version: str, asked: ReachQuestion, looking: Viewer, filters: Filters | None, _ground: Snapshot
) -> Reach:
    return reach(_ground, asked, looking, filters=filters)


def load_reach(ground: Snapshot, asked: ReachQuestion, filters: Filters | None) -> Reach:
    """Say who lives within reach of an open centre; with reports beside it for those who see them."""
    looking = allow("see reach").viewer
    counted = None if filters is None or looking.profile else filters.without_selection()
    return _reach(ground.version, asked, looking, counted, ground)


@st.cache_resource(max_entries=64, show_spinner=False)
def _channel_mix(version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot) -> ChannelMix:
    return channel_mix(_snapshot, filters, looking)


def load_channel_mix(snapshot: Snapshot, filters: Filters) -> ChannelMix:
    """Set what third parties were told beside what the police were told, ward by ward."""
    return _channel_mix(snapshot.version, filters.without_selection(), exact(), snapshot)


@st.cache_resource(max_entries=2, show_spinner=False)
def _pin_cells(digest: str, _desk: Desk) -> tuple[str, ...]:
    return pin_cells(_desk.study_area)


def load_pin_cells() -> tuple[str, ...]:
    """List the cells in which a pin can be set."""
    allow("see reach")
    desk = whole_desk()
    return _pin_cells(desk.partnership.digest, desk)


@st.cache_resource(max_entries=2, show_spinner="Reading the list of places …")
def _own_candidates(digest: str, _desk: Desk) -> Candidates | None:
    return own_candidates(_desk)


def load_own_candidates() -> Candidates | None:
    """Read the places that the partnership could choose from; None where it names no list."""
    allow("see reach")
    desk = whole_desk()
    return _own_candidates(desk.partnership.digest, desk)


def ask_sites(
    candidates: pd.DataFrame, question: SitingQuestion
) -> tuple[Hashable, Callable[[Callable[[float], None]], Siting]]:
    """Name a question for new centres, and say how it is answered: with the register as it is now."""
    looking = exact("see reach")
    ground, centres = load_walked_ground(), centres_known(load_desk("see reach"))
    listed = tuple(tuple(map(str, row)) for table in (centres, candidates) for row in table.to_numpy())
    key = ("sites", ground.partnership.digest, looking, question, len(centres), listed)
    return key, lambda told: site(ground, centres, candidates, question, told=told)
