"""The canonical community report, and what is checked of one: form and file are told the same words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from boundaries.study_area import StudyArea
from ingest.entries import Problem
from ingest.identifiers import find_identifiers
from ingest.policy import Policy
from ingest.reports.grade import read_grading
from ingest.reports.text import check_text, tidy
from ingest.reports.words import read_choice, read_level, read_strands, read_ward, read_yes

__all__ = ["LONGEST_DAYS", "NO_HANDLING", "REPORT", "Judged", "check_report", "judge_report", "review_limit"]

LONGEST_DAYS = 92
"""The longest period that one report may tell of: a quarter."""
NO_HANDLING = "The sender gave no handling code. Ask the sender before passing this on."
"""The condition of a report that came without a handling code: the careful reading, not the free one."""
_REFERENCE = re.compile(r"[\w .:/#@-]{1,40}")
_NO_REFERENCE = ("email", "phone", "national_insurance", "social_media", "name")

REPORT = MappingProxyType(
    {
        "agency": pl.String,
        "reference": pl.String,  # the agency's own; unique with `agency`
        "observed_from": pl.Date,
        "observed_to": pl.Date,
        "ward": pl.String,  # code; null where only a place is named
        "place": pl.String,  # public, in words: never a house, never a point
        "seen": pl.String,  # 10 to 600 characters that point at nobody
        "strands": pl.String,  # codes joined with ';' in the policy's order, '' for none
        "community": pl.String,  # who is affected, in words
        "experience": pl.String,  # experienced, evidenced, potential
        "severity": pl.Int8,  # by the policy's severity scale
        "allport": pl.Int8,
        "source_grade": pl.Int8,  # 1 to 3
        "information_grade": pl.String,  # A to E
        "handling": pl.String,  # P or C
        "condition": pl.String,  # of handling C; travels with the report
        "source_type": pl.String,
        "is_anonymous": pl.Boolean,
        "review_by": pl.Date,
        "needs_check": pl.Boolean,  # likely personal details: hidden from other agencies until checked
        "checked_at": pl.Datetime,
        "checked_by": pl.String,
        "closed_why": pl.String,
    }
)


@dataclass(frozen=True)
class Judged:
    """A report as it was understood.

    Attributes
    ----------
    values : dict
        Columns of `REPORT`, as far as they could be read.
    problems : tuple of Problem
        Those that only ask for a second look included.
    """

    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> tuple[Problem, ...]:
        """What must be mended before it is kept."""
        return tuple(problem for problem in self.problems if not problem.asks)


def check_report(
    values: Mapping[str, Any], policy: Policy, study_area: StudyArea, today: date
) -> list[Problem]:
    """Say what is wrong with a report; see `judge_report`."""
    return list(judge_report(values, policy=policy, study_area=study_area, today=today).problems)


def judge_report(
    said: Mapping[str, Any],
    *,
    policy: Policy,
    study_area: StudyArea,
    today: date,
    careful: bool = False,
) -> Judged:
    """Read and check a report.

    Parameters
    ----------
    said : mapping
        By names of `REPORT`, and `grading` for a whole grading such as `2BP`.  Days are dates; everything
        else may be text as somebody wrote it.
    policy : Policy
    study_area : StudyArea
    today : datetime.date
        Days after it have not happened; the length of keeping may count from it.
    careful : bool
        Read a missing handling code as C, with the condition `NO_HANDLING`, instead of asking for it.

    Returns
    -------
    Judged
        Messages never repeat a text; a word only where it is nearly one of a list.
    """
    cells = {name: tidy(value) if isinstance(value, str) else value for name, value in said.items()}
    values: dict[str, Any] = {}
    problems: list[Problem] = []

    def take(name: str, read: tuple[Any, list[Problem]]) -> None:
        values[name] = read[0]
        problems.extend(read[1])

    problems += _days(cells, values, today)
    take("ward", read_ward(cells.get("ward"), study_area))
    if not (cells.get("ward") or cells.get("place")):
        problems.append(Problem("ward", "say which ward it was in, or name a public place."))
    problems += _texts(cells, values, study_area)
    take("strands", read_strands(cells.get("strands"), policy))
    if not (cells.get("strands") or cells.get("community")):
        problems.append(Problem("strands", "say which strand or community is affected."))
    values["strands"] = values["strands"] or ""
    take("experience", read_choice("experience", cells.get("experience"), policy.experience,
                                   what="kind of information"))  # fmt: skip
    take("severity", read_level("severity", cells.get("severity"), policy.severity_scale, name="level",
                                needed=True))  # fmt: skip
    take("allport", read_level("allport", cells.get("allport"), policy.allport_scale, name="Allport level",
                               needed=False))  # fmt: skip
    problems += _grading(cells, values, careful=careful)
    take("source_type", read_choice("source_type", cells.get("source_type"), policy.report_sources,
                                    what="source"))  # fmt: skip
    take("is_anonymous", read_yes("is_anonymous", cells.get("is_anonymous")))
    problems += _review(cells, values, policy, today)
    values["needs_check"] = any(problem.asks for problem in problems)
    return Judged(values, tuple(problems))


def review_limit(policy: Policy, *, observed_to: date, received: date) -> date:
    """Work out the last day on which a report may fall due for review."""
    rule = policy.retention["community_report"]
    return rule.review_on(observed_to if rule.counted_from == "occurred" else received)


def _days(cells: Mapping[str, Any], values: dict[str, Any], today: date) -> list[Problem]:
    first: date | None = cells.get("observed_from")
    last: date | None = cells.get("observed_to") or first
    values |= {"observed_from": first, "observed_to": last}
    if first is None or last is None:
        return [Problem("observed_from", "there is no day on which it was seen.")]
    for field, day in (("observed_from", first), ("observed_to", last)):
        if day > today:
            return [Problem(field, f"{day:%d/%m/%Y} has not happened yet.")]
    if last < first:
        return [Problem("observed_to", "it ends before it begins.")]
    days = (last - first).days + 1
    if days > LONGEST_DAYS:
        return [
            Problem(
                "observed_to",
                f"{days:,} days; one report covers {LONGEST_DAYS} at the most. Write one for each quarter.",
            )
        ]
    return []


def _texts(cells: Mapping[str, Any], values: dict[str, Any], study_area: StudyArea) -> list[Problem]:
    places = [*study_area.wards["name"], study_area.name]
    problems = []
    for field in ("place", "seen", "community"):
        values[field] = cells.get(field)
        problems += check_text(field, values[field], places=places)
    if values["seen"] is None:
        problems.append(Problem("seen", "say what was seen or heard, in 10 to 600 characters."))
    problems += _reference(cells.get("reference"))
    values["condition"] = cells.get("condition")
    return problems + check_text("condition", values["condition"], places=places)


def _reference(text: str | None) -> list[Problem]:
    if text is None:
        return []
    if not _REFERENCE.fullmatch(text):
        return [Problem("reference", "a reference has 40 letters, figures and simple signs at the most.")]
    if any(found.kind in _NO_REFERENCE for found in find_identifiers(text)):
        return [Problem("reference", "this reads like a name or number of a person. Give another reference.")]
    return []


def _grading(cells: Mapping[str, Any], values: dict[str, Any], *, careful: bool) -> list[Problem]:
    names = ("grading", "source_grade", "information_grade", "handling")
    parts = [None if cells.get(name) is None else str(cells[name]) for name in names]
    grading, problems = read_grading(*parts)
    handling = grading.handling
    unread = bool(problems) and cells.get("grading") is not None
    if handling is None and careful and not problems:
        handling, values["condition"] = "C", values["condition"] or NO_HANDLING
    elif handling is None and not any(problem.field == "handling" for problem in problems) and not unread:
        problems.append(Problem("handling", "there is no handling code; it is P or C."))
    if handling == "C" and values["condition"] is None:
        problems.append(
            Problem(
                "condition", "handling C needs its condition: who may see it, or what may be done with it."
            )
        )
    if handling == "P" and values["condition"] is not None:
        problems.append(Problem("handling", "a condition is given, and that is handling C."))
    values |= {"source_grade": grading.source, "information_grade": grading.information, "handling": handling}
    return problems


def _review(
    cells: Mapping[str, Any], values: dict[str, Any], policy: Policy, received: date
) -> list[Problem]:
    """Take the policy's length where nobody says when to look again, and never a longer one."""
    last, wanted = values["observed_to"], cells.get("review_by")
    values["review_by"] = wanted
    if last is None or last > received:
        return []
    limit = review_limit(policy, observed_to=last, received=received)
    values["review_by"] = wanted or limit
    if wanted and wanted > limit:
        length = policy.retention["community_report"].length
        return [
            Problem("review_by", f"later than the {length} of the policy; the latest is {limit:%d/%m/%Y}.")
        ]
    if wanted and wanted < last:
        return [Problem("review_by", "a review before the end of what was seen.")]
    return []
