"""The calendar of a release: months, quarters and years, their days and their names."""

import re
from calendar import monthrange
from datetime import date

__all__ = ["UNITS", "days_of", "period_words", "unit_of"]

UNITS = {"year": "Year", "quarter": "Quarter", "month": "Month"}
"""Kinds of periods, the longest first."""
PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


def days_of(period: str) -> tuple[date, date]:
    """Give the first and the last day of '2026', '2026-Q3' or '2026-10'.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    read = PERIOD.fullmatch(period)
    if read is None:
        raise ValueError("A period is a year (2026), a quarter (2026-Q3) or a month (2026-10).")
    year, quarter, month = (None if part is None else int(part) for part in read.groups())
    if not year:
        raise ValueError("There is no year 0.")
    first = month or (3 * quarter - 2 if quarter else 1)
    last = month or (3 * quarter if quarter else 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def unit_of(period: str) -> str:
    """Say whether a period is a year, a quarter or a month."""
    return {4: "year", 7: "quarter" if "Q" in period else "month"}[len(period)]


def period_words(period: str) -> str:
    """Write a period: October 2026, July to September 2026, 2026."""
    first, last = days_of(period)
    return {
        "month": f"{first:%B %Y}",
        "quarter": f"{first:%B} to {last:%B %Y}",
        "year": f"{first:%Y}",
    }[unit_of(period)]
