"""Who may send, and what a second person must see first."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboard.desks.importing import Desk, open_desk
from dashboard.settings import Settings
from ingest.errors import FileRefused
from tests.conftest import Demo

HEAD = "CRIS Ref,Offence,Committed From,Committed To,Reported Date,Easting,Northing,Hate Flags,Location Type,"
HEAD += "How Noticed,Outcome\n"


@pytest.fixture
def desk(demo: Demo, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the demo partnership on an empty store."""
    store = f"sqlite:///{tmp_path}/records.sqlite"
    opened = open_desk(Settings(store=store, partnership=demo.partnership, formats=tmp_path / "formats"))
    yield opened
    opened.store.close()


def crimes(path: Path, days: list[date], *, east: int, north: int, start: int = 0) -> Path:
    rows = [
        f"26/{start + number},Common assault,{day:%d/%m/%Y} 12:00,,{day:%d/%m/%Y},{east},{north},Racial,"
        "Street,Victim,Open\n"
        for number, day in enumerate(days)
    ]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def at(desk: Desk) -> tuple[int, int]:
    point = desk.study_area.wards.geometry.iloc[0].representative_point()
    return round(point.x), round(point.y)


@pytest.mark.bad_input("B133")
def test_ten_times_a_wards_usual_week_waits_for_a_second_person(desk: Desk, tmp_path: Path) -> None:
    east, north = at(desk)
    weeks = [date(2026, 1, 5) + timedelta(7 * week) for week in range(10)]
    usual = crimes(tmp_path / "usual.csv", [day for day in weeks for _ in range(3)], east=east, north=north)
    assert not desk.take_in(usual, agency="Police", by="Ann").held
    flood = crimes(tmp_path / "flood.csv", [date(2026, 4, 6)] * 30, east=east, north=north, start=500)
    receipt = desk.take_in(flood, agency="Police", by="Ann")
    ward = desk.study_area.wards["name"].iloc[0]
    assert receipt.held
    assert receipt.notes[0] == (
        f"{ward} has 10 times its usual count of this agency in the week of 6 April 2026: 30 where 3 is "
        "usual. A second person must approve this batch; until then it is on no map."
    )
    assert desk.store.incidents(("reference",)).height == 30
    assert receipt.batch is not None
    desk.store.approve(receipt.batch, by="Bob")
    assert desk.store.incidents(("reference",)).height == 60


@pytest.mark.bad_input("B220")
def test_a_suspended_agency_cannot_send(demo: Demo, tmp_path: Path) -> None:
    text = demo.partnership.read_text("utf-8")
    told = demo.partnership.with_name("suspended.toml")
    told.write_text(text + '\n[[agencies]]\nname = "Gone Homes"\nsuspended = true\n', encoding="utf-8")
    store = f"sqlite:///{tmp_path}/records.sqlite"
    desk = open_desk(Settings(store=store, partnership=told, formats=tmp_path / "formats"))
    east, north = at(desk)
    file = crimes(tmp_path / "a.csv", [date(2026, 1, 5)], east=east, north=north)
    for send in (
        lambda: desk.take_in(file, agency="Gone Homes"),
        lambda: desk.nil_return("Gone Homes", period="2026-10", by="Ann"),
    ):
        with pytest.raises(FileRefused, match="This account cannot send data"):
            send()
    assert desk.store.batches() == []
    desk.store.close()


@pytest.mark.bad_input("B026")
def test_a_header_without_rows_is_a_nil_return_for_the_period_that_is_owed(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text(HEAD, encoding="utf-8")
    receipt = desk.take_in(file, agency="Wrenshire Police")
    assert (receipt.read, receipt.period) == (0, desk.owed_period("Wrenshire Police"))
    assert receipt.notes[0].startswith("Recorded as a nil return for ")
    assert "No incidents in this file: a nil return." in receipt.notes
    again = desk.take_in(file, agency="Wrenshire Police")
    assert again.batch == receipt.batch


@pytest.mark.bad_input("B037")
def test_one_row_edited_is_one_row_updated(desk: Desk, tmp_path: Path) -> None:
    east, north = at(desk)
    days = [date(2026, 1, 5) + timedelta(number) for number in range(20)]
    file = crimes(tmp_path / "a.csv", days, east=east, north=north)
    desk.take_in(file, agency="Police")
    file.write_text(
        file.read_text("utf-8").replace("26/7,Common assault", "26/7,Criminal damage"), encoding="utf-8"
    )
    receipt = desk.take_in(file, agency="Police")
    assert (receipt.updated, receipt.duplicates) == (1, 19)
    assert receipt.notes[0] == (
        "1 row changed (category 1), 19 the same. The old version is kept in the history."
    )
