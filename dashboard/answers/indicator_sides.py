"""The two sides of the indicators: how things come to be reported, and how grave they are."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.indicator_shares import parts_table, shares_table
from dashboard.answers.third_party_months import THIRD, months_through
from dashboard.filters import Filters, Window
from dashboard.hidden_series import hide_series
from dashboard.snapshot import Snapshot

__all__ = ["WindowRecords", "harm", "reporting"]

POLICE = ("police", "police_non_crime")


@dataclass(frozen=True, eq=False)
class WindowRecords:
    """The raw records and community reports of one window."""

    records: pl.DataFrame
    community: pl.DataFrame
    repeats: tuple[int, int]


def reporting(
    snapshot: Snapshot,
    now: WindowRecords,
    before: WindowRecords,
    asked: Filters,
    spans: tuple[Window, Window],
    ward: str,
) -> dict[str, Any]:
    """Say through whom reports came, and how well they are placed."""
    threshold = snapshot.partnership.threshold
    codes = snapshot.words["source"]
    counts = [np.bincount(each.records["source"].to_numpy(), minlength=len(codes)) for each in (now, before)]
    hidden = [hide_series(each, threshold) for each in counts]
    rows: list[Any] = []
    for code, group in (("third_party", THIRD), ("police", POLICE)):
        at = [codes.index(each) for each in group if each in codes]
        pair = [
            None if mask[at].any() else (int(each[at].sum()), int(each.sum()))
            for each, mask in zip(counts, hidden, strict=True)
        ]
        rows.append((code, *pair))
    placed = [
        (each.records.filter(pl.col("ward") >= 0).height, each.records.height) for each in (now, before)
    ]
    rows.append(("placed", *placed))
    rows += _community(("anonymous", pl.col("is_anonymous"), pl.lit(True)), now, before)
    labels = snapshot.policy.labels("source")
    listed = counts[0] + counts[1] + hidden[0] + hidden[1]  # a hidden one stands beside its partner
    present = np.flatnonzero(listed).tolist()
    told = [np.where(mask, np.nan, each)[present] for each, mask in zip(counts, hidden, strict=True)]
    table = parts_table(
        [(codes[n], labels.get(codes[n], codes[n])) for n in present],
        *told,
        totals=(int(counts[0].sum()), int(counts[1].sum())),
    )
    return {
        "shares": shares_table(rows, threshold),
        "parts": {"source": table},
        "months": months_through(snapshot, asked, ward, told=_through_third_parties(counts, codes, spans)),
        "centres": _centres(snapshot),
        "agencies": _agencies(snapshot, spans[0]),
    }


def harm(
    snapshot: Snapshot,
    now: WindowRecords,
    before: WindowRecords,
    asked: Filters,
    spans: tuple[Window, Window],
    ward: str,
) -> dict[str, Any]:
    """Say how grave what was reported is, and how often it follows something at the same place."""
    threshold, policy, codes = snapshot.partnership.threshold, snapshot.policy, snapshot.words["category"]
    serious = [codes.index(code) for code in policy.tension.serious_categories if code in codes]
    violence = [codes.index("violence")] if "violence" in codes else []
    grave, hurt = (
        [
            (each.records.filter(pl.col("category").is_in(group)).height, each.records.height)
            for each in (now, before)
        ]
        for group in (serious, violence)
    )
    shown = [
        None if 0 < abs(more[0] - less[0]) < threshold else less
        for more, less in zip(grave, hurt, strict=True)
    ]
    placed = [
        None if 0 < each.records.height - each.repeats[1] < threshold else each.repeats
        for each in (now, before)
    ]
    rows: list[Any] = [("serious", *grave), ("violence", *shown), ("repeats", *placed)]
    upper = len(policy.severity_scale) / 2
    rows += _community(("severity", pl.col("severity") > upper, pl.lit(True)), now, before)
    rows += _community(("allport", pl.col("allport") >= 4, pl.col("allport").is_not_null()), now, before)
    parts = {}
    for name, scale in (("severity", policy.severity_scale), ("allport", policy.allport_scale)):
        levels = {level.number: level.name for level in scale}
        counts = [
            np.array([each.community.filter(pl.col(name) == number).height for number in levels], dtype=float)
            for each in (now, before)
        ]
        totals = int(counts[0].sum()), int(counts[1].sum())
        parts[name] = parts_table([(str(n), word) for n, word in levels.items()], *counts, totals=totals)
    return {"shares": shares_table(rows, threshold, told=("severity", "allport")), "parts": parts}


def _community(what: tuple[str, pl.Expr, pl.Expr], now: WindowRecords, before: WindowRecords) -> list[Any]:
    code, part, whole = what
    pairs = []
    for each in (now, before):
        asked = each.community.filter(whole)
        pairs.append((asked.filter(part).height, asked.height))
    return [(code, *pairs)]


def _through_third_parties(
    counts: list[np.ndarray], codes: tuple[str, ...], spans: tuple[Window, Window]
) -> list[tuple[Window, int]]:
    at = [codes.index(each) for each in THIRD if each in codes]
    return [(span, int(each[at].sum())) for span, each in zip(spans, counts, strict=True)]


def _centres(snapshot: Snapshot) -> dict[str, int]:
    """Count the centres of the register by state."""
    centres = snapshot.centres
    if centres is None or not len(centres) or "state" not in centres:
        return {}
    return {str(state): int(many) for state, many in centres["state"].value_counts().sort_index().items()}


def _agencies(snapshot: Snapshot, period: Window) -> pd.DataFrame:
    """Say how far what each agency sent reaches, and whether that is the end of the period."""
    covered = {} if snapshot.lateness is None else snapshot.lateness.covered
    known = {agency.name: agency for agency in snapshot.partnership.agencies}
    rows = []
    for name in sorted({*covered, *known}):
        agency = known.get(name)
        if agency is not None and (agency.expects == "none" and name not in covered):
            continue
        if agency is not None and agency.until and agency.until < period.first:
            continue
        reach = covered.get(name)
        rows.append(
            {
                "agency": name if agency is None else agency.title,
                "reaches": reach,
                "whole": reach is not None and reach >= period.last - timedelta(days=7),
            }
        )
    return pd.DataFrame(rows, columns=["agency", "reaches", "whole"])
