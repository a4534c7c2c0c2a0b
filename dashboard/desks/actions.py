"""The desk for joint actions: who leads, with whom, by when, and how it goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.registers import amend, enter, entries, find_entry
from ingest.reports.text import check_text, tidy

__all__ = [
    "ASK",
    "PROGRESS_MOST",
    "TITLE_MOST",
    "Action",
    "MendFirst",
    "add_action",
    "ask_for_more",
    "asked_reference",
    "list_actions",
    "mark_done",
    "note_progress",
]

ACTIONS = schema.actions
OPEN, DONE = "open", "done"
TITLE_MOST = PROGRESS_MOST = 200
NAME_MOST = 80
ASK = "More information about tension"
"""The theme of an action that stands where a meeting agreed on nothing: it needs to know more."""


@dataclass(frozen=True)
class Action:
    """One action as it is read.

    Attributes
    ----------
    ward : str
        Code; "" where it concerns no one ward.
    strands : tuple of str
        Codes; empty for all.
    overdue : bool
        Whether its day is over and it is not done.
    seal : str
        Of the action as it was when it was read.
    """

    number: int
    reference: str
    title: str
    theme: str
    ward: str
    strands: tuple[str, ...]
    lead: str
    partners: str
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    progress: str
    outcome: str
    overdue: bool
    seal: str

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None


def list_actions(desk: Desk, today: date, *, done: bool = False) -> list[Action]:
    """List the actions that are open, or all: those that fall due first, first; without a day, last."""
    with desk.store.reading() as connection:
        held = entries(connection, ACTIONS)
    listed = [_action(entry, today) for entry in held if done or entry["status"] != DONE]
    return sorted(listed, key=lambda one: (not one.is_open, one.due_on or date.max, one.number))


def _action(entry: Mapping[str, Any], today: date) -> Action:
    due, is_done = entry["due_on"], entry["status"] == DONE
    return Action(
        number=entry["id"],
        reference=entry["reference"],
        title=entry["title"],
        theme=entry["theme"] or "",
        ward=entry["ward"] or "",
        strands=tuple(code for code in entry["strands"].split(";") if code),
        lead=entry["lead"],
        partners=entry["partners"] or "",
        starts_on=entry["starts_on"],
        due_on=due,
        done_on=entry["done_on"] if is_done else None,
        progress=entry["progress"] or "",
        outcome=entry["outcome"] or "",
        overdue=bool(due and due < today and not is_done),
        seal=entry["seal"],
    )


def add_action(
    desk: Desk,
    *,
    title: str,
    ward: str,
    strands: Collection[str],
    lead: str,
    partners: Collection[str] = (),
    due_on: date | None,
    by: str,
    today: date,
    theme: str = "",
    reference: str = "",
) -> int:
    """Enter an action; give its number.

    Parameters
    ----------
    lead, partners : str, collection of str
        Organisations, never people.
    reference : str
        Numbered by the store where it is empty.

    Raises
    ------
    MendFirst
        If something is missing or wrong, or the reference has been used.
    """
    named, leads = tidy(title), tidy(lead)
    others = [other for other in map(tidy, partners) if other]
    problems = _text_problems(desk, "title", named, "say what is to be done.", TITLE_MOST)
    problems += _text_problems(desk, "lead", leads, "say which organisation leads.", NAME_MOST)
    for other in others:
        problems += _text_problems(desk, "partners", other, "", NAME_MOST)
    if due_on is None:
        problems.append(Problem("due_on", "say by when."))
    elif due_on < today:
        problems.append(Problem("due_on", "that day is over. Choose today or a later day."))
    if ward and ward not in set(desk.study_area.wards["ward"]):
        problems.append(Problem("ward", "there is no such ward in this area."))
    if set(strands) - set(desk.policy.strands):
        problems.append(Problem("strands", "there is no such strand in the policy."))
    problems += _who_problems(by)
    values = {
        "agency": desk.partnership.name,
        "reference": reference,
        "title": named,
        "theme": theme or None,
        "ward": ward or None,
        "strands": ";".join(code for code in desk.policy.strands if code in strands),
        "lead": leads,
        "partners": "; ".join(others) or None,
        "starts_on": today,
        "due_on": due_on,
        "status": OPEN,
    }
    with desk.store.writing() as connection:
        if reference and _is_used(connection, desk.partnership.name, reference):
            problems.append(Problem("title", "this has been asked for already; see the open actions."))
        if problems:
            raise MendFirst(tuple(problems))
        return enter(connection, ACTIONS, values, by=" ".join(by.split()))


def ask_for_more(
    desk: Desk,
    *,
    title: str,
    ward: str,
    strand: str,
    period_from: date,
    lead: str,
    due_on: date | None,
    by: str,
    today: date,
) -> int:
    """Keep that a meeting agreed on nothing and needs to know more, as an action; once for each period.

    Parameters
    ----------
    strand : str
        A code, or `dashboard.desks.agreed_levels.ALL`.
    """
    return add_action(
        desk,
        title=title,
        ward=ward,
        strands=(strand,) if strand in desk.policy.strands else (),
        lead=lead,
        due_on=due_on,
        by=by,
        today=today,
        theme=ASK,
        reference=asked_reference(ward, strand, period_from),
    )


def asked_reference(ward: str, strand: str, period_from: date) -> str:
    """Name the asking for more information by what it is about."""
    return f"ASK-{period_from:%Y%m%d}-{ward or 'no-ward'}-{strand}"


def note_progress(desk: Desk, number: int, progress: str, *, by: str, seal: str) -> bool:
    """Say how an action goes; what was said before stays in its history.

    Raises
    ------
    MendFirst
        If nothing is said, it points at somebody, or somebody changed the action meanwhile.
    """
    return _change(desk, number, "progress", progress, {}, by=by, seal=seal, why="progress")


def mark_done(desk: Desk, number: int, *, outcome: str, on: date, by: str, seal: str) -> bool:
    """Mark an action as done, with what came of it.

    Raises
    ------
    MendFirst
        As `note_progress`.
    """
    done = {"status": DONE, "done_on": on}
    return _change(desk, number, "outcome", outcome, done, by=by, seal=seal, why="done")


def _change(
    desk: Desk, number: int, name: str, text: str, also: Mapping[str, Any], *, by: str, seal: str, why: str
) -> bool:
    said = tidy(text)
    asked = "say what came of it." if name == "outcome" else "say how it goes."
    problems = [*_text_problems(desk, name, said, asked, PROGRESS_MOST), *_who_problems(by)]
    with desk.store.writing() as connection:
        before = find_entry(connection, ACTIONS, number)
        if before["seal"] != seal or before["retired_at"] is not None:
            problems = [
                Problem("seen", "somebody has changed this action meanwhile. Look at it again first.")
            ]
        if problems:
            raise MendFirst(tuple(problems))
        return amend(connection, ACTIONS, number, {name: said, **also}, by=" ".join(by.split()), why=why)


def _text_problems(desk: Desk, name: str, text: str | None, missing: str, most: int) -> list[Problem]:
    """Check a text that many will read and nobody checks a second time: no identifiers, not too long."""
    if text is None:
        return [Problem(name, missing)]
    if len(text) > most:
        return [Problem(name, f"{len(text):,} characters; the most is {most}.")]
    maybe = "this may be a person's name or address. Write it without."
    found = check_text("reason", text, places=places_of(desk))
    return [Problem(name, maybe if each.asks else each.message) for each in found]


def _who_problems(by: str) -> list[Problem]:
    return [] if by.strip() else [Problem("by", "say who writes this down.")]


def _is_used(connection: Connection, agency: str, reference: str) -> bool:
    query = select(ACTIONS.c.id).where(ACTIONS.c.agency == agency, ACTIONS.c.reference == reference)
    return connection.execute(query).first() is not None
