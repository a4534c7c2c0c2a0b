"""The audit, for administrators: whether it is whole, who did what, and whose reading is unusual."""

from typing import Any

import streamlit as st

from dashboard.desks.audit import (
    KINDS,
    alert_words,
    audit_table,
    find,
    last_verified_words,
    names,
    unusual,
    verify_audit,
)
from dashboard.desks.importing import Desk
from dashboard.gate.principal import allow
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.widgets.waiting import answer_of
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "line": column.NumberColumn("Line", width=55),
    "at": column.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm:ss", width=165),
    "who": column.TextColumn("Who", width=125),
    "action": column.TextColumn("Did", width=90),
    "subject": column.TextColumn("To what", width=155),
    "kind": column.TextColumn("Kind", width=95),
    "purpose": column.TextColumn("For", width=100),
    "detail": column.TextColumn("How much", width=330),
}
DAYS = (1, 7, 30, 90, 366)
MOST = 500
ASKED, SEEN = "audit-verify-asked", "audit-verify-seen"


def page() -> None:
    """Draw the page."""
    st.title("Audit", anchor=False)
    st.markdown(
        "Who collected, changed, looked at, gave out, compared or erased what. Every line seals the one "
        "before, with a key that does not lie in the store. That you read it is a line, too."
    )
    by = allow("read audit").name
    desk = load_desk("read audit")
    state(desk)
    volume(desk)
    lines(desk, by)


def state(desk: Desk) -> None:
    """Say whether the audit is whole, as the last verification found it."""
    st.subheader("Is it whole?", anchor=False)
    if st.button("Verify it now", icon=":material/fact_check:"):
        st.session_state[ASKED] = st.session_state.get(ASKED, 0) + 1
    asked = st.session_state.get(ASKED)
    if asked is None:
        st.caption(last_verified_words(desk.store))
        return
    url = desk.store.url
    key = ("audit", url, asked, st.session_state.setdefault(SEEN, id(st.session_state)))
    found = answer_of(key, lambda told: verify_audit(url), what="Verifying the audit", place="audit-verify")
    if found is None:
        return
    say, icon = (st.success, ":material/verified:") if found.whole else (st.error, ":material/gpp_bad:")
    say(" ".join(found.words), icon=icon)


def volume(desk: Desk) -> None:
    """Say who opened unusually many records."""
    told = [alert_words(line) for line in unusual(desk.store)]
    st.subheader("Unusual reading", anchor=False)
    if not told:
        st.caption("Nobody opened 200 records within ten minutes in the last 30 days.")
    for words in told:
        st.warning(escaped(words), icon=":material/notification_important:")


def lines(desk: Desk, by: str) -> None:
    """Ask for lines, and list them."""
    st.subheader("Lines", anchor=False)
    one, two, three, four = st.columns(4)
    days = one.selectbox("Days back", DAYS, index=1, key="audit-days")
    who = two.selectbox("Person", ["", *names(desk.store, days=days)], format_func=_all, key="audit-who")
    kind = three.selectbox("Kind", ["", *KINDS], format_func=_all, key="audit-kind")
    subject = four.text_input(
        "Subject begins with", max_chars=60, placeholder="batch 12", key="audit-subject"
    )
    found = find(
        desk.store, by=by, days=days, who=(who,) if who else (), kind=kind, subject=subject.strip(), most=MOST
    )
    if not found:
        st.caption("There is no such line.")
        return
    st.dataframe(
        audit_table(found),
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        placeholder="",
        alt="Lines of the audit, the newest first",
    )
    if len(found) == MOST:
        st.caption(f"These are the newest {MOST:,}. 'common-ground audit list' gives more.")


def _all(said: str) -> str:
    return said or "all"


kindly(page)
