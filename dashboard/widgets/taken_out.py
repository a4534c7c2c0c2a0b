"""The one line under tables of free windows: how figures leave instead."""

import streamlit as st

from dashboard.widgets.way_to import way_to

__all__ = ["say_taken_out"]


def say_taken_out() -> None:
    """Say that figures leave as a release, and lead there whoever may take one out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            "What is shown here does not leave as a file. Figures leave as a release.", width="content"
        )
        way_to("take_out", label="Take figures out", icon=":material/output:")
