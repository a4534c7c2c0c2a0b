"""The plan in its views: a board by colour, a list, a map, and who owns what."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.answers.actions import ActionPlan, Line
from dashboard.charts.action_map import action_entries, build_action_map, placed
from dashboard.frozen_place import Standing
from dashboard.geography import Geography
from dashboard.legend import entries_html
from dashboard.palette import palette
from dashboard.rag import COLOURS, RULE
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.map import is_dark
from dashboard.widgets.tables import WRAPPED_PX, show_plain
from dashboard.wording import day_words, escaped
from dashboard.words.map_summary import actions_say

__all__ = ["show_board", "show_list", "show_map", "show_owners"]

column = st.column_config
FRAME_PX = (500, 560)
SIGNS = {"red": "error", "amber": "warning", "green": "check_circle", "done": "task_alt"}
LIST: dict[str, Any] = {
    "number": column.NumberColumn("No", width=42),
    "title": column.TextColumn("Action", width=200),
    "place": column.TextColumn("Where", width=125),
    "lead": column.TextColumn("Leads", width=125),
    "due": column.TextColumn("Target date", width=95),
    "rag": column.TextColumn("RAG", width=90),
    "today": column.TextColumn(
        "Still hot?", width=80, help="Whether a hot spot of today overlaps its place."
    ),
    "partners": column.TextColumn("With", width=120),
    "why": column.TextColumn("Why this colour", width=240),
    "noted": column.TextColumn("Last spoken of", width=110),
    "theme": column.TextColumn("Theme", width=120),
}
OWNERS: dict[str, Any] = {
    "organisation": column.TextColumn("Organisation", width=190),
    "limited": column.TextColumn("Limited ownership", width=310),
    "leads": column.TextColumn("Leads (of open)", width=105),
    "takes_part": column.NumberColumn("Takes part", width=75),
    "overdue": column.NumberColumn("Overdue", width=66),
    "silent": column.NumberColumn("Silent", width=56, help="Of those it leads: nobody spoke for 60 days."),
    "last_spoke": column.TextColumn("Last spoke", width=115),
}
MOST_DONE = 8


def show_board(plan: ActionPlan, *, open_one: Callable[[int], None]) -> None:
    """Draw the actions in columns by colour; each says why it stands there."""
    for place, (colour, lines) in zip(st.columns(len(COLOURS)), plan.columns.items(), strict=True):
        with place:
            st.markdown(f":material/{SIGNS[colour]}: **{COLOURS[colour]}** ({len(lines)})")
            shown = lines if colour != "done" else lines[:MOST_DONE]
            for line in shown:
                _card(line, open_one)
            if len(shown) < len(lines):
                st.caption(f"{len(lines) - len(shown)} more in the list.")
            if not lines:
                st.caption("None.")
    st.caption(escaped(RULE))


def _card(line: Line, open_one: Callable[[int], None]) -> None:
    one = line.action
    with st.container(border=True, gap="small"):
        st.markdown(f"**{one.number}. {escaped(one.title)}**")
        due = day_words(one.due_on) if one.due_on else ""
        when = f", by {due}" if due and due not in line.rag.why else ""
        st.caption(escaped(f"{one.lead}{when}. {line.place}. {line.rag.why}"))
        if not line.rag.by_rule:
            st.caption(f"As people say; the rule says {COLOURS[line.rag.rule].lower()}.")
        st.button("Open", key=f"open-action-{one.number}", on_click=open_one, args=(one.number,),
                  help=f"Open action {one.number}", icon=":material/chevron_right:")  # fmt: skip


def show_list(
    plan: ActionPlan, standings: Mapping[int, Standing], *, open_one: Callable[[int], None]
) -> None:
    """List every action; a row that is chosen is opened."""
    numbers = plan.table["number"].tolist()
    words = {"stands": "yes", "moved": "moved", "vanished": "vanished", "not enough data": "cannot say"}
    today = [words.get(standings[n].state, "–") if n in standings else "–" for n in numbers]
    columns = {name: how for name, how in LIST.items() if name != "today" or standings}

    def picked() -> None:
        rows = st.session_state["actions-table"].selection.rows
        if rows and rows[0] < len(numbers):
            open_one(numbers[rows[0]])

    st.dataframe(
        plan.table.assign(today=today),
        column_config=columns,
        column_order=list(columns),
        hide_index=True,
        placeholder="",
        height=min(38 + WRAPPED_PX * len(numbers), 720),
        row_height=WRAPPED_PX,
        on_select=picked,
        selection_mode="single-row",
        key="actions-table",
        alt="Actions, what falls due first at the top; choose a row to open it",
    )
    st.caption(escaped(RULE))


def show_map(plan: ActionPlan, ground: Geography, attribution: str) -> None:
    """Draw where the actions are; the list holds the same."""
    still = [line for line in plan.lines if line.action.is_open]
    dark = is_dark()
    groups, nowhere = placed(still)
    names = "; ".join(f"{line.action.number} {line.place}" for group in groups for line in group)
    show_deck(
        build_action_map(still, ground, dark=dark),
        key="actions-map",
        frame=FRAME_PX,
        alt=f"Map of the open actions: {names}. The list holds the same.",
        says=actions_say(groups),
    )
    st.html(entries_html(action_entries(dark=dark), palette(dark=dark)))
    if nowhere:
        told = ", ".join(f"{line.action.number} ({line.place})" for line in nowhere)
        st.caption(escaped(f"Not on the map: {told}."))
    if attribution:
        st.caption(escaped(attribution))


def show_owners(plan: ActionPlan) -> None:
    """Say of each organisation what it leads, and where it is named and silent."""
    st.markdown(
        "Who leads and who speaks of it. An organisation shows *limited ownership* where it is named in no "
        "open action, is silent for 60 days or more on one that it leads, or is named as a partner for 30 "
        "days or more and has noted nothing. A note counts for the organisation for which it was written."
    )
    show_plain(plan.owners, columns=OWNERS, alt="Organisations, those with limited ownership first",
               height="content", wrap=True)  # fmt: skip
