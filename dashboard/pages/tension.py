"""Tension: what is indicated of every ward and strand, why, and what a meeting agreed."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.answers.tension.board import NO_WARD, Board
from dashboard.charts.tension_legend import legend_html
from dashboard.geography import geography
from dashboard.loading.opened import load_data
from dashboard.loading.tension import ask_tension
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.tension_periods import SPAN_WORDS, period_words, periods
from dashboard.tension_tables import cells_table, counted_words, first_cell, top_five, wards_table
from dashboard.widgets.address import keep_query
from dashboard.widgets.first_file import say_no_records
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.tension_board import beside_board, head_of_board, show_board
from dashboard.widgets.tension_detail import show_detail
from dashboard.widgets.tension_map import show_ward_map
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import what_is_this
from dashboard.wording import day_words, escaped, window_words
from dashboard.words.tension_rule import kinds_table, rule_words

TITLE = "Tension"
ASKED = "tension-asked"
WARD, STRAND, ON_MAP = "tension-ward", "tension-strand", "tension-on-map"
HIGHEST = ""
NONE = "none"  # stands for no one ward in the address
column = st.column_config
CELLS: dict[str, Any] = {
    "ward": column.TextColumn("Ward"),
    "strand": column.TextColumn("Strand"),
    "indicated": column.TextColumn("Indicated"),
    "direction": column.TextColumn("Against the period before"),
    "agreed": column.TextColumn("Agreed"),
    "sources": column.NumberColumn("Sources heard"),
    "reason": column.TextColumn("Why", width="large"),
}
WARDS: dict[str, Any] = {
    "ward": column.TextColumn("Ward", width=160),
    "highest": column.TextColumn("Indicated", width=110, help="The highest level of any strand."),
    "strand": column.TextColumn("Strand", width=122),
    "known": column.NumberColumn("Known", width=56, help="Strands with a level."),
    "one_source": column.NumberColumn("One source", width=80, help="Strands of which one source only told."),
    "unknown": column.NumberColumn(
        "Unknown", width=68, help="Strands of which nothing, or too little to show, was told lately."
    ),
    "agreed": column.TextColumn("Agreed", width=64, help="The highest level agreed of any strand."),
}
KINDS: dict[str, Any] = {
    "kind": column.TextColumn("Kind of signal"),
    "points": column.TextColumn("Points when fresh"),
    "half_life": column.NumberColumn("Half after (days)"),
    "cap": column.NumberColumn("Most for one source", format="%.2g"),
    "adds": column.TextColumn("Note"),
}


def page() -> None:
    """Draw the page."""
    head = head_of_board()
    head.title(TITLE, anchor=False, width="content")
    with head:
        what_is_this("tension")
    snapshot = load_data()
    asked = asked_for()
    key, work = ask_tension(snapshot, span=asked["span"], last=asked["last"])
    try:
        board = answer_of(key, work, what="Reading every signal of every ward and strand", place="tension")
    except NoRecordsError as nothing:
        say_no_records(nothing)
        return
    if board is not None:
        with head:
            ask_period(snapshot, board)
        draw(snapshot, board)


def asked_for() -> dict[str, Any]:
    """Say for what period the board is asked; from the address bar in a fresh browser."""
    if ASKED not in st.session_state:
        span = str(st.query_params.get("span", "week"))
        try:
            last = date.fromisoformat(str(st.query_params.get("last", "")))
        except ValueError:
            last = None
        st.session_state[ASKED] = {"span": span if span in SPAN_WORDS else "week", "last": last}
    asked: dict[str, Any] = st.session_state[ASKED]
    return asked


def draw(snapshot: Snapshot, board: Board) -> None:
    """The period, the board beside the cell in hand, the map and the tables."""
    st.markdown(
        f"**{escaped(counted_words(board))}** {window_words(board.period)}, beside "
        f"{window_words(board.previous)}. The latest record is of {day_words(board.latest)}."
    )
    if snapshot.community.is_empty():
        st.info(
            "No community report has been entered yet, so the board rests on incidents alone, as far as they "
            "name a strand. Reports are entered under **Community**.",
            icon=":material/forum:",
        )
    left, right = st.columns([7, 4], gap="medium")
    ward, strand = in_hand(board)
    with left:
        show_board(board, held=(ward, strand), hold=hold)
        st.html(legend_html(board, dark=is_dark(), note=snapshot.policy.notes.get("tension_scale", "")))
        say_top(board)
    with right, beside_board():
        ward, strand = ask_cell(board, ward, strand)
        show_detail(board, ward, strand)
    keep_in_address(board, ward, strand)
    st.subheader("By ward", anchor=False)
    draw_map(snapshot, board, ward)
    draw_tables(board)
    say_taken_out()
    with st.expander("How a level comes about", icon=":material/balance:"):
        st.markdown("\n".join(f"- {escaped(line)}" for line in rule_words(snapshot.policy)))
        show_plain(kinds_table(snapshot.policy), columns=KINDS, alt="What each kind of signal weighs")
        st.caption(escaped(f"Policy {board.policy_version}. The meeting's own level is never worked out."))
    st.caption(escaped(" ".join(board.notes)))


def ask_period(snapshot: Snapshot, board: Board) -> None:
    """Ask for a week or a month, step by step or from the list; say its days and the latest record."""
    offered = periods(board.span, board.latest, earliest=snapshot.earliest)
    at = next((n for n, period in enumerate(offered) if period == board.period), 0)

    def show_span() -> None:
        st.session_state[ASKED] = {"span": st.session_state["tension-span"], "last": board.period.last}

    def show_period(number: int) -> None:
        st.session_state[ASKED] = {"span": board.span, "last": offered[number].last}

    st.session_state["tension-span"] = board.span
    st.session_state["tension-period"] = at
    st.segmented_control(
        "By week or month",
        list(SPAN_WORDS),
        format_func=SPAN_WORDS.__getitem__,
        key="tension-span",
        required=True,
        on_change=show_span,
        label_visibility="collapsed",
    )
    st.button(
        "Earlier",
        icon=":material/chevron_left:",
        disabled=at + 1 >= len(offered),
        on_click=show_period,
        args=(at + 1,),
        key="tension-earlier",
    )
    st.selectbox(
        SPAN_WORDS[board.span],
        range(len(offered)),
        format_func=lambda n: period_words(offered[n], board.span),
        key="tension-period",
        on_change=lambda: show_period(st.session_state["tension-period"]),
        label_visibility="collapsed",
        width=280,
    )
    st.button(
        "Later",
        icon=":material/chevron_right:",
        icon_position="right",
        disabled=at == 0,
        on_click=show_period,
        args=(max(at - 1, 0),),
        key="tension-later",
    )


def in_hand(board: Board) -> tuple[str, str]:
    """Say which cell is looked at: the one picked, the one in the address, or the highest."""
    known = set(board.cells[["ward", "strand"]].itertuples(index=False, name=None))
    picked = (st.session_state.get(WARD), st.session_state.get(STRAND))
    ward = st.query_params.get("ward")
    in_link = (NO_WARD if ward == NONE else ward, st.query_params.get("strand"))
    for said in (picked, in_link, first_cell(board)):
        if said in known:
            return str(said[0]), str(said[1])
    return first_cell(board)


def hold(ward: str, strand: str) -> None:
    """Take a cell in hand."""
    st.session_state[WARD], st.session_state[STRAND] = ward, strand


def ask_cell(board: Board, ward: str, strand: str) -> tuple[str, str]:
    """Ask for a ward and a strand: the same as a click on the board, for the keyboard."""
    hold(ward, strand)
    wards = dict(board.cells[["ward", "name"]].itertuples(index=False, name=None))
    strands = dict(board.cells[["strand", "strand_name"]].itertuples(index=False, name=None))
    with st.container(horizontal=True, gap="small"):
        ward = st.selectbox("Ward", list(wards), format_func=wards.__getitem__, key=WARD)
        strand = st.selectbox("Strand", list(strands), format_func=strands.__getitem__, key=STRAND)
    return ward, strand


def keep_in_address(board: Board, ward: str, strand: str) -> None:
    """Write the question into the address bar: the period and the cell in hand."""
    period = {"span": board.span, "last": board.period.last.isoformat()}
    query = {**period, "ward": ward or NONE, "strand": strand}
    keep_query(query)


def say_top(board: Board) -> None:
    """The highest cells, in words."""
    if found := top_five(board):
        st.markdown("**Highest first**\n\n" + "\n".join(f"1. {escaped(line)}" for line in found))


def draw_map(snapshot: Snapshot, board: Board, ward: str) -> None:
    """The wards on the map beside their table."""
    strands = {HIGHEST: "Highest of all strands"} | dict(
        board.cells[["strand", "strand_name"]].itertuples(index=False, name=None)
    )
    if st.session_state.get(ON_MAP) not in strands:
        st.session_state[ON_MAP] = HIGHEST
    left, right = st.columns([4, 5], gap="medium")
    with left:
        strand = st.selectbox(
            "On the map", list(strands), format_func=strands.__getitem__, key=ON_MAP, width=280
        )
        show_ward_map(board, geography(snapshot), strand=strand, selected=ward, hold=hold)
        st.caption(
            "Hatched: no level, because nothing, or too little to show, was told (?), or by one source only "
            "(◌). That is not calm."
        )
    with right:
        table = wards_table(board)
        show_plain(table, columns=WARDS, alt="Each ward with its highest indicated level and what is unknown")


def draw_tables(board: Board) -> None:
    """The whole board as one plain table; a row that is picked is the cell in hand."""
    table = cells_table(board)
    cells = list(table[["ward_code", "strand_code"]].itertuples(index=False, name=None))

    def picked() -> None:
        rows = st.session_state["tension-table"]["selection"]["rows"]
        if rows and rows[0] < len(cells):
            hold(*cells[rows[0]])

    with st.expander("The whole board as a table", icon=":material/table:"):
        st.dataframe(
            table,
            column_order=list(CELLS),
            column_config=CELLS,
            hide_index=True,
            placeholder="",
            on_select=picked,
            selection_mode="single-row",
            key="tension-table",
            alt="Every ward and strand with its indicated level, direction, agreed level and reason",
        )


kindly(page)
