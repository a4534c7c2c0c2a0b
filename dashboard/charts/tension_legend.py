"""The legend of the board: the policy's scale with its meanings, and every mark in words."""

from html import escape

from dashboard.answers.tension.board import Board
from dashboard.charts.tension_board import SIGNS, style
from dashboard.palette import palette
from dashboard.wording import listed

__all__ = ["legend_html"]

BOX = (
    "display:inline-flex;align-items:center;justify-content:center;width:2rem;height:1.6rem;flex:none;"
    "border-radius:4px;font-weight:700;box-sizing:border-box;"
)
HATCHED = (
    "border:1px solid var(--hatch);"
    "background:repeating-linear-gradient(135deg,var(--land) 0 6px,var(--hatch) 6px 7.5px)"
)
LIST = "list-style:none;margin:0;padding:0;display:grid;gap:.35rem;align-content:start"
DIRECTIONS = {
    "up": "higher than the period before",
    "down": "lower",
    "same": "as before",
    "newly known": "not known before",
    "no longer known": "known before, not now",
}


def legend_html(board: Board, *, dark: bool, note: str = "") -> str:
    """Write what the levels and the marks mean.

    Parameters
    ----------
    board : Board
    dark : bool
    note : str
        What the policy says of its scale: that it is an example.
    """
    levels = "".join(
        _line(
            f"border:1px solid var(--line);background:var(--l{number});color:var(--t{number})",
            str(number),
            f"<b>{escape(name)}</b>: {escape(meaning)}",
        )
        for number, name, meaning in board.scale
    )
    directions = listed([f"{SIGNS[name]} {words}" for name, words in DIRECTIONS.items()])
    marks = (
        _line(
            HATCHED,
            "?",
            "<b>Unknown</b>: nothing, or too little to show, was told of it within "
            f"{board.recent_days} days. Silence is not calm.",
        )
        + _line(
            "border:2px dotted var(--text)",
            "◌",
            "<b>One source only</b>: nobody else confirms it, or too little to show. No level.",
        )
        + _line(
            "", "⚑", "<b>A person must look</b>: reports of nearly the same words, or sources of one agency."
        )
        + _line(
            "width:auto;padding:0 .3rem;font-size:.8rem;border:1px solid var(--text)",
            "✓ / ≠ agreed",
            "<b>The meeting's own level</b>: as indicated, or another.",
        )
        + _line("", "▲▼", escape(directions[0].upper() + directions[1:]))
    )
    said = (
        f'<p style="margin:.6rem 0 0;font-size:.875rem"><b>The scale:</b> {escape(note)}</p>' if note else ""
    )
    return (
        f'<div role="group" aria-label="Legend" style="{style(palette(dark=dark), len(board.scale))};'
        f'color:var(--text);font-size:.9rem;line-height:1.3">'
        f'<div style="display:grid;gap:.35rem 2rem;'
        f'grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr))">'
        f"{_list(levels)}{_list(marks)}</div>{said}</div>"
    )


def _list(lines: str) -> str:
    return f'<ul style="{LIST}">{lines}</ul>'


def _line(look: str, sign: str, words: str) -> str:
    """One mark as it is drawn, and its words, which are already escaped."""
    return (
        f'<li style="display:flex;align-items:flex-start;gap:.55rem;margin:0">'
        f'<span aria-hidden="true" style="{BOX}{look}">{escape(sign)}</span><span>{words}</span></li>'
    )
