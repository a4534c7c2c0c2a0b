"""Two windows as pictures side by side: the same cells, and the same colours for the same numbers."""

from collections.abc import Sequence

import streamlit as st

from dashboard.deck import build_deck
from dashboard.situation import Situation
from dashboard.telling import not_on_map
from dashboard.widgets.deck_drawn import picture_html
from dashboard.widgets.legend import show_legend
from dashboard.widgets.map import is_dark
from dashboard.wording import escaped, window_words

__all__ = ["show_windows"]

FRAME_PX = (460, 460)
LAYERS = frozenset({"context", "cells", "hidden", "wards", "names"})


def show_windows(windows: Sequence[Situation]) -> None:
    """Draw the windows, the earlier one on the left."""
    in_order = sorted(windows, key=lambda one: one.window.first)
    for place, one in zip(st.columns(len(in_order), gap="small"), in_order, strict=True):
        with place:
            days = window_words(one.window)
            st.markdown(f"**{escaped(days)}**")
            deck = build_deck(one, layers=LAYERS, dark=is_dark(), frame_px=FRAME_PX)
            alt = f"Map: {one.unit}, {days}. The tables below hold the same figures by ward."
            st.html(picture_html(deck, frame=FRAME_PX, alt=alt))
            st.caption(escaped(not_on_map(one)))
    st.caption("Both maps have the same colours for the same numbers, and the same cells.")
    show_legend(in_order[-1], layers=LAYERS)
