"""A file of events becomes entries of the calendar; every row is accounted for."""

from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from boundaries.study_area import StudyArea
from ingest.entries import Entry, PreparedEntries, Problem, problem_rows, without_repeats
from ingest.errors import IngestError
from ingest.event import KINDS, SCALES, check_event, event_reference
from ingest.policy import Policy
from ingest.register_columns import read_days, read_strands, take_columns
from ingest.table import Table
from ingest.words import fold

__all__ = ["prepare_events"]

NAMES = MappingProxyType(
    {
        "reference": ("reference", "ref", "id", "uid"),
        "title": ("title", "event", "name", "summary", "subject", "what"),
        "kind": ("kind", "type", "category", "type of event"),
        "scale": ("scale", "level", "reach"),
        "first_day": ("first day", "start date", "start", "from", "date", "begins", "dtstart", "when"),
        "last_day": ("last day", "end date", "end", "to", "until", "ends", "dtend"),
        "ward": ("ward", "ward name", "ward code"),
        "strands": (
            "strands",
            "strand",
            "communities",
            "affects",
            "strands affected",
            "protected characteristic",
        ),
        "source": ("source", "from whom", "link", "url"),
        "note": ("note", "notes", "description", "remarks", "comment"),
    }
)
"""Field -> the headers, folded, under which calendars have it; the best first."""
_OTHER_WORDS = MappingProxyType(
    {
        **dict.fromkeys(("festival", "religious festival", "faith", "holy day"), "religious"),
        **dict.fromkeys(("football", "sport", "sports", "game", "tournament"), "match"),
        **dict.fromkeys(("march", "protest", "rally"), "demonstration"),
        **dict.fromkeys(("memorial", "commemoration"), "anniversary"),
        **dict.fromkeys(("trial", "verdict"), "court"),
        **dict.fromkeys(("vote", "poll"), "election"),
        **dict.fromkeys(("fair", "borough", "town"), "local"),
        **{"uk": "national", "world": "global", "neighbourhood": "ward"},
    }
)
"""Words that stand for a kind or a scale, beside codes and labels."""


def prepare_events(
    table: Table, *, policy: Policy, study_area: StudyArea | None, today: date
) -> PreparedEntries:
    """Turn the rows of a list of events into entries.

    Raises
    ------
    IngestError
        If there is no column of titles or none of dates.
    """
    taken = take_columns(table, NAMES)
    missing = [
        word for word, field in (("title", "title"), ("date", "first_day")) if field not in taken.headers
    ]
    if missing:
        raise IngestError(
            f"This file has no column of {' and '.join(f'{word}s' for word in missing)}. Columns seen: "
            f"{', '.join(table.frame.columns)}. A list of events needs at least 'title' and 'date'."
        )
    days = {
        name: read_days(taken.cells[name], column=taken.headers.get(name, name), end=name == "last_day")
        for name in ("first_day", "last_day")
    }
    aside, notes, entries = [], list(table.notes), []
    for at, row in enumerate(taken.cells.iter_rows(named=True)):
        said, wrong = _said(row, {name: frame.row(at) for name, frame in days.items()}, policy, study_area)
        checked = check_event(said, policy=policy, study_area=study_area, today=today)
        told = [problem for problem in checked.problems if problem.field not in {one.field for one in wrong}]
        refused = [problem for problem in (*wrong, *told) if not problem.asks]
        if refused:
            reason = f"Row {row['row']}: {' '.join(problem.message for problem in refused)}"
            aside.append((row["row"], taken.headers.get(refused[0].field), None, reason))
            continue
        notes += [f"Row {row['row']}: {problem.message}" for problem in (*wrong, *told)]
        entries.append(_entry(row, checked.values))
    header = taken.headers.get("reference", taken.headers["title"])
    unique, repeated, duplicates = without_repeats(entries, column=header)
    unread = [f"Columns not read and not kept: {', '.join(taken.unread)}."] if taken.unread else []
    return PreparedEntries(
        entries=unique,
        set_aside=pl.concat([table.set_aside, problem_rows(aside), repeated]).sort("row"),
        read=table.read,
        blank=table.blank,
        duplicates=duplicates,
        notes=(*notes, *unread),
    )


def _said(
    row: dict[str, Any], days: dict[str, tuple[Any, Any]], policy: Policy, study_area: StudyArea | None
) -> tuple[dict[str, Any], list[Problem]]:
    """Read the cells of a row as the values that a form would give, and what cannot be read."""
    said = {name: row[name] for name in ("title", "source", "note")}
    wrong = []
    for name, (day, reason) in days.items():
        said[name] = day
        if day is None and row[name] is not None:
            wrong.append(
                Problem(
                    name, f"'{row[name]}' is not a date." if _may_show(row[name]) else reason or "no date."
                )
            )
    for name, known in (("kind", KINDS), ("scale", SCALES)):
        said[name] = _code(row[name], known)
        if row[name] and said[name] is None:
            wrong.append(Problem(name, f"this is not a {name} we know. Known: {', '.join(known)}."))
    said["strands"], understood = read_strands(row["strands"], policy)
    if not understood:
        wrong.append(Problem("strands", "part of its strands is not known; mend them here.", asks=True))
    said["ward"] = _ward(row["ward"], study_area)
    return said, wrong


def _may_show(text: str) -> bool:
    return len(text) <= 20 and not any(letter.isalpha() for letter in text)


def _code(text: str | None, known: MappingProxyType[str, str]) -> str | None:
    """Read a word of a list: its code, its label, or one of the other words for it."""
    word = fold(text or "")
    words = {fold(label): code for code, label in known.items()} | {fold(code): code for code in known}
    other = _OTHER_WORDS.get(word)
    return words.get(word) or (other if other in known else None)


def _ward(text: str | None, study_area: StudyArea | None) -> str | None:
    """Find a ward by name or code; a word that is neither is given back, to be refused."""
    if not text or study_area is None or fold(text) in {"all", "all wards", "borough wide", "everywhere"}:
        return None if study_area is not None else text
    names = {
        fold(name): code
        for name, code in zip(study_area.wards["name"], study_area.wards["ward"], strict=True)
    }
    return str(names.get(fold(text), text))


def _entry(row: dict[str, Any], values: dict[str, Any]) -> Entry:
    """Part what the file says from what nobody says."""
    reference = row["reference"] or event_reference(values["title"], values["first_day"])
    told = {name for name in values if row.get(name)} | {"title", "first_day", "last_day"}
    said = {name: value for name, value in values.items() if name in told}
    rest = {name: value for name, value in values.items() if name not in told}
    return Entry(row["row"], {**said, "reference": reference}, rest)
