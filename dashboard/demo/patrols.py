"""The demo's patrols: three Fridays that were walked as well as it went, and one evening still to come."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dashboard.answers.patrol import plan_patrol
from dashboard.desks.centres import directory
from dashboard.desks.importing import Desk
from dashboard.desks.visit_entry import Made, miss_visit, record_visit
from dashboard.desks.visits import keep_plan, list_plans
from dashboard.filters import Filters
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from dashboard.visit import Visit

__all__ = ["walk_patrols"]

CLERK, TEAM = "Demo officer", "Wrenmouth central team"
SHIFT, HOURS, MINUTES = time(18), 8, 180
FRIDAYS = (15, 8, 1)
"""So many days before the last day of the records."""
MADE = (("quiet", 14), ("talked", 17), ("quiet", 12), ("environment", 15), ("talked", 11), ("helped", 20))
"""What came of visits, in turn, and the minutes that they took."""
POLICE = "Wrenshire Police"
STILL_TO_COME = "CR/2026/98765"
"""An incident that was come upon on the last Friday and has not been sent yet."""


def walk_patrols(desk: Desk, snapshot: Snapshot, latest_day: date) -> None:
    """Plan one evening on four days, and record what was made of it on the three that are past."""
    starts = datetime.combine(latest_day + timedelta(days=1), SHIFT)
    asked = PatrolQuestion(frozenset(), starts, starts + timedelta(hours=HOURS), 2, MINUTES)
    plan = plan_patrol(snapshot, Filters(), asked, ANALYST)
    if not plan.stops:
        return
    keep_plan(desk, plan, team=TEAM, by=CLERK)
    for week, before in enumerate(FRIDAYS):
        keep_plan(desk, _moved(plan, -1 - before), team=TEAM, by=CLERK)
        day = latest_day - timedelta(days=before)
        (kept,) = list_plans(desk, day, day, now=starts)
        for turn, visit in enumerate(kept.visits):
            _record(desk, visit, turn + week, is_last=before == FRIDAYS[-1] and turn == 1)
    centres = [line for line in directory(desk, moment=starts) if line.reporting and line.state == "open"]
    for days, centre in zip((10, 3), centres, strict=False):
        ended = datetime.combine(latest_day - timedelta(days=days), time(11, 40))
        said = Made(ended, 25, "met", kind="centre", centre=centre.number, team=TEAM)
        record_visit(desk, said, by=CLERK, now=ended)


def _record(desk: Desk, visit: Visit, turn: int, *, is_last: bool) -> None:
    """Make two visits of three; of the others one was missed, and of the rest nobody has said anything."""
    start = visit.planned_from
    assert start is not None
    if turn % 9 == 5:
        return
    if turn % 3 == 2:
        miss_visit(desk, visit.number, why="called" if turn % 2 else "time", by=CLERK)
        return
    outcome, minutes = MADE[turn % len(MADE)]
    found = ((POLICE, STILL_TO_COME),) if is_last else ()
    ended = start + timedelta(minutes=minutes)
    said = Made(ended, minutes, outcome, planned=visit.number, found=found)
    record_visit(desk, said, by=CLERK, now=ended)


def _moved(plan: PatrolPlan, days: int) -> PatrolPlan:
    """Lay the same round on another day."""
    by, asked = timedelta(days=days), plan.asked
    stops = tuple(
        replace(stop, from_=stop.from_ + by, to=stop.to + by, again=tuple(at + by for at in stop.again))
        for stop in plan.stops
    )
    return replace(plan, asked=replace(asked, starts=asked.starts + by, ends=asked.ends + by), stops=stops)
