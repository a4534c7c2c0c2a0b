"""The cell in hand: what is indicated and why, what does not count, who is missing, what a meeting agreed."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.answers.tension.board import Board
from dashboard.charts.tension_detail import held_words, levels_html, lines_html, points_words
from dashboard.widgets.map import is_dark
from dashboard.widgets.way_to import go_to, has_way_to
from dashboard.wording import escaped

__all__ = ["show_detail"]

MEETING_ASKED = "meeting-asked"


def show_detail(board: Board, ward: str, strand: str) -> None:
    """Show one cell of the board whole."""
    cell, dark = board.cell(ward, strand).to_dict(), is_dark()
    st.subheader(f"{escaped(cell['name'])}: {escaped(cell['strand_name'])}", anchor=False)
    st.html(levels_html(board, cell, dark=dark))
    st.markdown(escaped(cell["reason"]))
    if said := points_words(board, cell):
        st.caption(escaped(said))
    lines = board.lines_of(ward, strand)
    if cell["held"]:
        st.warning(held_words(lines), icon=":material/flag:")
    show_lines(board, lines[lines["counted"]], "What counts", "Nothing counts here.", open_at_first=True)
    show_lines(board, lines[~lines["counted"]], "What does not count, and why", "Nothing was set aside.")
    show_missing(board, ward, strand)
    with st.container(horizontal=True, gap="small"):
        show_ways_on(board, cell, lines)


def show_ways_on(board: Board, cell: dict[Any, Any], lines: pd.DataFrame) -> None:
    """To the meeting's own page with this ward."""
    if has_way_to("meeting") and st.button(
        "Decide in the meeting", icon=":material/groups:", key="tension-to-meeting"
    ):
        st.session_state.pop(MEETING_ASKED, None)  # so that the page reads the question from its address
        asked = {"span": board.span, "last": board.period.last.isoformat(), "view": "ward"}
        go_to("meeting", query=asked | {"ward": cell["ward"], "strand": cell["strand"]})


def show_lines(
    board: Board, lines: pd.DataFrame, title: str, nothing: str, *, open_at_first: bool = False
) -> None:
    """A list of signals under its title, with how many there are."""
    with st.expander(f"{title} ({len(lines):,})", expanded=open_at_first and not lines.empty):
        if lines.empty:
            st.caption(nothing)
        else:
            st.html(lines_html(board, lines, dark=is_dark()))


def show_missing(board: Board, ward: str, strand: str) -> None:
    """Who has not been heard, so that nobody takes silence for calm."""
    missing = board.missing_of(ward, strand)
    with st.expander(f"Who has not been heard lately ({len(missing):,})", expanded=True):
        if missing.empty:
            st.caption(f"Everybody who is expected to tell has been heard within {board.recent_days} days.")
        st.markdown("\n".join(f"- {escaped(str(sentence))}" for sentence in missing["sentence"]))
