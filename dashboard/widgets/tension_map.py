"""The wards of a board on a map; a click takes a ward in hand."""

from collections.abc import Callable

import streamlit as st

from dashboard.answers.tension.board import Board
from dashboard.charts.tension_map import build_ward_map, clicked_ward, marked_wards
from dashboard.geography import Geography
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.map import is_dark
from dashboard.words.map_summary import levels_say

__all__ = ["show_ward_map"]

FRAME_PX = (640, 520)


def show_ward_map(
    board: Board,
    ground: Geography,
    *,
    strand: str,
    selected: str,
    hold: Callable[[str, str], None],
    key: str = "tension-map",
) -> None:
    """Draw the wards; a click hands the ward, and the strand that its level is of, to `hold`.

    Parameters
    ----------
    board : Board
    ground : dict
        From `dashboard.geography.geography`.
    strand : str
        A strand's code; "" for the highest of each ward.
    selected : str
        The ward in hand.
    hold : callable
        Given a ward and a strand of this board.
    """
    marked = marked_wards(board, strand)

    def picked() -> None:
        ward = clicked_ward(st.session_state[key]["selection"], board)
        if ward is not None:
            hold(ward, marked[ward].strand or st.session_state.get("tension-strand") or "")

    show_deck(
        build_ward_map(board, ground, strand=strand, selected=selected, dark=is_dark(), frame_px=FRAME_PX),
        key=key,
        frame=FRAME_PX,
        on_select=picked,
        says=levels_say(marked.values()),
        alt="Map of the wards: "
        + "; ".join(f"{one.name} {one.words}" for one in marked.values())
        + ". The table beside it holds the same.",
    )
