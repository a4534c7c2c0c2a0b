"""Over time: how each cell stood out step by step, and where reports rise or fall."""

from typing import Any

import streamlit as st

from dashboard.answers.over_time import MONTHS, OverTime
from dashboard.charts.over_time import series_chart, strip_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.change import ask_over_time
from dashboard.loading.opened import load_data
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import NONE, NOT_CALM, say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words import over_time as words

TITLE = "Over time"
STEP, USUAL = "step", "usual"
DRAWN = 40
column = st.column_config
STRIPS: dict[str, Any] = {
    "ward_name": column.TextColumn("Ward", width=130),
    "pattern": column.TextColumn("Pattern", width=170),
    "strip": column.TextColumn("Step by step", help="H hot, C cold, a dot neither; the first step first."),
    "hot": column.TextColumn("Hot steps", width=80),
    "cold": column.TextColumn("Cold steps", width=80),
    "shown": column.TextColumn("Reports in all"),
    "cell": column.TextColumn("Cell"),
}
PATTERNS: dict[str, Any] = {
    "pattern": column.TextColumn("Pattern", width=180),
    "cells": column.NumberColumn("Cells", width=60),
    "meaning": column.TextColumn("What it means", width=560),
}
WARDS: dict[str, Any] = {
    "name": column.TextColumn("Ward", width=150),
    "cells": column.NumberColumn("Cells with a pattern", width=140),
    "said": column.TextColumn("Which", width=520),
}
TRENDS: dict[str, Any] = {
    "name": column.TextColumn("Where", width=150),
    "trend": column.TextColumn("Trend beyond chance", width=140),
    "years": column.TextColumn("First year, then last year", width=150),
    "slope": column.TextColumn("A step, each year", width=150, help="Median slope with its 95 % interval."),
    "p": column.TextColumn("p", width=70),
    "sentence": column.TextColumn("In words", width=620),
}


def page() -> None:
    """Draw the page."""
    titled(TITLE, "over_time")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=("size", "baseline"))
    months = ask_step()
    keep_in_address(filters, months)
    key, work = ask_over_time(snapshot, filters, months)
    answer = answer_of(key, work, what="Testing every cell in every step", place="over-time")
    if answer is not None:
        draw(answer)


def ask_step() -> int | None:
    """Ask how long a step is; None for as usual."""
    names = {USUAL: None} | {name: months for months, name in MONTHS.items()}
    asked = str(st.query_params.get(STEP, USUAL))
    picked = st.segmented_control(
        "Step",
        list(names),
        default=asked if asked in names else USUAL,
        format_func=lambda name: "Automatic" if name == USUAL else name.capitalize(),
        key="step",
        required=True,
        help="Automatic takes quarters, and longer steps where quarters have too few reports.",
    )
    return names[picked]


def keep_in_address(filters: Filters, months: int | None) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | ({} if months is None else {STEP: MONTHS[months]})
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw(answer: OverTime) -> None:
    """The headline, what each cell did, and the trends of wards and strands."""
    counted, verdict = words.headline(answer)
    st.markdown(f"{escaped(counted)} **{escaped(verdict)}**")
    if answer.state == "not enough data":
        say_no_answer(answer.state, NOT_CALM)
    patterns, wards, trends, method = st.tabs(
        ["Cells step by step", "Patterns by ward", "Trends", "How this was worked out"]
    )
    with patterns:
        draw_strips(answer)
    with wards:
        show_plain(answer.wards, columns=WARDS, alt="Cells with a pattern in each ward, and which")
    with trends:
        draw_trends(answer)
    with method:
        for line in words.how(answer):
            st.markdown(escaped(line))
    say_taken_out()
    for note in words.notes(answer):
        st.caption(escaped(note))
    if answer.attribution:
        st.caption(escaped(answer.attribution))


def draw_strips(answer: OverTime) -> None:
    """The strips of the cells that were ever hot or cold, drawn and listed, and what each pattern means."""
    listed = words.strips_table(answer)
    if listed.empty:
        say_no_answer(NONE, "No cell that may be shown was hot or cold in any step.")
    else:
        st.altair_chart(
            strip_chart(answer, dark=is_dark(), most=DRAWN),
            theme=None,
            width="stretch",
            alt=words.strip_alt(answer, min(len(listed), DRAWN)),
        )
        if len(listed) > DRAWN:
            st.caption(f"The first {DRAWN} of {len(listed):,} are drawn. The table has them all.")
        show_plain(listed, columns=STRIPS, alt="Cells that were ever hot or cold, and their pattern")
    show_plain(answer.patterns, columns=PATTERNS, alt="How many cells have each pattern, and what it means")


def draw_trends(answer: OverTime) -> None:
    """One series drawn, and the trends of all of them listed."""
    series = words.drawable(answer)
    if series:
        picked = st.selectbox(
            "Draw", list(series), format_func=lambda key: series[key][0], key="over-time-series"
        )
        name, sentence = series[picked]
        st.altair_chart(
            series_chart(answer, *picked, dark=is_dark()),
            theme=None,
            width="stretch",
            alt=words.trend_alt(answer, name, sentence),
        )
        st.markdown(escaped(sentence))
    for title, groups in (("The whole and its wards", ("whole area", "ward")), ("Strands", ("strand",))):
        table = words.trends_table(answer, groups)
        if len(table):
            st.subheader(title, anchor=False)
            show_plain(table, columns=TRENDS, alt=f"Trends: {title.lower()}")
    st.caption("One report can carry several strands, so the strands do not add up to a total.")


kindly(page)
