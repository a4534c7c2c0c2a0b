"""Asking for a shift: which wards, when, how many people, how many minutes on foot."""

from collections.abc import Mapping
from datetime import date, time
from typing import cast

import streamlit as st

from dashboard.patrol_query import MOST, Asked, read_patrol

__all__ = ["ask_shift"]

KEPT, IGNORED = "patrol-asked", "patrol-ignored"


def ask_shift(wards: Mapping[str, str], *, today: date) -> Asked:
    """Ask for a shift, beginning from the address bar.

    Parameters
    ----------
    wards : mapping of str to str
        Code -> name.
    today : datetime.date
    """
    asked = _remembered(wards, today)
    with st.container(border=True):
        chosen = st.multiselect(
            "Wards of the team",
            list(wards),
            default=sorted(asked.wards, key=list(wards).index),
            format_func=wards.__getitem__,
            placeholder="The whole area",
            key="patrol-wards",
        )
        day, starts, ends, people, minutes = st.columns([3, 2, 2, 2, 2])
        with day:
            on = st.date_input("Day", value=asked.day, format="DD/MM/YYYY", key="patrol-day")
        with starts:
            begin = st.time_input("From", value=asked.starts, step=900, key="patrol-starts")
        with ends:
            end = st.time_input(
                "To", value=asked.ends, step=900, key="patrol-ends", help="Before the start: the day after."
            )
        with people:
            going = st.number_input("People", 1, MOST, asked.people, key="patrol-people")
        with minutes:
            walked = st.number_input(
                "Minutes on foot", 1, MOST, asked.minutes, step=5, key="patrol-minutes",
                help="What the shift has for it, the walk between places included.",
            )  # fmt: skip
    now = Asked(
        frozenset(chosen),
        on if isinstance(on, date) else asked.day,
        cast(time, begin or asked.starts),
        cast(time, end or asked.ends),
        int(going),
        int(walked),
    )
    st.session_state[KEPT] = now
    return now


def _remembered(wards: Mapping[str, str], today: date) -> Asked:
    """Begin from the address bar in a fresh browser, and from the last answers after that."""
    if KEPT not in st.session_state:
        asked, ignored = read_patrol(dict(st.query_params.items()), wards=wards, today=today)
        st.session_state[KEPT], st.session_state[IGNORED] = asked, ignored
    if st.session_state[IGNORED]:
        st.warning(
            "Part of the link was not understood and is left out: "
            f"{', '.join(st.session_state[IGNORED])}. The plan takes the usual answer for it."
        )
    kept: Asked = st.session_state[KEPT]
    return kept
