"""For which agency somebody works: what is hidden from other agencies hangs on it."""

import streamlit as st

from dashboard.desks.importing import Desk

__all__ = ["working_for"]


def working_for(desk: Desk) -> str:
    """Ask for the agency in the side bar, once a session."""
    titles = {agency.name: agency.title for agency in desk.partnership.agencies}
    text = "Reports are kept under it. There is no sign-in yet: say which agency you work for."
    if not titles:
        said = st.sidebar.text_input(
            "Working for", value=st.session_state.get("said-agency", ""), max_chars=60, help=text
        )
        agency = (said or "").strip() or "The partnership"
    else:
        names = list(titles)
        before = st.session_state.get("said-agency", names[0])
        agency = st.sidebar.selectbox(
            "Working for",
            names,
            index=names.index(before) if before in names else 0,
            format_func=lambda name: titles[name],
            help=text,
        )
    st.session_state["said-agency"] = agency
    return agency
