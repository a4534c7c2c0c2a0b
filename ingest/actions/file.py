"""The tables in which partnerships keep their action plans become actions; every row is accounted for."""

import hashlib
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from boundaries.study_area import StudyArea
from ingest.actions.action import COLOURS, INTENDS, check_action
from ingest.actions.due import DONE_WORDS, Due, part_from_date, read_due
from ingest.actions.responsible import is_role, parts_of
from ingest.entries import Entry, PreparedEntries, Problem, problem_rows, without_repeats
from ingest.errors import IngestError
from ingest.policy import Policy
from ingest.register_columns import Columns, read_strands, take_columns
from ingest.table import Table
from ingest.words import fold

__all__ = ["BY_RULE", "NAMES", "NOBODY_LEADS", "prepare_actions"]

BY_RULE = "by rule"
NOBODY_LEADS = "No organisation named"
FILE_SAID = "As the file says."
NAMES = MappingProxyType(
    {
        "reference": ("reference", "ref", "action ref", "action no", "action number", "id", "no"),
        "theme": ("theme", "priority", "priorities", "strategic theme", "priority area"),
        "title": ("action", "actions", "key action", "action required", "task", "what"),
        "action_by": ("action by date", "actions by date", "action and date", "action with date"),
        "lead": ("lead organisation", "lead agency", "lead who else", "lead and who else", "lead partner",
                 "leads", "lead"),
        "partners": ("partners", "who else", "supporting organisations", "supporting partners", "with"),
        "responsible": ("responsible", "responsibility", "responsible officer", "lead officer", "owner"),
        "due_on": ("target date", "completed by", "complete by", "by when", "due date", "due", "deadline",
                   "timescale", "target"),
        "starts_on": ("begins", "start date", "starts", "starts on"),
        "done_on": ("done on", "completed on", "date completed"),
        "expected": ("outcome", "expected outcome", "intended outcome", "outcomes", "desired outcome"),
        "outcome": ("result", "what came of it", "achieved"),
        "progress": ("progress", "progress update", "update", "position", "latest position"),
        "rag": ("rag", "rag status", "rag rating", "status"),
        "rag_why": ("rag reason", "why this colour"),
        "aim": ("strategic aim", "strategic aims", "aim", "aims"),
        "objective": ("objective", "objectives"),
        "resources": ("resources", "resource"),
        "triggers": ("triggers", "trigger"),
        "step_changes": ("step changes", "step change"),
        "intends": ("what it is for", "intends"),
        "wards": ("wards", "ward"),
        "strands": ("strands", "strand"),
        "place_name": ("place", "location"),
    }
)  # fmt: skip
"""Field -> the headers, folded, under which action plans have it; the best first."""
TEXTS = ("expected", "outcome", "progress", "aim", "objective", "resources", "triggers", "step_changes",
         "theme", "place_name")  # fmt: skip
CARRIED = ("theme", "aim")
"""Written once over several rows, as merged cells are: what is empty below means the same."""
SHORT = 200
_COLOURS = {**{colour: colour for colour in COLOURS}, **{colour[0]: colour for colour in COLOURS}}
_INTENDS = {
    "fewer incidents less harm": "fewer", "more reports people come forward": "more",
    "something else": "other", **{code: code for code in INTENDS},
}  # fmt: skip


def prepare_actions(
    table: Table,
    *,
    policy: Policy,
    study_area: StudyArea,
    places: Collection[str],
    organisations: Collection[str],
) -> PreparedEntries:
    """Turn the rows of an action plan into actions.

    Parameters
    ----------
    organisations : collection of str
        Those of the partnership, to tell an organisation from a role.

    Raises
    ------
    IngestError
        If no column says what is to be done.
    """
    taken = take_columns(table, NAMES)
    if not {"title", "action_by", "objective"} & set(taken.headers):
        raise IngestError(
            "This file has no column that says what is to be done. Columns seen: "
            f"{', '.join(table.frame.columns)}. An action plan needs 'Action' or 'Objective', better with "
            "'Lead Organisation', 'Target Date', 'Outcome', 'Progress' and 'RAG'."
        )
    cells, headings = _carried(taken, table)
    dues = _dues(cells, taken)
    aside, entries, no_lead, no_place = [], [], 0, 0
    for at, row in enumerate(cells):
        if row["row"] in headings:
            continue
        read = {name: column[at] for name, column in dues.items()}
        said, wrong = _said(row, read, policy, study_area, organisations)
        checked = check_action(said, policy=policy, study_area=study_area, places=places, needs_place=False)
        refused = [*wrong, *(one for one in checked.problems if one.field not in {w.field for w in wrong})]
        if refused:
            reason = f"Row {row['row']}: {' '.join(_sentence(one.message) for one in refused)}"
            aside.append((row["row"], taken.headers.get(refused[0].field), None, reason))
            continue
        no_lead += said["lead"] == NOBODY_LEADS
        no_place += not (said["wards"] or said["place_name"])
        entries.append(_entry(row, checked.values, read))
    column = taken.headers.get("reference")
    unique, repeated, duplicates = without_repeats(entries, column=column)
    return PreparedEntries(
        entries=unique,
        set_aside=pl.concat([table.set_aside, problem_rows(aside), repeated]).sort("row"),
        read=table.read,
        blank=table.blank + len(headings),
        duplicates=duplicates,
        notes=tuple(_notes(table, taken, len(headings), no_lead, no_place)),
    )


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]


def _notes(table: Table, taken: Columns, headings: int, no_lead: int, no_place: int) -> list[str]:
    notes = list(table.notes)
    if headings:
        notes.append(f"{headings} rows are headings; the actions under each have it as their theme.")
    if no_lead:
        notes.append(f"No organisation leads {no_lead} of these actions. Say which, so that it is owned.")
    if no_place:
        notes.append(f"{no_place} of these actions say no place. Give each one before it is evaluated.")
    if taken.unread:
        notes.append(f"Columns not read and not kept: {', '.join(taken.unread)}.")
    return notes


def _carried(taken: Columns, table: Table) -> tuple[list[dict[str, Any]], set[int]]:
    """Write down what stands once over several rows; find the rows that are only a heading."""
    rows = [dict(row) for row in taken.cells.iter_rows(named=True)]
    filled = [sum(cell is not None for cell in row) for row in table.frame.iter_rows()]
    firsts = table.frame.to_series(0).to_list() if table.frame.width else []
    headings: set[int] = set()
    above: dict[str, str | None] = dict.fromkeys(CARRIED)
    carried: tuple[str, ...] = CARRIED
    if {"title", "action_by"} & set(taken.headers):
        carried = (*CARRIED, "objective")
    if "reference" in taken.headers:
        carried = ()  # our own table says everything in every row
    for row, count, first in zip(rows, filled, firsts, strict=True):
        if table.frame.width > 2 and count == 1 and first:
            headings.add(row["row"])
            above["theme"] = " ".join(str(first).split())
            continue
        for name in carried:
            if row[name]:
                above[name] = row[name]
            else:
                row[name] = above.get(name)
    return rows, headings


def _dues(cells: list[dict[str, Any]], taken: Columns) -> dict[str, list[Due]]:
    """Read the days; an action's own column may say them after what is to be done."""
    for row in cells:
        text = row["action_by"]
        if not text:
            continue
        whole = read_due(pl.Series([text], dtype=pl.String), column="")[0]
        what, when = (None, text) if not whole.problem else part_from_date(text)
        row["title"] = row["title"] or what
        row["due_on"] = row["due_on"] or when or None
    found = {}
    for name in ("due_on", "starts_on", "done_on"):
        header = taken.headers.get(name) or taken.headers.get("action_by") or name
        column = pl.Series([row[name] for row in cells], dtype=pl.String)
        found[name] = read_due(column, column=header)
    return found


def _said(
    row: Mapping[str, Any],
    read: Mapping[str, Due],
    policy: Policy,
    study_area: StudyArea,
    organisations: Collection[str],
) -> tuple[dict[str, Any], list[Problem]]:
    """Read the cells of a row as the values that a form would give, and what cannot be read."""
    said: dict[str, Any] = {name: row[name] for name in TEXTS}
    said["title"] = row["title"] or _shortened(row["objective"])
    said |= _who(row, organisations)
    wrong = [Problem(name, due.problem) for name, due in read.items() if due.problem]
    said |= {name: due.day for name, due in read.items()}
    colour, said["rag_why"] = _colour(row["rag"]), row["rag_why"]
    said["status"] = "done" if colour == "done" or read["due_on"].is_done else "open"
    if colour == "?":
        wrong.append(Problem("rag", "the RAG is not one that we know. Give Red, Amber, Green or Complete."))
    said["rag"] = colour if colour in COLOURS else None
    said["rag_why"] = (row["rag_why"] or FILE_SAID) if said["rag"] else None
    said["intends"] = _INTENDS.get(fold(row["intends"] or ""), row["intends"])
    said["wards"] = _wards(row["wards"], study_area)
    said["strands"], understood = read_strands(row["strands"], policy)
    if not understood:
        wrong.append(Problem("strands", "part of its strands is not known."))
    return said, wrong


def _shortened(text: str | None) -> str | None:
    if text is None or len(text) <= SHORT:
        return text
    return f"{text[:SHORT].rsplit(' ', 1)[0]} …"


def _who(row: Mapping[str, Any], organisations: Collection[str]) -> dict[str, str | None]:
    """Part those who are named into the organisation that leads, the others, and roles."""
    named = parts_of(row["lead"] or "")
    others, roles = parts_of(row["partners"] or ""), []
    for part in parts_of(row["responsible"] or ""):
        if row["lead"] or is_role(part, organisations=organisations):
            roles.append(part)
        else:
            named.append(part)
    lead = named[0] if named else NOBODY_LEADS
    return {
        "lead": lead,
        "partners": "; ".join(dict.fromkeys([*named[1:], *others])) or None,
        "responsible": "; ".join(roles) or None,
    }


def _colour(text: str | None) -> str:
    """Read a colour; "" where the rule is to say it, "done", or "?" for what is none."""
    word = fold(text or "")
    if not word or BY_RULE in word or word in ("open", "not started", "n a"):
        return ""
    if word.split()[0] in DONE_WORDS:
        return "done"
    return _COLOURS.get(word.split()[0], "?")


def _wards(text: str | None, study_area: StudyArea) -> str | None:
    """Find wards by name or code; a word that is neither is given back, to be refused."""
    if not text:
        return None
    pairs = zip(study_area.wards["name"], study_area.wards["ward"], strict=True)
    names = {fold(str(name)): str(code) for name, code in pairs}
    parts = [text] if fold(text) in names else parts_of(text)
    return ";".join(dict.fromkeys(names.get(fold(part), part) for part in parts))


def _entry(row: Mapping[str, Any], values: dict[str, Any], read: Mapping[str, Due]) -> Entry:
    """Part what the file says from what nobody says."""
    named = f"{values['aim'] or ''}|{values['theme'] or ''}|{values['title']}"
    reference = row["reference"] or f"PLAN-{hashlib.sha256(fold(named).encode()).hexdigest()[:12]}"
    told = {name for name in values if row.get(name)} | {"title", "lead"}
    told |= {"partners"} if values["partners"] else set()
    told |= {"due_on"} if row["due_on"] else set()
    told |= {"status", "rag", "rag_why"} if row["rag"] or read["due_on"].is_done else set()
    said = {name: value for name, value in values.items() if name in told}
    rest = {name: value for name, value in values.items() if name not in told}
    return Entry(row["row"], {**said, "reference": reference}, rest)
