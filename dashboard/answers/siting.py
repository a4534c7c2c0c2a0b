"""Where next: the best sets of new reporting centres, beside those that are open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd

from boundaries.demand import RESIDENTS, Demand
from boundaries.streets import Streets
from boundaries.study_area import StudyArea, ward_of
from spatial.errors import NoDenominatorError, NotEnoughError, SettingError
from spatial.progress import silent
from spatial.reach.walking import DETOUR, nearest_m, walking_m
from spatial.siting.coverage import Coverage, coverage
from spatial.siting.sites import MOST, next_sites

__all__ = ["MOST", "RESIDENTS", "WALKS_M", "HasWalks", "Siting", "SitingQuestion", "site", "ward_names"]

WALKS_M = (400, 1_000, 1_600)
"""How far people may have to walk: five minutes, about twelve, and twenty."""
SECONDS_EACH = 20.0


class HasWalks(Protocol):
    """What has the ground that walks are measured on: a snapshot, or the ground by itself."""

    @property
    def study_area(self) -> StudyArea: ...
    @property
    def streets(self) -> Streets | None: ...
    @property
    def demand(self) -> Demand: ...


@dataclass(frozen=True)
class SitingQuestion:
    """What is asked.

    Attributes
    ----------
    need : str
        "residents", or a strand of which it is known how many people live in each ward.
    walk_m : int
        How far is within reach, metres on foot.
    most : int
        How many new centres at most.
    step_free : bool
        Count only centres and places that are known to be step-free.
    unchecked : bool
        Count centres of which nobody has said whether they are open.
    doubtful : bool
        Choose also from rows that do not sound like a place to meet somebody.
    """

    need: str = RESIDENTS
    walk_m: int = 1_000
    most: int = 5
    step_free: bool = False
    unchecked: bool = False
    doubtful: bool = False


@dataclass(frozen=True, eq=False)
class Siting:
    """The answer.

    Attributes
    ----------
    state : str
        "found" or "none".
    curve : pandas.DataFrame
        A row for every number of new centres, as `spatial.siting.sites.next_sites` gives it; sites are
        positions in `venues`.
    venues : pandas.DataFrame
        The places to choose from: name, kind, x, y, lon, lat, ward_name, alone (people whom it would newly
        reach if it were the only one).
    centres : pandas.DataFrame
        The centres that count.
    left_out : dict of str to int
        What does not count and why: specialist, unchecked, no_place, not_step_free (centres);
        doubtful, venue_not_step_free (places); unknown_wards (without a number of people).
    total, held : float
        All people; those within reach now.
    """

    question: SitingQuestion
    state: str
    curve: pd.DataFrame
    venues: pd.DataFrame
    centres: pd.DataFrame
    left_out: dict[str, int]
    total: float
    held: float
    spread_note: str
    walk_note: str
    cover: Coverage = field(repr=False)
    points: np.ndarray = field(repr=False)
    near: np.ndarray = field(repr=False)
    reached: np.ndarray = field(repr=False)

    def sites_of(self, count: int) -> tuple[int, ...]:
        """Give the best set of so many; the largest there is where fewer reach everybody who can be."""
        rows = self.curve[self.curve["count"] <= count]
        return () if rows.empty else tuple(rows.iloc[-1]["sites"])


def site(
    place: HasWalks,
    centres: pd.DataFrame,
    candidates: pd.DataFrame,
    question: SitingQuestion,
    *,
    seconds: float = SECONDS_EACH,
    told: Callable[[float], None] = silent,
) -> Siting:
    """Find the best places for new reporting centres.

    Parameters
    ----------
    place : HasWalks
    centres : pandas.DataFrame
        As `dashboard.desks.candidates.centres_known` gives it.
    candidates : pandas.DataFrame
        name, kind, x, y, lon, lat, step_free, doubt: `ingest.centres.candidates.COLUMNS`.
    question : SitingQuestion
    seconds : float
        For each number of centres; after that the answer says that a better one may exist.

    Raises
    ------
    spatial.errors.StatisticsError
        If nobody is known to live there, no place is left to choose from, or a setting is out of range; the
        text says what would do.
    """
    if not 1 <= question.most <= MOST:
        raise SettingError(f"{question.most} new centres cannot be asked for; give 1 to {MOST}.")
    if not 100 <= question.walk_m <= 5_000:
        raise SettingError(f"A walk of {question.walk_m} m cannot be asked for; give 100 to 5,000 m.")
    points, people, unknown = _people(place, question.need)
    serving, missed = _serving(centres, question)
    venues, unfit = _choice(candidates, question)
    x, y = place.demand.x[points], place.demand.y[points]
    walk: dict = {"streets": place.streets, "limit_m": float(question.walk_m)}
    reached = np.isfinite(nearest_m(x, y, *_xy(serving), **walk))
    near = np.isfinite(walking_m(x, y, *_xy(venues), **walk))
    told(0.1)
    cover = coverage(near, people, held=reached)
    found = next_sites(cover, question.most, seconds=seconds, told=lambda share: told(0.1 + 0.9 * share))
    return Siting(
        question=question,
        state=found.state,
        curve=found.table,
        venues=venues.assign(alone=cover.alone, ward_name=ward_names(place, *_xy(venues))),
        centres=serving,
        left_out=missed | unfit | {"unknown_wards": unknown},
        total=cover.total,
        held=cover.held,
        spread_note=place.demand.note,
        walk_note=walk_note(place.streets),
        cover=cover,
        points=points,
        near=near,
        reached=reached,
    )


def walk_note(streets: Streets | None) -> str:
    """Say how walks are measured."""
    if streets is None:
        return f"No streets are loaded: walks are the straight line times {DETOUR:g}."
    return streets.note


def ward_names(place: HasWalks, x: np.ndarray, y: np.ndarray) -> list[str]:
    """Name the ward of each point; "" outside the area."""
    names = place.study_area.wards["name"].tolist()
    return [names[at] if at >= 0 else "" for at in ward_of(place.study_area, x, y)]


def _people(place: HasWalks, need: str) -> tuple[np.ndarray, np.ndarray, int]:
    demand = place.demand
    if need not in demand.people:
        known = ", ".join(demand.people)
        raise NoDenominatorError(
            f"The partnership file names no population for this group. Known: {known}. Name it under "
            "[population] strands, or ask for residents."
        )
    points = demand.known(need)
    if not points.size or demand.people[need][points].sum() <= 0:
        raise NoDenominatorError(
            "Nobody knows how many people live in any ward, so nobody can be counted within reach. Name a "
            "population under [population] in the partnership file."
        )
    told = np.unique(demand.ward[points]).size
    return points, demand.people[need][points], len(place.study_area.wards) - told


def _serving(centres: pd.DataFrame, question: SitingQuestion) -> tuple[pd.DataFrame, dict[str, int]]:
    """Keep the centres that count; say how many do not, and why."""
    known = centres["status"].isin(["open", "unknown"])
    here = centres[known]
    for_all = here["strands"] == ""
    own = here["strands"].str.split(";").map(lambda codes: question.need in codes).astype(bool)
    serves = for_all | own
    checked = (here["status"] == "open") | question.unchecked
    placed = here["x"].notna()
    level = (here["step_free"] == True) | (not question.step_free)  # noqa: E712  None is not known
    left = {
        "specialist": int((~serves & checked).sum()),
        "unchecked": int((serves & ~checked).sum()),
        "no_place": int((serves & checked & ~placed).sum()),
        "not_step_free": int((serves & checked & placed & ~level).sum()),
    }
    return here[serves & checked & placed & level].reset_index(drop=True), left


def _choice(candidates: pd.DataFrame, question: SitingQuestion) -> tuple[pd.DataFrame, dict[str, int]]:
    sure = (candidates["doubt"] == "") | question.doubtful
    level = (candidates["step_free"] == True) | (not question.step_free)  # noqa: E712
    left = {"doubtful": int((~sure).sum()), "venue_not_step_free": int((sure & ~level).sum())}
    chosen = candidates[sure & level].reset_index(drop=True)
    if chosen.empty:
        why = f"{left['doubtful']} are in doubt, {left['venue_not_step_free']} not known to be step-free"
        said = f"None of the {len(candidates)} places can be chosen ({why})." if len(candidates) else ""
        raise NotEnoughError(f"{said} Give a file with at least one place that could take reports.".strip())
    return chosen, left


def _xy(places: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return places["x"].to_numpy(dtype=float), places["y"].to_numpy(dtype=float)
