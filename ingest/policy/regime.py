"""The recording regime: which rule held when, and where a change makes before and after not comparable."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import model_validator

from ingest.policy.codes import Code, Part, Text
from ingest.words import fold

__all__ = ["Break", "RecordingRule", "day_words", "find_breaks", "overlapping"]


class RecordingRule(Part):
    """How one kind of record was made over a span of days.

    Attributes
    ----------
    kind : str
        A kind of incident, or `community_report`.
    name : str
        A code; one of a kind's rules.
    since, until : datetime.date or None
        First and last day; None where it holds from before, or still.
    title, what_changed : str
        In words that can stand beside a chart.
    comparable_with_before : bool
        Whether counts from before its first day can be set beside those after.
    agencies : tuple of str
        Agencies whose records follow it; empty for all.
    recorded_by : tuple of str
        Codes of the policy's sources whose records follow it; empty for all.
    source : str
        Where the rule can be read.
    """

    kind: Code
    name: Code
    title: Text
    what_changed: Text
    comparable_with_before: bool
    since: date | None = None
    until: date | None = None
    agencies: tuple[Text, ...] = ()
    recorded_by: tuple[Code, ...] = ()
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "RecordingRule":
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"until ({self.until}) is before since ({self.since}); it is the last day")
        return self

    def holds(self, day: date) -> bool:
        """Say whether records of a day follow this rule."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def same_records(self, other: "RecordingRule") -> bool:
        """Say whether two rules are for the same records, at whatever time."""
        return (self.kind, _folded(self.agencies), set(self.recorded_by)) == (
            other.kind,
            _folded(other.agencies),
            set(other.recorded_by),
        )


@dataclass(frozen=True)
class Break:
    """A day from which counts of a kind are not comparable with those before."""

    day: date
    kind: str
    title: str
    sentence: str


def find_breaks(
    rules: Iterable[RecordingRule],
    *,
    kinds: Collection[str],
    first: date,
    last: date,
    agencies: Collection[str] | None,
    sources: Collection[str] | None,
    labels: Mapping[str, str],
) -> list[Break]:
    """List the changes inside a window after which counts are not comparable.

    Parameters
    ----------
    rules : iterable of RecordingRule
    kinds : collection of str
        Kinds that are counted; empty for all.
    first, last : datetime.date
        The window. A rule that begins on its first day breaks nothing.
    agencies, sources : collection of str or None
        Whose records are counted; a rule for others is left out. None for everybody's.
    labels : mapping of str to str
        Code of a source -> label.
    """
    asked = [
        rule
        for rule in rules
        if (not kinds or rule.kind in kinds)
        and _concerns(_folded(rule.agencies), None if agencies is None else _folded(agencies))
        and _concerns(set(rule.recorded_by), None if sources is None else set(sources))
    ]
    found = [
        Break(rule.since, rule.kind, rule.title, _begins(rule, rule.since, labels))
        for rule in asked
        if rule.since and first < rule.since <= last and not rule.comparable_with_before
    ]
    for rule in asked:
        day = rule.until + timedelta(days=1) if rule.until else None
        followed = day and any(other.holds(day) for other in asked if other.same_records(rule))
        if day and first < day <= last and not followed:
            found.append(Break(day, rule.kind, rule.title, _ends(rule, day, labels)))
    return sorted(found, key=lambda one: (one.day, one.kind, one.title))


def overlapping(rules: Iterable[RecordingRule]) -> list[tuple[RecordingRule, RecordingRule]]:
    """Find pairs of rules that hold for the same records on the same day."""
    listed = list(rules)
    return [
        (one, other)
        for place, one in enumerate(listed)
        for other in listed[place + 1 :]
        if one.same_records(other)
        and (one.since or date.min) <= (other.until or date.max)
        and (other.since or date.min) <= (one.until or date.max)
    ]


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _concerns(named: set[str], counted: set[str] | None) -> bool:
    return not named or counted is None or bool(named & counted)


def _begins(rule: RecordingRule, day: date, labels: Mapping[str, str]) -> str:
    return (
        f"From {day_words(day)}{_whose(rule, labels)}: {rule.title}. {rule.what_changed} "
        "Counts from before and after that day are not comparable."
    )


def _ends(rule: RecordingRule, day: date, labels: Mapping[str, str]) -> str:
    return (
        f"Until {day_words(day - timedelta(days=1))}{_whose(rule, labels)}: {rule.title}. The policy does "
        "not say what has held since, so counts from before and after are not comparable."
    )


def _whose(rule: RecordingRule, labels: Mapping[str, str]) -> str:
    names = [*rule.agencies, *(labels.get(code, code) for code in rule.recorded_by)]
    return f" ({'; '.join(names)})" if names else ""


def day_words(day: date) -> str:
    """Write a day: 3 June 2023."""
    return f"{day.day} {day:%B %Y}"
