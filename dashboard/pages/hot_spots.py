"""Hot spots: where reports concentrate."""

import streamlit as st

from dashboard import telling
from dashboard.charts import weeks_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.layers import LAYERS, shown_at_first
from dashboard.loading.maps import (
    ask_situation,
    load_agreeing,
    load_doubt,
    load_situation,
    load_steadiness,
    load_trend,
)
from dashboard.loading.opened import load_data
from dashboard.situation import CannotAnswerError, Situation
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.weeks import Trend
from dashboard.widgets.doubt import show_doubt
from dashboard.widgets.first_file import say_no_records
from dashboard.widgets.kindly import kindly
from dashboard.widgets.legend import show_legend
from dashboard.widgets.map import is_dark, show_map
from dashboard.widgets.radius import show_radius
from dashboard.widgets.sidebar import ask_filters, keep_in_address, say_ignored, set_scale, start_again
from dashboard.widgets.states import NOT_CALM, TOO_LITTLE, say_no_answer
from dashboard.widgets.tables import (
    CELLS,
    PLACES,
    WARDS,
    WEEKS,
    cells_listed,
    show_breakdowns,
    show_plain,
)
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.twin import cell_in_hand, cell_to_show, hold, show_twin
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words import trend as trend_words
from dashboard.words.map_summary import places_say

SURE = "How sure is this?"
MAP_HEIGHT, MAP_WIDTH = 640, 565


def page() -> None:
    """Draw the page."""
    snapshot = load_data()
    try:
        choices = choices_for(snapshot)
    except NoRecordsError as nothing:
        st.title("Hot spots", anchor=False)
        say_no_records(nothing)
        return
    filters = ask_filters(choices)
    selected = cell_in_hand()
    keep_in_address(filters, selected)

    titled("Hot spots", "hot_spots")
    situation = answered(snapshot, filters)
    if situation is None:
        return
    counted, verdict = telling.headline(situation)
    st.markdown(f"{escaped(counted)} **{escaped(verdict)}**")
    draw_range(situation)
    say_ignored(situation)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        draw_map(situation, selected)
        show_radius(snapshot, situation.filters)
    with right:
        draw_ranking(snapshot, situation, selected)
    draw_tables(situation, load_trend(snapshot, filters), selected)


def answered(snapshot: Snapshot, filters: Filters) -> Situation | None:
    """Answer the question, or draw how far the answer is, or why there can be none."""
    try:
        if not filters.takes_long:
            return load_situation(snapshot, filters)
        key, work = ask_situation(snapshot, filters)
        return answer_of(key, work, what="Comparing with chance maps", place="situation")
    except CannotAnswerError as error:
        st.info(f"{escaped(str(error))}", icon=":material/build:")
        st.button("Start again", icon=":material/restart_alt:", on_click=start_again)
        return None


def draw_range(situation: Situation) -> None:
    """How records that two agencies may hold of one event are counted, and the way to decide about them."""
    said = telling.counted_how(situation)
    if said:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(escaped(said), width="stretch")
            way_to("possible_duplicates", label="Review")


def draw_map(situation: Situation, selected: str | None) -> None:
    """The map under its tools, its legend, and what is not on it."""
    layers = draw_tools(situation)
    clicked = show_map(
        situation,
        key="map",
        height=MAP_HEIGHT,
        width_px=MAP_WIDTH,
        selected=selected,
        layers=layers,
        focus=cell_to_show(),
        alt=telling.summary(situation),
        says=places_say(situation),
    )
    if clicked is not None and clicked != selected:
        hold(clicked)
        st.rerun()
    for caution in telling.cautions(situation):
        st.caption(f":material/info: {escaped(caution)}")
    show_legend(situation, layers=layers)
    st.caption(escaped(telling.not_on_map(situation)))
    if situation.attribution:
        st.caption(escaped(situation.attribution))


def draw_tools(situation: Situation) -> frozenset[str]:
    """What is on the map, and how it is coloured."""
    with st.container(horizontal=True, gap="small"):
        with st.popover("On the map", icon=":material/layers:"):
            shown = st.pills(
                "On the map",
                list(LAYERS),
                default=sorted(shown_at_first(), key=list(LAYERS).index),
                format_func=lambda name: LAYERS[name].title,
                selection_mode="multi",
                key="layers",
                label_visibility="collapsed",
            )
        if situation.filters.scale:
            st.button("Usual colours", icon=":material/palette:", on_click=set_scale, args=((),))
        else:
            st.button(
                "Rescale colours",
                icon=":material/palette:",
                help="The colours stay put while you filter, so that maps can be compared. This fits them to "
                "what is shown now.",
                on_click=set_scale,
                args=(situation.fitted,),
                disabled=situation.fitted == situation.breaks,
            )
        st.button("Start again", icon=":material/restart_alt:", on_click=start_again)
    return frozenset(shown)


def draw_ranking(snapshot: Snapshot, situation: Situation, selected: str | None) -> None:
    """The ranked table, twin of the rings, and why the cell in hand is what it is."""
    standing = load_steadiness(snapshot, situation), load_agreeing(snapshot, situation)
    if situation.state == "found":
        place = telling.place_of(situation, selected)
        show_twin(
            telling.badged(situation, *standing),
            key="ranked",
            columns=PLACES,
            height=min(38 + 35 * len(situation.places), 330),
            selected=place,
            alt="Hot spots in order of rank, the same as the numbered rings on the map",
        )
    else:
        say_no_answer(situation.state, f"{situation.reason} {NOT_CALM}")
    with st.container(horizontal=True, gap="medium"):
        way_to("patrol", label="Plan a patrol", icon=":material/route:")
        spot = telling.spot_of(situation, selected)
        if spot is not None:
            query = write_query(situation.filters.with_(cell=spot))
            way_to("hot_spot_sheet", label="Make a sheet", icon=":material/assignment:", query=query)
            way_to("actions", label="Plan an action here", icon=":material/add_task:", query=query)
    with st.container(border=True):
        st.markdown(f"**{escaped(telling.why_title(situation, selected))}**")
        st.markdown(escaped(telling.why(situation, selected, *standing)))
        if selected is not None:
            st.button("Let go of this cell", on_click=hold, args=(None,))


def draw_tables(situation: Situation, weeks: Trend, selected: str | None) -> None:
    """Every cell, ward and week, who reported, and how it was worked out."""
    cells, wards, time, reports, sure, method = st.tabs(
        [
            "Cells",
            "Wards",
            "Week by week",
            "What was reported, and by whom",
            SURE,
            "How this was worked out",
        ],
        key="hot-spot-tabs",
        on_change="rerun",
    )
    say_taken_out()
    with cells:
        show_twin(
            cells_listed(situation),
            key="cells",
            columns=CELLS,
            height=420,
            selected=selected,
            alt="Every cell of the map with its number of reports",
        )
        st.caption(telling.adds_up(situation, "cells"))
    with wards:
        show_plain(situation.wards, columns=WARDS, alt="Every ward with its number of reports")
        st.caption(telling.adds_up(situation, "wards"))
    with time:
        draw_weeks(weeks)
    with reports:
        show_breakdowns(situation)
    if sure.open:  # the reports are drawn again five hundred times: only for whoever wants to see it
        with sure:
            show_doubt(*load_doubt(load_data(), situation), situation)
    with method:
        for subject, text in telling.method_notes(situation):
            st.markdown(f"**{escaped(subject)}.** {escaped(text)}")


def draw_weeks(weeks: Trend) -> None:
    """The same reports week by week: the chart, what must be known beside it, and its twin table."""
    if weeks.state != "shown":
        say_no_answer(TOO_LITTLE, trend_words.sentence(weeks))
        return
    st.markdown(escaped(trend_words.sentence(weeks)))
    chart = weeks_chart(weeks, dark=is_dark())
    st.vega_lite_chart(spec=chart, theme=None, width="stretch", alt=trend_words.summary(weeks))
    for note in trend_words.notes(weeks):
        st.caption(escaped(note))
    with st.expander("The weeks as a table"):
        show_plain(trend_words.weeks_table(weeks), columns=WEEKS, alt="Every week with its number of reports")


kindly(page)
