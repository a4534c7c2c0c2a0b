"""Killed while taking in a file: all of it or nothing, and sent again it lands once."""

import random
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from ingest.records import open_store
from ingest.records.steps import STEPS
from tests.faults.conftest import Tally
from tests.faults.plug import KILLED, die_at, ended, start
from tests.faults.town import Acknowledged, held, send, send_all, whole


def send_and_die(url: str, number: int, step: str) -> None:
    die_at(step)
    send(open_store(url), number)


@pytest.mark.fault(1, "killed at a step of an import")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_each_step(kind: str, new_store_url: Callable[..., str], full: bool, tally: Tally) -> None:
    steps = STEPS if full or kind == "sqlite" else STEPS[4::4]
    url = new_store_url(kind)
    store = open_store(url)
    send(store, 0)
    for number, step in enumerate(steps, start=1):
        before = store.incidents()
        code = ended(start(send_and_die, url, number, step))
        has_landed = step == "landed"
        half = "" if has_landed or store.incidents().equals(before) else "half of it is there"
        found = whole(store) or half
        again = send(store, number)
        is_right = code == KILLED and held(store) == [*range(number + 1)]
        is_right &= (again.accepted > 0) != has_landed and send(store, number).accepted == 0
        found = found or whole(store)
        tally.count(is_right and not found, f"{kind}, killed when it had {step}: code {code}; {found}")
    store.close()


def wait_for(seen: Callable[[], bool], child: BaseProcess) -> None:
    while child.is_alive() and not seen():
        time.sleep(0.01)


@pytest.mark.fault(2, "killed at random")
def test_killed_at_random_nothing_acknowledged_is_lost(tmp_path: Path, full: bool, tally: Tally) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    open_store(url).close()
    chance = random.Random(2)
    noted = Acknowledged(tmp_path / "acknowledged")
    for kill in range(150 if full else 8):
        begin = max(noted.numbers(), default=-1) + 1
        child = start(send_all, url, [*range(begin, begin + 500)], str(noted.path))
        if kill % 2:  # half of the kills come only after something was acknowledged, however busy the machine
            wait_for(lambda since=begin: max(noted.numbers(), default=-1) >= since, child)
        time.sleep(chance.uniform(0.05, 0.6))
        child.kill()
        ended(child)
        store = open_store(url)
        lost = set(noted.numbers()) - set(held(store))
        found = whole(store) if kill % 10 == 0 or not full else ""
        store.close()
        tally.count(not lost and not found, f"kill {kill}: lost {sorted(lost)}; {found}")
    store = open_store(url)
    assert noted.numbers(), "nothing was acknowledged in all that time"
    assert whole(store) == ""
    store.close()
