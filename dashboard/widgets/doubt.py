"""How sure is this: the places and the wards, each way that doubt can be put."""

from typing import Any

import streamlit as st

from dashboard.answers.doubt import Doubt
from dashboard.answers.ward_agreement import NOTHING_TOLD, WardAgreement
from dashboard.situation import Situation
from dashboard.widgets.tables import show_plain
from dashboard.wording import escaped
from dashboard.words.doubt import (
    agreement_notes,
    agreement_sentence,
    doubt_notes,
    doubt_sentence,
    places_table,
    wards_table,
)

__all__ = ["show_doubt"]

column = st.column_config
PLACES: dict[str, Any] = {
    "rank": column.NumberColumn("Rank", width=50),
    "ward_name": column.TextColumn("Ward"),
    "in_top": column.TextColumn("Top five", help="In what share of the resamples it is in the top five."),
    "keeps_rank": column.TextColumn("Rank kept", help="Within one rank of its own."),
    "steady": column.TextColumn("Moved grids", help="On what share of moved grids it still stands out."),
    "larger": column.TextColumn("Larger cells"),
    "smaller": column.TextColumn("Smaller cells"),
    "ward_stands": column.TextColumn("Its ward"),
}
WARDS: dict[str, Any] = {
    "name": column.TextColumn("Ward"),
    "incidents_shown": column.TextColumn("Reports on the map"),
    "reports_shown": column.TextColumn("Community reports"),
    "together": column.TextColumn("Together"),
}


def show_doubt(doubt: Doubt, wards: WardAgreement, situation: Situation) -> None:
    """Show how firmly the places stand, and what recorded and community reports say of each ward."""
    st.markdown(escaped(doubt_sentence(doubt, situation)))
    if not doubt.places.empty:
        table = places_table(doubt)
        methods = {title: column.TextColumn(title) for title in doubt.titles}
        show_plain(
            table, columns=PLACES | methods, alt="How firmly every hot spot stands, and by which methods"
        )
        for note in doubt_notes(doubt):
            st.caption(escaped(note))
    st.markdown("**Recorded reports beside community intelligence**")
    st.markdown(escaped(agreement_sentence(wards)))
    if wards.state != NOTHING_TOLD:
        listed = wards_table(wards)
        show_plain(listed, columns=WARDS, alt="What recorded and community reports say of every ward")
        for note in agreement_notes(wards):
            st.caption(escaped(note))
