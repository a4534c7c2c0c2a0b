"""What a page says of a store in which there is nothing yet: how to bring the first file."""

import streamlit as st

from dashboard.survey import NoRecordsError
from dashboard.widgets.way_to import has_way_to, way_to

__all__ = ["say_no_records"]

STEPS = (
    "**Bring the first file** under **Import**: a CSV or a workbook as the agency's system writes it. "
    "Names and free text are left at the door. No file at hand? There are invented ones to try.",
    "**Say what its columns and words mean.** Known systems are recognised; a match is remembered.",
    "**Read the receipt.** Every row is accounted for; what was set aside has its reason. Then open the map.",
)


def say_no_records(nothing: NoRecordsError) -> None:
    """Say that there is nothing to show yet, and, to whoever may send files, what to do about it."""
    st.info(f"{nothing} Open **Import** under **Records**.", icon=":material/inbox:")
    if not has_way_to("import_files"):
        return
    st.subheader("Your first file", anchor=False)
    for number, step in enumerate(STEPS, start=1):
        st.markdown(f"{number}\\. {step}")
    with st.container(horizontal=True, gap="medium"):
        way_to("import_files", label="Bring your first file", icon=":material/upload_file:")
        way_to("help", label="Help", icon=":material/help:")
