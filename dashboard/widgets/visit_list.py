"""Planned against made: the weeks as a chart and a table, and the visits one by one."""

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.answers.visits import VisitWeeks, mondays, visit_weeks
from dashboard.charts.visits import visits_chart
from dashboard.desks.visit_entry import take_back_visit
from dashboard.desks.visits import drop_plan, last_day, list_plans, list_visits
from dashboard.visit import KINDS, STATES, Visit, minutes_words, outcome_words
from dashboard.widgets.map import is_dark
from dashboard.widgets.tables import show_plain
from dashboard.widgets.visit_form import Hand
from dashboard.wording import escaped

__all__ = ["show_planned_and_made"]

WEEKS = 8
LATELY = timedelta(days=14)
column = st.column_config
BY_WEEK: dict[str, Any] = {
    "monday": column.DateColumn("Week beginning", format="D MMM YYYY"),
    "planned": column.NumberColumn("Planned"),
    "done": column.NumberColumn("Done"),
    "missed": column.NumberColumn("Missed"),
    "unsaid": column.NumberColumn("Nobody has said"),
    "to_do": column.NumberColumn("Still to do"),
    "unplanned": column.NumberColumn("Without a plan"),
    "planned_minutes": column.NumberColumn("Minutes planned"),
    "minutes": column.NumberColumn("Minutes made"),
}
ONE_BY_ONE: dict[str, Any] = {
    "when": column.TextColumn("When"),
    "team": column.TextColumn("Team"),
    "where": column.TextColumn("Where"),
    "kind": column.TextColumn("Kind"),
    "state": column.TextColumn("What became of it"),
    "minutes": column.TextColumn("Minutes"),
    "outcome": column.TextColumn("What came of it"),
}


def show_planned_and_made(hand: Hand) -> None:
    """The weeks, then the visits of the last fourteen days that have any."""
    known = last_day(hand.desk)
    if known is None:
        st.info(
            "No visit has been planned or recorded yet. That does not say that nobody was there.",
            icon=":material/inbox:",
        )
        return
    coming = hand.now.date() + timedelta(days=6)
    weeks = mondays(min(coming, known + timedelta(weeks=WEEKS // 2)), WEEKS)
    visits = list_visits(hand.desk, weeks[0], weeks[-1] + timedelta(days=6), now=hand.now)
    teams = sorted({one.team for one in visits})
    team = st.selectbox("Team", ["", *teams], format_func=lambda name: name or "All teams", key="visits-team")
    shown = [one for one in visits if team in ("", one.team)]
    _show_weeks(visit_weeks(shown, weeks))
    latest = max((one.day for one in shown), default=weeks[-1])
    _show_visits(hand, [one for one in shown if one.day > latest - LATELY])
    _take_off(hand)


def _show_weeks(answer: VisitWeeks) -> None:
    for sentence in answer.said[:3]:
        st.markdown(escaped(sentence))
    st.altair_chart(
        visits_chart(answer, dark=is_dark()),
        theme=None,
        alt="Visits planned and made by week, as in the table",
    )
    show_plain(answer.table, columns=BY_WEEK, alt="Visits planned and made by week")
    st.caption(
        "A visit of which nobody has said anything is neither done nor missed. It can be recorded for two "
        "weeks. More visits are not by themselves less harm."
    )


def _show_visits(hand: Hand, visits: list[Visit]) -> None:
    if not visits:
        return
    st.subheader("One by one", anchor=False)
    show_plain(
        pd.DataFrame([_row(one) for one in reversed(visits)]),
        columns=ONE_BY_ONE,
        alt="The latest visits, the last first",
    )
    said = {one.number: one for one in reversed(visits) if one.state in ("done", "missed")}
    if not said:
        return
    with st.expander("Take back what was recorded", icon=":material/undo:"):
        chosen = st.selectbox(
            "Which visit?",
            list(said),
            format_func=lambda number: _words(said[number]),
            key="visit-back",
        )
        if st.button("Take it back", key="visit-back-do", width="stretch"):
            take_back_visit(hand.desk, chosen, by=hand.by, seal=said[chosen].seal)
            st.rerun()


def _take_off(hand: Hand) -> None:
    """Offer to take a plan off that is not to be worked to."""
    today = hand.now.date()
    plans = {one.number: one for one in list_plans(hand.desk, today, today + timedelta(days=7), now=hand.now)}
    if not plans:
        return
    with st.expander("Take a plan off", icon=":material/delete:"):
        chosen = st.selectbox(
            "Which plan?", list(plans), format_func=lambda number: plans[number].title, key="visit-plan-off"
        )
        st.caption("Its visits that are still to do go with it; what was recorded stays.")
        if st.button("Take it off", key="visit-plan-off-do", width="stretch"):
            drop_plan(hand.desk, chosen, by=hand.by)
            st.rerun()


def _row(one: Visit) -> dict[str, str]:
    at = one.started_at or one.planned_from
    return {
        "when": f"{at:%a} {at.day} {at:%b}, {at:%H:%M}" if at else "",
        "team": one.team,
        "where": one.where or one.ward_name,
        "kind": KINDS.get(one.kind, one.kind),
        "state": STATES.get(one.state, one.state) if one.planned_from else "Done, without a plan",
        "minutes": minutes_words(one.minutes) if one.state == "done" else "",
        "outcome": outcome_words(one),
    }


def _words(one: Visit) -> str:
    row = _row(one)
    return ", ".join(part for part in (row["when"], row["where"], row["state"].lower()) if part)
