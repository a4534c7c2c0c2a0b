"""A round on a device and in a calendar: places in order, London's clock, the marking, the same bytes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import gpxpy
import pytest
from icalendar import Calendar

from dashboard.exporting.document import About, Document, Marking
from dashboard.exporting.export import UnwritableError, export, formats_for
from dashboard.exporting.tour import Halt, Tour

MARKING = Marking("OFFICIAL-SENSITIVE", "The team only.", "the team", date(2027, 1, 1))
ABOUT = About("Northam", "tonight", "By hand.", "A round", datetime(2026, 6, 2, 9, tzinfo=UTC), "Officer")
JUNE = datetime(2026, 6, 2, 22, 50)
FIFTEEN = timedelta(minutes=15)
HALTS = (
    Halt(1, "Docks <east>, by Market Street", "Evenings; noise\x07 & threats", -0.1, 51.5,
         ((JUNE, JUNE + FIFTEEN), (JUNE + timedelta(hours=2), JUNE + timedelta(hours=2) + FIFTEEN))),
    Halt(2, "Mill", "Late", -0.12345678, 51.51, ((JUNE + FIFTEEN, JUNE + 2 * FIFTEEN),)),
)  # fmt: skip
ROUND = Document("Patrol of 2 June", (), MARKING, ABOUT, tour=Tour(HALTS))


def test_gpx_has_the_places_in_order_and_the_marking() -> None:
    made = export(ROUND, "gpx")
    file = gpxpy.parse(made.data.decode())
    assert made.mime == "application/gpx+xml" and made.name.endswith("official-sensitive.gpx")
    assert [one.name for one in file.waypoints] == ["1. Docks <east>, by Market Street", "2. Mill"]
    assert [(one.longitude, one.latitude) for one in file.routes[0].points] == [
        (-0.1, 51.5),
        (-0.12346, 51.51),
    ]
    assert file.waypoints[0].description == "Evenings; noise & threats"
    assert file.waypoints[0].time == datetime(2026, 6, 2, 21, 50, tzinfo=UTC)  # summer time
    assert all(words in str(file.description) for words in ("OFFICIAL-SENSITIVE", "1 January 2027"))
    assert file.routes[0].description == "OFFICIAL-SENSITIVE · The team only."


def test_ics_has_an_entry_each_time_in_londons_time() -> None:
    made = export(ROUND, "ics")
    file = Calendar.from_ical(made.data)
    entries = file.walk("VEVENT")
    assert [str(one["SUMMARY"])[:2] for one in entries] == ["1.", "1.", "2."]
    assert entries[1].decoded("DTSTART").astimezone(UTC) == datetime(2026, 6, 2, 23, 50, tzinfo=UTC)
    assert b"DTSTART;TZID=Europe/London:20260602T225000" in made.data and b"BEGIN:VTIMEZONE" in made.data
    assert all("OFFICIAL-SENSITIVE" in str(one["DESCRIPTION"]) for one in entries)
    assert len({one["UID"] for one in entries}) == 3 and b"\x07" not in made.data
    assert max(map(len, made.data.split(b"\r\n"))) <= 75


@pytest.mark.parametrize("fmt", ["gpx", "ics"])
def test_the_same_round_gives_the_same_bytes(fmt: str) -> None:
    assert export(ROUND, fmt).data == export(ROUND, fmt).data


def test_without_a_round_there_is_no_way_to_write() -> None:
    for tour in (None, Tour(())):
        bare = replace(ROUND, tour=tour)
        assert not {"gpx", "ics"} & set(formats_for(bare))
        with pytest.raises(UnwritableError):
            export(bare, "gpx")
