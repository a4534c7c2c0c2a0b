"""The map on a page: draws a situation and says which cell was clicked."""

import streamlit as st

from dashboard.deck import build_deck, clicked_cell
from dashboard.layer import Situation

__all__ = ["is_dark", "show_map"]


def is_dark() -> bool:
    """Tell whether the reader's screen is dark."""
    return st.context.theme.type == "dark"


def show_map(
    situation: Situation,
    *,
    key: str = "map",
    height: int = 640,
    selected: str | None = None,
    layers: frozenset[str] | None = None,
    focus: str | None = None,
    width_px: int = 720,
    alt: str | None = None,
) -> str | None:
    """Draw the map; the cell that was clicked just now, or None.

    A click on a ring or on its badge counts as a click on its centre cell.  A click is told once, in the
    run that it caused: the page keeps it (in the address bar) and hands it back as `selected`.
    """
    deck = build_deck(
        situation, selected=selected, layers=layers, dark=is_dark(), focus=focus, frame_px=(width_px, height)
    )
    words = alt or f"Map of {situation.unit}. The table beside it holds the same figures."
    event = st.pydeck_chart(
        deck, height=height, on_select="rerun", selection_mode="single-object", key=key, alt=words
    )
    selection = event["selection"]
    told = f"{key}-told"
    now = {"indices": dict(selection["indices"]), "objects": dict(selection["objects"])}
    fresh = now != st.session_state.get(told)
    st.session_state[told] = now
    return clicked_cell(selection, situation.cells["cell"]) if fresh else None
