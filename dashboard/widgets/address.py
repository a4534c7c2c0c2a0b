"""The address bar: it holds the question, and whether maps are plain pictures."""

from collections.abc import Mapping

import streamlit as st

__all__ = ["PLAIN_MAPS", "are_maps_plain", "keep_query"]

WORD, PLAIN = "map", "plain"
PLAIN_MAPS = "plain-maps"
"""Where the session keeps whether maps are plain pictures."""


def are_maps_plain() -> bool:
    """Say whether maps are plain pictures: as was chosen here, else as the link has it."""
    if PLAIN_MAPS not in st.session_state:
        st.session_state[PLAIN_MAPS] = st.query_params.get(WORD) == PLAIN
    return bool(st.session_state[PLAIN_MAPS])


def keep_query(query: Mapping[str, str]) -> None:
    """Write a page's question into the address bar, so that the link can be kept or sent."""
    whole = {**query, **({WORD: PLAIN} if are_maps_plain() else {})}
    if dict(st.query_params.items()) != whole:
        st.query_params.from_dict(whole)
