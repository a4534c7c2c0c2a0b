"""One cell of the board, laid out: the level indicated, apart from it that agreed, and each signal a line."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from dashboard.answers.tension.board import Board
from dashboard.charts.tension_board import SIGNS, direction_words, is_one_source, style, title_of
from dashboard.palette import palette
from dashboard.wording import day_words
from dashboard.words.tension import points_words as written

__all__ = ["held_words", "levels_html", "lines_html", "points_words"]

BOX = "flex:1 1 14rem;border:1px solid var(--line);border-radius:6px;padding:.5rem .75rem;"
BADGE = (
    "display:inline-block;margin:.15rem 0;padding:.1rem .6rem;border-radius:4px;"
    "font-size:1.4rem;font-weight:700;"
)
SMALL = "font-size:.875rem;color:var(--faint);"
HATCHED = "background:repeating-linear-gradient(135deg,var(--land) 0 8px,var(--hatch) 8px 9px);"


def levels_html(board: Board, cell: Mapping[Any, Any], *, dark: bool) -> str:
    """Write the level that the rule indicates, and apart from it the level that a meeting agreed."""
    return (
        f'<div style="{style(palette(dark=dark), len(board.scale))};color:var(--text);line-height:1.35">'
        f'<div style="display:flex;flex-wrap:wrap;gap:.6rem">{_indicated(board, cell)}{_agreed(board, cell)}'
        "</div></div>"
    )


def _indicated(board: Board, cell: Mapping[Any, Any]) -> str:
    scale = {number: name for number, name, _ in board.scale}
    words, before = direction_words(cell), f"{_span(board)} before"
    against = {"as before": f"as {before}", "newly known": f"not known {before}"}.get(
        words, f"{words} ({before})"
    )
    sign = SIGNS.get(cell["direction"], "")
    beside = f'<div style="font-size:1rem">{sign} {escape(against)}</div>' if words else ""
    return (
        f'<div style="{BOX}"><div style="{SMALL}">Indicated by the rule</div>'
        f"{_badge(cell, scale)}{beside}</div>"
    )


def _span(board: Board) -> str:
    return {"week": "the week", "month": "the month"}[board.span]


def _badge(cell: Mapping[Any, Any], scale: Mapping[int, str]) -> str:
    words = escape(title_of(cell, scale))
    if pd.notna(cell["level"]):
        level = int(cell["level"])
        return f'<div style="{BADGE}background:var(--l{level});color:var(--t{level})">{words}</div>'
    if is_one_source(cell):
        return f'<div style="{BADGE}border:2px dotted var(--text)">◌ {words}</div>'
    return (
        f'<div style="{BADGE}border:1px solid var(--hatch);{HATCHED}">'
        f'<span style="background:var(--land);padding:0 .3rem;border-radius:3px">? {words}</span></div>'
    )


def _agreed(board: Board, cell: Mapping[Any, Any]) -> str:
    head = f'<div style="{BOX}"><div style="{SMALL}">Agreed by the meeting</div>'
    scale = {number: name for number, name, _ in board.scale}
    if pd.isna(cell["agreed_level"]):
        before = ""
        if pd.notna(cell["previous_agreed"]):
            number = int(cell["previous_agreed"])
            before = f" For {_span(board)} before it agreed {number} {scale.get(number, '')}."
        return f"{head}<div>Nothing agreed for this {board.span}.{escape(before)}</div></div>"
    level = int(cell["agreed_level"])
    words = f"{level} {scale.get(level, '')}".strip()
    on = "" if pd.isna(cell["agreed_on"]) else day_words(pd.Timestamp(cell["agreed_on"]).date())
    who = ", ".join(str(part) for part in (cell["agreed_by"], on, cell["agreed_meeting"]) if part)
    then = cell["agreed_indicated"]
    rule = "Nothing was indicated then." if pd.isna(then) else f"The rule indicated {int(then)} then."
    why = f"<div>“{escape(str(cell['agreed_why']))}”</div>" if cell["agreed_why"] else ""
    return (
        f'{head}<div style="{BADGE}border:2px solid var(--text)">{escape(words)}'
        f'</div>{why}<div style="{SMALL}">{escape(who)}. {rule}</div></div>'
    )


def points_words(board: Board, cell: Mapping[Any, Any]) -> str:
    """Say how far a cell is from the next level, in points."""
    above = (
        [(number, name) for number, name, _ in board.scale if number > cell["level"]] if _known(cell) else []
    )
    if not above or pd.isna(cell["next_points"]):
        return "This is the highest level of the scale." if _known(cell) else ""
    number, name = above[0]
    more = written(cell["next_points"] - cell["beyond"])
    return (
        f"The next level, {number} {name}, begins at {written(cell['next_points'])}: {more} more than "
        "remain now."
    )


def _known(cell: Mapping[Any, Any]) -> bool:
    return bool(pd.notna(cell["level"]))


def held_words(lines: pd.DataFrame) -> str:
    """Say why a person must look at a cell."""
    if lines["echo"].notna().any():
        return "A person must look: several reports say nearly the same words."
    return "A person must look: several of the sources are of one agency."


def lines_html(board: Board, lines: pd.DataFrame, *, dark: bool) -> str:
    """Write signals as a list: what, from whom, how graded, when, how much it counts or why it does not."""
    items = "".join(_line(row) for row in lines.to_dict("records"))
    return (
        f'<ul style="{style(palette(dark=dark), len(board.scale))};list-style:none;margin:0;padding:0;'
        f'color:var(--text);line-height:1.35">{items}</ul>'
    )


def _line(row: Mapping[Any, Any]) -> str:
    age = "" if pd.isna(row["age_days"]) else _age(int(row["age_days"]))
    day = "" if pd.isna(row["day"]) else day_words(pd.Timestamp(row["day"]).date())
    grade = f"graded {row['grade']}" if row["grade"] else ""
    about = " · ".join(
        escape(str(part)) for part in (row["kind_words"], row["source_words"], grade, day, age) if part
    )
    points, _, word = written(row["points"]).partition(" ")
    unit = f'<span style="{SMALL}display:block">{word}</span>'
    mark = f"<b>{points}</b>{unit}" if row["counted"] else "–"
    more = "".join(
        f'<div style="font-size:.9rem">{sign} {escape(str(text))}</div>'
        for sign, text in (
            ("Does not count:", "" if row["counted"] else row["why_not_words"]),
            ("🔒 Only on this condition:", row["condition"]),
            ("Graded again:", row["regraded"]),
            ("⚑", "Nearly the same words as another report." if pd.notna(row["echo"]) else ""),
        )
        if text
    )
    return (
        f'<li style="display:flex;gap:.7rem;margin:0;padding:.4rem 0;border-bottom:1px solid var(--hatch)">'
        f'<span style="flex:0 0 2.9rem;text-align:right">{mark}</span>'
        f'<span style="min-width:0;overflow-wrap:anywhere">{escape(str(row["sentence"]))}'
        f'<span style="{SMALL}display:block">{about}</span>{more}</span></li>'
    )


def _age(days: int) -> str:
    if days < 0:
        return "in 1 day" if days == -1 else f"in {-days} days"
    return "on the last day" if days == 0 else "1 day old" if days == 1 else f"{days} days old"
