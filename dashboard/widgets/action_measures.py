"""What an action is judged by: its measures beside their baseline, and the forms to keep and tell them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dashboard.answers.measures import Kpi, counted_days, read_told, usual_baseline
from dashboard.desks.importing import Desk
from dashboard.desks.measures import (
    BETTER,
    COUNTS,
    FIELDS,
    Measure,
    drop_measure,
    keep_measure,
    list_measures,
    tell_reading,
    visit_days,
)
from dashboard.desks.reports import MendFirst
from dashboard.gate.principal import may
from dashboard.joint_action import Action
from dashboard.widgets.problems import show_problems
from dashboard.wording import escaped

__all__ = ["show_measures"]

KEEPING, NOTING = "keep actions", "note progress"
SIGNS = {"better": "trending_up", "worse": "trending_down", "not distinguishable from chance": "drag_handle"}
EXACT = "Counted from the records: for those who may see exact figures."


def show_measures(
    desk: Desk,
    action: Action,
    *,
    by: str,
    today: date,
    tell: Callable[[str], None],
    read_reports: Callable[[Measure], Kpi] | None,
) -> None:
    """Draw an action's measures.

    Parameters
    ----------
    read_reports : callable or None
        Counts the reports of a measure; None for those who may not have exact figures.
    """
    st.markdown("**What it is judged by**")
    kept = list_measures(desk, action.number)
    if not kept:
        st.caption("Nothing yet. A measure sets a count beside its baseline, with an interval.")
    for measure in kept:
        _show(desk, action, measure, today, read_reports)
        if measure.counts == "told" and may(NOTING):
            _ask_reading(desk, measure, by, today, tell)
        if may(KEEPING) and st.button("Take this measure off", key=f"measure-off-{measure.number}",
                                      icon=":material/delete:"):  # fmt: skip
            drop_measure(desk, measure.number, by=by)
            tell("The measure is off the list; it stays in the history.")
    if may(KEEPING):
        with st.expander("Add a measure", icon=":material/add:"):
            _ask_measure(desk, action, by, today, tell)


def _show(
    desk: Desk,
    action: Action,
    measure: Measure,
    today: date,
    read_reports: Callable[[Measure], Kpi] | None,
) -> None:
    kpi: Kpi | None
    if measure.counts == "told":
        kpi = read_told(measure)
    elif measure.counts == "visits":
        kpi = counted_days(measure, action, visit_days(desk, action), today)
    else:
        kpi = read_reports(measure) if read_reports else None
    with st.container(border=True):
        st.markdown(f"**{escaped(measure.title)}** · {COUNTS[measure.counts]} · {BETTER[measure.better]}")
        if kpi is None:
            st.caption(EXACT)
            return
        sign = SIGNS.get(kpi.state, "hourglass_empty")
        st.markdown(f":material/{sign}: {escaped(kpi.words)}")
        for said in (kpi.target, *kpi.caveats):
            if said:
                st.caption(escaped(said))


def _ask_reading(desk: Desk, measure: Measure, by: str, today: date, tell: Callable[[str], None]) -> None:
    key = f"reading-{measure.number}-{len(measure.readings)}"
    with st.popover("Tell a number", icon=":material/add:", key=f"{key}-open"), st.form(key, border=False):
        first = st.date_input("From", value=today, format="DD/MM/YYYY", key=f"{key}-from")
        last = st.date_input("To", value=today, format="DD/MM/YYYY", key=f"{key}-to")
        value = st.number_input("Number", min_value=0.0, value=None, key=f"{key}-value")
        out_of = st.number_input("Out of (where it is a share)", min_value=1.0, value=None, key=f"{key}-of")
        if not st.form_submit_button("Keep this number", type="primary"):
            return
        if value is None or not isinstance(first, date) or not isinstance(last, date):
            st.error("Give the days and the number.", icon=":material/error:")
            return
        try:
            tell_reading(desk, measure.number, first_day=first, last_day=last, value=float(value),
                         out_of=out_of, by=by, today=today)  # fmt: skip
        except MendFirst as problem:
            show_problems(problem.problems, FIELDS)
            return
    tell("The number is kept.")


def _ask_measure(desk: Desk, action: Action, by: str, today: date, tell: Callable[[str], None]) -> None:
    key = f"measure-{action.number}-{action.seal[:8]}"
    counts = st.radio("What is counted", list(COUNTS), format_func=COUNTS.__getitem__, horizontal=True,
                      key=f"{key}-counts")  # fmt: skip
    usual = usual_baseline(action.starts_on or today)
    told: dict[str, Any] = {}
    with st.form(f"{key}-{counts}", border=False):
        title = st.text_input(FIELDS["title"][0], max_chars=120, key=f"{key}-title",
                              placeholder="Reports here; satisfied callers; patrols made")  # fmt: skip
        better = st.radio("Which way is better", list(BETTER), format_func=BETTER.__getitem__,
                          horizontal=True, index=1 if action.intends == "more" or counts == "visits" else 0,
                          key=f"{key}-better")  # fmt: skip
        left, right, third, last = st.columns(4)
        told["baseline_from"] = left.date_input("Baseline from", value=usual.first, format="DD/MM/YYYY",
                                                key=f"{key}-from")  # fmt: skip
        told["baseline_to"] = right.date_input("Baseline to", value=usual.last, format="DD/MM/YYYY",
                                               key=f"{key}-to")  # fmt: skip
        told["target"] = third.number_input("Target", min_value=0.0, value=None, key=f"{key}-target")
        told["target_on"] = last.date_input("Target by", value=action.due_on, format="DD/MM/YYYY",
                                            key=f"{key}-target-on")  # fmt: skip
        if counts == "told":
            told["baseline"] = st.number_input("What it was before (of a share: in 100)", min_value=0.0,
                                               value=None, key=f"{key}-baseline")  # fmt: skip
        if not st.form_submit_button("Keep this measure", icon=":material/check:"):
            return
    try:
        keep_measure(desk, action, title=title, counts=counts, better=better, by=by, **told)
    except MendFirst as problem:
        show_problems(problem.problems, FIELDS)
        return
    tell("The measure is kept.")
