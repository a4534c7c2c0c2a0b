"""The board as plain tables: every cell and every ward in words, for reading."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.answers.tension.board import NO_WARD, Board
from dashboard.charts.tension_board import direction_words, is_one_source, title_of

__all__ = [
    "cells_table",
    "counted_words",
    "first_cell",
    "top_five",
    "wards_table",
]

TOP = 5


def cells_table(board: Board) -> pd.DataFrame:
    """List every cell of the board in words, in the order of the board."""
    scale = {number: name for number, name, _ in board.scale}
    rows = [
        {
            "ward_code": cell["ward"],
            "strand_code": cell["strand"],
            "ward": cell["name"],
            "strand": cell["strand_name"],
            "indicated": title_of(cell, scale),
            "direction": direction_words(cell),
            "agreed": _level(cell["agreed_level"], scale),
            "before": _level(cell["previous_level"], scale),
            "sources": int(cell["sources"]),
            "reason": cell["reason"],
        }
        for cell in board.cells.to_dict("records")
    ]
    return pd.DataFrame(rows)


def wards_table(board: Board) -> pd.DataFrame:
    """List the wards as the map shows them."""
    scale = {number: name for number, name, _ in board.scale}
    names = dict(board.cells[["strand", "strand_name"]].itertuples(index=False, name=None))
    rows = [
        {
            "ward": row["name"],
            "highest": _level(row["level"], scale) or ("One source only" if row["one_source"] else "Unknown"),
            "strand": names.get(row["level_strand"], ""),
            "known": int(row["known"]),
            "one_source": int(row["one_source"]),
            "unknown": int(row["unknown"]),
            "agreed": _level(row["agreed_highest"], scale),
        }
        for row in board.wards.to_dict("records")
    ]
    return pd.DataFrame(rows)


def counted_words(board: Board) -> str:
    """Say of how much of the board anything is known."""
    known = int(board.cells["level"].notna().sum())
    one = sum(is_one_source(cell) for cell in board.cells.to_dict("records"))
    unknown = len(board.cells) - known - one
    if not known and not one:
        return (
            "No ward and strand has a level: nothing, or too little to show, was told lately. "
            "That is not calm; it is unknown."
        )
    return (
        f"Of {len(board.cells):,} wards and strands {known:,} have a level, {one:,} "
        f"{'was' if one == 1 else 'were'} told of by one source only, and {unknown:,} "
        f"{'is' if unknown == 1 else 'are'} unknown. Unknown is not calm."
    )


def highest_first(board: Board) -> pd.DataFrame:
    """Give the cells above the lowest level, the highest first."""
    known = board.cells[board.cells["level"].notna() & (board.cells["level"] > 1).fillna(False)]
    order = known.assign(order=-known["level"].astype(float), more=-known["beyond"])
    return order.sort_values(["order", "more"], kind="stable")


def top_five(board: Board) -> list[str]:
    """Say the highest cells in words, the highest first; those at the lowest level of the scale are none."""
    scale = {number: name for number, name, _ in board.scale}
    return [_spoken(cell, scale) for cell in highest_first(board).head(TOP).to_dict("records")]


def first_cell(board: Board) -> tuple[str, str]:
    """Name the cell that is looked at first: the highest, else one that is known, else the first."""
    known = board.cells[board.cells["level"].notna()]
    for cells in (highest_first(board), known, board.cells):
        if len(cells):
            return str(cells["ward"].iloc[0]), str(cells["strand"].iloc[0])
    return NO_WARD, ""


def _spoken(cell: Mapping[Any, Any], scale: Mapping[int, str]) -> str:
    where = "No one ward" if cell["ward"] == NO_WARD else cell["name"]
    against = direction_words(cell)
    agreed = _level(cell["agreed_level"], scale)
    said = f"{where}, {cell['strand_name']}: {title_of(cell, scale)}" + (f", {against}" if against else "")
    return said + (f"; the meeting agreed {agreed}." if agreed else ".")


def _level(number: Any, scale: Mapping[int, str]) -> str:
    return "" if pd.isna(number) else f"{int(number)} {scale.get(int(number), '')}".strip()
