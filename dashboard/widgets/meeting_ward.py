"""One ward on the screen of a meeting: its levels, why, its weeks, what is decided, its open actions."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.agenda import agreed_before, level_words, strands_of
from dashboard.answers.tension.board import Board
from dashboard.answers.ward_weeks import WardWeeks
from dashboard.charts.tension_board import is_one_source
from dashboard.charts.tension_detail import lines_html
from dashboard.charts.ward_levels import levels_html
from dashboard.charts.ward_weeks import ward_weeks_alt, ward_weeks_chart, ward_weeks_table
from dashboard.desks.actions import Action
from dashboard.desks.agreed_levels import ALL
from dashboard.filters import Window
from dashboard.widgets.map import is_dark
from dashboard.widgets.meeting_forms import OPEN, Hand, decided_words, open_window
from dashboard.widgets.tables import show_plain
from dashboard.wording import day_words, escaped, listed, window_words

__all__ = ["ask_strand", "key_of", "show_actions", "show_decision", "show_evidence", "show_weeks"]

column = st.column_config
WEEKS: dict[str, Any] = {
    "monday": column.DateColumn("Week beginning", format="D MMM YYYY"),
    "shown": column.TextColumn("Reports"),
    "period": column.TextColumn("Period"),
    "note": column.TextColumn("Note"),
}
ICONS = {True: ":material/check_circle:", False: ":material/radio_button_unchecked:"}


def key_of(shortcut: str) -> str | None:
    """Give a shortcut, or none while a window is open: what is typed there must not move the meeting on."""
    return None if OPEN in st.session_state else shortcut


def show_evidence(hand: Hand) -> None:
    """The levels on the locked scale, why they are so, and who has not been heard."""
    board = hand.board
    st.html(levels_html(board, hand.ward, hand.strand, hand.agreed, dark=is_dark()))
    if hand.strand == ALL:
        _say_strands(board, hand.ward)
    else:
        cell, lines = board.cell(hand.ward, hand.strand), board.lines_of(hand.ward, hand.strand)
        st.markdown(f"**{escaped(cell['strand_name'])}.** {escaped(cell['reason'])}")
        counted, other = lines[lines["counted"]], lines[~lines["counted"]]
        if len(counted):
            st.html(lines_html(board, counted, dark=is_dark()))
        if len(other):
            with st.expander(f"What does not count, and why ({len(other):,})"):
                st.html(lines_html(board, other, dark=is_dark()))
    missing = board.missing_of(hand.ward, "" if hand.strand == ALL else hand.strand)
    if len(missing):
        with st.expander(f"Who has not been heard lately ({len(missing):,})"):
            st.markdown("\n".join(f"- {escaped(str(sentence))}" for sentence in missing["sentence"]))


def _say_strands(board: Board, ward: str) -> None:
    """The reason of every strand of which anything is known, the highest first; the silent ones by name."""
    cells = board.cells[board.cells["ward"] == ward].to_dict("records")
    known = [cell for cell in cells if pd.notna(cell["level"])]
    known.sort(key=lambda cell: -int(cell["level"]))
    known += [cell for cell in cells if is_one_source(cell)]
    st.markdown(
        "\n".join(f"- **{escaped(cell['strand_name'])}.** {escaped(cell['reason'])}" for cell in known)
    )
    silent = [cell["strand_name"] for cell in cells if pd.isna(cell["level"]) and not is_one_source(cell)]
    if silent:
        st.markdown(
            f"**Unknown:** {escaped(listed(silent))}. Nothing, or too little to show, was told within "
            f"{board.recent_days} days. Silence is not calm."
        )


def show_weeks(hand: Hand, answer: WardWeeks) -> None:
    """The reports by week, this period beside the one before."""
    board = hand.board
    if hand.ward not in answer.weeks:
        return
    if not answer.until(hand.ward, board.period.last):
        st.info(
            "No week here has enough reports to be shown; those that say only the month are in no week. Few "
            "reports are not calm.",
            icon=":material/hourglass_empty:",
        )
        return
    st.altair_chart(
        ward_weeks_chart(answer, board, hand.ward, dark=is_dark()),
        theme=None,
        width="stretch",
        alt=ward_weeks_alt(answer, board, hand.ward, hand.name),
    )
    with st.expander(f"The weeks as a table. Every ward's scale ends at {answer.highest} reports"):
        rows = ward_weeks_table(answer, board, hand.ward)
        show_plain(pd.DataFrame(rows), columns=WEEKS, alt=f"Reports a week in {hand.name}")
        st.caption("Recorded incidents of all strands. More reports are not by themselves more tension.")


def ask_strand(hand: Hand, go: Callable[..., None]) -> None:
    """What is decided about: the ward as a whole, or a strand."""
    strands = strands_of(hand.board)
    codes = list(strands)
    st.session_state["meeting-strand"] = hand.strand
    after = codes[(codes.index(hand.strand) + 1) % len(codes)]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox(
        "About",
        codes,
        format_func=lambda code: strands[code],
        key="meeting-strand",
        on_change=lambda: go(strand=st.session_state["meeting-strand"]),
    )
    right.button(
        "Next strand",
        shortcut=key_of("S"),
        width="stretch",
        key="meeting-next-strand",
        on_click=go,
        kwargs={"strand": after},
    )


def show_decision(hand: Hand) -> None:
    """What is decided, what was decided before, and a button a level."""
    board = hand.board
    scale = {number: name for number, name, _ in board.scale}
    now, before = hand.now, agreed_before(hand.agreed, board, hand.ward, hand.strand)
    if now:
        st.success(f"Agreed: {decided_words(now, board)}", icon=":material/task_alt:")
    if before:
        day = window_words(Window(before["period_from"], before["period_to"]))
        st.markdown(f"Agreed before ({day}): {decided_words(before, board)}")
    elif not now:
        st.markdown("Nothing has been agreed before.")
    agreed = int(now["agreed_level"]) if now else None
    with st.container(key="meeting-levels", gap="small"):
        for at in range(0, len(board.scale), 2):
            for place, (number, _, meaning) in zip(st.columns(2), board.scale[at : at + 2], strict=False):
                place.button(
                    f"{level_words(number, scale)}{' ✓' if number == agreed else ''}",
                    shortcut=key_of(str(number % 10)),
                    icon=ICONS[number == agreed],
                    help=escaped(meaning),
                    width="stretch",
                    key=f"meeting-level-{number}",
                    on_click=open_window,
                    args=("level", number, hand),
                )
        st.button(
            "Needs more information",
            shortcut=key_of("M"),
            icon=":material/help:",
            width="stretch",
            key="meeting-more",
            on_click=open_window,
            args=("more", 0, hand),
        )


def show_actions(hand: Hand, actions: Sequence[Action]) -> None:
    """The open actions of the ward, and a way to add one."""
    st.subheader(f"Open actions ({len(actions)})", anchor=False)
    for one in actions:
        _show_action(hand, one)
    st.button(
        "Add an action",
        shortcut=key_of("A"),
        icon=":material/add_task:",
        key="meeting-add-action",
        on_click=open_window,
        args=("action", 0, hand),
    )


def _show_action(hand: Hand, one: Action) -> None:
    names = strands_of(hand.board)
    due = f"by {day_words(one.due_on)}" if one.due_on else "without a day"
    late = " · **overdue**" if one.overdue else ""
    about = listed([names.get(code, code) for code in one.strands])
    who = " with ".join(filter(None, (one.lead, one.partners)))
    told = " · ".join(filter(None, (who, about)))
    with st.container(border=True, gap="small"):
        st.markdown(f"**{escaped(one.title)}**  \n{escaped(told)} · {due}{late}")
        if one.progress:
            st.markdown(f"“{escaped(one.progress)}”")
        st.button(
            "How it goes, or done",
            key=f"meeting-update-{one.number}",
            icon=":material/edit_note:",
            on_click=open_window,
            args=("update", one.number, hand),
        )
