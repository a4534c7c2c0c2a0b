"""The desk for agreed levels: what a meeting decided, with who and why.  Only people write here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Connection, select

from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.filters import Window
from ingest.entries import Problem
from ingest.errors import IngestError
from ingest.records import schema
from ingest.records.registers import amend, enter, entries, find_entry, retire, versions
from ingest.reports.text import check_reason, tidy

__all__ = [
    "ALL",
    "MEETING_MOST",
    "REASON_MOST",
    "AlreadyDecided",
    "Decision",
    "MendFirst",
    "agree",
    "agreed_frame",
    "amend_agreed",
    "places_of",
    "steps_of_level",
    "withdraw_agreed",
]

LEVELS = schema.agreed_levels
ALL = "all"
"""Stands for every strand: the ward as a whole."""
MEETING_MOST, REASON_MOST = 80, 200
LONDON = ZoneInfo("Europe/London")
COLUMNS = {
    "ward": "str", "strand": "str", "period_from": "object", "period_to": "object", "agreed_level": "Int64",
    "indicated_level": "Int64", "agreed_by": "str", "agreed_on": "object", "meeting": "str", "reason": "str",
    "policy_version": "str", "number": "Int64", "seal": "str",
}  # fmt: skip


class AlreadyDecided(IngestError):
    """Somebody else has decided this, or changed it, meanwhile.

    Attributes
    ----------
    now : dict
        What stands, as a row of `agreed_frame`; empty where it was taken back.
    """

    def __init__(self, message: str, now: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.now = dict(now)


@dataclass(frozen=True)
class Decision:
    """What a meeting decides of one ward and strand.

    Attributes
    ----------
    ward : str
        Code; "" for what concerns no one ward.
    strand : str
        Code, or `ALL` for the ward as a whole.
    indicated_level : int or None
        What was indicated when the meeting decided; None where nothing was.
    reason : str
        May be empty only where the level is the indicated one and not the first of this ward and strand.
    """

    ward: str
    strand: str
    period: Window
    agreed_level: int | None
    indicated_level: int | None
    meeting: str
    reason: str


def agreed_frame(desk: Desk) -> pd.DataFrame:
    """Lay out the agreed levels that stand, oldest first.

    Returns
    -------
    pandas.DataFrame
        ward (code, "" for no one ward), strand (code or `ALL`), period_from, period_to (days), agreed_level,
        indicated_level (as it was then; missing where nothing was indicated), agreed_by, agreed_on (day),
        meeting, reason, policy_version, number and seal (of the entry).
    """
    with desk.store.reading() as connection:
        rows = [_row(entry) for entry in entries(connection, LEVELS)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _row(entry: Mapping[str, Any]) -> dict[str, Any]:
    at = entry["changed_at"] or entry["entered_at"]
    return {
        **{name: entry[name] for name in COLUMNS if name in entry},
        "ward": entry["ward"] or "",
        "agreed_by": entry["changed_by"] or entry["entered_by"],
        "agreed_on": at.replace(tzinfo=UTC).astimezone(LONDON).date(),
        "number": entry["id"],
    }


def agree(desk: Desk, said: Decision, *, by: str) -> int:
    """Keep the level on which a meeting agreed; give the entry's number.

    Raises
    ------
    MendFirst
        If something is wrong with it.
    AlreadyDecided
        If there is a decision about this ward, strand and period; it stands as it is.
    """
    with desk.store.writing() as connection:
        held = [
            entry
            for entry in entries(connection, LEVELS)
            if (entry["ward"] or "", entry["strand"]) == (said.ward, said.strand)
        ]
        values = _judged(desk, said, by, must_say_why=not held)
        for entry in held:
            if (entry["period_from"], entry["period_to"]) == (said.period.first, said.period.last):
                raise AlreadyDecided(
                    "Somebody has decided this meanwhile. Nothing of yours was kept; both are shown here.",
                    _row(entry),
                )
        named = {"agency": desk.partnership.name, "reference": _reference(connection, values)}
        return enter(connection, LEVELS, {**values, **named}, by=_who(by))


def amend_agreed(desk: Desk, number: int, said: Decision, *, by: str, seal: str) -> bool:
    """Change an agreed level and keep what it was; say whether anything differed.

    Parameters
    ----------
    said : Decision
        About the same ward, strand and period; a change always says why.
    seal : str
        Of the decision as it was when it was looked at.

    Raises
    ------
    MendFirst
        If something is wrong.
    AlreadyDecided
        If somebody changed it or took it back meanwhile.
    """
    with desk.store.writing() as connection:
        before = _unchanged(connection, number, seal)
        period = Window(before["period_from"], before["period_to"])
        same = replace(said, ward=before["ward"] or "", strand=before["strand"], period=period)
        values = _judged(desk, same, by, must_say_why=True)
        return amend(connection, LEVELS, number, values, by=_who(by), why="amended")


def withdraw_agreed(desk: Desk, number: int, *, reason: str, by: str, seal: str) -> None:
    """Take an agreed level back; it stays in the history, with the reason.

    Raises
    ------
    MendFirst
        Without a reason, or with one that points at somebody.
    AlreadyDecided
        If somebody changed it or took it back meanwhile.
    """
    why = tidy(reason)
    problems = [*check_reason(why, places=places_of(desk)), *_who_problems(by)]
    with desk.store.writing() as connection:
        _unchanged(connection, number, seal)
        if problems:
            raise MendFirst(tuple(problems))
        amend(connection, LEVELS, number, {"reason": why}, by=_who(by), why="taken back")
        retire(connection, LEVELS, number, by=_who(by), why="taken back")


def steps_of_level(desk: Desk, number: int) -> list[dict[str, Any]]:
    """Tell what a decision was before, oldest first: level, meeting, reason, until when, ended by whom."""
    with desk.store.reading() as connection:
        before = versions(connection, LEVELS, number)
    kept = ("agreed_level", "indicated_level", "meeting", "reason")
    return [
        {name: version["values"][name] for name in kept}
        | {"until": version["ended_at"], "by": version["ended_by"], "why": version["ended_why"]}
        for version in before
    ]


def _judged(desk: Desk, said: Decision, by: str, *, must_say_why: bool) -> dict[str, Any]:
    """Give what is to be kept of a decision, or say what must be mended."""
    known = {level.number for level in desk.policy.tension_scale}
    named, why = tidy(said.meeting), tidy(said.reason)
    problems = [*_place_problems(desk, said.ward, said.strand), *_who_problems(by)]
    if said.period.last < said.period.first:
        problems.append(Problem("period", "the period ends before it begins."))
    if said.agreed_level not in known:
        problems.append(Problem("agreed_level", f"choose a level from 1 to {max(known)}."))
    if said.indicated_level is not None and said.indicated_level not in known:
        problems.append(Problem("indicated_level", "the indicated level is not on this policy's scale."))
    problems += _meeting_problems(desk, named)
    if why is not None or must_say_why or said.agreed_level != said.indicated_level:
        problems += check_reason(why, places=places_of(desk))
    if problems:
        raise MendFirst(tuple(problems))
    return {
        "ward": said.ward or None,
        "strand": said.strand,
        "period_from": said.period.first,
        "period_to": said.period.last,
        "policy_version": desk.policy.version,
        "indicated_level": said.indicated_level,
        "agreed_level": said.agreed_level,
        "meeting": named,
        "reason": why or "",
    }


def _place_problems(desk: Desk, ward: str, strand: str) -> list[Problem]:
    problems = []
    if ward and ward not in set(desk.study_area.wards["ward"]):
        problems.append(Problem("ward", "there is no such ward in this area."))
    if strand != ALL and strand not in desk.policy.strands:
        problems.append(Problem("strand", "there is no such strand in the policy."))
    return problems


def _meeting_problems(desk: Desk, named: str | None) -> list[Problem]:
    if named is None:
        return [Problem("meeting", "say which meeting decides: its name, or what it is called here.")]
    if len(named) > MEETING_MOST:
        return [Problem("meeting", f"{len(named):,} characters; the most is {MEETING_MOST}.")]
    wrong = check_reason(named, places=places_of(desk))
    return (
        [Problem("meeting", "it reads like a person's name or address. Name the meeting.")] if wrong else []
    )


def _who_problems(by: str) -> list[Problem]:
    return [] if by.strip() else [Problem("by", "say who writes this down.")]


def _who(by: str) -> str:
    return " ".join(by.split())


def _unchanged(connection: Connection, number: int, seal: str) -> dict[str, Any]:
    """Find a decision that is still as it was when it was looked at."""
    entry = find_entry(connection, LEVELS, number)
    if entry["retired_at"] is not None:
        raise AlreadyDecided("This decision was taken back meanwhile. Nothing of yours was kept.", {})
    if entry["seal"] != seal:
        raise AlreadyDecided(
            "Somebody has changed this decision meanwhile. Nothing of yours was kept; both are shown here.",
            _row(entry),
        )
    return entry


def _reference(connection: Connection, values: Mapping[str, Any]) -> str:
    """Name a decision by what it is about, so that the store itself refuses a second one."""
    days = f"{values['period_from']:%Y%m%d}-{values['period_to']:%Y%m%d}"
    first = f"LEVEL-{days}-{values['ward'] or 'no-ward'}-{values['strand']}"
    used = set(connection.execute(select(LEVELS.c.reference)).scalars())
    return next(way for way in (first, *(f"{first}-{n}" for n in range(2, 999))) if way not in used)


def places_of(desk: Desk) -> list[str]:
    """Names of wards, agencies and the area, which are nobody's name."""
    agencies = [title for agency in desk.partnership.agencies for title in (agency.name, agency.title)]
    return [*desk.study_area.wards["name"], desk.study_area.name, desk.partnership.name, *agencies]
