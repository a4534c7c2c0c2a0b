"""Near repeats: whether reports are followed by others near by and soon, and one kind by another."""

from typing import Any

import streamlit as st

from dashboard.answers.near_repeats import BANDS, NearRepeats
from dashboard.charts.bands import bands_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.clusters import ask_cross_repeats, ask_near_repeats, load_groups
from dashboard.loading.opened import load_data
from dashboard.snapshot import Snapshot
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words.near_repeat import BAND_TITLES, notes, summary

BANDS_WORD, FIRST_WORD, LATER_WORD = "bands", "first", "later"
USUAL_FIRST, USUAL_LATER = (
    ("category:graffiti", "category:criminal_damage"),
    ("strand:any", "kind:hate_crime"),
)
column = st.column_config
READ: dict[str, Any] = {
    "where": column.TextColumn("Apart"),
    "when": column.TextColumn("Apart in time"),
    "shown": column.TextColumn("Pairs"),
    "chance": column.TextColumn("By chance"),
    "times": column.TextColumn("Times"),
    "q_shown": column.TextColumn("q"),
    "verdict": column.TextColumn("Verdict"),
}


def page() -> None:
    """Draw the page."""
    titled("Near repeats", "near_repeat")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=())
    st.markdown(
        "Whether a report is followed by others near by and soon, more often than if the same reports had "
        "come at random times. It is about reports, not people, and says nothing of any one place."
    )
    bands = ask_bands()
    key, work = ask_near_repeats(snapshot, filters, bands)
    answer = show_or_wait(key, work, "near-repeats")
    if answer is not None:
        draw(answer)
        say_taken_out()
    st.subheader("One kind after another", anchor=False)
    first, later = ask_kinds(snapshot)
    keep_in_address(filters, bands, first, later)
    if first == later:
        st.info("Choose two different kinds.")
        return
    key, work = ask_cross_repeats(snapshot, filters, bands, first, later)
    answer = show_or_wait(key, work, "cross-repeats")
    if answer is not None:
        draw(answer)


def show_or_wait(key: Any, work: Any, place: str) -> NearRepeats | None:
    """Give the answer, or draw how far it is; say what is asked for too much."""
    try:
        answer: NearRepeats | None = answer_of(key, work, what="Shuffling the times of reports", place=place)
    except ValueError as error:
        st.warning(escaped(str(error)))
        return None
    return answer


def ask_bands() -> str:
    """Ask how far and how long apart pairs may be."""
    asked = str(st.query_params.get(BANDS_WORD, "usual"))
    picked = st.segmented_control(
        "How far apart",
        list(BANDS),
        default=asked if asked in BANDS else "usual",
        format_func=lambda name: BAND_TITLES[name],
        key="bands",
        required=True,
    )
    return str(picked)


def ask_kinds(snapshot: Snapshot) -> tuple[str, str]:
    """Ask which kind is looked at first, and which after it."""
    labels = load_groups(snapshot).labels
    codes = list(labels)
    left, right = st.columns(2)
    picked: list[str] = []
    for place, title, word, usual in (
        (left, "First", FIRST_WORD, USUAL_FIRST),
        (right, "Then, near by and later", LATER_WORD, USUAL_LATER),
    ):
        wanted = [code for code in (str(st.query_params.get(word, "")), *usual) if code in labels]
        with place:
            index = codes.index(wanted[0]) if wanted else len(picked)
            picked.append(
                st.selectbox(
                    title, codes, index=index, format_func=lambda code: labels[code], key=f"kind-{word}"
                )
            )
    st.caption("Strands, kinds and categories of the side bar do not count here; the window and the rest do.")
    return picked[0], picked[1]


def keep_in_address(filters: Filters, bands: str, first: str, later: str) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | ({} if bands == "usual" else {BANDS_WORD: bands})
    query |= {FIRST_WORD: first, LATER_WORD: later}
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw(answer: NearRepeats) -> None:
    """The sentence, the strip, its twin table, and what must be known beside them."""
    if answer.state == "found":
        st.markdown(f"**{escaped(answer.sentence)}**")
    else:
        say_no_answer(answer.state, answer.sentence)
    if not answer.table.empty:
        st.altair_chart(
            bands_chart(answer.table, dark=is_dark()), theme=None, width="stretch", alt=summary(answer)
        )
        with st.expander("The bands as a table"):
            show_plain(answer.table, columns=READ, alt="Pairs of reports by distance and time apart")
    for note in notes(answer):
        st.caption(escaped(note))


kindly(page)
