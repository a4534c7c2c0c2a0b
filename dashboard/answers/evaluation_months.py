"""Whole months: what an evaluation counts where records say no more than the month."""

from calendar import monthrange
from datetime import date, timedelta

import polars as pl

from dashboard.filters import Filters, Window
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot

__all__ = ["month_steps", "says_months", "whole_months"]


def says_months(snapshot: Snapshot, asked: Filters, window: Window) -> bool:
    """Say whether a record that touches a window says no more than its month."""
    first, last = ((day - EPOCH).days for day in (window.first, window.last))
    vague = (pl.col("last") - pl.col("first")) >= WHOLE_MONTH
    touches = (pl.col("first") <= last) & (pl.col("last") >= first)
    return bool(snapshot.counted(asked.duplicates).select((vague & touches).any()).item())


def whole_months(window: Window) -> Window | None:
    """Give the months that lie whole in a window: a month that it only touches may be another's, too."""
    first = window.first if window.first.day == 1 else _next(window.first)
    last = (window.last + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    return Window(first, last) if first <= last else None


def month_steps(window: Window, most: int) -> list[Window]:
    """Cut whole months into steps of as many months; those left over at the beginning are not looked at."""
    starts = [window.first]
    while (after := _next(starts[-1])) <= window.last:
        starts.append(after)
    size = max(len(starts) // most, 1)
    many = min(most, len(starts))
    used = starts[len(starts) - size * many :: size]
    ends = [*(start - timedelta(days=1) for start in used[1:]), window.last]
    return [Window(start, end) for start, end in zip(used, ends, strict=True)]


def _next(day: date) -> date:
    """Give the first day of the month after."""
    return day.replace(day=monthrange(day.year, day.month)[1]) + timedelta(days=1)
