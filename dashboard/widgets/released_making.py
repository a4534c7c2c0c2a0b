"""Making a release by hand: what keeps one from being made, and the button where nothing does."""

import streamlit as st

from dashboard.desks.importing import ERRORS
from dashboard.desks.releasing import make_release, releases_due
from dashboard.gate.principal import allow
from dashboard.loading.opened import load_desk
from dashboard.wording import day_words, escaped

__all__ = ["show_making"]

TITLES = {"partner": "For partners", "public": "For everybody"}
SAID = "released-made"


def show_making() -> None:
    """Say of each profile what a new release would rest on, and make one if it is due."""
    desk = load_desk("make releases")
    if said := st.session_state.pop(SAID, None):
        st.success(said, icon=":material/verified:")
    st.markdown(
        "A release is made once, of whole months, numbered, and never changed. It is written into the audit. "
        "Whoever sees no records sees nothing else."
    )
    for due, place in zip(releases_due(desk), st.columns(2, gap="large"), strict=False):
        with place.container(border=True):
            st.subheader(TITLES[due.profile], anchor=False)
            if due.last is None:
                st.markdown("There is none of this kind yet.")
            else:
                st.markdown(
                    f"The last one is release {due.last.number} of {day_words(due.last.made_at.date())}. "
                    f"{due.changes:,} records have come, changed or gone since."
                )
            if due.why_not:
                st.info(escaped(due.why_not), icon=":material/schedule:")
            if st.button(
                f"Make a release {TITLES[due.profile].lower()}",
                key=f"make-{due.profile}",
                disabled=bool(due.why_not),
                icon=":material/verified:",
            ):
                _make(due.profile)


def _make(profile: str) -> None:
    here = allow("make releases")
    try:
        with st.spinner("Reading the records and working out every number …"):
            kept = make_release(load_desk("make releases"), profile, by=here.name)
    except ERRORS as refused:
        st.error(escaped(str(refused)), icon=":material/block:")
        return
    st.session_state[SAID] = f"Release {kept.number} {TITLES[profile].lower()} has been made."
    st.rerun()
