"""What a page says when the fault is ours."""

import streamlit as st

from dashboard.faults import note_fault

__all__ = ["say_fault"]


def say_fault(error: Exception) -> bool:
    """Say that it is our fault, with a number to quote; the error's own text goes nowhere."""
    number = note_fault(error)
    st.error(
        f"**This is our fault, not yours.** Nothing was lost that had been kept. Try once more; if it comes "
        f"again, tell whoever looks after this program the number **{number}**.",
        icon=":material/error:",
    )
    return True
