"""A map on a page: in the browser, or as a plain picture from the server; and what it says, in words."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Literal

import streamlit as st

from dashboard.charts.static_map import static_svg
from dashboard.deck import Deck
from dashboard.widgets.address import MOVING, PLAIN, are_maps_plain, choose_maps
from dashboard.widgets.webgl import why_plain
from dashboard.wording import escaped

__all__ = ["show_deck"]


def show_deck(
    deck: Deck,
    *,
    key: str,
    frame: tuple[int, int],
    alt: str,
    says: Sequence[str],
    on_select: Literal["ignore", "rerun"] | Callable[[], None] = "ignore",
) -> Any:
    """Draw a map.

    Parameters
    ----------
    deck : Deck
    key : str
        Of the map, alone on its page.
    frame : tuple of int
        Width and height in pixels that the first view was fitted to.
    alt : str
        What it is a map of.
    says : sequence of str
        What the map says, the first five at most; empty where it says nothing yet.
    on_select : "ignore", "rerun" or callable
        As Streamlit has it.

    Returns
    -------
    The chart's event, or None for a plain picture: nothing can be clicked there, the tables pick.
    """
    plain = _ask(key)
    event = None
    if plain:
        st.html(picture_html(deck, frame=frame, alt=alt))
    elif on_select == "ignore":
        st.pydeck_chart(deck, height=frame[1], key=key, alt=alt)
    else:
        event = st.pydeck_chart(
            deck, height=frame[1], on_select=on_select, selection_mode="single-object", key=key, alt=alt
        )
    if says:
        with st.expander("What the map says", expanded=plain, icon=":material/short_text:"):
            st.markdown("\n".join(f"- {escaped(line)}" for line in says))
    return event


def picture_html(deck: Deck, *, frame: tuple[int, int], alt: str) -> str:
    """Write the picture with its drawing inside, so that it is asked of nobody."""
    held = b64encode(static_svg(deck, frame=frame, title=alt).encode()).decode()
    return (
        f'<img class="plain-map" alt="{escape(alt, quote=True)}" width="{frame[0]}" height="{frame[1]}" '
        f'style="width:100%;height:auto;display:block" src="data:image/svg+xml;base64,{held}">'
    )


def _ask(key: str) -> bool:
    """Ask how maps are drawn: one answer for all of them, kept in the address bar."""
    own = f"{key}-plain"
    st.session_state[own] = are_maps_plain()

    def chosen() -> None:
        choose_maps(PLAIN if st.session_state[own] else MOVING)

    st.toggle(
        "Plain picture",
        key=own,
        on_change=chosen,
        help="Draws the map as a picture without moving parts: for slow machines, for printing, and for "
        "browsers that cannot draw maps. The tables and the words hold the same.",
    )
    if st.session_state[own] and why_plain():
        st.caption(why_plain())
    return bool(st.session_state[own])
