"""Plain words of the tension board: each signal, each cell's reason, who is missing; never a small number."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard.answers.tension.board import Board
from dashboard.filters import Window
from dashboard.snapshot import Snapshot
from dashboard.wording import day_words, listed, window_words

__all__ = [
    "KINDS",
    "agency_title",
    "agreed_sentence",
    "board_notes",
    "cell_sentence",
    "line_sentence",
    "network_words",
    "number_words",
    "period_sentence",
    "points_words",
    "reason",
    "report_sentence",
    "signal_sentence",
    "source_words",
]

KINDS = {
    "report": "Community report",
    "alarm": "Unusually many incidents",
    "repeats": "Incidents again at one place",
    "serious": "Serious incidents",
    "event": "Event",
}
"""The kinds of signal, as titles."""
RECORDS, CALENDAR = "records", "calendar"
NAMED = 3
CONDITION = "Part of this is shared on conditions, which stand beside its signals and go with it."
HELD = {
    "echo": "Texts that are nearly the same count as one voice; a person must look at them.",
    "one_sender": "Several of these sources are of one agency; a person must look whether they stand alone.",
}


def agency_title(snapshot: Snapshot, name: str) -> str:
    """Give an agency's title; its name where the partnership file has none."""
    return next((agency.title for agency in snapshot.partnership.agencies if agency.name == name), name)


def network_words(snapshot: Snapshot, agency: str, source_type: str) -> str:
    """Name a network: "Ward panel (Wrenmouth Borough Council)"."""
    label = snapshot.policy.report_sources.get(source_type, source_type).split(":")[0]
    return f"{label} ({agency})"


def source_words(snapshot: Snapshot, source: str) -> str:
    """Name who speaks: a network, the records of an agency, or the calendar."""
    if source == CALENDAR:
        return "Calendar of events"
    if source.startswith(f"{RECORDS}/"):
        agency = source.removeprefix(f"{RECORDS}/")
        return f"Records of {agency_title(snapshot, agency)}"
    agency, _, kind = source.rpartition("/")
    return network_words(snapshot, agency, kind)


def report_sentence(snapshot: Snapshot, report: Mapping[str, Any]) -> str:
    """Say what a graded report is, and never what it says."""
    policy = snapshot.policy
    kind = policy.experience.get(report["experience"], report["experience"]).split(":")[0]
    levels = {level.number: level.name for level in policy.severity_scale}
    severe = f"severity {report['severity']} of {len(levels)} ({levels.get(report['severity'], 'not known')})"
    steps = {level.number: level.name for level in policy.allport_scale}
    allport = (
        f", Allport {report['allport']} ({steps[report['allport']]})" if report["allport"] in steps else ""
    )
    who = ", anonymous" if report["is_anonymous"] else ""
    seen = window_words(Window(report["observed_from"], report["observed_to"]))
    return f"{kind}, {severe}{allport}{who}; seen {seen}."


def signal_sentence(kind: str, first: date, last: date, title: str | None = None) -> str:
    """Say what a signal other than a report is, without a number of incidents."""
    if kind == "event":
        return f"{title or 'Event'}, {window_words(Window(first, max(first, last)))}."
    days = window_words(Window(first, last))
    return {
        "alarm": f"Unusually many incidents in the four weeks {days}.",
        "repeats": f"Incidents again at or near one place, {days}.",
        "serious": f"Several serious incidents, {days}.",
    }[kind]


def reason(
    *,
    state: str,
    level: str,
    above_lowest: bool,
    counting: Sequence[str],
    heard: Sequence[str],
    sure: int,
    beyond: float,
    begins: float,
    held: str,
    on_conditions: bool,
    last: date | None,
    on: date,
    recent_days: int,
) -> str:
    """Say in plain words why a cell is as it is.

    Parameters
    ----------
    state : str
        "indicated", "one source only" or "no recent information".
    level : str
        The name of the level; "" where none is indicated.
    above_lowest : bool
    counting, heard : sequence of str
        The sources that count, the strongest first; those that were heard lately, the trusted first.
    sure : int
        How many of those heard are trusted.
    beyond, begins : float
        Points without the strongest source, and where this level begins.
    held : str
        Why a person must look: codes "echo" and "one_sender", "" for nothing.
    on_conditions : bool
        Whether some of what was told may be passed on only with its condition.
    last : datetime.date or None
        The last day that any report tells of.
    """
    until = f"in the {recent_days} days to {day_words(on)}"
    if state == "no recent information":
        since = f"; the last report tells of {day_words(last)}" if last else ""
        told = (
            f"Unknown: nothing, or too little to show, was told of this {until}{since}. Silence is not calm."
        )
        return _with_condition(told, on_conditions)
    if state == "one source only":
        more = len(heard) - 1
        beside = f", beside {number_words(more)} unverified or anonymous" if more else ""
        told = (
            f"One source only: {_names(heard[:1])}{beside}. Ask a second source."
            if sure
            else f"Only unverified or anonymous: {_names(heard)}. Ask a source that can be checked."
        )
        return _with_condition(told, on_conditions)
    if above_lowest:
        told = (
            f"{level}: {number_words(len(counting))} sources count ({_names(counting)}); without the "
            f"strongest, {points_words(beyond)} remain, and this level begins at {points_words(begins)}."
        )
    elif counting:
        told = (
            f"{level}: {number_words(sure)} sources were heard {until}; without the strongest too little is "
            f"left to lift the level ({points_words(beyond)})."
        )
    else:
        told = f"{level}: {number_words(sure)} sources were heard {until}, and none tells of tension."
    looks = [words for code, words in HELD.items() if code in held.split()]
    return _with_condition(" ".join([told, *looks]), on_conditions)


def _with_condition(told: str, on_conditions: bool) -> str:
    return f"{told} {CONDITION}" if on_conditions else told


def _names(names: Sequence[str]) -> str:
    most = list(dict.fromkeys(names))
    more = len(most) - NAMED
    return listed([*most[:NAMED], f"{number_words(more)} more"] if more > 0 else most)


def points_words(points: float) -> str:
    """Write points with two decimals at most, as the policy does."""
    said = f"{points:.2f}".rstrip("0").rstrip(".")
    return f"{said} point" if said == "1" else f"{said} points"


def number_words(number: int) -> str:
    """Write a small number as a word."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else f"{number:,}"


def board_notes(snapshot: Snapshot, period: Window) -> tuple[str, ...]:
    """Say what must be known beside any board."""
    later = snapshot.community.filter(snapshot.community["observed_to"] > period.last).height
    notes = [
        "A level is what the policy's rule indicates from what was sent in. It describes; it forecasts "
        "nothing. Where nothing is told, or too little to show, the level is unknown; that is not calm.",
        "The points are those left without the strongest source, so no source moves a level alone.",
        "Strands do not add up: one report may concern several.",
    ]
    if later:
        notes.append(f"What was seen after {day_words(period.last)} is not in this board.")
    if snapshot.latest is not None and snapshot.latest < period.last:
        notes.append(f"The latest recorded incident is of {day_words(snapshot.latest)}.")
    if "tension" in snapshot.policy.notes:
        notes.append(snapshot.policy.notes["tension"])
    return tuple(notes)


def period_sentence(board: Board) -> str:
    """Say what period a board is for, and how far the data reach."""
    return (
        f"Tension in {board.partnership}, the {board.span} of {window_words(board.period)}, beside "
        f"{window_words(board.previous)}. The latest record is of {day_words(board.latest)}."
    )


def cell_sentence(cell: Mapping[Any, Any]) -> str:
    """Say what is indicated of a ward and strand, against the period before, and why."""
    against = {
        "up": ", up from {}",
        "down": ", down from {}",
        "same": ", as before",
        "newly known": ", not known before",
        "no longer known": ", known before",
    }.get(cell["direction"], "")
    level = "no level" if pd.isna(cell["level"]) else f"level {int(cell['level'])}"
    if "{}" in against:
        against = against.format(int(cell["previous_level"]))
    return f"{cell['name']}, {cell['strand_name'].lower()}: {level}{against}. {cell['reason']}"


def agreed_sentence(cell: Mapping[Any, Any]) -> str:
    """Say what a meeting agreed of a cell, who wrote it down, when and why; "" if nothing."""
    if pd.isna(cell["agreed_level"]):
        return ""
    then = cell["agreed_indicated"]
    rule = "nothing was indicated" if pd.isna(then) else f"level {int(then)} was indicated"
    why = f" Reason: {cell['agreed_why']}" if cell["agreed_why"] else ""
    return (
        f"Agreed: level {int(cell['agreed_level'])}, {cell['agreed_meeting']}, written down by "
        f"{cell['agreed_by']} on {day_words(cell['agreed_on'])}, when {rule}.{why}"
    )


def line_sentence(line: Mapping[Any, Any]) -> str:
    """Say one signal: what, from whom, how graded, and how much it counts or why it does not."""
    grade = f" Graded {line['grade']}." if line["grade"] else ""
    again = f" Graded again: {line['regraded']}." if line["regraded"] else ""
    passed = f" Condition: {line['condition']}" if line["condition"] else ""
    counts = points_words(line["points"]) if line["counted"] else f"Not counted: {line['why_not_words']}"
    return f"{line['source_words']}: {line['sentence']}{grade}{again}{passed} {counts}."
