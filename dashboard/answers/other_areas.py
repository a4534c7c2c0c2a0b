"""How does our area compare with others like it?  From published tables alone, never our own records."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.area_counts import AreaCounts, choose_periods, lay_out_counts
from dashboard.answers.area_months import area_months
from dashboard.answers.areas_compared import AreasCompared, Funnel, Pooled
from dashboard.answers.funnel_plot import PER, plot_funnel
from dashboard.desks.other_areas import PublishedTables, same_name
from dashboard.hidden_series import hide_series
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from spatial.comparing.funnel import ADJUSTMENTS
from spatial.comparing.rates import rate_ratio, rates
from spatial.errors import SettingError
from spatial.finding import FOUND, NOT_ENOUGH
from spatial.progress import Progress, silent

__all__ = ["NO_TABLES", "OWN", "other_areas"]

NO_TABLES = "no tables"
OWN, GROUP, REST = "own area", "group", "other area"
YEARS = (0, 1, 2, 3)


def other_areas(
    snapshot: Snapshot,
    tables: PublishedTables | None,
    viewer: Viewer,
    *,
    line: str | None = None,
    years: int = 1,
    everyone: bool = False,
    adjust: str = "none",
    told: Progress = silent,
) -> AreasCompared:
    """Compare the own area with its most similar group, over the same months.

    Parameters
    ----------
    snapshot : Snapshot
        For the partnership's threshold; its records play no part.
    tables : PublishedTables or None
    viewer : Viewer
    line : str, optional
        What of the tables is compared, as they call it; the one with most counts of the own area if None.
    years : int
        1 to 3 years up to the latest month of the own area; 0 for all that it has.
    everyone : bool
        Whether the funnel has all areas of the tables, not only the own one and its group.
    adjust : str
        How the funnel allows for over-dispersion; one of `spatial.comparing.funnel.ADJUSTMENTS`.

    Raises
    ------
    spatial.errors.SettingError
        If a setting or the line is not known.
    """
    threshold = snapshot.partnership.threshold
    base = AreasCompared(viewer=viewer, version=snapshot.version, threshold=threshold, state=NO_TABLES)
    if years not in YEARS:
        raise SettingError(f"years is {years}; give 1, 2 or 3, or 0 for all that there is.")
    if adjust not in ADJUSTMENTS:
        raise SettingError(f"There is no adjustment {adjust!r}. Known: {', '.join(ADJUSTMENTS)}.")
    if tables is None:
        return base
    said = tables.comparison
    every = tables.counts["area"].unique(maintain_order=True).to_list()
    area = next((name for name in every if same_name(name, said.own)), None)
    base = replace(base, comparison=said, notes=tables.notes, state=NOT_ENOUGH, area=area or said.own)
    if area is None:
        reason = f"The published tables have no area called {said.own}. Correct own under [comparison]."
        return replace(base, reason=reason)
    mine = tables.counts.filter(pl.col("area") == area)
    lines = {name: tables.labels[name] for name in sorted(mine["line"].unique().to_list())}
    base = replace(base, lines=lines)
    chosen = _line(mine, lines, line)
    table = lay_out_counts(tables.counts.filter(pl.col("line") == chosen), area)
    told(0.3)
    named = tuple(name for name in every if any(same_name(name, one) for one in said.most_similar))
    lost = tuple(one for one in said.most_similar if not any(same_name(name, one) for name in every))
    group = tuple(sorted(named or (name for name in table.areas if name != area), key=str.casefold))
    base = replace(base, line=chosen, group=group, named=bool(named), not_in_table=lost)
    at, missing, reason = choose_periods(table, area, years)
    periods = tuple(table.periods[i] for i in at)
    base = replace(base, periods=periods, missing=missing)
    if reason:
        return replace(base, reason=reason)
    return _compared(base, table, at, tables, everyone=everyone, adjust=adjust)


def _line(mine: pl.DataFrame, lines: dict[str, str], asked: str | None) -> str:
    if asked is None:
        sums = (
            mine.group_by("line").agg(pl.col("count").sum()).sort(["count", "line"], descending=[True, False])
        )
        return str(sums["line"][0])
    found = next((name for name in lines if same_name(name, asked)), None)
    if found is None:
        raise SettingError(f"The tables do not count {asked!r} for this area. Known: {', '.join(lines)}.")
    return found


def _compared(
    base: AreasCompared,
    table: AreaCounts,
    at: list[int],
    tables: PublishedTables,
    *,
    everyone: bool,
    adjust: str,
) -> AreasCompared:
    threshold, area = base.threshold, base.area
    totals = {name: table.counts[table.of(name), at].sum() for name in table.areas}  # NaN where not complete
    mine = int(totals[area])
    if 0 < mine < threshold:
        few = f"Fewer than {threshold} for {area} in this time: not enough to compare. Take a longer time."
        return replace(base, reason=few)
    whole = [n for n in base.group if n in totals and not np.isnan(totals[n]) and n in tables.residents]
    apart = [name for name in base.group if name not in whole]
    hidden = {*_hidden(whole, totals, threshold), *_hidden(apart, totals, threshold)}
    rows = [_row(area, OWN, base, table, at, totals, tables, hidden)]
    rows += [_row(name, GROUP, base, table, at, totals, tables, hidden) for name in base.group]
    laid = pd.DataFrame(rows)
    own = _pool([area], totals, tables, threshold)
    together = _pool(whole, totals, tables, threshold) if whole else None
    ratio = None
    if own and own.count is not None and together and together.count and area in tables.residents:
        ratio = rate_ratio(own.count, own.residents, together.count, together.residents)
    return replace(
        base,
        state=FOUND,
        table=laid,
        own=own,
        together=together,
        ratio=ratio,
        months=area_months(base, table, at, tables, hidden, whole),
        funnel=_funnel(base, totals, tables, hidden, everyone=everyone, adjust=adjust),
    )


def _hidden(names: Sequence[str], totals: dict[str, float], threshold: int) -> list[str]:
    """Hide the small totals, each with a partner: the sum of them all is shown."""
    known = [name for name in names if name in totals and not np.isnan(totals[name])]
    marks = hide_series(np.array([int(totals[name]) for name in known], dtype=np.int64), threshold)
    return [name for name, mark in zip(known, marks, strict=True) if mark]


def _row(
    name: str,
    part: str,
    base: AreasCompared,
    table: AreaCounts,
    at: list[int],
    totals: dict[str, float],
    tables: PublishedTables,
    hidden: set[str],
) -> dict[str, object]:
    """One area of the table: its count, rate and interval, or why there is none."""
    people = tables.residents.get(name, float("nan"))
    blank = dict.fromkeys(("count", "per_1000", "low", "high"), float("nan"))
    line: dict[str, object] = {
        "area": name,
        "part": part,
        **blank,
        "shown": "",
        "residents": people,
        "note": "",
    }
    total = totals.get(name, float("nan"))
    if name in hidden:
        return line | {"shown": f"fewer than {base.threshold}, or hidden"}
    if np.isnan(total):
        return line | {"shown": "not known", "note": _why_not(name, table, at)}
    line |= {"count": total, "shown": f"{int(total):,}"}
    if np.isnan(people):
        return line | {"note": "no number of residents"}
    (rate,) = rates([int(total)], [people], names=[name], per=PER).itertuples()
    return line | {"per_1000": rate.rate, "low": rate.low, "high": rate.high}


def _why_not(name: str, table: AreaCounts, at: list[int]) -> str:
    if name not in table.areas:
        return "not in the tables for this line"
    row = table.of(name)
    hidden = int(table.hidden[row, at].sum())
    absent = int(np.isnan(table.counts[row, at]).sum()) - hidden
    parts = [f"{hidden:,} hidden by the publisher"] if hidden else []
    parts += [f"{absent:,} not given"] if absent else []
    return f"of {len(at):,} counts, {' and '.join(parts)}"


def _pool(
    names: Sequence[str], totals: dict[str, float], tables: PublishedTables, threshold: int
) -> Pooled | None:
    count = int(sum(totals[name] for name in names))
    people = sum(tables.residents.get(name, float("nan")) for name in names)
    if 0 < count < threshold:
        return Pooled(None, people, None, None, None)
    if np.isnan(people):
        return Pooled(count, people, None, None, None)
    rate = rates([count], [people], per=PER)
    return Pooled(count, people, *(float(rate[column].iloc[0]) for column in ("rate", "low", "high")))


def _funnel(
    base: AreasCompared,
    totals: dict[str, float],
    tables: PublishedTables,
    hidden: set[str],
    *,
    everyone: bool,
    adjust: str,
) -> Funnel:
    """Lay the funnel over the areas that are complete, have residents and may be shown."""
    rest = [name for name in totals if name != base.area and name not in base.group] if everyone else []
    hidden = hidden | set(_hidden(rest, totals, base.threshold))
    part = {base.area: OWN} | dict.fromkeys(base.group, GROUP) | dict.fromkeys(rest, REST)
    rows, undrawn = [], []
    for name, which in part.items():
        total = totals.get(name, float("nan"))
        if np.isnan(total) or name in hidden or name not in tables.residents:
            undrawn.append(name)
            continue
        rows.append({"name": name, "part": which, "count": int(total), "residents": tables.residents[name]})
    shown = pd.DataFrame(rows, columns=["name", "part", "count", "residents"])
    return plot_funnel(shown, adjust=adjust, noun="areas", undrawn=tuple(sorted(undrawn, key=str.casefold)))
