"""Unusual weeks: where more was reported of late than one would expect."""

from typing import Any

import streamlit as st

from dashboard.answers.unusual_weeks import ALL, OVER, UnusualWeeks
from dashboard.answers.week_course import Course
from dashboard.charts.unusual_weeks import unusual_weeks_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.opened import load_data
from dashboard.loading.weeks import ask_unusual_weeks, load_course
from dashboard.snapshot import Snapshot
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import TOO_LITTLE, say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words.unusual_weeks import (
    course_notes,
    course_sentence,
    course_table,
    lines_table,
    notes,
    sentence,
    spoken,
    summary,
)

TITLE = "Unusual weeks"
WARD, STRAND = "line-ward", "line-strand"
column = st.column_config
LINES: dict[str, Any] = {
    "ward": column.TextColumn("Ward"),
    "strand": column.TextColumn("Strand"),
    "state": column.TextColumn("State"),
    "reports": column.TextColumn("Reports in four weeks"),
    "usual": column.TextColumn("As usual"),
    "since": column.DateColumn("High since week of", format="D MMM YYYY"),
    "sentence": column.TextColumn("In words", width="large"),
}
WEEKS: dict[str, Any] = {
    "monday": column.DateColumn("Week beginning", format="D MMM YYYY"),
    "reports": column.TextColumn("Reports"),
    "limit": column.TextColumn("Limit"),
    "note": column.TextColumn("Note"),
}


def page() -> None:
    """Draw the page."""
    titled(TITLE, "unusual_weeks")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=())
    asked_line = {name: str(st.query_params.get(name, ALL)) for name in (WARD, STRAND)}
    key, work = ask_unusual_weeks(snapshot, filters)
    answer = answer_of(key, work, what="Looking through every ward and strand", place="unusual-weeks")
    if answer is None:
        keep_in_address(filters, asked_line)
    else:
        draw(snapshot, filters, answer, asked_line)


def keep_in_address(filters: Filters, line: dict[str, str]) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | {name: code for name, code in line.items() if code != ALL}
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw(snapshot: Snapshot, filters: Filters, answer: UnusualWeeks, asked: dict[str, str]) -> None:
    """The sentence, the lines, one line's weeks, and what to know beside them."""
    said = escaped(sentence(answer))
    if answer.state == "found":
        st.markdown(f"**{said}**")
    else:
        icon = ":material/search_off:" if answer.state == "none" else ":material/hourglass_empty:"
        st.info(said, icon=icon)
    for row in answer.lines[answer.lines["state"] == OVER].to_dict("records"):
        st.markdown(f"- {escaped(spoken(row, answer))}")
    table = lines_table(answer)
    show_plain(table, columns=LINES, alt=summary(answer))
    say_taken_out()
    for note in notes(answer):
        st.caption(escaped(note))
    st.subheader("One ward and strand, week by week", anchor=False)
    ward, strand = ask_line(answer, asked)
    keep_in_address(filters, {WARD: ward, STRAND: strand})
    draw_course(load_course(snapshot, filters, ward=ward, strand=strand))


def ask_line(answer: UnusualWeeks, asked: dict[str, str]) -> tuple[str, str]:
    """Ask which line is drawn; the one that stands out first, unless the address names another."""
    first = answer.lines.iloc[0]
    start = (asked[WARD], asked[STRAND])
    if start == (ALL, ALL) and answer.state == "found":
        start = (first["ward"], first["strand"])
    wards = dict(
        answer.lines[["ward", "ward_name"]].sort_values("ward_name").itertuples(index=False, name=None)
    )
    strands = dict(answer.lines[["strand", "strand_name"]].itertuples(index=False, name=None))
    picked = []
    with st.container(horizontal=True, gap="small"):
        for title, names, begin, key in (
            ("Ward", wards, start[0], WARD),
            ("Strand", strands, start[1], STRAND),
        ):
            codes = [ALL, *(code for code in names if code != ALL)]
            held = st.session_state.get(key, begin)
            st.session_state[key] = held if held in codes else ALL
            picked.append(st.selectbox(title, codes, format_func=names.__getitem__, key=key))
    return picked[0], picked[1]


def draw_course(weeks: Course) -> None:
    """The chart of one line, what must be known beside it, and its twin table."""
    said = course_sentence(weeks)
    if weeks.state != "shown":
        say_no_answer(TOO_LITTLE, said)
        return
    st.markdown(escaped(said))
    chart = unusual_weeks_chart(weeks, dark=is_dark())
    st.altair_chart(chart, theme=None, width="stretch", alt=f"{said} The table below has the same numbers.")
    for note in course_notes(weeks):
        st.caption(escaped(note))
    table = course_table(weeks)
    with st.expander("The weeks as a table"):
        show_plain(table, columns=WEEKS, alt="Every week with its number of reports and its limit")


kindly(page)
