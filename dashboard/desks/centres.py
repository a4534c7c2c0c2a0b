"""The desk for the register of centres and services: what stands in it, and what asks for attention."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.desks.importing import Desk
from dashboard.directory import Line, report_words
from dashboard.wording import listed
from ingest.centres.centre import FIELDS, PUBLIC, STATUSES
from ingest.centres.opening_hours import hours_in_words, open_now, read_hours
from ingest.centres.place import PLACE, ward_codes
from ingest.centres.state import FLAGS, Activity, flags_of, last_report, state_of
from ingest.records import schema
from ingest.records.centre_activity import centre_activity
from ingest.records.confirming import proposals_of
from ingest.records.registers import entries, find_entry

__all__ = ["CENTRES", "FIELDS", "FLAGS", "LONDON", "PLACE", "PUBLIC", "STATUSES", "directory", "find_centre",
           "languages_of"]  # fmt: skip

CENTRES = schema.centres
LONDON = ZoneInfo("Europe/London")
_TEXTS = (
    "kind",
    "address",
    "postcode",
    "hours",
    "areas",
    "languages",
    "accessibility",
    "helps_with",
    "contact",
)


def directory(desk: Desk, *, moment: datetime, keeps: bool = True) -> list[Line]:
    """Lay out the register for reading, in order of name.

    Parameters
    ----------
    moment : datetime.datetime
        Now, by London's clock: who is open, and what is due.
    keeps : bool
        Whether it is for those who keep the register: nobody else reads a contact that is not public, or
        how much came from a centre and when.
    """
    with desk.store.reading() as connection:
        held = entries(connection, CENTRES)
        reporting = [entry for entry in held if entry["is_reporting"]] if keeps else []
        activity = centre_activity(connection, reporting) if reporting else {}
        proposed = {proposal["centre"] for proposal in proposals_of(connection)} if keeps else set()
    names = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    wards = ward_codes(held, desk.study_area)
    lines = [
        _line(
            desk,
            entry if keeps or entry["is_contact_public"] else {**entry, "contact": None},
            activity.get(entry["id"]),
            str(names.get(ward, "")),
            entry["id"] in proposed,
            moment,
        )
        for entry, ward in zip(held, wards, strict=True)
    ]
    return sorted(lines, key=lambda line: line.name.casefold())


def _line(
    desk: Desk, entry: Mapping[str, Any], found: Activity | None, ward: str, proposed: bool, moment: datetime
) -> Line:
    activity, today = found or Activity(), moment.date()
    hours = read_hours(entry["hours"])
    state = state_of(entry, activity, today=today)
    last = last_report(entry, activity)
    codes = tuple(code for code in entry["strands"].split(";") if code)
    flags = flags_of(entry, activity, today=today)
    is_open = open_now(hours, moment.replace(tzinfo=None)) if entry["status"] == "open" else False
    known = found.year if found else None
    return Line(
        number=entry["id"],
        reporting=entry["is_reporting"],
        support=entry["is_support"],
        state=state,
        ward=ward if entry["is_listed"] else "",
        week=hours_in_words(hours),
        open_now=is_open,
        strands=codes,
        strand_words=listed([desk.policy.strands.get(code, code) for code in codes]) or "everybody",
        last_report=f"{last:%B %Y}" if last else "",
        reports=report_words(known, threshold=desk.partnership.threshold) if entry["is_reporting"] else "",
        flags=(*flags, "proposed") if proposed else flags,
        listed=entry["is_listed"],
        name=entry["name"],
        step_free=entry["step_free"],
        trained_until=entry["trained_until"],
        checked_on=entry["checked_on"],
        **{name: entry[name] or "" for name in _TEXTS},
    )


def find_centre(desk: Desk, number: int) -> dict[str, Any]:
    """Read one entry, whole."""
    with desk.store.reading() as connection:
        return find_entry(connection, CENTRES, number)


def languages_of(lines: list[Line]) -> list[str]:
    """List the languages that are spoken anywhere."""
    spoken = {part.strip() for line in lines for part in line.languages.replace(",", ";").split(";")}
    return sorted(language for language in spoken if language)
