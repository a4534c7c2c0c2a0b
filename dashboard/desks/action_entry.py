"""The desk at which actions are planned and amended: checked whole, kept whole, or not at all."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard.desks.actions_read import read_actions
from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.frozen_place import FrozenPlace
from dashboard.joint_action import WHOLE_AREA, Action
from ingest.actions.action import FIELDS, check_action
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.registers import amend, enter, find_entry, retire, versions
from ingest.reports.text import check_reason, tidy

__all__ = [
    "FIELDS",
    "Plan",
    "amend_action",
    "find_action",
    "history_of",
    "plan_action",
    "say_colour",
    "take_off",
]

ACTIONS = schema.actions
MEANWHILE = "somebody has changed this action meanwhile. Look at it again first."
TEXTS = ("title", "theme", "lead", "responsible", "expected", "aim", "objective", "resources", "triggers",
         "step_changes")  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What is planned: the words of an action, and its place.

    Attributes
    ----------
    lead, partners : str, tuple of str
        Organisations.
    responsible : str
        Roles, joined with `;`.
    place : FrozenPlace
        With neither cells nor wards where it is for the whole area: then `name` says so.
    """

    title: str
    lead: str
    due_on: date | None
    place: FrozenPlace
    partners: tuple[str, ...] = ()
    responsible: str = ""
    theme: str = ""
    starts_on: date | None = None
    intends: str = ""
    strands: Collection[str] = ()
    expected: str = ""
    aim: str = ""
    objective: str = ""
    resources: str = ""
    triggers: str = ""
    step_changes: str = ""


def plan_action(desk: Desk, plan: Plan, *, by: str, today: date) -> int:
    """Enter an action with its place, frozen as it is now; give its number.

    Raises
    ------
    MendFirst
        If something is missing or wrong: no place, dates the wrong way round, a person's name.
    """
    values, problems = _checked(desk, plan)
    if plan.due_on is not None and plan.due_on < today:
        problems.append(Problem("due_on", "that day is over. Choose today or a later day."))
    _refuse(problems, by)
    values["starts_on"] = values["starts_on"] or today
    place = plan.place
    values |= {
        "agency": desk.partnership.name,
        "ward": place.wards[0] if len(place.wards) == 1 else None,
        "found_by": json.dumps(dict(place.found_by), sort_keys=True) if place.found_by else None,
        "selected_from": place.selected_from,
        "selected_to": place.selected_to,
    }
    with desk.store.writing() as connection:
        return enter(connection, ACTIONS, values, by=_who(by))


def amend_action(desk: Desk, number: int, plan: Plan, *, by: str, seal: str) -> bool:
    """Change the words of an action; its place stays as it was frozen, and what it said is kept.

    Raises
    ------
    MendFirst
        As `plan_action`; or if somebody changed the action meanwhile.
    """
    with desk.store.writing() as connection:
        before = find_entry(connection, ACTIONS, number)
        values, problems = _checked(desk, replace(plan, starts_on=plan.starts_on or before["starts_on"]))
        own = {
            name: values[name] for name in (*TEXTS, "partners", "strands", "intends", "starts_on", "due_on")
        }
        if before["done_on"] and own["starts_on"] and before["done_on"] < own["starts_on"]:
            problems.append(Problem("starts_on", "it would begin after it was done. Give an earlier day."))
        problems = [one for one in problems if one.field not in ("wards", "cells")]
        _refuse([*_changed(before, seal), *problems], by)
        return amend(connection, ACTIONS, number, own, by=_who(by))


def say_colour(desk: Desk, number: int, colour: str, why: str, *, by: str, seal: str) -> bool:
    """Say a colour instead of the rule, with the reason; "" leaves it to the rule again.

    Raises
    ------
    MendFirst
        Without a reason, or if somebody changed the action meanwhile.
    """
    said = tidy(why)
    problems = check_reason(said, places=places_of(desk)) if colour else []
    if colour and colour not in ("red", "amber", "green"):
        problems.append(Problem("rag", "this is no colour that we know. Give red, amber or green."))
    own = {"rag": colour or None, "rag_why": said if colour else None}
    with desk.store.writing() as connection:
        _refuse([*_changed(find_entry(connection, ACTIONS, number), seal), *problems], by)
        return amend(connection, ACTIONS, number, own, by=_who(by), why="colour")


def take_off(desk: Desk, number: int, *, why: str, by: str, seal: str) -> None:
    """Take an action off the lists, with the reason; it stays in the history.

    Raises
    ------
    MendFirst
        Without a reason, or if somebody changed the action meanwhile.
    """
    problems = check_reason(tidy(why), places=places_of(desk))
    with desk.store.writing() as connection:
        _refuse([*_changed(find_entry(connection, ACTIONS, number), seal), *problems], by)
        retire(connection, ACTIONS, number, by=_who(by), why=" ".join(why.split()))


def find_action(desk: Desk, number: int, today: date) -> Action | None:
    """Find an action that is on the lists, by its number."""
    with desk.store.reading() as connection:
        return next((one for one in read_actions(connection, today) if one.number == number), None)


def history_of(desk: Desk, number: int) -> list[dict[str, Any]]:
    """Tell what an action said before, oldest first: until when, by whom, why, and which fields changed."""
    with desk.store.reading() as connection:
        before = versions(connection, ACTIONS, number)
        now = find_entry(connection, ACTIONS, number)
    steps = []
    for at, version in enumerate(before):
        after = before[at + 1]["values"] if at + 1 < len(before) else now
        said = {
            FIELDS[name][0]: (_plain(version["values"].get(name)), _plain(after[name]))
            for name in FIELDS
            if _plain(version["values"].get(name)) != _plain(after[name])
        }
        steps.append({"on": version["ended_at"], "by": version["ended_by"], "why": version["ended_why"],
                      "changed": said})  # fmt: skip
    return steps


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _checked(desk: Desk, plan: Plan) -> tuple[dict[str, Any], list[Problem]]:
    said: dict[str, Any] = {name: getattr(plan, name) for name in TEXTS}
    place = plan.place
    said |= {
        "partners": ";".join(plan.partners),
        "strands": ";".join(code for code in desk.policy.strands if code in plan.strands),
        "intends": plan.intends or None,
        "starts_on": plan.starts_on,
        "due_on": plan.due_on,
        "cells": ";".join(place.cells) or None,
        "wards": ";".join(place.wards) or None,
        "place_name": place.name,
    }
    places = [*places_of(desk), WHOLE_AREA]
    checked = check_action(said, policy=desk.policy, study_area=desk.study_area, places=places)
    problems = list(checked.problems)
    if set(plan.strands) - set(desk.policy.strands):
        problems.append(Problem("strands", "there is no such strand in the policy."))
    if plan.due_on is None:
        problems.append(Problem("due_on", "say by when."))
    return dict(checked.values), problems


def _changed(before: Mapping[str, Any], seal: str) -> list[Problem]:
    same = before["seal"] == seal and before["retired_at"] is None
    return [] if same else [Problem("seen", MEANWHILE)]


def _refuse(problems: list[Problem], by: str) -> None:
    if not by.strip():
        problems = [*problems, Problem("by", "say who writes this down.")]
    if problems:
        raise MendFirst(tuple(problems))


def _who(by: str) -> str:
    return " ".join(by.split())
