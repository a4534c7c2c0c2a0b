"""Help with DBSCAN's radius: what it says, and that no single report can be found in it."""

import numpy as np
import pytest

from dashboard.answers.radius import radius_guide
from dashboard.charts.radius import radius_chart
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST


@pytest.mark.parametrize("filters", [Filters(), Filters(strands=frozenset({"disability"})), Filters(days=28)])
def test_every_step_holds_at_least_the_threshold(snapshot: Snapshot, filters: Filters) -> None:
    guide = radius_guide(snapshot, filters, ANALYST)
    if guide.state != "shown":
        assert survey(snapshot, filters).in_area < 50
        assert guide.curve.empty and guide.knee_m is None
        return
    step = np.diff(guide.curve["share"], prepend=0).min()
    assert step * survey(snapshot, filters).in_area >= snapshot.partnership.threshold
    assert (guide.curve["metres"] % 10 == 0).all() and guide.knee_m % 10 == 0
    assert guide.curve["metres"].is_monotonic_increasing
    assert f"{guide.knee_m:,.0f} m" in guide.sentence


def test_the_chart_is_the_table(snapshot: Snapshot) -> None:
    guide = radius_guide(snapshot, Filters(method="dbscan", radius_m=120.0), ANALYST)
    spec = radius_chart(guide, dark=True).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data] if "datasets" in spec else []
    rows = rows or spec["layer"][0]["data"]["values"]
    assert [row["metres"] for row in rows if "share" in row] == guide.curve["metres"].tolist()
    assert "asked for" in str(spec)


def test_few_reports_have_no_curve(snapshot: Snapshot) -> None:
    guide = radius_guide(snapshot, Filters(days=3), ANALYST)
    assert guide.state == "not enough data"
    assert "take a longer window" in guide.sentence
