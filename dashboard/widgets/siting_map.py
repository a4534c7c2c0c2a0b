"""The map of where next: a click on it sets one's own pin."""

from collections.abc import Callable

import streamlit as st

from dashboard.charts.siting_map import Venues, build_siting_map, clicked_place, siting_legend
from dashboard.geography import Geography
from dashboard.legend import entries_html
from dashboard.widgets.map import is_dark

__all__ = ["show_siting_map"]

HEIGHT_PX = 560
KEY = "siting-map"


def show_siting_map(shown: Venues, base: Geography, *, hold: Callable[[str], None], alt: str) -> None:
    """Draw the map with its legend; a click hands the cell to `hold`."""

    def picked() -> None:
        cell = clicked_place(st.session_state[KEY]["selection"], shown)
        if cell is not None:
            hold(cell)

    st.pydeck_chart(
        build_siting_map(shown, base, dark=is_dark()),
        height=HEIGHT_PX,
        on_select=picked,
        selection_mode="single-object",
        key=KEY,
        alt=alt,
    )
    entries, ink = siting_legend(pinned=shown.pin is not None, dark=is_dark())
    st.html(entries_html(entries, ink))
