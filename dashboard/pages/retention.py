"""Retention: what has been kept as long as the policy says, for a person to decide about."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.retention import (
    Due,
    erase_lot,
    erase_reports,
    erase_submissions,
    forget_old,
    keep_lot,
    look,
    reports_due,
    rules_in_words,
    submissions_due,
)
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.widgets.way_to import way_to
from dashboard.widgets.working_as import working_as

column = st.column_config
COLUMNS: dict[str, Any] = {
    "kind": column.TextColumn("Kind"),
    "agency": column.TextColumn("Agency"),
    "month": column.TextColumn("Month"),
    "since": column.DateColumn("Due since", format="D MMM YYYY"),
    "records": column.NumberColumn("Records", format="localized"),
}
TOLD = "told-of-retention"


def page() -> None:
    """Draw the page."""
    st.title("Retention", anchor=False)
    st.markdown(
        "Records that have been kept as long as the policy says are due for review. **A person decides**: "
        "still needed, with a reason, or erased. Nothing goes by itself."
    )
    name = working_as()
    desk = load_desk("keep records")
    if told := st.session_state.pop(TOLD, None):
        st.success(told, icon=":material/task_alt:")
    today = date.today()
    due = look(desk.store, desk.policy, today=today)
    if due.lots.is_empty():
        st.info("No record is due for review.", icon=":material/event_available:")
    else:
        review(desk, due, name, today)
    say_community_reports(desk, name, today)
    say_submissions(desk, name, today)
    let_go(desk, due, name, today)
    st.subheader("How long each kind is kept", anchor=False)
    st.caption("From the policy file; the lengths that come with the program are examples, not legal advice.")
    st.dataframe(
        rules_in_words(desk.policy), hide_index=True, placeholder="", alt="How long each kind is kept"
    )


def review(desk: Desk, due: Due, name: str, today: date) -> None:
    """The lots that are due, and the decision."""
    st.subheader(f"{due.records.height:,} records in {due.lots.height:,} lots are due", anchor=False)
    st.caption("A lot is one kind, one agency and one month. Choose lots in the table, then decide.")
    picked: Any = st.dataframe(
        due.lots,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="retention-lots",
        alt="Lots of records that are due for review",
    )
    lots = due.lots["lot"].gather([row for row in picked.selection.rows if row < due.lots.height]).to_list()
    number = due.records.filter(due.records["lot"].is_in(lots)).height
    if not lots:
        return
    left, right = st.columns(2)
    with left.container(border=True):
        st.markdown(f"**Still needed:** {number:,} records")
        until = st.date_input(
            "Until", value=today + timedelta(365), min_value=today, max_value=today + timedelta(731),
            format="DD/MM/YYYY",
        )  # fmt: skip
        why = st.text_input("Why", max_chars=200, placeholder="an open review of the area", key="keep-why")
        if st.button("Keep on", disabled=not why.strip()) and isinstance(until, date):
            kept = keep_lot(desk.store, due, lots, until=until, by=name, why=why.strip())
            tell(f"{kept:,} records are kept on.")
    with right.container(border=True):
        st.markdown(f"**Erase:** {number:,} records")
        st.caption(
            "They go from the records, their history and what is released from now on, and do not come back "
            "from a file or a backup. The log says how many were erased, not what they were. This cannot be "
            "undone."
        )
        sure = st.checkbox(f"Erase {number:,} records for good", key="erase-sure")
        if st.button("Erase", type="primary", disabled=not sure):
            gone = erase_lot(desk.store, due, lots, by=name)
            tell(f"{gone:,} records were erased.")


def say_community_reports(desk: Desk, name: str, today: date) -> None:
    """Community reports have a day of review each; they are read, and kept for longer, on their own page."""
    number = reports_due(desk.store, today=today)
    if not number:
        return
    st.subheader("Community reports", anchor=False)
    st.markdown(
        f"**{number:,}** are past their day of review, closed ones among them. Keep those that are still "
        "needed for longer on their own page first."
    )
    way_to("community_reports", label="See community reports", icon=":material/forum:")
    sure = st.checkbox(f"Erase these {number:,} community reports for good", key="reports-sure")
    if st.button("Erase community reports", disabled=not sure):
        tell(f"{erase_reports(desk.store, today=today, by=name):,} community reports were erased.")


def say_submissions(desk: Desk, name: str, today: date) -> None:
    """What was told for the queue is kept for its own length; the reports that it became stay."""
    number, waits = submissions_due(desk.store, desk.policy, today=today)
    if not number:
        return
    st.subheader("What was told", anchor=False)
    still = f" **{waits:,}** of them still await grading: grade them first." if waits else ""
    st.markdown(
        f"**{number:,}** submissions to the queue have been kept as long as the policy says.{still} The "
        "reports that they became stay."
    )
    sure = st.checkbox(f"Erase these {number:,} submissions for good", key="submissions-sure")
    if st.button("Erase submissions", disabled=not sure):
        gone = erase_submissions(desk.store, desk.policy, today=today, by=name)
        tell(f"{gone:,} submissions were erased.")


def let_go(desk: Desk, due: Due, name: str, today: date) -> None:
    """What a corrected record said before, and rows set aside."""
    st.subheader("Old versions, and rows set aside", anchor=False)
    st.markdown(f"**{due.versions:,}** old versions of records have been kept as long as the policy says.")
    if st.button("Let go of old versions and of rows set aside whose time is up"):
        versions, rows = forget_old(desk.store, desk.policy, today=today, by=name)
        tell(f"{versions:,} old versions and {rows:,} rows set aside were let go.")


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


kindly(page)
