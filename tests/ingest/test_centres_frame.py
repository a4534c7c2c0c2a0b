"""The register as the map needs it: silent while it is empty, and about places that must not be found."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ingest.centres.list import COLUMNS
from ingest.records import Store, open_store, schema
from ingest.records.centres import centres_frame
from ingest.records.registers import enter, retire

TODAY = date(2026, 11, 1)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def add(store: Store, name: str, **parts: Any) -> int:
    values = {
        "agency": "Wren",
        "name": name,
        "kind": "library",
        "strands": "race",
        "status": "open",
        "is_reporting": True,
        "is_support": False,
        "is_listed": True,
        "is_contact_public": False,
        "postcode": "ZZ1 1AA",
        "x": 572_100.0,
        "y": 461_200.0,
        "lon": 0.6,
        "lat": 54.0,
    }
    with store.writing() as c:
        return enter(c, schema.centres, values | parts, by="Ann")


def frame(store: Store) -> Any:
    with store.reading() as c:
        return centres_frame(c, today=TODAY)


def test_without_a_reporting_centre_the_partnership_s_own_list_holds(store: Store) -> None:
    assert frame(store) is None
    add(store, "Helpline", is_reporting=False, is_support=True)
    assert frame(store) is None


def test_each_centre_stands_as_the_register_says(store: Store) -> None:
    add(store, "Library", checked_on=date(2026, 9, 1), step_free=True)
    add(store, "Hall", last_report_on=date(2026, 1, 1))
    add(store, "Office", status="paused")
    add(store, "Haven", is_listed=False, postcode=None, **dict.fromkeys(("x", "y", "lon", "lat")))
    listed = frame(store)
    assert tuple(listed.columns) == COLUMNS
    assert listed["state"].tolist() == ["open", "dormant", "paused", "open"]
    assert listed["status"].tolist() == ["open", "open", "paused", "open"]
    assert listed["x"].fillna(-1).tolist() == [572_100, 572_100, 572_100, -1]
    assert listed["listed"].tolist() == [True, True, True, False]
    assert listed["checked"].tolist() == [date(2026, 9, 1), None, None, None]
    assert listed["step_free"].tolist() == [True, None, None, None]


def test_what_is_off_the_list_does_not_bring_the_old_list_back(store: Store) -> None:
    number = add(store, "Library")
    with store.writing() as c:
        retire(c, schema.centres, number, by="Ann", why="gone")
    assert len(frame(store)) == 0
