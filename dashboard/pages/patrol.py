"""Patrol: where a team could be in its shift, when, in which order, and why."""

from typing import Any

import streamlit as st

from dashboard.answers.patrol import CannotPlanError
from dashboard.charts.patrol_map import build_patrol_map
from dashboard.choices import choices_for
from dashboard.desks.visits import now_here
from dashboard.filters import Filters, write_query
from dashboard.geography import geography
from dashboard.layer import Entry
from dashboard.legend import entries_html
from dashboard.loading.actions import ask_patrol
from dashboard.loading.opened import load_data, load_desk
from dashboard.palette import palette
from dashboard.patrol_plan import PatrolPlan
from dashboard.patrol_query import Asked, write_patrol
from dashboard.situation import CannotAnswerError
from dashboard.snapshot import Snapshot
from dashboard.widgets.address import keep_query
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.patrol_shift import ask_shift
from dashboard.widgets.patrol_take import offer_plan, offer_problem
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import NOT_CALM, say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words import patrol_plan as words
from dashboard.words.map_summary import patrol_says

column = st.column_config
MAP_PX = (720, 500)
STOPS: dict[str, Any] = {
    "number": column.NumberColumn("Stop", width=50),
    "where": column.TextColumn("Where", width=330),
    "be_there": column.TextColumn("Be there", width=120),
    "again": column.TextColumn("Come back", width=120),
    "walk": column.TextColumn("Walk from the stop before", width=170),
}
FAIRNESS: dict[str, Any] = {
    "name": column.TextColumn("Ward", width=200),
    "minutes": column.NumberColumn("Minutes at places"),
    "minutes_share": column.TextColumn("Share of the minutes", alignment="right"),
    "reports_share": column.TextColumn("Share of all reports", alignment="right"),
}


def page() -> None:
    """Draw the page."""
    titled("Patrol", "patrol")
    snapshot, desk = load_data(), load_desk("plan patrols")
    filters = ask_filters(choices_for(snapshot), look_for=())
    today = now_here().date()
    table = snapshot.study_area.wards.sort_values("name")
    asked = ask_shift(dict(zip(table["ward"], table["name"], strict=True)), today=today)
    keep_in_address(filters, asked, write_patrol(asked, today=today))
    plan = planned(snapshot, filters, asked)
    if plan is None:
        return
    st.markdown(f"**{escaped(words.headline(plan))}**")
    if filters.officer:
        st.caption(
            ":material/info: What officers came upon follows patrols, so it never plans one, whatever the "
            "side bar says."
        )
    if plan.state != "found":
        say_no_answer(plan.state, NOT_CALM)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        draw_map(snapshot, plan)
    with right:
        st.caption(escaped(words.NOT_A_FORECAST))
        if plan.stops:
            offer_plan(snapshot, plan, desk)
    draw_stops(plan)
    draw_problems(snapshot, plan)
    draw_fairness(plan)
    with st.expander("How this was worked out"):
        for subject, said in words.how(plan):
            st.markdown(f"**{escaped(subject)}.** {escaped(said)}")


def keep_in_address(filters: Filters, asked: Asked, shift: dict[str, str]) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | shift
    keep_query(query)


def planned(snapshot: Snapshot, filters: Filters, asked: Asked) -> PatrolPlan | None:
    """Make the plan, or say why nobody can walk it."""
    try:
        key, work = ask_patrol(snapshot, filters, asked.question)
        plan: PatrolPlan | None = answer_of(key, work, what="Planning the round", place="patrol")
    except (CannotPlanError, CannotAnswerError) as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return None
    return plan


def draw_map(snapshot: Snapshot, plan: PatrolPlan) -> None:
    """The places, the way between them, and what the marks mean."""
    dark, alt = is_dark(), words.summary(plan)
    show_deck(
        build_patrol_map(plan, geography(snapshot), dark=dark, frame_px=MAP_PX),
        key="patrol-map",
        frame=MAP_PX,
        alt=f"{alt} The table below says the same.",
        says=patrol_says(plan),
    )
    ink = palette(dark=dark)
    entries = [
        Entry("ring", "stop, with its number in the round", line=ink.ring, fill=ink.on_ring, width_px=2),
        Entry("line", "the way, straight from stop to stop", line=ink.ring, width_px=3),
        Entry("hatch", "for problem solving, not for a patrol", line=ink.hidden),
        Entry("outline", "ward", line=ink.ward, width_px=1.4),
    ]
    st.html(entries_html(entries if plan.problems else [*entries[:2], entries[3]], ink))
    if snapshot.partnership.attribution:
        st.caption(escaped(snapshot.partnership.attribution))


def draw_stops(plan: PatrolPlan) -> None:
    """The stops as a table, the twin of the map, and the reason for each."""
    if not plan.stops:
        return
    st.subheader("Stops", anchor=False)
    show_plain(
        words.stops_table(plan),
        columns=STOPS,
        alt="The stops in the order of the round, the same as on the map",
        height="content",
    )
    st.markdown("**Why here, why then**")
    for stop in plan.stops:
        st.markdown(f"{stop.number}\\. **{escaped(stop.where)}.** {escaped(stop.why)}")


def draw_problems(snapshot: Snapshot, plan: PatrolPlan) -> None:
    """The places that no patrol would help, each with a sheet to be filled in together."""
    if not plan.problems:
        return
    st.subheader("Not for a patrol: for problem solving", anchor=False)
    for number, place in enumerate(plan.problems, 1):
        with st.container(border=True):
            st.markdown(f"**P{number}: {escaped(place.where)}.** {escaped(words.problem_sentence(place))}")
            with st.expander("Scanning, Analysis, Response, Assessment"):
                for heading, said in place.headings.items():
                    st.markdown(f"**{escaped(heading)}.** {escaped(said)}")
            offer_problem(snapshot, place, number)


def draw_fairness(plan: PatrolPlan) -> None:
    """How the minutes are shared over the wards, beside the reports."""
    if plan.fairness_said:
        st.subheader("How the minutes are shared", anchor=False)
        st.markdown(escaped(plan.fairness_said))
    with st.expander("Minutes and reports by ward"):
        show_plain(
            words.fairness_table(plan),
            columns=FAIRNESS,
            alt="Share of the planned minutes and of all reports, for each ward",
        )


kindly(page)
