"""The demo's action plan: places frozen where hot spots were, roles, notes, measures and a colour."""

from datetime import date, timedelta

from dashboard.desks.action_entry import Plan, find_action, plan_action, say_colour
from dashboard.desks.actions import note_progress
from dashboard.desks.importing import Desk
from dashboard.desks.measures import keep_measure, tell_reading
from dashboard.filters import Filters
from dashboard.frozen_place import FrozenPlace, freeze
from dashboard.joint_action import WHOLE_AREA, overlap
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.viewer import ANALYST

__all__ = ["plan_some"]

CHAIR = "Demo chair"
COUNCIL, CENTRES, HOMES = "Wrenmouth Borough Council", "Wrenmouth Reporting Centres", "Curlew Homes"
POLICE = "Wrenshire Police"
YEAR = timedelta(days=364)


def plan_some(desk: Desk, latest_day: date) -> None:
    """Plan three actions: at a hot spot that stands, at one of before, and for the whole area."""
    snapshot = load_snapshot(desk.store, desk.partnership)
    began, earlier = latest_day - timedelta(days=100), latest_day - timedelta(days=330)
    now = assess(snapshot, Filters(), ANALYST)
    _at_the_strongest(desk, _found_before(snapshot, began), began, latest_day)
    _where_it_was(desk, now, _found_before(snapshot, earlier), earlier, latest_day)
    _everywhere(desk, began, latest_day)


def _found_before(snapshot: Snapshot, day: date) -> Situation:
    asked = Filters(days=None, first=day - timedelta(1) - YEAR, last=day - timedelta(1))
    return assess(snapshot, asked, ANALYST)


def _at_the_strongest(desk: Desk, found: Situation, began: date, latest_day: date) -> None:
    if found.places.empty:
        return
    place = freeze(found, str(found.places["cell"].iloc[0])) or FrozenPlace(name=WHOLE_AREA)
    plan = Plan(
        "Joint walkabout, clean-up and a warden from three in the afternoon",
        COUNCIL,
        latest_day + timedelta(days=50),
        place,
        partners=(POLICE, HOMES),
        responsible="Community Safety Manager; Neighbourhood Sergeant",
        theme="Safer places",
        starts_on=began,
        intends="fewer",
        expected="Fewer incidents in the street between three in the afternoon and midnight",
        aim="People go about the town without being abused",
    )
    number = plan_action(desk, plan, by=CHAIR, today=began)
    _note(desk, number, "Two walkabouts made; lights mended.", latest_day, speaks_for=POLICE)
    action = find_action(desk, number, latest_day)
    assert action is not None
    keep_measure(
        desk,
        action,
        title="Reports in this place",
        counts="reports",
        better="lower",
        by=CHAIR,
        baseline_from=began - timedelta(1) - YEAR,
        baseline_to=began - timedelta(1),
    )


def _where_it_was(desk: Desk, now: Situation, found: Situation, began: date, latest_day: date) -> None:
    """Plan one at a hot spot of then that is none now, if there is any."""
    hot = now.cells.loc[now.cells["rank"].notna(), "cell"].tolist()
    frozen = [freeze(found, str(cell)) for cell in found.places["cell"]]
    gone = [place for place in frozen if place is not None and not overlap(place.cells, hot)]
    if not gone:
        return
    plan = Plan(
        "Ask residents at their doors what they see and do not report",
        HOMES,
        latest_day + timedelta(days=20),
        gone[0],
        partners=(CENTRES,),
        responsible="Neighbourhood Housing Officer",
        theme="Safer places",
        starts_on=began,
        intends="more",
        expected="People know where to report",
    )
    plan_action(desk, plan, by=CHAIR, today=began)


def _everywhere(desk: Desk, began: date, latest_day: date) -> None:
    plan = Plan(
        "Call everybody back within two working days",
        POLICE,
        latest_day + timedelta(days=120),
        FrozenPlace(name=WHOLE_AREA),
        partners=(CENTRES,),
        responsible="Hate Crime Coordinator",
        theme="Support for victims",
        starts_on=began,
        intends="other",
        expected="Four in five are satisfied with how they were kept informed",
    )
    number = plan_action(desk, plan, by=CHAIR, today=began)
    action = find_action(desk, number, latest_day)
    assert action is not None
    measure = keep_measure(
        desk, action, title="Satisfied with being kept informed", counts="told", better="higher", by=CHAIR,
        baseline=64.0, target=80.0, target_on=action.due_on,
    )  # fmt: skip
    tell_reading(desk, measure, first_day=began, last_day=latest_day - timedelta(days=10), value=45,
                 out_of=61, by=CHAIR, today=latest_day)  # fmt: skip
    _note(desk, number, "Call-backs begun in two of four teams.", latest_day, speaks_for=POLICE)
    again = find_action(desk, number, latest_day)
    assert again is not None
    say_colour(desk, number, "amber", "Two teams have not begun.", by=CHAIR, seal=again.seal)


def _note(desk: Desk, number: int, words: str, latest_day: date, *, speaks_for: str) -> None:
    action = find_action(desk, number, latest_day)
    assert action is not None
    note_progress(desk, number, words, by=CHAIR, seal=action.seal, speaks_for=speaks_for)
