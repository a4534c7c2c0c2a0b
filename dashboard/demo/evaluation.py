"""The demo's judged actions: what was tried before, how it is judged, and one that has not begun."""

from dataclasses import dataclass
from datetime import date, timedelta

import h3

from dashboard.answers.evaluation_design import propose
from dashboard.answers.evaluation_meanwhile import places_of_others
from dashboard.desks.action_entry import Plan, plan_action
from dashboard.desks.actions import list_actions, mark_done
from dashboard.desks.evaluation import judged_actions, lay_down
from dashboard.desks.importing import Desk
from dashboard.filters import Filters
from dashboard.frozen_place import FrozenPlace
from dashboard.snapshot import load_snapshot
from dashboard.viewer import ANALYST

__all__ = ["judge_some"]

WHO = "Demo analyst"
COUNCIL, CENTRES = "Wrenmouth Borough Council", "Wrenmouth Reporting Centres"
RESOLUTION = 9


@dataclass(frozen=True)
class Tried:
    """One action: where, for what, from when, and what came of it ("" while it goes on)."""

    title: str
    lead: str
    lat: float
    lon: float
    intends: str
    strands: tuple[str, ...]
    starts_on: date
    days: int
    outcome: str = ""
    found: tuple[date, date] | None = None
    ward: str = ""


TRIED = (
    Tried(
        "Show the traders of Netherfold Parade how to report", CENTRES, 54.037153, 0.655408, "more",
        ("race", "religion"), date(2025, 11, 1), 182, "Every trader knows the centre and has its card.",
        (date(2024, 11, 1), date(2025, 10, 31)),
    ),
    Tried(
        "Wardens and better lights on the Quarrel Hill estate", COUNCIL, 54.009844, 0.633978, "fewer",
        ("race", "religion"), date(2026, 6, 1), 153, "The lights are up; the wardens end in December.",
    ),
    Tried(
        "Safe places around the Willows Day Centre", COUNCIL, 54.015314, 0.609898, "fewer", ("disability",),
        date(2025, 9, 1), 365, "Nine shops take part.",
    ),
    Tried(
        "Take reports at the library of Eddlestone Rise", CENTRES, 0.0, 0.0, "more", (), date(2026, 3, 2),
        182, "Open two mornings a week.", ward="Eddlestone Rise",
    ),
    Tried(
        "Walk the Parade with traders before the winter fair", COUNCIL, 54.037153, 0.655408, "fewer", (),
        date(2026, 11, 16), 182, found=(date(2025, 11, 1), date(2026, 10, 31)),
    ),
)  # fmt: skip


def judge_some(desk: Desk, latest_day: date) -> None:
    """Enter what was tried, and lay down how each is judged: by the time before it alone."""
    wards = dict(zip(desk.study_area.wards["name"], desk.study_area.wards["ward"], strict=True))
    numbers = [_enter(desk, one, wards, latest_day) for one in TRIED]
    snapshot = load_snapshot(desk.store, desk.partnership)
    actions = judged_actions(desk, latest_day)
    for number, one in zip(numbers, TRIED, strict=True):
        asked = Filters(strands=frozenset(one.strands))
        proposal = propose(
            snapshot, actions[number], asked, ANALYST, after_days=one.days,
            without=places_of_others(actions[number], actions.values()),
        )  # fmt: skip
        if proposal.plan is not None:
            lay_down(desk, proposal.plan, by=WHO)


def _enter(desk: Desk, one: Tried, wards: dict[str, str], latest_day: date) -> int:
    found_from, found_to = one.found or (None, None)
    disk = h3.grid_disk(h3.latlng_to_cell(one.lat, one.lon, RESOLUTION), 1)
    place = FrozenPlace(
        cells=() if one.ward else tuple(sorted(disk)),
        wards=(str(wards[one.ward]),) if one.ward else (),
        selected_from=found_from,
        selected_to=found_to,
    )
    ends = one.starts_on + timedelta(days=one.days)
    asked = min(one.starts_on, latest_day)
    plan = Plan(
        title=one.title, lead=one.lead, due_on=ends, place=place, starts_on=one.starts_on,
        intends=one.intends, strands=one.strands,
    )  # fmt: skip
    number = plan_action(desk, plan, by=WHO, today=asked)
    if one.outcome:
        seal = next(each.seal for each in list_actions(desk, asked) if each.number == number)
        mark_done(desk, number, outcome=one.outcome, on=min(ends, latest_day), by=WHO, seal=seal)
    return number
