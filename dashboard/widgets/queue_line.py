"""One line on what awaits grading, for other pages."""

from datetime import date

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.submissions import queue, queue_words
from dashboard.gate.principal import may

__all__ = ["say_queue"]


def say_queue(desk: Desk, today: date) -> None:
    """Say how many reports await grading; nothing where none does."""
    waiting = queue(desk.store, today=today)
    if waiting.waiting:
        where = "See *Queue*; they" if may("grade reports") else "They"
        st.markdown(f":material/inbox: **{queue_words(waiting)}** {where} are not listed here.")
