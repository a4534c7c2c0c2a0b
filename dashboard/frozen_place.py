"""The place of an action, frozen as it was found; and whether the hot spots of today still lie there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import h3

from dashboard.filters import Filters, read_query, write_query
from dashboard.joint_action import Action, overlap
from dashboard.situation import Situation
from dashboard.wording import distance_words

__all__ = ["MOVED_M", "FrozenPlace", "Standing", "freeze", "question_today", "standing"]

MOVED_M = 1000.0
"""A hot spot of today that is farther away than this is another one, not the same that moved."""
FOUND, NONE = "found", "none"


@dataclass(frozen=True)
class FrozenPlace:
    """Where an action is.

    Attributes
    ----------
    cells, wards : tuple of str
        H3 indexes; codes.
    name : str
        How people call it.
    found_by : mapping of str to str
        The question that found it, in the words of the address bar; empty where people chose it.
    selected_from, selected_to : datetime.date or None
        The days in which it was found.
    """

    cells: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    name: str = ""
    found_by: Mapping[str, str] = field(default_factory=dict)
    selected_from: date | None = None
    selected_to: date | None = None


@dataclass(frozen=True)
class Standing:
    """Whether a hot spot of today overlaps an action's place.

    Attributes
    ----------
    state : str
        "stands", "moved", "vanished", "not enough data", or "not asked" where people chose the place.
    words : str
        One sentence, without a count.
    """

    state: str
    words: str


def freeze(situation: Situation, cell: str) -> FrozenPlace | None:
    """Freeze the hot spot to which a cell belongs; None where it belongs to none."""
    cells = situation.cells
    ranks = cells.loc[cells["cell"] == cell, "rank"].dropna()
    if ranks.empty or situation.places.empty:
        return None
    rank = int(ranks.iloc[0])
    known = situation.places[situation.places["rank"] == rank]
    if known.empty:
        return None
    place = known.iloc[0]
    return FrozenPlace(
        cells=tuple(sorted(cells.loc[(cells["rank"] == rank).fillna(False), "cell"])),
        wards=(str(place["ward"]),),
        name=f"Hot spot in {place['ward_name']}",
        found_by=write_query(situation.filters.with_(cell=None)),
        selected_from=situation.window.first,
        selected_to=situation.window.last,
    )


def question_today(action: Action) -> Filters | None:
    """Give the question that found a place, of as many days up to the last record; None if none did."""
    if not action.cells or not action.selected_from or not action.selected_to:
        return None
    asked, _ = read_query(action.found_by)
    if asked.days is None:
        asked = asked.with_(days=(action.selected_to - action.selected_from).days + 1, first=None, last=None)
    return asked.without_selection()


def standing(action: Action, today: Situation | None) -> Standing:
    """Say whether a hot spot of today overlaps the place of an action.

    Parameters
    ----------
    action : Action
    today : Situation or None
        The answer to `question_today`; None where there is no such question.
    """
    if today is None:
        return Standing("not asked", "People chose this place; no hot spot stands behind it.")
    if today.state not in (FOUND, NONE):
        why = "There are not enough reports now to say whether it is still a hot spot."
        return Standing("not enough data", why)
    hot = today.cells.loc[today.cells["rank"].notna(), "cell"].tolist()
    if overlap(action.cells, hot):
        return Standing("stands", "A hot spot of today overlaps this place.")
    if hot:
        away = _metres_between(action.cells, hot)
        if away <= MOVED_M:
            far = f"the nearest is now about {distance_words(away)} away."
            return Standing("moved", f"No hot spot of today overlaps this place; {far}")
    return Standing(
        "vanished",
        "No hot spot of today overlaps this place or lies near it. That alone does not say that the action "
        "worked: places that were chosen for being high tend to fall anyway.",
    )


def _metres_between(one: Sequence[str], other: Sequence[str]) -> float:
    pairs = ((h3.cell_to_latlng(a), h3.cell_to_latlng(b)) for a in one for b in other)
    return min(h3.great_circle_distance(a, b, unit="m") for a, b in pairs)
