"""What patrols come upon: records that may be so, each for a person to decide, and those that were."""

from datetime import timedelta

import streamlit as st

from dashboard.answers.met import records_met
from dashboard.desks.found_on_patrol import Found, decide_found, decided, found_lines, proposed, unmark
from dashboard.desks.rows import purposes
from dashboard.desks.visits import list_visits
from dashboard.gate.principal import principal, set_purpose
from dashboard.loading.opened import load_data
from dashboard.widgets.visit_form import Hand
from dashboard.wording import escaped

__all__ = ["show_found"]

LATELY = timedelta(days=56)


def show_found(hand: Hand) -> None:
    """Why it matters, what is proposed, and what holds."""
    st.markdown(
        "What a patrol comes upon says where the patrol was. Such records count as *noticed by officers*: "
        "they feed no hot spot, no test and no plan unless somebody asks for them, whatever a later file "
        "says."
    )
    _show_proposed(hand)
    _show_marks(hand)


def _show_proposed(hand: Hand) -> None:
    st.subheader("May have been found on patrol", anchor=False)
    here, known = principal(), purposes()
    if here.purpose not in known:
        st.caption("Records are shown one by one here, so say first for what you look. It is written down.")
        chosen = st.radio("For what do you look?", list(known), index=None, format_func=known.get)
        if st.button("Go on", disabled=chosen is None, type="primary", width="stretch") and chosen:
            set_purpose(chosen)
            st.rerun()
        return
    today = hand.now.date()
    visits = list_visits(hand.desk, today - LATELY, today, now=hand.now)
    met = records_met(load_data(), visits, but=decided(hand.desk))
    offered = proposed(hand.desk, here, met)
    if not offered:
        st.info(
            "No record of the last eight weeks that you may read lies at the time and place of a visit, "
            "undecided. That does not say that no patrol found anything.",
            icon=":material/inbox:",
        )
        return
    st.caption("An officer's record within 150 m of a visit, in its hour, that does not say who noticed it.")
    for one in offered:
        with st.container(border=True):
            st.markdown(f"{escaped(one.words)}  \n{escaped(one.agency)}")
            with st.container(horizontal=True):
                yes = st.button("Found on patrol", key=f"found-{one.number}", type="primary")
                no = st.button("Not on patrol", key=f"not-found-{one.number}")
            if yes or no:
                decide_found(hand.desk, here, one, found=yes)
                st.rerun()


def _show_marks(hand: Hand) -> None:
    st.subheader("Count as found on patrol", anchor=False)
    lines = found_lines(hand.desk, principal())
    if not lines:
        st.info("None was named yet.", icon=":material/inbox:")
        return
    st.dataframe(
        [{"Record": _record(one), "Why": one.why, "Said by": one.said} for one in lines],
        hide_index=True,
        alt="Records that count as found on patrol, the latest first",
    )
    own = [one for one in lines if one.mine]
    if not own:
        return
    with st.expander("Take one back", icon=":material/undo:"):
        chosen = st.selectbox(
            "Which one?",
            own,
            format_func=lambda one: f"{_record(one)}, {one.said}",
            key="found-back",
        )
        if st.button("Let it count again", key="found-back-do", width="stretch"):
            unmark(hand.desk, chosen.mark, principal())
            st.rerun()


def _record(one: Found) -> str:
    return f"{one.agency}: {one.reference or 'its reference is for that agency'}"
