"""Reach: who lives within a walk of an open centre that serves them, and in which wards most do not."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.answers.reach import Reach
from dashboard.answers.reach_doors import languages_spoken
from dashboard.answers.register_health import register_health
from dashboard.charts.channel_mix import mix_chart
from dashboard.charts.reach_map import build_reach_map, reach_legend
from dashboard.choices import choices_for
from dashboard.desks.centres import LONDON, directory
from dashboard.filters import Filters, write_query
from dashboard.gate.principal import may
from dashboard.legend import entries_html
from dashboard.loading.opened import load_data, load_desk
from dashboard.loading.places import load_ground
from dashboard.loading.reach import load_channel_mix, load_reach, load_reach_ground
from dashboard.snapshot import Snapshot
from dashboard.widgets.address import keep_query
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.reach_question import ask_reach_question, reach_query
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import NOTHING_YET, TOO_LITTLE, say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words import channel_mix as mix_words
from dashboard.words import reach as words
from dashboard.words.map_summary import reach_says

WIDTH_PX, HEIGHT_PX = 400, 560
EXACT, KEEPING = "explore", "keep registers"
column = st.column_config
HEALTH: dict[str, Any] = {
    "name": column.TextColumn("Centre", width=150),
    "problems": column.TextColumn("What to look after", width=180),
    "state": column.TextColumn("Status", width=70),
    "trained_until": column.DateColumn("Trained until", format="D MMM YYYY", width=100),
    "checked_on": column.DateColumn("Checked", format="D MMM YYYY", width=100),
}
WIDTHS = {"Rank": 48, "Ward": 168, "Out of reach": 88, "People": 66}
COUNTED: dict[str, Any] = {
    "centres": column.NumberColumn("Centres", width=66),
    "title": column.TextColumn("What"),
}
MIX: dict[str, Any] = {
    "name": column.TextColumn("Ward"),
    "police": column.TextColumn("Told to the police"),
    "third": column.TextColumn("Told to a third party"),
    "share": column.TextColumn("Third parties' share", help="With its exact 95 % range."),
    "verdict": column.TextColumn("Against the other wards"),
}


def page() -> None:
    """Draw the page."""
    titled("Reach", "reach")
    ground = load_reach_ground()
    filters = ask_filters(choices_for(load_data()), look_for=()) if may(EXACT) and has_records() else None
    st.markdown(
        "Who lives within a walk of an open reporting centre that serves them. People are counted, not "
        "reports: where nobody can report, nothing is recorded."
    )
    asked = ask_reach_question(ground.policy.strands, languages_spoken(ground))
    keep_in_address(reach_query(asked), filters)
    draw(load_reach(ground, asked, filters))
    draw_beneath(ground, filters)


def has_records() -> bool:
    """Say whether there is anything to set beside the people."""
    return load_data().latest is not None


def keep_in_address(query: dict[str, str], filters: Filters | None) -> None:
    """Write the question into the address bar."""
    whole = query | ({} if filters is None else write_query(filters.without_selection()))
    keep_query(whole)


def draw(answer: Reach) -> None:
    """The sentence, the map, its twin table, and what must be known beside them."""
    if answer.state == "found":
        st.markdown(f"**{escaped(words.sentence(answer))}**")
    else:
        say_no_answer(TOO_LITTLE, words.sentence(answer))
    left, right = st.columns([6, 7], gap="medium")
    with left:
        dark = is_dark()
        show_deck(
            build_reach_map(answer, load_ground("see reach"), dark=dark, frame_px=(WIDTH_PX, HEIGHT_PX)),
            key="reach-map",
            frame=(WIDTH_PX, HEIGHT_PX),
            alt=f"Map of reach. {words.sentence(answer)} The table beside it holds the same figures.",
            says=reach_says(answer),
        )
        st.html(entries_html(*reach_legend(answer, dark=dark)))
    with right:
        table = words.wards_table(answer)
        show_plain(
            table,
            columns=ordered(table, answer.asked.within),
            alt="Wards by people out of reach, the most first",
            height=HEIGHT_PX,
        )
    for note in words.notes(answer):
        st.caption(escaped(note))
    way_to("where_next", label="Where next? Try new places", icon=":material/add_location_alt:")
    with st.expander("Centres: which count, and why others do not"):
        doors = words.doors_table(answer)
        show_plain(doors, columns={name: column.Column(name) for name in doors.columns}, alt="Every centre")


def ordered(table: pd.DataFrame, within: str) -> dict[str, Any]:
    """Put what the wards rank by first, so that it can be read without moving the table."""
    first = ("Rank", "Ward", "Out of reach", f"Within {words.SHORT[within]}", "People")
    names = [*first, *(name for name in table.columns if name not in first)]
    return {name: column.Column(name, width=WIDTHS.get(name)) for name in names}


def draw_beneath(ground: Snapshot, filters: Filters | None) -> None:
    """The register's health and who is told, for those to whom they are open."""
    if may(KEEPING):
        st.subheader("Is the register kept?", anchor=False)
        draw_health()
    if filters is not None:
        st.subheader("Police or third party?", anchor=False)
        draw_mix(ground, filters)


def draw_health() -> None:
    """What nobody has looked after."""
    health = register_health(directory(load_desk(KEEPING), moment=datetime.now(LONDON)))
    if not health.centres:
        say_no_answer(NOTHING_YET, "No reporting centre stands in the register yet.")
        return
    st.markdown(f"Nothing to look after at **{health.well:,} of {health.centres:,}** reporting centres.")
    if health.counts.empty:
        return
    left, right = st.columns([4, 9], gap="medium")
    with left:
        show_plain(
            health.counts,
            columns=COUNTED,
            alt="What is to be looked after, and at how many centres",
            wrap=True,
        )
    with right:
        show_plain(
            health.table, columns=HEALTH, alt="Centres to look after, the most pressing first", wrap=True
        )
    way_to("centres", label="Open the register", icon=":material/volunteer_activism:")


def draw_mix(ground: Snapshot, filters: Filters) -> None:
    """Who is told, ward by ward, with what chance would do."""
    answer = load_channel_mix(ground, filters)
    st.markdown(escaped(mix_words.mix_sentence(answer)))
    drawn = mix_chart(answer, dark=is_dark())
    if drawn is not None:
        st.altair_chart(drawn, theme=None, width="stretch", alt=mix_words.mix_summary(answer))
    with st.expander("The wards as a table"):
        show_plain(mix_words.mix_table(answer), columns=MIX, alt="Wards by the share told to third parties")
    for note in mix_words.mix_notes(answer):
        st.caption(escaped(note))


kindly(page)
