"""The agenda of a meeting: which wards it walks through, what asks for attention, and what is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.tension.board import NO_WARD, NO_WARD_NAME, Board
from dashboard.desks.actions import Action, asked_reference
from dashboard.desks.agreed_levels import ALL
from dashboard.wording import listed

__all__ = [
    "ORDERS",
    "WHOLE",
    "Stop",
    "agreed_before",
    "agreed_now",
    "in_order",
    "indicated_now",
    "level_words",
    "make_agenda",
    "neighbours",
    "progress_words",
    "strands_of",
]

ORDERS = {"attention": "What asks for attention first", "area": "In the order of the area"}
WHOLE = "The ward as a whole"
ONE_SOURCE = "one source only"


@dataclass(frozen=True)
class Stop:
    """One ward on the agenda.

    Attributes
    ----------
    level : int or None
        The highest indicated level of its strands.
    flags : tuple of str
        What asks for attention, in words.
    decided : tuple of str
        What was decided for this period, in words; asking for more information is a decision.
    """

    ward: str
    name: str
    level: int | None
    level_words: str
    flags: tuple[str, ...]
    decided: tuple[str, ...]

    @property
    def is_decided(self) -> bool:
        """Whether anything was decided."""
        return bool(self.decided)


def make_agenda(board: Board, agreed: pd.DataFrame, actions: Sequence[Action]) -> list[Stop]:
    """List the wards of a board in its order; what names no ward is a stop where anything is heard of it.

    Parameters
    ----------
    agreed : pandas.DataFrame
        As `dashboard.desks.agreed_levels.agreed_frame` gives it.
    actions : sequence of Action
        All of them, the done ones included.
    """
    now = _of_period(agreed, board)
    stops = []
    for ward, rows in board.cells.groupby("ward", sort=False):
        stop = _stop(
            board, str(ward), rows, now, [one for one in actions if ward in (one.wards or (one.ward,))]
        )
        if ward != NO_WARD or stop.flags or stop.decided or stop.level is not None:
            stops.append(stop)
    return stops


def _stop(board: Board, ward: str, rows: pd.DataFrame, now: pd.DataFrame, actions: list[Action]) -> Stop:
    scale = {number: name for number, name, _ in board.scale}
    level = indicated_now(board, ward, ALL)
    words = level_words(level, scale) if level is not None else "nothing indicated"
    if level is not None:
        words += f" ({listed(rows.loc[rows['level'] == level, 'strand_name'].tolist())})"
    one_source = int(((rows["state"] == ONE_SOURCE) & rows["level"].isna()).sum())
    overdue = sum(one.overdue for one in actions)
    ups = rows.loc[rows["direction"] == "up", "strand_name"].tolist()
    flags = (
        f"up: {listed(ups)}" if ups else "",
        f"one source only: {_strands(one_source)}" if one_source else "",
        "a person must look" if rows["held"].any() else "",
        f"{overdue} overdue action{'s' * (overdue != 1)}" if overdue else "",
    )
    names = strands_of(board)
    decided = [
        f"{level_words(int(row['agreed_level']), scale)} ({names[row['strand']]})"
        for row in now[now["ward"] == ward].to_dict("records")
        if row["strand"] in names
    ]
    asked = {asked_reference(ward, strand, board.period.first): name for strand, name in names.items()}
    decided += [
        f"more information asked for ({asked[one.reference]})" for one in actions if one.reference in asked
    ]
    name = NO_WARD_NAME if ward == NO_WARD else str(rows["name"].iloc[0])
    return Stop(ward, name, level, words, tuple(filter(None, flags)), tuple(decided))


def _strands(number: int) -> str:
    return "1 strand" if number == 1 else f"{number} strands"


def strands_of(board: Board) -> dict[str, str]:
    """Name what can be decided of a ward: as a whole, and each strand."""
    pairs = board.cells[["strand", "strand_name"]].drop_duplicates().itertuples(index=False, name=None)
    return {ALL: WHOLE, **dict(pairs)}


def in_order(stops: Sequence[Stop], order: str) -> list[str]:
    """Give the wards' codes in an order of `ORDERS`: that of the area, or what asks for attention first."""
    if order != "attention":
        return [stop.ward for stop in stops]
    asking = sorted(stops, key=lambda stop: (not stop.flags and (stop.level or 0) < 2, -(stop.level or 0)))
    return [stop.ward for stop in asking]


def neighbours(wards: Sequence[str], ward: str) -> tuple[str | None, str | None]:
    """Give the ward before and the one after; None at either end."""
    at = list(wards).index(ward)
    return (wards[at - 1] if at else None), (wards[at + 1] if at + 1 < len(wards) else None)


def progress_words(stops: Sequence[Stop]) -> str:
    """Say how far the meeting is."""
    done = sum(stop.is_decided for stop in stops)
    return f"{done} of {len(stops)} wards decided"


def level_words(level: int | None, scale: Mapping[int, str]) -> str:
    """Write a level: "3 Raised"; nothing where there is none."""
    return "" if level is None else f"{level} {scale.get(level, '')}".strip()


def indicated_now(board: Board, ward: str, strand: str) -> int | None:
    """Give the indicated level of a cell, or the highest of a ward as a whole; None where nothing is."""
    rows = board.cells[board.cells["ward"] == ward]
    levels = (rows if strand == ALL else rows[rows["strand"] == strand])["level"].dropna()
    return int(levels.max()) if len(levels) else None


def agreed_now(agreed: pd.DataFrame, board: Board, ward: str, strand: str) -> dict[str, Any] | None:
    """Give what was decided of a ward and strand for this very period."""
    now = _of_period(agreed, board)
    return _last(now[(now["ward"] == ward) & (now["strand"] == strand)])


def agreed_before(agreed: pd.DataFrame, board: Board, ward: str, strand: str) -> dict[str, Any] | None:
    """Give the last decision about a ward and strand for an earlier period."""
    own = agreed[(agreed["ward"] == ward) & (agreed["strand"] == strand)]
    earlier = own[_mask([day < board.period.first for day in own["period_to"]])]
    return _last(earlier.sort_values("period_to", kind="stable"))


def _of_period(agreed: pd.DataFrame, board: Board) -> pd.DataFrame:
    wanted = (board.period.first, board.period.last)
    days = zip(agreed["period_from"], agreed["period_to"], strict=True)
    return agreed[_mask([each == wanted for each in days])]


def _mask(which: list[bool]) -> np.ndarray:
    """Which rows; none of none, where pandas would take an empty list for columns."""
    return np.array(which, dtype=bool)


def _last(rows: pd.DataFrame) -> dict[str, Any] | None:
    return {str(name): value for name, value in rows.iloc[-1].items()} if len(rows) else None
