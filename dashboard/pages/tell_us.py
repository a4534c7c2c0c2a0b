"""Tell us: the form for everybody.  Closed unless the partnership opens it; all of it waits to be read."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import choices
from dashboard.desks.reports import MendFirst, Problem
from dashboard.desks.submissions import SEEN_MOST, check_submission, hand_in
from dashboard.loading.opened import load_desk
from dashboard.loading.places import load_named_places
from dashboard.widgets.draft import keep_draft
from dashboard.widgets.kindly import kindly
from dashboard.widgets.report_form import say_problems
from dashboard.widgets.tell_form import SEEN, TellForm, narrow
from dashboard.widgets.tell_sheet import Sheet
from dashboard.wording import escaped

ALONE = """
<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapsedControl"],
[data-testid="stTopNav"] {
  display: none !important;
}
</style>
"""
SENT, THANKS = "tell-us-sent", "tell-us-thanks"
EXAMPLE = "Some people were called names at the bus stop after school, twice this week."
CLOSED = (
    "This form is closed at the moment. To report a hate crime or hate incident you can use **True Vision** "
    "(report-it.org.uk) at any time, or speak to a reporting centre near you."
)
URGENT = (
    "**Is somebody in danger now? Ring 999.** When it is not an emergency you can ring 101. You can also "
    "report hate crime on True Vision (report-it.org.uk), or at a third-party reporting centre, where "
    "somebody helps you. This form is not read straight away."
)
WHAT = (
    "Use this form to tell us what people in your area notice, hear or worry about. **Nobody asks who you "
    "are, and nothing that says who you are is kept.** Please write no names, phone numbers, addresses or "
    "number plates, of anybody.\n\n**What happens with it:** somebody of the partnership reads it before "
    "anything else happens. They may add it to what is known about the area, without names, or leave it out. "
    "It is not a crime report and nobody will get in touch with you about it."
)


def page() -> None:
    """Draw the page."""
    st.html(ALONE)
    narrow()
    desk, today = load_desk("tell us"), date.today()
    form = desk.partnership.community_form
    st.title("Tell us", anchor=False)
    st.caption(escaped(desk.partnership.name))
    if not form.open:
        st.info(CLOSED, icon=":material/lock:")
        st.warning(URGENT, icon=":material/emergency:")
        return
    if thanks := st.session_state.pop(THANKS, None):
        st.success(thanks, icon=":material/task_alt:")
        st.toast(
            thanks, icon=":material/task_alt:", duration="long"
        )  # a phone still shows the end of the form
    st.warning(URGENT, icon=":material/emergency:")
    if form.note:
        st.markdown(escaped(form.note))
    st.markdown(WHAT)
    ask(desk, Sheet("tell-us", today), today)


def ask(desk: Desk, sheet: Sheet, today: date) -> None:
    """Ask, check, and take it in."""
    form, known = TellForm(sheet), choices(desk)
    if sheet.is_brought_back:
        st.info("This is what you had written.", icon=":material/history:")
    form.ask_seen(example=EXAMPLE)
    counted = st.container()
    form.beside_seen()
    form.ask_where(load_named_places(), known["wards"])
    form.ask_when(may_be_unsure=True)
    form.ask_whom(known["strands"], label="Who is it about, if you know?")
    with counted:
        keep_draft("tell-us", sheet.answers(), box=SEEN, field="seen", most=SEEN_MOST, restore=sheet.restore)
    problems = plainly(check_submission(desk, form.said, channel="public", today=today))
    form.say(problems)
    confirmed = any(problem.asks for problem in problems) and st.checkbox(
        "I have read it again: it names nobody, or it cannot be told without.", key=sheet.key("confirmed")
    )
    room = st.empty()  # above the button, where a phone shows it
    pressed = st.button(
        "Send it", type="primary", icon=":material/send:", width="stretch", key=sheet.key("keep"),
        on_click=sheet.tried,
    )  # fmt: skip
    if pressed:
        send(desk, form, room, today=today, confirmed=bool(confirmed))
    with st.popover("Throw this away", icon=":material/delete:", width="stretch"):
        st.markdown("Nothing of it is kept anywhere.")
        st.button("Yes, throw it away", key=sheet.key("away"), on_click=sheet.clear, width="stretch")


def plainly(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Say of a likely name what it means for somebody who does not work here."""
    words = "this may be somebody's name or address. Please take it out, or tick below that it must stay."
    return tuple(Problem(one.field, words, asks=True) if one.asks else one for one in problems)


def send(desk: Desk, form: TellForm, room: Any, *, today: date, confirmed: bool) -> None:
    """Put it into the queue; where it is refused, every answer stays as it is."""
    limits = desk.partnership.community_form
    sent = st.session_state.get(SENT, 0)
    if sent >= limits.most_a_visit:
        room.info(
            f"You have sent {sent:,} message{'' if sent == 1 else 's'}. Thank you: that is read first. "
            "Nothing that you wrote here is lost; please send the rest another time.",
            icon=":material/hourglass_top:",
        )  # fmt: skip
        return
    try:
        hand_in(
            desk,
            form.said,
            channel="public",
            reader=None,
            today=today,
            confirmed=confirmed,
            most_an_hour=limits.most_an_hour,
        )
    except MendFirst as first:
        with room.container():
            st.error("It is not sent yet, and nothing that you wrote is lost.", icon=":material/edit:")
            say_problems(plainly(first.problems))
        return
    st.session_state[SENT] = sent + 1
    st.session_state[THANKS] = (
        "Thank you. It is kept for the partnership to read. It says nowhere who you are."
    )
    form.sheet.clear()
    st.rerun()


kindly(page)
