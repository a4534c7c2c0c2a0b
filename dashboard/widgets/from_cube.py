"""What must be known where the incidents come from a cube: on pages of figures, and of single records."""

from collections.abc import Sequence

import streamlit as st

from boundaries.partnership import Partnership
from dashboard.wording import escaped

__all__ = ["say_from_cube", "say_not_counted"]


def say_from_cube(notes: Sequence[str]) -> None:
    """Say what the figures are counted from; nothing where they are the store's own records."""
    if not notes:
        return
    with st.expander("Counted from a cube", icon=":material/deployed_code:"):
        for note in notes:
            st.caption(escaped(note))


def say_not_counted(partnership: Partnership) -> None:
    """Say on a page of single records that no figure counts them while a cube is the source."""
    if partnership.cube is not None:
        st.info(
            "The maps and figures of this partnership are counted from a cube, which has no single records. "
            "What is here is kept in the record store, and is not counted while the partnership file names a "
            "cube.",
            icon=":material/deployed_code:",
        )
