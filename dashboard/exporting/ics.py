"""iCalendar (RFC 5545): one entry each time that somebody is to be at a place, in London's time."""

import hashlib
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document, about_titled, marking_line
from dashboard.exporting.tour import Halt

__all__ = ["ics_bytes"]

LONDON = ZoneInfo("Europe/London")
DEGREES = 5
FROM, TO = date(2020, 1, 1), date(2038, 1, 1)
"""For which years the change of the clocks is written out."""


def ics_bytes(document: Document) -> bytes:
    """Write the round for a calendar."""
    assert document.tour is not None
    file = Calendar()
    file.add("prodid", "-//Common Ground//Patrol//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", clean(document.title))
    about = "; ".join(f"{title}: {words}" for title, words in about_titled(document).items())
    file.add("x-wr-caldesc", clean(about))
    file.add("x-protective-marking", clean(marking_line(document)))
    file.add_component(Timezone.from_tzinfo(LONDON, "Europe/London", FROM, TO))
    for halt in document.tour.halts:
        for starts, ends in halt.times:
            file.add_component(_entry(document, halt, starts, ends))
    return bytes(file.to_ical())


def _entry(document: Document, halt: Halt, starts: datetime, ends: datetime) -> Event:
    entry = Event()
    named = f"{document.about.partnership}|{document.title}|{halt.number}|{starts.isoformat()}"
    entry.add("uid", f"{hashlib.sha256(named.encode()).hexdigest()[:32]}@common-ground.invalid")
    entry.add("dtstamp", document.about.made_at.astimezone(UTC))
    entry.add("dtstart", starts.replace(tzinfo=LONDON))
    entry.add("dtend", ends.replace(tzinfo=LONDON))
    entry.add("summary", clean(f"{halt.number}. {halt.name}"))
    entry.add("description", clean(f"{halt.note}\n{marking_line(document)}"))
    entry.add("geo", (round(halt.lat, DEGREES), round(halt.lon, DEGREES)))
    entry.add("categories", [document.marking.level])
    entry.add("class", "CONFIDENTIAL")
    entry.add("transp", "OPAQUE")
    return entry
