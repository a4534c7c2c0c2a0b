"""What a joint action says, and what is wrong with it: one check for the form and for the file."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from boundaries.study_area import StudyArea
from ingest.actions.responsible import may_name_somebody
from ingest.entries import Problem
from ingest.policy import Policy
from ingest.reports.text import check_text, tidy

__all__ = ["COLOURS", "FIELDS", "INTENDS", "NAME_MOST", "CheckedAction", "check_action"]

COLOURS = ("red", "amber", "green")
INTENDS = ("fewer", "more", "other")
STATES = ("open", "done")
NAME_MOST = 80
FIELDS = MappingProxyType(
    {
        "title": ("What is to be done", 300),
        "theme": ("Theme", 120),
        "lead": ("Lead organisation", NAME_MOST),
        "partners": ("Partners", 400),
        "responsible": ("Responsible, as roles", 200),
        "place_name": ("Place", 120),
        "wards": ("Wards", 0),
        "cells": ("Cells", 0),
        "strands": ("Strands", 0),
        "intends": ("What it is for", 0),
        "starts_on": ("Begins", 0),
        "due_on": ("Target date", 0),
        "done_on": ("Done on", 0),
        "expected": ("Expected outcome", 600),
        "progress": ("Progress", 600),
        "outcome": ("What came of it", 600),
        "rag": ("RAG", 0),
        "rag_why": ("Why this colour", 200),
        "aim": ("Strategic aim", 300),
        "objective": ("Objective", 600),
        "resources": ("Resources", 300),
        "triggers": ("Triggers", 300),
        "step_changes": ("Step changes", 300),
        "status": ("State", 0),
    }
)
"""What an action says: field -> title, and how many characters a text may have (0: not a text)."""
CELL = re.compile(r"8[0-9a-f]{14}")
NAME = "this may be a person's name or address. Write it without."
ROLE = "this may be a person's name. Give the role instead, such as 'Community Safety Manager'."


@dataclass(frozen=True)
class CheckedAction:
    """An action as it would be kept, and what is wrong with it; nothing of it is kept while anything is."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]


def check_action(
    said: Mapping[str, Any],
    *,
    policy: Policy,
    study_area: StudyArea,
    places: Collection[str],
    needs_place: bool = True,
) -> CheckedAction:
    """Check an action.

    Parameters
    ----------
    said : mapping
        Values of `FIELDS`; `partners`, `wards`, `cells` and `strands` joined with `;`.
    places : collection of str
        Names of wards, organisations and the area, which are nobody's name.
    needs_place : bool
        Whether it must say where: tables that partnerships keep often do not.
    """
    values = {name: _as_kept(name, said.get(name)) for name in FIELDS}
    values["strands"] = values["strands"] or ""
    values["status"] = values["status"] or "open"
    problems = [
        *_missing(values, needs_place=needs_place),
        *_texts(values, places),
        *_days(values),
        *_codes(values, policy, study_area),
    ]
    return CheckedAction(values, tuple(problems))


def _as_kept(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in ("partners", "responsible"):
        parts = [part for each in value.split(";") if (part := tidy(each))]
        return "; ".join(parts) or None
    return tidy(value)


def _missing(values: Mapping[str, Any], *, needs_place: bool) -> list[Problem]:
    problems = []
    if not values["title"]:
        problems.append(Problem("title", "say what is to be done."))
    if not values["lead"]:
        problems.append(Problem("lead", "say which organisation leads."))
    if needs_place and not (values["cells"] or values["wards"] or values["place_name"]):
        where = "say where: a hot spot, one or more wards, or the whole area."
        problems.append(Problem("wards", where))
    if values["rag"] and not values["rag_why"]:
        problems.append(Problem("rag_why", "say why it is not the colour that the rule gives."))
    return problems


def _texts(values: Mapping[str, Any], places: Collection[str]) -> list[Problem]:
    problems = []
    for name, (title, most) in FIELDS.items():
        text = values[name] if most else None
        if not text:
            continue
        if len(text) > most:
            problems.append(Problem(name, f"'{title}' has {len(text):,} characters; the most is {most}."))
        elif name == "responsible" and may_name_somebody(text, places=places):
            problems.append(Problem(name, ROLE))
        else:
            found = check_text("reason" if len(text) <= 200 else "seen", text, places=places)
            problems += [Problem(name, NAME if one.asks else one.message) for one in found]
    long = [name for name in (values["partners"] or "").split(";") if len(name.strip()) > NAME_MOST]
    if long:
        problems.append(Problem("partners", f"the name of an organisation has {NAME_MOST} letters at most."))
    return problems


def _days(values: Mapping[str, Any]) -> list[Problem]:
    starts, due, done = values["starts_on"], values["due_on"], values["done_on"]
    problems = []
    if starts and due and due < starts:
        problems.append(
            Problem("due_on", "its target date lies before it begins. Change one of the two days.")
        )
    if starts and done and done < starts:
        problems.append(Problem("done_on", "it would be done before it begins. Change one of the two days."))
    for name in ("starts_on", "due_on"):
        if values[name] and not date(1990, 1, 1) <= values[name] <= date(2100, 1, 1):
            problems.append(Problem(name, "that year cannot be right. Give a day from 1990 to 2100."))
    return problems


def _codes(values: Mapping[str, Any], policy: Policy, study_area: StudyArea) -> list[Problem]:
    problems = []
    for name, known, right in (
        ("intends", INTENDS, "fewer, more or other"),
        ("rag", COLOURS, "red, amber or green"),
        ("status", STATES, "open or done"),
    ):
        if values[name] and values[name] not in known:
            problems.append(Problem(name, f"this is not one that we know. Give {right}."))
    if set(_split(values["wards"])) - set(study_area.wards["ward"]):
        problems.append(Problem("wards", "there is no such ward in this area. Give its name or its code."))
    if not all(CELL.fullmatch(cell) for cell in _split(values["cells"])):
        problems.append(Problem("cells", "these are no H3 cells."))
    if set(_split(values["strands"])) - set(policy.strands):
        problems.append(Problem("strands", "there is no such strand in the policy."))
    return problems


def _split(text: str | None) -> list[str]:
    return [code for code in (text or "").split(";") if code]
