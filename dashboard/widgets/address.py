"""The address bar: it holds the question, and how maps are drawn where somebody chose."""

from collections.abc import Mapping

import streamlit as st

__all__ = ["MOVING", "PLAIN", "are_maps_plain", "choose_maps", "keep_query", "maps_chosen"]

WORD, PLAIN, MOVING = "map", "plain", "moving"
CHOSEN = "maps-chosen"
"""Where the session keeps how maps are drawn."""


def maps_chosen() -> str:
    """Give how maps are drawn, as was chosen here, else as the link has it: plain, moving or not said."""
    if CHOSEN not in st.session_state:
        said = st.query_params.get(WORD)
        st.session_state[CHOSEN] = said if said in (PLAIN, MOVING) else ""
    return str(st.session_state[CHOSEN])


def choose_maps(how: str) -> None:
    """Draw all maps of this visit so."""
    st.session_state[CHOSEN] = how


def are_maps_plain() -> bool:
    """Say whether maps are plain pictures."""
    return maps_chosen() == PLAIN


def keep_query(query: Mapping[str, str]) -> None:
    """Write a page's question into the address bar, so that the link can be kept or sent."""
    whole = {**query, **({WORD: maps_chosen()} if maps_chosen() else {})}
    if dict(st.query_params.items()) != whole:
        st.query_params.from_dict(whole)
