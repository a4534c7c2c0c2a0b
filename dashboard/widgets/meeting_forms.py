"""The windows of a meeting: the agreed level, asking for more, a new action, how an action goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.agenda import agreed_now, indicated_now, level_words, strands_of
from dashboard.answers.tension.board import Board
from dashboard.desks.actions import Action, add_action, ask_for_more, mark_done, note_progress
from dashboard.desks.agreed_levels import (
    ALL,
    MEETING_MOST,
    AlreadyDecided,
    Decision,
    MendFirst,
    agree,
    amend_agreed,
    steps_of_level,
    withdraw_agreed,
)
from dashboard.desks.importing import Desk
from dashboard.gate.principal import principal
from dashboard.gate.sessions import way
from dashboard.wording import day_words, escaped

__all__ = [
    "NAME",
    "OPEN",
    "TOLD",
    "WHO",
    "Hand",
    "close_window",
    "decided_words",
    "is_signed_in",
    "meeting_name",
    "open_window",
    "show_window",
    "written_by",
]

OPEN, TOLD, SEEN = "meeting-open", "meeting-told", "meeting-seen"
NAME, WHO = "meeting-name", "said-name"
NOBODY = "Demo analyst"
DUE = timedelta(days=14)


@dataclass(frozen=True)
class Hand:
    """What is in hand: the ward and strand of a board, and what is decided of them."""

    desk: Desk
    board: Board
    ward: str
    name: str
    strand: str
    agreed: pd.DataFrame
    today: date

    @property
    def title(self) -> str:
        """Name the ward and the strand."""
        return f"{self.name}: {strands_of(self.board)[self.strand]}"

    @property
    def now(self) -> dict[str, Any] | None:
        """What was decided of it for this period."""
        return agreed_now(self.agreed, self.board, self.ward, self.strand)


def meeting_name(today: date) -> str:
    """Give the name of this meeting, as it was said last."""
    return str(st.session_state.get(NAME) or f"Meeting of {day_words(today)}")


def written_by() -> str:
    """Say who writes down what the meeting decides: the account, or in the demo whoever it was last."""
    if way() != "demo":
        return principal().name
    return str(st.session_state.get(WHO) or NOBODY)


def is_signed_in() -> bool:
    """Say whether the account names who writes, so that nobody is asked."""
    return way() != "demo"


def open_window(what: str, number: int, hand: Hand) -> None:
    """Open a window on the next run: "level", "more", "action" or "update", and which level or action."""
    st.session_state[OPEN] = (what, number)
    st.session_state[SEEN] = hand.now


def close_window() -> None:
    """Close it without keeping anything."""
    st.session_state.pop(OPEN, None)


def _kept(words: str) -> None:
    close_window()
    st.session_state[TOLD] = words
    st.rerun()


def show_window(hand: Hand, actions: list[Action]) -> None:
    """Draw the window that is open, if any."""
    if OPEN not in st.session_state:
        return
    what, number = st.session_state[OPEN]
    action = next((one for one in actions if one.number == number), None)
    inside: dict[str, tuple[str, Callable[[], None]]] = {
        "level": (hand.title, lambda: _ask_level(hand, number)),
        "more": (f"More information: {hand.title}", lambda: _ask_more(hand)),
        "action": (f"A new action for {hand.name}", lambda: _ask_action(hand)),
    }
    if what == "update" and action is not None:
        inside["update"] = ("How the action goes", lambda: _ask_update(hand, action))
    if what not in inside:
        close_window()
        return
    title, draw = inside[what]
    st.dialog(title, width="medium", on_dismiss=close_window)(draw)()


def decided_words(decided: dict[str, Any], board: Board) -> str:
    """Say what was decided, by whom, when and why."""
    scale = {number: name for number, name, _ in board.scale}
    level = level_words(int(decided["agreed_level"]), scale)
    then = decided["indicated_level"]
    rule = "nothing was indicated then" if pd.isna(then) else f"the rule indicated {int(then)} then"
    why = f": “{escaped(decided['reason'])}”" if decided["reason"] else ""
    who = f"{escaped(decided['agreed_by'])}, {day_words(decided['agreed_on'])}, {escaped(decided['meeting'])}"
    return f"**{escaped(level)}**{why} ({who}; {rule}.)"


def _ask_level(hand: Hand, level: int) -> None:
    board, key = hand.board, f"meeting-{hand.ward}-{hand.strand}-{hand.board.period.last}"
    seen: dict[str, Any] | None = st.session_state.get(SEEN)
    indicated = indicated_now(board, hand.ward, hand.strand)
    scale = {number: name for number, name, _ in board.scale}
    st.markdown(f"Indicated: **{escaped(level_words(indicated, scale) or 'nothing')}**")
    if seen:
        st.markdown(f"Agreed until now: {decided_words(seen, board)}")
        for step in steps_of_level(hand.desk, int(seen["number"])):
            was = level_words(int(step["agreed_level"]), scale)
            why = f" “{step['reason']}”" if step["reason"] else ""
            until = f"until {step['by']} changed it on {day_words(step['until'].date())}"
            st.caption(escaped(f"Before that: {was}, {until}.{why}"))
    numbers = list(scale)
    with st.form(key, border=False):
        chosen = st.radio(
            "The meeting agrees on",
            numbers,
            index=numbers.index(level) if level in numbers else None,
            format_func=lambda number: level_words(number, scale),
            captions=[meaning for _, _, meaning in board.scale],
            key=f"{key}-level-{level}",
        )
        told = st.container()  # above the box, where a projector shows it without scrolling
        reason = st.text_area(
            "Reason",
            height=90,
            key=f"{key}-reason",
            placeholder="Why, in a few words: no names, no addresses. Needed the first time, and where the "
            "level differs from the indicated one.",
        )
        meeting, by = _ask_who(hand, key)
        with st.container(horizontal=True):
            keep = st.form_submit_button("Keep this level", type="primary", icon=":material/check:")
            back = bool(seen) and st.form_submit_button("Take it back", icon=":material/undo:")
    if not (keep or back):
        return
    said = Decision(hand.ward, hand.strand, board.period, chosen, indicated, meeting, reason)
    try:
        if back and seen:
            withdraw_agreed(hand.desk, int(seen["number"]), reason=reason, by=by, seal=seen["seal"])
        elif seen:
            amend_agreed(hand.desk, int(seen["number"]), said, by=by, seal=seen["seal"])
        else:
            agree(hand.desk, said, by=by)
    except MendFirst as first:
        _say(first, told)
        return
    except AlreadyDecided as other:
        st.session_state[SEEN] = other.now or None
        what = f"It is now {decided_words(other.now, board)}" if other.now else "Nothing is decided now."
        told.warning(
            f"{escaped(str(other))} {what} To put yours in its place, press the button again: what was "
            "decided before stays in the history.",
            icon=":material/group:",
        )
        return
    words = "The decision was taken back." if back else f"Agreed: {level_words(chosen, scale)}."
    _kept(f"{hand.title}. {words}")


def _ask_who(hand: Hand, key: str) -> tuple[str, str]:
    """Ask for the meeting and the writer; both are remembered."""
    left, right = st.columns(2)
    meeting = left.text_input(
        "Meeting", value=meeting_name(hand.today), max_chars=MEETING_MOST, key=f"{key}-meeting"
    )
    by = right.text_input(
        "Written down by", value=written_by(), max_chars=60, key=f"{key}-by", disabled=is_signed_in()
    )
    by = written_by() if is_signed_in() else by
    st.session_state[NAME], st.session_state[WHO] = meeting, by
    return meeting, by


def _say(first: MendFirst, place: DeltaGenerator | None = None) -> None:
    for problem in first.problems:
        message = problem.message[:1].upper() + problem.message[1:]
        (place or st).error(escaped(message), icon=":material/edit:")


def _ask_more(hand: Hand) -> None:
    st.markdown("Nothing is agreed for now. Say who finds out what; it becomes an action with a day.")
    key = f"meeting-more-{hand.ward}-{hand.strand}-{hand.board.period.last}"
    about = hand.name if hand.strand == ALL else f"{hand.name}, {strands_of(hand.board)[hand.strand]}"
    with st.form(key, border=False):
        title = st.text_input("What to find out", value=f"Find out more about {about}", key=f"{key}-title")
        left, right = st.columns(2)
        lead = _ask_lead(left, hand, key)
        due = _ask_due(right, hand, key)
        by = st.text_input(
            "Written down by", value=written_by(), max_chars=60, key=f"{key}-by", disabled=is_signed_in()
        )
        keep = st.form_submit_button("Keep this", type="primary", icon=":material/check:")
    if not keep:
        return
    by = written_by() if is_signed_in() else by
    st.session_state[WHO] = by
    try:
        ask_for_more(
            hand.desk,
            title=title,
            ward=hand.ward,
            strand=hand.strand,
            period_from=hand.board.period.first,
            lead=lead,
            due_on=due,
            by=by,
            today=hand.today,
        )
    except MendFirst as first:
        _say(first)
        return
    _kept(f"{hand.title}. More information is asked for.")


def _ask_lead(place: Any, hand: Hand, key: str) -> str:
    names = [agency.name for agency in hand.desk.partnership.agencies]
    said = place.selectbox(
        "Who leads",
        names,
        index=None,
        placeholder="An organisation",
        accept_new_options=True,
        key=f"{key}-lead",
    )
    return str(said or "")


def _ask_due(place: Any, hand: Hand, key: str) -> date | None:
    due = place.date_input("By when", value=hand.today + DUE, format="DD/MM/YYYY", key=f"{key}-due")
    return due if isinstance(due, date) else None


def _ask_action(hand: Hand) -> None:
    key = f"meeting-action-{hand.ward}"
    strands = {code: name for code, name in strands_of(hand.board).items() if code != ALL}
    with st.form(key, border=False):
        title = st.text_input(
            "What is to be done", key=f"{key}-title", placeholder="In a few words: no names, no addresses"
        )
        left, right = st.columns(2)
        lead = _ask_lead(left, hand, key)
        due = _ask_due(right, hand, key)
        partners = st.multiselect(
            "With whom",
            [agency.name for agency in hand.desk.partnership.agencies],
            accept_new_options=True,
            placeholder="Other organisations",
            key=f"{key}-partners",
        )
        about = st.multiselect(
            "Strands",
            list(strands),
            default=[hand.strand] if hand.strand in strands else [],
            format_func=lambda code: strands[code],
            placeholder="All",
            key=f"{key}-strands-{hand.strand}",
        )
        by = st.text_input(
            "Written down by", value=written_by(), max_chars=60, key=f"{key}-by", disabled=is_signed_in()
        )
        keep = st.form_submit_button("Keep this action", type="primary", icon=":material/check:")
    if not keep:
        return
    by = written_by() if is_signed_in() else by
    st.session_state[WHO] = by
    try:
        add_action(
            hand.desk,
            title=title,
            ward=hand.ward,
            strands=about,
            lead=lead,
            partners=partners,
            due_on=due,
            by=by,
            today=hand.today,
        )
    except MendFirst as first:
        _say(first)
        return
    _kept(f"{hand.name}. The action is kept.")


def _ask_update(hand: Hand, action: Action) -> None:
    key = f"meeting-update-{action.number}"
    st.markdown(f"**{escaped(action.title)}**")
    with st.form(key, border=False):
        said = st.text_area(
            "How it goes, or what came of it",
            height=90,
            key=f"{key}-said",
            placeholder="In a few words: no names, no addresses",
        )
        by = st.text_input(
            "Written down by", value=written_by(), max_chars=60, key=f"{key}-by", disabled=is_signed_in()
        )
        with st.container(horizontal=True):
            done = st.form_submit_button("It is done", type="primary", icon=":material/check:")
            note = st.form_submit_button("Note how it goes", icon=":material/edit_note:")
    if not (done or note):
        return
    by = written_by() if is_signed_in() else by
    st.session_state[WHO] = by
    try:
        if done:
            mark_done(hand.desk, action.number, outcome=said, on=hand.today, by=by, seal=action.seal)
        else:
            note_progress(hand.desk, action.number, said, by=by, seal=action.seal)
    except MendFirst as first:
        _say(first)
        return
    _kept("The action is done." if done else "How the action goes is noted.")
