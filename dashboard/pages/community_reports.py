"""Community reports: what people notice, hear and fear, graded and kept with care."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import STATES, Asked, Reader, choices, list_reports
from dashboard.desks.reports import MendFirst, check_report, enter_report
from dashboard.gate.principal import principal
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.widgets.queue_line import say_queue
from dashboard.widgets.report_detail import TOLD, show_report, tell
from dashboard.widgets.report_form import ask_report, keep_button, say_problems
from dashboard.widgets.report_upload import ask_file
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for

column = st.column_config
COLUMNS: dict[str, Any] = {
    "state": column.TextColumn("State", width=82),
    "seen_on": column.TextColumn("Seen", width=100),
    "ward": column.TextColumn("Ward", width=88),
    "seen": column.TextColumn("What was seen or heard", width=250),
    "grade": column.TextColumn("Grade", width=52, help="Source 1 to 3, information A to E."),
    "severity": column.NumberColumn("Level", width=48, help="By your policy's scale."),
    "shared": column.TextColumn("Handling", width=112, help="P: may be shared. C: on this condition."),
    "affected": column.TextColumn("Who is affected", width=115),
    "experience": column.TextColumn("Kind", width=88),
    "source": column.TextColumn("Who tells", width=108),
    "review_by": column.DateColumn("Look again by", format="D MMM YYYY", width=98),
}
ROW_HEIGHT = 76
"""Three lines: below 65 the browser cuts a text off instead of wrapping it."""
TABLE_HEIGHT = 36 + 5 * ROW_HEIGHT
OPEN = "report-open"
DRAFT = "report-draft"
SHOWN_AT_FIRST = [state for state in STATES if state != "closed"]


def page() -> None:
    """Draw the page."""
    st.title("Community reports", anchor=False)
    st.info(
        "**What these are:** things that people have noticed, heard or fear, each with a grade that says who "
        "tells it and how they know. **What they are not:** proof, or a count of anything. They are never "
        "drawn as points on a map and never added to incidents; they carry no names, and each has a day on "
        "which somebody looks whether it is still needed.",
        icon=":material/forum:",
    )
    desk, today = load_desk(), date.today()
    working_as()
    working_for(desk)
    here = principal()
    reader = Reader(here.name, here.agency, here.viewer, here.purpose, here.session)
    say_queue(desk, today)
    room = st.empty()  # always there, so that nothing below moves, and folds up, when the message goes
    if told := st.session_state.pop(TOLD, None):
        room.success(told, icon=":material/task_alt:")
    reading, writing, sending = st.tabs(["Read", "Write one", "Send a file"])
    with reading:
        read(desk, reader, today)
    with writing:
        write(desk, reader, today)
    with sending:
        ask_file(desk, reader, today)


def read(desk: Desk, reader: Reader, today: date) -> None:
    """List the reports, and open the one that is chosen."""
    everything = list_reports(desk, Asked(states=frozenset(STATES)), reader, today)
    if not everything:
        st.info(
            "No community report has come in yet. That says nothing about how calm it is: nobody has told "
            "anything here so far. Write the first under **Write one**, or send a file.",
            icon=":material/inbox:",
        )
        return
    listed = list_reports(desk, ask_which(desk), reader, today)
    st.caption(_summed(listed, len(everything)))
    if not listed:
        st.info("No report is like that. Choose fewer things, or another state.", icon=":material/search:")
        return
    numbers = [line["number"] for line in listed]
    st.dataframe(
        listed,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        on_select=lambda: _open_picked(numbers),
        selection_mode="single-row",
        row_height=ROW_HEIGHT,
        height=TABLE_HEIGHT,
        key="reports-table",
        alt="Community reports, the latest seen first; choose a row to open it",
    )
    titles = {line["number"]: _title(line) for line in listed}
    if st.session_state.get(OPEN) not in titles:
        st.session_state[OPEN] = None
    chosen = st.selectbox(
        "Open a report",
        numbers,
        format_func=lambda number: titles[number],
        placeholder="Choose a row above, or one here",
        key=OPEN,
    )
    if chosen is not None:
        show_report(desk, chosen, reader, today)


def _open_picked(numbers: list[int]) -> None:
    """Open the row that was chosen in the table."""
    rows = st.session_state["reports-table"].selection.rows
    st.session_state[OPEN] = numbers[rows[0]] if rows and rows[0] < len(numbers) else None


def ask_which(desk: Desk) -> Asked:
    """Ask which reports to list."""
    known = choices(desk)
    first, second, third, fourth, fifth = st.columns(5)

    def several(place: Any, label: str, options: str, example: str) -> frozenset[str]:
        titles = known[options]
        return frozenset(
            place.multiselect(
                label, list(titles), format_func=titles.get, placeholder=example, key=f"reports-{options}"
            )
        )

    wards = several(first, "Ward", "wards", "All wards")
    strands = several(second, "Strand", "strands", "All strands")
    experience = several(third, "Kind", "experience", "All kinds")
    source = several(fourth, "Source grade", "source_grades", "All")
    information = several(fifth, "Information grade", "information_grades", "All")
    states = st.pills(
        "State",
        list(STATES),
        default=SHOWN_AT_FIRST,
        format_func=lambda state: STATES[state],
        selection_mode="multi",
        key="reports-states",
    )
    return Asked(wards, strands, experience, source, information, frozenset(states or STATES))


def _summed(listed: list[dict[str, Any]], all_of_them: int) -> str:
    """Say how many are listed, and how many wait for somebody."""
    waiting = [
        f"{count} {STATES[state].lower()}"
        for state in ("needs check", "due", "expired")
        if (count := sum(line["state"] == STATES[state] for line in listed))
    ]
    return f"{len(listed):,} of {all_of_them:,} reports" + (f": {', '.join(waiting)}." if waiting else ".")


def _title(line: dict[str, Any]) -> str:
    where = line["ward"] or "no one ward"
    return f"{line['reference']}: {where}, {line['seen_on']}, graded {line['grade']}"


def write(desk: Desk, reader: Reader, today: date) -> None:
    """Ask for a new report and keep it."""
    key = f"new-report-{st.session_state.get(DRAFT, 0)}"
    said = ask_report(desk, key, today)
    asks = [problem for problem in check_report(desk, said, today) if problem.asks]
    confirmed = False
    if asks:
        confirmed = st.checkbox(
            "I have read it again: these are no personal details, or they must stay. Keep it hidden from the "
            "other agencies until a second person has looked.",
            key=f"{key}-confirmed",
        )
    if not keep_button("Keep this report", key):
        return
    try:
        enter_report(desk, said, reader=reader, today=today, confirmed=confirmed)
    except MendFirst as first:
        say_problems(first.problems)
        return
    st.session_state[DRAFT] = st.session_state.get(DRAFT, 0) + 1
    hidden = " It is hidden from the other agencies until a second person has looked." if confirmed else ""
    tell(f"The report is kept.{hidden}")


kindly(page)
