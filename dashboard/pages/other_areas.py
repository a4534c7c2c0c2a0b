"""Other areas: the own area beside its most similar group, and own wards beside one another."""

from typing import Any

import streamlit as st

from dashboard.answers.areas_compared import AreasCompared, Funnel
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.months import months_chart
from dashboard.choices import choices_for
from dashboard.desks.importing import ERRORS
from dashboard.filters import Filters, write_query
from dashboard.loading.maps import load_situation
from dashboard.loading.opened import load_data
from dashboard.loading.other_areas import load_other_areas, load_own_wards, load_tables
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters, say_ignored
from dashboard.widgets.states import say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped, window_words
from dashboard.words import other_areas as words

column = st.column_config
PER_1000 = column.NumberColumn("Per 1,000 residents", format="%.3g")
AREAS: dict[str, Any] = {
    "area": column.TextColumn("Area"),
    "part": column.TextColumn("Which"),
    "shown": column.TextColumn("Recorded"),
    "residents": column.NumberColumn("Residents", format="localized"),
    "per_1000": PER_1000,
    "low": column.NumberColumn(
        "From", format="%.3g", help="Lower end of the exact 95 % interval of the rate."
    ),
    "high": column.NumberColumn(
        "To", format="%.3g", help="Upper end of the exact 95 % interval of the rate."
    ),
    "note": column.TextColumn("Note"),
}
MONTHS: dict[str, Any] = {
    "first": column.DateColumn("Month", format="MMM YYYY"),
    "own_shown": column.TextColumn("Recorded in your area"),
    "own": column.TextColumn("Your area, per 1,000"),
    "least": column.TextColumn("Others: least"),
    "middle": column.TextColumn("Others: middle"),
    "most": column.TextColumn("Others: most"),
}
FUNNEL: dict[str, Any] = {
    "name": column.TextColumn("Name"),
    "count": column.NumberColumn("Count", format="localized"),
    "residents": column.NumberColumn("Residents", format="localized"),
    "per_1000": PER_1000,
    "expected": column.NumberColumn("Expected", format="%.1f"),
    "position": column.TextColumn("Where it lies"),
}
YEARS = {"1": "1 year", "2": "2 years", "3": "3 years", "0": "All"}
DRAWN = {"group": "Most similar group", "all": "All areas of the tables"}
USUAL = {"years": "1", "areas": "group", "limits": "none", "wards": "none"}


def page() -> None:
    """Draw the page."""
    titled("Other areas", "other_areas")
    snapshot = load_data()
    filters, usual = None, dict(USUAL)
    try:
        filters = ask_filters(choices_for(snapshot), look_for=())
    except NoRecordsError as nothing:
        none_yet = str(nothing)
    others, wards = st.tabs(["Your area and others", "Your wards"])
    with others:
        usual["line"] = draw_comparison(snapshot)
    with wards:
        if filters is None:
            st.info(f"{none_yet} Open **Import** under **Records**.")
        else:
            situation = load_situation(snapshot, filters)
            adjust = ask_limits("wards")
            draw_wards(situation, load_own_wards(situation, adjust=adjust))
    say_taken_out()
    keep_question(filters, usual)


def draw_comparison(snapshot: Snapshot) -> str:
    """Compare with other areas, or say what is wrong with the tables; give the line usually compared."""
    try:
        tables = load_tables(snapshot)
    except ERRORS as error:
        st.error(f"**The published tables cannot be read.** {escaped(str(error))}", icon=":material/build:")
        return ""
    if tables is None:
        draw_how_to_add()
        return ""
    first = load_other_areas(snapshot, tables)
    draw_others(load_other_areas(snapshot, tables, **ask_comparison(first)))
    return first.line


def draw_how_to_add() -> None:
    """What a partnership without published tables can do."""
    st.info(
        "The partnership file names no published tables to compare with.", icon=":material/compare_arrows:"
    )
    st.markdown(
        "Forces and data stores publish hate crime by area and month. Save such a table on this machine and "
        "name it in the partnership file:"
    )
    st.code(words.HOW_TO_ADD, language="toml")
    st.markdown(
        "A table has a row a count, as here, or a column for each month. What was hidden stays hidden."
    )
    st.code(words.SAMPLE, language=None)
    st.download_button(
        "Download a sample table",
        data=words.SAMPLE.encode(),
        file_name="sample-other-areas.csv",
        mime="text/csv",
        on_click="ignore",
    )


def ask_comparison(usual: AreasCompared) -> dict[str, Any]:
    """Ask which line, over which time, with which areas and limits; begin from the address bar."""
    if not usual.lines:
        return {}
    left, middle, right = st.columns([3, 2, 2])
    with left:
        line = st.selectbox(
            "What is compared",
            list(usual.lines),
            format_func=lambda one: f"{one} ({usual.lines[one]})",
            key=begun("line", list(usual.lines), usual.line),
            help="Lines of a table can overlap, so they are never added up.",
        )
    with middle:
        years = st.segmented_control(
            "Up to the latest month",
            list(YEARS),
            format_func=lambda one: YEARS[one],
            key=begun("years", list(YEARS), USUAL["years"]),
            required=True,
        )
    with right:
        areas = st.segmented_control(
            "In the funnel",
            list(DRAWN),
            format_func=lambda one: DRAWN[one],
            key=begun("areas", list(DRAWN), USUAL["areas"]),
            required=True,
        )
    adjust = ask_limits("limits")
    return {"line": line, "years": int(years or USUAL["years"]), "everyone": areas == "all", "adjust": adjust}


def ask_limits(name: str) -> str:
    """Ask what the limits of a funnel allow for."""
    return st.selectbox(
        "Limits of the funnel",
        list(words.ADJUSTED),
        format_func=lambda one: words.ADJUSTED[one],
        key=begun(name, list(words.ADJUSTED), USUAL["limits"]),
        help="Many things beside chance make areas differ. The wider limits show what stands out even so.",
    )


def begun(name: str, known: list[str], usual: str) -> str:
    """Begin a widget from the address bar where that says something known; give its key."""
    key = f"other-areas-{name}"
    if st.session_state.get(key) not in known:
        said = st.query_params.get(name)
        st.session_state[key] = said if said in known else usual
    return key


def keep_question(filters: Filters | None, usual: dict[str, str]) -> None:
    """Write the question into the address bar."""
    query = {} if filters is None else write_query(filters.with_(cell=None))
    for name, unsaid in usual.items():
        value = st.session_state.get(f"other-areas-{name}")
        if value is not None and value != unsaid:
            query[name] = str(value)
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw_others(answer: AreasCompared) -> None:
    """The own area beside its group: the sentence, the table, the months and the funnel."""
    if answer.state != "found":
        say_no_answer(answer.state, answer.reason)
        draw_source(answer)
        return
    st.markdown(f"**{escaped(answer.line)}.** {escaped(words.sentence(answer))}")
    st.warning(escaped(words.CAUTION), icon=":material/balance:")
    show_plain(
        answer.table, columns=AREAS, alt="Your area and its group: counts and rates, in alphabetical order"
    )
    for note in words.notes(answer):
        st.caption(escaped(note))
    st.subheader("Month by month", anchor=False)
    st.altair_chart(
        months_chart(answer, dark=is_dark()), theme=None, width="stretch", alt=words.months_summary(answer)
    )
    with st.expander("The months as a table"):
        show_plain(
            words.months_table(answer), columns=MONTHS, alt="Every month of your area and of the others"
        )
    if answer.funnel is not None:
        st.subheader("Against chance", anchor=False)
        draw_funnel(answer.funnel, noun="areas")
    draw_source(answer)


def draw_source(answer: AreasCompared) -> None:
    """Where the figures come from, and what was set aside."""
    st.caption(escaped(f"{words.source_words(answer)} {words.NOT_MIXED}"))
    if answer.notes:
        with st.expander("How the tables were read"):
            for note in answer.notes:
                st.markdown(f"- {escaped(note)}")


def draw_wards(situation: Situation, funnel: Funnel) -> None:
    """Own wards: reports on the map against residents."""
    say_ignored(situation)
    st.markdown(
        f"Reports on the map by ward against residents, {window_words(situation.window)}, as the side bar "
        f"asks. **{escaped(funnel.sentence)}**"
    )
    draw_funnel(funnel, noun="wards", said=False)
    st.caption(words.WARDS_CAUTION)


def draw_funnel(funnel: Funnel, *, noun: str, said: bool = True) -> None:
    """A funnel with its sentence, its twin table and what must be known."""
    if said:
        st.markdown(escaped(funnel.sentence))
    if funnel.state != "not enough data":
        st.altair_chart(
            funnel_chart(funnel, dark=is_dark()),
            theme=None,
            width="stretch",
            alt=words.funnel_summary(funnel, noun=noun),
        )
    for note in words.funnel_notes(funnel, noun=noun):
        st.caption(escaped(note))
    if len(funnel.table):
        with st.expander(f"The {noun} as a table"):
            show_plain(funnel.table, columns=FUNNEL, alt=f"The {noun} of the funnel, in alphabetical order")


kindly(page)
