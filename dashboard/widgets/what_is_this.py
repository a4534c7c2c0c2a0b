"""What is this?  Beside the title of a page: its methods, each in two sentences, and the way to more."""

import streamlit as st

from dashboard.widgets.way_to import way_to
from dashboard.words.methods_told import BESIDE, METHODS_TOLD

__all__ = ["LABEL", "titled", "what_is_this"]

LABEL = "What is this?"


def titled(title: str, page: str) -> None:
    """Draw the title of a page with what its methods are beside it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(title, anchor=False, width="content")
        what_is_this(page)


def what_is_this(page: str) -> None:
    """Tell of the methods of a page, by the name of its file."""
    told = [METHODS_TOLD[code] for code in BESIDE[page]]
    with st.popover(LABEL, icon=":material/help:", width="content"):
        for method in told:
            st.markdown(f"**{method.title}.** {method.sentences}")
        way_to("help", label="More in Help", icon=":material/menu_book:", query={"method": BESIDE[page][0]})
