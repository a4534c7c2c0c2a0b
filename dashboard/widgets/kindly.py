"""What a person can mend is said kindly on the page; anything else is our fault and rises."""

from collections.abc import Callable

import streamlit as st

from boundaries.errors import BoundaryError
from dashboard.desks.importing import ERRORS
from dashboard.survey import NoRecordsError
from dashboard.wording import escaped

__all__ = ["kindly"]


def kindly(page: Callable[[], None]) -> None:
    """Draw a page; say so where there is nothing to show yet, or what is wrong with a file or a setting."""
    try:
        page()
    except NoRecordsError as nothing:
        st.info(f"{nothing} Open **Import** under **Records**.")
    except (BoundaryError, *ERRORS) as error:
        st.error(f"**This page cannot be shown yet.** {escaped(str(error))}", icon=":material/build:")
        st.markdown(
            "To look at the invented demo partnership, run `common-ground demo` and open this page again. "
            "To use your own, see `docs/partnership.md`."
        )
