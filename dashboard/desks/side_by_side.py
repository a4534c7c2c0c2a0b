"""Two records of a possible duplicate side by side: what each says, and whether that agrees."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from boundaries.study_area import StudyArea, ward_of
from dashboard.desks.duplicates import Review, review
from dashboard.desks.importing import Desk
from dashboard.desks.looking import Looker
from dashboard.desks.looking import listed as look_at_list
from dashboard.desks.looking import opened as look_at_both
from dashboard.desks.rows import asker_of, rules_of
from dashboard.wording import day_words, listed
from ingest.policy import Policy
from ingest.records import schema
from ingest.records.row_rights import rights_by_number

__all__ = ["AGREES", "DIFFERS", "ONE_SAYS", "Line", "SideBySide", "review_for", "side_by_side"]

AGREES, DIFFERS, ONE_SAYS = "agrees", "differs", "only one says"
NOT_SAID = "not said"
PRECISION = {
    "exact": "an exact point",
    "street": "a point of the street",
    "postcode": "a postcode's point",
    "area": "a ward only",
    "none": "no place",
}
SILENT = {"setting": ("unknown",), "noticed_by": ("unknown",), "category": (), "kind": ()}
TITLES = {"kind": "Recorded as", "category": "What", "setting": "Where", "noticed_by": "Noticed by"}


@dataclass(frozen=True)
class Line:
    """One thing that both records may say.

    Attributes
    ----------
    title, a, b : str
        What it is, and what the two records say of it.
    compared : str
        `AGREES`, `DIFFERS`, `ONE_SAYS`, or empty where there is nothing to compare.
    """

    title: str
    a: str
    b: str
    compared: str


@dataclass(frozen=True)
class SideBySide:
    """Both records, as a person compares them.

    Attributes
    ----------
    titles : tuple of (str, str)
        Agency and reference of each.
    lines : tuple of Line
    """

    titles: tuple[tuple[str, str], tuple[str, str]]
    lines: tuple[Line, ...]


def review_for(desk: Desk, here: Looker) -> Review:
    """Gather the pairs of which somebody may read both records; each list is in the audit."""
    known = review(desk.store, readable=lambda *asked: _readable(desk, here, *asked))
    numbers = [one[end] for one in known.pairs for end in ("id_a", "id_b")]
    look_at_list(desk.store, here, schema.incidents.name, numbers)
    return known


def _readable(desk: Desk, here: Looker, connection: Connection, numbers: Sequence[int]) -> Set[int]:
    rights = rights_by_number(connection, asker_of(here), rules_of(desk), sorted(set(numbers)))
    return {number for number, (_, _, may) in rights.items() if "read" in may}


def side_by_side(desk: Desk, here: Looker, pair: dict[str, Any]) -> SideBySide | None:
    """Lay the two records of a pair out, once the look is in the audit.

    None if one of them is gone meanwhile, or is not for whoever looks.
    """
    held, policy, study_area = schema.incidents, desk.policy, desk.study_area
    both = (pair["id_a"], pair["id_b"])
    with desk.store.reading() as connection:
        if _readable(desk, here, connection, both) < set(both):
            return None
    look_at_both(desk.store, here, held.name, both)
    with desk.store.reading() as connection:
        query = select(held).where(held.c.id.in_(both))
        found = {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    if len(found) < 2:
        return None
    a, b = found[pair["id_a"]], found[pair["id_b"]]
    for row in (a, b):
        row["ward"] = _ward(row, study_area)
    lines = (
        _line("Day", _days(a), _days(b)),
        _line("Hour", _hour(a), _hour(b)),
        Line("Reported", _day(a["reported_on"]), _day(b["reported_on"]), ""),
        *(_coded(policy, name, a, b) for name in ("kind", "category")),
        _line("Strands", _strands(policy, a), _strands(policy, b)),
        *(_coded(policy, name, a, b) for name in ("setting", "noticed_by")),
        _line("Ward", a["ward"], b["ward"]),
        Line("Known by", PRECISION[a["precision"]], PRECISION[b["precision"]], ""),
    )
    titles = ((a["agency"], a["reference"]), (b["agency"], b["reference"]))
    return SideBySide(titles, lines)


def _line(title: str, a: str, b: str) -> Line:
    silent = [text in ("", NOT_SAID) for text in (a, b)]
    compared = "" if all(silent) else ONE_SAYS if any(silent) else AGREES if a == b else DIFFERS
    return Line(title, a or NOT_SAID, b or NOT_SAID, compared)


def _coded(policy: Policy, name: str, a: dict[str, Any], b: dict[str, Any]) -> Line:
    labels = policy.labels(name)
    said = ["" if row[name] in SILENT[name] else labels.get(row[name], row[name]) for row in (a, b)]
    return _line(TITLES[name], *said)


def _strands(policy: Policy, row: dict[str, Any]) -> str:
    return listed([policy.strands.get(code, code) for code in row["strands"].split(";") if code])


def _day(day: date | None) -> str:
    return day_words(day) if day else NOT_SAID


def _days(row: dict[str, Any]) -> str:
    first, last = row["occurred_from"], row["occurred_to"]
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"


def _hour(row: dict[str, Any]) -> str:
    return "" if row["hour"] is None else f"{row['hour']:02d}:00 to {(row['hour'] + 1) % 24:02d}:00"


def _ward(row: dict[str, Any], study_area: StudyArea) -> str:
    """Name the ward of the point, or the one that the sender named."""
    wards = study_area.wards
    if row["x"] is not None and row["y"] is not None:
        at = int(ward_of(study_area, np.array([row["x"]]), np.array([row["y"]]))[0])
        return "outside the area" if at < 0 else str(wards["name"].iat[at])
    names = dict(zip(wards["ward"], wards["name"], strict=True))
    return str(names.get(row["area"], "")) if row["area"] else ""
