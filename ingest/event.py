"""Events that may move feelings: what an entry of the calendar says, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from boundaries.study_area import StudyArea
from ingest.entries import Problem
from ingest.identifiers import KINDS as IDENTIFIERS
from ingest.identifiers import find_identifiers
from ingest.policy import Policy
from ingest.words import fold

__all__ = ["FIELDS", "KINDS", "SCALES", "CheckedEvent", "check_event", "event_reference"]

KINDS = MappingProxyType(
    {
        "religious": "Religious festival",
        "awareness": "Awareness day or week",
        "anniversary": "Anniversary",
        "match": "Match or tournament",
        "demonstration": "Demonstration or march",
        "local": "Local event",
        "court": "Trial or verdict",
        "election": "Election",
        "news": "News",
        "other": "Other",
    }
)
SCALES = MappingProxyType(
    {"ward": "Ward", "local": "Local", "national": "National", "global": "International"}
)
FIELDS = MappingProxyType(
    {
        "title": ("Title", 120),
        "kind": ("Kind", 0),
        "scale": ("Scale", 0),
        "first_day": ("First day", 0),
        "last_day": ("Last day", 0),
        "ward": ("Ward", 0),
        "strands": ("Strands that may be affected", 0),
        "source": ("Source", 200),
        "note": ("Note", 600),
    }
)
"""What an event says: field -> title, and how many characters a text may have (0: not a text)."""
_LONGEST = timedelta(days=92)
_YEARS = timedelta(days=5 * 366)


@dataclass(frozen=True)
class CheckedEvent:
    """An event as it would be kept, and what is wrong with it.

    Attributes
    ----------
    values : dict
        Every field of `FIELDS`.
    problems : tuple of Problem
        Those that only ask for a second look are kept nevertheless.
    """

    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems for which it cannot be kept."""
        return tuple(problem for problem in self.problems if not problem.asks)


def check_event(
    said: Mapping[str, Any], *, policy: Policy, study_area: StudyArea | None, today: date
) -> CheckedEvent:
    """Check an event, whether typed into the form or read from a file: the same rules, the same words.

    Parameters
    ----------
    said : mapping
        Values of `FIELDS`; without a last day it lasts one day.
    policy : Policy
        For the strands.
    study_area : StudyArea or None
        For the wards.
    today : datetime.date
        To ask about a year that looks mistyped.
    """
    values: dict[str, Any] = {name: said.get(name) for name in FIELDS}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = " ".join(value.split()) or None
    values["last_day"] = values["last_day"] or values["first_day"]
    values["kind"] = values["kind"] or "other"
    values["scale"] = values["scale"] or ("ward" if values["ward"] else "local")
    values["strands"] = values["strands"] or ""
    return CheckedEvent(
        values,
        (*_words(values, study_area), *_days(values, today), *_codes(values, policy, study_area)),
    )


def _words(values: Mapping[str, Any], study_area: StudyArea | None) -> list[Problem]:
    problems = [] if values["title"] else [Problem("title", "no title. Every event needs one.")]
    places = () if study_area is None else tuple(study_area.wards["name"])
    for name, (title, longest) in FIELDS.items():
        text = values[name] if longest else None
        if not text:
            continue
        if len(text) > longest:
            problems.append(Problem(name, f"'{title}' has more than {longest} characters. Shorten it."))
        found = [one.kind for one in find_identifiers(text, places=places)]
        certain = [IDENTIFIERS[kind].title for kind in found if IDENTIFIERS[kind].certain]
        if certain:
            problems.append(
                Problem(name, f"'{title}' holds {certain[0]}. Take it out: an event is about no person.")
            )
        elif "name" in found:
            asked = f"'{title}' may hold a person's name. Keep it only if the event is called so."
            problems.append(Problem(name, asked, asks=True))
    return problems


def _days(values: Mapping[str, Any], today: date) -> list[Problem]:
    first, last = values["first_day"], values["last_day"]
    if first is None:
        return [Problem("first_day", "no date. Give the first day.")]
    if last < first:
        return [Problem("last_day", "it ends before it begins.")]
    problems = []
    if last - first > _LONGEST:
        problems.append(Problem("last_day", "it lasts longer than three months. Is that right?", asks=True))
    if abs(first - today) > _YEARS:
        problems.append(
            Problem("first_day", "it is more than five years away. Is the year right?", asks=True)
        )
    return problems


def _codes(values: Mapping[str, Any], policy: Policy, study_area: StudyArea | None) -> list[Problem]:
    problems = []
    for name, known in (("kind", KINDS), ("scale", SCALES)):
        if values[name] not in known:
            problems.append(Problem(name, f"this is not a {name} we know. Known: {', '.join(known)}."))
    if any(code not in policy.strands for code in values["strands"].split(";") if code):
        known_words = ", ".join(policy.strands)
        problems.append(Problem("strands", f"there is a strand that we do not know. Known: {known_words}."))
    if values["ward"] and study_area is not None and values["ward"] not in set(study_area.wards["ward"]):
        problems.append(
            Problem("ward", "there is no such ward here. Give its name or code, or leave it empty.")
        )
    return problems


def event_reference(title: str, first_day: date) -> str:
    """Make the reference of an event that has none of its own: when it begins and what it is called."""
    return f"{first_day:%Y%m%d}-{fold(title).replace(' ', '-')}"[:80]
