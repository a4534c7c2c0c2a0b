"""Where next: which places would bring most people within reach of a reporting centre."""

from typing import Any

import streamlit as st

from dashboard.answers.siting import Siting
from dashboard.answers.siting_looks import Pin, new_centres, try_pin, ward_reach
from dashboard.charts.siting import curve_chart
from dashboard.charts.siting_map import Venues
from dashboard.desks.candidates import place_typed
from dashboard.desks.importing import ERRORS, Desk
from dashboard.loading.opened import load_desk
from dashboard.loading.places import load_ground
from dashboard.loading.reach import ask_sites, load_own_candidates, load_pin_cells, load_walked_ground
from dashboard.pin_cells import cell_at, place_of
from dashboard.walked_ground import WalkedGround
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.siting_list import ask_places, show_rows
from dashboard.widgets.siting_map import show_siting_map
from dashboard.widgets.siting_question import PIN, SHOW, ask_siting, keep_in_address
from dashboard.widgets.tables import show_plain
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped
from dashboard.words import siting as words

HELD = "siting-pin"
column = st.column_config
STEPS: dict[str, Any] = {
    "count": column.NumberColumn("New", width=55, help="How many new centres."),
    "share": column.TextColumn("In reach", width=75),
    "people": column.TextColumn("Newly in reach", width=115),
    "gain": column.TextColumn("Gain", width=75, help="People more than the best set of one fewer."),
    "short": column.TextColumn(
        "Missed in turn", width=115, help="People fewer if places are chosen one after the other."
    ),
    "proven": column.TextColumn("Proven", width=75, help="Whether no other set of as many reaches more."),
    "which": column.TextColumn("Which places", width=390),
}
NEW: dict[str, Any] = {
    "number": column.NumberColumn("No.", width=50),
    "name": column.TextColumn("New centre"),
    "kind": column.TextColumn("Kind"),
    "ward_name": column.TextColumn("Ward"),
    "alone": column.TextColumn("Adds by itself", help="People newly in reach if it were the only one."),
    "missed": column.TextColumn("Missed without it", help="People out of reach if it were left out."),
}
LISTED: dict[str, Any] = {
    "name": column.TextColumn("Place"),
    "kind": column.TextColumn("Kind"),
    "ward_name": column.TextColumn("Ward"),
    "level": column.TextColumn("Step-free", width=90),
    "alone": column.TextColumn("Adds by itself"),
}
CENTRES: dict[str, Any] = {
    "name": column.TextColumn("Open centre that counts"),
    "kind": column.TextColumn("Kind"),
    "level": column.TextColumn("Step-free", width=90),
}
WARDS: dict[str, Any] = {
    "name": column.TextColumn("Ward"),
    "people": column.TextColumn("People"),
    "now": column.TextColumn("Within reach now"),
    "then": column.TextColumn("With the new centres"),
    "unserved": column.TextColumn("Still out of reach"),
}


def page() -> None:
    """Draw the page."""
    titled("Where next?", "where_next")
    st.markdown(
        "Which places would bring most people within reach of a reporting centre, beside those that are "
        "open. People are counted, not reports."
    )
    way_to("reach", label="Who is within reach now", icon=":material/directions_walk:")
    desk, ground = load_desk("see reach"), load_walked_ground()
    question = ask_siting(list(ground.demand.people), desk.policy.strands)
    places = ask_places(desk, load_own_candidates())
    if places is None:
        keep_in_address(question, show=None, pin=None)
        return
    try:
        key, work = ask_sites(places.frame.to_pandas(), question)
        answer = answer_of(key, work, what="Trying the places", place="sites")
    except ValueError as error:
        keep_in_address(question, show=None, pin=None)
        st.info(escaped(str(error)), icon=":material/build:")
        show_rows(places)
        return
    if answer is None:
        return
    draw(desk, ground, answer)
    show_rows(places)


def draw(desk: Desk, ground: WalkedGround, answer: Siting) -> None:
    """The headline, the map beside the sets and the pin, the tables, and how it was worked out."""
    now, then = words.headline(answer)
    st.markdown(f"{escaped(now)} **{escaped(then)}**")
    show = ask_count(answer)
    sites = answer.sites_of(show) if show else ()
    cell = pin_in_hand()
    at = None if cell is None else place_of(cell)
    keep_in_address(answer.question, show=show, pin=None if at is None else cell)
    chosen, wards = new_centres(answer, sites), ward_reach(ground, answer, sites)
    left, right = st.columns([6, 5], gap="medium")
    with right:  # first: what a pin adds is told before the map is drawn again
        if sites:
            st.markdown(escaped(words.set_sentence(answer, sites)))
        draw_pin(desk, ground, answer, sites, at)
    with left:
        shown = Venues(
            wards=wards,
            centres=answer.centres,
            venues=answer.venues,
            chosen=chosen,
            tips=words.ward_tips(wards),
            pin=None if at is None else (at[2], at[3]),
            cells=load_pin_cells(),
        )
        show_siting_map(shown, load_ground("see reach"), hold=hold, alt=words.map_words(answer, chosen))
    if sites:
        show_plain(words.venues_for_reading(chosen), columns=NEW, alt="The new centres shown on the map")
    if len(answer.curve):
        st.subheader("One more, and one more", anchor=False)
        st.altair_chart(
            curve_chart(answer, dark=is_dark()), theme=None, width="stretch", alt=words.curve_words(answer)
        )
        show_plain(
            words.steps_for_reading(answer),
            columns=STEPS,
            alt="The best sets of new centres, by their number",
            wrap=True,
        )
    st.subheader("By ward", anchor=False)
    show_plain(words.wards_for_reading(wards), columns=WARDS, alt="People within reach by ward, now and then")
    with st.expander("All places to choose from, and the centres that count"):
        show_plain(
            words.places_for_reading(answer.venues), columns=LISTED, alt="Places to choose from, best first"
        )
        show_plain(
            words.centres_for_reading(answer.centres), columns=CENTRES, alt="The open centres that count"
        )
    for note in words.notes(answer):
        st.caption(escaped(note))
    with st.expander("How this was worked out"):
        for line in words.how(answer):
            st.markdown(escaped(line))


def ask_count(answer: Siting) -> int | None:
    """Ask how many new centres the map shows; None where there are none."""
    counts = [str(count) for count in answer.curve["count"]]
    if not counts:
        return None
    asked = str(st.query_params.get(SHOW, counts[-1]))
    picked = st.segmented_control(
        "New centres on the map",
        counts,
        default=asked if asked in counts else counts[-1],
        key=f"siting-show-{len(counts)}",
        required=True,
    )
    return int(picked)


def draw_pin(
    desk: Desk, ground: WalkedGround, answer: Siting, sites: tuple[int, ...], at: tuple[float, ...] | None
) -> None:
    """One's own pin: by a click on the map, or typed."""
    st.subheader("Try your own place", anchor=False)
    st.caption("Click on the map, or type a postcode, a grid reference, or easting and northing.")
    typed = st.text_input("A place", key="siting-typed", max_chars=40, on_change=lambda: find_typed(desk))
    if why := st.session_state.get("siting-typed-why"):
        st.warning(escaped(why), icon=":material/wrong_location:")
    elif typed and at is None:
        st.caption("The pin was taken away.")
    if at is None:
        return
    try:
        pin: Pin = try_pin(ground, answer, at[0], at[1], sites=sites)
    except ValueError as error:
        st.warning(escaped(str(error)), icon=":material/wrong_location:")
        return
    for line in words.pin_words(pin, shown=len(sites)):
        st.markdown(escaped(line))
    st.button("Take the pin away", icon=":material/close:", on_click=let_go)


def find_typed(desk: Desk) -> None:
    """Set the pin at what was typed, or say why that is no place."""
    text = str(st.session_state.get("siting-typed", "")).strip()
    st.session_state["siting-typed-why"] = ""
    if not text:
        return
    try:
        hold(cell_at(*place_typed(desk, text)))
    except ERRORS as error:
        st.session_state["siting-typed-why"] = f"No place was found for these words. {error}"


def pin_in_hand() -> str | None:
    """Give the cell of the pin: the one set here, else that of the address bar; None where it is no cell."""
    if HELD not in st.session_state:
        asked = st.query_params.get(PIN)
        if asked is not None and place_of(str(asked)) is None:
            st.warning("The link's pin is no place; it is left out.", icon=":material/wrong_location:")
            asked = None
        st.session_state[HELD] = asked
    cell: str | None = st.session_state[HELD]
    return cell


def hold(cell: str) -> None:
    """Set the pin."""
    st.session_state[HELD] = cell


def let_go() -> None:
    """Take the pin away."""
    st.session_state[HELD] = None


kindly(page)
