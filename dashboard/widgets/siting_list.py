"""The places to choose from: the partnership's own list, or a file that is looked at and not kept."""

from typing import Any

import streamlit as st

from dashboard.desks.candidates import Candidates, candidates_in
from dashboard.desks.importing import ERRORS, ChoiceNeeded, Desk
from dashboard.widgets.uploading import take_upload
from dashboard.wording import escaped

__all__ = ["ask_places", "show_rows"]

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "geojson", "json", "gpkg", "parquet", "gz", "zip"]
column = st.column_config
ASIDE: dict[str, Any] = {
    "row": column.NumberColumn("Row", width=60),
    "reason": column.TextColumn("Why it has no place here"),
}
DOUBTED: dict[str, Any] = {
    "row": column.NumberColumn("Row", width=60),
    "name": column.TextColumn("Name", width=220),
    "doubt": column.TextColumn("What is asked"),
}


def ask_places(desk: Desk, own: Candidates | None) -> Candidates | None:
    """Ask for a file of places; without one, the partnership's own list holds."""
    send = "send a list" if own is None else "send another list"
    with st.expander(f"Places to choose from: {send}", expanded=own is None):
        st.caption(
            "Libraries, halls, places of worship: a row a place, with a name and coordinates, a grid "
            "reference or a postcode. The file is looked at for this visit and not kept."
        )
        sent = st.file_uploader("A file of places", type=TYPES, key="siting-file")
    if sent is None:
        if own is None:
            st.info("No list of places is known. Send one to see where next.", icon=":material/upload_file:")
        return own
    asking = f"siting-sheet-{sent.file_id}"
    try:
        with st.spinner("Reading the file in a closed room of its own …"):
            return candidates_in(desk, take_upload(desk, sent, sheet=st.session_state.get(asking)).table)
    except ChoiceNeeded as several:
        st.info(escaped(str(several)))
        st.selectbox("Which one?", several.choices, index=None, placeholder="Choose one", key=asking)
    except ERRORS as error:
        st.error(f"**This file cannot be used.** {escaped(str(error))}", icon=":material/block:")
    return None


def show_rows(places: Candidates) -> None:
    """Account for every row: what was set aside, and what is in doubt."""
    doubted = places.frame.filter(places.frame["doubt"] != "")
    aside = places.set_aside
    if not doubted.height and not aside.height:
        return
    with st.expander(f"In doubt: {doubted.height}. Rows set aside: {aside.height}."):
        for rows, columns, alt in (
            (doubted, DOUBTED, "Places in doubt, with what is asked"),
            (aside, ASIDE, "Rows set aside, with the reason each"),
        ):
            if rows.height:
                st.dataframe(
                    rows.to_dicts(),
                    hide_index=True,
                    column_order=list(columns),
                    column_config=columns,
                    placeholder="",
                    alt=alt,
                )
