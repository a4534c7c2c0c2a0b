"""Deciding about a pair: the same, different or later, with a note, and taking it back."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from dashboard.desks import duplicates
from dashboard.desks.importing import ERRORS, Store
from dashboard.widgets.pair_queue import hold_pair
from dashboard.wording import escaped

__all__ = ["ask_decision", "tell", "told"]

TOLD = "told-of-pair"
BUTTONS = {
    "same": ("Same event", ":material/link:", "They are counted once from now on."),
    "different": (
        "Different events",
        ":material/link_off:",
        "Both are counted; the pair is not asked again.",
    ),
    "later": ("Later", ":material/schedule:", "Put it off: it stays among the possible ones."),
}
SAID = {
    "same": "The two records are one event from now on: counted once.",
    "different": "The two records are different events: both are counted.",
    "later": "Put off. The two records stay possible duplicates.",
}


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


def told() -> None:
    """Say what was done on the run before."""
    if words := st.session_state.pop(TOLD, None):
        st.success(words, icon=":material/task_alt:")


def ask_decision(
    store: Store, pair: dict[str, Any], *, name: str, places: Collection[str], following: int | None
) -> None:
    """Ask what the pair is; after a decision, the pair that follows in the queue is in hand."""
    number = pair["pair"]
    note = st.text_input(
        "Note",
        key=f"note-{number}",
        max_chars=duplicates.NOTE_MOST,
        placeholder="Why, in a few words: no names, no addresses",
    )
    with st.container(horizontal=True):
        for decision, (title, icon, help_) in BUTTONS.items():
            pressed = st.button(
                title,
                icon=icon,
                help=help_,
                key=f"{decision}-{number}",
                disabled=pair["state"] == decision,
            )
            if pressed:
                try:
                    duplicates.decide(store, number, decision, by=name, note=note, places=places)
                except ERRORS as error:
                    st.error(escaped(str(error)), icon=":material/block:")
                    return
                hold_pair(following)
                tell(SAID[decision])
        if pair["state"] != "open" and st.button("Undo", icon=":material/undo:", key=f"undo-{number}"):
            duplicates.undo(store, number, by=name)
            hold_pair(number)
            tell("The decision was taken back. The pair is to be decided again.")
    for line in duplicates.history(store, number):
        st.caption(escaped(line))
