"""The levels of one ward: strands down, the whole scale across, the same for every ward and period."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from dashboard.agenda import WHOLE, agreed_now, indicated_now
from dashboard.answers.tension.board import Board
from dashboard.charts.tension_board import SIGNS, direction_words, is_one_source, style
from dashboard.desks.agreed_levels import ALL
from dashboard.palette import palette

__all__ = ["levels_html"]

MARK = (
    "display:inline-block;border-radius:5px;padding:.05rem .3rem;margin:.1rem;font-weight:700;font-size:1rem;"
    "white-space:nowrap;"
)
CELL = "text-align:center;border-left:1px solid var(--hatch);padding:.1rem"
LOOKS = {
    "now": "border:2px solid var(--text);",
    "before": "border:2px dashed var(--faint);font-weight:400;",
    "agreed": "border:3px double var(--text);",
}


def levels_html(board: Board, ward: str, strand: str, agreed: pd.DataFrame, *, dark: bool) -> str:
    """Write the levels of a ward: this period's, those of the period before, and what was agreed.

    Parameters
    ----------
    strand : str
        The one in hand, or `ALL`.
    agreed : pandas.DataFrame
        As `dashboard.desks.agreed_levels.agreed_frame` gives it.

    Returns
    -------
    str
        A table of plain words, one column a level; text from the policy is escaped.
    """
    numbers = [number for number, _, _ in board.scale]
    names = "".join(
        f'<th scope="col" style="padding:.2rem;text-align:center;width:{74 / (len(numbers) + 1):.2f}%">'
        f'<span style="font-size:1.25rem">{number}</span><br>'
        f'<span style="font-weight:400">{escape(name)}</span></th>'
        for number, name, _ in board.scale
    )
    rows = [_row(board, _whole(board, ward), ALL, strand, agreed, ward, numbers)]
    for cell in board.cells[board.cells["ward"] == ward].to_dict("records"):
        rows.append(_row(board, cell, str(cell["strand"]), strand, agreed, ward, numbers))
    this, last = (f"this {board.span}", f"the {board.span} before")
    return (
        f'<div style="{style(palette(dark=dark), len(board.scale))};color:var(--text);font-size:1.05rem;'
        f'line-height:1.25;overflow-x:auto"><table lang="en-GB" '
        f'style="width:100%;min-width:44rem;border-collapse:collapse;table-layout:fixed">'
        f'<caption style="caption-side:bottom;text-align:left;font-size:.95rem;padding-top:.4rem">'
        f'<span style="{MARK}{LOOKS["now"]}">now</span> indicated {this} '
        f'<span style="{MARK}{LOOKS["before"]}">before</span> indicated {last} '
        f'<span style="{MARK}{LOOKS["agreed"]}">agreed</span> by a meeting. '
        f"The scale is the same for every ward and {board.span}.</caption>"
        f'<thead><tr><th scope="col" style="text-align:left;width:26%">Strand</th>'
        f'<th scope="col" style="font-weight:400;text-align:center">no level</th>{names}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _whole(board: Board, ward: str) -> dict[str, Any]:
    """The ward as a whole: the highest of its strands, now and before."""
    before = board.cells.loc[board.cells["ward"] == ward, "previous_level"].dropna()
    level = indicated_now(board, ward, ALL)
    return {
        "strand_name": WHOLE,
        "level": pd.NA if level is None else level,
        "previous_level": int(before.max()) if len(before) else pd.NA,
        "state": "",
        "direction": "",
        "held": False,
    }


def _row(
    board: Board,
    cell: Mapping[Any, Any],
    strand: str,
    in_hand: str,
    agreed: pd.DataFrame,
    ward: str,
    numbers: list[int],
) -> str:
    held = strand == in_hand
    decided = agreed_now(agreed, board, ward, strand)
    marks: dict[int, list[str]] = {number: [] for number in [0, *numbers]}
    now = 0 if pd.isna(cell["level"]) else int(cell["level"])
    before = 0 if pd.isna(cell["previous_level"]) else int(cell["previous_level"])
    if now:
        sign = SIGNS.get(cell["direction"], "") if cell["direction"] in ("up", "down") else ""
        look = f"background:var(--l{now});color:var(--t{now});"
        words = f' title="{escape(direction_words(cell))}"' if sign else ""
        marks[now].append(f'<span style="{MARK}{LOOKS["now"]}{look}"{words}>{sign} now {now}</span>')
    elif strand != ALL:
        words = "one source" if is_one_source(cell) else "unknown"
        marks[0].append(f"<span>{words}</span>")
    else:
        marks[0].append("<span>none</span>")
    if before:
        marks[before].append(f'<span style="{MARK}{LOOKS["before"]}">before {before}</span>')
    if decided:
        number = int(decided["agreed_level"])
        marks.setdefault(number, []).append(f'<span style="{MARK}{LOOKS["agreed"]}">agreed {number}</span>')
    flag = ' <span title="a person must look">⚑</span>' if cell["held"] else ""
    cells = "".join(f'<td style="{CELL}">{"".join(marks[at])}</td>' for at in [0, *numbers])
    ground = "outline:3px solid var(--hold);outline-offset:-2px;" if held else ""
    name = f"{'▶ ' if held else ''}{escape(str(cell['strand_name']))}{flag}"
    current = ' aria-current="true"' if held else ""
    return (
        f'<tr{current} style="border-top:1px solid var(--hatch);height:2.1rem;{ground}">'
        f'<th scope="row" style="text-align:left;font-weight:{700 if held or strand == ALL else 400};'
        f'padding:.15rem .4rem">{name}</th>{cells}</tr>'
    )
