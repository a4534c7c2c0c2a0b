"""Community reports for reading: who may read what, in which state each one is, and what it said before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from dashboard.desks.importing import Desk
from dashboard.desks.looking import listed as look_at_list
from dashboard.desks.looking import opened as look_at_one
from dashboard.desks.looking import report_rights
from dashboard.desks.report_wording import short_label, span_words, strand_words, ward_name
from dashboard.viewer import ANALYST, Viewer
from ingest.policy import Level
from ingest.records import schema
from ingest.records.registers import entries
from ingest.reports.submission import PUBLIC

__all__ = [
    "HIDDEN",
    "STATES",
    "Asked",
    "Reader",
    "choices",
    "find_report",
    "is_hidden",
    "list_reports",
    "may_see",
    "state_of",
]

REPORTS = schema.community_reports
STATES = {
    "needs check": "Needs a second look",
    "current": "Current",
    "due": "Due for review soon",
    "expired": "Past its review day",
    "closed": "Closed",
}
SOON = timedelta(days=30)
HIDDEN = "Hidden until somebody of the agency that sent it has taken a second look."
TEXTS = ("seen", "place", "community", "condition")


@dataclass(frozen=True)
class Reader:
    """Who reads, for which agency, in which role, for what, and in which session."""

    name: str
    agency: str
    viewer: Viewer = ANALYST
    purpose: str = ""
    session: int | None = None


@dataclass(frozen=True)
class Asked:
    """Which reports are asked for; an empty set asks for all."""

    wards: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    experience: frozenset[str] = frozenset()
    source_grades: frozenset[str] = frozenset()
    information_grades: frozenset[str] = frozenset()
    states: frozenset[str] = field(default=frozenset(STATES) - {"closed"})


def state_of(report: Mapping[str, Any], today: date) -> str:
    """Say in which of `STATES` a report is."""
    if report["retired_at"] is not None:
        return "closed"
    if report["needs_check"]:
        return "needs check"
    if report["review_by"] < today:
        return "expired"
    return "due" if report["review_by"] - today <= SOON else "current"


def is_hidden(report: Mapping[str, Any], reader: Reader) -> bool:
    """Say whether its texts are hidden: until checked from other agencies.

    What the public told belongs to no agency, or nobody could check it.
    """
    if "read_text" not in report_rights(report, reader):
        return True
    return bool(report["needs_check"]) and report["agency"] not in (reader.agency, PUBLIC)


def may_see(report: Mapping[str, Any], reader: Reader) -> bool:
    """Say whether a reader learns of it at all: what is suspected to be false is for analysts."""
    known = report_rights(report, reader) >= {"list", "read"}
    return known and (report["information_grade"] != "E" or reader.viewer == ANALYST)


def list_reports(desk: Desk, asked: Asked, reader: Reader, today: date) -> list[dict[str, Any]]:
    """List reports for reading, the latest seen first; a condition always stands beside its report."""
    with desk.store.reading() as connection:
        held = entries(connection, REPORTS, retired=True)
    listed = [
        report
        for report in held
        if not _was_withdrawn(report) and may_see(report, reader) and _is_asked(report, asked, today)
    ]
    look_at_list(desk.store, reader, REPORTS.name, [report["id"] for report in listed])
    listed.sort(key=lambda report: (report["observed_to"], report["id"]), reverse=True)
    return [_line(desk, report, reader, today) for report in listed]


def find_report(desk: Desk, number: int, reader: Reader) -> dict[str, Any] | None:
    """Find one report, whole but for what this reader may not see; None if there is none for them."""
    with desk.store.reading() as connection:
        found = connection.execute(select(REPORTS).where(REPORTS.c.id == number)).mappings().first()
    if found is None:
        return None
    report = dict(found)
    if _was_withdrawn(report) or not may_see(report, reader):
        return None
    look_at_one(desk.store, reader, REPORTS.name, [number])
    if is_hidden(report, reader):
        report |= dict.fromkeys(TEXTS)
    return report


def _was_withdrawn(report: Mapping[str, Any]) -> bool:
    """Reports of a withdrawn file are taken off without anybody having closed them."""
    return report["retired_at"] is not None and report["closed_why"] is None


def _is_asked(report: Mapping[str, Any], asked: Asked, today: date) -> bool:
    return (
        (not asked.wards or report["ward"] in asked.wards)
        and (not asked.strands or bool(asked.strands & set(report["strands"].split(";"))))
        and (not asked.experience or report["experience"] in asked.experience)
        and (not asked.source_grades or str(report["source_grade"]) in asked.source_grades)
        and (not asked.information_grades or report["information_grade"] in asked.information_grades)
        and (not asked.states or state_of(report, today) in asked.states)
    )


def _line(desk: Desk, report: Mapping[str, Any], reader: Reader, today: date) -> dict[str, Any]:
    hidden = is_hidden(report, reader)
    condition = HIDDEN if hidden and report["condition"] else report["condition"] or ""
    affected = [strand_words(desk, report["strands"]), "" if hidden else report["community"] or ""]
    return {
        "number": report["id"],
        "reference": report["reference"],
        "state": STATES[state_of(report, today)],
        "seen_on": span_words(report["observed_from"], report["observed_to"]),
        "ward": ward_name(desk, report["ward"]),
        "place": "" if hidden else report["place"] or "",
        "seen": HIDDEN if hidden else report["seen"],
        "affected": "; ".join(part for part in affected if part),
        "experience": short_label(desk.policy.experience, report["experience"]),
        "severity": report["severity"],
        "grade": f"{report['source_grade']}{report['information_grade']}",
        "handling": report["handling"],
        "condition": condition,
        "shared": f"{report['handling']}: {condition}" if condition else report["handling"],
        "source": desk.policy.report_sources.get(report["source_type"], report["source_type"]),
        "agency": report["agency"],
        "review_by": report["review_by"],
    }


def choices(desk: Desk) -> dict[str, dict[str, str]]:
    """Give what can be filtered by and entered: code -> label."""
    policy, wards = desk.policy, desk.study_area.wards
    by_name = sorted(zip(wards["ward"], wards["name"], strict=True), key=lambda pair: str(pair[1]))

    def titled(grades: Mapping[Any, str]) -> dict[str, str]:
        return {str(code): f"{code}: {title}" for code, title in grades.items()}

    def levels(scale: tuple[Level, ...]) -> dict[str, str]:
        return {str(one.number): f"{one.number} {one.name}: {one.meaning}" for one in scale}

    return {
        "wards": {str(code): str(name) for code, name in by_name},
        "strands": dict(policy.strands),
        "experience": dict(policy.experience),
        "source_grades": titled(policy.grades.source),
        "information_grades": titled(policy.grades.information),
        "handling": titled(policy.grades.handling),
        "sources": dict(policy.report_sources),
        "levels": levels(policy.severity_scale),
        "allport": levels(policy.allport_scale),
        "agencies": {agency.name: agency.title for agency in desk.partnership.agencies},
    }
