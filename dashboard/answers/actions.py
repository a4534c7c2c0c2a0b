"""Joint actions side by side: by colour, and how far each organisation owns what it is named for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from dashboard.joint_action import Action
from dashboard.rag import COLOURS, SILENT_DAYS, Rag, days_silent, rag_of
from dashboard.wording import count_words, day_words, listed

__all__ = ["LEAST_NAMED", "LIST", "OWNERS", "ActionPlan", "Line", "action_plan", "place_words"]

LEAST_NAMED = 30
"""So many days an organisation may be named as a partner before its silence is told."""
LIST = ("number", "title", "theme", "place", "lead", "partners", "due", "rag", "why", "noted")
OWNERS = ("organisation", "leads", "takes_part", "overdue", "silent", "named_only", "last_spoke", "limited")


@dataclass(frozen=True)
class Line:
    """One action with its colour and the words of its place."""

    action: Action
    rag: Rag
    place: str


@dataclass(frozen=True)
class ActionPlan:
    """Every action, for reading; it holds no count of reports.

    Attributes
    ----------
    lines : tuple of Line
        Open ones first, what falls due first at the top.
    columns : mapping of str to tuple of Line
        The board: a colour of `COLOURS` -> its actions.
    table : pandas.DataFrame
        The list, columns `LIST`.
    owners : pandas.DataFrame
        A row an organisation, columns `OWNERS`: those of the partnership and all that are named.
    said : str
        How many there are, in a sentence.
    """

    lines: tuple[Line, ...]
    columns: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    owners: pd.DataFrame = field(default_factory=pd.DataFrame)
    said: str = ""


def action_plan(
    actions: Sequence[Action], today: date, *, wards: Mapping[str, str], organisations: Sequence[str]
) -> ActionPlan:
    """Lay actions side by side.

    Parameters
    ----------
    wards : mapping of str to str
        Code -> name.
    organisations : sequence of str
        Those of the partnership: one that is named nowhere is told, too.
    """
    lines = tuple(Line(one, rag_of(one, today), place_words(one, wards)) for one in actions)
    board = {colour: tuple(one for one in lines if one.rag.colour == colour) for colour in COLOURS}
    still = [one.action for one in lines if one.action.is_open]
    return ActionPlan(
        lines=lines,
        columns=board,
        table=pd.DataFrame([_row(one) for one in lines], columns=list(LIST)),
        owners=pd.DataFrame(_owners(still, today, organisations), columns=list(OWNERS)),
        said=_said(board, still),
    )


def place_words(action: Action, wards: Mapping[str, str]) -> str:
    """Say where an action is."""
    codes = action.wards or ((action.ward,) if action.ward else ())
    names = listed([wards.get(code, code) for code in codes])
    if action.place_name and names and not action.place_name.endswith(names):
        return f"{action.place_name} ({names})"
    return action.place_name or names or "No place named"


def _row(line: Line) -> dict[str, Any]:
    one = line.action
    return {
        "number": one.number,
        "title": one.title,
        "theme": one.theme,
        "place": line.place,
        "lead": one.lead,
        "partners": one.partners,
        "due": day_words(one.due_on) if one.due_on else "Ongoing",
        "rag": line.rag.words,
        "why": line.rag.why,
        "noted": day_words(one.noted_on) if one.noted_on else "never",
    }


def _said(board: Mapping[str, Sequence[Line]], still: Sequence[Action]) -> str:
    if not any(board.values()):
        return "No action has been agreed yet."
    overdue = sum(one.overdue for one in still)
    colours = [f"{len(board[c])} {COLOURS[c].lower()}" for c in ("red", "amber", "green")]
    late = f"; {overdue} past the target date" if overdue else ""
    return (
        f"{count_words(len(still), 'open action')}: {listed(colours)}{late}. {len(board['done'])} complete."
    )


def _owners(still: Sequence[Action], today: date, organisations: Sequence[str]) -> list[dict[str, Any]]:
    """Say of each organisation what it leads, where it takes part, and whether it speaks of it."""
    named = [name for one in still for name in (one.lead, *one.with_whom)]
    rows = [_owner(name, still, today) for name in dict.fromkeys([*organisations, *named])]
    return sorted(rows, key=lambda row: (not row["limited"], row["organisation"].casefold()))


def _owner(name: str, still: Sequence[Action], today: date) -> dict[str, Any]:
    leads = [one for one in still if one.lead == name]
    part = [one for one in still if name in one.with_whom]
    silent = [one for one in leads if (days_silent(one, today) or 0) >= SILENT_DAYS]
    spoke = [one.noted_by[name] for one in still if name in one.noted_by]
    spoke += [one.noted_on for one in leads if one.noted_on and not one.noted_by]
    unheard = [
        one
        for one in part
        if name not in one.noted_by
        and (began := one.starts_on or one.entered_on) is not None
        and (today - began).days >= LEAST_NAMED
    ]
    why = []
    if not (leads or part):
        why.append("named in no open action")
    if silent:
        why.append(f"silent on {len(silent)} of {len(leads)} that it leads")
    if unheard:
        why.append(f"partner in {len(unheard)} and noted nothing")
    return {
        "organisation": name,
        "leads": f"{len(leads)} of {len(still)}",
        "takes_part": len(part),
        "overdue": sum(one.overdue for one in leads),
        "silent": len(silent),
        "named_only": len(unheard),
        "last_spoke": day_words(max(spoke)) if spoke else "never",
        "limited": "; ".join(why),
    }
