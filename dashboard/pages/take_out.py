"""Take figures out: a release as a file, with its marking, for a purpose, written down before it leaves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard.desks.taking_out import PURPOSES
from dashboard.exporting.document import LEVELS, Document, Hidden, Sheet, notes_of
from dashboard.exporting.export import FORMATS, formats_for
from dashboard.exporting.markings import AUDIENCES, USUAL_DAYS, least_level, marking_for
from dashboard.exporting.picture import map_alt, svg_text
from dashboard.exporting.products import (
    ALL,
    EVERY,
    PRODUCTS,
    colours_of,
    document_of,
    period_words,
    periods_of,
)
from dashboard.gate.principal import allow
from dashboard.loading.opened import load_own_partnership
from dashboard.loading.places import load_outlines
from dashboard.loading.releases import load_release
from dashboard.released.release import OffLatticeError, Release
from dashboard.settings import Settings
from dashboard.viewer import Principal
from dashboard.widgets.hand_over import offer_file
from dashboard.widgets.kindly import kindly
from dashboard.widgets.tables import show_plain
from dashboard.widgets.what_is_this import titled
from dashboard.wording import day_words, escaped

LONGEST_DAYS = 5 * 365
column = st.column_config


def page() -> None:
    """Draw the page."""
    titled("Take figures out", "take_out")
    here = allow("take out released")
    st.markdown(
        "Figures leave as a **release**: numbered, small numbers hidden and the others a little changed, "
        "and never altered afterwards. Every file carries its marking. Who took it out, and what for, is "
        "written down before it leaves."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        profile = ask_profile(here)
        release = load_release(profile)
        if release is None:
            st.info(
                "There is no release of this kind yet. A coordinator makes the first one.",
                icon=":material/inventory_2:",
            )
            return
        say_release(release)
        document, product, fmt, purpose = ask(release, here)
    with right:
        if document is not None:
            preview(document)
    with left:
        if document is None or purpose is None:
            st.caption("Say what it is for; then it can be downloaded.")
        else:
            offer_file(
                "Take it out", document, fmt, product=product, purpose=purpose, key="take-out", primary=True
            )


def ask_profile(here: Principal) -> str:
    """Ask for whom it is; the strictest first."""
    profiles = [name for name in ("public", "partner") if here.viewer.profile != "public" or name == "public"]
    asked = str(st.query_params.get("for", "partner"))
    picked = st.segmented_control(
        "For whom",
        profiles,
        default=asked if asked in profiles else profiles[-1],
        format_func=lambda name: AUDIENCES[name].capitalize(),
        key="take-out-profile",
        required=True,
        help="What everybody may see is hidden and rounded more strictly.",
    )
    return str(picked)


def say_release(release: Release) -> None:
    """Which release this is, and what its hidden numbers mean."""
    st.caption(
        escaped(
            f"{release.profile.capitalize()} release {release.number}, {day_words(release.made_at.date())}: "
            f"{day_words(release.first)} to {day_words(release.last)}. A number below {release.threshold} is "
            f"written “{release.few}”."
        )
    )


def ask(release: Release, here: Principal) -> tuple[Document | None, str, str, str | None]:
    """Ask what, of when, in which format, marked how, and what for; give the document."""
    offered = [key for key in PRODUCTS if periods_of(release, key)]
    if not offered:
        st.info("This release covers no whole quarter or year yet.")
        return None, "", "", None
    product = st.selectbox(
        "What", offered, format_func=lambda key: PRODUCTS[key].title, key="take-out-product"
    )
    periods = [*periods_of(release, product), EVERY]
    period = st.selectbox(
        "Of when",
        periods,
        format_func=lambda one: period_words(one) if one else f"Every {PRODUCTS[product].step}",
        key=f"take-out-period-{product}",
    )
    colours = colours_of(release, product)
    colour = ALL
    if colours and period != EVERY:
        colour = st.selectbox(
            "The map is coloured by",
            list(colours),
            format_func=colours.__getitem__,
            key=f"take-out-colour-{product}",
        )
    purpose = st.selectbox(
        "What for",
        list(PURPOSES),
        index=None,
        format_func=PURPOSES.__getitem__,
        placeholder="Choose what it is for",
        key="take-out-purpose",
    )
    today = date.today()
    least = least_level(release.profile)
    level = st.selectbox(
        "Marking", LEVELS[LEVELS.index(least) :], key=f"take-out-level-{release.profile}",
        help="It can be raised. A release for partners is never marked lower.",
    )  # fmt: skip
    expires = st.date_input(
        "To be thrown away after",
        value=today + timedelta(USUAL_DAYS),
        min_value=today + timedelta(1),
        max_value=today + timedelta(LONGEST_DAYS),
        format="DD/MM/YYYY",
        key="take-out-expires",
    )
    partnership = load_own_partnership(Settings())
    try:
        document = document_of(
            release,
            product,
            period=period,
            colour=colour,
            partnership=partnership.name,
            wards=load_outlines(),
            marking=marking_for(
                release.profile,
                today=today,
                level=level,
                expires=expires if isinstance(expires, date) else None,
            ),
            purpose=PURPOSES.get(purpose or "", "not said yet"),
            made_by=here.viewer.title,
            made_at=datetime.now(UTC),
            attribution=partnership.attribution,
        )
    except OffLatticeError as error:
        st.error(escaped(str(error)))
        return None, product, "", None
    fmt = st.selectbox(
        "Format", formats_for(document), format_func=lambda name: FORMATS[name].title, key="take-out-format"
    )
    return document, product, fmt, purpose


def preview(document: Document) -> None:
    """Show what will be in the file: the map, the table, and how to read it."""
    sheet = document.sheets[0]
    st.subheader(escaped(document.title), anchor=False)
    st.badge(document.marking.level, color="red" if document.marking.level != "OFFICIAL" else "gray")
    st.caption(escaped(document.marking.handling))
    if sheet.is_map:
        st.image(svg_text(document, alone=False), alt=map_alt(document), width="stretch")
    show_plain(rows_of(sheet), columns=columns_of(sheet), alt=f"What will be in the file: {document.title}")
    for note in notes_of(document):
        st.caption(escaped(note))


def rows_of(sheet: Sheet) -> Any:
    """Lay a sheet out for the screen, hidden numbers in words."""
    names = [one.name for one in sheet.columns]
    told = [[value.words if isinstance(value, Hidden) else value for value in row] for row in sheet.rows]
    return {name: [_shown(row[place]) for row in told] for place, name in enumerate(names)}


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def columns_of(sheet: Sheet) -> dict[str, Any]:
    """Title the columns; numbers stand at the right."""
    return {
        one.name: column.TextColumn(one.title, alignment="right" if one.kind == "number" else "left")
        for one in sheet.columns
    }


kindly(page)
