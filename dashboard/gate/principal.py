"""Who is there, asked anew on every run; and the one question before every answer: may they?"""

import streamlit as st

from dashboard.desks.access import access
from dashboard.gate.refusal import NotAllowedError
from dashboard.viewer import Principal, viewer_of

__all__ = ["allow", "may", "principal"]

DEMO_ROLE = "view-as"


def principal() -> Principal:
    """Say who is there."""
    said = st.session_state
    return Principal(
        said.get("said-name", "Demo analyst"),
        said.get("said-agency", ""),
        viewer_of(said.get(DEMO_ROLE, "analyst")),
    )


def may(what: str) -> bool:
    """Say whether whoever is there may do something."""
    return access().may(principal().viewer.role, what)


def allow(what: str) -> Principal:
    """Let whoever may do this pass, and say who it is.

    Raises
    ------
    NotAllowedError
        If they may not.
    """
    here = principal()
    if not access().may(here.viewer.role, what):
        raise NotAllowedError(f"This is not for you as {here.viewer.title.lower()}.")
    return here
