"""One side's indicators: in words, in tables, as files; reporting and harm never side by side."""

from typing import Any

import streamlit as st

from dashboard.answers.indicators import AGAINST, REPORTING, Indicators
from dashboard.charts.indicators import shares_chart
from dashboard.filters import Filters
from dashboard.loading.tension import load_indicators
from dashboard.snapshot import Snapshot
from dashboard.widgets.map import is_dark
from dashboard.widgets.tables import show_plain
from dashboard.wording import escaped
from dashboard.words.indicators import (
    ABOUT,
    PART_TITLES,
    agencies_sentence,
    agencies_table,
    centres_sentence,
    indicator_sentence,
    months_table,
    notes,
    parts_table,
    shares_table,
)

__all__ = ["show_indicators"]

column = st.column_config
SHARES: dict[str, Any] = {
    "title": column.TextColumn("Indicator"),
    "now": column.TextColumn("Now"),
    "share": column.TextColumn("Share (95 % range)"),
    "now_before": column.TextColumn("Before"),
    "share_before": column.TextColumn("Share before"),
    "verdict": column.TextColumn("Compared"),
}
PARTS: dict[str, Any] = {
    "name": column.TextColumn(" "),
    "now": column.TextColumn("Now"),
    "share": column.TextColumn("Share (95 % range)"),
    "before": column.TextColumn("Before"),
}
MONTHS: dict[str, Any] = {
    "month": column.DateColumn("Month", format="MMM YYYY"),
    "reports": column.TextColumn("Through third-party centres and charities"),
}
AGENCIES: dict[str, Any] = {
    "agency": column.TextColumn("Agency"),
    "reaches": column.DateColumn("Records reach", format="D MMM YYYY"),
    "whole": column.TextColumn("To the end of the period"),
}


def show_indicators(snapshot: Snapshot, filters: Filters, side: str, *, ward: str, strand: str) -> None:
    """Ask what to compare with, and draw one side."""
    st.markdown(ABOUT[side])
    against = st.segmented_control(
        "Compare with",
        list(AGAINST),
        default="year",
        format_func=AGAINST.__getitem__,
        key=f"against-{side}",
        required=True,
    )
    answer = load_indicators(
        snapshot, filters, side=side, ward=ward, strand=strand, against=against or "year"
    )
    for row in answer.shares.to_dict("records"):
        st.markdown(f"- {escaped(indicator_sentence(row, answer))}")
    chart = shares_chart(answer, dark=is_dark())
    if chart is not None:
        st.altair_chart(
            chart,
            theme=None,
            width="stretch",
            alt="The shares now and before; the table has the same numbers.",
        )
    show_plain(shares_table(answer), columns=SHARES, alt="Every indicator, now and before")
    for name in answer.parts:
        st.subheader(PART_TITLES[name], anchor=False)
        show_plain(parts_table(answer, name), columns=PARTS, alt=PART_TITLES[name])
    if side == REPORTING:
        _show_channels(answer)
    for note in notes(answer):
        st.caption(escaped(note))


def _show_channels(answer: Indicators) -> None:
    st.subheader("Third-party reports by month", anchor=False)
    st.markdown(escaped(centres_sentence(answer)))
    show_plain(months_table(answer), columns=MONTHS, alt="Third-party reports by month")
    st.subheader("Whose records have come", anchor=False)
    st.markdown(escaped(agencies_sentence(answer)))
    show_plain(agencies_table(answer), columns=AGENCIES, alt="How far each agency's records reach")
