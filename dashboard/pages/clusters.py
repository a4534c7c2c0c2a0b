"""Clusters in time: where and when reports came closer together than chance brings them."""

from typing import Any

import streamlit as st

from dashboard.answers.clusters import LONGEST, WIDEST, Clusters, on_map
from dashboard.charts.clusters import clusters_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.clusters import ask_clusters
from dashboard.loading.maps import load_situation
from dashboard.loading.opened import load_data
from dashboard.snapshot import Snapshot
from dashboard.widgets.address import keep_query
from dashboard.widgets.kindly import kindly
from dashboard.widgets.legend import show_legend
from dashboard.widgets.map import is_dark, show_map
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import NOT_CALM, say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import distance_words, escaped
from dashboard.words import clusters as words
from dashboard.words.map_summary import clusters_say

TITLE = "Clusters in time"
NOW, PAST = "now", "window"
USUAL = {"look": PAST, "widest": "1000", "longest": "60"}
LAYERS = frozenset({"context", "wards", "names", "centres", "rings"})
column = st.column_config
COLUMNS: dict[str, Any] = {
    "rank": column.NumberColumn("Cluster", width=60),
    "ward_name": column.TextColumn("Middle lies in", width=120),
    "radius": column.TextColumn("Radius", width=70),
    "first_day": column.DateColumn("First day", format="D MMM YYYY"),
    "last_day": column.DateColumn("Last day", format="D MMM YYYY"),
    "shown": column.TextColumn("Reports", width=80),
    "expected": column.TextColumn("Expected", width=90),
    "chance": column.TextColumn("By chance anywhere"),
    "status": column.TextColumn("State"),
}


def page() -> None:
    """Draw the page."""
    titled(TITLE, "clusters")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=("size",))
    asked = ask_how()
    keep_in_address(filters, asked)
    key, work = ask_clusters(
        snapshot,
        filters,
        going_on=asked["look"] == NOW,
        widest_m=int(asked["widest"]),
        longest_days=int(asked["longest"]),
    )
    answer = answer_of(key, work, what="Comparing with 999 chance maps", place="clusters")
    if answer is not None:
        draw(snapshot, filters, answer)


def ask_how() -> dict[str, str]:
    """Ask whether the past counts, and how wide and long a cluster may be."""
    with st.container(horizontal=True, gap="medium"):
        look = ask(
            "Look for clusters",
            "look",
            [PAST, NOW],
            {PAST: "in the whole window", NOW: "still going on"}.__getitem__,
        )
        widest = ask(
            "No wider than", "widest", [str(one) for one in WIDEST], lambda one: distance_words(int(one))
        )
        longest = ask("No longer than", "longest", [str(one) for one in LONGEST], lambda one: f"{one} days")
    return {"look": look, "widest": widest, "longest": longest}


def ask(title: str, word: str, options: list[str], label: Any) -> str:
    """Ask one thing, beginning from the address bar."""
    asked = str(st.query_params.get(word, USUAL[word]))
    picked: str = st.segmented_control(
        title,
        options,
        default=asked if asked in options else USUAL[word],
        format_func=label,
        key=f"clusters-{word}",
        required=True,
    )
    return picked


def keep_in_address(filters: Filters, asked: dict[str, str]) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | {word: said for word, said in asked.items() if said != USUAL[word]}
    keep_query(query)


def draw(snapshot: Snapshot, filters: Filters, answer: Clusters) -> None:
    """The headline, each cluster in a sentence, where and when they are, and how they were found."""
    counted, verdict = words.headline(answer)
    st.markdown(f"{escaped(counted)} **{escaped(verdict)}**")
    if answer.state != "found":
        say_no_answer(answer.state, NOT_CALM)
    else:
        draw_found(snapshot, filters, answer)
    for note in words.notes(answer):
        st.caption(escaped(note))
    with st.expander("How this was worked out"):
        for line in words.how(answer):
            st.markdown(escaped(line))
    if answer.attribution:
        st.caption(escaped(answer.attribution))


def draw_found(snapshot: Snapshot, filters: Filters, answer: Clusters) -> None:
    """The clusters: sentences beside the map, then when, then the table."""
    alt = words.summary(answer)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        situation = on_map(load_situation(snapshot, filters), answer)
        show_map(situation, key="clusters-map", height=460, layers=LAYERS, alt=alt, says=clusters_say(answer))
        show_legend(situation, layers=LAYERS)
    with right:
        for row in answer.table.to_dict("records"):
            st.markdown(escaped(f"{row['rank']}. {words.sentence(row, answer)}").replace(". ", "\\. ", 1))
    st.altair_chart(clusters_chart(answer, dark=is_dark()), theme=None, width="stretch", alt=alt)
    show_plain(words.table_for_reading(answer), columns=COLUMNS, alt="The clusters, the same as on the map")
    say_taken_out()


kindly(page)
