"""What becomes of a submission: graded, added to a report that is there, not taken; each can be undone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import REPORTS, Reader, may_see
from dashboard.desks.report_lists import is_hidden as is_report_hidden
from dashboard.desks.reports import MendFirst, Problem, judged_values
from dashboard.desks.submissions import PUBLIC, SUBMISSIONS, is_hidden
from dashboard.wording import day_words
from ingest.records.audit import is_same_person, now
from ingest.records.registers import amend, enter, find_entry, retire, versions
from ingest.reports.text import check_reason, tidy

__all__ = [
    "REASONS",
    "ask_second_look",
    "bears_out",
    "grade",
    "look_again",
    "merge",
    "reject",
    "reopen",
]

REASONS = (
    "It is not about this area.",
    "It is for the police or another service, and was passed on there.",
    "It says too little to be graded.",
    "It is not about hostility or tension.",
    "It repeats a message that was sent many times.",
    "Its personal details cannot be taken out.",
)
"""Why a submission may not be taken, ready to choose; other words are as good."""
ASKED = "second look asked for"


def grade(
    desk: Desk,
    number: int,
    said: Mapping[str, Any],
    *,
    reader: Reader,
    today: date,
    seal: str,
    confirmed: bool = False,
) -> int:
    """Make a community report of a submission; give the number of the report.

    It is kept in the name of the agency that sent the submission, or of the public, so that it is one source
    however many write.  Whoever grades is the second person, unless they wrote it themselves.

    Parameters
    ----------
    said : mapping
        The whole report, as for `dashboard.desks.reports.enter_report`.
    seal : str
        Of the submission as it was when it was opened.
    confirmed : bool
        Whether possible personal details were read again and may stay.

    Raises
    ------
    MendFirst
        If something is wrong with it, or somebody else decided meanwhile.
    """
    with desk.store.writing() as connection:
        told = _open(connection, number, reader, seal)
        _needs_another(connection, told, reader)
        values = judged_values(desk, said, today=today, confirmed=confirmed)
        values |= {"agency": told["agency"], "reference": ""}
        if values["needs_check"] and not is_same_person(reader.name, told["entered_by"]):
            values |= {"needs_check": False, "checked_at": now(), "checked_by": reader.name}
        report = enter(connection, REPORTS, values, by=reader.name)
        _decide(connection, told, "graded", reader, why="graded", report=report)
    return report


def merge(desk: Desk, number: int, report: int, *, reader: Reader, seal: str) -> bool:
    """Add a submission to a report that tells the same; say whether another source bears the report out.

    It becomes no second report: the report stays as it is, and is graded again by whoever thinks so.
    """
    with desk.store.writing() as connection:
        told = _open(connection, number, reader, seal)
        _needs_another(connection, told, reader)
        known = find_entry(connection, REPORTS, report)
        if known["retired_at"] is not None or not may_see(known, reader) or is_report_hidden(known, reader):
            raise _refused("this report is not there any more, or not for you to see. Choose another.")
        _decide(connection, told, "merged", reader, why="merged", report=report)
    return bears_out(told, known)


def bears_out(submission: Mapping[str, Any], report: Mapping[str, Any]) -> bool:
    """Say whether a submission comes from another source than the report: the same one proves nothing new."""
    return bool(submission["agency"] != report["agency"])


def reject(desk: Desk, number: int, *, reason: str, reader: Reader, seal: str) -> None:
    """Do not take a submission, and say why."""
    why = _reason(desk, reason)
    with desk.store.writing() as connection:
        told = _open(connection, number, reader, seal)
        _decide(connection, told, "rejected", reader, why=why)


def ask_second_look(desk: Desk, number: int, *, reason: str, reader: Reader, seal: str) -> None:
    """Leave it to another person: nobody grades it before one has looked."""
    why = _reason(desk, reason)
    with desk.store.writing() as connection:
        if _open(connection, number, reader, seal)["needs_check"]:
            raise _refused("a second look is asked for already.")
        amend(connection, SUBMISSIONS, number, {"needs_check": True}, by=reader.name, why=f"{ASKED}: {why}")


def look_again(desk: Desk, number: int, *, reader: Reader, seal: str) -> None:
    """Say that a second person has looked: nothing in it points at anybody, and it can be graded."""
    with desk.store.writing() as connection:
        told = _open(connection, number, reader, seal)
        _needs_another(connection, told, reader)
        amend(connection, SUBMISSIONS, number, {"needs_check": False}, by=reader.name, why="second look")


def reopen(desk: Desk, number: int, *, reason: str, reader: Reader, seal: str) -> None:
    """Take a decision back: it waits again, and a report that was made of it is closed."""
    why = _reason(desk, reason)
    with desk.store.writing() as connection:
        told = find_entry(connection, SUBMISSIONS, number)
        if told["state"] == "waiting" or told["seal"] != seal:
            raise _refused("somebody changed this meanwhile. Nothing was changed; open it again.")
        if told["state"] == "graded" and told["report"] is not None:
            _close_report(connection, told["report"], reader, why)
        values = {"state": "waiting", "report": None} | dict.fromkeys(
            ("decided_at", "decided_by", "decided_why")
        )
        amend(connection, SUBMISSIONS, number, values, by=reader.name, why=f"opened again: {why}")


def _close_report(connection: Connection, report: int, reader: Reader, why: str) -> None:
    if find_entry(connection, REPORTS, report)["retired_at"] is None:
        closed = {"closed_why": f"Back in the queue: {why}"[:200]}
        amend(connection, REPORTS, report, closed, by=reader.name, why="closed")
        retire(connection, REPORTS, report, by=reader.name, why="closed")


def _decide(
    connection: Connection,
    told: Mapping[str, Any],
    state: str,
    reader: Reader,
    *,
    why: str,
    report: int | None = None,
) -> None:
    values = {
        "state": state,
        "decided_at": now(),
        "decided_by": reader.name,
        "decided_why": why,
        "report": report,
    }
    words = f"{state}: {why}" if state == "rejected" else state
    amend(connection, SUBMISSIONS, told["id"], values, by=reader.name, why=words)


def _open(connection: Connection, number: int, reader: Reader, seal: str) -> dict[str, Any]:
    """Find a submission that waits, as it was when this reader opened it."""
    told = find_entry(connection, SUBMISSIONS, number)
    if told["state"] != "waiting":
        when = f"on {day_words(told['decided_at'])}"
        raise _refused(
            f"{told['decided_by']} decided on this {when} already ({told['state']}). Nothing was changed."
        )
    if told["seal"] != seal:
        raise _refused("somebody changed this meanwhile. Nothing was changed; open it again.")
    if is_hidden(told, reader):
        raise _refused(f"only {told['agency']} can see and change it until a second person has looked.")
    return told


def _needs_another(connection: Connection, told: Mapping[str, Any], reader: Reader) -> None:
    """Where a second look is needed, it is another person's than who wrote it or asked for the look."""
    if not told["needs_check"]:
        return
    first = [told["entered_by"]] if told["entered_by"] != PUBLIC else []
    said = versions(connection, SUBMISSIONS, told["id"])
    first += [one["ended_by"] for one in said if one["ended_why"].startswith(ASKED)]
    if any(is_same_person(reader.name, name) for name in first):
        raise _refused("a second look is taken by another person than who wrote it or asked for it.")


def _reason(desk: Desk, reason: str) -> str:
    why = tidy(reason)
    problems = check_reason(why, places=[*desk.study_area.wards["name"], desk.study_area.name])
    if problems or why is None:
        raise MendFirst(tuple(problems))
    return why


def _refused(message: str) -> MendFirst:
    return MendFirst((Problem("seen", message),))
