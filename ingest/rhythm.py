"""Periods that an agency reports for, as they are written: 2026-W44, 2026-10, 2026-Q4, 2026-T1."""

import re
from datetime import date, timedelta

from ingest.errors import FileRefused

__all__ = ["check_period", "last_whole_period", "period_days", "periods_between"]

TERMS = {1: (1, 4), 2: (5, 8), 3: (9, 12)}
"""School terms by calendar months: spring to April, summer to August, autumn to December."""
WRITTEN = re.compile(r"(\d{4})-(?:W(\d{2})|Q([1-4])|T([1-3])|(\d{2}))")


def period_days(period: str) -> tuple[date, date]:
    """Give the first and last day of a period.

    Raises
    ------
    ValueError
        If it is not written as a period.
    """
    match = WRITTEN.fullmatch(period)
    if match is None:
        raise ValueError(f"{period!r} is not a period; write 2026-10, 2026-W44, 2026-Q4 or 2026-T3.")
    year, week, quarter, term, month = (int(part) if part else None for part in match.groups())
    assert year is not None
    if week is not None:
        first = date.fromisocalendar(year, week, 1)
        return first, first + timedelta(6)
    first_month, last_month = (
        (3 * quarter - 2, 3 * quarter) if quarter else TERMS[term] if term else (month or 0, month or 0)
    )
    first = date(year, first_month, 1)
    after = date(year + last_month // 12, last_month % 12 + 1, 1)
    return first, after - timedelta(1)


def check_period(period: str) -> None:
    """Refuse what is not a period.

    Raises
    ------
    FileRefused
        In words for the sender.
    """
    try:
        period_days(period)
    except ValueError as error:
        shown = period[:20]
        raise FileRefused(
            f"There is no period '{shown}'. Write a month as 2026-10, a week as 2026-W44, a quarter as "
            "2026-Q4 or a term as 2026-T3."
        ) from error


def last_whole_period(rhythm: str, today: date) -> str:
    """Name the last period that is over: a month unless the rhythm is another."""
    return periods_between(rhythm, today - timedelta(400), today - timedelta(1))[-1]


def periods_between(rhythm: str, first: date, last: date) -> list[str]:
    """Name the periods that end within the days from first to last, the earliest first."""
    names = dict.fromkeys(_holding(rhythm, first + timedelta(day)) for day in range((last - first).days + 1))
    return [name for name in names if period_days(name)[1] <= last]


def _holding(rhythm: str, day: date) -> str:
    """Name the period that a day lies in."""
    if rhythm == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if rhythm == "quarterly":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    if rhythm == "termly":
        return f"{day.year}-T{(day.month + 3) // 4}"
    return f"{day.year}-{day.month:02d}"
