"""Visits: record one on a phone in seconds; what was planned and what was made; what patrols come upon."""

from datetime import timedelta

import streamlit as st

from dashboard.desks.centres import directory
from dashboard.desks.visits import list_plans, now_here
from dashboard.loading.opened import load_desk
from dashboard.visit import KeptPlan
from dashboard.widgets.found_list import show_found
from dashboard.widgets.kindly import kindly
from dashboard.widgets.tell_form import narrow
from dashboard.widgets.visit_form import Hand, ask_made, ask_missed, say_done
from dashboard.widgets.visit_list import show_planned_and_made
from dashboard.widgets.what_is_this import titled
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for
from dashboard.wording import escaped

VIEWS = {"record": "Record", "weeks": "By week", "found": "Found"}
PLAN, WARD, CENTRE = "plan", "patrol", "centre"
WHAT = {PLAN: "A stop", WARD: "Other place", CENTRE: "Centre"}
LATELY = timedelta(days=14)


def page() -> None:
    """Draw the page."""
    titled("Visits", "visits")
    desk = load_desk("record visits")
    hand = Hand(desk, working_as(), working_for(desk), now_here())
    asked = st.query_params.get("view", "record")
    if asked not in VIEWS:
        st.warning("The address asked for a view that is not there. This is the first one.")
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default=asked if asked in VIEWS else "record",
        format_func=VIEWS.__getitem__,
        required=True,
        label_visibility="collapsed",
        key="visits-view",
        width="stretch",
    )
    st.query_params["view"] = str(view)
    if view != "weeks":
        narrow()
    if view == "weeks":
        show_planned_and_made(hand)
    elif view == "found":
        show_found(hand)
    else:
        record(hand)


def record(hand: Hand) -> None:
    """Ask what was visited, and record it."""
    say_done(hand)
    today = hand.now.date()
    plans = list_plans(hand.desk, today - LATELY, today + timedelta(days=1), now=hand.now)
    working = [one for one in plans if one.next_of(hand.now) is not None]
    what = st.segmented_control(
        "What?",
        list(WHAT) if working else [WARD, CENTRE],
        default=PLAN if working else WARD,
        format_func=WHAT.__getitem__,
        required=True,
        label_visibility="collapsed",
        key=f"visits-what-{bool(working)}",
        width="stretch",
    )
    if not working:
        st.caption("No plan is kept whose visits are still to be recorded.")
    plan = ask_plan(hand, working) if what == PLAN else None
    wards = dict(zip(hand.desk.study_area.wards["ward"], hand.desk.study_area.wards["name"], strict=True))
    named = {
        one.number: one.name for one in directory(hand.desk, moment=hand.now, keeps=False) if one.listed
    } if what == CENTRE else {}  # fmt: skip
    ask_made(hand, plan=plan, kind=CENTRE if what == CENTRE else WARD, wards=wards, centres=named,
             stop=asked_number("stop"))  # fmt: skip
    ask_missed(hand, [plan] if plan else working)


def ask_plan(hand: Hand, plans: list[KeptPlan]) -> KeptPlan:
    """Give the plan that is worked to: the one that the address names, or the shift that is nearest."""
    known = {one.number: one for one in plans}
    nearest = min(plans, key=lambda one: max(one.starts - hand.now, hand.now - one.ends, timedelta()))
    wanted = known.get(asked_number("plan") or 0, nearest)
    if len(plans) == 1:
        st.markdown(f"**{escaped(wanted.title)}**")
        return wanted
    chosen = st.selectbox(
        "Plan",
        list(known),
        index=list(known).index(wanted.number),
        format_func=lambda number: known[number].title,
        key="visits-plan",
    )
    return known[chosen]


def asked_number(word: str) -> int | None:
    """Read a number of the address; anything else is none."""
    said = st.query_params.get(word, "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


kindly(page)
