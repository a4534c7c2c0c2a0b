"""The whole week or month that a board is for, and the one before it."""

from calendar import monthrange
from datetime import date, timedelta

from dashboard.filters import Window

__all__ = ["SPANS", "period_before", "period_of"]

SPANS = ("week", "month")


def period_of(span: str, last: date) -> Window:
    """Find the last whole week (Monday to Sunday) or calendar month that ends by a day.

    Raises
    ------
    ValueError
        If `span` is neither.
    """
    if span == "week":
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        return Window(sunday - timedelta(days=6), sunday)
    if span == "month":
        whole = last.day == monthrange(last.year, last.month)[1]
        end = last if whole else last.replace(day=1) - timedelta(days=1)
        return Window(end.replace(day=1), end)
    raise ValueError(f"There is no span '{span}'. Known: {', '.join(SPANS)}.")


def period_before(span: str, period: Window) -> Window:
    """Give the week or month before one."""
    return period_of(span, period.first - timedelta(days=1))
