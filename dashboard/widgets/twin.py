"""The cell in hand: the map and the tables each set it, and each shows what the other set."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.widgets.tables import show_pickable

__all__ = ["cell_in_hand", "cell_to_show", "hold", "show_twin"]

HELD = "cell"
SHOWN = "cell-to-show"


def cell_in_hand() -> str | None:
    """Give the cell looked at, or None."""
    cell: str | None = st.session_state.get(HELD)
    return cell


def cell_to_show() -> str | None:
    """Give the cell that the map is to move to: the last one picked in a table."""
    cell: str | None = st.session_state.get(SHOWN)
    return cell


def hold(cell: str | None, *, show: bool = False) -> None:
    """Look at a cell, or at none; `show` moves the map to it."""
    st.session_state[HELD] = cell
    if show:
        st.session_state[SHOWN] = cell


def show_twin(
    frame: pd.DataFrame,
    *,
    key: str,
    columns: dict[str, Any],
    height: int,
    selected: str | None,
    alt: str,
) -> None:
    """Show a table that is the map's twin: a row picked here is the cell in hand, and the other way about.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column `cell`; a row a cell or a place.
    columns : dict
        Columns to show, in order, with their Streamlit column configuration.
    """
    cells = frame["cell"].tolist()
    show_pickable(
        frame,
        key=key,
        columns=columns,
        alt=alt,
        row=cells.index(selected) if selected in cells else None,
        pick=lambda row: hold(None if row is None else cells[row], show=True),
        height=height,
    )
