"""Change: this window beside the one before and the same days a year earlier, told from chance."""

from typing import Any

import streamlit as st

from dashboard.answers.changed import AGAINST, TABLES, Changed
from dashboard.charts.changes import changes_alt, changes_chart
from dashboard.choices import choices_for
from dashboard.filters import Filters, write_query
from dashboard.loading.change import load_change
from dashboard.loading.maps import load_windows
from dashboard.loading.opened import load_data
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.states import TOO_LITTLE, say_no_answer
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.what_is_this import titled
from dashboard.widgets.windows_beside import show_windows
from dashboard.wording import escaped
from dashboard.words.change import caption, notes, ward_sentence, windows_said

AGAINST_WORD, WARD_WORD = "against", "ward"
column = st.column_config
COLUMNS: dict[str, Any] = {
    "now_shown": column.TextColumn("This window"),
    "before_shown": column.TextColumn("Earlier"),
    "difference": column.TextColumn("Difference"),
    "verdict": column.TextColumn("Verdict", width="medium"),
    "times": column.TextColumn("Times"),
    "p_shown": column.TextColumn("p"),
    "act": column.TextColumn("Act"),
}


def page() -> None:
    """Draw the page."""
    titled("Change", "change")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=())
    st.markdown(
        "Whether there are more reports than before, or fewer, or whether chance alone would do it. "
        "More reports can mean more trust in reporting."
    )
    answers = {against: load_change(snapshot, filters, against) for against in AGAINST}
    for against, answer in answers.items():
        if against == "year" and answer.before == answers["before"].before:
            continue
        with st.container(border=True):
            st.markdown(f"**{escaped(AGAINST[against])}.** {escaped(answer.sentence)}")
            for note in notes(answer):
                st.caption(escaped(note))
    against = ask_against()
    answer = answers[against]
    if not answer.tables:
        keep_in_address(filters, against, None)
        say_no_answer(TOO_LITTLE, answer.sentence)
        return
    ward = ask_ward(answer)
    keep_in_address(filters, against, ward)
    show_windows(load_windows(snapshot, filters, (answer.now, answer.before)))
    draw_tables(answer)
    draw_bursts(answer)


def ask_against() -> str:
    """Ask which earlier window the tables set beside this one."""
    asked = str(st.query_params.get(AGAINST_WORD, "before"))
    picked = st.segmented_control(
        "Beside this window",
        list(AGAINST),
        default=asked if asked in AGAINST else "before",
        format_func=lambda name: AGAINST[name],
        key="against",
        required=True,
    )
    return str(picked)


def ask_ward(answer: Changed) -> str | None:
    """Ask of which ward somebody wants to know whether its change is real, and say it."""
    table = answer.tables["ward"].sort_values("label")
    names = dict(zip(table["code"], table["label"], strict=True))
    asked = str(st.query_params.get(WARD_WORD, ""))
    if asked and asked not in names:
        st.warning("The address names a ward that is not here. Choose one.", icon=":material/link_off:")
    picked = st.selectbox(
        "Is the change in one ward real?",
        list(names),
        index=list(names).index(asked) if asked in names else None,
        format_func=names.__getitem__,
        placeholder="Choose a ward",
        key="change-ward",
    )
    if picked is None:
        return None
    verdict, rest = ward_sentence(answer, picked)
    with st.container(border=True):
        st.markdown(f"**{escaped(verdict)}** {escaped(rest)}")
    return str(picked)


def keep_in_address(filters: Filters, against: str, ward: str | None) -> None:
    """Write the question into the address bar."""
    query = write_query(filters) | ({} if against == "before" else {AGAINST_WORD: against})
    query |= {} if ward is None else {WARD_WORD: ward}
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw_tables(answer: Changed) -> None:
    """A table a tab, its chart, and how it is to be read."""
    st.caption(escaped(windows_said(answer)))
    say_taken_out()
    for tab, (name, title) in zip(
        st.tabs([f"By {t.lower()}" for t in TABLES.values()]), TABLES.items(), strict=True
    ):
        with tab:
            table = answer.tables[name]
            columns = {"label": column.TextColumn(title), **COLUMNS}
            show_plain(table, columns=columns, alt=f"Reports in both windows by {title.lower()}")
            st.caption(escaped(caption(answer, name)))
            st.altair_chart(
                changes_chart(answer, name, dark=is_dark()),
                theme=None,
                width="stretch",
                alt=changes_alt(answer, name),
            )


def draw_bursts(answer: Changed) -> None:
    """Wards in which reports came in a burst."""
    st.subheader("Bursts", anchor=False)
    st.markdown(escaped(answer.bursts_sentence))
    if not answer.bursts.empty:
        columns = {
            "name": column.TextColumn("Ward"),
            "sentence": column.TextColumn("What came", width="large"),
        }
        show_plain(answer.bursts, columns=columns, alt="Wards in which reports came in a burst")
    st.caption("A moving fortnight is looked at, so “six in a fortnight” is not counted as rarer than it is.")


kindly(page)
