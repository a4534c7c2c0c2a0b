"""Which method to trust here: every method, tried on later reports of this place itself."""

from typing import Any

import streamlit as st

from dashboard.answers.backtest import AREA_SHARES, PERIODS, BackTest
from dashboard.charts.found import found_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.methods import ask_backtest
from dashboard.loading.opened import load_data
from dashboard.situation import CannotAnswerError
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words.backtest import notes, reading_table, sentence, summary

TITLE = "Which method to trust here"
TRIED, USUAL = "tried-on", 3
column = st.column_config
COLUMNS: dict[str, Any] = {
    "title": column.TextColumn("Method"),
    "back": column.TextColumn("Looks back"),
    "found": column.TextColumn("Later reports found"),
    "share": column.TextColumn("Share of them"),
    "pai": column.TextColumn("PAI"),
    "pei": column.TextColumn("PEI"),
    "against": column.TextColumn("Beside the plain rule"),
}


def page() -> None:
    """Draw the page."""
    titled(TITLE, "which_method")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=("size", "baseline"))
    months = ask_period()
    keep_in_address(filters, months)
    key, work = ask_backtest(snapshot, filters, months)
    try:
        answer = answer_of(key, work, what="Trying every method on later reports", place="backtest")
    except CannotAnswerError as error:
        st.info(escaped(str(error)), icon=":material/build:")
        return
    if answer is not None:
        draw(answer)


def ask_period() -> int:
    """Ask on which whole periods the methods are tried."""
    asked = str(st.query_params.get(TRIED, ""))
    names = {name: months for months, name in PERIODS.items()}
    picked = st.segmented_control(
        "Tried on the reports of the next",
        list(PERIODS),
        default=names.get(asked, USUAL),
        format_func=lambda months: PERIODS[months],
        key="tried-on",
        required=True,
        help="The window of the side bar does not matter here: every method is tried, on all whole calendar "
        "periods that the records allow.",
    )
    return int(picked)


def keep_in_address(filters: Filters, months: int) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | ({} if months == USUAL else {TRIED: PERIODS[months]})
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw(answer: BackTest) -> None:
    """The sentence, the table of one share of the ground, the chart of all, and what to know beside them."""
    if answer.state == "not enough data":
        say_no_answer(answer.state, sentence(answer))
        for note in notes(answer):
            st.caption(escaped(note))
        return
    share = st.segmented_control(
        "Share of the ground",
        list(AREA_SHARES),
        default=AREA_SHARES[1],
        format_func=lambda part: f"{part:.0%}",
        key="ground",
        required=True,
    )
    st.markdown(escaped(sentence(answer, share)))
    show_plain(
        reading_table(answer, share),
        columns=COLUMNS,
        alt=f"What every method found of later reports in {share:.0%} of the ground",
    )
    st.altair_chart(found_chart(answer, dark=is_dark()), theme=None, width="stretch", alt=summary(answer))
    say_taken_out()
    for note in notes(answer):
        st.caption(escaped(note))


kindly(page)
