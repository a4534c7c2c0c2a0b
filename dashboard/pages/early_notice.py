"""Early notice: what stands out in the data as they are now, and who has seen it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.choices import choices_for
from dashboard.desks.importing import Store
from dashboard.desks.signals import (
    ENDED,
    NEW,
    ONGOING,
    Listed,
    Notice,
    acknowledge,
    is_up_to_date,
    look_out,
    notice,
    places_in,
    take_back,
)
from dashboard.loading.opened import load_data, load_desk, viewer
from dashboard.signal import METHODS
from dashboard.snapshot import Snapshot
from dashboard.widgets.kindly import kindly
from dashboard.widgets.tables import show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.widgets.working_as import working_as
from dashboard.wording import day_words, escaped
from dashboard.words import signals as words

TITLE = "Early notice"
BADGES = {
    NEW: ("New", "blue", ":material/fiber_new:"),
    ONGOING: ("Ongoing", "gray", ":material/update:"),
    ENDED: ("Ended", "gray", ":material/check:"),
}
column = st.column_config
COLUMNS: dict[str, Any] = {
    "number": column.NumberColumn("Signal", width=60),
    "state": column.TextColumn("State", width=80),
    "sentence": column.TextColumn("What stands out", width="large"),
    "method": column.TextColumn("Found by"),
    "once": column.TextColumn("By chance"),
    "first_seen": column.DateColumn("First seen", format="D MMM YYYY"),
    "first_as_of": column.DateColumn("On records to", format="D MMM YYYY"),
    "times": column.NumberColumn("Looks", width=60),
    "acknowledged": column.TextColumn("Acknowledged by"),
    "note": column.TextColumn("What was made of it"),
}


def page() -> None:
    """Draw the page."""
    titled(TITLE, "early_notice")
    snapshot = load_data()
    choices_for(snapshot)  # says so where there are no records yet
    store, who = load_desk().store, working_as()
    looking = look_again(store, snapshot, who)
    told = notice(store)
    if told.run is None:
        st.info("Nobody has looked yet.", icon=":material/visibility_off:")
    else:
        draw(told, store, snapshot, who)
    with st.expander("What this cannot see", expanded=told.run is None and not looking):
        for line in words.unseen(told.run):
            st.markdown(f"- {escaped(line)}")
    if told.run is not None:
        with st.expander("What was looked at, and how many false signals to expect"):
            for line in words.looked_at(told.run, snapshot.policy.strands):
                st.markdown(f"- {escaped(line)}")


def look_again(store: Store, snapshot: Snapshot, who: str) -> bool:
    """Where the data are newer than the last look, look at once beside the page; say whether it goes on."""
    if is_up_to_date(store, snapshot.version):
        return False
    said = st.container()
    key = ("early notice", store.url, snapshot.version)
    work = work_of(store, snapshot, who)
    done = answer_of(key, work, what="Looking at everything", place="early-notice", again="Look now")
    if done is not None:
        return False
    latest = "" if snapshot.latest is None else f" They reach to {day_words(snapshot.latest)}."
    said.info(
        f"The records have not been looked at as they are now.{latest} A look takes about a minute; this "
        "page may be left meanwhile.",
        icon=":material/update:",
    )
    return True


def work_of(store: Store, snapshot: Snapshot, who: str) -> Callable[[Callable[[float], None]], Any]:
    """Say how a look is made, beside the page."""
    looking = viewer()
    return lambda told: look_out(store, snapshot, looking, by=who, told=told)


def draw(told: Notice, store: Store, snapshot: Snapshot, who: str) -> None:
    """The headline, each signal, those that ended, and the whole list as a table."""
    current = (*told.of(NEW), *told.of(ONGOING))
    if current:
        st.markdown(f"**{escaped(words.headline(told))}**")
    else:
        st.info(escaped(words.headline(told)), icon=":material/search_off:")
    if told.run is not None:
        st.caption(escaped(words.expected_words(told.run)))
    for one in current:
        draw_signal(one, store, snapshot, who)
    ended = told.of(ENDED)
    if ended:
        with st.expander(f"Ended ({len(ended)})"):
            for one in ended:
                draw_signal(one, store, snapshot, who)
    if told.signals:
        with st.expander("The list as a table"):
            table = words.table_for_reading(told)
            show_plain(
                table, columns=COLUMNS, alt="Every signal: what stands out, since when, who has seen it"
            )
        say_taken_out()


def draw_signal(one: Listed, store: Store, snapshot: Snapshot, who: str) -> None:
    """What stands out, what it may mean, since when, how seldom by chance, and who has seen it."""
    label, colour, icon = BADGES[one.state]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(label, color=colour, icon=icon)  # type: ignore[arg-type]
            st.markdown(f"**{escaped(words.sentence(one.signal))}**")
        st.markdown(escaped(words.meaning(one.signal.method)))
        st.caption(escaped(f"{words.chance_words(one.signal)} {words.seen_words(one)}"))
        st.caption(escaped(words.acknowledged_words(one)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            way_to(
                one.signal.page,
                label=f"See it on {METHODS[one.signal.method]}",
                icon=":material/arrow_forward:",
                query=one.signal.query,
            )
            ask_seen(one, store, snapshot, who)


def ask_seen(one: Listed, store: Store, snapshot: Snapshot, who: str) -> None:
    """Ask whoever looks to acknowledge a signal, or to take that back."""
    seen = one.acknowledged is not None
    label = "Take the acknowledgement back" if seen else "Acknowledge"
    with (
        st.popover(label, icon=":material/undo:" if seen else ":material/done:"),
        st.form(f"seen-{one.number}-{len(one.history)}", border=False),
    ):
        text = st.text_input(
            "Why?" if seen else "What do you make of it?",
            max_chars=200,
            help="In a few words, without anybody's name or address. It stays on record, with your name.",
        )
        if st.form_submit_button(f"{label}: signal {one.number}"):
            act = take_back if seen else acknowledge
            wrong = act(store, one.number, by=who, text=text, places=places_in(snapshot))
            if not wrong:
                st.rerun()
            for each in wrong:
                st.error(escaped(each[:1].upper() + each[1:]))


kindly(page)
