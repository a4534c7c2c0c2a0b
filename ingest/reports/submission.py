"""What somebody tells and nobody has graded yet: checked as a community report is, in the same words."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from boundaries.study_area import StudyArea
from ingest.identifiers import KINDS, find_identifiers
from ingest.policy import Policy
from ingest.reports.report import Judged, judge_report

__all__ = ["CHANNELS", "PUBLIC", "STATES", "TOLD", "find_marks", "judge_submission"]

CHANNELS = MappingProxyType({"public": "the form for everybody", "staff": "somebody who works here"})
PUBLIC = "The public"
"""In whose name everything stands that came by the form for everybody: one source, however many write."""
STATES = MappingProxyType(
    {
        "waiting": "Awaits grading",
        "graded": "Became a community report",
        "merged": "Added to a report that was there",
        "rejected": "Not taken",
    }
)
TOLD = ("observed_from", "observed_to", "ward", "place", "seen", "strands", "community")
"""What a submission tells, by names of `ingest.reports.report.REPORT`; whoever grades it adds the rest."""
_MAY_BE_UNKNOWN = {"public": ("observed_from", "strands"), "staff": ()}


def judge_submission(
    said: Mapping[str, Any], *, channel: str, policy: Policy, study_area: StudyArea, today: date
) -> Judged:
    """Read and check a submission.

    Parameters
    ----------
    said : mapping
        By the names of `TOLD`, and `is_anonymous`.
    channel : str
        One of `CHANNELS`.  The public need not know on which day it was, nor whom it is about.
    today : datetime.date

    Returns
    -------
    Judged
        Values of `TOLD`, `is_anonymous` (always so from the public) and `needs_check`.
    """
    told = {name: said.get(name) for name in TOLD}
    judged = judge_report(told, policy=policy, study_area=study_area, today=today)
    unknown = {name for name in _MAY_BE_UNKNOWN[channel] if not told[name]}
    if told["community"]:
        unknown.discard("strands")
    problems = tuple(one for one in judged.problems if one.field in TOLD and one.field not in unknown)
    values = {name: judged.values.get(name) for name in TOLD}
    values["is_anonymous"] = channel == "public" or bool(said.get("is_anonymous"))
    values["needs_check"] = any(problem.asks for problem in problems)
    return Judged(values, problems)


def find_marks(text: str, study_area: StudyArea) -> list[tuple[int, int, str]]:
    """Find what may point at a person in a text: start, end, and what it is called."""
    places = [*study_area.wards["name"], study_area.name]
    return [(each.start, each.end, KINDS[each.kind].title) for each in find_identifiers(text, places=places)]
