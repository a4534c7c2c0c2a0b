"""Months of the own area beside the least, middle and greatest of its group; hidden counts stay hidden."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.answers.area_counts import AreaCounts
from dashboard.answers.areas_compared import AreasCompared
from dashboard.answers.funnel_plot import PER
from dashboard.desks.other_areas import PublishedTables
from dashboard.hidden_series import hide_series

__all__ = ["area_months"]


def area_months(
    base: AreasCompared,
    table: AreaCounts,
    at: list[int],
    tables: PublishedTables,
    hidden: set[str],
    whole: Sequence[str],
) -> pd.DataFrame:
    """Lay the own area's rate of each period beside the least, middle and greatest of the group."""
    own = table.counts[table.of(base.area), at]
    own_hidden = hide_series(own.astype(np.int64), base.threshold)
    people = tables.residents.get(base.area, float("nan"))
    counts = np.array([table.counts[table.of(name), at] for name in whole]).reshape(len(whole), len(at))
    marks = np.array(
        [
            np.ones(len(at), dtype=bool)
            if name in hidden
            else hide_series(row.astype(np.int64), base.threshold)
            for name, row in zip(whole, counts, strict=True)
        ]
    ).reshape(counts.shape)
    per = np.array([tables.residents[name] for name in whole]).reshape(-1, 1)
    group = counts / per * PER
    rows = []
    for i, (first, last) in enumerate(table.periods[j] for j in at):
        few = f"fewer than {base.threshold}, or hidden"
        shown = few if own_hidden[i] else f"{int(own[i]):,}"
        mine = float("nan") if own_hidden[i] else own[i] / people * PER
        middle = _orders(group[:, i], marks[:, i])
        rows.append(
            {"first": first, "last": last, "own_shown": shown, "own": mine, **middle, "areas": len(whole)}
        )
    return pd.DataFrame(rows)


def _orders(group: np.ndarray, hidden: np.ndarray) -> dict[str, float]:
    """Give the least, middle and greatest; none where it rests on a count that is hidden."""
    if not group.size:
        return dict.fromkeys(("least", "middle", "most"), float("nan"))
    order = np.argsort(group, kind="stable")
    n = len(order)
    places = {"least": [0], "middle": [(n - 1) // 2, n // 2], "most": [n - 1]}
    told = {}
    for name, where in places.items():
        value = float(group[order[where]].mean())
        ends = [group[order[i]] for i in where]
        resting = np.isin(group, ends) & hidden
        told[name] = float("nan") if resting.any() else value
    return told
