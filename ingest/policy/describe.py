"""A policy in plain words, for the page and the terminal."""

from collections.abc import Iterable
from datetime import date

from ingest.policy.document import Policy
from ingest.policy.regime import RecordingRule, day_words
from ingest.policy.scales import Level
from ingest.policy.tension_words import tension_lines

__all__ = ["describe"]

BESIDE = {
    "community_report": "Community reports",
    "submission": "What was told and not yet graded",
    "set_aside": "Rows set aside at import",
    "audit": "The log of who did what",
    "history": "Former values of changed records",
}
COUNTED_FROM = {
    "occurred": "the day it happened",
    "reported": "the day it was reported",
    "received": "the day it came in or was written",
}


def describe(policy: Policy) -> list[tuple[str, list[str]]]:
    """Say what a policy holds.

    Returns
    -------
    list of (title, lines)
        Plain text, in the order of reading.
    """
    kinds = {**policy.kinds, **BESIDE}
    grades = policy.grades
    told: list[tuple[str, str, list[str]]] = [
        (
            "",
            "Policy",
            [policy.title, f"Version {policy.version}, in use from {day_words(policy.valid_from)}."],
        ),
        ("strands", "Strands", [_strand(policy, code) for code in policy.strands]),
        ("kinds", "Kinds of incident", list(policy.kinds.values())),
        ("categories", "Categories", _categories(policy)),
        ("sources", "Who records", list(policy.sources.values())),
        ("regime", "Recording rules", [_rule(rule, kinds, policy.sources) for rule in policy.regime]),
        ("tension_scale", "Tension scale", _levels(policy.tension_scale)),
        ("tension", "How tension is indicated", tension_lines(policy)),
        ("severity_scale", "Severity scale", _levels(policy.severity_scale)),
        ("allport_scale", "Allport's scale", _levels(policy.allport_scale)),
        ("grades", "Grade of the source", _listed(grades.source.items())),
        ("", "Grade of the information", _listed(grades.information.items())),
        ("", "Handling code", _listed(grades.handling.items())),
        ("experience", "Kinds of tension information", list(policy.experience.values())),
        ("report_sources", "Who community reports come from", list(policy.report_sources.values())),
        (
            "retention",
            "Kept until a person reviews it",
            [
                f"{kinds[kind]}: {rule.length} from {COUNTED_FROM[rule.counted_from]}. {rule.basis}"
                for kind, rule in policy.retention.items()
            ],
        ),
    ]
    return [
        (title, [*([policy.notes[table]] if table in policy.notes else []), *lines])
        for table, title, lines in told
    ]


def _strand(policy: Policy, code: str) -> str:
    label, national = policy.strands[code], policy.monitored.get(code)
    if national is None:
        return f"{label} (kept locally; not in the national return)"
    if national == code:
        return f"{label} (one of the five monitored strands)"
    return f"{label} (counted as {policy.strands.get(national, national)} in the national return)"


def _categories(policy: Policy) -> list[str]:
    seen = [label for code, label in policy.categories.items() if code in policy.street_visible]
    unseen = [label for code, label in policy.categories.items() if code not in policy.street_visible]
    return [
        f"A patrol in the street could have seen: {'; '.join(seen) or 'none of them'}.",
        f"It could not have seen: {'; '.join(unseen) or 'none of them'}.",
    ]


def _rule(rule: RecordingRule, kinds: dict[str, str], sources: dict[str, str]) -> str:
    names = [*rule.agencies, *(sources[code] for code in rule.recorded_by)]
    whose = f" ({'; '.join(names)})" if names else ""
    compared = "" if rule.comparable_with_before else " Not comparable with before."
    return (
        f"{kinds[rule.kind]}{whose}, {_span(rule.since, rule.until)}: {rule.title}. "
        f"{rule.what_changed}{compared} Source: {rule.source}."
    )


def _span(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{day_words(since)} to {day_words(until)}"
    return f"from {day_words(since)}" if since else f"until {day_words(until)}" if until else "at all times"


def _levels(levels: tuple[Level, ...]) -> list[str]:
    return [f"{level.number} {level.name}: {level.meaning}" for level in levels]


def _listed(titles: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{grade}: {title}" for grade, title in titles]
