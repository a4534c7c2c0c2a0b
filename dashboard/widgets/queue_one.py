"""One submission, whole, and what can become of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import Reader, choices
from dashboard.desks.report_wording import strand_words, ward_name
from dashboard.desks.reports import MendFirst, check_report, grade_again
from dashboard.desks.submission_decisions import REASONS, ask_second_look, grade, look_again, merge, reject
from dashboard.desks.submission_twins import likely_same
from dashboard.desks.submissions import (
    HIDDEN,
    PUBLIC,
    find_submission,
    is_hidden,
    marks_of,
    received_on,
    seen_words,
    steps_of,
)
from dashboard.loading.places import load_named_places
from dashboard.widgets.marked_text import isolated, show_marked
from dashboard.widgets.report_form import say_problems
from dashboard.widgets.tell_form import TellForm
from dashboard.widgets.tell_grading import ask_grading
from dashboard.widgets.tell_sheet import Sheet
from dashboard.wording import day_words, escaped

__all__ = ["BORNE", "TOLD", "attempt", "seal_of", "show_borne_out", "show_one", "show_steps"]

TOLD = "told-of-queue"
BORNE = "queue-borne-out"
ACTS = {
    "grade": "Grade it",
    "merge": "Add it to a report",
    "reject": "Do not take it",
    "look": "Ask for a second look",
}
OTHER = "Another reason"


def attempt(do: Callable[[], Any], done: str) -> None:
    """Do it and say so; or say what must be mended first, and leave every answer as it stands."""
    try:
        do()
    except MendFirst as first:
        say_problems(first.problems)
        return
    _seals().clear()
    st.session_state[TOLD] = done
    st.rerun()


def seal_of(submission: Mapping[str, Any]) -> str:
    """Give the seal that it had when it was opened here, so that nobody decides over another's head."""
    return str(_seals().setdefault(submission["id"], submission["seal"]))


def _seals() -> dict[int, str]:
    seals: dict[int, str] = st.session_state.setdefault("queue-seals", {})
    return seals


def show_one(desk: Desk, number: int, reader: Reader, today: date, *, alike: Sequence[int]) -> None:
    """Show a submission that waits; `alike` are the numbers of others that say nearly the same."""
    told = find_submission(desk, number, reader)
    seal = seal_of(told)
    if seal != told["seal"]:
        st.warning("Somebody changed this since you opened it here.", icon=":material/group:")
        st.button("Show it as it is now", on_click=_seals().clear)
        return
    st.subheader(f"{escaped(told['reference'])}", anchor=False)
    st.markdown("\n".join(f"- **{title}:** {escaped(text)}" for title, text in _facts(desk, told, today)))
    if is_hidden(told, reader):
        st.info(HIDDEN, icon=":material/visibility_off:")
        return
    show_marked(told["seen"], marks_of(desk, told["seen"]))
    if told["needs_check"]:
        st.warning(
            "A second look is needed: it may hold personal details, or somebody asked for one. Another "
            "person than who wrote it or asked grades it, or says that there is nothing in it.",
            icon=":material/visibility:",
        )
        if st.button("I have looked: nothing in it points at anybody", key=f"looked-{number}"):
            attempt(lambda: look_again(desk, number, reader=reader, seal=seal), "Noted: looked at.")
    if alike:
        st.info(
            f"{len(alike):,} more in the queue say nearly the same. They are one voice, however many.",
            icon=":material/content_copy:",
        )
    act = st.segmented_control(
        "What becomes of it?", list(ACTS), format_func=lambda code: ACTS[code], key=f"queue-act-{number}"
    )
    if act == "grade":
        _grade(desk, told, reader, today, seal)
    elif act == "merge":
        _merge(desk, number, reader, seal)
    elif act == "reject":
        _reject(desk, number, reader, seal, alike)
    elif act == "look":
        why = _line("Why", "what you are not sure of …", f"queue-why-look-{number}")
        if st.button("Leave it to another person", key=f"do-look-{number}"):
            attempt(
                lambda: ask_second_look(desk, number, reason=why, reader=reader, seal=seal),
                "Another person looks at it before it is graded.",
            )
    show_steps(desk, number)


def _facts(desk: Desk, told: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    days = max((today - received_on(told)).days, 0)
    waited = "today" if not days else f"{days} day{'' if days == 1 else 's'} ago"
    facts = [
        ("Came in", f"{day_words(received_on(told))}, {waited}"),
        ("From", "the form for everybody" if told["agency"] == PUBLIC else told["agency"]),
        ("Seen", seen_words(told)),
        ("Where", ", ".join(filter(None, (isolated(told["place"] or ""), ward_name(desk, told["ward"]))))),
        (
            "Who is affected",
            ", ".join(filter(None, (strand_words(desk, told["strands"]), isolated(told["community"] or "")))),
        ),
    ]
    return [(title, text or "not said") for title, text in facts]


def _grade(desk: Desk, told: Mapping[str, Any], reader: Reader, today: date, seal: str) -> None:
    """Ask for the whole report, starting from what was told."""
    number, known, places = told["id"], choices(desk), load_named_places()
    sheet = Sheet(f"queue-{number}-{told['seal'][:8]}", today)
    where = next(
        (label for label, p in places.items() if (p.ward, p.place) == (told["ward"], told["place"])), None
    )
    sheet.fill(
        {
            "seen": told["seen"],
            "where": where or told["place"],
            "ward": None if where else told["ward"],
            "when": "day" if told["observed_from"] == told["observed_to"] else "days",
            "first": told["observed_from"],
            "last": told["observed_to"],
            "strands": [code for code in told["strands"].split(";") if code],
            "community": told["community"],
            "is_anonymous": told["is_anonymous"],
            "source_type": "online" if told["agency"] == PUBLIC and "online" in known["sources"] else None,
        }
    )
    form = TellForm(sheet)
    form.ask_seen(example="")
    form.beside_seen()
    form.ask_where(places, known["wards"])
    form.ask_when()
    form.ask_whom(known["strands"])
    ask_grading(form, known)
    problems = check_report(desk, form.said, today)
    form.say(problems)
    confirmed = any(problem.asks for problem in problems) and st.checkbox(
        "I have read it: what looks like personal details is none, or must stay.", key=sheet.key("confirmed")
    )
    if st.button(
        "Keep it as a community report",
        type="primary",
        icon=":material/save:",
        key=sheet.key("keep"),
        on_click=sheet.tried,
    ):
        attempt(
            lambda: grade(
                desk, number, form.said, reader=reader, today=today, seal=seal, confirmed=confirmed
            ),
            "It is a community report now.",
        )


def _merge(desk: Desk, number: int, reader: Reader, seal: str) -> None:
    """Choose the report that tells the same already."""
    same = likely_same(desk, number, reader)
    if not same:
        st.caption("No report of about the same place, time and people is there. Grade it instead.")
        return
    titles = {
        one["number"]: f"{one['reference']}: {one['ward'] or 'no one ward'}, {one['seen_on']}, graded "
        f"{one['grade']}, {one['alike']}% alike in words"
        for one in same
    }
    chosen = st.radio(
        "Which report tells the same?",
        list(titles),
        index=None,  # none is the same until a person says so
        format_func=lambda one: titles[one],
        captions=[escaped(one["seen"]) for one in same],
        key=f"queue-same-{number}",
    )
    if chosen is None:
        st.caption("Read them, and choose the one that tells the same. If none does, grade it instead.")
        return
    picked = next(one for one in same if one["number"] == chosen)
    st.caption(
        "Another source tells it: that may bear the report out."
        if picked["bears_out"]
        else "The same source tells it again: that bears nothing out."
    )
    if st.button("Add it to this report", type="primary", key=f"do-merge-{number}"):

        def do() -> None:
            if merge(desk, number, picked["number"], reader=reader, seal=seal):
                st.session_state[BORNE] = picked["number"], picked["reference"], picked["grade"]

        attempt(do, f"It is added to {picked['reference']}; it makes no second report.")


def show_borne_out(desk: Desk, reader: Reader) -> None:
    """Offer to grade a report again that another source has just borne out."""
    if BORNE not in st.session_state:
        return
    number, reference, before = st.session_state[BORNE]
    with st.container(border=True):
        st.markdown(
            f"Another source now tells what **{escaped(reference)}** (graded {before}) tells. If they do not "
            "have it from each other, it is borne out. Grade it again?"
        )
        titles = choices(desk)["information_grades"]
        code = st.selectbox(
            "Information",
            list(titles),
            index=list(titles).index(before[1]),
            format_func=lambda one: titles[one],
            key="borne-grade",
        )
        why = _line("Why", "another source tells it …", "borne-why")
        left, right = st.columns(2)
        if left.button("Grade it again", type="primary", disabled=code == before[1]):

            def do() -> None:
                grade_again(desk, number, before[0] + code, reason=why, reader=reader)
                del st.session_state[BORNE]

            attempt(do, f"{reference} is graded {before[0]}{code} now.")
        if right.button("Leave its grade"):
            del st.session_state[BORNE]
            st.rerun()


def _reject(desk: Desk, number: int, reader: Reader, seal: str, alike: Sequence[int]) -> None:
    """Say why it is not taken; near-identical ones can go with it."""
    reason = st.selectbox(
        "Why", [*REASONS, OTHER], index=None, placeholder="Choose a reason", key=f"queue-why-{number}"
    )
    if reason == OTHER:
        reason = _line("In your words", "no names …", f"queue-words-{number}")
    others = alike and st.checkbox(
        f"The {len(alike):,} that say nearly the same as well", key=f"queue-others-{number}"
    )
    if st.button("Do not take it", type="primary", key=f"do-reject-{number}"):

        def do() -> None:
            reject(desk, number, reason=reason or "", reader=reader, seal=seal)
            for other in alike if others else ():
                theirs = find_submission(desk, other, reader)["seal"]
                reject(desk, other, reason=reason or "", reader=reader, seal=theirs)

        number_of = 1 + (len(alike) if others else 0)
        attempt(do, "It is not taken." if number_of == 1 else f"{number_of:,} are not taken.")


def show_steps(desk: Desk, number: int) -> None:
    """Who did what with it, when and why."""
    with st.expander("History", icon=":material/history:"):
        for step in steps_of(desk, number):
            when = f"{day_words(step['at'])}, {step['at']:%H:%M} UTC"
            st.markdown(f"**{escaped(step['why'].capitalize())}** by {escaped(step['who'])}, {when}")


def _line(label: str, example: str, key: str) -> str:
    return st.text_input(
        label, max_chars=200, placeholder=example, key=key, help="Kept in the history. No names."
    )
