"""The counts of one line of the published tables, by area and period, and the periods that are compared."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl

__all__ = ["AreaCounts", "choose_periods", "lay_out_counts"]

FEWEST_PERIODS = 3


@dataclass(frozen=True)
class AreaCounts:
    """The counts of one line: a row an area, a column a period; NaN where not given or not told."""

    areas: tuple[str, ...]
    periods: tuple[tuple[date, date], ...]
    counts: np.ndarray
    hidden: np.ndarray

    def of(self, area: str) -> int:
        return self.areas.index(area)


def lay_out_counts(counts: pl.DataFrame, area: str) -> AreaCounts:
    """Lay the counts of one line out by area and period; only periods that the own area has."""
    own = counts.filter(pl.col("area") == area).select("first", "last").unique().sort("first")
    periods = tuple(own.iter_rows())
    areas = tuple(sorted(counts["area"].unique().to_list(), key=str.casefold))
    values = np.full((len(areas), len(periods)), np.nan)
    hidden = np.zeros(values.shape, dtype=bool)
    row, column = {a: i for i, a in enumerate(areas)}, {p: i for i, p in enumerate(periods)}
    for name, first, last, count, few in counts.select(
        "area", "first", "last", "count", "fewer_than"
    ).iter_rows():
        if (first, last) in column:
            where = row[name], column[first, last]
            values[where] = np.nan if count is None else count
            hidden[where] = few is not None
    return AreaCounts(areas, periods, values, hidden)


def choose_periods(table: AreaCounts, area: str, years: int) -> tuple[list[int], tuple[date, ...], str]:
    """Choose the periods of the own area that are compared, name those missing, or say why there are none."""
    first, last = zip(*table.periods, strict=True)
    days = (last[-1] - first[-1]).days + 1
    start = first[0] if years == 0 else last[-1] + timedelta(days=1) - timedelta(days=round(365.25 * years))
    at = [i for i, begins in enumerate(first) if begins >= start - timedelta(days=3)]
    own = table.of(area)
    if table.hidden[own, at].any():
        many = int(table.hidden[own, at].sum())
        return (
            at,
            (),
            (
                f"The publisher hides {many:,} of {len(at):,} counts of {area}: their sum is not known. "
                "Choose another line, or tables with longer periods."
            ),
        )
    if len(at) < FEWEST_PERIODS and days < 300:
        return (
            at,
            (),
            f"The tables have too few months of {area} to compare. Add a table with a year or more.",
        )
    gaps: list[date] = []
    for i, j in pairwise(at):
        begins = last[i] + timedelta(days=1)
        while begins < first[j]:
            gaps.append(begins)
            begins = _after(begins, first[i], last[i])
    return at, tuple(gaps), ""


def _after(begins: date, first: date, last: date) -> date:
    """Give the day on which the period after the one that begins then would begin, if all are as long."""
    if begins.day != 1 or first.day != 1:
        return begins + (last - first) + timedelta(days=1)
    months = begins.month - 1 + (last.year - first.year) * 12 + last.month - first.month + 1
    return begins.replace(year=begins.year + months // 12, month=months % 12 + 1)
