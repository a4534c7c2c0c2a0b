"""The views of released figures: map and table, over time, change, where reports concentrate, bands."""

from typing import Any

import streamlit as st

from dashboard.answers.released.calendar import UNITS, period_words, unit_of
from dashboard.answers.released.change import FEWER, HIDDEN, MORE, SAME, changes
from dashboard.answers.released.concentrations import AGAINST, concentrations
from dashboard.answers.released.course import course, units_of
from dashboard.answers.released.figures import MEASURES, figures
from dashboard.answers.released.offered import Choice, Offered
from dashboard.answers.released.tension import bands, quarters_of_bands
from dashboard.charts.released import MOST_ROWS, changes_chart, course_chart, short_words
from dashboard.released.ground import ReleasedGround
from dashboard.released.release import AREA
from dashboard.widgets.map import is_dark
from dashboard.widgets.released_map import show_bands_map, show_concentrations_map, show_figures_map
from dashboard.widgets.tables import show_plain
from dashboard.wording import escaped
from dashboard.words.released import (
    change_notes,
    change_sentence,
    course_sentence,
    figures_sentence,
    not_adding_up,
)
from dashboard.words.released_places import (
    bands_sentence,
    concentration_notes,
    concentration_sentence,
    place_sentence,
)

__all__ = ["show_bands", "show_changes", "show_concentrations", "show_course", "show_figures"]

column = st.column_config
TITLES = {"ward": "Ward", "cell": "Reporting cell", "strand": "Strand", "source": "Source"}
HEADS, WIDTHS = {"cell": "Cell"}, {"cell": 52}
VERDICTS = {MORE: "more", FEWER: "fewer", SAME: "chance or noise", HIDDEN: "one is hidden"}
MOST_PLACES = 10
FIGURES: dict[str, Any] = {
    "label": column.TextColumn("Name"),
    "where": column.TextColumn("Where", width=118),
    "shown": column.TextColumn("Reports", width=92, alignment="right"),
    "per_1000": column.NumberColumn(
        "Per 1,000", format="%.1f", width=76, help="Reports per 1,000 residents, from the number shown."
    ),
    "residents": column.NumberColumn("Residents", format="localized", width=78),
    "per_km2": column.NumberColumn("Per km²", format="%.1f", width=66),
    "km2": column.NumberColumn("km²", format="%.2f", width=56),
    "of_all": column.TextColumn(
        "Of all", width=56, help="Of the area's own number. The shares do not add up either."
    ),
}


def show_figures(known: Offered, choice: Choice, ground: ReleasedGround) -> None:
    """The map and its table; for strands and sources the table alone."""
    answer = figures(known.release, choice)
    st.markdown(_bold(figures_sentence(answer)))
    table = answer.table.assign(
        where=[ground.lies_in.get(code, "") for code in answer.table["code"]],
        of_all=["" if share != share else f"{share:.0%}" for share in answer.table["share"]],
    )
    columns = {name: config for name, config in FIGURES.items() if name in _filled(table)}
    columns["label"] = column.TextColumn(
        HEADS.get(choice.by, TITLES[choice.by]), width=WIDTHS.get(choice.by, 112)
    )
    if choice.by == "cell":
        columns.pop("of_all", None)
    words = f"Released numbers by {TITLES[choice.by].lower()}"
    if choice.by in ground.shapes:
        left, right = st.columns([6, 5], gap="medium")
        with left:
            show_figures_map(answer, ground, _ask_measure(choice, answer.measures))
        with right:
            show_plain(table, columns=columns, alt=words, height="content" if len(table) <= 19 else 700)
            st.caption(escaped(not_adding_up(answer)))
        return
    show_plain(table, columns=columns, alt=words)
    st.caption(escaped(not_adding_up(answer)))


def _filled(table: Any) -> list[str]:
    shown = ("label", "shown")
    return [
        name for name in table.columns if name in shown or (table[name].notna() & (table[name] != "")).any()
    ]


def _ask_measure(choice: Choice, measures: tuple[str, ...]) -> str:
    options = list(measures) or ["reports"]
    usual = "per_km2" if choice.by == "cell" and "per_km2" in options else options[0]
    key = f"released-measure-{choice.by}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = usual
    picked = st.segmented_control(
        "The map shows", options, format_func=MEASURES.__getitem__, key=key, required=True
    )
    return str(picked)


def show_course(known: Offered) -> None:
    """A series of the whole area or of a ward, of all strands or of one."""
    release = known.release
    areas = [area for area in (AREA, *release.wards) if units_of(release, area)]
    with st.container(horizontal=True, gap="small"):
        _keep("released-course-area", areas)
        area = st.selectbox(
            "Of",
            areas,
            format_func=lambda one: "The whole area" if one == AREA else known.area_name(one),
            key="released-course-area",
            width=215,
        )
        strands = {"": "All strands together"} | {
            code: title for code, title in release.strands.items() if units_of(release, area, code)
        }
        _keep("released-course-strand", list(strands))
        strand = st.selectbox(
            "Strand", list(strands), format_func=strands.__getitem__, key="released-course-strand", width=215
        )
        units = list(units_of(release, area, strand))
        _keep("released-course-unit", units)
        unit = st.segmented_control(
            "By", units, format_func=UNITS.__getitem__, key="released-course-unit", required=True
        )
    answer = course(release, area=area, unit=str(unit), strand=strand)
    st.markdown(escaped(course_sentence(answer)))
    columns = {
        "label": column.TextColumn("Period", width=190),
        "shown": column.TextColumn("Reports", alignment="right"),
    }
    left, right = st.columns([7, 4], gap="medium")
    left.altair_chart(
        course_chart(answer, dark=is_dark()),
        theme=None,
        width="stretch",
        alt=f"{course_sentence(answer)} The table has the same numbers.",
    )
    with right:
        show_plain(answer.table[::-1], columns=columns, alt="The series as a table, the latest first")


def _keep(key: str, options: list[str]) -> None:
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]


def show_changes(known: Offered, choice: Choice, ground: ReleasedGround) -> None:
    """The chosen period beside an earlier one of its kind."""
    periods = known.periods(choice.by, choice.strand, choice.area)
    earlier = [p for p in periods if unit_of(p) == unit_of(choice.period) and p < choice.period][::-1]
    if not earlier:
        st.info(
            f"There is no earlier {unit_of(choice.period)} in this release to set beside "
            f"{period_words(choice.period)}. Choose a later one, or a shorter kind of period."
        )
        return
    _keep("released-before", earlier)
    before = st.selectbox(
        f"Set {period_words(choice.period)} beside",
        earlier,
        format_func=period_words,
        key="released-before",
        width=280,
    )
    answer = changes(
        known.release, by=choice.by, now=choice.period, before=before, strand=choice.strand, area=choice.area
    )
    st.markdown(escaped(change_sentence(answer)))
    now_words, before_words = period_words(choice.period), period_words(before)
    table = answer.table.assign(
        where=[ground.lies_in.get(code, "") for code in answer.table["code"]],
        verdict=[VERDICTS[verdict] for verdict in answer.table["verdict"]],
    )
    columns: dict[str, Any] = {
        "label": column.TextColumn(HEADS.get(choice.by, TITLES[choice.by]), width=WIDTHS.get(choice.by, 112)),
        **({"where": column.TextColumn("Where", width=96)} if choice.by == "cell" else {}),
        "now_shown": column.TextColumn(short_words(choice.period), width=74, alignment="right"),
        "before_shown": column.TextColumn(short_words(before), width=74, alignment="right"),
        "difference": column.TextColumn("Difference", width=90, alignment="right"),
        "verdict": column.TextColumn(
            "Verdict", width=104, help="Whether it is more than chance and noise make."
        ),
    }
    left, right = st.columns([6, 5], gap="medium")
    with left:
        show_plain(
            table,
            columns=columns,
            alt=f"{now_words} beside {before_words}, row by row",
            height="content" if len(table) <= 22 else 700,
        )
        for note in change_notes(answer):
            st.caption(escaped(note))
    with right:
        if answer.table["hidden"].all():
            st.info("No row has both numbers shown, so there is nothing to draw.")
        else:
            st.altair_chart(
                changes_chart(answer, now=now_words, before=before_words, dark=is_dark()),
                theme=None,
                width="stretch",
                alt=f"{now_words} beside {before_words}. The table has the same numbers.",
            )
            if (~answer.table["hidden"]).sum() > MOST_ROWS:
                st.caption(f"Drawn are the {MOST_ROWS} with most reports; the table has all of them.")


def show_concentrations(known: Offered, ground: ReleasedGround) -> None:
    """Places with more reports than an even spread would give them."""
    titles = {"cell": "Reporting cells, by the ground", "ward": "Wards, by their residents"}
    places = [by for by in AGAINST if [p for p in known.periods(by) if unit_of(p) != "month"]]
    if not places:
        st.info("This release has no years or quarters by place, so it cannot say where reports concentrate.")
        return
    with st.container(horizontal=True, gap="small"):
        _keep("released-places-by", places)
        by = str(
            st.segmented_control(
                "Places", places, format_func=titles.__getitem__, key="released-places-by", required=True
            )
        )
        periods = [p for p in known.periods(by) if unit_of(p) != "month"]
        periods = sorted(periods, key=lambda p: (unit_of(p) == "year", p), reverse=True)
        _keep("released-places-period", periods)
        period = st.selectbox(
            "Period", periods, format_func=period_words, key="released-places-period", width=250
        )
        strands = {"": "All strands together"} | known.strands(by, period)
        _keep("released-places-strand", list(strands))
        strand = st.selectbox(
            "Strand", list(strands), format_func=strands.__getitem__, key="released-places-strand", width=230
        )
    answer = concentrations(known.release, by=by, period=period, strand=strand)
    st.markdown(_bold(concentration_sentence(answer)))
    if answer.state == "not enough data":
        return
    shown = set(answer.table["code"])
    hidden = [code for code in known.rows(by) if code not in shown]
    left, right = st.columns([6, 5], gap="medium")
    with left:
        show_concentrations_map(answer, ground, hidden)
        for note in concentration_notes(answer):
            st.caption(escaped(note))
    with right:
        found = answer.found.to_dict("records")
        said = [place_sentence(answer, row, ground.name) for row in found[:MOST_PLACES]]
        if said:
            st.markdown("\n".join(f"1. {escaped(line)}" for line in said))
        if len(found) > MOST_PLACES:
            st.caption(f"{len(found) - MOST_PLACES} more are in the table.")
    table = answer.table.assign(
        label=[ground.name(*pair) for pair in zip(answer.table["code"], answer.table["label"], strict=True)]
    )
    size = ("km²", "%.2f") if by == "cell" else ("Residents", "localized")
    columns = {
        "rank": column.NumberColumn("Rank", width=60),
        "label": column.TextColumn(TITLES[by], width=230),
        "shown": column.TextColumn("Reports", width=100, alignment="right"),
        "expected": column.NumberColumn("Expected by an even spread", format="%.1f"),
        "times": column.NumberColumn("Times as many", format="%.1f"),
        "size": column.NumberColumn(size[0], format=size[1]),
    }
    with st.expander("Every place that is shown", icon=":material/table:"):
        show_plain(
            table, columns=columns, alt="Places with their reports beside what an even spread would give"
        )


def show_bands(known: Offered, ground: ReleasedGround) -> None:
    """Three bands of tension by ward."""
    quarters = quarters_of_bands(known.release)
    if not quarters:
        st.info(
            "This release has no tension bands. Where it has them, they are three bands by ward and quarter, "
            "without a word of what anybody told.",
            icon=":material/info:",
        )
        return
    options = list(quarters)[::-1]
    _keep("released-quarter", options)
    quarter = st.selectbox(
        "Quarter", options, format_func=quarters.__getitem__, key="released-quarter", width=250
    )
    answer = bands(known.release, quarter)
    st.markdown(escaped(bands_sentence(answer)))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        show_bands_map(answer, ground)
    with right:
        columns = {"label": column.TextColumn("Ward"), "words": column.TextColumn("Band")}
        show_plain(
            answer.table,
            columns=columns,
            alt="Every ward with its band",
            height="content" if len(answer.table) <= 22 else 700,
        )
        st.caption(
            "A band rests on what several sources told. Where only one did, or too few, the ward is unknown."
        )


def _bold(text: str) -> str:
    """Keep our own bold print, and nothing else that Markdown would take for a sign."""
    return "**".join(escaped(part) for part in text.split("**"))
