"""Records one by one: for a purpose, and every look is written down before anything is shown."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.rows import (
    KEPT_LEVELS,
    LONGEST_DAYS,
    MOST,
    Line,
    NoSuchRowError,
    Opened,
    last_days,
    list_records,
    open_record,
    purposes,
    share,
)
from dashboard.gate.principal import principal, set_purpose
from dashboard.loading.opened import load_desk
from dashboard.viewer import Principal
from dashboard.widgets.from_cube import say_not_counted
from dashboard.widgets.kindly import kindly
from dashboard.widgets.working_as import working_as
from dashboard.widgets.working_for import working_for
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "day": column.TextColumn("Day", width=105),
    "ward": column.TextColumn("Ward", width=112),
    "what": column.TextColumn("What", width=112),
    "strands": column.TextColumn("Strands", width=118),
    "agency": column.TextColumn("Agency", width=130),
    "shared": column.TextColumn("Shared with", width=130),
    "condition": column.TextColumn("Condition", width=207, help="It goes with the record wherever it goes."),
}
ROW_HEIGHT = 66  # below 64 a cell is cut, not wrapped
OPEN = "record-open"
ALL_WARDS = ""


def page() -> None:
    """Draw the page."""
    st.title("Records one by one", anchor=False)
    desk = load_desk("read rows")
    working_as()
    working_for(desk)
    say_not_counted(desk.partnership)
    here = principal()
    st.info(
        "Behind every line is somebody to whom this happened. Look only at what your work needs. **What you "
        "look at is written down, with your name and for what, before it is shown**; you find it again under "
        "*What I opened*. Nothing here can be taken out.",
        icon=":material/visibility:",
    )
    if not ask_purpose(here):
        return
    ask_and_list(desk, here)


def ask_purpose(here: Principal) -> bool:
    """Ask once a session for what somebody looks; say whether they have said it."""
    known = purposes()
    if here.purpose in known:
        st.caption(f"For this session you said: **{escaped(known[here.purpose])}**.")
        with st.popover("Look for something else"):
            _choose(known, "Say so before you look on.")
        return True
    _choose(known, "It is kept with every record that you look at.")
    return False


def _choose(known: dict[str, str], words: str) -> None:
    chosen = st.radio(
        "For what do you look at records?", list(known), index=None, format_func=known.get, help=words
    )
    if st.button("Go on", disabled=chosen is None, type="primary") and chosen:
        set_purpose(chosen)
        st.rerun()


def ask_and_list(desk: Desk, here: Principal) -> None:
    """Ask for a ward and some days, and list what is there for whoever looks."""
    wards = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    first, second = st.columns(2)
    ward = first.selectbox(
        "Ward",
        [ALL_WARDS, *sorted(wards, key=wards.__getitem__)],
        format_func=lambda code: wards.get(code, "All wards"),
        key="records-ward",
    )
    days = second.date_input(
        f"Days, {LONGEST_DAYS} at most",
        value=last_days(desk, today=date.today()),
        format="DD/MM/YYYY",
        key="records-days",
    )
    if not isinstance(days, tuple) or len(days) != 2:
        st.info("Choose the last day, too.", icon=":material/date_range:")
        return
    if (days[1] - days[0]).days >= LONGEST_DAYS:
        st.info(f"Choose {LONGEST_DAYS} days at most.", icon=":material/date_range:")
        return
    listed = list_records(desk, here, first=days[0], last=days[1], ward=ward or None)
    if not listed.lines:
        st.info(
            "There is no record for you in these days here. That does not say that nothing happened: "
            "agencies may keep records to themselves, send them late, or never have been told.",
            icon=":material/inbox:",
        )
        return
    if listed.is_full:
        st.caption(f"The latest {MOST} are listed. Choose fewer days or a ward to see the others.")
    show_list(listed.lines)
    open_one(desk, here, listed.lines)


def show_list(lines: tuple[Line, ...]) -> None:
    """The records, each with what goes with it beside it."""
    st.dataframe(
        [{name: getattr(line, name) for name in COLUMNS} for line in lines],
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        row_height=ROW_HEIGHT,
        alt="Records of these days, the latest first",
    )


def open_one(desk: Desk, here: Principal, lines: tuple[Line, ...]) -> None:
    """Open the record that is chosen."""
    titles = {line.number: f"{line.day}, {line.ward}: {line.what}" for line in lines if line.may_read}
    if not titles:
        return
    if st.session_state.get(OPEN) not in titles:
        st.session_state[OPEN] = None
    chosen = st.selectbox(
        "Open one",
        list(titles),
        format_func=lambda number: titles[number],
        placeholder="Choose a record",
        key=OPEN,
    )
    if chosen is None:
        return
    try:
        one = open_record(desk, here, chosen)
    except NoSuchRowError as nothing:
        st.warning(escaped(str(nothing)), icon=":material/block:")
        return
    st.markdown(f"**From {escaped(one.agency)}.** Shared with: {escaped(one.shared)}.")
    if one.condition:
        st.warning(f"**Condition:** {escaped(one.condition)}", icon=":material/rule:")
    st.dataframe(
        [{"What": title, "Said": text} for title, text in one.facts],
        hide_index=True,
        height="content",
        alt="What this record says",
    )
    if one.may_share:
        ask_sharing(desk, here, one)


def ask_sharing(desk: Desk, here: Principal, one: Opened) -> None:
    """Ask with whom this record is to be shared."""
    with st.expander("With whom it is shared", icon=":material/group:"):
        others = [agency.name for agency in desk.partnership.agencies if agency.name != one.agency]
        level = st.radio(
            "Share it with",
            list(KEPT_LEVELS),
            format_func=KEPT_LEVELS.get,
            key=f"level-{one.number}",
        )
        named: list[str] = []
        condition = ""
        if level == "named":
            named = st.multiselect("Which agencies", others, key=f"named-{one.number}")
        if level == "condition":
            condition = st.text_input(
                "Condition", max_chars=200, key=f"condition-{one.number}", help="No names and no addresses."
            )
        if st.button("Share it so", key=f"share-{one.number}"):
            share(desk, here, one.number, level=level, named=tuple(named), condition=condition)
            st.rerun()


kindly(page)
