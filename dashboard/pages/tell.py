"""Write a report: a community report on a phone, in a minute and a half; or into the queue, ungraded."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import Reader, choices
from dashboard.desks.reports import MendFirst, Problem, check_report, enter_report
from dashboard.desks.submissions import SEEN_MOST, check_submission, hand_in
from dashboard.loading.opened import load_desk, viewer
from dashboard.loading.places import load_named_places
from dashboard.widgets.draft import keep_draft
from dashboard.widgets.kindly import kindly
from dashboard.widgets.report_form import say_problems
from dashboard.widgets.tell_form import SEEN, TellForm, narrow
from dashboard.widgets.tell_grading import ask_grading
from dashboard.widgets.tell_sheet import Sheet
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for
from dashboard.wording import escaped

TOLD = "told-of-tell"
WHO = {"mine": "I grade it now", "queue": "I cannot grade it"}
EXAMPLE = "Passengers in religious dress say that they are stared at, mostly after school."


def page() -> None:
    """Draw the page."""
    narrow()
    st.title("Write a report", anchor=False)
    desk, today = load_desk(), date.today()
    reader = Reader(working_as(), working_for(desk), viewer())
    if told := st.session_state.pop(TOLD, None):
        st.success(told, icon=":material/task_alt:")
        st.toast(told, icon=":material/task_alt:", duration="long")  # a phone still shows the end of the form
    st.caption(
        f"As {escaped(reader.name)}, for {escaped(reader.agency)} (the side bar changes it). No names, "
        "numbers or addresses, of anybody."
    )
    sheet = Sheet("tell", today)
    form = ask(desk, sheet)
    problems = judge(desk, form, today)
    form.say(problems)
    finish(desk, form, problems, reader, today)


def ask(desk: Desk, sheet: Sheet) -> TellForm:
    """Ask the questions, one under another."""
    form, known = TellForm(sheet), choices(desk)
    if sheet.is_brought_back:
        st.info("This is what you had written. Read it again before you keep it.", icon=":material/history:")
    form.ask_seen(example=EXAMPLE)
    room = st.container()
    form.beside_seen()
    form.ask_where(load_named_places(), known["wards"])
    form.ask_when()
    form.ask_whom(known["strands"])
    form.said["who_grades"] = st.segmented_control(
        "Who grades it?",
        list(WHO),
        format_func=lambda code: WHO[code],
        required=True,
        help="What you cannot grade waits in the queue until somebody does.",
        **sheet.begin("who_grades", WHO),
    )
    if form.said["who_grades"] == "queue":
        form.ask_tick("is_anonymous", "Nobody here knows who tells it")
    else:
        ask_grading(form, known)
    with room:
        keep_draft("tell", sheet.answers(), box=SEEN, field="seen", most=SEEN_MOST, restore=sheet.restore)
    return form


def judge(desk: Desk, form: TellForm, today: date) -> tuple[Problem, ...]:
    """Say what is wrong so far; nothing is kept."""
    if form.said["who_grades"] == "queue":
        return check_submission(desk, form.said, channel="staff", today=today)
    return check_report(desk, form.said, today)


def finish(desk: Desk, form: TellForm, problems: tuple[Problem, ...], reader: Reader, today: date) -> None:
    """Keep it, or throw it away."""
    sheet, queued = form.sheet, form.said["who_grades"] == "queue"
    confirmed = False
    if any(problem.asks for problem in problems):
        confirmed = st.checkbox(
            "I have read it again: these are no personal details, or they must stay. Hide it from the other "
            "agencies until a second person has looked.",
            key=sheet.key("confirmed"),
        )
    room = st.empty()  # above the button, where a phone shows it
    label = "Put it in the queue" if queued else "Keep this report"
    pressed = st.button(
        label, type="primary", icon=":material/save:", width="stretch", key=sheet.key("keep"),
        on_click=sheet.tried,
    )  # fmt: skip
    if pressed:
        keep(desk, form, room, reader=reader, today=today, confirmed=confirmed)
    with st.popover("Throw this away", icon=":material/delete:", width="stretch"):
        st.markdown("Nothing of it is kept anywhere.")
        st.button("Yes, throw it away", key=sheet.key("away"), on_click=sheet.clear, width="stretch")


def keep(desk: Desk, form: TellForm, room: Any, *, reader: Reader, today: date, confirmed: bool) -> None:
    """Keep it, and take a new sheet; where it is refused, every answer stays as it is."""
    queued = form.said["who_grades"] == "queue"
    try:
        if queued:
            hand_in(desk, form.said, channel="staff", reader=reader, today=today, confirmed=confirmed)
        else:
            enter_report(desk, form.said, reader=reader, today=today, confirmed=confirmed)
    except MendFirst as first:
        with room.container():
            st.error(
                "It is not kept yet, and nothing that you wrote is lost. Please mend first:",
                icon=":material/edit:",
            )
            say_problems(first.problems)
        return
    hidden = " Hidden from the other agencies until a second person has looked." if confirmed else ""
    what = "It waits in the queue for somebody to grade it." if queued else "The report is kept."
    st.session_state[TOLD] = f"{what}{hidden}"
    form.sheet.clear()
    st.rerun()


kindly(page)
