"""The making of the demo is cut short: it is never taken for a whole one, and is made again."""

from pathlib import Path

import pytest

from dashboard.demo.making import READY, make_demo
from ingest.records import open_store
from ingest.records.verify import verify
from tests.faults.conftest import Tally
from tests.faults.plug import KILLED, die, ended, start


def make_and_die(folder: str, words: int) -> None:
    told = iter(range(1, words + 1))

    def tell(_word: str) -> None:
        if next(told) == words:
            die()

    make_demo(Path(folder), f"sqlite:///{folder}/store.sqlite", formats=Path(folder) / "formats", tell=tell)


@pytest.mark.fault(19, "half a demo")
def test_a_demo_cut_short_is_made_again(tmp_path: Path, full: bool, tally: Tally) -> None:
    if not full:
        pytest.skip("drawing the borough takes a while")
    for words in (2, 4, 7):
        code = ended(start(make_and_die, str(tmp_path), words), within_s=180)
        is_half = code == KILLED and not (tmp_path / READY).exists()
        tally.count(is_half, f"killed at word {words}: code {code}")
    url = f"sqlite:///{tmp_path}/store.sqlite"
    make_demo(tmp_path, url, formats=tmp_path / "formats", tell=lambda word: None)
    store = open_store(url)
    with store.reading() as connection:
        found = verify(connection)
    tally.count((tmp_path / READY).exists() and found.is_whole, f"{found.damage}")
    store.close()
