"""Checks of a reporting centre or support service: one set of rules and words for the form and the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea
from ingest.centres.centre import FIELDS, STATUSES
from ingest.centres.contact import personal_part
from ingest.centres.opening_hours import read_hours
from ingest.centres.place import place_centres
from ingest.entries import Problem
from ingest.identifiers import KINDS, find_identifiers
from ingest.policy import Policy

__all__ = ["CheckedCentre", "check_centre", "check_centres"]

_FREE = ("hours", "areas", "accessibility", "helps_with", "owner", "status_why")
_FAR_AWAY = timedelta(days=5 * 366)


@dataclass(frozen=True)
class CheckedCentre:
    """An entry as it would be kept, and what is wrong with it.

    Attributes
    ----------
    values : dict
        Every field of the register but agency and reference.
    problems : tuple of Problem
        Those that only ask for a second look are kept nevertheless.
    """

    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems for which it cannot be kept."""
        return tuple(problem for problem in self.problems if not problem.asks)


def check_centre(
    said: Mapping[str, Any],
    *,
    policy: Policy,
    gazetteer: Gazetteer | None,
    study_area: StudyArea | None,
    today: date,
) -> CheckedCentre:
    """Check one entry; see `check_centres`."""
    (checked,) = check_centres([said], policy=policy, gazetteer=gazetteer, study_area=study_area, today=today)
    return checked


def check_centres(
    listed: Sequence[Mapping[str, Any]],
    *,
    policy: Policy,
    gazetteer: Gazetteer | None,
    study_area: StudyArea | None,
    today: date,
) -> list[CheckedCentre]:
    """Check entries, whether typed into the form or read from a file: the same rules, the same words.

    Parameters
    ----------
    listed : sequence of mapping
        Values of `FIELDS` and, where they are known, `x` and `y`; what is left out is not known.
    policy : Policy
        For the strands.
    gazetteer : Gazetteer or None
        Without one, only the shape of a postcode is checked.
    today : datetime.date
        What has been checked, reported or closed was so by today.
    """
    whole = [_whole(said) for said in listed]
    places = place_centres(whole, gazetteer=gazetteer, study_area=study_area)
    return [
        CheckedCentre(
            values | place,
            (*_texts(values, study_area), *found, *_whom(values, policy), *_dates(values, today)),
        )
        for values, (place, found) in zip(whole, places, strict=True)
    ]


def _whole(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give every field a value; texts without outer spaces, empty ones None."""
    values: dict[str, Any] = {name: said.get(name) for name in (*FIELDS, "x", "y")}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = " ".join(value.split()) or None
    for name in ("kind", "strands"):
        values[name] = values[name] or ""
    for name in ("is_reporting", "is_support", "is_contact_public"):
        values[name] = bool(values[name])
    values["is_listed"] = values["is_listed"] is not False
    values["status"] = values["status"] or "unknown"
    return values


def _texts(values: Mapping[str, Any], study_area: StudyArea | None) -> list[Problem]:
    problems = []
    if not values["name"]:
        problems.append(Problem("name", "no name. Every entry needs one."))
    if not (values["is_reporting"] or values["is_support"]):
        problems.append(
            Problem("is_reporting", "it neither takes reports nor gives support. Say which it does.")
        )
    for name, (title, longest) in FIELDS.items():
        if longest and len(values[name] or "") > longest:
            problems.append(Problem(name, f"'{title}' has more than {longest} characters. Shorten it."))
    personal = personal_part(values["contact"] or "")
    if personal and not values["is_contact_public"]:
        whose = (
            f"the contact looks like {personal}. Give the organisation's public contact, or confirm that "
            "this one is meant for the public."
        )
        problems.append(Problem("contact", whose))
    places = () if study_area is None else tuple(study_area.wards["name"])
    if read_hours(values["hours"]).overlap:
        said = "two of the opening times overlap, such as Mon 9-12 and Mon 11-3. Are both right?"
        problems.append(Problem("hours", said, asks=True))
    problems += [problem for name in _FREE for problem in _pointers(name, values[name] or "", places)]
    return problems


def _pointers(name: str, text: str, places: tuple[str, ...]) -> list[Problem]:
    """Find what points at a person where only an organisation should be told of."""
    kinds = dict.fromkeys(found.kind for found in find_identifiers(text, places=places))
    title = FIELDS[name][0]
    wrong = [KINDS[kind].title for kind in kinds if KINDS[kind].certain]
    if wrong:
        return [
            Problem(name, f"'{title}' holds {wrong[0]}. Contacts go into 'Public contact', people nowhere.")
        ]
    if "name" in kinds and name != "owner":
        return [Problem(name, f"'{title}' may hold a person's name. If so, take it out.", asks=True)]
    return []


def _whom(values: Mapping[str, Any], policy: Policy) -> list[Problem]:
    unknown = [code for code in values["strands"].split(";") if code and code not in policy.strands]
    if unknown:
        return [
            Problem("strands", f"there is a strand that we do not know. Known: {', '.join(policy.strands)}.")
        ]
    return []


def _dates(values: Mapping[str, Any], today: date) -> list[Problem]:
    """Say where dates and status contradict each other, or what has not happened yet is told."""
    problems = []
    for name in ("checked_on", "last_report_on", "open_since", "paused_since", "closed_since"):
        if values[name] and values[name] > today:
            problems.append(
                Problem(name, f"'{FIELDS[name][0]}' is {values[name].isoformat()}, which has not come yet.")
            )
    status = values["status"]
    if status not in STATUSES:
        problems.append(Problem("status", f"this is not a status we know. Known: {', '.join(STATUSES)}."))
    for other in ("paused", "closed"):
        since = values[f"{other}_since"]
        if (
            since
            and status != other
            and status in STATUSES
            and not (other == "paused" and status == "closed")
        ):
            known = f"its status is '{STATUSES[status]}', yet it is {other} since {since.isoformat()}."
            problems.append(Problem("status", f"{known} Correct one of them."))
        if since and values["open_since"] and since < values["open_since"]:
            problems.append(Problem(f"{other}_since", f"it is {other} since a day before it opened."))
        if status == other and not since:
            problems.append(Problem(f"{other}_since", f"nobody says since when it is {other}.", asks=True))
    if values["paused_until"] and (
        status != "paused" or values["paused_until"] < (values["paused_since"] or date.min)
    ):
        problems.append(Problem("paused_until", "the end of a pause needs a pause that began before it."))
    if values["trained_until"] and values["trained_until"] - today > _FAR_AWAY:
        problems.append(
            Problem(
                "trained_until", "the training lasts for more than five years. Is the year right?", asks=True
            )
        )
    return problems
