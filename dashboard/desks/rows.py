"""The desk for records one by one: who may see which, for what, and every look written down first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.desks.access import access
from dashboard.desks.importing import Desk
from dashboard.desks.looking import Looker
from dashboard.desks.report_wording import span_words, strand_words, ward_name
from dashboard.viewer import Principal
from dashboard.wording import day_words
from ingest.access.asker import Asker
from ingest.records.row_changes import share_row
from ingest.records.row_rights import MOST, NoSuchRowError, Row, Rules, list_rows, read_rows
from ingest.records.sharing import Shared
from ingest.records.troubles import StoreError
from ingest.reports.text import check_reason, tidy

__all__ = [
    "KEPT_LEVELS",
    "LEVELS",
    "LONGEST_DAYS",
    "MOST",
    "Line",
    "Listed",
    "NoSuchRowError",
    "Opened",
    "asker_of",
    "last_days",
    "list_records",
    "open_record",
    "purposes",
    "rules_of",
    "share",
]

LONGEST_DAYS = 92
"""So many days are listed at once."""
LEVELS = {
    "own": "Its own agency only",
    "named_me": "Named agencies, yours among them",
    "named_others": "Named agencies, not yours",
    "partnership": "The partnership",
    "condition": "The partnership, under a condition",
}
KEPT_LEVELS = {
    "": "As its agency shares its records",
    "own": "Its own agency only",
    "named": "Named agencies",
    "partnership": "The whole partnership",
    "condition": "The whole partnership, under a condition",
}
KEPT = "Kept by its agency: ask them."
NOT_SAID = "not said"
PRECISION = {
    "exact": "exact",
    "street": "of the street",
    "postcode": "of the postcode",
    "area": "of a ward only",
    "none": "none",
}


@dataclass(frozen=True)
class Line:
    """A record in a list.

    Attributes
    ----------
    number : int
    day, ward, agency, what, strands, shared, condition : str
        In words; `what` says so where the record may not be read.
    may_read : bool
    """

    number: int
    day: str
    ward: str
    agency: str
    what: str
    strands: str
    shared: str
    condition: str
    may_read: bool


@dataclass(frozen=True)
class Listed:
    """Records of some days.

    Attributes
    ----------
    lines : tuple of Line
        The latest first.
    is_full : bool
        There may be more than are listed at once.
    """

    lines: tuple[Line, ...]
    is_full: bool


@dataclass(frozen=True)
class Opened:
    """One record, in words.

    Attributes
    ----------
    number : int
    agency : str
    shared, condition : str
        How it is shared, and what goes with it.
    facts : tuple of (str, str)
        Title and what it says.
    may_share : bool
    """

    number: int
    agency: str
    shared: str
    condition: str
    facts: tuple[tuple[str, str], ...]
    may_share: bool


def purposes() -> dict[str, str]:
    """List for what records may be looked at: code and words."""
    return dict(access().purposes)


def asker_of(here: Looker) -> Asker:
    """Say who asks, in the store's words."""
    return Asker(here.name, here.agency, here.viewer.role, here.purpose, here.session)


def rules_of(desk: Desk) -> Rules:
    """Say by what it is decided who sees a row."""
    return Rules(access(), desk.partnership.agencies)


def last_days(desk: Desk, *, today: date) -> tuple[date, date]:
    """Give the last four weeks for which a file came, to begin with."""
    ends = [
        batch["last_day"]
        for batch in desk.store.batches()
        if batch["last_day"] and batch["state"] == "landed" and batch["what"] == "incidents"
    ]
    last = min(max(ends, default=today), today)
    return last - timedelta(27), last


def list_records(desk: Desk, here: Principal, *, first: date, last: date, ward: str | None = None) -> Listed:
    """List the records of some days and of a ward, as far as somebody may know of them.

    Raises
    ------
    ingest.errors.IngestError
        If the days are too many, no purpose was said, or the look cannot be written down.
    """
    if last < first or (last - first).days >= LONGEST_DAYS:
        raise StoreError(f"Choose at most {LONGEST_DAYS} days, the first before the last. Nothing was shown.")
    rows = list_rows(
        desk.store,
        asker_of(here),
        rules_of(desk),
        study_area=desk.study_area,
        first=first,
        last=last,
        ward=ward,
    )
    return Listed(tuple(_line(desk, row) for row in rows), len(rows) == MOST)


def open_record(desk: Desk, here: Principal, number: int) -> Opened:
    """Open one record.

    Raises
    ------
    NoSuchRowError
        If there is none for whoever asks; in the same words whether it is there or not.
    """
    found = read_rows(desk.store, asker_of(here), rules_of(desk), [number], study_area=desk.study_area)
    row = found[0]
    return Opened(
        number=row.number,
        agency=row.agency,
        shared=LEVELS[row.level],
        condition=row.condition,
        facts=tuple(_facts(desk, row)),
        may_share="share" in row.may,
    )


def share(
    desk: Desk, here: Principal, number: int, *, level: str, named: tuple[str, ...] = (), condition: str = ""
) -> None:
    """Say with whom one record is shared; an empty level goes back to what holds for its agency."""
    said = tidy(condition) or ""
    problems = check_reason(said, places=[*desk.study_area.wards["name"]]) if said else []
    if problems:
        raise StoreError(" ".join(f"The condition: {problem.message}" for problem in problems))
    shared = Shared(level, named, said) if level else None
    share_row(desk.store, asker_of(here), rules_of(desk), number, shared=shared)


def _line(desk: Desk, row: Row) -> Line:
    said = row.values
    labels = desk.policy.labels("category")
    return Line(
        number=row.number,
        day=span_words(row.first_day, row.last_day),
        ward=ward_name(desk, row.ward) or "no ward known",
        agency=row.agency,
        what=labels.get(said["category"], said["category"]) if said else KEPT,
        strands=strand_words(desk, said["strands"]) if said else "",
        shared=LEVELS[row.level],
        condition=row.condition,
        may_read=bool(said),
    )


def _facts(desk: Desk, row: Row) -> list[tuple[str, str]]:
    said = row.values

    def coded(name: str) -> str:
        return desk.policy.labels(name).get(said[name], said[name])

    return [
        ("Reference", said["reference"]),
        ("Day", span_words(row.first_day, row.last_day)),
        ("Hour", _hour(said)),
        ("Reported", day_words(said["reported_on"]) if said["reported_on"] else NOT_SAID),
        ("Recorded as", coded("kind")),
        ("What", coded("category")),
        ("Strands", strand_words(desk, said["strands"]) or NOT_SAID),
        ("Where", coded("setting")),
        ("Ward", ward_name(desk, row.ward) or NOT_SAID),
        ("Point", _point(row)),
        ("Noticed by", coded("noticed_by")),
        ("Told to", coded("source")),
        ("Outcome", coded("outcome") if said["outcome"] else NOT_SAID),
    ]


def _hour(said: Mapping[str, Any]) -> str:
    return NOT_SAID if said["hour"] is None else f"{said['hour']:02d}:00 to {(said['hour'] + 1) % 24:02d}:00"


def _point(row: Row) -> str:
    """Write the point for whoever may see it."""
    if "locate" not in row.may:
        return "not for you: its ward only"
    known = PRECISION[row.values["precision"]]
    return known if row.point is None else f"{row.point[0]:.0f} E, {row.point[1]:.0f} N ({known})"
