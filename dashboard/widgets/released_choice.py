"""The choice of released figures: only what the release has is offered; the address bar holds the codes."""

import streamlit as st

from dashboard.answers.released.calendar import UNITS, period_words, unit_of
from dashboard.answers.released.offered import BY, Choice, Offered
from dashboard.desks.looking import refused
from dashboard.gate.principal import principal
from dashboard.loading.opened import load_desk
from dashboard.released.release import AREA, OffLatticeError
from dashboard.widgets.address import keep_query

__all__ = ["ask_choice", "ask_profile", "keep_in_address"]

PROFILES = {"partner": "What partners see", "public": "What everybody sees"}
ASKED, REFUSED = "released-asked", "released-refused"
ALL = {"": "All strands together"}
WORDS = {"by": "rows", "period": "period", "strand": "strand", "area": "area"}


def ask_profile() -> str:
    """Say whose release is shown: the public's, or the one that whoever may see more picks."""
    if principal().viewer.profile == "public":
        return "public"
    said = str(st.query_params.get("for", "partner"))
    picked = st.segmented_control(
        "Which release",
        list(PROFILES),
        default=said if said in PROFILES else "partner",
        format_func=PROFILES.__getitem__,
        key="released-for",
        required=True,
        label_visibility="collapsed",
    )
    return str(picked)


def ask_choice(known: Offered, *, drawn: bool) -> Choice:
    """Ask what the tables and the map are of; say so where a link asked for what there is not.

    Parameters
    ----------
    known : Offered
    drawn : bool
        Whether the view goes by the choice; otherwise it is kept and not asked.
    """
    choice = _asked(known)
    if drawn:
        _ask(known, choice)
    if st.session_state.pop(REFUSED, None) is not None:
        st.warning(
            "The link asks for something that this release does not have, so it was not looked up. It has "
            "calendar months, quarters and years of the whole area, of wards and of reporting cells, and "
            "nothing in between. Below is what it has instead.",
            icon=":material/block:",
        )
    return choice


def _ask(known: Offered, choice: Choice) -> None:
    rows = [by for by in BY if known.periods(by)]
    with st.container(horizontal=True, gap="small", vertical_alignment="top"):
        _set("released-by", choice.by, rows)
        st.segmented_control(
            "By",
            rows,
            format_func=BY.__getitem__,
            key="released-by",
            required=True,
            on_change=_by,
            args=(known,),
        )
        periods = known.periods(choice.by)
        units = [unit for unit in UNITS if any(unit_of(period) == unit for period in periods)]
        _set("released-unit", unit_of(choice.period), units)
        st.segmented_control(
            "For a",
            units,
            format_func=UNITS.__getitem__,
            key="released-unit",
            required=True,
            on_change=_unit,
            args=(known,),
        )
        _ask_period(choice, periods)
        _ask_rest(known, choice)


def _ask_period(choice: Choice, periods: list[str]) -> None:
    same = [period for period in periods if unit_of(period) == unit_of(choice.period)]
    _set("released-period", choice.period, same)
    st.selectbox(
        "Period",
        same[::-1],
        format_func=period_words,
        key="released-period",
        on_change=lambda: _change(period=st.session_state["released-period"]),
        width=225,
    )


def _ask_rest(known: Offered, choice: Choice) -> None:
    if choice.by != "strand":
        strands = ALL | known.strands(choice.by, choice.period, choice.area)
        _set("released-strand", choice.strand, list(strands))
        st.selectbox(
            "Strand",
            list(strands),
            format_func=strands.__getitem__,
            key="released-strand",
            on_change=lambda: _change(strand=st.session_state["released-strand"]),
            disabled=len(strands) == 1,
            help="For such periods only all strands together are released." if len(strands) == 1 else None,
            width=215,
        )
        return
    areas = known.areas(choice.by, choice.period)
    _set("released-area", choice.area, areas)
    st.selectbox(
        "Of",
        areas,
        format_func=lambda area: "The whole area" if area == AREA else known.area_name(area),
        key="released-area",
        on_change=lambda: _change(area=st.session_state["released-area"]),
        disabled=len(areas) == 1,
        width=215,
    )


def _set(key: str, value: str, options: list[str]) -> None:
    """Show a widget at what is asked; what is no option any more falls back to the first."""
    st.session_state[key] = value if value in options else options[0]


def _asked(known: Offered) -> Choice:
    """Give what is asked; from the address bar in a fresh browser, and always something that is there."""
    if ASKED not in st.session_state:
        usual = known.usual()
        said = {word: str(st.query_params[word]) for word in WORDS if word in st.query_params}
        asked = Choice(**{"by": usual.by, "period": usual.period, **said})
        if "by" in said and "period" not in said and said["by"] in BY:
            asked = asked.with_(period=known.usual(said["by"]).period)
        st.session_state[ASKED] = asked
        try:
            known.checked(asked)
        except OffLatticeError:
            asked_of = f"{known.release.profile} release {known.release.number}"
            refused(load_desk("see released").store, principal(), asked_of, said)
            st.session_state[REFUSED] = True
    asked = st.session_state[ASKED]
    try:
        return known.checked(asked)
    except OffLatticeError:
        st.session_state[ASKED] = known.usual()
        return known.usual()


def _change(**changes: str) -> None:
    st.session_state[ASKED] = st.session_state[ASKED].with_(**changes)


def _by(known: Offered) -> None:
    """Take other rows: the same period and strand if they are there, the nearest thing otherwise."""
    by, asked = st.session_state["released-by"], st.session_state[ASKED]
    strand = "" if by == "strand" else asked.strand
    _nearest(known, Choice(by, asked.period, strand))


def _unit(known: Offered) -> None:
    """Take another kind of period: the latest of it."""
    unit, asked = st.session_state["released-unit"], st.session_state[ASKED]
    periods = [period for period in known.periods(asked.by) if unit_of(period) == unit]
    _nearest(known, asked.with_(period=periods[-1]))


def _nearest(known: Offered, wanted: Choice) -> None:
    for period in (wanted.period, known.usual(wanted.by).period):
        for strand in (wanted.strand, ""):
            for area in (wanted.area, AREA):
                if period in known.periods(wanted.by, strand, area):
                    st.session_state[ASKED] = Choice(wanted.by, period, strand, area)
                    return


def keep_in_address(choice: Choice, *, view: str, profile: str) -> None:
    """Write the choice into the address bar, in codes."""
    query = {"by": choice.by, "period": choice.period, "view": view}
    if choice.strand:
        query["strand"] = choice.strand
    if choice.area != AREA:
        query["area"] = choice.area
    if principal().viewer.profile != "public":
        query["for"] = profile
    keep_query(query)
