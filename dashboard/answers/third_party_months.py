"""What came through third-party centres and charities, by month: hidden where it would give a count away."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.weekly_lines import ALL
from dashboard.filters import Filters, Window
from dashboard.hidden_series import hide_series
from dashboard.selection import select
from dashboard.snapshot import EPOCH, Snapshot

__all__ = ["THIRD", "months_through"]

THIRD = ("third_party", "charity")
"""Kinds of source that are neither the police nor another public body."""
MONTHS = 12


def months_through(
    snapshot: Snapshot, asked: Filters, ward: str, *, told: list[tuple[Window, int]]
) -> pd.DataFrame:
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
