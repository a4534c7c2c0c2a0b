"""The texts of a community report: long enough to say something, short enough for one thing."""

import re
from collections.abc import Collection

import polars as pl

from ingest.entries import Problem
from ingest.identifiers import KINDS, Found, find_identifiers
from ingest.words import clean

__all__ = [
    "PLACE_MOST",
    "REASON_MOST",
    "SEEN_LEAST",
    "SEEN_MOST",
    "TITLES",
    "check_reason",
    "check_text",
    "tidy",
]

SEEN_LEAST, SEEN_MOST = 10, 600
PLACE_MOST = COMMUNITY_MOST = 80
CONDITION_MOST = REASON_MOST = 200
TITLES = {"seen": "what was seen", "place": "the place", "community": "the community",
          "condition": "the condition", "reason": "the reason"}  # fmt: skip
"""Texts of a report, as messages call them."""
_MOST = {"seen": SEEN_MOST, "place": PLACE_MOST, "community": COMMUNITY_MOST, "condition": CONDITION_MOST,
         "reason": REASON_MOST}  # fmt: skip
_POSTCODE = re.compile(r"(?i)\b(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?(?!\d(?:st|nd|rd|th)\b)\d[ABD-HJLNP-UW-Z]{2}\b")
_NUMBERED = re.compile(r"(?i)^(?:no\.? ?|flat )?\d{1,4}[a-z]?\b[ ,]")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")


def tidy(value: object) -> str | None:
    """Take away what is not seen of a text, and more than four marks on a letter; None if nothing is left."""
    if value is None:
        return None
    text = clean(pl.Series([str(value)]))[0]
    return None if text is None else _MARKS.sub(r"\1", text)


def check_text(field: str, text: str | None, *, places: Collection[str]) -> list[Problem]:
    """Say what is wrong with a text, never repeating any of it.

    Parameters
    ----------
    field : str
        One of `TITLES`.
    text : str or None
        As `tidy` leaves it.
    places : collection of str
        Names of wards and the like, which are nobody's name.
    """
    if text is None:
        return []
    found = find_identifiers(text, places=places)
    problems = [*_length(field, text), *_address(field, text, found)]
    certain = [each for each in found if KINDS[each.kind].certain]
    problems += [
        Problem(field, f"{_where(each)}. Take it out: a report points at nobody.") for each in certain
    ]
    likely = [each for each in found if not KINDS[each.kind].certain]
    if likely and not problems:
        return [Problem(field, _second_look(field, likely), asks=True)]
    return problems


def check_reason(text: str | None, *, places: Collection[str]) -> list[Problem]:
    """Say what is wrong with the reason of a change: it is asked for, and nobody checks it a second time."""
    if text is None:
        return [Problem("reason", "say why, in a few words.")]
    problems = check_text("reason", text, places=places)
    return [
        Problem("reason", "this may be a person's name or address. Write the reason without it.")
        if problem.asks
        else problem
        for problem in problems
    ]


def _length(field: str, text: str) -> list[Problem]:
    least, most = SEEN_LEAST if field == "seen" else 1, _MOST[field]
    if least <= len(text) <= most:
        return []
    right = f"write {least} to {most}" if least > 1 else f"the most is {most}"
    return [Problem(field, f"{len(text):,} characters; {right}.")]


def _address(field: str, text: str, found: list[Found]) -> list[Problem]:
    """A postcode is a handful of homes; a place with a house number is one."""
    told = [(each.start, each.end) for each in found if each.kind == "address"]
    problems = []
    for hit in _POSTCODE.finditer(text):
        if not any(start <= hit.start() < end for start, end in told):
            where = f"a full postcode at characters {hit.start() + 1} to {hit.end()}"
            problems.append(Problem(field, f"{where}. Name the ward, or a street or public place, instead."))
    has_number = any(each.kind == "house" for each in found) or _NUMBERED.search(text)
    if field == "place" and has_number and not (problems or told):
        problems.append(
            Problem(field, "it reads like a house number. Name only a street or a public place, in words.")
        )
    return problems


def _where(found: Found) -> str:
    return f"{KINDS[found.kind].title} at characters {found.start + 1} to {found.end}"


def _second_look(field: str, likely: list[Found]) -> str:
    return (
        f"possible personal details in {TITLES[field]} ({'; '.join(map(_where, likely))}); "
        "hidden from everyone but your agency until checked."
    )
