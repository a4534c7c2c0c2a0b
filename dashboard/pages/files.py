"""Files: what came, what became of it, and taking it back."""

from typing import Any

import streamlit as st

from dashboard.desks.files import (
    STATES,
    changes_of,
    find_file,
    is_same_person,
    list_files,
    may_send_for,
    nil_in_words,
    outcome_in_words,
    rows_set_aside,
    sum_of,
)
from dashboard.desks.importing import Desk
from dashboard.gate.principal import principal
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.widgets.set_aside import offer_set_aside
from dashboard.widgets.way_to import way_to
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "Batch": column.NumberColumn("Batch", width=50),
    "File": column.TextColumn("File", width=190),
    "Of": column.TextColumn("Of", width=88),
    "From": column.TextColumn("From", width=120),
    "State": column.TextColumn("State", width=84),
    "Received": column.DatetimeColumn("Received (UTC)", format="D MMM YYYY, HH:mm", width=132),
    "Read": column.NumberColumn("Read", format="localized", width=56),
    "Accepted": column.NumberColumn("Accepted", format="localized", width=68),
    "Updated": column.NumberColumn("Updated", format="localized", width=64),
    "Duplicates": column.NumberColumn("Duplicates", format="localized", width=74),
    "Set aside": column.NumberColumn("Set aside", format="localized", width=68),
    "From day": column.DateColumn("First day", format="D MMM YYYY", width=88),
    "To day": column.DateColumn("Last day", format="D MMM YYYY", width=88),
    "By": column.TextColumn("By", width=80),
}
CHANGE = {
    "agency": "Agency",
    "reference": "Reference",
    "column": "Column",
    "before": "Before",
    "after": "After",
}
TOLD = "told-of-file"


def page() -> None:
    """Draw the page."""
    st.title("Files", anchor=False)
    st.markdown(
        "Every file is one batch. A batch can be withdrawn: the map then goes back to what it showed "
        "without it, and the same file can be sent again."
    )
    name = working_as()
    desk = load_desk()
    working_for(desk)
    if told := st.session_state.pop(TOLD, None):
        st.success(told, icon=":material/task_alt:")
    if not desk.store.batches():
        st.info("No file has been taken in yet.")
        way_to("import_files", label="Import a file", icon=":material/upload_file:")
        return
    number = choose(desk)
    if number is None:
        st.caption("Choose a batch in the table to see what became of its rows.")
        return
    batch = find_file(desk.store, number)
    if batch is not None:
        show(desk, batch, name)


def choose(desk: Desk) -> int | None:
    """Show the batches, those that wait first in words, and give the one that is chosen."""
    waiting = list_files(desk.store, states=frozenset({"held"}))
    if waiting:
        numbers = ", ".join(str(row["Batch"]) for row in waiting)
        one = len(waiting) == 1
        st.warning(
            f"Batch {numbers} waits for a second person."
            if one
            else f"Batches {numbers} wait for a second person.",
            icon=":material/pending_actions:",
        )
    states = st.pills(
        "Show",
        list(STATES),
        format_func=lambda state: STATES[state],
        selection_mode="multi",
        key="files-states",
    )
    rows = list_files(desk.store, states=frozenset(states))
    if not rows:
        st.info("No batch is in that state.")
        return None
    picked: Any = st.dataframe(
        rows,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="files-table",
        alt="Files taken in, newest first",
    )
    chosen = picked.selection.rows
    return int(rows[chosen[0]]["Batch"]) if chosen and chosen[0] < len(rows) else None


def show(desk: Desk, batch: dict[str, Any], name: str) -> None:
    """What a batch is, what it changed, and what can be done about it."""
    st.subheader(f"Batch {batch['id']}: {escaped(nil_in_words(batch) or batch['file'])}", anchor=False)
    st.markdown(escaped(outcome_in_words(batch)))
    st.caption(sum_of(batch))
    if not may_send_for(batch["agency"], principal()):
        st.caption(
            f"What becomes of it is decided by {escaped(batch['agency'])}, and by who keeps all files."
        )
    elif batch["state"] == "held":
        decide(desk, batch, name)
    elif batch["state"] == "landed":
        take_back(desk, batch, name)
    show_changes(desk, batch)
    show_set_aside(desk, batch)


def decide(desk: Desk, batch: dict[str, Any], name: str) -> None:
    """Approve or refuse a batch that waits."""
    number = batch["id"]
    st.info(escaped(desk.store.why_held(number)), icon=":material/pending_actions:")
    same = is_same_person(name, batch["received_by"])
    if same:
        st.caption("You took this file in, so somebody else must approve it.")
    why = st.text_input(
        "Why refused", key=f"refuse-{number}", max_chars=200, help="Needed only to refuse it."
    )
    with st.container(horizontal=True):
        if st.button("Approve", type="primary", disabled=same):
            desk.store.approve(number, by=name)
            tell(f"Batch {number} was approved and is on the map.")
        if st.button("Refuse", disabled=not why.strip()):
            desk.store.refuse(number, by=name, why=why.strip())
            tell(f"Batch {number} was refused; nothing of it is on the map.")


def take_back(desk: Desk, batch: dict[str, Any], name: str) -> None:
    """Withdraw a batch, with a reason."""
    number = batch["id"]
    with st.popover("Withdraw this batch …", icon=":material/undo:"):
        st.markdown(
            f"**{batch['accepted']:,}** records that this file added will go, and "
            f"**{batch['updated']:,}** that it changed will say again what they said before, unless a later "
            "file has changed them since. "
            "What goes is kept in the history. If a later file repeated some of it, send that file again."
        )
        why = st.text_input(
            "Why", key=f"why-{number}", max_chars=200, placeholder="wrong month, wrong agency …"
        )
        if st.button("Withdraw", type="primary", disabled=not why.strip(), key=f"withdraw-{number}"):
            removed, back = desk.store.withdraw(number, by=name, why=why.strip())
            tell(
                f"Batch {number} was withdrawn: {removed:,} records went, {back:,} say what they said before."
            )


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


def show_changes(desk: Desk, batch: dict[str, Any]) -> None:
    """What a corrected file changed, value by value."""
    found = changes_of(desk.store, batch, principal())
    if found is None or not found[1]:
        return
    changes, count = found
    st.markdown(f"**What it changed** ({count:,} values; the old ones are kept)")
    st.dataframe(changes.rename(CHANGE), hide_index=True, placeholder="–", alt="What this batch changed")
    if count > changes.height:
        st.caption(f"The first {changes.height:,} are shown.")


def show_set_aside(desk: Desk, batch: dict[str, Any]) -> None:
    """The rows that could not be kept."""
    if not batch["set_aside"]:
        return
    rows = rows_set_aside(desk.store, batch, principal())
    if rows is None:
        st.caption(
            f"What was set aside, and what was changed, is for {escaped(batch['agency'])} alone: it is "
            "as they wrote it."
        )
        return
    if not rows:
        return
    st.markdown(f"**Rows set aside** ({len(rows):,})")
    st.dataframe(rows, hide_index=True, placeholder="", alt="Rows set aside, with the reason each")
    offer_set_aside(rows, agency=batch["agency"], batch=batch["id"])


kindly(page)
