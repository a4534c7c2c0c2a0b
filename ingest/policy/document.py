"""A policy as a whole: its tables, and what can be asked of them."""

import hashlib
import json
from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_serializer, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ingest.policy.check import contradictions
from ingest.policy.codes import LIST_OF, Code, ListedField, Monitored, Part, Text
from ingest.policy.regime import Break, RecordingRule, find_breaks
from ingest.policy.retention import RetentionRule
from ingest.policy.scales import Grades, Level
from ingest.policy.tension import TensionPolicy
from ingest.words import fold

__all__ = ["Policy"]

Version = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Labels = dict[Code, Text]
Words = tuple[Text, ...]


class Policy(Part):
    """Codes, words, rules and scales, under one version; lists of codes are code -> label, in screen order.

    Attributes
    ----------
    version, valid_from, title : str, datetime.date, str
        What this edition is called, and the day from which the partnership works by it.
    notes : dict of table to str
        What a reader should know of a table: that it is an example, for one.
    strands, kinds, categories, sources, noticed_by, settings, outcomes : dict of str to str
        Code to label.
    monitored : dict of str to str
        Strand -> which of the five of the national return it counts as; other strands have none.
    street_visible_categories, street_visible_settings : frozenset of str
        What a patrol in the street could have seen.
    aliases : dict of field to dict of code to tuple of str
        Words as they stand in the policy file; see `words_of` for the folded form.
    combined : dict of field to dict of word to tuple of str
        Words that stand for several codes at once.
    none_words : dict of field to tuple of str
        Words that say that a cell is empty.
    regime : tuple of RecordingRule
    tension_scale, severity_scale, allport_scale : tuple of Level
        Lowest first.
    grades : Grades
    experience : dict of str to str
        Experienced, evidenced, potential.
    report_sources : dict of str to str
        Who a community report comes from: code to label.
    tension : TensionPolicy
        How tension is indicated.
    retention : dict of str to RetentionRule
        One for each kind of incident, and for community_report, submission, set_aside, audit and history.
    """

    version: Version
    valid_from: date
    title: Text
    notes: dict[Code, Text] = Field(default_factory=dict)
    strands: Annotated[Labels, Field(min_length=1, max_length=16)]
    kinds: Labels
    categories: Labels
    sources: Labels
    noticed_by: Labels
    settings: Labels
    outcomes: Labels
    monitored: dict[Code, Monitored]
    street_visible_categories: frozenset[Code]
    street_visible_settings: frozenset[Code]
    none_words: dict[ListedField, Words] = Field(default_factory=dict)
    aliases: dict[ListedField, dict[Code, Words]] = Field(default_factory=dict)
    combined: dict[ListedField, dict[Text, tuple[Code, ...]]] = Field(default_factory=dict)
    regime: tuple[RecordingRule, ...]
    tension_scale: tuple[Level, ...]
    severity_scale: tuple[Level, ...]
    allport_scale: tuple[Level, ...]
    grades: Grades
    experience: Labels
    report_sources: Annotated[Labels, Field(min_length=1)]
    tension: TensionPolicy
    retention: dict[Code, RetentionRule]

    @field_validator("retention", mode="before")
    @classmethod
    def _name_the_kinds(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        return {
            kind: {**rule, "kind": kind} if isinstance(rule, dict) else rule for kind, rule in said.items()
        }

    @model_validator(mode="after")
    def _hangs_together(self) -> "Policy":
        wrong = contradictions(self)
        if wrong:
            raise PydanticCustomError("contradiction", "{text}", {"text": " ".join(wrong), "wrong": wrong})
        return self

    @field_serializer("street_visible_categories", "street_visible_settings")
    def _in_alphabetical_order(self, codes: frozenset[str]) -> list[str]:
        return sorted(codes)

    @property
    def street_visible(self) -> frozenset[str]:
        """Categories that a patrol in the street could have seen."""
        return self.street_visible_categories

    @property
    def digest(self) -> str:
        """A hash of all that the policy says, however its file is laid out."""
        said = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    def labels(self, field: str) -> dict[str, str]:
        """Give code -> label for a field of the incident (``category``, ``strands`` ...)."""
        if field not in LIST_OF:
            raise KeyError(f"{field!r} has no list of codes; fields with one: {', '.join(LIST_OF)}")
        labels: dict[str, str] = getattr(self, LIST_OF[field])
        return labels

    def words_of(self, field: ListedField) -> dict[str, tuple[str, ...]]:
        """Give folded word -> codes for a field: codes, labels, aliases, combined words and none-words."""
        words: dict[str, tuple[str, ...]] = {fold(word): () for word in self.none_words.get(field, ())}
        for code, label in self.labels(field).items():
            words[fold(code)] = words[fold(label)] = (code,)
            words |= {fold(word): (code,) for word in self.aliases.get(field, {}).get(code, ())}
        return words | {fold(word): tuple(codes) for word, codes in self.combined.get(field, {}).items()}

    def is_street_visible(self, category: str, setting: str) -> bool:
        """Say whether a patrol in the street could have seen it."""
        return category in self.street_visible_categories and setting in self.street_visible_settings

    def breaks(
        self,
        kinds: Collection[str],
        first: date,
        last: date,
        *,
        agencies: Collection[str] | None = None,
        sources: Collection[str] | None = None,
    ) -> list[Break]:
        """List the changes of recording inside a window after which counts are not comparable.

        Parameters
        ----------
        kinds : collection of str
            Kinds that are counted; empty for every kind of incident.
        first, last : datetime.date
            Both days belong to the window. A rule that begins on the first day breaks nothing.
        agencies, sources : collection of str, optional
            Whose records are counted (names of agencies, codes of sources); a rule for others is left out.

        Returns
        -------
        list of Break
            In order of day.
        """
        return find_breaks(
            self.regime,
            kinds=kinds or self.kinds,
            first=first,
            last=last,
            agencies=agencies,
            sources=sources,
            labels=self.sources,
        )
