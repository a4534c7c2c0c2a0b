"""The queue of possible duplicates: which to show, and which pair is in hand."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.desks.duplicates import STATES, Review

__all__ = ["ask_which", "hold_pair", "pair_in_hand", "show_queue", "step"]

column = st.column_config
COLUMNS: dict[str, Any] = {
    "score": column.NumberColumn("Score", format="%.2f", width=56),
    "day": column.DateColumn("Day", format="D MMM YYYY", width=92),
    "between": column.TextColumn("Between", width=250),
    "reasons": column.TextColumn("Why", width=330),
    "state": column.TextColumn("State", width=110),
}
HELD = "pair"
TABLE = "pairs-table"
EVERY = "every"
TITLES = {"open": "To decide", "later": "Put off", "same": "Same", "different": "Different", EVERY: "All"}


def ask_which(known: Review) -> dict[str, Any]:
    """Ask for a state, agencies and days; what is to decide, of all agencies and days, unless asked."""
    left, middle, right = st.columns([15, 6, 6], vertical_alignment="bottom")
    counts = {**known.counts, EVERY: len(known.pairs)}
    with left:
        state = st.segmented_control(
            "Show",
            list(TITLES),
            default="open",
            format_func=lambda name: f"{TITLES[name]} ({counts[name]:,})",
            key="pairs-state",
            required=True,
        )
    with middle:
        chosen = st.multiselect("Agencies", known.agencies, placeholder="All agencies", key="pairs-agencies")
    with right:
        span = st.date_input("Days", value=[], format="DD/MM/YYYY", key="pairs-days")
    days: tuple[date, ...] = tuple(span) if isinstance(span, (tuple, list)) else (span,)
    first, last = days if len(days) == 2 else (None, None)
    return {
        "state": None if state == EVERY else state,
        "agencies": frozenset(chosen),
        "first": first,
        "last": last,
    }


def hold_pair(pair: int | None) -> None:
    """Take a pair in hand."""
    st.session_state[HELD] = pair


def pair_in_hand(pairs: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Give the pair looked at: the first of the queue where it is not in the queue any more."""
    held = st.session_state.get(HELD)
    return next((one for one in pairs if one["pair"] == held), pairs[0] if pairs else None)


def show_queue(pairs: list[dict[str, Any]], held: dict[str, Any]) -> None:
    """Show the queue; the row picked is the pair in hand."""
    numbers = [one["pair"] for one in pairs]
    wanted = [numbers.index(held["pair"])]
    state = st.session_state.get(TABLE)
    if state is None or list(state["selection"]["rows"]) != wanted:
        st.session_state[TABLE] = {"selection": {"rows": wanted, "columns": [], "cells": []}}

    def picked() -> None:
        rows = st.session_state[TABLE]["selection"]["rows"]
        if rows and rows[0] < len(numbers):
            hold_pair(numbers[rows[0]])

    st.dataframe(
        pd.DataFrame([_row(one) for one in pairs]),
        column_order=list(COLUMNS),
        column_config=COLUMNS,
        hide_index=True,
        height=min(38 + 35 * len(pairs), 560),
        on_select=picked,
        selection_mode="single-row",
        key=TABLE,
        placeholder="",
        alt="Possible duplicates, the likeliest first; the row chosen is shown beside",
    )


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "score": min(one["score"], 0.99),
        "between": f"{one['agency_a']} and {one['agency_b']}",
        "day": min(one["day_a"], one["day_b"]),
        "reasons": one["reasons"],
        "state": STATES[one["state"]],
    }


def step(pairs: list[dict[str, Any]], held: dict[str, Any], by: int) -> int | None:
    """Give the pair so many places on in the queue; None past its ends."""
    numbers = [one["pair"] for one in pairs]
    at = numbers.index(held["pair"]) + by
    return numbers[at] if 0 <= at < len(numbers) else None
