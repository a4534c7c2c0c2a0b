"""The map of where next: a click on it sets one's own pin."""

from collections.abc import Callable

import streamlit as st

from dashboard.charts.siting_map import Venues, build_siting_map, clicked_place, siting_legend
from dashboard.geography import Geography
from dashboard.legend import entries_html
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.map import is_dark
from dashboard.words.map_summary import siting_says

__all__ = ["show_siting_map"]

FRAME_PX = (470, 560)
KEY = "siting-map"


def show_siting_map(shown: Venues, base: Geography, *, hold: Callable[[str], None], alt: str) -> None:
    """Draw the map with its legend; a click hands the cell to `hold`."""

    def picked() -> None:
        cell = clicked_place(st.session_state[KEY]["selection"], shown)
        if cell is not None:
            hold(cell)

    show_deck(
        build_siting_map(shown, base, dark=is_dark(), frame_px=FRAME_PX),
        key=KEY,
        frame=FRAME_PX,
        on_select=picked,
        alt=alt,
        says=siting_says(shown.wards, shown.chosen),
    )
    entries, ink = siting_legend(pinned=shown.pin is not None, dark=is_dark())
    st.html(entries_html(entries, ink))
