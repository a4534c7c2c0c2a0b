"""Released figures: the only figures that the public and partners see; from a release, never from records."""

import streamlit as st

from dashboard.answers.released.offered import offered
from dashboard.gate.principal import may
from dashboard.loading.releases import load_release, load_released_ground
from dashboard.released.release import Release
from dashboard.widgets.kindly import kindly
from dashboard.widgets.released_choice import ask_choice, ask_profile, keep_in_address
from dashboard.widgets.released_making import show_making
from dashboard.widgets.released_views import (
    show_bands,
    show_changes,
    show_concentrations,
    show_course,
    show_figures,
)
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words.release import (
    NOT_TO_BE_ADDED,
    NOTHING_YET,
    about_release,
    example_of_noise,
    few_words,
    headline,
    next_release,
    rounded_words,
    why_no_window,
)

VIEWS = {
    "table": "Map and table",
    "time": "Over time",
    "change": "Change",
    "places": "Where reports concentrate",
    "tension": "Tension bands",
    "about": "About this release",
}
MAKE = {"make": "Make a release"}


def page() -> None:
    """Draw the page."""
    titled("Released figures", "released")
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        profile = ask_profile()
        way_to("take_out", label="Take figures out", icon=":material/output:")
    release = load_release(profile)
    if release is None:
        draw_nothing_yet()
        return
    st.markdown(f"{escaped(headline(release))} {escaped(rounded_words(release))}")
    known = offered(release)
    view = ask_view(profile)
    choice = ask_choice(known, drawn=view in {"table", "change"})
    keep_in_address(choice, view=view, profile=profile)
    ground = load_released_ground(release)
    if view == "table":
        show_figures(known, choice, ground)
    elif view == "time":
        show_course(known)
    elif view == "change":
        show_changes(known, choice, ground)
    elif view == "places":
        show_concentrations(known, ground)
    elif view == "tension":
        show_bands(known, ground)
    elif view == "make":
        show_making()
    else:
        draw_about(release)


def ask_view(profile: str) -> str:
    """Ask what to look at; from the address bar in a fresh browser.  The public's releases have no bands."""
    views = VIEWS | (MAKE if may("make releases") else {})
    if profile == "public":
        views.pop("tension")
    key = "released-view"
    if st.session_state.get(key) not in views:
        said = str(st.query_params.get("view", "table"))
        st.session_state[key] = said if said in views else "table"
    picked = st.segmented_control(
        "View",
        list(views),
        format_func=views.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    return str(picked)


def draw_about(release: Release) -> None:
    """What the release is, how its numbers were made, and when the next one comes."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("This release", anchor=False)
        st.markdown(
            "\n".join(f"- **{name}:** {escaped(said)}" for name, said in about_release(release).items())
        )
        st.markdown(escaped(next_release(release)))
    with right:
        st.subheader("How to read a number", anchor=False)
        for said in (example_of_noise(release), few_words(release), NOT_TO_BE_ADDED):
            st.markdown(escaped(said))
        st.subheader("Why there is no window of your own", anchor=False)
        st.markdown(escaped(why_no_window()))
        st.caption("The method is written down in docs/methods/releases.md of the program.")


def draw_nothing_yet() -> None:
    """Say that there is no release yet, and who can make one."""
    st.info(f"**There are no released figures yet.** {NOTHING_YET}", icon=":material/hourglass_empty:")
    if may("make releases"):
        show_making()
    way_to("centres", label="Where to report and find support", icon=":material/volunteer_activism:")


kindly(page)
