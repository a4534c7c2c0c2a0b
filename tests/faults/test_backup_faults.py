"""Backups while others write, restores that are killed, and what was erased in the meantime."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.outcome import Prepared
from ingest.records import Sent, StoreError, open_store
from ingest.records import restore as restoring
from ingest.records.backup import back_up
from ingest.records.erasing import erase
from ingest.records.putting import into_file
from ingest.records.restore import restore
from ingest.table import no_set_aside
from tests.faults.conftest import Tally
from tests.faults.plug import KILLED, die, ended, start
from tests.faults.town import Acknowledged, file, held, send, send_all, whole


@pytest.mark.fault(30, "backup while writing, and restore")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_backup_under_way_is_whole_and_holds_all_that_was_acknowledged(
    kind: str, new_store_url: Callable[..., str], tmp_path: Path, full: bool, tally: Tally
) -> None:
    url, noted = new_store_url(kind), Acknowledged(tmp_path / "acknowledged")
    store = open_store(url)
    send(store, 0)
    writers = [
        start(send_all, url, [*range(1_000 * n, 1_000 * n + 900)], str(noted.path), f"Agency {n}")
        for n in (1, 2)
    ]
    while len(noted.numbers()) < 4:
        time.sleep(0.05)
    for number in range(10 if full else 1):
        before = set(noted.numbers())
        made = back_up(store, tmp_path / f"{number}.sqlite", by="Ann")
        there = new_store_url("sqlite")
        restore(there, made.path, by="Ann")
        again = open_store(there)
        missing, found = before - set(held(again)), whole(again)
        again.close()
        tally.count(not missing and not found, f"{kind}, backup {number}: without {sorted(missing)}; {found}")
    for writer in writers:
        writer.kill()
        ended(writer)
    store.close()


def look_all_the_time(url: str, said: str, until: str) -> None:
    """In a child: count the records again and again, and note each number found."""
    store, seen = open_store(url), set[int]()
    while not Path(until).exists():
        seen.add(store.incidents(("reference",)).height)
        Path(said).write_text(json.dumps(sorted(seen)))
    store.close()


@pytest.mark.fault(30, "backup while writing, and restore")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_others_see_the_old_store_or_the_new_one(
    kind: str, new_store_url: Callable[..., str], tmp_path: Path, full: bool, tally: Tally
) -> None:
    store = open_store(new_store_url(kind))
    backups = []
    for number in range(2):
        send(store, number, rows=1_500)
        backups.append(
            (back_up(store, tmp_path / f"{number}.sqlite", by="Ann").path, store.incidents().height)
        )
    said, until = tmp_path / "said", tmp_path / "until"
    looking = start(look_all_the_time, store.url, str(said), str(until))
    while not said.exists():
        time.sleep(0.05)
    for turn in range(8 if full else 2):
        path, records = backups[turn % 2]
        restore(store.url, path, by="Ann", over_newer=True)
        is_there = store.incidents().height == records and not whole(store, rows=1_500)
        tally.count(is_there, f"{kind}, restore {turn}: {store.incidents().height} records of {records}")
    until.touch()
    code = ended(looking)
    seen = set(json.loads(said.read_text()))
    tally.count(code == 0 and seen <= {records for _, records in backups}, f"code {code}; saw {seen}")
    store.close()


def put_back(url: str, file: str) -> None:
    restore(url, Path(file), by="Ann", over_newer=True)


def put_back_and_die(url: str, file: str, moment: str) -> None:
    """In a child: restore, and die as the live file is locked, as the copy is ready, or as all is written."""

    def watched(copy: Path, live: Path, *, locked: Callable[[], None]) -> None:
        def ready() -> None:
            if moment == "locked":
                die()
            locked()
            if moment == "ready":
                die()

        into_file(copy, live, locked=ready)
        die()

    restoring.into_file = watched
    put_back(url, file)


@pytest.mark.fault(30, "backup while writing, and restore")
def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one(
    tmp_path: Path, full: bool, tally: Tally
) -> None:
    url, chance = f"sqlite:///{tmp_path}/store.sqlite", random.Random(30)
    store = open_store(url)
    send(store, 0, rows=1_500)
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    old = store.incidents().height
    store.close()

    def look(what: str) -> None:
        again = open_store(url)
        records, found = again.incidents().height, whole(again)
        is_right = records in {old, old + 12} and not found
        tally.count(is_right, f"killed {what}: {records} records; {found}")
        if records == old:
            send(again, 1)
        again.close()

    open_and_send(url)
    for moment in ("locked", "ready", "written"):
        code = ended(start(put_back_and_die, url, str(made.path), moment))
        assert code == KILLED
        look(f"when {moment}")
    for _ in range(25 if full else 2):
        child = start(put_back, url, str(made.path))
        after = chance.uniform(0.05, 1.0)
        time.sleep(after)
        child.kill()
        ended(child)
        look(f"after {after:.2f} s")
    put_back(url, str(made.path))
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".common")]
    tally.count(not left, f"left behind: {left}")


def open_and_send(url: str) -> None:
    store = open_store(url)
    send(store, 1)
    store.close()


@pytest.mark.fault(31, "erased, then an old backup restored")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_erased_does_not_come_back(
    kind: str, new_store_url: Callable[..., str], tmp_path: Path, tally: Tally
) -> None:
    store = open_store(new_store_url(kind))
    send(store, 0)
    send(store, 1)
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    with store.writing() as connection:
        erase(connection, [("Housing", "0-0"), ("Housing", "1-5")], by="Ann", why="request")
    for _ in range(2):
        restore(store.url, made.path, by="Ann", over_newer=True)
        names = set(store.incidents(("reference",))["reference"])
        tally.count(not names & {"0-0", "1-5"} and len(names) == 23, f"{sorted(names)}")
    again = file(1)
    sent = Prepared(again, no_set_aside(), read=again.height)
    receipt = store.receive(sent, Sent(file="9.csv", digest="9", agency="Housing", format="housing"))
    tally.count((receipt.accepted, receipt.set_aside) == (0, 2), f"{receipt}")
    store.close()


@pytest.mark.fault(19, "half a backup, and caches")
def test_half_a_backup_is_never_taken_for_one(tmp_path: Path, full: bool, tally: Tally) -> None:
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    send(store, 0, rows=300)
    whole_file = back_up(store, tmp_path / "backup.sqlite", by="Ann").path.read_bytes()
    part = tmp_path / "part.sqlite"
    for percent in range(1, 100, 1 if full else 14):
        part.write_bytes(whole_file[: len(whole_file) * percent // 100])
        with pytest.raises(StoreError) as caught:
            restore(store.url, part, by="Ann", over_newer=True)
        tally.count("Nothing was changed" in str(caught.value) and held(store) == [0], str(caught.value))
    store.close()


@pytest.mark.fault(19, "half a backup, and caches")
def test_nothing_worked_out_before_a_restore_is_taken_for_new(tmp_path: Path, tally: Tally) -> None:
    """Whatever is kept in memory is kept by the data version, which only ever goes up."""
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    send(store, 0)
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    seen = [store.data_version()]
    for number in (1, 2, 3):
        send(store, number)
        seen.append(store.data_version())
        restore(store.url, made.path, by="Ann", over_newer=True)
        seen.append(store.data_version())
        tally.count(seen == sorted(set(seen)), f"{seen}")
    store.close()
