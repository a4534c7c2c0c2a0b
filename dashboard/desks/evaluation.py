"""The desk for plans of evaluation: laid down by people before they look, and kept as they were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from sqlalchemy import Connection

from dashboard.desks.actions_read import read_actions
from dashboard.desks.agreed_levels import LONDON, places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.evaluation_plan import EvaluationPlan, check_plan
from dashboard.filters import Window
from dashboard.joint_action import Action
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.registers import enter, entries, retire
from ingest.reports.text import check_reason, tidy

__all__ = ["MendFirst", "judged_actions", "lay_down", "plan_of", "plans"]

PLANS = schema.evaluation_plans


def judged_actions(desk: Desk, today: date) -> dict[int, Action]:
    """Give every action by its number, done or not."""
    with desk.store.reading() as connection:
        return {one.number: one for one in read_actions(connection, today)}


def plans(desk: Desk, *, replaced: bool = False) -> list[EvaluationPlan]:
    """List the plans that stand, oldest first; with those that another replaced, if asked for."""
    with desk.store.reading() as connection:
        return [_plan(entry) for entry in entries(connection, PLANS, retired=replaced)]


def plan_of(desk: Desk, action: int) -> EvaluationPlan | None:
    """Give the plan by which an action is judged."""
    return next((plan for plan in plans(desk) if plan.action == action), None)


def lay_down(desk: Desk, plan: EvaluationPlan, *, by: str, reason: str = "") -> int:
    """Keep how an action will be judged; give the plan's number.  What it says is never changed after.

    Parameters
    ----------
    plan : EvaluationPlan
        As it was proposed, or with other controls.
    reason : str
        Why the plan that stands is replaced; it stays in the register.

    Raises
    ------
    NoFairPlanError
        If by it nothing could be judged fairly: a control touches the treated area, days are reversed ...
    MendFirst
        If nobody says who lays it down, there is no such action, or it has a plan and no reason is given.
    """
    check_plan(plan)
    who = " ".join(by.split())
    problems = [] if who else [Problem("by", "say who lays this down.")]
    with desk.store.writing() as connection:
        if plan.action not in {one.number for one in read_actions(connection, plan.after.first)}:
            problems.append(Problem("action", "there is no such action. Choose one of the list."))
        standing = _standing(connection, plan.action)
        why = tidy(reason)
        if standing:
            problems += check_reason(why, places=places_of(desk))
        if problems:
            raise MendFirst(tuple(problems))
        for number in standing:
            retire(connection, PLANS, number, by=who, why=f"replaced: {why}")
        return enter(connection, PLANS, _values(desk, plan), by=who)


def _standing(connection: Connection, action: int) -> Sequence[int]:
    return [entry["id"] for entry in entries(connection, PLANS) if entry["action"] == action]


def _values(desk: Desk, plan: EvaluationPlan) -> dict[str, Any]:
    sizes = [len(area) for area in plan.controls]
    return {
        "agency": desk.partnership.name,
        "reference": "",
        "action": plan.action,
        "treated": ";".join(plan.treated),
        "controls": ";".join(cell for area in plan.controls for cell in area),
        "ring": ";".join(plan.ring),
        "control_ring": ";".join(plan.control_ring),
        "before_from": plan.before.first,
        "before_to": plan.before.last,
        "after_from": plan.after.first,
        "after_to": plan.after.last,
        "question": json.dumps(dict(plan.question), sort_keys=True),
        "settings": json.dumps({**plan.settings, "control_sizes": sizes}, sort_keys=True),
        "seen_before": plan.seen_before,
    }


def _plan(entry: Mapping[str, Any]) -> EvaluationPlan:
    settings = json.loads(entry["settings"])
    cells = _cells(entry["controls"])
    sizes, at = settings.pop("control_sizes", [len(cells)]), 0
    areas = []
    for size in sizes:
        areas.append(cells[at : at + size])
        at += size
    made = EvaluationPlan(
        action=entry["action"],
        treated=_cells(entry["treated"]),
        controls=tuple(areas),
        ring=_cells(entry["ring"]),
        control_ring=_cells(entry["control_ring"]),
        before=Window(entry["before_from"], entry["before_to"]),
        after=Window(entry["after_from"], entry["after_to"]),
        question=json.loads(entry["question"]),
        settings=settings,
        seen_before=bool(entry["seen_before"]),
    )
    laid_on = entry["entered_at"].replace(tzinfo=UTC).astimezone(LONDON).date()
    return replace(made, number=entry["id"], laid_by=entry["entered_by"], laid_on=laid_on)


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell for cell in text.split(";") if cell)
