"""Trends: week by week, by ward, strand and source; the weeks around events; reporting and harm apart."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.answers.event_effect import AFTER, BEFORE, EventEffect
from dashboard.answers.trends import ALL, YEARS, Trends
from dashboard.charts.trends import event_strip, heard_chart, together_chart, trends_chart
from dashboard.choices import Choices, choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.opened import load_data
from dashboard.loading.tension import ask_event_effect, load_trends
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.widgets.first_file import say_no_records
from dashboard.widgets.indicators import show_indicators
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words.tension_trends import (
    KINDS,
    SCALES,
    effect_notes,
    effect_sentence,
    effect_summary,
    effect_table,
    event_table,
    heard_sentence,
    heard_table,
    together_notes,
    together_sentence,
    together_table,
    trends_notes,
    trends_sentence,
    trends_silent,
)
from dashboard.words.unusual_weeks import course_table

TITLE = "Trends"
LENGTHS = (1, 2, 4, 6, 8, 12)
LENGTH = {"before": str(BEFORE), "after": str(AFTER)}
column = st.column_config
WEEKS: dict[str, Any] = {
    "monday": column.DateColumn("Week beginning", format="D MMM YYYY"),
    "reports": column.TextColumn("Reports"),
    "limit": column.TextColumn("Limit"),
    "note": column.TextColumn("Note"),
}
HEARD: dict[str, Any] = {
    "monday": column.DateColumn("Week beginning", format="D MMM YYYY"),
    "source_name": column.TextColumn("Who tells"),
    "reports": column.NumberColumn("Community reports"),
}
EVENTS: dict[str, Any] = {
    "title": column.TextColumn("Event"),
    "days": column.TextColumn("Days"),
    "kind": column.TextColumn("Kind"),
    "scale": column.TextColumn("Scale"),
    "ward": column.TextColumn("Ward"),
}
EFFECTS: dict[str, Any] = {
    "title": column.TextColumn("Event"),
    "days": column.TextColumn("Days"),
    "verdict": column.TextColumn("Verdict"),
    "ratio": column.TextColumn("Times as many (95 % range)"),
    "before": column.TextColumn("Before"),
    "during": column.TextColumn("During"),
    "after": column.TextColumn("After"),
    "expected": column.TextColumn("Expected"),
    "sentence": column.TextColumn("In words", width="large"),
}
TOGETHER: dict[str, Any] = {
    "week": column.NumberColumn("Week from the event", format="%+d"),
    "mean": column.NumberColumn("Reports for an event"),
    "low": column.NumberColumn("Chance dates, from"),
    "high": column.NumberColumn("to"),
}


def page() -> None:
    """Draw the page."""
    titled(TITLE, "tension_trends")
    snapshot = load_data()
    try:
        choices = choices_for(snapshot)
    except NoRecordsError as nothing:
        say_no_records(nothing)
        return
    filters = ask_filters(choices, look_for=())
    asked = ask_line(snapshot, choices, filters)
    said = str(st.query_params.get("event", ""))
    st.session_state.setdefault("event", int(said) if said.isdigit() else None)
    weeks, events, reporting, harm = st.tabs(["Week by week", "Around events", "Reporting", "Harm"])
    answer = load_trends(snapshot, filters, **asked)
    say_taken_out()
    with weeks:
        draw_weeks(answer)
    with events:
        draw_effects(snapshot, filters, answer, asked)
    with reporting:
        show_indicators(snapshot, filters, "reporting", ward=asked["ward"], strand=asked["strand"])
    with harm:
        show_indicators(snapshot, filters, "harm", ward=asked["ward"], strand=asked["strand"])
    keep_in_address(filters, asked)


def ask_line(snapshot: Snapshot, choices: Choices, filters: Filters) -> dict[str, Any]:
    """Ask for ward, strand, source and years, and which events are drawn; begin from the address bar."""
    places = snapshot.study_area.wards.sort_values("name")
    wards = dict(zip(places["ward"], places["name"], strict=True))
    strands = among(choices.strands, filters.strands)
    sources = among(choices.sources, filters.sources)
    with st.container(horizontal=True, gap="small"):
        ward = pick("Ward", {ALL: "Whole area", **wards}, "ward")
        strand = pick("Strand", {ALL: "All reports", **strands}, "line-strand")
        source = pick("Source of the records", {ALL: "All sources", **sources}, "from-source")
        years = pick("Back to", {str(number): words for number, words in YEARS.items()}, "years")
    st.caption(
        "Reporting and Harm follow the window in the side bar and count every source; the weeks go back as "
        "chosen here."
    )
    with st.expander("Which events are drawn"):
        kinds = pick_several("Kinds", KINDS, "event-kind", "All kinds")
        scales = pick_several("Scales", SCALES, "event-scale", "All scales")
    line = {"ward": ward, "strand": strand, "source": source}
    return {**line, "years": int(years), "kinds": kinds, "scales": scales}


def among(names: Mapping[str, str], asked: frozenset[str]) -> dict[str, str]:
    """Keep what the side bar asks for; all where it asks for nothing."""
    return {code: name for code, name in names.items() if not asked or code in asked}


def pick(title: str, names: dict[str, str], word: str, *, usual: str = "") -> str:
    """Ask for one of several; what the address bar says comes first."""
    codes = list(names)
    usual = usual or codes[0]
    held = st.session_state.get(word, str(st.query_params.get(word, usual)))
    st.session_state[word] = held if held in codes else usual
    picked: str = st.selectbox(title, codes, format_func=names.__getitem__, key=word)
    return picked


def pick_several(title: str, names: Any, word: str, empty: str) -> frozenset[str]:
    """Ask for any of several."""
    said = str(st.query_params.get(word, "")).split(",")
    held = st.session_state.get(word, said)
    st.session_state[word] = [code for code in held if code in names]
    return frozenset(
        st.multiselect(title, list(names), format_func=names.__getitem__, placeholder=empty, key=word)
    )


def keep_in_address(filters: Filters, asked: dict[str, Any]) -> None:
    """Write the question into the address bar."""
    usual = {"ward": ALL, "line-strand": ALL, "from-source": ALL, "years": "1"} | LENGTH
    own = {
        word: st.session_state[word]
        for word, value in usual.items()
        if st.session_state.get(word, value) != value
    }
    for word, codes in (("event-kind", asked["kinds"]), ("event-scale", asked["scales"])):
        own |= {word: ",".join(sorted(codes))} if codes else {}
    if st.session_state.get("event"):
        own["event"] = str(st.session_state["event"])
    query = write_query(filters) | own
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw_weeks(answer: Trends) -> None:
    """The weeks with limits, the events over them, community reports beside them."""
    said, dark, chosen = trends_sentence(answer), is_dark(), st.session_state.get("event")
    if answer.state != "shown":
        st.info(escaped(said), icon=":material/hourglass_empty:")
    else:
        st.markdown(escaped(said))
        if trends_silent(answer):
            st.warning(escaped(trends_silent(answer)), icon=":material/help:")
        strip = event_strip(answer, dark=dark, chosen=chosen)
        if strip is not None:
            st.altair_chart(
                strip,
                theme=None,
                width="stretch",
                alt="Events over these weeks; the table Events names them.",
            )
        chart = trends_chart(answer, dark=dark, chosen=chosen)
        st.altair_chart(
            chart, theme=None, width="stretch", alt=f"{said} The table below has the same numbers."
        )
        for note in trends_notes(answer):
            st.caption(escaped(note))
        table = course_table(answer.course)
        with st.expander("The weeks as a table"):
            show_plain(table, columns=WEEKS, alt="Every week with its number of reports and its limit")
    with st.expander("Events"):
        events = event_table(answer)
        show_plain(events, columns=EVENTS, alt="The events over these weeks")
    st.subheader("Community reports", anchor=False)
    st.markdown(escaped(heard_sentence(answer)))
    heard = heard_chart(answer, dark=dark)
    if heard is None:
        return
    st.altair_chart(
        heard, theme=None, width="stretch", alt=f"{heard_sentence(answer)} The table has every week."
    )
    st.caption("What people told, graded; never added to the incidents above, and no proof of anything.")
    with st.expander("Community reports as a table"):
        show_plain(heard_table(answer), columns=HEARD, alt="Community reports by week and by who tells")


def draw_effects(snapshot: Snapshot, filters: Filters, answer: Trends, asked: dict[str, Any]) -> None:
    """The weeks around events: lengths, one event at a time, all of them, and each kind together."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        before, after = (
            int(
                pick(
                    title,
                    {str(n): f"{n} week" + ("" if n == 1 else "s") for n in LENGTHS},
                    word,
                    usual=LENGTH[word],
                )
            )
            for title, word in (("Weeks before", "before"), ("Weeks after", "after"))
        )
        with_event = st.toggle("Count the event's own weeks", value=True, key="with-event")
    key, work = ask_event_effect(
        snapshot, filters, **asked, before=before, after=after, with_event=with_event
    )
    effect = answer_of(key, work, what="Moving the events to chance dates", place="event-effect")
    if effect is None:
        return
    st.markdown(f"**{escaped(effect_summary(effect))}**")
    if effect.state != "shown":
        return
    draw_one(effect)
    table = effect_table(effect)
    show_plain(table, columns=EFFECTS, alt=effect_summary(effect))
    if effect.together:
        draw_together(effect)


def draw_one(effect: EventEffect) -> None:
    """One event in words, with what must be known beside it."""
    rows = {row["id"]: row for row in effect.events.to_dict("records")}
    names = {
        number: f"{row['title']}, {row['first_day']:%-d %b %Y}" for number, row in reversed(rows.items())
    }
    if st.session_state["event"] not in rows:
        st.session_state["event"] = None
    chosen = st.selectbox("One event", list(names), format_func=names.__getitem__, index=None,
                          placeholder="Choose an event", key="event")  # fmt: skip
    if chosen is None:
        return
    st.markdown(escaped(effect_sentence(rows[chosen], effect)))
    for note in effect_notes(rows[chosen], effect):
        st.caption(escaped(note))


def draw_together(effect: EventEffect) -> None:
    """All events of one kind laid over one another."""
    st.subheader("All events of one kind together", anchor=False)
    for one in effect.together:
        st.markdown(f"- {escaped(together_sentence(one, effect))}")
    for note in together_notes(effect):
        st.caption(escaped(note))
    drawn = {one.kind: one for one in effect.together if len(one.weeks)}
    if not drawn:
        return
    kind = pick("Kind", {code: KINDS.get(code, code) for code in drawn}, "together-kind")
    chart = together_chart(drawn[kind], dark=is_dark())
    words = together_sentence(drawn[kind], effect)
    st.altair_chart(chart, theme=None, width="stretch", alt=f"{words} The table has every week.")
    with st.expander("These weeks as a table"):
        show_plain(together_table(drawn[kind]), columns=TOGETHER, alt=words)


kindly(page)
