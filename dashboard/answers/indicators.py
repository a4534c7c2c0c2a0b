"""Indicators: how things come to be reported, and how grave they are; never one number of both."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.weekly_lines import ALL, weekly_lines
from dashboard.filters import Filters, Window
from dashboard.hidden_series import hide_series
from dashboard.selection import select
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST, Viewer
from dashboard.weeks import Break
from spatial.comparing.shares import FEWEST, HIGHER, LOWER, SAME, TOO_FEW, compare_shares, share_of

__all__ = [
    "AGAINST",
    "ALL",
    "HARM",
    "HIDDEN",
    "HIGHER",
    "LOWER",
    "REPORTING",
    "SAME",
    "TOO_FEW",
    "Indicators",
    "indicators",
]

REPORTING, HARM = "reporting", "harm"
AGAINST = {"before": "The time just before", "year": "The same days a year earlier"}
HIDDEN = "not shown"
POLICE, THIRD = ("police", "police_non_crime"), ("third_party", "charity")
PLACED_EXACTLY = "exact"
MONTHS = 12
SHARES = (
    "code", "part", "whole", "share", "low", "high", "part_before", "whole_before", "share_before",
    "low_before", "high_before", "verdict",
)  # fmt: skip
PARTS = ("code", "name", "now", "share", "low", "high", "before", "share_before")


@dataclass(frozen=True)
class Indicators:
    """One side's indicators, already suppressed for the viewer.

    Attributes
    ----------
    side : str
        `REPORTING` or `HARM`.
    period, against : Window
        What is looked at, and what it is compared with.
    on_record : bool
        Whether records reach back to the first day of `against`.
    ward_name, strand_name : str
    shares : pandas.DataFrame
        A row an indicator: code, part of whole with share, low and high (Wilson, 95 %), the same before, and
        verdict: `HIGHER`, `LOWER`, `SAME`, `TOO_FEW` or `HIDDEN`. NaN where hidden or nothing.
    parts : dict of str to pandas.DataFrame
        Distributions: `source` (reporting), `severity` and `allport` (harm): code, name, now, share, low,
        high, before, share_before.
    months : pandas.DataFrame
        Reporting: month (its first day) and reports that came through third-party centres and charities.
    centres : dict of str to int
        Reporting: centres of the register by state.
    agencies : pandas.DataFrame
        Reporting: agency, reaches (day, None where nothing came), whole (whether to the end of the period).
    breaks : tuple of Break
        Changes of recording between the first day before and the last now.
    incomplete_from : datetime.date or None
        The Monday from which weeks of the period are not complete.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    threshold: int
    side: str
    period: Window
    against: Window
    on_record: bool
    ward_name: str
    strand_name: str
    shares: pd.DataFrame
    parts: dict[str, pd.DataFrame] = field(default_factory=dict)
    months: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["month", "reports"]))
    centres: dict[str, int] = field(default_factory=dict)
    agencies: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["agency", "reaches", "whole"])
    )
    breaks: tuple[Break, ...] = ()
    incomplete_from: date | None = None
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Window:
    """The raw records and community reports of one window."""

    records: pl.DataFrame
    community: pl.DataFrame
    repeats: tuple[int, int]


def indicators(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    side: str,
    ward: str = ALL,
    strand: str = ALL,
    against: str = "year",
) -> Indicators:
    """Work out one side's indicators for a window, beside an earlier one.

    Parameters
    ----------
    side : str
        `REPORTING` or `HARM`.
    against : str
        A key of `AGAINST`.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such side, ward, strand or comparison.
    """
    places = dict(zip(snapshot.study_area.wards["ward"], snapshot.study_area.wards["name"], strict=True))
    for word, known, what in (
        (side, (REPORTING, HARM), "side"),
        (against, AGAINST, "comparison"),
        (ward, (ALL, *places), "ward"),
        (strand, (ALL, *snapshot.policy.strands), "strand"),
    ):
        if word not in known:
            raise ValueError(f"There is no {what} '{word}'. Known: {', '.join(map(str, known))}.")
    asked = filters if strand == ALL else filters.with_(strands=frozenset({strand}))
    period = survey(snapshot, asked).window
    earlier = _earlier(period, against)
    days = snapshot.policy.tension.repeat_days
    now, before = (
        _window(snapshot, asked, viewer, each, ward=ward, strand=strand, days=days)
        for each in (period, earlier)
    )
    lines = weekly_lines(snapshot, asked)
    late = [] if lines.arrived is None else [
        day for day, whole in zip(lines.mondays, lines.arrived.whole, strict=True) if not whole
    ]  # fmt: skip
    first = snapshot.earliest
    answer = _reporting if side == REPORTING else _harm
    return Indicators(
        filters=lines.found.filters,
        viewer=viewer,
        version=snapshot.version,
        threshold=snapshot.partnership.threshold,
        side=side,
        period=period,
        against=earlier,
        on_record=first is not None and first <= earlier.first,
        ward_name="Whole area" if ward == ALL else places[ward],
        strand_name="All reports" if strand == ALL else snapshot.policy.strands[strand],
        breaks=tuple(each for each in lines.breaks[ALL] if earlier.first < each.day <= period.last),
        incomplete_from=min((day for day in late if day <= period.last), default=None),
        settings={
            "fewest": FEWEST, "confidence": 0.95, "repeat_days": days, "against": against,
            "serious_categories": list(snapshot.policy.tension.serious_categories),
        },
        **answer(snapshot, now, before, asked, (period, earlier), ward),
    )  # fmt: skip


def _earlier(period: Window, against: str) -> Window:
    """Give the window before, or the same days 52 weeks earlier for each year that it lasts."""
    back = period.days if against == "before" else 364 * max(1, -(-period.days // 366))
    return Window(period.first - timedelta(days=back), period.last - timedelta(days=back))


def _window(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    span: Window,
    *,
    ward: str,
    strand: str,
    days: int,
) -> _Window:
    wider = Window(span.first - timedelta(days=days), span.last)
    rows: pl.DataFrame = select(snapshot, filters, wider).rows.to_native()
    rows = rows.filter((pl.col("ward") >= 0) | (pl.col("place") < 0))
    told = snapshot.community.filter(pl.col("observed_from").is_between(span.first, span.last))
    if ward != ALL:
        at = list(snapshot.study_area.wards["ward"]).index(ward)
        rows = rows.filter((pl.col("ward") == at) | ((pl.col("place") < 0) & (pl.col("area") == at)))
        told = told.filter(pl.col("ward") == ward)
    if strand != ALL:
        told = told.filter(pl.col("strands").fill_null("").str.split(";").list.contains(strand))
    if viewer != ANALYST:
        told = told.filter(pl.col("handling") != "C")
    told = told.filter((pl.col("information_grade") != "E") & ~pl.col("needs_check"))
    first = (span.first - EPOCH).days
    return _Window(
        rows.filter(pl.col("first") >= first), told, _repeats(snapshot, rows, first=first, days=days)
    )


def _repeats(snapshot: Snapshot, rows: pl.DataFrame, *, first: int, days: int) -> tuple[int, int]:
    """Count the records with an exact point, and those of them that follow another at the same place."""
    precisions = snapshot.words["precision"]
    exact = precisions.index(PLACED_EXACTLY) if PLACED_EXACTLY in precisions else -1
    known = rows.filter((pl.col("precision") == exact) & (pl.col("ward") >= 0)).sort("place", "first")
    gap = pl.col("first") - pl.col("first").shift(1).over("place")
    marked = known.with_columns(again=(gap <= days).fill_null(False)).filter(pl.col("first") >= first)
    return int(marked["again"].sum()), marked.height


def _reporting(
    snapshot: Snapshot,
    now: _Window,
    before: _Window,
    asked: Filters,
    spans: tuple[Window, Window],
    ward: str,
) -> dict[str, Any]:
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
    table = _parts(
        [(codes[n], labels.get(codes[n], codes[n])) for n in present],
        *told,
        totals=(int(counts[0].sum()), int(counts[1].sum())),
    )
    return {
        "shares": _shares(rows, threshold),
        "parts": {"source": table},
        "months": _months(snapshot, asked, ward, told=_through_third_parties(counts, codes, spans)),
        "centres": _centres(snapshot),
        "agencies": _agencies(snapshot, spans[0]),
    }


def _harm(
    snapshot: Snapshot,
    now: _Window,
    before: _Window,
    asked: Filters,
    spans: tuple[Window, Window],
    ward: str,
) -> dict[str, Any]:
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
        parts[name] = _parts([(str(n), word) for n, word in levels.items()], *counts, totals=totals)
    return {"shares": _shares(rows, threshold, told=("severity", "allport")), "parts": parts}


def _community(what: tuple[str, pl.Expr, pl.Expr], now: _Window, before: _Window) -> list[Any]:
    code, part, whole = what
    pairs = []
    for each in (now, before):
        asked = each.community.filter(whole)
        pairs.append((asked.filter(part).height, asked.height))
    return [(code, *pairs)]


def _shares(
    rows: list[tuple[str, tuple[int, int] | None, tuple[int, int] | None]],
    threshold: int,
    *,
    told: tuple[str, ...] = ("anonymous",),
) -> pd.DataFrame:
    """Lay out the indicators; a small part of records, or a small rest, is hidden and with it all of its row.

    Community reports are listed one by one elsewhere, so those of `told` are not hidden.
    """
    found = []
    for code, now, before in rows:
        pairs = [None if _small(each, threshold) and code not in told else each for each in (now, before)]
        row: dict[str, Any] = {"code": code}
        for pair, end in zip(pairs, ("", "_before"), strict=True):
            known = pair is not None and pair[1] > 0
            share = share_of(*pair) if pair is not None and known else None
            row |= {
                f"part{end}": np.nan if pair is None else pair[0],
                f"whole{end}": np.nan if pair is None else pair[1],
                f"share{end}": share.share if share else np.nan,
                f"low{end}": share.low if share else np.nan,
                f"high{end}": share.high if share else np.nan,
            }
        row["verdict"] = HIDDEN if None in pairs else ""
        found.append(row)
    table = pd.DataFrame(found, columns=list(SHARES))
    open_ = table.index[table["verdict"] == ""]
    names = ["part", "whole", "part_before", "whole_before"]
    table.loc[open_, "verdict"] = compare_shares(*(table.loc[open_, name].astype(int) for name in names))
    return table


def _small(pair: tuple[int, int] | None, threshold: int) -> bool:
    return pair is None or any(0 < each < threshold for each in (*pair, pair[1] - pair[0]))


def _parts(
    names: list[tuple[str, str]], now: np.ndarray, before: np.ndarray, *, totals: tuple[int, int]
) -> pd.DataFrame:
    """Lay out a distribution by code and name, with the range of each share now."""
    rows = []
    total, total_before = totals
    for (code, name), many, earlier in zip(names, now.tolist(), before.tolist(), strict=True):
        share = share_of(int(many), total) if total and many == many else None
        rows.append(
            {
                "code": code,
                "name": name,
                "now": many,
                "share": share.share if share else np.nan,
                "low": share.low if share else np.nan,
                "high": share.high if share else np.nan,
                "before": earlier,
                "share_before": earlier / total_before if total_before else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(PARTS))


def _through_third_parties(
    counts: list[np.ndarray], codes: tuple[str, ...], spans: tuple[Window, Window]
) -> list[tuple[Window, int]]:
    at = [codes.index(each) for each in THIRD if each in codes]
    return [(span, int(each[at].sum())) for span, each in zip(spans, counts, strict=True)]


def _months(snapshot: Snapshot, asked: Filters, ward: str, *, told: list[tuple[Window, int]]) -> pd.DataFrame:
    """Count what came through third-party centres and charities in each of the last whole months.

    Months are hidden, too, where they and what is told of other days leave a small count of the days between.
    """
    latest = snapshot.latest or EPOCH
    whole = (latest + timedelta(days=1)).replace(day=1)
    firsts = [whole]
    for _ in range(MONTHS):
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    span = Window(firsts[-1], whole - timedelta(days=1))
    rows: pl.DataFrame = select(snapshot, asked, span).rows.to_native()
    codes = [snapshot.words["source"].index(code) for code in THIRD if code in snapshot.words["source"]]
    rows = rows.filter(((pl.col("ward") >= 0) | (pl.col("place") < 0)) & pl.col("source").is_in(codes))
    if ward != ALL:
        at = list(snapshot.study_area.wards["ward"]).index(ward)
        rows = rows.filter((pl.col("ward") == at) | ((pl.col("place") < 0) & (pl.col("area") == at)))
    starts = [(day - EPOCH).days for day in reversed(firsts)]
    counts = np.histogram(rows["first"].to_numpy(), bins=starts)[0]
    if len(counts) and rows.height:  # the last bin of a histogram is closed at both ends
        counts[-1] -= int((rows["first"] == starts[-1]).sum())
    spans = _spans(firsts[:0:-1], [*firsts[-2::-1]])
    mask = _hidden_months(counts, spans, told, snapshot.partnership.threshold)
    return pd.DataFrame({"month": firsts[:0:-1], "reports": np.where(mask, np.nan, counts)})


def _hidden_months(
    counts: np.ndarray, spans: list[tuple[date, date]], told: list[tuple[Window, int]], threshold: int
) -> np.ndarray:
    """Hide small months so that neither what is told of other days, nor of them together, gives one back."""
    mask = hide_series(counts, threshold)
    (now, many), (before, earlier) = told
    both = [(Window(before.first, now.last), many + earlier)] if (now.first - before.last).days == 1 else []
    while True:
        known = int(mask.sum())
        for span, reports in (*told, *both):
            inside = np.array([day >= span.first and end <= span.last for day, end in spans])
            touching = np.array([day <= span.last and end >= span.first for day, end in spans])
            for months in (inside, touching):
                rest = abs(int(counts[months].sum()) - reports)
                if months.any() and not mask[months].any() and 0 < rest < threshold:
                    mask[np.flatnonzero(months)[np.argsort(counts[months], kind="stable")[:2]]] = True
            days = sum((end - day).days + 1 for (day, end), own in zip(spans, inside, strict=True) if own)
            if days == span.days and mask[inside].any():  # months whose sum is told
                mask[inside] |= hide_series(counts[inside], threshold)
                own = np.flatnonzero(inside)
                if mask[own].sum() == 1 and len(own) > 1:
                    shown = own[~mask[own]]
                    mask[shown[counts[shown].argmin()]] = True
        if mask.sum() == known:
            return mask


def _spans(firsts: list[date], nexts: list[date]) -> list[tuple[date, date]]:
    return [(first, after - timedelta(days=1)) for first, after in zip(firsts, nexts, strict=True)]


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
