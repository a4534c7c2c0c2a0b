"""Waiting for a long calculation: how far it is, a way to stop it, and what it said in the end."""

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from dashboard.jobs import Job, Jobs
from dashboard.wording import escaped

__all__ = ["PATIENCE_S", "answer_of"]

PATIENCE_S = 2.0
"""Shorter waits need no bar."""


@st.cache_resource(show_spinner=False)
def _jobs() -> Jobs:
    return Jobs()


def answer_of(
    key: Hashable,
    work: Callable[[Callable[[float], None]], Any],
    *,
    what: str,
    place: str,
    again: str = "Work it out",
) -> Any | None:
    """Give the answer to a question that may take long, or draw how far it is and give None.

    Parameters
    ----------
    key : hashable
        Names the data, the question and who asks.
    work : callable
        Works it out; it is given a function to tell its progress to.  Runs beside the page, so it must not
        touch Streamlit.
    what : str
        What is being worked out, for people: "Comparing with 999 chance maps".
    place : str
        Key of the widgets; unlike any other on the page.
    again : str
        What the button says that starts it after it was stopped.

    Raises
    ------
    Exception
        Whatever the calculation itself raised.
    """
    if key in _stopped(place):
        st.info(f"{escaped(what)} was stopped.", icon=":material/stop_circle:")
        if st.button(again, key=f"{place}-again"):
            _stopped(place).discard(key)
            st.rerun()
        return None
    job = _jobs().ask(key, work)
    if job.wait(PATIENCE_S):
        if not job.stopped:
            try:
                return job.answer()
            except Exception:
                _jobs().forget(key)  # so that it is tried again when asked again
                raise
        _jobs().forget(key)
        job = _jobs().ask(key, work)
    _watch(job, key, what, place)
    return None


def _stopped(place: str) -> set[Hashable]:
    return st.session_state.setdefault(f"{place}-stopped", set())


@st.fragment(run_every=0.7)
def _watch(job: Job, key: Hashable, what: str, place: str) -> None:
    if job.wait(0):
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.done, text=f"{escaped(what)}: {job.done:.0%}")
        if st.button("Stop working this out", key=f"{place}-stop", icon=":material/stop:"):
            _stopped(place).add(key)
            _jobs().forget(key)
            st.rerun()
