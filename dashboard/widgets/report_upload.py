"""A file of community reports: checked row by row, taken in as one batch, every row accounted for."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import ERRORS, ChoiceNeeded, Desk, Receipt, set_aside_csv, sums_in_words
from dashboard.desks.report_files import holds_reports, preview_reports, sample_file, take_in_reports
from dashboard.desks.report_lists import Reader
from dashboard.widgets.uploading import Upload, forget_upload, take_upload
from dashboard.wording import escaped

__all__ = ["ask_file"]

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "parquet", "gz", "zip"]
RECEIPT = "receipt-of-reports"
FILES = "files-of-reports"


def ask_file(desk: Desk, reader: Reader, today: date) -> None:
    """Ask for a file; show what is in it, take it in, give the receipt."""
    if receipt := st.session_state.get(RECEIPT):
        show_receipt(desk, receipt)
        return
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
    sent = st.file_uploader(
        "A file of community reports", type=TYPES, key=f"reports-{st.session_state.get(FILES, 0)}"
    )
    if sent is None:
        return
    asking = f"reports-sheet-{sent.file_id}"
    try:
        with st.spinner("Reading the file in a closed room of its own …"):
            upload = take_upload(desk, sent, sheet=st.session_state.get(asking))
        look_at(desk, upload, reader, today)
    except ChoiceNeeded as several:
        st.info(escaped(str(several)))
        st.selectbox("Which one?", several.choices, index=None, placeholder="Choose one", key=asking)
    except ERRORS as error:
        st.error(f"**This file was not taken in.** {escaped(str(error))}", icon=":material/block:")


def look_at(desk: Desk, upload: Upload, reader: Reader, today: date) -> None:
    """Say what would become of every row, and take the file in."""
    if not holds_reports(upload.table):
        st.error(
            "**These are not the columns of a file of community reports.** It needs at least those for "
            "what was seen, the kind of information, the level and the grading; the sample has them all. "
            "Incidents go to the Import page.",
            icon=":material/block:",
        )
        return
    prepared = preview_reports(desk, upload.table, today)
    aside = prepared.set_aside
    st.markdown(
        f"**{len(prepared.entries):,}** of {prepared.read:,} rows are ready; **{aside.height:,}** would be "
        f"set aside. They are kept as from **{escaped(reader.agency)}**. Nothing has been kept yet."
    )
    show_notes(prepared.notes)
    if aside.height:
        show_set_aside(aside.to_dicts(), "preview")
    if st.button("Take in these reports", type="primary", icon=":material/inbox:"):
        receipt = take_in_reports(
            desk, upload.table, path=upload.path, name=upload.name, agency=reader.agency, by=reader.name
        )
        st.session_state[RECEIPT] = receipt
        st.session_state[FILES] = st.session_state.get(FILES, 0) + 1
        forget_upload()
        st.rerun()


def show_receipt(desk: Desk, receipt: Receipt) -> None:
    """What became of every row."""
    st.success(
        f"**{escaped(receipt.file)}** from {escaped(receipt.agency)} is in, as batch {receipt.batch}.",
        icon=":material/task_alt:",
    )
    st.markdown(sums_in_words(receipt))
    show_notes(receipt.notes)
    rows = desk.set_aside(receipt)
    if rows:
        show_set_aside(rows, str(receipt.batch))
    st.caption("A file that was sent by mistake is withdrawn on the Files page.")
    if st.button("Send another file"):
        del st.session_state[RECEIPT]
        st.rerun()


def show_set_aside(rows: list[dict[str, Any]], name: str) -> None:
    """The rows that could not be kept, and a file of them."""
    st.markdown(f"**Rows set aside** ({len(rows):,})")
    columns = {
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
    st.download_button(
        "Download the rows set aside",
        data=lambda: set_aside_csv(rows),
        file_name=f"set-aside-{name}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def show_notes(notes: tuple[str, ...]) -> None:
    """What was decided on the way, one line each, as text."""
    for note in notes:
        st.text(f"• {note}")
