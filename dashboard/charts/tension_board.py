"""The board as a table: wards down, strands across; every cell a button with number, word and sign."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from dashboard.answers.tension.board import NO_WARD, Board
from dashboard.palette import Colour, Palette, css, ink_on, palette
from dashboard.wording import window_words

__all__ = [
    "ONE_SOURCE",
    "SIGNS",
    "board_html",
    "cell_spoken",
    "direction_words",
    "is_one_source",
    "mark_of",
    "style",
    "title_of",
]

SIGNS = {"up": "▲", "down": "▼", "same": "=", "newly known": "✱", "no longer known": "○"}
"""The mark of each direction; what never was known has none."""
HATCH_ALPHA = 78  # faint, so that what is known stands out of a board on which little is
SHORT = re.compile("^(up|down) |ly known$")  # what a narrow cell leaves out
ONE_SOURCE = "one source only"


def board_html(board: Board, *, dark: bool) -> str:
    """Write the board.

    Parameters
    ----------
    board : Board
        Already suppressed: whatever is in it may be seen.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    str
        One HTML table with its colours; every word from the policy or the records is escaped. Each cell is
        a button with `data-ward` and `data-strand`, in reach of the keyboard as one stop.
    """
    strands = list(
        board.cells[["strand", "strand_name"]].drop_duplicates().itertuples(index=False, name=None)
    )
    heads = "".join(f'<th scope="col" id="s{at}">{escape(name)}</th>' for at, (_, name) in enumerate(strands))
    rows = "".join(_row(ward, cells, board) for ward, cells in board.cells.groupby("ward", sort=False))
    caption = f"Tension by ward and strand, {window_words(board.period)}"
    return (
        f'<div class="wrap" style="{style(palette(dark=dark), len(board.scale))}">'
        f'<table lang="en-GB"><caption class="quiet">{escape(caption)}. '
        "Arrow keys move, Enter opens a cell.</caption>"
        f'<thead><tr><th scope="col">Ward</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def style(ink: Palette, levels: int) -> str:
    """Name the colours of levels and marks as style sheet variables."""
    named: dict[str, Colour] = {
        "land": ink.land,
        "text": ink.text,
        "faint": ink.text_quiet,
        "hatch": (*ink.hidden[:3], HATCH_ALPHA),
        "line": ink.ward,
        "hold": ink.selected,
        "halo": ink.halo,
    }
    for number, colour in enumerate(ink.levels(levels), start=1):
        named |= {f"l{number}": colour, f"t{number}": ink_on(colour)}
    return ";".join(f"--{name}:{css(colour)}" for name, colour in named.items())


def is_one_source(cell: Mapping[Any, Any]) -> bool:
    """Tell whether only one source spoke of a cell, so that no level is told."""
    return pd.isna(cell["level"]) and cell["state"] == ONE_SOURCE


def title_of(cell: Mapping[Any, Any], scale: Mapping[int, str]) -> str:
    """Say what is indicated of a cell: "3 Raised", or that it is not known."""
    if pd.notna(cell["level"]):
        return f"{int(cell['level'])} {scale.get(int(cell['level']), '')}".strip()
    return "One source only" if is_one_source(cell) else "Unknown"


def mark_of(cell: Mapping[Any, Any], scale: Mapping[int, str]) -> str:
    """Give what stands on a ward: "3 Raised"; where there is no level, a sign and never a number."""
    if pd.notna(cell["level"]):
        return title_of(cell, scale)
    return "◌" if is_one_source(cell) else "?"


def direction_words(cell: Mapping[Any, Any]) -> str:
    """Say how a cell stands against the period before; nothing where it never was known."""
    before = "" if pd.isna(cell["previous_level"]) else int(cell["previous_level"])
    return {
        "up": f"up from {before}",
        "down": f"down from {before}",
        "same": "as before",
        "newly known": "newly known",
        "no longer known": f"was {before}" if before != "" else "was known",
    }.get(cell["direction"], "")


def cell_spoken(cell: Mapping[Any, Any], scale: Mapping[int, str]) -> str:
    """Say a cell in one line, for who cannot see it."""
    said = [f"{cell['name']}, {cell['strand_name']}: {title_of(cell, scale)}", direction_words(cell)]
    if cell["held"]:
        said.append("a person must look at it")
    if pd.notna(cell["agreed_level"]):
        agreed = int(cell["agreed_level"])
        said.append(f"the meeting agreed {agreed} {scale.get(agreed, '')}".strip())
    return "; ".join(part for part in said if part)


def _row(ward: Any, cells: pd.DataFrame, board: Board) -> str:
    apart = ' class="apart"' if ward == NO_WARD else ""
    buttons = "".join(_cell(cell, board) for cell in cells.to_dict("records"))
    agreed = board.wards.loc[board.wards["ward"] == ward, "agreed_highest"].dropna()
    highest = f'<span class="a">agreed up to {int(agreed.iloc[0])}</span>' if len(agreed) else ""
    return f'<tr{apart}><th scope="row">{escape(str(cells["name"].iloc[0]))} {highest}</th>{buttons}</tr>'


def _cell(cell: Mapping[Any, Any], board: Board) -> str:
    scale = {number: name for number, name, _ in board.scale}
    known, words = pd.notna(cell["level"]), direction_words(cell)
    kind = f"l{int(cell['level'])}" if known else "one" if is_one_source(cell) else "none"
    ground = f"background:var(--{kind});color:var(--t{int(cell['level'])})" if known else ""
    number = str(int(cell["level"])) if known else "◌" if kind == "one" else "?"
    name = scale.get(int(cell["level"]), "") if known else "one source" if kind == "one" else "unknown"
    sign, short = SIGNS.get(cell["direction"], ""), SHORT.sub("", words)
    against = (
        f'<span class="d"><i>{sign}</i> <span class="long">{escape(words)}</span>'
        f'<span class="short">{escape(short)}</span></span>'
        if words
        else ""
    )
    flag = '<span class="flag">⚑</span>' if cell["held"] else ""
    return (
        f'<td><button type="button" tabindex="-1" class="{kind if not known else "level"}" style="{ground}" '
        f'data-ward="{escape(str(cell["ward"]))}" data-strand="{escape(str(cell["strand"]))}" '
        f'aria-pressed="false" aria-label="{escape(cell_spoken(cell, scale))}">'
        f'<span class="n"><b>{number}</b> <span class="w">{escape(name)}</span>{flag}</span>'
        f"{against}{_agreed(cell)}</button></td>"
    )


def _agreed(cell: Mapping[Any, Any]) -> str:
    """The meeting's own level, in a frame of its own; a sign says whether it differs from the indicated."""
    if pd.isna(cell["agreed_level"]):
        return ""
    agreed = int(cell["agreed_level"])
    sign = "" if pd.isna(cell["level"]) else "✓ " if agreed == int(cell["level"]) else "≠ "
    return f'<span class="a">{sign}agreed {agreed}</span>'
