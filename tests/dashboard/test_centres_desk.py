"""The desks for the register and the calendar, over both databases, in a small town."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
import shapely

from boundaries.partnership import load_partnership
from boundaries.postcodes import SCHEMA, Gazetteer
from boundaries.study_area import make_study_area
from boundaries.wards import WardFile
from dashboard.desks.centre_entry import history_of, keep_entry, mark_checked, set_status, take_off
from dashboard.desks.centre_files import take_in_centres, take_in_own_lists
from dashboard.desks.centres import directory, find_centre
from dashboard.desks.confirming import (
    accept_proposal,
    ask_owner,
    decline_proposal,
    look_up,
    say_changed,
    say_right,
    waiting_proposals,
)
from dashboard.desks.events import happenings, keep_event, take_in_events
from dashboard.desks.importing import Desk
from ingest.policy import load_policy
from ingest.records import open_store

MOMENT = datetime(2026, 11, 2, 11, 0)
TODAY = MOMENT.date()
NEW = {
    "name": "Central Library",
    "is_reporting": True,
    "is_listed": True,
    "postcode": "ZZ1 1AA",
    "hours": "Mon 9-5",
    "status": "open",
    "strands": "",
    "trained_until": date(2027, 6, 1),
    "checked_on": date(2026, 9, 1),
}
LIST = "name,postcode,status,last checked\nCentral Library,ZZ1 1AA,open,2026-10-01\nGull Room,ZZI 1AA,open,\n"


@pytest.fixture
def desk(store_url: str, tmp_path: Path) -> Iterator[Desk]:
    shape = shapely.box(570_000, 460_000, 575_000, 465_000)
    wards = gpd.GeoDataFrame(
        {"ward": ["E1"], "name": ["Quayside"], "authority": ["E9"]}, geometry=[shape], crs=27700
    )
    wards.to_crs(4326).rename(columns={"ward": "WD24CD", "name": "WD24NM"}).to_file(
        tmp_path / "wards.geojson"
    )
    (tmp_path / "centres.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "p.toml").write_text(
        'name = "Wren"\n[boundaries]\nwards = "wards.geojson"\n[centres]\nfile = "centres.csv"\n',
        encoding="utf-8",
    )
    rows = [
        ("ZZ1 1AA", 572_100.0, 461_200.0, 10, None, None),
        ("ZZ1 1AB", 572_900.0, 461_900.0, 10, None, None),
    ]
    opened = Desk(
        store=open_store(store_url),
        partnership=load_partnership(tmp_path / "p.toml"),
        policy=load_policy(),
        study_area=make_study_area(WardFile(wards, "2024", ()), name="Wren"),
        gazetteer=Gazetteer(pl.DataFrame(rows, schema=SCHEMA, orient="row")),
        formats_folder=tmp_path / "formats",
    )
    yield opened
    opened.store.close()


@pytest.fixture
def library(desk: Desk) -> int:
    number, problems = keep_entry(desk, NEW, by="Ann", today=TODAY)
    assert number is not None and problems == ()
    return number


def lines(desk: Desk) -> dict[str, object]:
    return {line.name: line for line in directory(desk, moment=MOMENT)}


def test_an_entry_is_kept_placed_and_found(desk: Desk, library: int) -> None:
    line = lines(desk)["Central Library"]
    assert (line.ward, line.open_now, line.week, line.flags) == ("Quayside", True, "open 8 hours a week", ())


def test_what_is_wrong_is_said_and_nothing_is_kept(desk: Desk) -> None:
    number, problems = keep_entry(desk, {**NEW, "postcode": "ZZI 1AA"}, by="Ann", today=TODAY)
    assert number is None and "Did you mean ZZ1 1AA?" in problems[0].message
    assert lines(desk) == {}


def test_pausing_closing_and_opening_again_keep_their_dates_and_reasons(desk: Desk, library: int) -> None:
    first, later = date(2026, 10, 1), date(2026, 10, 20)
    assert (
        set_status(desk, library, "paused", since=first, by="Bea", today=TODAY, why="holiday", until=later)
        == ()
    )
    assert lines(desk)["Central Library"].flags == ("pause_over",)
    assert set_status(desk, library, "closed", since=later, by="Bea", today=TODAY, why="sold") == ()
    held = find_centre(desk, library)
    assert (held["status"], held["paused_since"], held["closed_since"], held["status_why"]) == (
        "closed",
        None,
        later,
        "sold",
    )
    assert set_status(desk, library, "open", since=TODAY, by="Bea", today=TODAY) == ()
    assert [step["why"] for step in history_of(desk, library)] == [
        "opened again",
        "closed",
        "paused",
        "entered",
    ]
    assert set_status(desk, library, "closed", since=date(2026, 11, 3), by="Bea", today=TODAY, why="x")[
        0
    ].field == ("closed_since")


def test_the_place_follows_the_postcode_and_stays_when_it_stays(desk: Desk, library: int) -> None:
    keep_entry(desk, {**NEW, "hours": "Tue 9-5"}, by="Bea", today=TODAY, number=library)
    assert find_centre(desk, library)["x"] == 572_100
    keep_entry(desk, {**NEW, "postcode": "ZZ1 1AB"}, by="Bea", today=TODAY, number=library)
    assert find_centre(desk, library)["x"] == 572_900


def test_who_asks_not_to_be_listed_is_nowhere_not_even_in_what_is_told_of_the_past(
    desk: Desk, library: int
) -> None:
    keep_entry(desk, {**NEW, "is_listed": False}, by="Bea", today=TODAY, number=library)
    assert "ZZ1" not in repr(lines(desk)) + repr(history_of(desk, library)) + repr(find_centre(desk, library))


def test_the_partnership_s_own_list_fills_the_register_once(desk: Desk) -> None:
    (receipt,) = take_in_own_lists(desk, by="Ann", today=TODAY)
    assert (receipt.accepted, receipt.set_aside) == (1, 1)
    (again,) = take_in_own_lists(desk, by="Ann", today=TODAY)
    assert (again.accepted, again.duplicates) == (0, 1)


def test_a_list_finds_the_entry_that_was_made_by_hand(desk: Desk, library: int, tmp_path: Path) -> None:
    take_in_own_lists(desk, by="Ann", today=TODAY)
    held = find_centre(desk, library)
    assert len(lines(desk)) == 1
    assert (held["checked_on"], held["hours"]) == (date(2026, 10, 1), "Mon 9-5")


def test_services_that_are_centres_too_stay_both(desk: Desk, library: int, tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("service,helps with\nCentral Library,Books\n", encoding="utf-8")
    take_in_centres(desk, desk.read(path), path=path, name=path.name, by="Ann", today=TODAY, support=True)
    line = lines(desk)["Central Library"]
    assert (line.reporting, line.support, line.helps_with) == (True, True, "Books")


def test_what_is_off_the_list_is_off(desk: Desk, library: int) -> None:
    take_off(desk, library, by="Bea", why="entered twice")
    assert lines(desk) == {}


class TestTheOwner:
    def test_says_that_all_is_right(self, desk: Desk, library: int) -> None:
        key = ask_owner(desk, library, by="Ann", today=TODAY)
        assert look_up(desk, key, today=TODAY)["name"] == "Central Library"
        assert say_right(desk, key, today=TODAY)
        assert find_centre(desk, library)["checked_on"] == TODAY
        assert look_up(desk, key, today=TODAY) is None

    def test_proposes_what_somebody_here_accepts(self, desk: Desk, library: int) -> None:
        key = ask_owner(desk, library, by="Ann", today=TODAY)
        kept, problems = say_changed(desk, key, {"postcode": "zz11ab", "status": "paused"}, today=TODAY)
        assert kept and problems == ()
        assert find_centre(desk, library)["postcode"] == "ZZ1 1AA"
        assert lines(desk)["Central Library"].flags == ("proposed",)
        (proposal,) = waiting_proposals(desk)
        assert accept_proposal(desk, proposal, by="Bea") == ()
        held = find_centre(desk, library)
        assert (held["postcode"], held["x"], held["status"], held["paused_since"]) == (
            "ZZ1 1AB",
            572_900,
            "paused",
            TODAY,
        )
        assert held["hours"] == "Mon 9-5"

    def test_is_told_what_is_wrong_in_the_words_of_the_form_and_may_try_again(
        self, desk: Desk, library: int
    ) -> None:
        key = ask_owner(desk, library, by="Ann", today=TODAY)
        kept, problems = say_changed(desk, key, {"contact": "07700 900123"}, today=TODAY)
        assert not kept and "mobile number" in problems[0].message
        assert say_changed(desk, key, {"contact": "01632 960001"}, today=TODAY) == (True, ())

    def test_s_declined_proposal_changes_nothing(self, desk: Desk, library: int) -> None:
        say_changed(desk, ask_owner(desk, library, by="Ann", today=TODAY), {"hours": "never"}, today=TODAY)
        decline_proposal(desk, waiting_proposals(desk)[0], by="Bea")
        assert waiting_proposals(desk) == [] and find_centre(desk, library)["hours"] == "Mon 9-5"


def test_a_check_today_is_noted(desk: Desk, library: int) -> None:
    mark_checked(desk, library, by="Bea", today=TODAY)
    assert lines(desk)["Central Library"].checked_on == TODAY


def test_events_are_kept_once_and_found_again_by_a_file(desk: Desk, tmp_path: Path) -> None:
    fair = {"title": "Quay fair", "kind": "local", "scale": "local", "first_day": date(2026, 12, 5)}
    number, _ = keep_event(desk, fair, by="Ann", today=TODAY)
    again, problems = keep_event(desk, fair, by="Ann", today=TODAY)
    assert number and again is None and "already" in problems[0].message
    keep_event(desk, {**fair, "note": "crowds", "ward": "E1"}, by="Ann", today=TODAY, number=number)
    path = tmp_path / "events.csv"
    path.write_text(
        "title,date,strands\nQuay fair,2026-12-05,race\nDiwali,2026-11-08,religion\n", encoding="utf-8"
    )
    receipt = take_in_events(desk, desk.read(path), path=path, name=path.name, by="Ann", today=TODAY)
    assert (receipt.accepted, receipt.updated) == (1, 1)
    diwali, quay = happenings(desk)
    assert (diwali.title, quay.ward, quay.note, quay.strands) == ("Diwali", "Quayside", "crowds", ("race",))
