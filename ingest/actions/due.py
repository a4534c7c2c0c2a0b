"""Target dates as action plans write them: `March 2018`, `Ongoing`, `Q2 2017/18`, `by end of May 2018`."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingest.register_columns import read_days
from ingest.words import fold

__all__ = ["DONE_WORDS", "ONGOING", "Due", "part_from_date", "read_due"]

ONGOING = "Ongoing"
NO_DAY = frozenset(
    (
        "ongoing",
        "on going",
        "continuous",
        "continuing",
        "rolling",
        "annual",
        "annually",
        "yearly",
        "quarterly",
        "monthly",
        "weekly",
        "tbc",
        "tbd",
        "tba",
        "to be confirmed",
        "to be agreed",
        "as required",
        "as needed",
        "n a",
        "not set",
        "throughout the year",
        "throughout",
    )
)
DONE_WORDS = frozenset(("complete", "completed", "done", "achieved", "closed", "finished", "blue"))
LEADING = re.compile(
    r"(?i)^(?:by|before|until|from|in|on|at)?\s*(?:the\s+)?(?:(?:end|close)\s+(?:of\s+)?)?(?=\S)"
)
SHORT_MONTH = re.compile(r"(?i)^([a-z]{3,9})\.?\s*[-/’'‘]\s*[’'‘]?(\d{2})$")
QUARTER = re.compile(r"(?i)^q(?:uarter)?\s*([1-4])[ ,:-]*(20\d\d)\s*[/-]\s*(?:20)?(\d\d)$")
YEARS = re.compile(r"^(20\d\d)\s*[/-]\s*(?:20)?(\d\d)$")
YEAR = re.compile(r"^(20\d\d)$")
TRAILING = re.compile(
    r"(?i)^(?P<what>.*?\S)[\s,;:(–-]+(?:by|before|until|due)?[\s:]*(?:the\s+)?(?:end\s+(?:of\s+)?)?"
    r"(?P<when>(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[a-z]{3,9}\.?\s+(?:19|20)\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|"
    r"ongoing)\)?\.?$"
)


@dataclass(frozen=True)
class Due:
    """A target date as read.

    Attributes
    ----------
    day : datetime.date or None
        The last day of the time named.
    is_done : bool
        It says that the action is done instead.
    problem : str
        Why it cannot be read; "" where it can, or where no day is meant.
    """

    day: date | None = None
    is_done: bool = False
    problem: str = ""


def read_due(text: pl.Series, *, column: str) -> list[Due]:
    """Read a column of target dates; of a month, a quarter or a year, its last day."""
    plain = [_plain(cell) for cell in text.to_list()]
    asked = pl.Series("day", [one if isinstance(one, str) else None for one in plain], dtype=pl.String)
    days = read_days(asked, column=column, end=True)
    return [
        one if isinstance(one, Due) else _read(one, days["day"][at], column) for at, one in enumerate(plain)
    ]


def part_from_date(text: str) -> tuple[str, str]:
    """Part `Launch the site by March 2007` into what is to be done and by when; no date gives ""."""
    hit = TRAILING.match(text)
    return (hit["what"].rstrip(" ,;:(-–"), hit["when"]) if hit else (text, "")


def _plain(cell: str | None) -> Due | str:
    """Give what needs no reading of days, or the text for it."""
    if cell is None or fold(cell) in NO_DAY or fold(cell).startswith(("ongoing", "on going")):
        return Due()
    if fold(cell) in DONE_WORDS:
        return Due(is_done=True)
    said = LEADING.sub("", cell).strip(" .")
    span = _span_end(said)
    if span is not None:
        return Due(span)
    hit = SHORT_MONTH.match(said)
    return f"{hit[1]} 20{hit[2]}" if hit else said


def _span_end(said: str) -> date | None:
    """Give the last day of a year, a financial year (April to March) or one of its quarters."""
    if hit := YEAR.match(said):
        return date(int(hit[1]), 12, 31)
    hit = QUARTER.match(said) or YEARS.match(said)
    if hit is None:
        return None
    *quarter, first, second = hit.groups()
    if (int(first) + 1) % 100 != int(second):
        return None
    number = int(quarter[0]) if quarter else 4
    year, month = int(first) + (number == 4), (number * 3 + 2) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _read(said: str, day: date | None, column: str) -> Due:
    if day is not None:
        return Due(day)
    right = f"'{column}' is no day that can be read. Write it like 31 March 2018, March 2018 or Ongoing."
    return Due(problem=right)
