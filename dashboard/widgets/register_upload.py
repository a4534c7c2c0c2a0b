"""A file for a register: checked row by row, taken in as one batch, every row accounted for."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.desks.importing import ERRORS, ChoiceNeeded, Desk, Read, Receipt, sums_in_words
from dashboard.widgets.set_aside import offer_set_aside
from dashboard.widgets.uploading import Upload, forget_upload, take_upload
from dashboard.wording import escaped

__all__ = ["ask_register_file"]

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "parquet", "gz", "zip"]


def ask_register_file(
    desk: Desk,
    *,
    key: str,
    noun: str,
    preview: Callable[[Read], Any],
    take_in: Callable[[Upload], Receipt],
    refuse: Callable[[Read], str | None] = lambda table: None,
    kept_as: str = "",
) -> None:
    """Ask for a file; show what is in it, take it in, give the receipt.

    Parameters
    ----------
    key : str
        Names the widgets and what is kept in the session.
    noun : str
        What the file holds, in the plural.
    preview : callable
        Checks every row and keeps nothing: gives entries, set_aside, read and notes.
    take_in : callable
        Keeps the file.
    refuse : callable, optional
        Says why the file is none of these at all; None where it is one.
    kept_as : str
        A sentence on what is kept beside the rows, such as who sends them.
    """
    if receipt := st.session_state.get(f"{key}-receipt"):
        _show_receipt(desk, receipt, key)
        return
    sent = st.file_uploader(
        f"A file of {noun}", type=TYPES, key=f"{key}-{st.session_state.get(f'{key}-n', 0)}"
    )
    if sent is None:
        return
    asking = f"{key}-sheet-{sent.file_id}"
    try:
        with st.spinner("Reading the file in a closed room of its own …"):
            upload = take_upload(desk, sent, sheet=st.session_state.get(asking))
        if why := refuse(upload.table):
            st.error(why, icon=":material/block:")
        else:
            _look_at(upload, key, noun, preview, take_in, kept_as)
    except ChoiceNeeded as several:
        st.info(escaped(str(several)))
        st.selectbox("Which one?", several.choices, index=None, placeholder="Choose one", key=asking)
    except ERRORS as error:
        st.error(f"**This file was not taken in.** {escaped(str(error))}", icon=":material/block:")


def _look_at(
    upload: Upload,
    key: str,
    noun: str,
    preview: Callable[[Read], Any],
    take_in: Callable[[Upload], Receipt],
    kept_as: str,
) -> None:
    """Say what would become of every row, and take the file in."""
    prepared = preview(upload.table)
    aside = prepared.set_aside
    st.markdown(
        f"**{len(prepared.entries):,}** of {prepared.read:,} rows are ready; **{aside.height:,}** would be "
        f"set aside. {kept_as + ' ' if kept_as else ''}Nothing has been kept yet."
    )
    _show_notes(prepared.notes)
    if aside.height:
        _show_set_aside(aside.to_dicts())
    if st.button(f"Take in these {noun}", type="primary", icon=":material/inbox:", key=f"{key}-take"):
        st.session_state[f"{key}-receipt"] = take_in(upload)
        st.session_state[f"{key}-n"] = st.session_state.get(f"{key}-n", 0) + 1
        forget_upload()
        st.rerun()


def _show_receipt(desk: Desk, receipt: Receipt, key: str) -> None:
    """What became of every row."""
    st.success(
        f"**{escaped(receipt.file)}** from {escaped(receipt.agency)} is in, as batch {receipt.batch}.",
        icon=":material/task_alt:",
    )
    st.markdown(sums_in_words(receipt))
    _show_notes(receipt.notes)
    if rows := desk.set_aside(receipt):
        _show_set_aside(rows, receipt)
    st.caption("A file that was sent by mistake is withdrawn on the Files page.")
    if st.button("Send another file", key=f"{key}-another"):
        del st.session_state[f"{key}-receipt"]
        st.rerun()


def _show_set_aside(rows: list[dict[str, Any]], receipt: Receipt | None = None) -> None:
    st.markdown(f"**Rows set aside** ({len(rows):,})")
    columns: dict[str, Any] = {
        "row": st.column_config.NumberColumn("Row", width=60),
        "column": st.column_config.TextColumn("Column", width=130),
        "reason": st.column_config.TextColumn("Reason"),
    }
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="",
        column_order=list(columns),
        column_config=columns,
        alt="Rows set aside, with the reason each",
    )
    if receipt is None:
        offer_set_aside(rows)
    else:
        offer_set_aside(rows, agency=receipt.agency, batch=receipt.batch)


def _show_notes(notes: tuple[str, ...]) -> None:
    for note in notes:
        st.text(f"• {note}")
