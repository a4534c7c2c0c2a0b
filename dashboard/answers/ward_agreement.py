"""Recorded incidents beside community intelligence, ward by ward, as far as a viewer may see either."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.hidden_series import hide_series
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST, Viewer
from spatial.trust.source_agreement import WORDS, source_agreement

__all__ = ["NOTHING_TOLD", "WardAgreement", "ward_agreement"]

NOTHING_TOLD = "no community reports"
GOOD_SOURCES, GOOD_INFORMATION = (1, 2), ("A", "B", "C")
FEWEST_INCIDENTS, FEWEST_REPORTS = 5, 3
COLUMNS = ("ward", "name", "incidents", "incidents_shown", "reports", "reports_shown", "word")


@dataclass(frozen=True)
class WardAgreement:
    """What two sources say of every ward; they are never added up.

    Attributes
    ----------
    state : str
        "found", "none", "not enough data"; or "no community reports".
    live_on : datetime.date
        A community report counts whose day of review is not before this day.
    until : datetime.date or None
        And that was seen by this day; None where the question ends with the latest record.
    counted : int or None
        Community reports counted; None where that is hidden.
    conditional : int or None
        Of those, shared with conditions (handling C).
    left_out : dict of str to (int or None)
        Live reports that are not counted: `grade` (poor source, information not known or suspected to be
        false), `check` (needs a second look), `ward` (names no ward), `handling` (C, which the viewer may not
        see).
    expected_by : str
        "residents" or "area": how what is expected is shared out over the wards.
    wards : pandas.DataFrame
        One row a ward, those that stand out first: ward, name, incidents and reports (NaN hidden) and as
        shown; word: one of `source_agreement.WORDS`, worked out from what is shown and from whether
        two sources spoke, and from nothing else.
    """

    viewer: Viewer
    version: str
    threshold: int
    state: str
    live_on: date
    until: date | None
    counted: int | None
    conditional: int | None
    left_out: dict[str, int | None]
    expected_by: str
    wards: pd.DataFrame
    settings: dict[str, Any]


def ward_agreement(snapshot: Snapshot, situation: Situation, viewer: Viewer) -> WardAgreement:
    """Set the reports on the map beside live, graded community reports.

    A number that is hidden is not used: a ward's word says nothing that its row does not.
    """
    threshold = situation.threshold
    live_on = situation.window.last
    until = None if live_on >= situation.latest else live_on
    live = _live(snapshot, situation, live_on, until)
    good, left_out = _sorted_out(live, viewer)
    n_wards = len(snapshot.study_area.wards)
    reports = np.bincount(good["ward_at"].to_numpy(), minlength=n_wards)
    voices = good.group_by("ward_at").agg(pl.struct("agency", "source_type").n_unique().alias("sources"))
    sources = np.zeros(n_wards)
    sources[voices["ward_at"].to_numpy()] = voices["sources"].to_numpy()
    hidden = hide_series(reports, threshold)
    told = np.where(hidden, np.nan, reports)
    codes = [str(code) for code in snapshot.study_area.wards["ward"]]
    seen = situation.wards.set_index("ward")["incidents"].reindex(codes).to_numpy(dtype=float)
    if situation.totals.in_area is None:
        seen = np.full(n_wards, np.nan)
    share, expected_by = _share(snapshot)
    small = 0 < good.height < threshold
    found = source_agreement(
        seen,
        share,
        told,
        share,
        sources,
        total_incidents=situation.totals.in_area,
        total_intelligence=None if small else good.height,
        fewest_incidents=max(FEWEST_INCIDENTS, threshold),
        fewest_intelligence=max(FEWEST_REPORTS, threshold),
    )
    few = f"fewer than {threshold}"
    wards = pd.DataFrame(
        {
            "ward": codes,
            "name": [str(name) for name in snapshot.study_area.wards["name"]],
            "incidents": seen,
            "incidents_shown": [few if n != n else f"{n:,.0f}" for n in seen],
            "reports": told,
            "reports_shown": [few if n != n else f"{n:,.0f}" for n in told],
            "word": found.table["word"].to_numpy(),
        },
        columns=list(COLUMNS),
    )
    rank = wards["word"].map({word: number for number, word in enumerate(WORDS)})
    order = np.lexsort((wards["name"], rank))

    def shown(number: int) -> int | None:
        return None if 0 < number < threshold else number

    return WardAgreement(
        viewer=viewer,
        version=snapshot.version,
        threshold=threshold,
        state=found.state if good.height else NOTHING_TOLD,
        live_on=live_on,
        until=until,
        counted=shown(good.height),
        conditional=shown(good.filter(pl.col("handling") == "C").height),
        left_out={name: shown(number) for name, number in left_out.items()},
        expected_by=expected_by,
        wards=wards.iloc[order].reset_index(drop=True),
        settings={
            **{name: found.settings[name] for name in ("alpha", "fewest_sources", "expected_needed")},
            **{name: found.settings[name] for name in ("fewest_incidents", "fewest_intelligence")},
            "source_grades": list(GOOD_SOURCES),
            "information_grades": list(GOOD_INFORMATION),
        },
    )


def _live(snapshot: Snapshot, situation: Situation, on: date, until: date | None) -> pl.DataFrame:
    """Keep the reports that had not expired, of the strands asked for."""
    live = snapshot.community.filter(pl.col("review_by") >= on)
    if until is not None:
        live = live.filter(pl.col("observed_from") <= until)
    if situation.filters.strands:
        asked = list(situation.filters.strands)
        live = live.filter(pl.col("strands").str.split(";").list.set_intersection(asked).list.len() > 0)
    return live


def _sorted_out(live: pl.DataFrame, viewer: Viewer) -> tuple[pl.DataFrame, dict[str, int]]:
    """Keep the reports that may be counted, and count the others by the first reason that holds."""
    good_grade = pl.col("source_grade").is_in(GOOD_SOURCES) & pl.col("information_grade").is_in(
        GOOD_INFORMATION
    )
    tests = {
        "grade": good_grade,
        "check": ~pl.col("needs_check"),
        "ward": pl.col("ward_at") >= 0,
        "handling": (pl.col("handling") == "P") | pl.lit(viewer == ANALYST),
    }
    left_out = {}
    for name, passes in tests.items():
        kept = live.filter(passes)
        left_out[name], live = live.height - kept.height, kept
    return live, left_out


def _share(snapshot: Snapshot) -> tuple[np.ndarray, str]:
    """Share out what is expected by residents where they are known, else by ground."""
    wards = snapshot.study_area.wards
    residents = wards["residents"].to_numpy(dtype=float)
    known = bool(np.isfinite(residents).all() and (residents > 0).all())
    spread = residents if known else wards["area_km2"].to_numpy(dtype=float)
    return spread / spread.sum(), "residents" if known else "area"
