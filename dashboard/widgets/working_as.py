"""Who is at the screen, for the log: the account says it; in the demo, the person does."""

import streamlit as st

from dashboard.gate.principal import principal
from dashboard.gate.sessions import way

__all__ = ["working_as"]

NOBODY = "Demo analyst"
KEY = "working-as"


def working_as() -> str:
    """Give the name under which decisions are kept; the demo asks for it in the side bar, once a session."""
    if way() != "demo":
        return principal().name
    said = st.sidebar.text_input(
        "Working as",
        value=st.session_state.get("said-name", NOBODY),
        max_chars=60,
        key=KEY,
        help="Decisions are kept with who made them and when. Nobody signs in to the demo: give your name.",
    )
    name = (said or "").strip() or NOBODY
    st.session_state["said-name"] = name
    return name
