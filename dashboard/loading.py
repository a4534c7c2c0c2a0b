"""What the pages share: settings, the snapshot of the data, and answers already worked out."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from shapely.geometry.base import BaseGeometry

from boundaries.errors import BoundaryError
from boundaries.partnership import Partnership, load_partnership
from dashboard.answers.areas_compared import AreasCompared, Funnel
from dashboard.answers.backtest import BackTest, backtest
from dashboard.answers.change import change
from dashboard.answers.changed import Changed
from dashboard.answers.channel_mix import ChannelMix, channel_mix
from dashboard.answers.clusters import Clusters, clusters
from dashboard.answers.doubt import Doubt, doubt
from dashboard.answers.evaluation import Evaluation, evaluate_all
from dashboard.answers.evaluation_design import Proposal, propose
from dashboard.answers.event_effect import EventEffect, event_effect
from dashboard.answers.indicators import Indicators, indicators
from dashboard.answers.known_answers import Checked, check_known_answers
from dashboard.answers.near_repeat import cross_repeats, groups, near_repeats
from dashboard.answers.near_repeats import Groups, NearRepeats
from dashboard.answers.other_areas import other_areas
from dashboard.answers.over_time import OverTime, over_time
from dashboard.answers.own_wards import own_wards
from dashboard.answers.patrol import plan_patrol
from dashboard.answers.reach import Reach, reach
from dashboard.answers.reach_doors import ReachQuestion
from dashboard.answers.siting import Siting, SitingQuestion, site
from dashboard.answers.standing import Agreeing, Steadiness, agreeing, steadiness
from dashboard.answers.tension.assess import Board, tension
from dashboard.answers.trends import Trends, narrowed, trends
from dashboard.answers.unusual_weeks import UnusualWeeks, unusual_weeks
from dashboard.answers.ward_agreement import WardAgreement, ward_agreement
from dashboard.answers.ward_weeks import WardWeeks, ward_weeks
from dashboard.answers.week_course import Course, course
from dashboard.choices import choices_for
from dashboard.desks.agreed_levels import agreed_frame
from dashboard.desks.candidates import Candidates, centres_known, own_candidates
from dashboard.desks.counting import counted_for, scope_of
from dashboard.desks.importing import Desk, Store, desk_without_rows, open_desk, open_records
from dashboard.desks.named_places import NamedPlace, named_places
from dashboard.desks.other_areas import PublishedTables, read_tables
from dashboard.desks.reach_ground import ground_without_records
from dashboard.desks.releases import Reader, find_release, open_for_aggregates, open_release
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.exporting.document import Document
from dashboard.filters import Filters, Window, read_query
from dashboard.gate.principal import allow, principal
from dashboard.gate.refusal import NotAllowedError
from dashboard.geography import Geography, geography
from dashboard.joint_action import Action
from dashboard.kept_shapes import load_shapes
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion
from dashboard.pin_cells import pin_cells
from dashboard.released.ground import ReleasedGround, released_ground
from dashboard.released.release import Release
from dashboard.report.pack import make_pack
from dashboard.report.period import PackPeriod
from dashboard.report.section import Ground
from dashboard.report.template import Template
from dashboard.report.template_file import Templates, templates_for
from dashboard.settings import Settings
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot, load_snapshot, snapshot_version
from dashboard.trend import trend
from dashboard.viewer import ANALYST, Viewer
from dashboard.walked_ground import WalkedGround
from dashboard.weeks import Trend

__all__ = [
    "ask_backtest",
    "ask_clusters",
    "ask_cross_repeats",
    "ask_event_effect",
    "ask_near_repeats",
    "ask_over_time",
    "ask_pack",
    "ask_patrol",
    "ask_sites",
    "ask_situation",
    "ask_tension",
    "ask_unusual_weeks",
    "ask_ward_weeks",
    "is_community_form_open",
    "load_agreeing",
    "load_change",
    "load_channel_mix",
    "load_course",
    "load_data",
    "load_desk",
    "load_doubt",
    "load_evaluations",
    "load_ground",
    "load_groups",
    "load_indicators",
    "load_known_answers",
    "load_named_places",
    "load_other_areas",
    "load_outlines",
    "load_own_candidates",
    "load_own_wards",
    "load_pin_cells",
    "load_proposal",
    "load_reach",
    "load_reach_ground",
    "load_reach_map",
    "load_release",
    "load_released_ground",
    "load_situation",
    "load_steadiness",
    "load_tables",
    "load_templates",
    "load_trend",
    "load_trends",
    "load_walked_ground",
    "load_windows",
    "viewer",
    "warm_up",
]


WHOLE = ("keep records", "make releases")
"""For these an administrator's desk has every table: what is due is deleted, releases are made of rows."""


def viewer() -> Viewer:
    """Say who is looking."""
    return principal().viewer


def _exact(what: str = "explore") -> Viewer:
    """Say who is looking, where exact figures are for them to see; refuse everybody else.

    Every answer from the records themselves passes here, whatever page asks for it.
    """
    return allow(what).viewer


@st.cache_resource(max_entries=2, show_spinner="Reading the records and joining them to the wards …")
def _snapshot(_settings: Settings, store: str, partnership: str, version: str) -> Snapshot:
    return load_snapshot(_store(store), load_own_partnership(_settings))


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(url: str) -> Store:
    return open_records(url)


@st.cache_resource(max_entries=4, show_spinner=False)
def _partnership(path: Path, changed_ns: int, files: int) -> Partnership:
    return load_partnership(path)


def load_own_partnership(settings: Settings) -> Partnership:
    """Open the partnership file; again only when it, or a file that it names, has changed."""
    path = settings.partnership
    changed = path.stat().st_mtime_ns if path.exists() else 0
    files = _partnership(path, changed, 0).files()
    now = [(str(file), *_as_it_is(file)) for file in files]
    return _partnership(path, changed, hash(tuple(now)))


def _as_it_is(file: Path) -> tuple[int, int, int]:
    """Tell a file from another in its place, which may be the older one."""
    there = file.stat() if file.exists() else None
    return (there.st_mtime_ns, there.st_size, there.st_ino) if there else (0, 0, 0)


def is_community_form_open() -> bool:
    """Say whether the partnership has opened its form for everybody; not where its file cannot be read."""
    try:
        return load_own_partnership(Settings()).community_form.open
    except BoundaryError:
        return False


def load_data() -> Snapshot:
    """Give the records as they are now; read again only when they have changed.

    Raises
    ------
    NotAllowedError
        If exact figures are not for whoever is there.
    """
    _exact()
    settings = Settings()
    partnership = load_own_partnership(settings)
    version = snapshot_version(_store(settings.store), partnership)
    whole = _snapshot(settings, settings.store, str(settings.partnership), version)
    return _counted_for(version, scope_of(principal()), settings.store, whole)


@st.cache_resource(max_entries=8, show_spinner=False)
def _counted_for(version: str, scope: str, store: str, _whole: Snapshot) -> Snapshot:
    return counted_for(_store(store), _whole, principal())


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


@st.cache_resource(max_entries=2, show_spinner="Reading the outlines of the wards …")
def _geography(store: str, digest: str, _partnership: Partnership) -> Geography:
    return geography(load_shapes(store, _partnership))


@st.cache_resource(max_entries=2, show_spinner=False)
def _outlines(store: str, digest: str, _partnership: Partnership) -> dict[str, BaseGeometry]:
    return load_shapes(store, _partnership).outlines


def load_outlines() -> dict[str, BaseGeometry]:
    """Give the outline of each ward in metres, for a file."""
    settings = Settings()
    partnership = load_own_partnership(settings)
    return _outlines(settings.store, partnership.digest, partnership)


def load_ground(what: str) -> Geography:
    """Lay out the wards and what lies between them, for whoever may do something there; no record is read."""
    allow(what)
    settings = Settings()
    partnership = load_own_partnership(settings)
    return _geography(settings.store, partnership.digest, partnership)


def load_released_ground(release: Release) -> ReleasedGround:
    """Lay out the wards and reporting cells of a release, from the partnership's outlines alone."""
    settings = Settings()
    partnership = load_own_partnership(settings)
    return released_ground(release, _geography(settings.store, partnership.digest, partnership))


@st.cache_resource(max_entries=64, show_spinner=False)
def _situation(version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot) -> Situation:
    return assess(_snapshot, filters, looking)


def ask_situation(
    snapshot: Snapshot, filters: Filters
) -> tuple[Hashable, Callable[[Callable[[float], None]], Situation]]:
    """Name a question that takes long to answer, and say how it is answered."""
    asked, looking = filters.without_selection(), _exact()
    key = ("situation", snapshot.version, asked, looking)
    return key, lambda told: assess(snapshot, asked, looking, told=told)


def load_situation(snapshot: Snapshot, filters: Filters) -> Situation:
    """Answer a question; the key names the data, the question and who asks."""
    return _situation(snapshot.version, filters.without_selection(), _exact(), snapshot)


def load_windows(snapshot: Snapshot, filters: Filters, windows: Sequence[Window]) -> list[Situation]:
    """Answer a question for several windows on the same cells, the largest that any of them would have."""
    _exact()
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
    return _steadiness(snapshot.version, answer.filters.without_selection(), _exact(), snapshot, answer)


@st.cache_resource(max_entries=64, show_spinner="Asking the other methods …")
def _agreeing(
    version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot, _answer: Situation
) -> Agreeing:
    return agreeing(_snapshot, _answer)


def load_agreeing(snapshot: Snapshot, answer: Situation) -> Agreeing:
    """Say which methods point to each hot spot; worked out when first asked for, after the map is drawn."""
    return _agreeing(snapshot.version, answer.filters.without_selection(), _exact(), snapshot, answer)


@st.cache_resource(max_entries=64, show_spinner=False)
def _trend(version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot) -> Trend:
    return trend(_snapshot, filters, looking)


def load_trend(snapshot: Snapshot, filters: Filters) -> Trend:
    """Count a question's reports by week."""
    return _trend(snapshot.version, filters.without_selection(), _exact(), snapshot)


def warm_up() -> None:
    """Have ready what the first visitor would wait for: the records, and the answer to the usual question.

    Nothing is given back: whoever asks for it passes `allow` as ever.

    Raises
    ------
    BoundaryError, NoRecordsError
        If there is nothing to have ready yet.
    """
    settings = Settings()
    partnership = load_own_partnership(settings)
    version = snapshot_version(_store(settings.store), partnership)
    whole = _snapshot(settings, settings.store, str(settings.partnership), version)
    usual, _ = choices_for(whole).known(read_query({})[0])
    key = (whole.version, usual.without_selection(), ANALYST, whole)
    answer = _situation(*key)
    _steadiness(*key, answer)
    _agreeing(*key, answer)
    _trend(*key)


@st.cache_resource(max_entries=2, show_spinner="Opening the import desk …")
def _desk(store: str, partnership: str, digest: str) -> Desk:
    return open_desk(Settings())


def load_desk(what: str = "explore") -> Desk:
    """Open the desk of this partnership for whoever may do something there.

    Parameters
    ----------
    what : str
        What the page is for, as the access policy says it; a page that all may open names it.

    Raises
    ------
    NotAllowedError
        If that is not for whoever is there.

    Notes
    -----
    An aggregate role gets a desk that cannot read a record of anybody, whatever the page asks of it.
    """
    here = allow(what)
    desk = _open_desk()
    if not here.viewer.profile or what in WHOLE:
        return desk
    return _without_rows(Settings().store, load_own_partnership(Settings()).digest, desk)


@st.cache_resource(max_entries=2, show_spinner=False)
def _without_rows(store: str, digest: str, _desk: Desk) -> Desk:
    return desk_without_rows(_desk)


def _open_desk() -> Desk:
    settings = Settings()
    return _desk(settings.store, str(settings.partnership), load_own_partnership(settings).digest)


@st.cache_resource(max_entries=2, show_spinner=False)
def _named_places(digest: str, _desk: Desk) -> dict[str, NamedPlace]:
    return named_places(_desk.study_area, _desk.partnership.context(_desk.study_area))


def load_named_places() -> dict[str, NamedPlace]:
    """List the wards and the places of the map by name."""
    desk = _open_desk()
    return _named_places(desk.partnership.digest, desk)


@st.cache_resource(max_entries=2, show_spinner=False)
def _walked_ground(store: str, digest: str, _desk: Desk) -> WalkedGround:
    return WalkedGround(store, _desk.partnership, _desk.study_area)


def load_walked_ground() -> WalkedGround:
    """Give the streets and where people live; no record of anybody."""
    allow("see reach")
    desk = _open_desk()
    return _walked_ground(Settings().store, desk.partnership.digest, desk)


def load_reach_map() -> Geography:
    """Give the outlines that reach is drawn on."""
    allow("see reach")
    desk = _open_desk()
    return _geography(Settings().store, desk.partnership.digest, desk.partnership)


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
    return _channel_mix(snapshot.version, filters.without_selection(), _exact(), snapshot)


@st.cache_resource(max_entries=2, show_spinner=False)
def _pin_cells(digest: str, _desk: Desk) -> tuple[str, ...]:
    return pin_cells(_desk.study_area)


def load_pin_cells() -> tuple[str, ...]:
    """List the cells in which a pin can be set."""
    allow("see reach")
    desk = _open_desk()
    return _pin_cells(desk.partnership.digest, desk)


@st.cache_resource(max_entries=2, show_spinner="Reading the list of places …")
def _own_candidates(digest: str, _desk: Desk) -> Candidates | None:
    return own_candidates(_desk)


def load_own_candidates() -> Candidates | None:
    """Read the places that the partnership could choose from; None where it names no list."""
    allow("see reach")
    desk = _open_desk()
    return _own_candidates(desk.partnership.digest, desk)


def ask_sites(
    candidates: pd.DataFrame, question: SitingQuestion
) -> tuple[Hashable, Callable[[Callable[[float], None]], Siting]]:
    """Name a question for new centres, and say how it is answered: with the register as it is now."""
    looking = _exact("see reach")
    ground, centres = load_walked_ground(), centres_known(load_desk("see reach"))
    listed = tuple(tuple(map(str, row)) for table in (centres, candidates) for row in table.to_numpy())
    key = ("sites", ground.partnership.digest, looking, question, len(centres), listed)
    return key, lambda told: site(ground, centres, candidates, question, told=told)


@st.cache_resource(max_entries=1, show_spinner="Working the published cases out again …")
def load_known_answers() -> Checked:
    """Work the published cases out again with this copy."""
    return check_known_answers()


def ask_backtest(
    snapshot: Snapshot, filters: Filters, months: int
) -> tuple[Hashable, Callable[[Callable[[float], None]], BackTest]]:
    """Name a back-test, and say how it is worked out; the window and the method asked for do not count."""
    asked = filters.without_selection().with_(days=365, first=None, last=None, method="gi_star", scale=())
    looking = _exact()
    key = ("backtest", snapshot.version, asked, looking, months)
    return key, lambda told: backtest(snapshot, asked, looking, months=months, told=told)


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
    return _other_areas(snapshot.version, tuple(sorted(how.items())), _exact(), snapshot, tables)


def load_own_wards(situation: Situation, *, adjust: str) -> Funnel:
    """Lay a funnel over the wards of a situation."""
    return own_wards(situation, adjust=adjust)


@st.cache_resource(max_entries=64, show_spinner=False)
def _change(version: str, filters: Filters, looking: Viewer, against: str, _snapshot: Snapshot) -> Changed:
    return change(_snapshot, filters, looking, against=against)


def load_change(snapshot: Snapshot, filters: Filters, against: str) -> Changed:
    """Compare a window with the time before, or with a year earlier."""
    return _change(snapshot.version, filters.without_selection(), _exact(), against, snapshot)


def ask_over_time(
    snapshot: Snapshot, filters: Filters, months: int | None
) -> tuple[Hashable, Callable[[Callable[[float], None]], OverTime]]:
    """Name a question over time and say how it is worked out; a length of days does not count."""
    asked = filters.without_selection().with_(method="gi_star", scale=())
    asked = asked if asked.days is None else asked.with_(days=365)
    looking = _exact()
    key = ("over time", snapshot.version, asked, looking, months)
    return key, lambda told: over_time(snapshot, asked, looking, months=months, told=told)


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
    return _doubt(snapshot.version, answer.filters.without_selection(), _exact(), snapshot, answer)


def ask_near_repeats(
    snapshot: Snapshot, filters: Filters, bands: str
) -> tuple[Hashable, Callable[[Callable[[float], None]], NearRepeats]]:
    """Name a question about near repeats, and say how it is worked out; the map's method does not count."""
    asked, looking = filters.without_selection().with_(method="gi_star", scale=()), _exact()
    key = ("near repeats", snapshot.version, asked, looking, bands)
    return key, lambda told: near_repeats(snapshot, asked, looking, bands=bands, told=told)


def ask_cross_repeats(
    snapshot: Snapshot, filters: Filters, bands: str, first: str, later: str
) -> tuple[Hashable, Callable[[Callable[[float], None]], NearRepeats]]:
    """Name a question about one kind after another, and say how it is worked out."""
    asked, looking = filters.without_selection().with_(method="gi_star", scale=()), _exact()
    key = ("cross repeats", snapshot.version, asked, looking, bands, first, later)
    return key, lambda told: cross_repeats(
        snapshot, asked, looking, first=first, later=later, bands=bands, told=told
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _groups(version: str, _snapshot: Snapshot) -> Groups:
    return groups(_snapshot)


def load_groups(snapshot: Snapshot) -> Groups:
    """List the kinds, categories and strands that one kind after another can be asked of."""
    _exact()
    return _groups(snapshot.version, snapshot)


def ask_unusual_weeks(
    snapshot: Snapshot, filters: Filters
) -> tuple[Hashable, Callable[[Callable[[float], None]], UnusualWeeks]]:
    """Name a question about unusual weeks, and say how it is worked out; the map's method does not count."""
    asked, looking = filters.without_selection().with_(method="gi_star", scale=()), _exact()
    key = ("unusual weeks", snapshot.version, asked, looking)
    return key, lambda told: unusual_weeks(snapshot, asked, looking, told=told)


@st.cache_resource(max_entries=64, show_spinner=False)
def _course(
    version: str, filters: Filters, looking: Viewer, ward: str, strand: str, _snapshot: Snapshot
) -> Course:
    return course(_snapshot, filters, looking, ward=ward, strand=strand)


def load_course(snapshot: Snapshot, filters: Filters, *, ward: str, strand: str) -> Course:
    """Lay out the weeks of one ward and strand."""
    return _course(snapshot.version, filters.without_selection(), _exact(), ward, strand, snapshot)


def ask_patrol(
    snapshot: Snapshot, filters: Filters, question: PatrolQuestion
) -> tuple[Hashable, Callable[[Callable[[float], None]], PatrolPlan]]:
    """Name a question for a patrol, and say how it is planned; how the map looks does not count."""
    asked = filters.without_selection().with_(method="gi_star", baseline="area", test="exact", scale=())
    looking = _exact("plan patrols")
    key = ("patrol", snapshot.version, asked, looking, question)
    return key, lambda told: plan_patrol(snapshot, asked, question, looking, told=told)


def ask_clusters(
    snapshot: Snapshot, filters: Filters, *, going_on: bool, widest_m: int, longest_days: int
) -> tuple[Hashable, Callable[[Callable[[float], None]], Clusters]]:
    """Name a question for clusters, and say how it is worked out; the method does not count."""
    asked = filters.without_selection().with_(method="gi_star", baseline="area", scale=())
    looking = _exact()
    key = ("clusters", snapshot.version, asked, looking, going_on, widest_m, longest_days)
    return key, lambda told: clusters(
        snapshot, asked, looking, going_on=going_on, widest_m=widest_m, longest_days=longest_days, told=told
    )


def ask_ward_weeks(snapshot: Snapshot) -> tuple[Hashable, Callable[[Callable[[float], None]], WardWeeks]]:
    """Name the weeks of every ward side by side, and say how they are worked out."""
    looking = _exact()
    return ("ward weeks", snapshot.version, looking), lambda told: ward_weeks(snapshot, looking, told=told)


@st.cache_resource(max_entries=1, show_spinner=False)
def _alarms_seen(version: str) -> dict[Hashable, Any]:
    return {}


def ask_tension(
    snapshot: Snapshot, *, span: str = "week", last: date | None = None
) -> tuple[Hashable, Callable[[Callable[[float], None]], Board]]:
    """Name a board of tension, and say how it is made: with what meetings have agreed by now."""
    looking, agreed, seen = _exact("see tension"), agreed_frame(_open_desk()), _alarms_seen(snapshot.version)
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
    return _trends(snapshot.version, asked, _exact(), tuple(sorted(how.items())), snapshot)


def ask_event_effect(
    snapshot: Snapshot, filters: Filters, *, source: str, years: int, **how: Any
) -> tuple[Hashable, Callable[[Callable[[float], None]], EventEffect]]:
    """Name a question about the weeks around events, and say how it is worked out."""
    looking = _exact()
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
    return _indicators(snapshot.version, asked, _exact(), tuple(sorted(how.items())), snapshot)


@st.cache_resource(max_entries=64, show_spinner=False)
def _proposal(
    version: str,
    looking: Viewer,
    seal: str,
    filters: Filters,
    how: tuple[Any, ...],
    _snapshot: Snapshot,
    _action: Action,
) -> Proposal:
    return propose(_snapshot, _action, filters, looking, **dict(how))


def load_proposal(snapshot: Snapshot, action: Action, *, filters: Filters, **how: Any) -> Proposal:
    """Propose what an action is judged by; `how` are the settings of the answer."""
    key = (snapshot.version, _exact("evaluate"), f"{action.number}-{action.seal}", filters)
    return _proposal(*key, tuple(sorted(how.items())), snapshot, action)


@st.cache_resource(max_entries=16, show_spinner="Comparing the actions with their controls …")
def _evaluations(
    version: str,
    looking: Viewer,
    known: tuple[Any, ...],
    _snapshot: Snapshot,
    _plans: Sequence[EvaluationPlan],
    _actions: Mapping[int, Action],
) -> list[Evaluation]:
    return evaluate_all(_snapshot, _plans, _actions, looking)


def load_evaluations(
    snapshot: Snapshot, plans: Sequence[EvaluationPlan], actions: Mapping[int, Action]
) -> list[Evaluation]:
    """Judge every action that has a plan."""
    looking = _exact("evaluate")
    known = tuple(plan.number for plan in plans), tuple(one.seal for one in actions.values())
    return _evaluations(snapshot.version, looking, known, snapshot, plans, actions)


def load_templates() -> Templates:
    """Read the templates of the pack: ours and the partnership's own, as they are now."""
    allow("make packs")
    return templates_for(load_own_partnership(Settings()))


def ask_pack(
    template: Template,
    period: PackPeriod,
    release: Release,
    chosen: tuple[int, ...],
    *,
    made_at: datetime,
) -> tuple[Hashable, Callable[[Callable[[float], None]], Document]]:
    """Name a pack, made at a click so that it holds the registers as they were then; say how it is made."""
    looking, snapshot, desk = _exact("make packs"), load_data(), load_desk("make packs")
    ground = Ground(
        partnership=desk.partnership.name,
        template=template,
        period=period,
        release=release,
        outlines=load_outlines(),
        drawn=load_released_ground(release),
        desk=desk,
        snapshot=snapshot,
        viewer=looking,
        today=date.today(),
        made_at=made_at,
        chosen=chosen,
    )
    key = ("pack", snapshot.version, release.digest, looking, template, period, chosen, made_at)
    return key, lambda told: make_pack(replace(ground, told=told), purpose="A meeting of the partnership")
