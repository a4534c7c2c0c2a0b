"""Action plans as files at the desk: taken in as one batch, given back in the layout that people use."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.desks.agreed_levels import places_of
from dashboard.desks.importing import Desk, Receipt
from dashboard.exporting.document import Sheet
from dashboard.exporting.lists import list_sheet
from dashboard.joint_action import INTENDS, Action
from dashboard.rag import COLOURS, RULE, rag_of
from dashboard.wording import day_words
from ingest.actions.due import ONGOING
from ingest.actions.file import BY_RULE, prepare_actions
from ingest.entries import PreparedEntries
from ingest.records import Sent, schema
from ingest.records.register_files import file_digest, receive_entries
from ingest.table import Table

__all__ = ["LAYOUTS", "plan_sheet", "preview_actions", "take_in_actions"]

ACTIONS = schema.actions
ALSO = {
    "reference": "Reference",
    "starts_on": "Begins",
    "done_on": "Done on",
    "result": "Result",
    "intends": "What it is for",
    "wards": "Wards",
    "place": "Place",
    "strands": "Strands",
}
"""What none of the layouts has and no action should lose on the way out and in again."""
PAPER = {"place": "Place"}
LAYOUTS: dict[str, tuple[str, dict[str, str]]] = {
    "rag": (
        "Actions with RAG, under themes",
        {"theme": "Theme", "action": "Action", "lead_organisation": "Lead Organisation",
         "partners": "Partners", "responsible": "Responsible", "target_date": "Target Date",
         "outcome": "Outcome", "progress": "Progress", "rag": "RAG", "rag_reason": "RAG reason"},
    ),
    "aims": (
        "Strategic aims and objectives",
        {"strategic_aim": "Strategic Aim", "objective": "Objective", "action": "Action",
         "lead_who_else": "Lead/who else", "responsible": "Responsible", "resources": "Resources",
         "completed_by": "Completed by", "triggers": "Triggers", "step_changes": "Step changes"},
    ),
    "priorities": (
        "Priorities and responsibility",
        {"priority": "Priority", "objective": "Objective", "action_by_date": "Action by date",
         "responsibility": "Responsibility"},
    ),
}  # fmt: skip
"""The tables that partnerships keep: code -> title, and column -> header."""


def preview_actions(desk: Desk, table: Table) -> PreparedEntries:
    """Check every row of a file; nothing is kept."""
    return prepare_actions(
        table,
        policy=desk.policy,
        study_area=desk.study_area,
        places=places_of(desk),
        organisations=[name for one in desk.partnership.agencies for name in (one.name, one.title)],
    )


def take_in_actions(desk: Desk, table: Table, *, path: Path, name: str, by: str) -> Receipt:
    """Keep an action plan: one file, one batch, one transaction; the same file again adds nothing."""
    prepared = preview_actions(desk, table)
    sent = Sent(
        file=name,
        digest=file_digest(path, ACTIONS),
        agency=desk.partnership.name,
        format="action plan",
        by=by,
    )
    with desk.store.writing() as connection:
        return receive_entries(connection, ACTIONS, prepared, sent, day="due_on")


def plan_sheet(
    desk: Desk, actions: Sequence[Action], today: date, *, layout: str = "rag", on_paper: bool = False
) -> Sheet:
    """Lay actions out as a table that partnerships know, to be sent, filled in and taken in again.

    Parameters
    ----------
    layout : str
        A key of `LAYOUTS`.
    on_paper : bool
        Without the columns that only a file which comes back needs.
    """
    title, columns = LAYOUTS[layout]
    wards = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    by_theme = sorted(actions, key=lambda one: (not one.theme, one.theme.casefold()))
    rows = [_row(one, wards, desk.policy.strands, today) for one in by_theme]
    shown = columns | (PAPER if on_paper else ALSO)
    told = [row | {"place": row["where"]} for row in rows] if on_paper else rows
    return list_sheet(title, shown, told, notes=(RULE,))


def _row(one: Action, wards: Mapping[str, str], strands: Mapping[str, str], today: date) -> dict[str, Any]:
    rag, due = rag_of(one, today), day_words(one.due_on) if one.due_on else ONGOING
    colour = COLOURS[rag.colour] + (f" ({BY_RULE})" if rag.by_rule and one.is_open else "")
    others = "; ".join(one.with_whom)
    codes = one.wards or ((one.ward,) if one.ward else ())
    return {
        "theme": one.theme,
        "priority": one.theme,
        "action": one.title,
        "lead_organisation": one.lead,
        "lead_who_else": "; ".join((one.lead, *one.with_whom)),
        "partners": others,
        "responsible": one.responsible,
        "responsibility": "; ".join(part for part in (one.lead, others, one.responsible) if part),
        "target_date": due,
        "completed_by": due,
        "action_by_date": f"{one.title}, by {due}" if one.due_on else f"{one.title}, {ONGOING}",
        "outcome": one.expected,
        "progress": one.progress,
        "rag": colour,
        "rag_reason": "" if rag.by_rule else rag.why,
        "strategic_aim": one.aim,
        "objective": one.objective,
        "resources": one.resources,
        "triggers": one.triggers,
        "step_changes": one.step_changes,
        "reference": one.reference,
        "starts_on": day_words(one.starts_on) if one.starts_on else "",
        "done_on": day_words(one.done_on) if one.done_on else "",
        "result": one.outcome,
        "intends": INTENDS.get(one.intends, ""),
        "wards": "; ".join(wards.get(code, code) for code in codes),
        "place": one.place_name,
        "where": "; ".join(
            part for part in (one.place_name, *(wards.get(code, code) for code in codes)) if part
        ),
        "strands": "; ".join(strands.get(code, code) for code in one.strands),
    }
