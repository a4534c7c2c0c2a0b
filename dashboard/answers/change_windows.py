"""The two windows of a change: as asked, or whole months where the records say no more than the month."""

from calendar import monthrange
from datetime import date, timedelta

from dashboard.filters import Filters, Window
from dashboard.selection import resolve_window
from dashboard.snapshot import Snapshot
from dashboard.survey import survey

__all__ = ["windows_of"]


def windows_of(snapshot: Snapshot, asked: Filters, against: str) -> tuple[Window, Window]:
    """Lay the two windows; both over whole months where the records of either say no more than the month."""
    found = survey(snapshot, asked)
    now = found.window
    if not found.widened and not _whole_months(now):
        before = _earlier(now, against)
        asked_before = asked.with_(days=None, first=before.first, last=before.last)
        _, widened = resolve_window(snapshot, asked_before, found.latest)
        if not widened:
            return now, before
    end = now.last.replace(day=monthrange(now.last.year, now.last.month)[1])
    now = Window(now.first.replace(day=1), end)
    months = (now.last.year - now.first.year) * 12 + now.last.month - now.first.month + 1
    back = 12 if against == "year" else months
    return now, Window(
        _months_back(now.first, back), _months_back(end + timedelta(days=1), back) - timedelta(1)
    )


def _whole_months(window: Window) -> bool:
    return window.first.day == 1 and (window.last + timedelta(days=1)).day == 1


def _earlier(now: Window, against: str) -> Window:
    if against == "before":
        return Window(now.first - timedelta(days=now.days), now.first - timedelta(days=1))
    first = _months_back(now.first, 12)
    return Window(first, first + timedelta(days=now.days - 1))


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
