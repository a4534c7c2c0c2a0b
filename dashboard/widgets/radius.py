"""Help with DBSCAN's radius, beside the map: the curve, a sentence, and the curve as a table."""

import streamlit as st

from dashboard.answers.radius import RadiusGuide, radius_guide
from dashboard.charts.radius import radius_chart
from dashboard.filters import Filters
from dashboard.loading.opened import viewer
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from dashboard.widgets.map import is_dark
from dashboard.widgets.tables import show_plain
from dashboard.wording import escaped

__all__ = ["show_radius"]

column = st.column_config
CURVE = {
    "percent": column.NumberColumn("Share of the reports", format="%.0f %%"),
    "metres": column.NumberColumn("Metres", format="localized"),
}


@st.cache_resource(max_entries=16, show_spinner=False)
def _guide(version: str, filters: Filters, looking: Viewer, _snapshot: Snapshot) -> RadiusGuide:
    return radius_guide(_snapshot, filters, looking)


def show_radius(snapshot: Snapshot, filters: Filters) -> None:
    """Draw the help where DBSCAN is chosen, folded away."""
    if filters.method != "dbscan":
        return
    guide = _guide(snapshot.version, filters.without_selection(), viewer(), snapshot)
    with st.expander("Which radius?", expanded=False):
        st.markdown(escaped(guide.sentence))
        if guide.state != "shown":
            return
        st.altair_chart(
            radius_chart(guide, dark=is_dark()), theme=None, width="stretch", alt=escaped(guide.sentence)
        )
        show_plain(
            guide.curve.assign(percent=guide.curve["share"] * 100),
            columns=CURVE,
            alt="Within how many metres a share of the reports has so many near ones",
        )
        st.caption("In steps, and to 10 m, so that no single report can be found in it.")
