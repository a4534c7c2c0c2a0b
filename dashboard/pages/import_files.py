"""Import: an agency's file, from its first rows as read to a receipt for every row."""

import streamlit as st

from dashboard.desks.counts import holds_counts, take_in_counts
from dashboard.desks.files import may_send_for
from dashboard.desks.importing import (
    ERRORS,
    ChoiceNeeded,
    Desk,
    Receipt,
    recent_files,
    sums_in_words,
)
from dashboard.desks.report_files import holds_reports
from dashboard.gate.principal import may, principal
from dashboard.loading.opened import load_desk
from dashboard.widgets.from_cube import say_not_counted
from dashboard.widgets.kindly import kindly
from dashboard.widgets.matching import ask_format, ask_sender, ask_words, match_columns
from dashboard.widgets.sample_files import offer_samples
from dashboard.widgets.set_aside import offer_set_aside
from dashboard.widgets.uploading import Upload, forget_upload, take_upload
from dashboard.widgets.way_to import way_to
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for
from dashboard.wording import escaped

ROWS_SHOWN = 8
TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "geojson", "json", "parquet", "gpkg", "gz", "zip"]
COUNTED = {
    "read": "Read",
    "accepted": "Accepted",
    "updated": "Updated",
    "duplicates": "Duplicates",
    "set_aside": "Set aside",
    "blank": "Blank",
}
OF_WHICH = {"without_location": "have no location", "outside_area": "lie outside the area"}


def page() -> None:
    """Draw the page."""
    st.title("Import", anchor=False)
    st.markdown(
        "Send in an agency's file: CSV or TSV, a workbook (XLSX, XLS, ODS), GeoJSON, Parquet, GeoPackage "
        "or a zipped shapefile, plain or in a gz or zip. Names, addresses and free text are left at the "
        "door; every row is accounted for."
    )
    name = working_as()
    desk = load_desk()
    say_not_counted(desk.partnership)
    if receipt := st.session_state.get("receipt"):
        show_receipt(receipt)
        return
    sent = st.file_uploader("An agency's file", type=TYPES, key=f"file-{st.session_state.get('files', 0)}")
    if sent is None:
        forget_upload()
        offer_samples(desk)
        say_nothing_to_report(desk, name)
        show_recent()
        return
    asking = f"sheet-{sent.file_id}"
    sheet = st.session_state.get(asking)
    try:
        with st.spinner("Reading the file in a closed room of its own …"):
            upload = take_upload(desk, sent, sheet=sheet)
    except ChoiceNeeded as several:
        st.info(escaped(str(several)))
        st.selectbox("Which one?", several.choices, index=None, placeholder="Choose one", key=asking)
        return
    except ERRORS as error:
        st.error(f"**This file was not taken in.** {escaped(str(error))}", icon=":material/block:")
        return
    show_first_rows(upload)
    if holds_reports(upload.table):
        st.info("This is a file of community reports. It is taken in where those are read.")
        way_to("community_reports", label="Community reports", icon=":material/forum:")
    elif desk.recognise(upload.table) is None and holds_counts(upload.table):
        keep_counts(desk, upload, name)
    else:
        match_and_keep(upload, name)


def own_agency(desk: Desk) -> str | None:
    """Give the one agency in whose name somebody sends files; None for who takes in those of all."""
    if may("send for others"):
        return None
    working_for(desk)
    here = principal()
    return here.agency if may_send_for(here.agency, here) else ""


def keep_counts(desk: Desk, upload: Upload, name: str) -> None:
    """Take in a table of counts: it is kept beside the incidents, and never added to them."""
    st.info(
        "This is a table of counts, not of incidents. It can be kept beside them: it is on no map and in no "
        "total, and is listed under Coverage."
    )
    own = own_agency(desk)
    sender = st.text_input("Who sent it", key="sender-of-counts").strip() if own is None else own
    if sender and st.button("Take in this return of counts", type="primary", icon=":material/inbox:"):
        try:
            receipt = take_in_counts(
                desk, upload.table, path=upload.path, name=upload.name, agency=sender, by=name
            )
        except ERRORS as error:
            st.error(escaped(str(error)), icon=":material/block:")
            return
        st.session_state["receipt"] = receipt
        st.session_state["files"] = st.session_state.get("files", 0) + 1
        forget_upload()
        st.rerun()


def say_nothing_to_report(desk: Desk, name: str) -> None:
    """Record that an agency had nothing to report: that is data, where silence is not."""
    known = [agency.name for agency in desk.partnership.agencies if not agency.suspended]
    own = own_agency(desk)
    agencies = known if own is None else [name for name in known if name == own]
    if not agencies:
        return
    with st.popover("An agency had nothing to report …", icon=":material/event_available:"):
        st.markdown("A **nil return** says that nothing was reported. Without one, silence stays unknown.")
        agency = st.selectbox("Agency", agencies, key="nil-agency")
        period = st.text_input(
            "Period",
            value=desk.owed_period(agency),
            key=f"nil-period-{agency}",
            help="A month as 2026-10, a week as 2026-W44, a quarter as 2026-Q4, a term as 2026-T3.",
        )
        if st.button("Record a nil return", type="primary"):
            st.session_state["receipt"] = desk.nil_return(agency, period=period.strip(), by=name)
            st.rerun()


def show_first_rows(upload: Upload) -> None:
    """The first rows as they were read."""
    st.subheader("1. The first rows, as read", anchor=False)
    table = upload.table
    sheet = f", sheet “{table.sheet}”" if table.sheet else ""
    st.caption(escaped(f"{upload.name}{sheet}: {table.read:,} rows, {table.frame.width} columns."))
    st.dataframe(table.frame.head(ROWS_SHOWN), hide_index=True, placeholder="")
    show_notes(table.notes)


def match_and_keep(upload: Upload, name: str) -> None:
    """Match columns, then words; then take the file in."""
    desk = load_desk()
    st.subheader("2. What the columns mean", anchor=False)
    known = ask_format(desk, upload)
    sender = ask_sender(desk, upload, known, own=own_agency(desk))
    how = known or match_columns(desk, upload, sender)
    if how is None or not sender:
        st.info(
            "To go on, say who sent the file."
            if how
            else "To go on, say who sent the file and what its rows are, and match at least a date."
        )
        return
    st.subheader("3. What the words mean", anchor=False)
    try:
        with st.spinner("Reading dates, places and words …"):
            how, prepared = ask_words(desk, upload, how, sender)
    except ERRORS as error:
        st.error(escaped(str(error)), icon=":material/block:")
        return
    st.subheader("4. Take it in", anchor=False)
    st.markdown(
        f"**{prepared.incidents.height:,}** of {prepared.read:,} rows are ready; "
        f"**{prepared.set_aside.height:,}** would be set aside. Nothing has been kept yet."
    )
    show_notes(prepared.notes)
    if st.button("Take in this file", type="primary", icon=":material/inbox:"):
        bar = st.progress(0.1, text="Keeping the records in one go: all of them, or none …")
        receipt = desk.keep(prepared, path=upload.path, name=upload.name, how=how, agency=sender, by=name)
        bar.progress(1.0, text="Done")
        st.session_state["receipt"] = receipt
        st.session_state["files"] = st.session_state.get("files", 0) + 1
        forget_upload()
        st.rerun()


def show_receipt(receipt: Receipt) -> None:
    """What became of every row."""
    if receipt.held:
        st.warning(
            f"**{escaped(receipt.file)}** from {escaped(receipt.agency)} waits for a second person.",
            icon=":material/pending_actions:",
        )
    else:
        st.success(
            f"**{escaped(receipt.file)}** from {escaped(receipt.agency)} is in.", icon=":material/task_alt:"
        )
    for place, (name, title) in zip(st.columns(len(COUNTED)), COUNTED.items(), strict=True):
        place.metric(title, f"{getattr(receipt, name):,}", border=True)
    st.caption(sums_in_words(receipt))
    st.markdown(
        "Of these, "
        + " and ".join(f"**{getattr(receipt, name):,}** {word}" for name, word in OF_WHICH.items())
        + ": kept and counted, but not on the map."
    )
    show_notes(receipt.notes)
    rows = load_desk().set_aside(receipt)
    if rows:
        st.subheader("Rows set aside", anchor=False)
        st.dataframe(rows, hide_index=True, placeholder="")
        offer_set_aside(rows, agency=receipt.agency, batch=receipt.batch)
    with st.container(horizontal=True):
        if st.button("Import another file", type="primary"):
            del st.session_state["receipt"]
            st.rerun()
        way_to("hot_spots", label="See the map", icon=":material/map:")
        way_to("files", label="See all files", icon=":material/folder_open:")


def show_notes(notes: tuple[str, ...]) -> None:
    """What was decided on the way, one line each, as text."""
    for note in notes:
        st.text(f"• {note}")


def show_recent() -> None:
    """The files taken in lately."""
    files = recent_files(load_desk())
    if files:
        st.subheader("Files taken in", anchor=False)
        st.dataframe(files, hide_index=True, placeholder="")
    else:
        st.info("No file has been taken in yet.")


kindly(page)
