"""Sample files to try importing: invented by the program, so nothing of any record leaves with them."""

from functools import partial

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.sample_files import SAMPLES, sample_file

__all__ = ["offer_samples"]


def offer_samples(desk: Desk) -> None:
    """Offer files to practise with, on the page on which files are taken in."""
    with st.expander("No file at hand? Try one of these", icon=":material/science:"):
        st.markdown(
            "Every row is invented by the program: no such incident, no such person. Taken in, they count as "
            "any others; withdraw them again under **Files** when you have tried."
        )
        for sample in SAMPLES:
            left, right = st.columns([2, 5], vertical_alignment="center")
            with left:
                st.download_button(
                    sample.title,
                    data=partial(sample_file, desk, sample),
                    file_name=sample.file,
                    mime=sample.mime,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"sample-{sample.code}",
                )
            right.markdown(sample.told)
