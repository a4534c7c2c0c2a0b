"""What a page says where there is no answer: nothing found, too little to say, or nothing there yet."""

import streamlit as st

from dashboard.wording import escaped

__all__ = ["NONE", "NOTHING_YET", "NOT_CALM", "TOO_LITTLE", "say_no_answer"]

NONE, TOO_LITTLE, NOTHING_YET = "none", "not enough data", "nothing yet"
NOT_CALM = "Few reports are not the same as calm."
ICONS = {
    NONE: ":material/search_off:",
    TOO_LITTLE: ":material/hourglass_empty:",
    NOTHING_YET: ":material/inbox:",
}


def say_no_answer(state: str, said: str) -> None:
    """Say why there is no answer, under one sign for each state on every page.

    Parameters
    ----------
    state : str
        Of the answer; any other than `NONE` and `NOTHING_YET` is `TOO_LITTLE`.
    said : str
        One sentence with what would be needed; the sign never stands alone.
    """
    st.info(escaped(said), icon=ICONS.get(state, ICONS[TOO_LITTLE]))
