"""What an action is judged by: measures with their baseline, and the numbers that people tell of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.joint_action import Action
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.registers import enter, entries, find_entry, retire
from ingest.reports.text import check_text, tidy

__all__ = [
    "BETTER",
    "COUNTS",
    "FIELDS",
    "Measure",
    "Reading",
    "drop_measure",
    "keep_measure",
    "list_measures",
    "tell_reading",
    "visit_days",
]

MEASURES, READINGS, VISITS = schema.measures, schema.readings, schema.visits
COUNTS = {
    "reports": "Reports in the action's place",
    "visits": "Visits made for the action",
    "told": "A number that people tell",
}
BETTER = {"lower": "Lower is better", "higher": "Higher is better"}
FIELDS = {"title": ("Measure", 120), "baseline": ("Baseline", 0), "target": ("Target", 0),
          "period": ("Days", 0), "value": ("Number", 0)}  # fmt: skip
MOST = 10_000_000.0


@dataclass(frozen=True)
class Reading:
    """A number that people told; `out_of` where it is a share."""

    first_day: date
    last_day: date
    value: float
    out_of: float | None


@dataclass(frozen=True)
class Measure:
    """What an action is judged by.

    Attributes
    ----------
    counts : str
        A key of `COUNTS`.
    question : mapping of str to str
        Words of the address bar that narrow the reports; empty for all.
    better : str
        A key of `BETTER`.
    baseline_from, baseline_to : datetime.date or None
        The days of the baseline.
    baseline, target : float or None
        The baseline where people tell it; what is to be reached.
    readings : tuple of Reading
        The oldest first.
    """

    number: int
    action: int
    title: str
    counts: str
    question: Mapping[str, str]
    better: str
    baseline_from: date | None
    baseline_to: date | None
    baseline: float | None
    target: float | None
    target_on: date | None
    readings: tuple[Reading, ...] = ()


def keep_measure(
    desk: Desk,
    action: Action,
    *,
    title: str,
    counts: str,
    better: str,
    by: str,
    baseline_from: date | None = None,
    baseline_to: date | None = None,
    baseline: float | None = None,
    target: float | None = None,
    target_on: date | None = None,
    question: Mapping[str, str] | None = None,
) -> int:
    """Keep what an action is judged by; give its number.

    Raises
    ------
    MendFirst
        If something is missing or wrong: no days of the baseline, or days that reach into the action.
    """
    named = tidy(title)
    problems = [] if by.strip() else [Problem("by", "say who writes this down.")]
    if named is None:
        problems.append(Problem("title", "say what is measured, in a few words."))
    elif check_text("reason", named, places=places_of(desk)) or len(named) > FIELDS["title"][1]:
        problems.append(Problem("title", "this is too long, or may be a person's name. Write it otherwise."))
    if counts not in COUNTS or better not in BETTER:
        problems.append(Problem("title", "say what is counted, and whether lower or higher is better."))
    problems += _period_problems(action, counts, baseline_from, baseline_to)
    for name, number in (("baseline", baseline), ("target", target)):
        if number is not None and not 0 <= number <= MOST:
            problems.append(Problem(name, "give a number from 0 on."))
    if counts == "told" and baseline is None:
        problems.append(Problem("baseline", "say what the number was before the action."))
    if problems:
        raise MendFirst(tuple(problems))
    values = {
        "agency": desk.partnership.name,
        "action": action.number,
        "title": named,
        "counts": counts,
        "question": json.dumps(dict(question), sort_keys=True) if question else None,
        "better": better,
        "baseline_from": baseline_from,
        "baseline_to": baseline_to,
        "baseline": baseline if counts == "told" else None,
        "target": target,
        "target_on": target_on,
    }
    with desk.store.writing() as connection:
        find_entry(connection, schema.actions, action.number)
        return enter(connection, MEASURES, values, by=" ".join(by.split()))


def _period_problems(action: Action, counts: str, first: date | None, last: date | None) -> list[Problem]:
    if first is None or last is None:
        return [] if counts == "told" else [Problem("period", "say from when to when the baseline runs.")]
    if last < first:
        return [Problem("period", "the baseline ends before it begins.")]
    if action.starts_on and last >= action.starts_on:
        return [Problem("period", "the baseline reaches into the action. End it before the action began.")]
    return []


def tell_reading(
    desk: Desk,
    measure: int,
    *,
    first_day: date,
    last_day: date,
    value: float,
    out_of: float | None,
    by: str,
    today: date,
) -> int:
    """Keep a number that people tell; give its number.

    Raises
    ------
    MendFirst
        If it cannot be: more than it is out of, a time that is not over, no such measure.
    """
    problems = [] if by.strip() else [Problem("by", "say who writes this down.")]
    if last_day < first_day:
        problems.append(Problem("period", "it ends before it begins."))
    if last_day > today:
        problems.append(Problem("period", "that time is not over yet."))
    if not 0 <= value <= MOST or (out_of is not None and not max(value, 1) <= out_of <= MOST):
        problems.append(Problem("value", "give a number from 0 on, and not more than it is out of."))
    if out_of is not None and (value % 1 or out_of % 1):
        problems.append(Problem("value", "give how many of how many, as whole numbers, not a percentage."))
    with desk.store.writing() as connection:
        if find_entry(connection, MEASURES, measure)["counts"] != "told":
            problems.append(Problem("value", "this measure is counted by the program; nobody tells it."))
        if problems:
            raise MendFirst(tuple(problems))
        told = {"agency": desk.partnership.name, "measure": measure, "first_day": first_day,
                "last_day": last_day, "value": value, "out_of": out_of}  # fmt: skip
        return enter(connection, READINGS, told, by=" ".join(by.split()))


def drop_measure(desk: Desk, number: int, *, by: str) -> None:
    """Take a measure off; it stays in the history."""
    with desk.store.writing() as connection:
        retire(connection, MEASURES, number, by=by, why="no longer measured")


def list_measures(desk: Desk, action: int | None = None) -> list[Measure]:
    """List what actions, or one action, are judged by."""
    with desk.store.reading() as connection:
        held = entries(connection, MEASURES)
        told: dict[int, list[Reading]] = {}
        for row in entries(connection, READINGS):
            reading = Reading(row["first_day"], row["last_day"], row["value"], row["out_of"])
            told.setdefault(row["measure"], []).append(reading)
    return [
        Measure(
            number=row["id"],
            readings=tuple(sorted(told.get(row["id"], ()), key=lambda one: one.last_day)),
            question=json.loads(row["question"]) if row["question"] else {},
            **{name: row[name] for name in ("action", "title", "counts", "better", "baseline_from",
                                            "baseline_to", "baseline", "target", "target_on")},
        )
        for row in held
        if action in (None, row["action"])
    ]  # fmt: skip


def visit_days(desk: Desk, action: Action) -> list[date]:
    """List the days of the visits that were made for an action, or in its cells."""
    with desk.store.reading() as connection:
        return sorted(_visit_days(connection, action))


def _visit_days(connection: Connection, action: Action) -> list[date]:
    known: Any = VISITS.c
    query = select(known.action, known.cell, known.started_at, known.state).where(
        known.retired_at.is_(None), known.started_at.is_not(None)
    )
    days = []
    for number, cell, started, state in connection.execute(query):
        here = number == action.number or (cell is not None and action.touches([f"{cell:x}"], ()))
        if here and state in (None, "done"):
            days.append(started.date())
    return days
