"""The desk at which the owner of an entry answers: one entry, one answer, nothing else to be seen."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from dashboard.desks.centre_entry import check_entry
from dashboard.desks.centres import CENTRES, FIELDS, PLACE, find_centre
from dashboard.desks.importing import Desk
from ingest.entries import Problem
from ingest.records.confirming import DAYS, asked_entry, confirm, decide, make_link, proposals_of, propose
from ingest.records.registers import find_entry

__all__ = ["DAYS", "accept_proposal", "ask_owner", "decline_proposal", "look_up", "say_changed", "say_right",
           "waiting_proposals"]  # fmt: skip

ANSWER_AFTER_S = 0.4
"""Every answer takes so long, right key or wrong: neither the time nor the words tell them apart."""


def ask_owner(desk: Desk, number: int, *, by: str, today: date) -> str:
    """Make a link's key for an entry's owner; it is shown once and kept nowhere."""
    with desk.store.writing() as connection:
        return make_link(connection, number, by=by, today=today)


@contextmanager
def _in_even_time() -> Iterator[None]:
    started = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, ANSWER_AFTER_S - (time.monotonic() - started)))


def look_up(desk: Desk, key: str, *, today: date) -> dict[str, Any] | None:
    """Give the public fields of the entry that a key is for; None for any key that is not good."""
    with _in_even_time(), desk.store.reading() as connection:
        return asked_entry(connection, key, today=today)


def say_right(desk: Desk, key: str, *, today: date) -> bool:
    """Note that all is still right; False for any key that is not good."""
    with _in_even_time(), desk.store.writing() as connection:
        return confirm(connection, key, today=today)


def say_changed(
    desk: Desk, key: str, said: Mapping[str, Any], *, today: date
) -> tuple[bool, tuple[Problem, ...]]:
    """Keep what an owner would change for the partnership to decide.

    Returns
    -------
    kept, problems
        Not kept where something is wrong with it, or the key is not good.
    """
    entry = look_up(desk, key, today=today)
    if entry is None:
        return False, ()
    checked = _checked(desk, entry["id"], said, today)
    wrong = tuple(problem for problem in checked.refused if problem.field in said)
    if wrong:
        return False, wrong
    tidy = {name: checked.values[name] for name in said}
    with desk.store.writing() as connection:
        return propose(connection, key, tidy, today=today), ()


def _checked(desk: Desk, number: int, said: Mapping[str, Any], today: date) -> Any:
    """Check a changed entry whole; a new status carries the day on which it was told."""
    held = find_centre(desk, number)
    return check_entry(desk, _laid_over(held, said, today), today, number=number)


def _laid_over(held: Mapping[str, Any], said: Mapping[str, Any], day: date) -> dict[str, Any]:
    values = {
        name: held[name] for name in (*FIELDS, *(name for name in PLACE if name not in {"x", "y"}))
    } | dict(said)
    status = values["status"]
    if status != held["status"]:
        values |= dict.fromkeys(("paused_since", "paused_until", "closed_since"))
        values |= {f"{status}_since": day} if status in {"paused", "closed"} else {}
    return values


def waiting_proposals(desk: Desk, number: int | None = None) -> list[dict[str, Any]]:
    """List what owners propose and nobody has decided: id, centre, name, said_on, changes."""
    with desk.store.reading() as connection:
        waiting = proposals_of(connection, number)
        held = {one["centre"]: find_entry(connection, CENTRES, one["centre"]) for one in waiting}
    return [
        {
            **one,
            "name": held[one["centre"]]["name"],
            "changes": [
                {"what": FIELDS[name][0], "before": held[one["centre"]][name], "after": value}
                for name, value in one["values"].items()
            ],
        }
        for one in waiting
    ]


def accept_proposal(desk: Desk, proposal: Mapping[str, Any], *, by: str) -> tuple[Problem, ...]:
    """Write what an owner proposes into the register; give what hinders it, or nothing."""
    checked = _checked(desk, proposal["centre"], proposal["values"], proposal["said_on"])
    if checked.refused:
        return checked.refused
    with desk.store.writing() as connection:
        decide(connection, proposal["id"], accept=True, by=by, values=checked.values)
    return ()


def decline_proposal(desk: Desk, proposal: Mapping[str, Any], *, by: str) -> None:
    """Leave the register as it is."""
    with desk.store.writing() as connection:
        decide(connection, proposal["id"], accept=False, by=by)
