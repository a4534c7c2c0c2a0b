"""Possible duplicates: records of two agencies that may be one event, for a person to decide."""

import streamlit as st

from dashboard.desks.duplicates import Review, find, queue
from dashboard.desks.importing import Desk
from dashboard.desks.side_by_side import review_for, side_by_side
from dashboard.gate.principal import principal
from dashboard.loading.opened import load_desk
from dashboard.widgets.from_cube import say_not_counted
from dashboard.widgets.kindly import kindly
from dashboard.widgets.pair_compared import show_compared
from dashboard.widgets.pair_decision import ask_decision, tell, told
from dashboard.widgets.pair_queue import ask_which, hold_pair, pair_in_hand, show_queue, step
from dashboard.widgets.what_is_this import titled
from dashboard.widgets.working_as import working_as
from dashboard.wording import escaped


def page() -> None:
    """Draw the page."""
    titled("Possible duplicates", "possible_duplicates")
    name = working_as()
    desk = load_desk()
    known = review_for(desk, principal())
    say_not_counted(desk.partnership)
    introduce(desk, known, name)
    told()
    if known.kept_back:
        st.caption(
            f"{known.kept_back:,} more are not listed: a record of theirs is kept by its agency, or shared "
            "with agencies other than yours."
        )
    if not known.pairs:
        st.info("No possible duplicates have been found among the records.", icon=":material/task_alt:")
        return
    for line in known.contradictions:
        st.warning(escaped(line), icon=":material/warning:")
    asked = ask_which(known)
    wanted = queue(known.pairs, **asked)
    held = pair_in_hand(wanted)
    if held is None:
        done = asked["state"] == "open" and not known.counts["open"]
        words = "Every possible duplicate has been decided." if done else "No pair answers to that."
        st.info(words, icon=":material/task_alt:" if done else ":material/search_off:")
        return
    left, right = st.columns([5, 7], gap="medium")
    with left:
        show_queue(wanted, held)
    with right:
        show_pair(desk, wanted, held, name)


def introduce(desk: Desk, known: Review, name: str) -> None:
    """What this page is for, what the decisions did, and the search for more."""
    words, search = st.columns([9, 3], vertical_alignment="top")
    with words:
        st.markdown(
            "Two agencies may hold one event. Nothing is joined or deleted: records that you call the same "
            f"event are counted once, and every decision can be undone. {left_out(known)}"
        )
    with search:
        pressed = st.button(
            "Look for possible duplicates", icon=":material/search:", key="find-pairs", width="stretch"
        )
        if known.not_compared:
            files = "1 file is" if known.not_compared == 1 else f"{known.not_compared:,} files are"
            st.caption(f":material/info: {files} not compared yet.")
    if pressed:
        with st.spinner("Comparing the agencies' records …"):
            counts = find(desk.store, desk.study_area, by=name)
        hold_pair(None)
        tell(
            f"{counts['new']:,} new possible duplicates, {counts['again']:,} found again, {counts['gone']:,} "
            f"let go. {' '.join(counts['notes'])}"
        )


def left_out(known: Review) -> str:
    """Say what the decisions did to the counts."""
    if not known.left_out:
        return "So far no record is left out of a count."
    records = "1 record is" if known.left_out == 1 else f"{known.left_out:,} records are"
    return f"So far **{records} left out** of the counts, because another one stands for the same event."


def show_pair(desk: Desk, wanted: list[dict], held: dict, name: str) -> None:
    """The pair in hand: what the records say, and what it is."""
    with st.container(horizontal=True, vertical_alignment="center"):
        at = next(place for place, one in enumerate(wanted, 1) if one["pair"] == held["pair"])
        st.markdown(f"**Pair {held['pair']}**, {at:,} of {len(wanted):,} in the queue")
        before, after = step(wanted, held, -1), step(wanted, held, 1)
        st.button("Previous", on_click=hold_pair, args=(before,), disabled=before is None, key="pair-before")
        st.button("Next", on_click=hold_pair, args=(after,), disabled=after is None, key="pair-after")
    both = side_by_side(desk, principal(), held)
    if both is None:
        st.info("One of the two records has gone in the meantime.")
        return
    show_compared(both, held)
    places = frozenset(desk.study_area.wards["name"])
    ask_decision(desk.store, held, name=name, places=places, following=after or before)


kindly(page)
