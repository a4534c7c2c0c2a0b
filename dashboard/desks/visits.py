"""The desk for visits: a patrol's plan is kept, and what was planned and made is listed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import h3.api.basic_int as h3

from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.patrol_plan import PatrolPlan, Stop
from dashboard.visit import KeptPlan, Visit
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.patrols import (
    DONE,
    PLANNED,
    drop_patrol,
    keep_patrol,
    last_visit,
    patrols,
    visits_between,
)
from ingest.records.registers import find_entry
from ingest.reports.text import check_text, tidy

__all__ = [
    "LONDON",
    "TEAM_MOST",
    "drop_plan",
    "keep_plan",
    "last_day",
    "list_plans",
    "list_visits",
    "now_here",
    "team_problems",
]

LONDON = ZoneInfo("Europe/London")
TEAM_MOST = 60
COUNTED = ("fairness", "fairness_said", "problems", "version")
"""What of a plan rests on counts of a free window: it is worked out again and not kept."""
UNSAID = "unsaid"


def now_here() -> datetime:
    """Tell the time by London's clock, without a zone."""
    return datetime.now(LONDON).replace(tzinfo=None, microsecond=0)


def keep_plan(desk: Desk, plan: PatrolPlan, *, team: str, by: str) -> int:
    """Keep a plan with its planned visits; give its number, the same one for the same plan again.

    Raises
    ------
    MendFirst
        If it has no stop, or the team's name is missing or points at somebody.
    """
    named = tidy(team)
    problems = team_problems(desk, named)
    if not by.strip():
        problems.append(Problem("by", "say who writes this down."))
    if not plan.stops:
        problems.append(Problem("plan", "there is no stop in this plan, so there is nothing to keep."))
    if problems:
        raise MendFirst(tuple(problems))
    asked = plan.asked
    body = json.dumps(_body(plan), ensure_ascii=False, sort_keys=True, default=_plain)
    mark = hashlib.sha256(f"{named}\x1f{body}".encode()).hexdigest()[:10]
    values = {
        "agency": desk.partnership.name,
        "reference": f"PATROL-{asked.starts:%Y%m%d-%H%M}-{mark}",
        "team": named,
        "wards": ";".join(sorted(asked.wards)),
        "shift_from": asked.starts,
        "shift_to": asked.ends,
        "people": asked.people,
        "minutes": asked.minutes,
        "body": body,
    }
    times = sorted(
        ((start, stop) for stop in plan.stops for start in (stop.from_, *stop.again)),
        key=lambda each: (each[0], each[1].number),
    )
    with desk.store.writing() as connection:
        return keep_patrol(
            connection, values, [_planned(stop, at) for at, stop in times], by=" ".join(by.split())
        )


def team_problems(desk: Desk, named: str | None) -> list[Problem]:
    """Say what is wrong with the name of a team."""
    if named is None:
        return [Problem("team", "say which team goes.")]
    if len(named) > TEAM_MOST:
        return [Problem("team", f"{len(named):,} characters; the most is {TEAM_MOST}.")]
    if check_text("reason", named, places=places_of(desk)):
        return [Problem("team", "this may be a person's name or address. Name the team.")]
    return []


def drop_plan(desk: Desk, number: int, *, by: str) -> None:
    """Take a plan off; visits that were recorded stay."""
    with desk.store.writing() as connection:
        drop_patrol(connection, number, by=" ".join(by.split()), why="taken off")


def list_plans(desk: Desk, first: date, last: date, *, now: datetime) -> list[KeptPlan]:
    """List the plans whose shift touches some days, with their visits; in order of time."""
    start, end = _span(first, last)
    with desk.store.reading() as connection:
        held = patrols(connection, start, end)
        long = timedelta(days=2)  # a shift that begins before the first day
        rows = visits_between(connection, start - long, end + long) if held else []
    reads = _Reading(desk, held, now)
    visits: dict[int, list[Visit]] = {}
    for row in rows:
        visits.setdefault(row["plan"], []).append(reads.visit(row))
    return [
        KeptPlan(
            number=plan["id"],
            team=plan["team"],
            starts=plan["shift_from"],
            ends=plan["shift_to"],
            people=plan["people"],
            minutes=plan["minutes"],
            visits=tuple(visits.get(plan["id"], ())),
        )
        for plan in held
    ]


def list_visits(desk: Desk, first: date, last: date, *, now: datetime) -> list[Visit]:
    """List the visits that were planned for, or made on, some days; in order of time."""
    start, end = _span(first, last)
    with desk.store.reading() as connection:
        rows = visits_between(connection, start, end)
        numbers = {row["plan"] for row in rows if row["plan"] is not None}
        held = [find_entry(connection, schema.patrol_plans, number) for number in sorted(numbers)]
    reads = _Reading(desk, held, now)
    return [reads.visit(row) for row in rows]


def last_day(desk: Desk) -> date | None:
    """Tell the last day for which a visit was planned, or on which one was made."""
    with desk.store.reading() as connection:
        at = last_visit(connection)
    return None if at is None else at.date()


class _Reading:
    """How entries are read: the names of wards, centres and places, and what the time makes of them."""

    def __init__(self, desk: Desk, plans: list[dict[str, Any]], now: datetime) -> None:
        wards = desk.study_area.wards
        self.desk, self.now = desk, now
        self.wards = dict(zip(wards["ward"], wards["name"], strict=True))
        self.ends = {plan["id"]: plan["shift_to"] for plan in plans}
        self.places = {
            (plan["id"], stop["number"]): stop["where"]
            for plan in plans
            for stop in json.loads(plan["body"])["stops"]
        }
        self.centres: dict[int, str] = {}

    def visit(self, row: Mapping[str, Any]) -> Visit:
        state = row["state"] or (DONE if row["started_at"] else PLANNED)
        ends = self.ends.get(row["plan"]) or row["planned_to"]
        outcome, _, note = (row["outcome"] or "").partition(": ")
        ward_name = str(self.wards.get(row["ward"] or "", ""))
        return Visit(
            number=row["id"],
            kind=row["kind"],
            state=UNSAID if state == PLANNED and ends and ends < self.now else state,
            team=row["team"],
            ward=row["ward"] or "",
            ward_name=ward_name,
            where=self._where(row, ward_name),
            cell=h3.int_to_str(row["cell"]) if row["cell"] else "",
            outcome=outcome,
            note=note,
            **{name: row[name] for name in ("centre", "plan", "stop", "planned_from", "planned_to")},
            **{name: row[name] for name in ("started_at", "ended_at", "seal")},
        )

    def _where(self, row: Mapping[str, Any], ward: str) -> str:
        if row["centre"] is not None:
            return self._centre(row["centre"])
        return str(self.places.get((row["plan"], row["stop"]), "")) or ward

    def _centre(self, number: int) -> str:
        if number not in self.centres:
            with self.desk.store.reading() as connection:
                self.centres[number] = str(find_entry(connection, schema.centres, number)["name"])
        return self.centres[number]


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time.min), datetime.combine(last, time.max)


def _planned(stop: Stop, at: datetime) -> dict[str, Any]:
    return {
        "stop": stop.number,
        "ward": stop.ward or None,
        "cell": h3.str_to_int(stop.cell),
        "planned_from": at,
        "planned_to": at + timedelta(minutes=stop.minutes),
    }


def _body(plan: PatrolPlan) -> dict[str, Any]:
    """Write a plan down without anything that was counted."""
    said = {name: value for name, value in vars(plan).items() if name not in COUNTED}
    return said | {"asked": asdict(plan.asked), "stops": [asdict(stop) for stop in plan.stops]}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if hasattr(value, "item"):
        return value.item()
    return str(value)
