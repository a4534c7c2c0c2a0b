"""The desk for joint actions: who leads, with whom, by when, and how it goes."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dashboard.desks.actions_read import read_actions, spoken_for
from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.joint_action import DONE, OPEN, Action
from ingest.entries import Problem
from ingest.records import schema
from ingest.records.registers import amend, enter, find_entry
from ingest.reports.text import check_text, tidy

__all__ = [
    "ASK",
    "PROGRESS_MOST",
    "TITLE_MOST",
    "Action",
    "MendFirst",
    "actions_at",
    "add_action",
    "ask_for_more",
    "asked_reference",
    "list_actions",
    "mark_done",
    "note_progress",
]

ACTIONS = schema.actions
TITLE_MOST = PROGRESS_MOST = 200
NAME_MOST = 80
ASK = "More information about tension"
"""The theme of an action that stands where a meeting agreed on nothing: it needs to know more."""


def list_actions(desk: Desk, today: date, *, done: bool = False) -> list[Action]:
    """List the actions that are open, or all: those that fall due first, first; without a day, last."""
    with desk.store.reading() as connection:
        listed = read_actions(connection, today)
    kept = [one for one in listed if done or one.is_open]
    return sorted(kept, key=lambda one: (not one.is_open, one.due_on or date.max, one.number))


def actions_at(
    desk: Desk, cells: Collection[str], wards: Collection[str], *, today: date | None = None
) -> list[Action]:
    """List what was tried in a place, done or not, the last first.

    Parameters
    ----------
    cells : collection of str
        H3 indexes; may be empty, then it goes by ward.  Cells of another resolution are laid side by side at
        the coarser one.
    wards : collection of str
        Codes; an action that has no cells touches the place where it has one of these wards.
    today : datetime.date, optional
        To say what is overdue.
    """
    with desk.store.reading() as connection:
        listed = read_actions(connection, today or date.today())
    here = [one for one in listed if one.touches(cells, wards)]
    return sorted(here, key=lambda one: (one.starts_on or date.min, one.number), reverse=True)


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
        "wards": ward or None,
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


def note_progress(
    desk: Desk, number: int, progress: str, *, by: str, seal: str, speaks_for: str = ""
) -> bool:
    """Say how an action goes; what was said before stays in its history.

    Parameters
    ----------
    speaks_for : str, optional
        The organisation whose note it is, one that leads or takes part.

    Raises
    ------
    MendFirst
        If nothing is said, it points at somebody, or somebody changed the action meanwhile.
    """
    return _change(
        desk, number, "progress", progress, {}, by=by, seal=seal, why="progress", speaks_for=speaks_for
    )


def mark_done(
    desk: Desk, number: int, *, outcome: str, on: date, by: str, seal: str, speaks_for: str = ""
) -> bool:
    """Mark an action as done, with what came of it.

    Raises
    ------
    MendFirst
        As `note_progress`; or if it would be done before it began.
    """
    done = {"status": DONE, "done_on": on}
    return _change(
        desk, number, "outcome", outcome, done, by=by, seal=seal, why="done", speaks_for=speaks_for
    )


def _change(
    desk: Desk,
    number: int,
    name: str,
    text: str,
    also: Mapping[str, Any],
    *,
    by: str,
    seal: str,
    why: str,
    speaks_for: str,
) -> bool:
    said = tidy(text)
    asked = "say what came of it." if name == "outcome" else "say how it goes."
    problems = [*_text_problems(desk, name, said, asked, PROGRESS_MOST), *_who_problems(by)]
    with desk.store.writing() as connection:
        before = find_entry(connection, ACTIONS, number)
        problems += _place_of_note(before, also.get("done_on"), speaks_for)
        if before["seal"] != seal or before["retired_at"] is not None:
            problems = [
                Problem("seen", "somebody has changed this action meanwhile. Look at it again first.")
            ]
        if problems:
            raise MendFirst(tuple(problems))
        reason = spoken_for(why, speaks_for)
        return amend(connection, ACTIONS, number, {name: said, **also}, by=" ".join(by.split()), why=reason)


def _place_of_note(before: Mapping[str, Any], done_on: date | None, speaks_for: str) -> list[Problem]:
    problems = []
    own = {name.strip() for name in (before["lead"], *(before["partners"] or "").split(";"))}
    if speaks_for and speaks_for not in own:
        problems.append(Problem("speaks_for", "that organisation neither leads this action nor takes part."))
    if done_on is not None and before["starts_on"] and done_on < before["starts_on"]:
        problems.append(Problem("done_on", "it would be done before it began. Choose a later day."))
    return problems


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
