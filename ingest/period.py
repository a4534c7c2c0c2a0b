"""Periods as tables of counts name them: months, quarters, calendar and financial years."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingest.parse import parse_dates
from ingest.words import clean

__all__ = ["Period", "is_period", "read_period"]

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)(?:[a-z]*)\.?"
_YEAR = r"((?:19|20)\d\d)"
_BOTH = r"((?:19|20)\d\d) ?[/-] ?(?:20)?(\d\d)"
_YEAR_MONTH = r"((?:19|20)\d\d)-(0[1-9]|1[0-2])"


@dataclass(frozen=True)
class Period:
    """First and last day; or why it is none.

    Attributes
    ----------
    first, last : datetime.date or None
    reason : str or None
    """

    first: date | None = None
    last: date | None = None
    reason: str | None = None


def read_period(text: str | None, *, today: date, by_day: bool = False) -> Period:
    """Read a period: ``April 2024``, ``2024-04``, ``Apr-24``, ``Apr-Jun 2024``, ``Q1 2024/25``, ``2024/25``.

    Parameters
    ----------
    text : str or None
        A cleaned cell, or the head of a column.
    today : datetime.date
        A period that begins later is refused.
    by_day : bool
        A single date means that day; otherwise the first of a month means the month.
    """
    if text is None:
        return Period(reason="no period is given.")
    period = _read(text.strip(), today, by_day)
    if period.first is not None and period.first > today:
        return Period(reason="the period has not begun yet.")
    return period


def is_period(text: str, *, today: date) -> bool:
    """Say whether the head of a column is a period, so that the column holds its counts."""
    return _read(text.strip(), today).first is not None and bool(re.search(r"\d{2}", text))


def _read(text: str, today: date, by_day: bool = False) -> Period:
    for pattern, make in _FORMS:
        hit = re.fullmatch(pattern, text, re.IGNORECASE)
        if hit:
            return make(*hit.groups())
    line = parse_dates(clean(pl.Series([text])), order="day-first", today=today, column="period").frame.row(
        0, named=True
    )
    if line["first"] is None or line["reason"] is not None:
        return Period(reason=line["reason"] or "no period is given.")
    whole_month = line["first"].day == 1 and line["first"] == line["last"] and not by_day
    return _months(line["first"], line["first"]) if whole_month else Period(line["first"], line["last"])


def _months(first: date, last: date) -> Period:
    return Period(first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1]))


def _number(name: str) -> int:
    return _NAMES.index(name[:3].lower()) + 1


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _month(name: str, year: str) -> Period:
    day = date(_full(year), _number(name), 1)
    return _months(day, day)


def _span(first: str, first_year: str | None, last: str, year: str) -> Period:
    end = date(_full(year), _number(last), 1)
    begin = date(_full(first_year), _number(first), 1) if first_year else end.replace(month=_number(first))
    if not first_year and begin > end:
        begin = begin.replace(year=begin.year - 1)
    return _months(begin, end) if begin <= end else Period(reason="the period ends before it begins.")


def _financial(year: str, end: str, quarter: str | None = None) -> Period:
    if (int(year) + 1) % 100 != int(end):
        return Period(reason="this is not a financial year. Write it like 2024/25.")
    begin = date(int(year), 4, 1)
    if quarter is None:
        return Period(begin, date(int(year) + 1, 3, 31))
    month = 4 + 3 * (int(quarter) - 1)
    start = date(int(year) + (month > 12), (month - 1) % 12 + 1, 1)
    return _months(start, date(start.year, start.month + 2, 1))


def _unclear(*_: str) -> Period:
    return Period(
        reason="a quarter of the calendar year or of the financial year? Write Q1 2024/25, or Apr-Jun 2024."
    )


def _year_to(month: str, year: str) -> Period:
    end = date(int(year), _number(month), 1)
    begin = date(end.year - (end.month < 12), end.month % 12 + 1, 1)
    return _months(begin, end)


def _financial_or_month(year: str, end: str) -> Period:
    """``2024/25`` is a financial year; ``2024-04`` a month."""
    if (int(year) + 1) % 100 == int(end):
        return _financial(year, end)
    if 1 <= int(end) <= 12:
        return _months(date(int(year), int(end), 1), date(int(year), int(end), 1))
    return Period(reason="this is neither a month nor a financial year. Write it like 2024-04 or 2024/25.")


_FORMS = (
    (rf"{_MONTH}[ ,'’/-]*(\d{{4}}|\d{{2}})", _month),
    (rf"(?:year (?:ending|to) |ye )(?:\d+ )?{_MONTH} {_YEAR}", _year_to),
    (rf"{_MONTH} ?{_YEAR}? ?(?:-|–|to) ?{_MONTH}[ ,'’-]*(\d{{4}}|\d{{2}})", _span),
    (_YEAR_MONTH, lambda y, m: _months(date(int(y), int(m), 1), date(int(y), int(m), 1))),
    (rf"(?:f\.?y\.? ?|financial year )?{_BOTH}", _financial_or_month),
    (rf"q(?:uarter)? ?([1-4])[ ,:-]*(?:f\.?y\.? ?)?{_BOTH}", lambda q, y, e: _financial(y, e, q)),
    (rf"(?:f\.?y\.? ?)?{_BOTH}[ ,:-]*q(?:uarter)? ?([1-4])", _financial),
    (rf"(?:q(?:uarter)? ?[1-4][ ,:-]*{_YEAR}|{_YEAR}[ ,:-]*q(?:uarter)? ?[1-4])", _unclear),
    (_YEAR, lambda y: Period(date(int(y), 1, 1), date(int(y), 12, 31))),
    (rf"{_YEAR}(0[1-9]|1[0-2])", lambda y, m: _months(date(int(y), int(m), 1), date(int(y), int(m), 1))),
)
