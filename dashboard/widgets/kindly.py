"""What a person can mend is said kindly on the page; anything else is our fault and rises."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from boundaries.errors import BoundaryError
from dashboard.desks.importing import ERRORS
from dashboard.gate.pages import is_open
from dashboard.gate.principal import principal
from dashboard.gate.refusal import NotAllowedError
from dashboard.survey import NoRecordsError
from dashboard.widgets.first_file import say_no_records
from dashboard.widgets.no_page import say_no_page
from dashboard.wording import escaped

__all__ = ["kindly"]


def kindly(page: Callable[[], None]) -> None:
    """Draw a page for whoever may open it; say so where there is nothing to show yet, or what is wrong."""
    try:
        if is_open(principal().viewer, Path(page.__code__.co_filename).stem):
            page()
        else:
            say_no_page(Path(page.__code__.co_filename).stem)
    except NotAllowedError as refused:
        st.error(escaped(str(refused)), icon=":material/block:")
    except NoRecordsError as nothing:
        say_no_records(nothing)
    except (BoundaryError, *ERRORS) as error:
        st.error(f"**This page cannot be shown yet.** {escaped(str(error))}", icon=":material/build:")
        st.markdown(
            "To look at the invented demo partnership, run `common-ground demo` and open this page again. "
            "To use your own, see `docs/partnership.md`."
        )
