"""Regraded reports: the last change of a report's grade, as its history tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ingest.policy.regime import day_words
from ingest.records import schema

__all__ = ["Regrading", "regradings"]

REPORTS = schema.community_reports
LONDON = ZoneInfo("Europe/London")
GRADE = ("source_grade", "information_grade")


@dataclass(frozen=True)
class Regrading:
    """A report's grade before its last change, the grade since, the day in London, and who changed it."""

    before: str
    after: str
    on: date
    by: str

    @property
    def words(self) -> str:
        """Say it in words: 2C to 1B on 12 October 2026."""
        return f"{self.before} to {self.after} on {day_words(self.on)}"


def regradings(connection: Connection, grades: Mapping[int, str]) -> dict[int, Regrading]:
    """Find the last time that the grade of each report was changed.

    Parameters
    ----------
    grades : mapping of int to str
        Number of a report to its grade now, ``2B``.

    Returns
    -------
    dict of int to Regrading
        Only reports whose grade ever changed.
    """
    known = schema.register_history.c
    query = (
        select(known.entry, known["values"], known.ended_at, known.ended_by)
        .where(known.register == REPORTS.name)
        .order_by(known.entry, known.id)
    )
    versions: dict[int, list[tuple[str, Any, str]]] = {}
    for entry, said, ended_at, ended_by in connection.execute(query):
        if entry in grades:
            versions.setdefault(entry, []).append((grade_of(json.loads(said)), ended_at, ended_by))
    found = {}
    for entry, before in versions.items():
        for (old, at, by), (new, *_) in pairwise([*before, (grades[entry], None, "")]):
            if old != new:
                day = at.replace(tzinfo=UTC).astimezone(LONDON).date()
                found[entry] = Regrading(old, new, day, by)
    return found


def grade_of(said: Mapping[str, Any]) -> str:
    """Write the grade of source and information as one: 2B."""
    return "".join(str(said[name]) for name in GRADE)
