"""The map on a page: draws a situation and says which cell was clicked."""

from collections.abc import Sequence

import streamlit as st

from dashboard.deck import build_deck, clicked_cell
from dashboard.layer import Situation
from dashboard.widgets.deck_drawn import show_deck

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
    says: Sequence[str] = (),
) -> str | None:
    """Draw the map; the cell that was clicked just now, or None.

    A click on a ring or on its badge counts as a click on its centre cell.  A click is told once, in the
    run that it caused: the page keeps it (in the address bar) and hands it back as `selected`.  A plain
    picture takes no click.
    """
    deck = build_deck(
        situation, selected=selected, layers=layers, dark=is_dark(), focus=focus, frame_px=(width_px, height)
    )
    words = alt or f"Map of {situation.unit}. The table beside it holds the same figures."
    event = show_deck(deck, key=key, frame=(width_px, height), alt=words, says=says, on_select="rerun")
    if event is None:
        return None
    selection = event["selection"]
    told = f"{key}-told"
    now = {"indices": dict(selection["indices"]), "objects": dict(selection["objects"])}
    fresh = now != st.session_state.get(told)
    st.session_state[told] = now
    return clicked_cell(selection, situation.cells["cell"]) if fresh else None
