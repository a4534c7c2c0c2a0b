"""Values of a community report in words: days, wards, strands, labels."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.desks.importing import Desk
from dashboard.wording import day_words

__all__ = ["TITLES", "short_label", "span_words", "strand_words", "value_words", "ward_name"]

TITLES = {
    "observed_from": "Seen from",
    "observed_to": "Seen to",
    "ward": "Ward",
    "place": "Place",
    "seen": "What was seen",
    "strands": "Strands",
    "community": "Community",
    "experience": "Kind",
    "severity": "Level",
    "allport": "Allport",
    "source_grade": "Source grade",
    "information_grade": "Information grade",
    "handling": "Handling",
    "condition": "Condition",
    "source_type": "Source",
    "is_anonymous": "Anonymous",
    "review_by": "Review by",
    "needs_check": "Needs a second look",
    "checked_by": "Second look by",
    "closed_why": "Closed because",
}
"""Columns that are told of in the history, in the words of the page."""


def value_words(desk: Desk, name: str, value: Any) -> str:
    """Write a value of the history for reading."""
    if value is None or value == "":
        return "nothing"
    if name in ("observed_from", "observed_to", "review_by"):
        return day_words(date.fromisoformat(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "strands":
        return strand_words(desk, value)
    if name == "ward":
        return ward_name(desk, value)
    listed = {"experience": desk.policy.experience, "source_type": desk.policy.report_sources}
    return short_label(listed.get(name, {}), str(value))


def short_label(labels: Mapping[str, str], code: str) -> str:
    """Give a label up to its colon; the code where the policy no longer has it."""
    return labels.get(code, code).split(":")[0]


def ward_name(desk: Desk, code: str | None) -> str:
    """Name a ward; the code where this area has none of it."""
    names = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    return "" if code is None else str(names.get(code, code))


def span_words(first: date, last: date) -> str:
    """Write a period: 1 to 14 September 2026."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    start = f"{first.day} {first:%B}" if first.year == last.year else day_words(first)
    return f"{start} to {day_words(last)}"


def strand_words(desk: Desk, codes: str) -> str:
    """Name strands."""
    return ", ".join(desk.policy.strands.get(code, code) for code in codes.split(";") if code)
