"""First steps on the demo: a line at the top of a page, gone at one click, and never in the way."""

import streamlit as st

from dashboard.desks.sign_in import is_demo
from dashboard.gate.pages import is_open
from dashboard.gate.principal import principal
from dashboard.settings import Settings
from dashboard.widgets.way_to import way_to
from dashboard.words.first_steps import Step, steps_for

__all__ = ["first_steps", "offer_first_steps"]

LEFT = "first-steps-left"
ROOM = (14, 2, 2)


def first_steps(page: str) -> None:
    """Say which step a page is, what there is to see and what comes next; on the demo alone.

    Parameters
    ----------
    page : str
        The page that is drawn, by the name of its file.
    """
    steps = _own_steps()
    at = next((at for at, step in enumerate(steps) if step.page == page), None)
    if at is None or st.session_state.get(LEFT) or not is_demo(Settings().store):
        return
    told, onward, away = st.columns(ROOM, vertical_alignment="center", gap="small")
    told.markdown(f":small[**First steps, {at + 1} of {len(steps)}: {steps[at].does}.** {steps[at].see}]")
    if at + 1 < len(steps):
        with onward:
            way_to(steps[at + 1].page, label="Go on", icon=":material/arrow_forward:")
    away.button("Leave these", key="first-steps-leave", type="tertiary", on_click=_leave)


def offer_first_steps() -> None:
    """Offer the first steps again to somebody who left them; on the demo alone."""
    if st.session_state.get(LEFT) and is_demo(Settings().store):
        st.button("Show the first steps again", icon=":material/signpost:", on_click=_take_up)


def _own_steps() -> list[Step]:
    viewer = principal().viewer
    return steps_for(lambda page: is_open(viewer, page))


def _leave() -> None:
    st.session_state[LEFT] = True


def _take_up() -> None:
    st.session_state[LEFT] = False
