"""What a meeting leaves: its decisions and the joint actions as plain tables, for reading and as minutes."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.agenda import WHOLE, Stop, level_words
from dashboard.answers.tension.board import NO_WARD_NAME, Board
from dashboard.desks.actions import Action
from dashboard.desks.agreed_levels import ALL
from dashboard.exporting.document import Sheet
from dashboard.exporting.lists import list_sheet

__all__ = ["actions_table", "agenda_table", "decisions_table", "meetings", "minutes_sheets"]

AGREED = {
    "ward": "Ward",
    "strand": "Strand",
    "agreed": "Agreed",
    "reason": "Reason",
    "meeting": "Meeting",
    "on": "On",
    "policy": "Policy",
}
ACTIONS = {
    "action": "Action",
    "ward": "Ward",
    "strands": "Strands",
    "lead": "Lead",
    "partners": "Partners",
    "due": "Due",
    "state": "State",
    "progress": "Progress",
}
NO_FIGURES = "Levels are the meeting's own decision. Figures leave as a release, not in the minutes."


def agenda_table(stops: Sequence[Stop], wards: Sequence[str]) -> pd.DataFrame:
    """List the wards of an agenda in its order, with a tick where something is decided."""
    known = {stop.ward: stop for stop in stops}
    rows = [
        {
            "tick": "✓" if known[ward].is_decided else "",
            "name": known[ward].name,
            "indicated": known[ward].level_words,
            "flags": "; ".join(known[ward].flags),
            "decided": "; ".join(known[ward].decided),
        }
        for ward in wards
        if ward in known
    ]
    return pd.DataFrame(rows, columns=["tick", "name", "indicated", "flags", "decided"])


def decisions_table(agreed: pd.DataFrame, board: Board, *, meeting: str | None = None) -> pd.DataFrame:
    """List what was decided for the board's period, by one meeting or by all; in the order of the board."""
    scale = {number: name for number, name, _ in board.scale}
    wards = dict(board.cells[["ward", "name"]].itertuples(index=False, name=None))
    strands = dict(board.cells[["strand", "strand_name"]].itertuples(index=False, name=None))
    place = {ward: at for at, ward in enumerate(wards)}
    rows: list[dict[str, Any]] = [
        {
            "ward": wards.get(row["ward"], row["ward"]) or NO_WARD_NAME,
            "strand": WHOLE if row["strand"] == ALL else strands.get(row["strand"], row["strand"]),
            "agreed": level_words(int(row["agreed_level"]), scale),
            "indicated": _level(row["indicated_level"], scale) or "nothing",
            "reason": row["reason"],
            "meeting": row["meeting"],
            "written_by": row["agreed_by"],
            "on": row["agreed_on"],
            "policy": row["policy_version"],
            "at": place.get(row["ward"], len(place)),
        }
        for row in agreed.to_dict("records")
        if (row["period_from"], row["period_to"]) == (board.period.first, board.period.last)
        and meeting in (None, row["meeting"])
    ]
    rows.sort(key=lambda row: (row["at"], row["strand"] != WHOLE, row["strand"]))
    names = ["ward", "strand", "agreed", "indicated", "reason", "meeting", "written_by", "on", "policy"]
    return pd.DataFrame(rows, columns=names)


def _level(number: Any, scale: dict[int, str]) -> str:
    return "" if pd.isna(number) else level_words(int(number), scale)


def meetings(agreed: pd.DataFrame, board: Board) -> list[str]:
    """Name the meetings that decided something for the board's period."""
    return list(dict.fromkeys(decisions_table(agreed, board)["meeting"]))


def actions_table(actions: Sequence[Action], board: Board) -> pd.DataFrame:
    """List actions in words."""
    wards = dict(board.cells[["ward", "name"]].itertuples(index=False, name=None))
    strands = dict(board.cells[["strand", "strand_name"]].itertuples(index=False, name=None))
    rows = [
        {
            "action": one.title,
            "ward": wards.get(one.ward, one.ward) or NO_WARD_NAME,
            "strands": ", ".join(strands.get(code, code) for code in one.strands) or "all",
            "lead": one.lead,
            "partners": one.partners,
            "due": one.due_on,
            "state": "overdue" if one.overdue else "open" if one.is_open else "done",
            "progress": one.outcome or one.progress,
        }
        for one in actions
    ]
    names = ["action", "ward", "strands", "lead", "partners", "due", "state", "progress"]
    return pd.DataFrame(rows, columns=names)


def minutes_sheets(decisions: pd.DataFrame, actions: pd.DataFrame) -> tuple[Sheet, Sheet]:
    """Lay the minutes out: what was agreed and who does what, without what the figures indicated then."""
    return (
        list_sheet("What was agreed", AGREED, decisions.to_dict("records"), notes=(NO_FIGURES,)),
        list_sheet("Open actions", ACTIONS, actions.to_dict("records")),
    )
