"""The calendar of events: its lines, the months they fall into, and which are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.wording import day_words

__all__ = ["Happening", "by_month", "find_happenings", "span_words"]


@dataclass(frozen=True)
class Happening:
    """One event as it is read."""

    number: int
    title: str
    kind: str
    kind_words: str
    scale: str
    scale_words: str
    first_day: date
    last_day: date
    ward: str
    strands: tuple[str, ...]
    strand_words: str
    source: str
    note: str


def find_happenings(
    known: Iterable[Happening],
    *,
    first: date,
    last: date,
    kinds: frozenset[str] = frozenset(),
    scales: frozenset[str] = frozenset(),
    strands: frozenset[str] = frozenset(),
    words: str = "",
) -> list[Happening]:
    """Give the events that touch a span of days and are of what is asked for; nothing asked is all."""
    return [
        one
        for one in known
        if one.first_day <= last
        and one.last_day >= first
        and (not kinds or one.kind in kinds)
        and (not scales or one.scale in scales)
        and (not strands or bool(strands & set(one.strands)))
        and all(word in f"{one.title} {one.note} {one.ward}".casefold() for word in words.casefold().split())
    ]


def by_month(known: Sequence[Happening]) -> dict[str, list[Happening]]:
    """Sort events into the months in which they begin: "November 2026" -> events, in order."""
    months: dict[str, list[Happening]] = {}
    for one in sorted(known, key=lambda each: (each.first_day, each.last_day, each.title.casefold())):
        months.setdefault(f"{one.first_day:%B %Y}", []).append(one)
    return months


def span_words(one: Happening) -> str:
    """Write when an event is: 8 November 2026, or 14 to 22 December 2025."""
    first, last = one.first_day, one.last_day
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    start = f"{first.day} {first:%B}" if first.year == last.year else day_words(first)
    return f"{start} to {day_words(last)}"
