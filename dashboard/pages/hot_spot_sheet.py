"""Hot-spot sheet: one place for a table of agencies, on the screen and on one side of paper."""

from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from dashboard.answers.nearest_help import measured_how, nearest_help
from dashboard.answers.sheet import sheet
from dashboard.choices import choices_for
from dashboard.desks.actions import actions_at
from dashboard.desks.centres import LONDON
from dashboard.desks.help_places import help_places
from dashboard.desks.taking_out import PURPOSES
from dashboard.exporting.leaflet import Picture
from dashboard.exporting.sheet_leaflet import sheet_document
from dashboard.exporting.sheet_map import sheet_picture
from dashboard.filters import Filters, write_query
from dashboard.gate.principal import principal
from dashboard.joint_action import Action
from dashboard.loading.maps import ask_situation
from dashboard.loading.opened import load_data, load_desk
from dashboard.place_sheet import PlaceSheet
from dashboard.situation import CannotAnswerError, Situation
from dashboard.widgets.hand_over import offer_file
from dashboard.widgets.kindly import kindly
from dashboard.widgets.sidebar import ask_filters
from dashboard.widgets.tables import show_plain
from dashboard.widgets.twin import hold
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.wording import count_words, escaped
from dashboard.words import sheet as words

WARD = "ward"
column = st.column_config
COUNTED = {"category": "What", "setting": "Where", "strand": "Who is targeted"}
SHOWN = column.TextColumn("Reports")
AGENCIES = {"agency": column.TextColumn("Agency", width=340), "said": column.TextColumn("Does it see this?")}
NEAR = {
    "mark": column.TextColumn("Map", width=50, help="Its letter on the map."),
    "name": column.TextColumn("Nearest open", width=200),
    "does": column.TextColumn("Does", width=100),
    "away": column.TextColumn("On foot", width=104),
    "for_whom": column.TextColumn("For whom", width=190),
    "hours": column.TextColumn("Opening hours", width=250),
}
TRIED = {
    "title": column.TextColumn("What was tried", width=270),
    "lead": column.TextColumn("Who leads", width=150),
    "state": column.TextColumn("State", width=70),
    "when": column.TextColumn("When", width=130),
    "outcome": column.TextColumn("How it goes", width=260),
}


def page() -> None:
    """Draw the page."""
    titled("Hot-spot sheet", "hot_spot_sheet")
    snapshot = load_data()
    filters = ask_filters(choices_for(snapshot), look_for=("size",))
    st.markdown("One place for a table of agencies: what is known, who sees it, who is near, who could join.")
    try:
        key, work = ask_situation(snapshot, filters)
        situation = answer_of(key, work, what="Looking for hot spots", place="situation")
    except CannotAnswerError as error:
        st.info(escaped(str(error)), icon=":material/build:")
        return
    if situation is None:
        return
    cell, ward = ask_place(situation)
    keep_in_address(filters, cell, ward)
    made = sheet(snapshot, situation, cell=cell, ward=ward)
    desk = load_desk()
    near = nearest_help(
        help_places(desk, moment=datetime.now(LONDON)), made.x, made.y, streets=snapshot.streets
    )
    tried = actions_at(desk, made.cells, (made.ward,), today=date.today())
    measured = measured_how(snapshot.streets)
    picture = sheet_picture(made, near=near, wards=snapshot.study_area.wards, context=snapshot.context)
    draw(made, near, tried, measured, picture)
    st.divider()
    take_out(made, near, tried, measured, picture)


def ask_place(situation: Situation) -> tuple[str, str]:
    """Ask of which place: a hot spot's cell, or a ward's code; the address bar says which is first."""
    places = situation.places.to_dict("records")
    spots = {str(row["cell"]): f"Hot spot {row['rank']}: {row['ward_name']}" for row in places}
    by_name = situation.wards.sort_values("name")
    wards = {str(row["ward"]): f"Ward: {row['name']}" for row in by_name.to_dict("records")}
    codes = [*spots, *wards]
    asked, asked_ward = (str(st.query_params.get(word, "")) for word in ("cell", WARD))
    mine = [str(row["cell"]) for row in places if asked in (row["cell"], *row["cells"])]
    if (asked and not mine) or (asked_ward and asked_ward not in wards):
        st.warning(
            "The place of this link is no hot spot now, or no ward of this area. Choose one.",
            icon=":material/wrong_location:",
        )
    first = mine[0] if mine else asked_ward if asked_ward in wards else codes[0]
    picked = st.selectbox(
        "Of which place",
        codes,
        index=codes.index(first),
        format_func=lambda code: spots.get(code) or wards[code],
        key=f"sheet-of-{situation.version}",
    )
    return ("", picked) if picked in wards else (picked, "")


def keep_in_address(filters: Filters, cell: str, ward: str) -> None:
    """Write the question into the address bar."""
    if cell:
        hold(cell, show=True)
    query = write_query(filters.with_(cell=cell or None)) | ({WARD: ward} if ward else {})
    if dict(st.query_params.items()) != query:
        st.query_params.from_dict(query)


def draw(made: PlaceSheet, near: pd.DataFrame, tried: list[Action], measured: str, picture: Picture) -> None:
    """What is known, who sees it, what was tried, who is near, and who could join."""
    counted = count_words(made.reports, threshold=made.threshold).capitalize()
    st.subheader(escaped(words.title(made)), anchor=False)
    st.markdown(f"**{escaped(counted)}.** {escaped(words.caution(made))}")
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**What is known**")
        said = (words.what_said, words.where_said, words.when_said, words.who_said)
        show_list([one(made) for one in said])
        if made.sentence:
            st.caption(escaped(made.sentence))
        st.markdown("**Who could be asked to join**")
        show_list([f"{one.partner}: {one.why}" for one in made.partners])
    with right:
        st.image(picture.svg, caption=picture.alt, alt=picture.alt, width="stretch")
    st.markdown("**Which agencies see it, and which do not**")
    show_plain(
        words.agencies_table(made), columns=AGENCIES, alt="Agencies, and whether their records reach here"
    )
    st.caption(
        f"Fewer than {made.threshold} records read like none. Of the records that you may count; what is "
        f"not recorded is not calm. {escaped(words.community_said(made))}"
    )
    with st.expander("The same in numbers"):
        for place, name in zip(st.columns(len(COUNTED)), COUNTED, strict=True):
            with place:
                show_plain(
                    made.tables[name],
                    columns={
                        "label": column.TextColumn(COUNTED[name]),
                        "shown": column.TextColumn("Reports"),
                    },
                    alt=f"{COUNTED[name]}: reports of this place",
                )
        st.caption("A report can carry several strands, so the strands do not add up to a total.")
    draw_around(made, near, tried, measured)


def draw_around(made: PlaceSheet, near: pd.DataFrame, tried: list[Action], measured: str) -> None:
    """Who is near, what was tried, and the ways on."""
    st.markdown("**Nearest open centres and services**")
    if near.empty:
        st.caption("No open centre or service is listed with a place.")
    else:
        show_plain(words.near_table(near), columns=NEAR, alt="Nearest centres and services", wrap=True)
        st.caption(escaped(measured))
    st.markdown("**What was tried here**")
    if tried:
        show_plain(words.tried_table(tried), columns=TRIED, alt="Joint actions of this place", wrap=True)
    else:
        st.caption("No joint action is written down for this place.")
    with st.container(horizontal=True):
        asked = dict(st.query_params.items())
        way_to("actions", label="Plan an action here", icon=":material/add_task:", query=asked)
        way_to("hot_spots", label="Back to the map", icon=":material/map:")


def show_list(lines: list[str]) -> None:
    """Show lines as a list."""
    st.markdown("\n".join(f"- {escaped(line)}" for line in lines))


def take_out(
    made: PlaceSheet, near: pd.DataFrame, tried: list[Action], measured: str, picture: Picture
) -> None:
    """The paper: words only, for a purpose, written into the audit."""
    st.markdown("**For the table**")
    show_list([f"{heading}. {asks}" for heading, asks in words.SARA])
    st.markdown("**On paper**: one side, in words without a count, with room to write under each of these.")
    purpose = st.selectbox(
        "What is it for?", list(PURPOSES), format_func=lambda code: PURPOSES[code], key="sheet-purpose"
    )
    document = sheet_document(
        made,
        near=near,
        tried=tried,
        measured=measured,
        picture=picture,
        purpose=PURPOSES[purpose],
        made_by=principal().viewer.title,
        made_at=datetime.now(UTC),
    )
    with st.container(horizontal=True):
        for fmt, label in (("pdf", "Sheet for print (PDF)"), ("docx", "Sheet to fill in (Word)")):
            offer_file(
                label,
                document,
                fmt,
                product="hot_spot_sheet",
                purpose=purpose,
                subject="hot-spot sheet",
                key=f"sheet-{fmt}",
                primary=fmt == "pdf",
            )


kindly(page)
