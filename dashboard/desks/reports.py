"""The desk for community reports: enter, mend, grade again, look a second time, review and close."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dashboard.desks.access import access
from dashboard.desks.importing import Desk
from dashboard.desks.looking import report_rights
from dashboard.desks.report_lists import REPORTS, TEXTS, Reader, is_hidden
from ingest.entries import Problem
from ingest.errors import IngestError
from ingest.records.audit import now
from ingest.records.registers import amend, enter, find_entry, retire
from ingest.reports.grade import read_grading
from ingest.reports.report import Judged, judge_report, review_limit
from ingest.reports.text import check_reason, tidy

__all__ = [
    "MendFirst",
    "Problem",
    "check_report",
    "close_report",
    "enter_report",
    "extend_review",
    "grade_again",
    "judged_values",
    "latest_review",
    "mark_checked",
    "may_change",
    "mend_report",
]


class MendFirst(IngestError):
    """What must be mended or confirmed before a report can be kept.

    Attributes
    ----------
    problems : tuple of Problem
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message[:1].upper() + problem.message[1:] for problem in problems))
        self.problems = problems


def check_report(desk: Desk, said: Mapping[str, Any], today: date) -> tuple[Problem, ...]:
    """Say what is wrong with a report as far as it is written; nothing is kept."""
    return _judged(desk, said, today).problems


def enter_report(
    desk: Desk, said: Mapping[str, Any], *, reader: Reader, today: date, confirmed: bool = False
) -> int:
    """Keep a report; give its number.

    Parameters
    ----------
    said : mapping
        By names of `ingest.reports.report.REPORT`, and `grading`; see `ingest.reports.report.judge_report`.
    confirmed : bool
        Whether somebody has said that possible personal details are none, or must stay.  The report is then
        kept, and hidden from other agencies until checked.

    Raises
    ------
    MendFirst
        If something is wrong, or possible personal details have not been confirmed.
    """
    desk.check_sender(reader.agency)
    values = judged_values(desk, said, today=today, confirmed=confirmed)
    values |= {"agency": reader.agency, "reference": tidy(said.get("reference")) or ""}
    with desk.store.writing() as connection:
        if _is_used(connection, reader.agency, values["reference"]):
            _refuse("reference", "your agency has used this reference already. Give another, or none.")
        return enter(connection, REPORTS, values, by=reader.name)


def judged_values(desk: Desk, said: Mapping[str, Any], *, today: date, confirmed: bool) -> dict[str, Any]:
    """Check a report that is about to be kept, and give its values; see `enter_report`."""
    return _kept(_judged(desk, said, today), confirmed)


def mend_report(
    desk: Desk,
    number: int,
    said: Mapping[str, Any],
    *,
    reader: Reader,
    today: date,
    seal: str,
    confirmed: bool = False,
) -> bool:
    """Change what a report says, keeping what it said; its review day is moved by `extend_review` only.

    Parameters
    ----------
    seal : str
        Of the report as it was when the form was opened.

    Raises
    ------
    MendFirst
        As `enter_report`; and if somebody else changed the report meanwhile.
    """
    with desk.store.writing() as connection:
        before = _open(connection, number, reader)
        if before["seal"] != seal:
            _refuse("seen", "somebody changed this report meanwhile. Open it again, so that nothing is lost.")
        judged = _judged(desk, {**said, "review_by": None}, today)
        values = _kept(judged, confirmed or _same_texts(before, judged))
        del values["review_by"]
        if _same_texts(before, judged) and before["checked_by"]:
            values["needs_check"] = False
        else:
            values |= {"checked_at": None, "checked_by": None}
        return amend(connection, REPORTS, number, values, by=reader.name, why="amended")


def grade_again(desk: Desk, number: int, grading: str, *, reason: str, reader: Reader) -> bool:
    """Give another grade, as `2B`; the old one, who, when and why stay in the history."""
    graded, problems = read_grading(tidy(grading), None, None, None)
    why = tidy(reason)
    problems += check_reason(why, places=_places(desk))
    if problems:
        raise MendFirst(tuple(problems))
    values = {"source_grade": graded.source, "information_grade": graded.information}
    with desk.store.writing() as connection:
        _open(connection, number, reader)
        return amend(connection, REPORTS, number, values, by=reader.name, why=f"graded again: {why}")


def mark_checked(desk: Desk, number: int, *, reader: Reader) -> None:
    """Say that a second person has looked: nothing in it points at anybody.

    Raises
    ------
    MendFirst
        If it is the same person who entered or last changed it, or one of another agency.
    """
    with desk.store.writing() as connection:
        before = _open(connection, number, reader)
        wrote = {before["entered_by"], before["changed_by"] or before["entered_by"]}
        if _folded(reader.name) in map(_folded, wrote):
            _refuse("needs_check", "a second look is taken by another person than who wrote it.")
        values = {"needs_check": False, "checked_at": now(), "checked_by": reader.name}
        amend(connection, REPORTS, number, values, by=reader.name, why="second look")


def extend_review(desk: Desk, number: int, until: date, *, reason: str, reader: Reader, today: date) -> bool:
    """Set a later review day, which counts the policy's length from today, with the reason."""
    why = tidy(reason)
    problems = check_reason(why, places=_places(desk))
    with desk.store.writing() as connection:
        before = _open(connection, number, reader)
        limit = latest_review(desk, before, today)
        if until > limit:
            problems.append(Problem("review_by", f"the latest that the policy allows is {limit:%d/%m/%Y}."))
        if until <= today:
            problems.append(Problem("review_by", "choose a day after today."))
        if problems:
            raise MendFirst(tuple(problems))
        values = {"review_by": until}
        return amend(connection, REPORTS, number, values, by=reader.name, why=f"review moved: {why}")


def close_report(desk: Desk, number: int, *, reason: str, reader: Reader) -> None:
    """Take a report off the list; it stays in the history until its keeping ends."""
    why = tidy(reason)
    problems = check_reason(why, places=_places(desk))
    if problems:
        raise MendFirst(tuple(problems))
    with desk.store.writing() as connection:
        _open(connection, number, reader)
        amend(connection, REPORTS, number, {"closed_why": why}, by=reader.name, why="closed")
        retire(connection, REPORTS, number, by=reader.name, why="closed")


def latest_review(desk: Desk, report: Mapping[str, Any], today: date) -> date:
    """Give the last day on which a report may fall due if somebody reviews it today."""
    return review_limit(desk.policy, observed_to=report["observed_to"], received=today)


def _judged(desk: Desk, said: Mapping[str, Any], today: date) -> Judged:
    return judge_report(said, policy=desk.policy, study_area=desk.study_area, today=today)


def _kept(judged: Judged, confirmed: bool) -> dict[str, Any]:
    """Give the values to keep, or say what stands against it."""
    against = judged.refused if confirmed else judged.problems
    if against:
        raise MendFirst(against)
    return dict(judged.values)


def may_change(report: Mapping[str, Any], reader: Reader) -> bool:
    """Say whether a reader may mend, grade and close a report: their agency's, or as a grader anybody's."""
    own = bool(reader.agency) and report["agency"] == reader.agency
    grades = access().may(reader.viewer.role, "grade reports")
    return grades or (own and "change" in report_rights(report, reader))


def _open(connection: Connection, number: int, reader: Reader) -> dict[str, Any]:
    """Find a report that this reader may change."""
    report = find_entry(connection, REPORTS, number)
    if report["retired_at"] is not None:
        _refuse("seen", "this report is closed. Nothing was changed.")
    if is_hidden(report, reader):
        _refuse("needs_check", f"only {report['agency']} can see and change it until it is checked.")
    if not may_change(report, reader):
        _refuse(
            "seen", f"only {report['agency']}, and those who grade, change this report. Nothing was changed."
        )
    return report


def _is_used(connection: Connection, agency: str, reference: str) -> bool:
    known = REPORTS.c
    query = select(known.id).where(known.agency == agency, known.reference == reference)
    return connection.execute(query).first() is not None


def _refuse(field: str, message: str) -> None:
    raise MendFirst((Problem(field, message),))


def _same_texts(before: Mapping[str, Any], judged: Judged) -> bool:
    return all(before[name] == judged.values[name] for name in TEXTS)


def _places(desk: Desk) -> list[str]:
    return [*desk.study_area.wards["name"], desk.study_area.name]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
