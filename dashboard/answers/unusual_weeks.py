"""Unusual weeks: wards and strands with more reports of late than one would expect, as far as may be seen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.masked_weeks import FOUR, complete_weeks, hidden_of_lines, hidden_sums, last_four
from dashboard.answers.weekly_lines import ALL, Lines, weekly_lines
from dashboard.filters import Filters, Window
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.trend import trend
from dashboard.viewer import Viewer
from dashboard.weeks import Break, Trend
from spatial.progress import Progress, silent
from spatial.surveillance.watch import FEW, OVER, UNKNOWN, USUAL, watch

__all__ = ["ALL", "FEW", "OVER", "UNKNOWN", "USUAL", "UnusualWeeks", "silent_agencies", "unusual_weeks"]

ORDER = {OVER: 0, UNKNOWN: 1, USUAL: 2, FEW: 3}
SILENT_DAYS = 28
COLUMNS = (
    "ward", "ward_name", "strand", "strand_name", "state", "why", "reports", "low", "high", "since", "method",
    "early", "weeks", "q",
)  # fmt: skip
LEVEL = 0.05
"""A look has a false signal in a family of lines with at most this chance."""


@dataclass(frozen=True)
class UnusualWeeks:
    """What stands out in the last four complete weeks.

    Attributes
    ----------
    state : str
        "found", "none", "not enough data" or "only months".
    four : Window or None
        The four weeks; None where there are none.
    lines : pandas.DataFrame
        A row a line, those that stand out first, else in the order of the wards: ward, ward_name, strand,
        strand_name, state, why, reports (NaN hidden or not known), low and high (95 % range of what one would
        expect of the four weeks; NaN where it would give a small count away), since, method, early (weeks not
        complete are above their limit already), weeks (that can be looked back at).
    counts : dict of str to int
        Lines by state.
    incomplete_from : datetime.date or None
        The Monday from which weeks are not complete.
    silent : tuple of (str, datetime.date)
        Agencies that have sent nothing lately, and how far what they sent reaches.
    breaks : tuple of Break
        Changes of recording that begin a line anew.
    monthly : int or None
        Reports that say only the month and are in no week; None hidden.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    threshold: int
    state: str
    window: Window
    four: Window | None
    lines: pd.DataFrame
    counts: dict[str, int]
    incomplete_from: date | None = None
    silent: tuple[tuple[str, date], ...] = ()
    breaks: tuple[Break, ...] = ()
    monthly: int | None = 0
    settings: dict[str, Any] = field(default_factory=dict)


def unusual_weeks(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    level: float = LEVEL,
    told: Progress = silent,
) -> UnusualWeeks:
    """Look through every ward and strand for unusually many reports in the last four complete weeks.

    Parameters
    ----------
    level : float
        The chance that one look has a false signal in a family of lines.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    lines = weekly_lines(snapshot, filters)
    threshold = snapshot.partnership.threshold
    share = None if lines.arrived is None else np.where(lines.arrived.whole, 1.0, 0.0)
    groups = ["whole" if one.ward == ALL else "ward" if one.strand == ALL else "both" for one in lines.lines]
    finding = watch(
        lines.counts,
        lines.mondays,
        names=lines.lines,
        starts=lines.starts.tolist(),
        groups=groups,
        arrived=share,
        level=level,
        told=told,
    )
    end = complete_weeks(lines)
    sums = hidden_sums(snapshot, lines, survey(snapshot, filters), end)
    table = _suppressed(finding.table, lines, end, threshold, trend(snapshot, filters, viewer), sums)
    counts = {state: int((table["state"] == state).sum()) for state in ORDER}
    state = finding.state
    if state == "found" and not counts[OVER]:
        state = "none" if counts[USUAL] else "not enough data"
    if not lines.counts.any() and lines.monthly:
        state = "only months"
    return UnusualWeeks(
        filters=lines.found.filters,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        threshold=threshold,
        state=state,
        window=lines.window,
        four=last_four(lines, end),
        lines=table,
        counts=counts,
        incomplete_from=lines.mondays[end] if end < len(lines.mondays) else None,
        silent=silent_agencies(snapshot, lines, threshold),
        breaks=tuple(
            sorted({b for each in lines.breaks.values() for b in each}, key=lambda b: (b.day, b.title))
        ),
        monthly=None if 0 < lines.monthly < threshold else lines.monthly,
        settings=finding.settings,
    )


def _suppressed(
    table: pd.DataFrame, lines: Lines, end: int, threshold: int, drawn: Trend, sums: np.ndarray
) -> pd.DataFrame:
    """Hide small sums, each with a ward beside it, and whatever would give one back."""
    four = lines.counts[:, max(end - FOUR, 0) : end].sum(axis=1)
    hidden = sums.T.ravel()
    away: dict[int, np.ndarray] = {}
    for code in dict.fromkeys(
        line.strand
        for line, over in zip(lines.lines, (table["state"] == OVER) | table["early"], strict=True)
        if over
    ):
        away |= hidden_of_lines(lines, end, threshold, drawn, strand=code, sums=sums)
    rows = []
    for at, (line, row) in enumerate(zip(lines.lines, table.to_dict("records"), strict=True)):
        own = {
            "ward": line.ward,
            "ward_name": line.ward_name,
            "strand": line.strand,
            "strand_name": line.strand_name,
        }
        seen = {name: row[name] for name in ("state", "why", "weeks", "since", "early")}
        seen["method"] = row["method"] if isinstance(row["method"], str) else ""
        known = row["recent"] is not None and not pd.isna(row["recent"])
        said = {
            "reports": float(four[at]) if known and not hidden[at] else np.nan,
            "low": np.nan,
            "high": np.nan,
            "q": np.nan,
        }
        if hidden[at] and row["state"] in (OVER, USUAL, FEW):
            few = four[at] < threshold or row["why"] in ("short", "recording changed")
            seen |= {"state": FEW, "why": row["why"] if few and row["why"] else "hidden"}
        if hidden[at]:
            seen |= {
                "why": seen["why"] if seen["why"] in ("short", "recording changed", "late") else "hidden"
            }
            seen |= {"method": "", "since": None, "early": False}
        elif row["state"] in (OVER, USUAL):
            past = lines.counts[at, int(lines.starts[at]) : max(end - FOUR, 0)]
            if not 0 < past.sum() < threshold:
                said |= {"low": row["lower"], "high": row["upper"]}
                said["q"] = _one_figure_up(row["q"]) if row["state"] == OVER else np.nan
            seen |= _seen_weeks(row, lines, away.get(at), end)
        rows.append({**own, **seen, **said})
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    order = found["state"].map(ORDER)
    return found.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _one_figure_up(chance: float) -> float:
    """Round a chance up to one figure; never below 1 in 10 million."""
    chance = max(float(chance), 1e-7)
    digits = -math.floor(math.log10(chance) + 1e-12)
    return float(np.round(np.ceil(chance * 10**digits - 1e-9) / 10**digits, digits))


def _seen_weeks(row: Mapping[Any, Any], lines: Lines, hidden: np.ndarray | None, end: int) -> dict[str, Any]:
    """Name weeks only where their counts may be seen; else the four weeks as a whole."""
    since = row["since"]
    if since is not None and hidden is not None and hidden[lines.mondays.index(since)]:
        since = lines.mondays[end - FOUR]
    return {"since": since, "early": bool(row["early"] and hidden is not None and not hidden[end:].any())}


def silent_agencies(snapshot: Snapshot, lines: Lines, threshold: int) -> tuple[tuple[str, date], ...]:
    """List the agencies in the answer whose records end long before the weeks do."""
    late = snapshot.lateness
    if late is None or not lines.mondays:
        return ()
    sent = lines.found.inside["agency"].value_counts()
    many = sent.filter(sent["count"] >= threshold)["agency"].to_list()
    ends = {name: late.covered[name] for name in sorted(snapshot.words["agency"][code] for code in many)}
    too_old = lines.mondays[-1] - timedelta(days=SILENT_DAYS)
    return tuple((name, day) for name, day in ends.items() if day <= too_old)
