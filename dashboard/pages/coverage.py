"""Coverage: who was expected to report, who did, how late, how full, and how well placed."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts.periods import draw_periods
from dashboard.desks.counts import list_counts
from dashboard.desks.coverage import assess_coverage
from dashboard.loading.opened import load_data, load_desk
from dashboard.widgets.from_cube import say_from_cube
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.tables import show_plain
from dashboard.wording import day_words, escaped

column = st.column_config
AGENCIES: dict[str, Any] = {
    "agency": column.TextColumn("Agency", width=190),
    "expected": column.TextColumn("Expected", width=90),
    "came": column.TextColumn(
        "Came", width=80, help="Returns that came, nil returns included, of those due."
    ),
    "nil": column.NumberColumn("Nil returns", width=80),
    "reaches": column.DateColumn("Records reach", format="D MMM YYYY", width=110),
    "half": column.NumberColumn(
        "Half within (days)", width=120, help="Days from what happened to its report."
    ),
    "most": column.NumberColumn("Nine in ten within (days)", width=150),
    "received": column.DatetimeColumn("Last file (UTC)", format="D MMM YYYY, HH:mm", width=150),
    "files": column.NumberColumn("Files", width=60),
}
PERIODS: dict[str, Any] = {
    "agency": column.TextColumn("Agency"),
    "period": column.TextColumn("Period"),
    "first": column.DateColumn("First day", format="D MMM YYYY"),
    "last": column.DateColumn("Last day", format="D MMM YYYY"),
    "state": column.TextColumn("What came"),
}
LOCATED: dict[str, Any] = {
    "records": column.TextColumn("Records"),
    "share": column.TextColumn("With a point"),
    "rule": column.TextColumn("85 % rule"),
}


def page() -> None:
    """Draw the page."""
    st.title("Coverage", anchor=False)
    st.markdown(
        "What the map can know depends on who reports, how soon and how exactly. **Silence is not calm**: an "
        "agency that sent nothing is unknown; one that sent a nil return had nothing to report."
    )
    snapshot = load_data()
    say_from_cube(snapshot.from_cube)
    coverage = assess_coverage(snapshot, load_desk().store, today=date.today())
    if coverage.said:
        st.caption(coverage.said)
    for sentence in coverage.missing:
        st.warning(escaped(sentence), icon=":material/hourglass_disabled:")
    st.subheader("What was expected, and what came", anchor=False)
    show_plain(coverage.agencies, columns=AGENCIES, alt="Agencies: what was expected and what came")
    show_periods(coverage.periods)
    window = f"{day_words(coverage.first)} to {day_words(coverage.last)}, the year up to the latest record"
    st.subheader("How full the records are", anchor=False)
    st.caption(f"Share of records that say so, by agency; {window}.")
    st.dataframe(
        coverage.completeness.rename(columns={"agency": "Agency"}),
        hide_index=True,
        placeholder="",
        alt="Completeness",
    )
    if returns := list_counts(load_desk().store):
        st.subheader("Returns of counts", anchor=False)
        st.caption("Sent ready-made: kept beside the incidents, not on the map and in no total.")
        st.dataframe(returns, hide_index=True, placeholder="", alt="Returns of counts by agency and period")
    st.subheader("How well they are placed", anchor=False)
    st.markdown(
        "Where fewer than **85 %** of records have a point, a map of them may mislead: read such wards and "
        f"strands from tables rather than from hot spots. {window[0].upper()}{window[1:]}."
    )
    left, right = st.columns(2)
    with left:
        show_located(coverage.wards, "ward", "Ward")
    with right:
        show_located(coverage.strands, "strand", "Strand")
        st.caption("A record can have several strands, so these do not add up.")


def show_periods(periods: pd.DataFrame) -> None:
    """The periods as a chart, and as a table for who cannot see it."""
    if periods.empty:
        st.info("The partnership file does not yet say how often each agency should report.")
        return
    st.altair_chart(draw_periods(periods, dark=is_dark()), theme=None, width="stretch")
    with st.expander("The same as a table"):
        show_plain(periods.iloc[::-1], columns=PERIODS, alt="Periods: what came for each")


def show_located(frame: pd.DataFrame, name: str, title: str) -> None:
    """A table of shares with a point."""
    show_plain(
        frame, columns={name: column.TextColumn(title), **LOCATED}, alt=f"Share with a point by {name}"
    )


kindly(page)
