"""A plan of a patrol and its visits: kept once, read by time, taken off without losing what was made."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from ingest.records import Store, open_store, schema
from ingest.records.patrols import DONE, drop_patrol, keep_patrol, patrols, visits_between
from ingest.records.registers import amend

STARTS, ENDS = datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 4)
CELL = 0x8A194AD32C07FFF


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def keep(store: Store) -> int:
    plan = {
        "agency": "Town", "reference": "PATROL-1", "team": "Market", "wards": "E1", "shift_from": STARTS,
        "shift_to": ENDS, "people": 2, "minutes": 90, "body": "{}",
    }  # fmt: skip
    planned = [
        {"stop": 1, "ward": "E1", "cell": CELL, "planned_from": at, "planned_to": at + timedelta(minutes=15)}
        for at in (STARTS, STARTS + timedelta(hours=2))
    ]
    with store.writing() as c:
        return keep_patrol(c, plan, planned, by="Ann")


def test_it_is_kept_once_and_read_by_time(store: Store) -> None:
    assert keep(store) == keep(store)
    with store.reading() as c:
        assert [plan["reference"] for plan in patrols(c, STARTS, STARTS)] == ["PATROL-1"]
        assert patrols(c, ENDS + timedelta(hours=1), ENDS + timedelta(days=1)) == []
        visits = visits_between(c, STARTS, ENDS)
        assert [(one["stop"], one["cell"], one["state"]) for one in visits] == [(1, CELL, "planned")] * 2
        assert len(visits_between(c, STARTS + timedelta(hours=1), ENDS)) == 1


def test_what_was_made_outlives_its_plan(store: Store) -> None:
    number = keep(store)
    with store.writing() as c:
        first = visits_between(c, STARTS, ENDS)[0]
        amend(c, schema.visits, first["id"], {"state": DONE, "started_at": STARTS}, by="Ann")
        drop_patrol(c, number, by="Ann", why="taken off")
        drop_patrol(c, number, by="Ann", why="taken off")
    with store.reading() as c:
        assert patrols(c, STARTS, ENDS) == []
        assert [one["state"] for one in visits_between(c, STARTS, ENDS)] == [DONE]
    assert keep(store) != number
