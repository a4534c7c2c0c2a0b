"""The way to another page, for those to whom it is open; for others there is none."""

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from dashboard.gate.pages import FOLDER, is_open
from dashboard.gate.principal import principal

__all__ = ["go_to", "has_way_to", "way_to"]


def has_way_to(page: str) -> bool:
    """Say whether whoever is there may open a page, by the name of its file."""
    return is_open(principal().viewer, page)


def way_to(page: str, *, label: str, icon: str | None = None, query: Mapping[str, str] | None = None) -> None:
    """Draw a link to a page."""
    if has_way_to(page):
        with suppress(StreamlitPageNotFoundError):  # a page drawn alone has no others beside it
            st.page_link(str(FOLDER / f"{page}.py"), label=label, icon=icon, query_params=query)


def go_to(page: str, *, query: Mapping[str, str]) -> None:
    """Open a page now."""
    st.switch_page(str(FOLDER / f"{page}.py"), query_params=query)
