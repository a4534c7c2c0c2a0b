"""The clock is wrong: the order of things is the order in which they came, whatever it says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.records import Store, audit, open_store, receiving, registers, withdrawing
from ingest.records.backup import back_up
from ingest.records.restore import restore
from tests.faults.conftest import Tally
from tests.faults.town import held, send, whole

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    yield opened
    opened.close()


def set_clock(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    told = moment.astimezone(UTC).replace(tzinfo=None)
    for module in (audit, receiving, registers, withdrawing):
        patch.setattr(module, "now", lambda: told)


@pytest.mark.fault(18, "wrong clock")
@pytest.mark.parametrize("moves", [timedelta(hours=-2), timedelta(days=365)], ids=["back 2 h", "on a year"])
def test_the_order_is_that_of_arrival(
    store: Store, moves: timedelta, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tally: Tally
) -> None:
    for number, moment in enumerate([NOON, NOON + moves, NOON + timedelta(minutes=5)]):
        set_clock(monkeypatch, moment)
        send(store, number)
    newest_first = [batch["file"] for batch in store.batches()]
    tally.count(newest_first == ["2.csv", "1.csv", "0.csv"], f"order {newest_first}")
    outcome = dict(store.incidents(("reference", "outcome")).iter_rows())
    tally.count((outcome["0-0"], outcome["1-0"]) == ("seen 1", "seen 2"), "a later file did not win")
    store.withdraw(3, by="Ann", why="a test")
    outcome = dict(store.incidents(("reference", "outcome")).iter_rows())
    tally.count(outcome["1-0"] == "open", "the version before did not come back")
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    restore(store.url, made.path, by="Ann")
    tally.count(held(store) == [0, 1, 2], "the backup is not the store")


@pytest.mark.fault(18, "wrong clock")
@pytest.mark.parametrize(
    "night", [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
)
@pytest.mark.parametrize("zone", ["Europe/London", "UTC"])
def test_nights_on_which_the_clock_changes(
    store: Store, night: date, zone: str, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    """Files sent every half hour from midnight to four, by a clock that an hour is taken from or given to."""
    midnight = datetime(night.year, night.month, night.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for number in range(8):
        set_clock(monkeypatch, midnight + timedelta(minutes=30 * number))
        send(store, number)
    times = [batch["received_at"] for batch in reversed(store.batches())]
    in_order = times == sorted(times) and times[-1] - times[0] == timedelta(minutes=210)
    tally.count(in_order and held(store) == [*range(8)] and not whole(store), f"{night}, {zone}: {times}")


@pytest.mark.fault(18, "wrong clock")
def test_what_has_not_happened_yet_is_set_aside(take_in, tally: Tally) -> None:
    rows = [{"Ref": "1", "When": "30/01/2026"}, {"Ref": "2", "When": "30/01/2027"}]
    columns = {"reference": "Ref", "occurred": "When"}
    prepared = take_in(rows, columns, today=date(2026, 1, 31))
    is_right = (
        prepared.incidents["reference"].len() == 1
        and "has not happened yet" in prepared.set_aside["reason"][0]
    )
    tally.count(is_right, f"{prepared.set_aside['reason'].to_list()}")
