"""What I opened: what the audit holds of whoever is signed in, and of nobody else."""

from typing import Any

import streamlit as st

from dashboard.desks.own_record import own_days, own_table, own_words, today
from dashboard.desks.rows import purposes
from dashboard.gate.principal import principal
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "day": column.DateColumn("Day", format="ddd D MMM YYYY", width=170),
    "rows": column.NumberColumn("Records opened", format="localized", width=140),
    "files": column.NumberColumn("Files taken out", format="localized", width=140),
    "purposes": column.TextColumn("For", width=420),
}


def page() -> None:
    """Draw the page."""
    st.title("What I opened", anchor=False)
    st.markdown(
        "Every record that is opened and every file that is taken out is written down with its purpose, "
        "before it is shown. This is what is written down **of you**; if it is not what you did, tell your "
        "administrator today: somebody else may be using your account."
    )
    here = principal()
    days, what_for = own_days(load_desk("see released").store, here), purposes()
    st.info(escaped(own_words(days, today=today(), purposes=what_for)), icon=":material/history:")
    st.subheader("The last 30 days", anchor=False)
    if not days:
        st.caption("Nothing is written down of you in the last 30 days.")
        return
    st.dataframe(
        own_table(days, purposes=what_for),
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        placeholder="",
        alt="Days with how many records you opened, how many files you took out, and for what",
    )
    st.caption(
        "A record that is listed for you counts as opened; once, if it is again within a quarter of an hour. "
        "Days are those of UTC."
    )


kindly(page)
