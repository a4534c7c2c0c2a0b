"""The legend on a page, beneath the map."""

import streamlit as st

from dashboard.layer import Situation
from dashboard.legend import legend_html
from dashboard.widgets.map import is_dark

__all__ = ["show_legend"]


def show_legend(situation: Situation, *, layers: frozenset[str] | None = None) -> None:
    """Draw the legend of the shown layers."""
    st.html(legend_html(situation, layers=layers, dark=is_dark()))
