"""The form for a visit: made for a thumb, a few taps and it is recorded; and taken back as easily."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.desks.visit_entry import Made, miss_visit, record_visit, take_back_visit
from dashboard.desks.visits import TEAM_MOST, list_visits
from dashboard.visit import MADE, MISSED, NOTE_MOST, KeptPlan, Visit
from dashboard.widgets.report_form import say_problems
from dashboard.wording import escaped

__all__ = ["Hand", "ask_made", "ask_missed", "say_done"]

TOLD, TEAM, TOKEN = "told-of-visit", "visit-team", "visit-token"
MINUTES = (5, 10, 15, 20, 30, 45)
OPEN = ("planned", "unsaid")


@dataclass(frozen=True)
class Hand:
    """Who records, for whom, and when."""

    desk: Desk
    by: str
    agency: str
    now: datetime


def say_done(hand: Hand) -> None:
    """Say what was recorded last, with a button that takes it back."""
    told = st.session_state.get(TOLD)
    if told is None:
        return
    words, number = told
    st.success(words, icon=":material/task_alt:")
    if st.button("Undo", icon=":material/undo:", key="visit-undo", width="stretch"):
        days = (hand.now - timedelta(days=15)).date(), (hand.now + timedelta(days=2)).date()
        held = {one.number: one for one in list_visits(hand.desk, *days, now=hand.now)}
        if number in held:
            take_back_visit(hand.desk, number, by=hand.by, seal=held[number].seal)
        st.session_state[TOLD] = None
        st.rerun()


def ask_made(
    hand: Hand,
    *,
    plan: KeptPlan | None,
    kind: str,
    wards: Mapping[str, str],
    centres: Mapping[int, str],
    stop: int | None = None,
) -> None:
    """Ask where, how long and what came of it, and record it.

    Parameters
    ----------
    plan : KeptPlan or None
        Whose stops are offered; None for a place or a centre that no plan has.
    wards, centres : mapping
        Names by code and by number.
    stop : int, optional
        The stop to begin with; otherwise the one that is due.
    """
    token = st.session_state.setdefault(TOKEN, secrets.token_hex(8))
    with st.form(f"visit-{token}", border=False, enter_to_submit=True):
        place = _ask_place(hand, plan, kind, wards, centres, stop, token)
        usual = 15 if plan is None else next(iter(one.planned_minutes for one in plan.visits), 15)
        minutes = st.segmented_control(
            "How many minutes?", sorted({*MINUTES, usual}), default=usual, required=True,
            key=f"visit-minutes-{token}",
        )  # fmt: skip
        outcomes = MADE[kind]
        outcome = st.pills(
            "What came of it?", list(outcomes), format_func=outcomes.__getitem__, key=f"visit-outcome-{token}"
        )
        note = st.text_input(
            "Anything to add?", max_chars=NOTE_MOST, key=f"visit-note-{token}",
            placeholder="Not needed. No names, no addresses",
        )  # fmt: skip
        ended, found = _ask_more(hand, token)
        room = st.container()  # above the button, where a phone shows it
        pressed = st.form_submit_button(
            "Record it", type="primary", icon=":material/check:", width="stretch", shortcut="Ctrl+Enter"
        )
    if not pressed:
        return
    said = Made(
        ended_at=ended, minutes=int(minutes or 0), outcome=str(outcome or ""), note=note, kind=kind,
        found=found, token=token, **place,
    )  # fmt: skip
    _keep(room, lambda: record_visit(hand.desk, said, by=hand.by, now=hand.now), "Recorded.")


def _ask_place(
    hand: Hand,
    plan: KeptPlan | None,
    kind: str,
    wards: Mapping[str, str],
    centres: Mapping[int, str],
    stop: int | None,
    token: str,
) -> dict[str, Any]:
    if plan is not None:
        due = {one.stop: one for one in plan.due(hand.now)}
        now = plan.next_of(hand.now)
        first = stop if stop in due else now.stop if now else None
        every = {one.stop: one for one in reversed(plan.visits)}
        stops = sorted(every, key=lambda one: one or 0)  # all, so that none moves up under a thumb
        chosen = st.radio(
            "Where were you?", stops, index=stops.index(first) if first in stops else None,
            format_func=lambda one: escaped(f"{one} · {every[one].where or every[one].ward_name}"),
            captions=[_turn(due.get(one)) for one in stops], key=f"visit-stop-{plan.number}-{token}",
        )  # fmt: skip
        meant = due.get(chosen) or every.get(chosen)
        return {"planned": meant.number if meant else None, "ward": "", "team": plan.team}
    if kind == "centre":
        centre = st.selectbox(
            "Which centre?", list(centres), index=None, format_func=centres.__getitem__,
            placeholder="Choose a centre", key="visit-centre",
        )  # fmt: skip
        return {"centre": centre, "team": _ask_team()}
    ward = st.selectbox(
        "Which ward?", list(wards), index=None, format_func=wards.__getitem__, placeholder="Choose a ward",
        key="visit-ward",
    )  # fmt: skip
    return {"ward": ward or "", "team": _ask_team()}


def _ask_team() -> str:
    team = st.text_input(
        "Team", value=st.session_state.get(TEAM, ""), max_chars=TEAM_MOST, placeholder="Its name, no person's"
    )
    st.session_state[TEAM] = team
    return team


def _title(one: Visit) -> str:
    at = f"{one.planned_from:%H:%M}" if one.planned_from else ""
    return escaped(f"{one.stop} · {one.where or one.ward_name} · {at}")


def _turn(one: Visit | None) -> str:
    """Say when a place is due."""
    return f"{one.planned_from:%H:%M}" if one and one.planned_from else "recorded"


def _ask_more(hand: Hand, token: str) -> tuple[datetime, tuple[tuple[str, str], ...]]:
    """Ask for what is rarely needed: another time, and an incident that was come upon."""
    with st.expander("It was earlier, or an incident was found"):
        day = st.date_input("Day", value=hand.now.date(), format="DD/MM/YYYY", key=f"visit-day-{token}")
        time = st.time_input("When did it end?", value=None, key=f"visit-time-{token}", help="Empty: now.")
        names = [agency.name for agency in hand.desk.partnership.agencies]
        agency = st.selectbox(
            "Whose record of an incident that you came upon?", names, placeholder="Choose an agency",
            index=names.index(hand.agency) if hand.agency in names else None, accept_new_options=not names,
            key=f"visit-agency-{token}",
            help="It follows the patrol and not the place: it feeds no hot spot and no plan. Whether there "
            "is such a record is not said.",
        )  # fmt: skip
        reference = st.text_input("Its reference there", max_chars=40, key=f"visit-reference-{token}")
    ended = hand.now
    if time is not None:
        ended = datetime.combine(day, time)
    elif day != hand.now.date():
        ended = datetime.combine(day, hand.now.time())
    return ended, ((str(agency or ""), reference),) if reference.strip() else ()


def ask_missed(hand: Hand, plans: Sequence[KeptPlan]) -> None:
    """Ask which planned visit was not made, and why in a word."""
    still = {one.number: one for plan in plans for one in plan.visits if one.state in OPEN}
    if not still:
        return
    with st.expander("A visit could not be made", icon=":material/event_busy:"):
        chosen = st.selectbox(
            "Which one?", list(still), format_func=lambda number: _title(still[number]), key="visit-missed"
        )
        why = st.pills("Why not?", list(MISSED), format_func=MISSED.__getitem__, key="visit-missed-why")
        room = st.container()
        if st.button("Record as missed", key="visit-missed-keep", width="stretch"):

            def keep() -> int:
                miss_visit(hand.desk, int(chosen), why=str(why or ""), by=hand.by)
                return int(chosen)

            _keep(room, keep, "Recorded as missed.")


def _keep(room: Any, keep: Callable[[], int], words: str) -> None:
    """Keep it and take a new form; where it is refused, every answer stays as it is."""
    try:
        number = keep()
    except MendFirst as first:
        with room:
            st.error("Nothing is kept yet. Please mend first:", icon=":material/edit:")
            say_problems(first.problems)
        return
    st.session_state.pop(TOKEN, None)
    st.session_state[TOLD] = (words, number)
    st.toast(words, icon=":material/task_alt:")
    st.rerun()
