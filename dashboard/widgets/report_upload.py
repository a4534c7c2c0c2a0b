"""A file of community reports: what it is like, and the sample to fill in."""

from datetime import date

import streamlit as st

from dashboard.desks.importing import Desk, Read
from dashboard.desks.report_files import holds_reports, preview_reports, sample_file, take_in_reports
from dashboard.desks.report_lists import Reader
from dashboard.widgets.register_upload import ask_register_file
from dashboard.wording import escaped

__all__ = ["ask_file"]

KEY = "reports-file"


def ask_file(desk: Desk, reader: Reader, today: date) -> None:
    """Ask for a file; show what is in it, take it in, give the receipt."""
    if f"{KEY}-receipt" not in st.session_state:
        st.markdown(
            "One row a report, in the columns of the sample. Every row is checked as the form checks one. A "
            "report that you have sent before is updated by its reference; an empty file says that there was "
            "nothing to report."
        )
        st.download_button(
            "Download a sample to fill in",
            data=sample_file,
            file_name="community-reports.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    ask_register_file(
        desk,
        key=KEY,
        noun="community reports",
        preview=lambda table: preview_reports(desk, table, today),
        take_in=lambda upload: take_in_reports(
            desk, upload.table, path=upload.path, name=upload.name, agency=reader.agency, by=reader.name
        ),
        refuse=_refuse,
        kept_as=f"They are kept as from **{escaped(reader.agency)}**.",
    )


def _refuse(table: Read) -> str | None:
    if holds_reports(table):
        return None
    return (
        "**These are not the columns of a file of community reports.** It needs at least those for what was "
        "seen, the kind of information, the level and the grading; the sample has them all. Incidents go to "
        "the Import page."
    )
