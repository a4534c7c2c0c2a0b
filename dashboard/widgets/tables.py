"""Tables of a situation: which columns, under which names."""

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard.situation import Situation

__all__ = [
    "CELLS",
    "PLACES",
    "WARDS",
    "WEEKS",
    "WRAPPED_PX",
    "cells_listed",
    "show_breakdowns",
    "show_pickable",
    "show_plain",
]

column = st.column_config
WRAPPED_PX = 66
"""Lower rows are never broken into lines by Streamlit."""
MOST_WHOLE = 12
"""So many such rows are shown without scrolling."""

PLACES: dict[str, Any] = {
    "rank": column.NumberColumn("Rank", width=50),
    "ward_name": column.TextColumn("Ward", width=110),
    "incidents": column.NumberColumn("Reports", format="localized", width=70),
    "expected": column.NumberColumn("Expected", format="%.1f", width=76),
    "agree": column.TextColumn("Agree", width=64, help="How many of the methods point here."),
    "steady": column.TextColumn(
        "Steady?",
        width=100,
        help="Whether it is found again on grids laid a little differently, with other cells, and by ward.",
    ),
    "centre_words": column.TextColumn("Nearest open centre"),
}
CELLS: dict[str, Any] = {
    "ward_name": column.TextColumn("Ward"),
    "shown": column.TextColumn("Reports"),
    "expected": column.NumberColumn("Expected", format="%.1f"),
    "rank": column.NumberColumn("Hot spot"),
    "cell": column.TextColumn("Cell"),
}
WARDS: dict[str, Any] = {
    "name": column.TextColumn("Ward"),
    "shown": column.TextColumn("Reports on the map"),
    "ward_only_shown": column.TextColumn("Known only by ward"),
    "residents": column.NumberColumn("Residents", format="localized"),
    "per_1000": column.NumberColumn("Reports per 1,000 residents", format="%.1f"),
    "hot_spots": column.NumberColumn("Hot spots"),
}
WEEKS: dict[str, Any] = {
    "monday": column.DateColumn("Week beginning", format="D MMM YYYY"),
    "shown": column.TextColumn("Reports on the map"),
    "note": column.TextColumn("Note"),
}
BREAKDOWNS = {"strand": "Strand", "kind": "Kind", "category": "Category", "source": "Source"}


def cells_listed(situation: Situation) -> pd.DataFrame:
    """List the cells for reading: those with most reports first, hidden ones after, empty ones last."""
    cells = situation.cells
    few = f"fewer than {situation.threshold}"
    counted = zip(cells["incidents"], cells["hidden"], strict=True)
    shown = [few if hide else f"{int(n):,}" for n, hide in counted]
    order = cells["incidents"].fillna(0.5)
    listed = cells.assign(shown=shown).loc[order.sort_values(ascending=False, kind="stable").index]
    return listed.reset_index(drop=True)


def show_plain(
    frame: pd.DataFrame,
    *,
    columns: dict[str, Any],
    alt: str,
    height: int | Literal["auto", "content"] = "auto",
    wrap: bool = False,
) -> None:
    """Show a table that is only read; with `wrap`, long words go on in a second and third line."""
    st.dataframe(
        frame,
        column_order=list(columns),
        column_config=columns,
        hide_index=True,
        height="content" if wrap and len(frame) <= MOST_WHOLE else height,
        row_height=WRAPPED_PX if wrap else None,
        placeholder="",
        alt=alt,
    )


def show_pickable(
    frame: pd.DataFrame,
    *,
    key: str,
    columns: dict[str, Any],
    alt: str,
    row: int | None,
    pick: Callable[[int | None], None],
    height: int | Literal["auto", "content"] = "auto",
    wrap: bool = False,
) -> None:
    """Show a table of which one row is in hand.

    Parameters
    ----------
    row : int or None
        Which row is in hand already; it may have been picked elsewhere.
    pick : callable
        Takes the row that was picked, or None, before the page is drawn again.
    """
    wanted = [] if row is None else [row]
    state = st.session_state.get(key)
    if state is None or list(state["selection"]["rows"]) != wanted:
        st.session_state[key] = {"selection": {"rows": wanted, "columns": [], "cells": []}}

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        pick(rows[0] if rows and rows[0] < len(frame) else None)

    st.dataframe(
        frame,
        column_order=list(columns),
        column_config=columns,
        hide_index=True,
        height="content" if wrap and len(frame) <= MOST_WHOLE else height,
        row_height=WRAPPED_PX if wrap else None,
        on_select=picked,
        selection_mode="single-row",
        key=key,
        placeholder="",
        alt=alt,
    )


def show_breakdowns(situation: Situation) -> None:
    """Show what was reported by strand, kind, category and source, side by side."""
    for places, names in zip(
        (st.columns(2), st.columns(2)), (("strand", "kind"), ("category", "source")), strict=True
    ):
        for place, name in zip(places, names, strict=True):
            with place:
                columns = {
                    "label": column.TextColumn(BREAKDOWNS[name]),
                    "shown": column.TextColumn("Reports on the map"),
                }
                if name == "source":
                    columns["latest"] = column.DateColumn("Latest record", format="D MMM YYYY")
                show_plain(
                    situation.breakdowns[name],
                    columns=columns,
                    alt=f"Reports on the map by {BREAKDOWNS[name].lower()}",
                )
    st.caption(
        "One report can carry several strands, so the strands do not add up to a total. An event in two "
        "agencies' records stands under one of them: ask for a source to see all that it reported. A source "
        "that has sent nothing lately is not a quiet one: look at its latest record."
    )
