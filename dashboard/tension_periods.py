"""The weeks and months that a board can be asked for, the latest first, and how they are named."""

from datetime import date

from dashboard.answers.tension.periods import period_before, period_of
from dashboard.filters import Window
from dashboard.wording import window_words

__all__ = ["MOST", "SPAN_WORDS", "period_words", "periods"]

SPAN_WORDS = {"week": "Week", "month": "Month"}
MOST = {"week": 104, "month": 36}
"""How many are offered."""


def periods(span: str, latest: date, *, earliest: date | None = None) -> list[Window]:
    """List the whole periods up to the latest record, the latest first; always at least one."""
    found = [period_of(span, latest)]
    while len(found) < MOST[span] and (earliest is None or found[-1].first > earliest):
        found.append(period_before(span, found[-1]))
    return found


def period_words(period: Window, span: str) -> str:
    """Name a period: "21 to 27 September 2026", "September 2026"."""
    if span == "month":
        return f"{period.first:%B %Y}"
    if (period.first.year, period.first.month) == (period.last.year, period.last.month):
        return f"{period.first.day} to {period.last.day} {period.last:%B %Y}"
    return window_words(period)
