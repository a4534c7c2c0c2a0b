"""Queue: what people told and nobody has graded, the oldest first."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import Reader
from dashboard.desks.submission_decisions import reopen
from dashboard.desks.submissions import STATES, find_submission, list_queue, queue, queue_words
from dashboard.gate.principal import principal
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.widgets.marked_text import isolated
from dashboard.widgets.queue_one import TOLD, attempt, seal_of, show_borne_out, show_one, show_steps
from dashboard.widgets.states import NOTHING_YET, say_no_answer
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for
from dashboard.wording import day_words, escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "days": column.NumberColumn("Days", width=55, help="Since it came in."),
    "seen": column.TextColumn("What was told", width=330),
    "where": column.TextColumn("Where", width=130),
    "affected": column.TextColumn("Who is affected", width=125),
    "from": column.TextColumn("From", width=125),
    "times": column.NumberColumn("Alike", width=55, help="So many say nearly the same: one voice."),
    "second_look": column.TextColumn("Second look", width=85),
}
DECIDED: dict[str, Any] = {
    "reference": column.TextColumn("Reference", width=100),
    "state": column.TextColumn("What became of it", width=200),
    "decided_by": column.TextColumn("By", width=120),
    "decided_why": column.TextColumn("Why", width=300),
    "from": column.TextColumn("From", width=150),
    "came_in": column.DateColumn("Came in", format="D MMM YYYY", width=110),
}
OPEN = "queue-open"
KEPT = "Kept in the history. No names."


def page() -> None:
    """Draw the page."""
    st.title("Queue", anchor=False)
    desk, today = load_desk(), date.today()
    working_as()
    working_for(desk)
    here = principal()
    reader = Reader(here.name, here.agency, here.viewer, here.purpose, here.session)
    waiting = queue(desk.store, today=today)
    needs = "needs" if waiting.second_look == 1 else "need"
    look = f" {waiting.second_look:,} of them {needs} a second look first." if waiting.second_look else ""
    st.markdown(f"**{queue_words(waiting)}**{look}")
    st.caption(
        "What is told here counts nowhere and is on no map until somebody has graded it. Who decided what, "
        "and why, stays in the history; every decision can be taken back."
    )
    room = st.empty()
    if told := st.session_state.pop(TOLD, None):
        room.success(told, icon=":material/task_alt:")
    show_borne_out(desk, reader)
    first, second = st.tabs(["Waiting", "Decided"])
    with first:
        show_waiting(desk, reader, today)
    with second:
        show_decided(desk, reader, today)


def show_waiting(desk: Desk, reader: Reader, today: date) -> None:
    """The list, the oldest first, and one of it at a time."""
    lines = list_queue(desk, reader, today=today)
    numbers = [line["number"] for line in lines]
    say_meanwhile(desk, reader, numbers)
    if not lines:
        st.info("Nothing waits. That says nothing about how calm it is.", icon=":material/inbox:")
        return
    groups = {line["number"]: line["alike"] for line in lines}
    first = {group: numbers_of(groups, group)[0] for group in groups.values() if group is not None}
    heads = [line for line in lines if first.get(line["alike"], line["number"]) == line["number"]]
    st.dataframe(
        heads,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        row_height=76,
        alt="What waits, the oldest first; what says nearly the same is one line",
    )
    if st.session_state.get(OPEN) not in numbers:
        st.session_state[OPEN] = numbers[0]
    titles = {line["number"]: title(line) for line in lines}
    chosen = st.selectbox(
        "One at a time, the oldest first", numbers, format_func=lambda number: titles[number], key=OPEN
    )
    group = groups[chosen]
    alike = [] if group is None else [one for one in numbers_of(groups, group) if one != chosen]
    show_one(desk, chosen, reader, today, alike=alike)


def numbers_of(groups: dict[int, int | None], group: int | None) -> list[int]:
    """List the submissions of a group that says nearly the same, the oldest first."""
    return [number for number, one in groups.items() if one == group]


def title(line: dict[str, Any]) -> str:
    """Name a submission in a list."""
    waited = "today" if not line["days"] else f"{line['days']} days"
    return f"{line['reference']}: {isolated(line['ward'] or line['place'] or 'no one ward')}, {waited}"


def say_meanwhile(desk: Desk, reader: Reader, numbers: list[int]) -> None:
    """Tell whoever had it open that somebody else has decided on it."""
    was = st.session_state.get(OPEN)
    if was is None or was in numbers:
        return
    told = find_submission(desk, was, reader)
    if told["decided_by"] and told["decided_by"] != reader.name:
        st.warning(
            f"{escaped(told['decided_by'])} decided on {escaped(told['reference'])} meanwhile, on "
            f"{day_words(told['decided_at'])}: {STATES[told['state']].lower()}. Nothing of yours was kept.",
            icon=":material/group:",
        )


def show_decided(desk: Desk, reader: Reader, today: date) -> None:
    """What was decided, without its texts; and a way back."""
    lines = [
        line
        for state in ("graded", "merged", "rejected")
        for line in list_queue(desk, reader, today=today, state=state)
    ]
    if not lines:
        say_no_answer(NOTHING_YET, "Nothing has been decided yet.")
        return
    st.dataframe(
        lines, column_config=DECIDED, column_order=list(DECIDED), hide_index=True, alt="What was decided"
    )
    titles = {line["number"]: f"{line['reference']}: {line['state'].lower()}" for line in lines}
    chosen = st.selectbox(
        "Open one",
        list(titles),
        index=None,
        format_func=lambda number: titles[number],
        placeholder="Choose one",
        key="queue-decided",
    )
    if chosen is None:
        return
    seal = seal_of(find_submission(desk, chosen, reader))
    st.caption("Opened again, it waits as before; a report that was made of it is closed.")
    why = st.text_input("Why", max_chars=200, key=f"reopen-why-{chosen}", help=KEPT)
    if st.button("Open it again", key=f"do-reopen-{chosen}"):
        attempt(
            lambda: reopen(desk, chosen, reason=why, reader=reader, seal=seal), "It waits in the queue again."
        )
    show_steps(desk, chosen)


kindly(page)
