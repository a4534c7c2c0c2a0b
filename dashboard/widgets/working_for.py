"""For which agency somebody works: what is hidden from other agencies hangs on it."""

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.gate.principal import principal
from dashboard.gate.sessions import way

__all__ = ["working_for"]

WHOLE = "The partnership"


def working_for(desk: Desk) -> str:
    """Give the agency of the account; the demo asks for it in the side bar, once a session."""
    if way() != "demo":
        return principal().agency or WHOLE
    titles = {agency.name: agency.title for agency in desk.partnership.agencies}
    text = "Reports are kept under it. Nobody signs in to the demo: say which agency you work for."
    if not titles:
        said = st.sidebar.text_input(
            "Working for", value=st.session_state.get("said-agency", ""), max_chars=60, help=text
        )
        agency = (said or "").strip() or WHOLE
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
