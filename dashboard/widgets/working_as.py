"""Who is at the screen, for the log: there is no sign-in yet, so the person says it."""

import streamlit as st

__all__ = ["working_as"]

NOBODY = "Demo analyst"
KEY = "working-as"


def working_as() -> str:
    """Ask for a name in the side bar, once a session; decisions are kept under it."""
    said = st.sidebar.text_input(
        "Working as",
        value=st.session_state.get("said-name", NOBODY),
        max_chars=60,
        key=KEY,
        help="Decisions are kept with who made them and when. There is no sign-in yet: give your name.",
    )
    name = (said or "").strip() or NOBODY
    st.session_state["said-name"] = name
    return name
