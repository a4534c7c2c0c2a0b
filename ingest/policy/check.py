"""What in a policy contradicts itself: codes that no list has, words for two things, missing rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from ingest.policy.codes import LIST_OF, NEEDED, OTHER_RECORDS
from ingest.policy.regime import overlapping
from ingest.policy.scales import EXPERIENCE, scale_problem
from ingest.policy.tension import tension_problems
from ingest.words import fold

if TYPE_CHECKING:
    from ingest.policy.document import Policy

__all__ = ["contradictions", "did_you_mean", "shown"]

LONGEST_SHOWN = 20
SCALES = {"tension_scale": (2, 10), "severity_scale": (2, 10), "allport_scale": (5, 5)}
"""Scale -> the fewest and the most levels."""


def contradictions(policy: Policy) -> list[str]:
    """Say what in a policy does not fit together: where, what was found, what would be right."""
    return [
        *_unlisted(policy),
        *_not_there(policy),
        *_two_meanings(policy),
        *_rules(policy),
        *_scales(policy),
        *tension_problems(policy),
        *_notes(policy),
    ]


def shown(value: object) -> str:
    """Write a value of the file, cut short."""
    text = str(value)
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Name the nearest known word, in a sentence of its own; nothing if none is near."""
    near = process.extractOne(str(word), list(known), scorer=JaroWinkler.similarity, score_cutoff=0.75)
    return f" Did you mean {near[0]!r}?" if near else ""


def _unlisted(policy: Policy) -> Iterator[str]:
    """Codes that are used and that no list has."""
    kept = (*policy.kinds, *OTHER_RECORDS)
    used: list[tuple[str, str, Iterable[str], Iterable[str]]] = [
        ("monitored", "strands", policy.monitored, policy.strands),
        (
            "street_visible_categories",
            "categories",
            sorted(policy.street_visible),
            policy.categories,
        ),
        ("street_visible_settings", "settings", sorted(policy.street_visible_settings), policy.settings),
        ("retention", "kinds", policy.retention, kept),
    ]
    for field, codes in policy.aliases.items():
        used.append((f"aliases.{field}", LIST_OF[field], codes, policy.labels(field)))
    for field, words in policy.combined.items():
        for word, several in words.items():
            used.append((f"combined.{field}.{shown(word)}", LIST_OF[field], several, policy.labels(field)))
    for number, rule in enumerate(policy.regime, start=1):
        used.append((f"regime[{number}].kind", "kinds", [rule.kind], [*policy.kinds, "community_report"]))
        used.append((f"regime[{number}].recorded_by", "sources", rule.recorded_by, policy.sources))
    for where, table, named, listed in used:
        known = list(listed)
        for code in named:
            if code not in known:
                yield (
                    f"{where}: found {shown(code)}, which is not in the list; "
                    f"[{table}] has {', '.join(known)}.{did_you_mean(code, known)}"
                )


def _not_there(policy: Policy) -> Iterator[str]:
    """Entries that no policy can be without."""
    for field, codes in NEEDED.items():
        missing = [code for code in codes if code not in policy.labels(field)]
        if missing:
            yield f"{LIST_OF[field]}: {', '.join(missing)} must be there, because the program uses it."
    if "none" in policy.strands:
        yield "strands: 'none' cannot be a strand; it stands for a record without one."
    unkept = [kind for kind in (*policy.kinds, *OTHER_RECORDS) if kind not in policy.retention]
    for kind in unkept:
        yield f"retention: there is no rule for '{kind}'; add a table [retention.{kind}]."
    for name, grades in policy.grades.missing().items():
        yield f"grades.{name}: {', '.join(grades)} must be there with a title."
    wrong = [code for code in policy.experience if code not in EXPERIENCE]
    if wrong or len(policy.experience) != len(EXPERIENCE):
        yield f"experience: found {', '.join(policy.experience) or 'nothing'}; it is {', '.join(EXPERIENCE)}."


def _two_meanings(policy: Policy) -> Iterator[str]:
    """Words that stand for two codes of one field."""
    for field in LIST_OF:
        seen: dict[str, str] = {}
        own = {fold(name): code for code, label in policy.labels(field).items() for name in (code, label)}
        aliases = policy.aliases.get(field, {})  # type: ignore[call-overload]
        for code, words in aliases.items():
            for word in words:
                other = seen.setdefault(fold(word), own.get(fold(word), code))
                if other != code:
                    yield (
                        f"aliases.{field}.{code}: {shown(word)} stands for both {other} and {code}; "
                        "leave it under one of them."
                    )


def _rules(policy: Policy) -> Iterator[str]:
    """Recording rules that are named twice or hold at the same time."""
    named: set[tuple[str, str]] = set()
    for number, rule in enumerate(policy.regime, start=1):
        if (rule.kind, rule.name) in named:
            yield f"regime[{number}].name: a rule for {rule.kind} is already called {shown(rule.name)}."
        named.add((rule.kind, rule.name))
    for one, other in overlapping(policy.regime):
        yield (
            f"regime: the rules {shown(one.name)} and {shown(other.name)} for {one.kind} hold on the same "
            "days; end the one (until) the day before the other begins (since)."
        )


def _scales(policy: Policy) -> Iterator[str]:
    for name, (least, most) in SCALES.items():
        problem = scale_problem(getattr(policy, name), least=least, most=most)
        if problem:
            yield f"{name}: {problem}."


def _notes(policy: Policy) -> Iterator[str]:
    known = [name for name in type(policy).model_fields if name != "notes"]
    for name in policy.notes:
        if name not in known:
            yield f"notes.{name}: there is no table of that name.{did_you_mean(name, known)}"
