"""Trends of the whole, of each ward and of each strand: only where every step of the series may be shown."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.answers.steps_asked import MONTHS, Cut
from dashboard.hidden_series import hide_series
from dashboard.situation import hidden_wards
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import Survey
from spatial.finding import FOUND, NONE
from spatial.multiple import benjamini_hochberg
from spatial.over_time.monotone_trend import monotone_trend
from spatial.over_time.steps import step_of

__all__ = ["Trends", "trends"]

YEAR_DAYS = 365.25
ALPHA = 0.05
SEASONAL = "the seasonal test of Mann and Kendall"
PLAIN = "the test of Mann and Kendall, exact for short series, or Hamed and Rao's where that is more careful"
SEASONAL_YEARS = {12: 3, 4: 5}
"""By the steps in a year: the years from which on each season is compared with itself only."""
WHOLE, WARD, STRAND = "whole area", "ward", "strand"
COLUMNS = ["group", "code", "name", "shown", "state", "reports", "a_step", "first_year", "last_year"]
NUMBERS = ["slope", "slope_low", "slope_high", "intercept", "p", "q"]


@dataclass(frozen=True)
class Trends:
    """Series by step.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a series: group (whole area, ward, strand), code, name, shown (False where hidden, and then no
        number), state ("found", "none", "not enough data", "hidden"), reports, a_step (mean), first_year and
        last_year (reports; NaN if there are not two years), slope, slope_low, slope_high (reports a step more
        each year), intercept, p, q (after allowing for the number of series of the group), sentence.
    series : pandas.DataFrame
        A row a shown series and step: group, code, name, first, last, reports, each (reports in a step of
        mean length), line (Theil-Sen; NaN where there is none).
    test : str
    """

    table: pd.DataFrame
    series: pd.DataFrame
    test: str


def trends(snapshot: Snapshot, way: Cut) -> Trends:
    """Ask for a trend of the whole, of every ward and of every strand."""
    groups = _groups(snapshot, way)
    threshold = snapshot.partnership.threshold
    shown = {group: _shown(counts, threshold) for group, (_, _, counts) in groups.items()}
    if way.found is not None:
        _hide_partners(snapshot, way.found, groups, shown)
    if not shown[WHOLE].all():
        shown = {group: np.zeros_like(may) for group, may in shown.items()}
    tables, series = [], []
    for group, (codes, names, counts) in groups.items():
        rows, drawn = _tested(way, counts, shown[group])
        label = {"group": group, "code": codes, "name": names}
        tables.append(pd.DataFrame({**label, "shown": shown[group]}).join(rows))
        for row in np.flatnonzero(shown[group]):
            own = {"group": group, "code": codes[row], "name": names[row]}
            series.append(drawn[row].assign(**own))
    table = pd.concat(tables, ignore_index=True)[[*COLUMNS, *NUMBERS, "sentence"]]
    empty = pd.DataFrame(columns=["group", "code", "name", "first", "last", "reports", "each", "line"])
    every = pd.concat(series, ignore_index=True)[list(empty.columns)] if series else empty
    return Trends(table, every, SEASONAL if _period(way) else PLAIN)


def _groups(snapshot: Snapshot, way: Cut) -> dict[str, tuple[list[str], list[str], np.ndarray]]:
    """Count every series in every step."""
    wards = snapshot.study_area.wards
    rows = way.found.inside if way.found is not None else snapshot.records[:0]
    at = step_of(rows["first"].to_numpy(), way.steps)
    steps, n_wards = len(way.steps), len(wards)
    by_ward = np.bincount(rows["ward"].to_numpy() * steps + at, minlength=n_wards * steps)
    by_ward = by_ward.reshape(n_wards, steps)
    strands = list(snapshot.policy.strands.items())
    mask = rows["strands"].to_numpy()
    carried = [np.bincount(at[(mask >> bit) & 1 == 1], minlength=steps) for bit in range(len(strands))]
    used = [bit for bit, counts in enumerate(carried) if counts.any()]
    return {
        WHOLE: ([""], ["All wards together"], by_ward.sum(axis=0)[None, :]),
        WARD: (wards["ward"].tolist(), wards["name"].tolist(), by_ward),
        STRAND: (
            [strands[bit][0] for bit in used],
            [strands[bit][1] for bit in used],
            np.array([carried[bit] for bit in used], dtype=np.int64).reshape(len(used), steps),
        ),
    }


def _shown(counts: np.ndarray, threshold: int) -> np.ndarray:
    """Say which series may be shown as far as they go: those without a small count."""
    return np.array([not hide_series(one, threshold).any() for one in counts], dtype=bool)


def _hide_partners(
    snapshot: Snapshot,
    found: Survey,
    groups: dict[str, tuple[list[str], list[str], np.ndarray]],
    shown: dict[str, np.ndarray],
) -> None:
    """Hide more, so that neither the whole nor the totals of the first page give a hidden series back.

    Those totals hide some wards: these are hidden here, too. Where a ward is hidden alone, so is the smallest
    that has reports in several steps, and where one strand of several that were asked for, the smallest of
    the others: all reports less those of the others must have it.
    """
    wards, strands = shown[WARD], shown[STRAND]
    by_ward, (codes, _, by_strand) = groups[WARD][2], groups[STRAND]
    if not wards.all():
        wards &= ~hidden_wards(snapshot, found)
    if (~wards).sum() == 1:
        _hide_smallest(wards, by_ward, (by_ward > 0).sum(axis=1) > min(1, by_ward.shape[1] - 1))
    asked = np.array([code in found.filters.strands for code in codes], dtype=bool)
    if asked.sum() > 1 and (asked & ~strands).sum() == 1:
        _hide_smallest(strands, by_strand, asked)


def _hide_smallest(shown: np.ndarray, counts: np.ndarray, may: np.ndarray) -> None:
    """Hide the shown series with the fewest reports, of those that may do if there are any."""
    order = np.lexsort((np.arange(len(shown)), counts.sum(axis=1), ~may, ~shown))
    if shown[order[0]]:
        shown[order[0]] = False


def _tested(way: Cut, counts: np.ndarray, shown: np.ndarray) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    step, per_year = MONTHS[way.months], 12 // way.months
    first, last = (np.array([(one[end] - EPOCH).days for one in way.steps]) for end in (0, 1))
    days = last - first + 1
    at = (first + days / 2 - (first[0] if len(first) else 0)) / YEAR_DAYS
    each = counts / days * (YEAR_DAYS / per_year)
    period = _period(way)
    rows, drawn = [], []
    for number, values in enumerate(each):
        finding = monotone_trend(values, at=at, period=period, step=step, unit="year", alpha=ALPHA)
        row = {"state": finding.state, "sentence": finding.sentence, "reports": int(counts[number].sum())}
        row |= {"a_step": counts[number].mean() if len(values) else np.nan} | _years(counts[number], per_year)
        if not finding.table.empty:
            row |= {name: finding.table[name][0] for name in NUMBERS if name in finding.table}
        rows.append(row)
        line = row.get("intercept", np.nan) + row.get("slope", np.nan) * _time(at, period, per_year)
        span = {"first": [one[0] for one in way.steps], "last": [one[1] for one in way.steps]}
        drawn.append(pd.DataFrame({**span, "reports": counts[number], "each": values, "line": line}))
    columns = [*COLUMNS[4:], *NUMBERS, "sentence"]
    table = pd.DataFrame(rows, columns=columns)
    table["p"] = table["p"].astype(float)
    table["q"] = benjamini_hochberg(np.where(shown, table["p"], np.nan))
    table = _allowed_for(table, int((shown & table["p"].notna()).sum()))
    return _without_hidden(table, shown, step), drawn


def _period(way: Cut) -> int | None:
    """Give the steps in a year, where there are enough years to compare each season with itself."""
    per_year = 12 // way.months
    years = SEASONAL_YEARS.get(per_year)
    return per_year if years is not None and len(way.steps) >= years * per_year else None


def _time(at: np.ndarray, period: int | None, per_year: int) -> np.ndarray:
    """The time in which the line is written: years from the first day, or whole steps for seasons."""
    return np.arange(len(at)) / per_year if period else at


def _years(counts: np.ndarray, per_year: int) -> dict[str, float]:
    """Add up the first and the last year, where there are two that do not overlap."""
    if len(counts) < 2 * per_year:
        return {"first_year": np.nan, "last_year": np.nan}
    return {"first_year": int(counts[:per_year].sum()), "last_year": int(counts[-per_year:].sum())}


def _allowed_for(table: pd.DataFrame, looked_at: int) -> pd.DataFrame:
    """Take back the trends that chance makes when so many series are looked at."""
    by_chance = (table["state"] == FOUND) & (table["q"] > ALPHA)
    said = (
        f" Looked at by itself it would; but among {looked_at} series chance makes one such now and then, so "
        "it is not counted as a trend."
    )
    taken = [said.partition(": ")[2] for said in table.loc[by_chance, "sentence"]]
    table.loc[by_chance, "sentence"] = [f"No trend that stands out from chance: {one}{said}" for one in taken]
    table.loc[by_chance, "state"] = NONE
    return table


def _without_hidden(table: pd.DataFrame, shown: np.ndarray, step: str) -> pd.DataFrame:
    """Take every number from a series that may not be shown."""
    table[["reports", *COLUMNS[6:], *NUMBERS]] = table[["reports", *COLUMNS[6:], *NUMBERS]].astype(float)
    table.loc[~shown, ["reports", *COLUMNS[6:], *NUMBERS]] = np.nan
    table.loc[~shown, "state"] = "hidden"
    table.loc[~shown, "sentence"] = (
        f"Not shown: a {step} has too few reports, or would give such a number away. Longer steps or fewer "
        "filters may show it."
    )
    return table
