"""Returns of counts are kept beside the incidents; the last word on a ward and month holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.desks.importing import Desk, open_desk
from dashboard.settings import Settings
from tests.conftest import Demo

HEAD = "Ward,Month,Strand,Count\n"


@pytest.fixture
def desk(demo: Demo, store_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(Settings(store=store_url, partnership=demo.partnership, formats=tmp_path / "formats"))
    yield opened
    opened.store.close()


def send(desk: Desk, tmp_path: Path, *lines: str) -> object:
    path = tmp_path / "return.csv"
    path.write_text(HEAD + "".join(line + "\n" for line in lines), encoding="utf-8")
    return desk.take_in(path, agency="County", by="Ann")


def held(desk: Desk) -> list[tuple[object, ...]]:
    counts = desk.store.counts().sort("area_name", "period_from")
    return counts.select("area_name", "count", "fewer_than").rows()


def test_counts_are_kept_and_are_no_incidents(desk: Desk, tmp_path: Path) -> None:
    receipt = send(
        desk, tmp_path, "Corngate,2026-04,Race,12", "Capstan,2026-04,Race,<5", "Capstan,2026-04,Race,-3"
    )
    assert (receipt.read, receipt.accepted, receipt.set_aside) == (3, 2, 1)
    assert "in no total" in receipt.notes[0]
    assert held(desk) == [("Capstan", None, 5), ("Corngate", 12, None)]
    assert desk.store.incidents(("reference",)).is_empty()


def test_a_later_return_takes_the_place_of_the_earlier_until_it_is_withdrawn(
    desk: Desk, tmp_path: Path
) -> None:
    send(desk, tmp_path, "Corngate,2026-04,Race,12", "Capstan,2026-04,Race,7")
    again = send(desk, tmp_path, "Corngate,2026-04,Race,12", "Capstan,2026-04,Race,7")
    assert (again.duplicates, again.batch) == (2, 1)
    later = send(
        desk, tmp_path, "Corngate,2026-04,Race,14", "Capstan,2026-04,Race,7", "Capstan,2026-05,Race,9"
    )
    assert (later.accepted, later.updated, later.duplicates) == (1, 1, 1)
    assert held(desk) == [("Capstan", 7, None), ("Capstan", 9, None), ("Corngate", 14, None)]
    desk.store.withdraw(2, by="Ann", why="wrong file")
    assert held(desk) == [("Capstan", 7, None), ("Corngate", 12, None)]
