"""What is said where there is no page for somebody: alike whether there is none, or it is not theirs."""

import re
from urllib.parse import urlsplit

import streamlit as st

from dashboard.faults import note_refusal
from dashboard.gate.principal import principal
from dashboard.widgets.way_to import way_to

__all__ = ["ADDRESS", "REFUSED", "address_asked", "no_page", "say_no_page"]

REFUSED = "There is no page here for you."
ADDRESS = re.compile(r"[a-z_]{1,60}", re.ASCII)
"""What an address of a page looks like."""


def say_no_page(page: str = "") -> None:
    """Refuse a page, with what to do next and a number to quote.

    Parameters
    ----------
    page : str
        Which of ours it is, for the log; empty where it is none.
    """
    viewer = principal().viewer
    key = f"refused-{page}-{viewer.role}"
    if key not in st.session_state:
        st.session_state[key] = note_refusal(page, viewer.role)
    st.error(REFUSED, icon=":material/block:")
    st.markdown(
        "The address may be old or mistyped, or your role does not open it. What is open to you stands in "
        "the menu. If you need more for your work, ask an administrator of your partnership, and name the "
        f"number **{st.session_state[key]}**."
    )
    way_to("help", label="Help: where to find what, and who does what", icon=":material/help:")


def no_page() -> None:
    """Draw a page at an address where there is none."""
    st.title("Nothing here", anchor=False)
    say_no_page()


def address_asked() -> str:
    """Give the address that the browser stands at, if it looks like one of a page; else nothing."""
    last = urlsplit(st.context.url or "").path.strip("/")
    return last if ADDRESS.fullmatch(last) else ""
