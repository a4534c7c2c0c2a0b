"""Meeting: ward after ward, what is indicated, what the meeting agrees, and who does what by when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.agenda import ORDERS, Stop, in_order, make_agenda, neighbours, progress_words, strands_of
from dashboard.answers.tension.board import Board
from dashboard.desks.actions import Action, list_actions
from dashboard.desks.agreed_levels import ALL, MEETING_MOST, agreed_frame
from dashboard.desks.importing import Desk
from dashboard.exporting.markings import marking_for
from dashboard.loading.opened import load_data, load_desk
from dashboard.loading.tension import ask_tension
from dashboard.loading.weeks import ask_ward_weeks
from dashboard.meeting_tables import actions_table, agenda_table, decisions_table, meetings, minutes_sheets
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.tension_periods import SPAN_WORDS, period_words, periods
from dashboard.widgets.first_file import say_no_records
from dashboard.widgets.hand_over import offer_list
from dashboard.widgets.kindly import kindly
from dashboard.widgets.meeting_forms import (
    NAME,
    TOLD,
    WHO,
    Hand,
    close_window,
    is_signed_in,
    meeting_name,
    show_window,
    written_by,
)
from dashboard.widgets.meeting_ward import (
    ask_strand,
    key_of,
    show_actions,
    show_decision,
    show_evidence,
    show_weeks,
)
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped, listed

TITLE = "Meeting"
ASKED, WALK = "meeting-asked", "meeting-walk"
AGENDA, WARD, DECISIONS = "agenda", "ward", "decisions"
STYLE = """
<style>
.st-key-meeting p, .st-key-meeting li { font-size: 1.15rem; line-height: 1.35; }
.st-key-meeting-levels button p { font-size: 1.3rem; font-weight: 600; }
.st-key-meeting button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.st-key-meeting h1 { font-size: 2.3rem; }
.st-key-meeting { padding-top: 1rem; }
[data-testid="stDialog"] label p { font-size: 1.1rem; }
</style>
"""
column = st.column_config
AGENDA_COLUMNS: dict[str, Any] = {
    "tick": column.TextColumn("Decided", width=70),
    "name": column.TextColumn("Ward", width=150),
    "indicated": column.TextColumn("Highest indicated", width=230),
    "flags": column.TextColumn("Asks for attention", width=330),
    "decided": column.TextColumn("What was decided", width=330),
}
DECIDED: dict[str, Any] = {
    "ward": column.TextColumn("Ward", width=130),
    "strand": column.TextColumn("Strand", width=140),
    "agreed": column.TextColumn("Agreed", width=95),
    "indicated": column.TextColumn("Indicated then", width=110),
    "reason": column.TextColumn("Reason", width=270),
    "meeting": column.TextColumn("Meeting", width=190),
    "written_by": column.TextColumn("Written by", width=110),
    "on": column.DateColumn("On", format="D MMM YYYY"),
    "policy": column.TextColumn("Policy", width=70),
}
ACTIONS: dict[str, Any] = {
    "action": column.TextColumn("Action", width=320),
    "ward": column.TextColumn("Ward", width=130),
    "strands": column.TextColumn("Strands", width=130),
    "lead": column.TextColumn("Leads", width=200),
    "partners": column.TextColumn("With", width=150),
    "due": column.DateColumn("By", format="D MMM YYYY"),
    "state": column.TextColumn("State", width=80),
    "progress": column.TextColumn("How it goes", width=220),
}


def page() -> None:
    """Draw the page."""
    st.html(STYLE)
    with st.container(key="meeting"):
        snapshot, asked = load_data(), asked_for()
        key, work = ask_tension(snapshot, span=asked["span"], last=asked["last"])
        try:
            board = answer_of(
                key, work, what="Reading every signal of every ward and strand", place="meeting"
            )
        except NoRecordsError as nothing:
            st.title(TITLE, anchor=False)
            say_no_records(nothing)
            return
        if board is not None:
            draw(snapshot, board, asked)


def asked_for() -> dict[str, Any]:
    """Say what is on the screen; from the address bar in a fresh browser."""
    if ASKED not in st.session_state:
        said = st.query_params
        try:
            last = date.fromisoformat(str(said.get("last", "")))
        except ValueError:
            last = None
        st.session_state[ASKED] = {
            "span": said["span"] if said.get("span") in SPAN_WORDS else "month",
            "last": last,
            "order": said["order"] if said.get("order") in ORDERS else "attention",
            "view": said["view"] if said.get("view") in (AGENDA, WARD, DECISIONS) else AGENDA,
            "ward": said.get("ward"),
            "strand": said.get("strand", ALL),
        }
    asked: dict[str, Any] = st.session_state[ASKED]
    return asked


def go(**changed: Any) -> None:
    """Show something else on the next run; another ward begins with the ward as a whole."""
    close_window()
    before = st.session_state[ASKED]
    st.session_state[ASKED] = before | ({"strand": ALL} if "ward" in changed else {}) | changed


def keep_in_address(asked: dict[str, Any], board: Board) -> None:
    """Write the period, the order and the ward into the address bar; never a name or a reason."""
    query = {"span": asked["span"], "last": str(board.period.last), "order": asked["order"]}
    if asked["view"] != AGENDA:
        query["view"] = asked["view"]
    if asked["view"] == WARD:
        query |= {"ward": asked["ward"], "strand": asked["strand"]}
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw(snapshot: Snapshot, board: Board, asked: dict[str, Any]) -> None:
    """The agenda, a ward, or what was decided."""
    desk, today = load_desk(), date.today()
    agreed, actions = agreed_frame(desk), list_actions(desk, today, done=True)
    stops = make_agenda(board, agreed, actions)
    wards = walk(stops, asked, board)
    if asked["ward"] not in wards:
        asked |= {"ward": wards[0]} | ({"view": AGENDA} if asked["view"] == WARD else {})
    if asked["strand"] not in strands_of(board):
        asked |= {"strand": ALL}
    keep_in_address(asked, board)
    if asked["view"] == WARD:
        name = next(stop.name for stop in stops if stop.ward == asked["ward"])
        hand = Hand(desk, board, asked["ward"], name, asked["strand"], agreed, today)
        here = [one for one in actions if hand.ward in (one.wards or (one.ward,))]
        draw_ward(snapshot, hand, stops, wards, here)
    elif asked["view"] == DECISIONS:
        draw_decisions(desk, board, agreed, actions, stops, today)
    else:
        draw_agenda(snapshot, board, asked, stops, wards, today)


def walk(stops: Sequence[Stop], asked: dict[str, Any], board: Board) -> list[str]:
    """Give the order of the walk, which stays as it was when the meeting began."""
    question = (board.version, board.period, asked["order"])
    known, wards = st.session_state.get(WALK, (None, []))
    if known != question or set(wards) != {stop.ward for stop in stops}:
        wards = in_order(stops, asked["order"])
        st.session_state[WALK] = (question, wards)
    return list(wards)


def say_progress(stops: Sequence[Stop]) -> None:
    """How far the meeting is, and what was done on the run before."""
    done = sum(stop.is_decided for stop in stops)
    st.progress(done / len(stops), text=progress_words(stops))
    if told := st.session_state.pop(TOLD, None):
        st.toast(escaped(told), icon=":material/task_alt:")


def draw_agenda(
    snapshot: Snapshot,
    board: Board,
    asked: dict[str, Any],
    stops: Sequence[Stop],
    wards: list[str],
    today: date,
) -> None:
    """Which wards, in which order, and where to begin."""
    titled(TITLE, "meeting")
    st.markdown(
        "Ward after ward: what is indicated and why, beside the period before, and what the meeting agrees. "
        "The rule only indicates. Only people decide, and each decision keeps who, when and why."
    )
    ask_period(snapshot, board, asked)
    ask_names(today)
    names = {stop.ward: stop.name for stop in stops}
    first = next((stop.ward for ward in wards for stop in stops if stop.ward == ward and not stop.is_decided),
                 wards[0])  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            f"Begin with {escaped(names[first])}",
            type="primary",
            shortcut="N",
            key="meeting-begin",
            on_click=go,
            kwargs={"view": WARD, "ward": first},
        )
        st.button("Decisions", shortcut="D", key="meeting-end", on_click=go, kwargs={"view": DECISIONS})
        picked = st.selectbox(
            "Go to a ward",
            wards,
            index=None,
            format_func=lambda ward: names[ward],
            placeholder="Go to a ward",
            label_visibility="collapsed",
            key="meeting-goto",
            width=260,
        )
    if picked is not None:
        del st.session_state["meeting-goto"]
        go(view=WARD, ward=picked)
        st.rerun()
    say_progress(stops)
    show_plain(agenda_table(stops, wards), columns=AGENDA_COLUMNS, alt="The wards in the order of the walk")
    for note in board.notes:
        st.caption(escaped(note))


def ask_names(today: date) -> None:
    """What the meeting is called and who writes: the account says, or in the demo whoever it was last."""
    asked = (
        ("Name of this meeting", NAME, "meeting-named", meeting_name(today)),
        ("Written down by", WHO, "meeting-writer", written_by()),
    )
    for place, (label, name, key, now) in zip(st.columns(2), asked, strict=True):
        st.session_state[key] = now
        place.text_input(
            label,
            max_chars=MEETING_MOST,
            key=key,
            disabled=name == WHO and is_signed_in(),
            on_change=lambda name=name, key=key: st.session_state.update({name: st.session_state[key]}),
        )


def ask_period(snapshot: Snapshot, board: Board, asked: dict[str, Any]) -> None:
    """Ask for the week or month, and for the order."""
    offered = periods(board.span, board.latest, earliest=snapshot.earliest)
    at = next((n for n, period in enumerate(offered) if period == board.period), 0)
    st.session_state.update(
        {"meeting-span": board.span, "meeting-period": at, "meeting-order": asked["order"]}
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "By",
            list(SPAN_WORDS),
            format_func=SPAN_WORDS.__getitem__,
            key="meeting-span",
            required=True,
            on_change=lambda: go(span=st.session_state["meeting-span"], last=board.period.last),
        )
        st.selectbox(
            SPAN_WORDS[board.span],
            range(len(offered)),
            format_func=lambda n: period_words(offered[n], board.span),
            key="meeting-period",
            on_change=lambda: go(last=offered[st.session_state["meeting-period"]].last),
            width=260,
        )
        st.segmented_control(
            "Order",
            list(ORDERS),
            format_func=ORDERS.__getitem__,
            key="meeting-order",
            required=True,
            on_change=lambda: go(order=st.session_state["meeting-order"]),
        )


def draw_ward(
    snapshot: Snapshot, hand: Hand, stops: Sequence[Stop], wards: list[str], actions: list[Action]
) -> None:
    """One ward: the evidence on the left, what is decided on the right."""
    before, after = neighbours(wards, hand.ward)
    buttons, progress = st.columns([13, 7], vertical_alignment="center", gap="medium")
    with progress:
        say_progress(stops)
    with buttons, st.container(horizontal=True, vertical_alignment="center"):
        for label, shortcut, ward in (("Previous ward", "P", before), ("Next ward", "N", after)):
            st.button(
                label,
                shortcut=key_of(shortcut),
                disabled=ward is None,
                key=f"meeting-{shortcut}",
                on_click=go,
                kwargs={"ward": ward},
            )
        st.button("List", shortcut=key_of("L"), key="meeting-list", on_click=go, kwargs={"view": AGENDA})
        st.button(
            "Decisions", shortcut=key_of("D"), key="meeting-done", on_click=go, kwargs={"view": DECISIONS}
        )
    stop = next(one for one in stops if one.ward == hand.ward)
    st.title(escaped(hand.name), anchor=False)
    told = [
        f"Ward {wards.index(hand.ward) + 1} of {len(wards)}",
        f"{period_words(hand.board.period, hand.board.span)} beside "
        f"{period_words(hand.board.previous, hand.board.span)}",
        *stop.flags,
    ]
    st.markdown(escaped(" · ".join(told)))
    left, right = st.columns([13, 7], gap="medium")
    with right:
        ask_strand(hand, go)
        show_decision(hand)
        show_actions(hand, [one for one in actions if one.is_open])
    with left:
        show_evidence(hand)
        key, work = ask_ward_weeks(snapshot)
        weeks = answer_of(key, work, what="Counting the weeks of every ward", place="meeting-weeks")
        if weeks is not None:
            show_weeks(hand, weeks)
    show_window(hand, actions)


def draw_decisions(
    desk: Desk,
    board: Board,
    agreed: pd.DataFrame,
    actions: list[Action],
    stops: Sequence[Stop],
    today: date,
) -> None:
    """What was decided, what was not, and the open actions."""
    st.title("Decisions", anchor=False)
    st.markdown(
        f"For {escaped(period_words(board.period, board.span))}, policy {escaped(board.policy_version)}."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("List", shortcut="L", key="meeting-back", on_click=go, kwargs={"view": AGENDA})
        own = meeting_name(today)
        named = [own, *(name for name in meetings(agreed, board) if name != own)]
        meeting = st.selectbox("Meeting", [*named, ""], format_func=lambda name: name or "Every meeting",
                               key="meeting-of")  # fmt: skip
    say_progress(stops)
    table = decisions_table(agreed, board, meeting=meeting or None)
    if table.empty:
        st.info("This meeting has agreed on nothing for this period yet.", icon=":material/inbox:")
    else:
        show_plain(table, columns=DECIDED, alt="What was decided, with who and why")
    left_over = [stop.name for stop in stops if not stop.is_decided]
    if left_over:
        st.markdown(f"**Not decided yet:** {escaped(listed(left_over))}.")
    st.subheader("Open actions", anchor=False)
    listing = actions_table([one for one in actions if one.is_open], board)
    if listing.empty:
        st.info("No action is open.", icon=":material/task_alt:")
    else:
        show_plain(listing, columns=ACTIONS, alt="Open actions, what falls due first at the top")
    offer_list(
        "Download the minutes",
        f"Minutes, {period_words(board.period, board.span)}",
        minutes_sheets(table, listing),
        "docx",
        marking=marking_for("partner", today=today),
        product="minutes",
        purpose="meeting",
        why="A meeting of the partnership",
        disabled=table.empty and listing.empty,
    )
    say_taken_out()


kindly(page)
