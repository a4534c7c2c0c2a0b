"""The sample files: each is read by the door that agencies use, and shows what it is there to show."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desks.importing import Desk, by_hand, guess, open_desk
from dashboard.desks.sample_files import SAMPLES, Sample, sample_file
from dashboard.settings import Settings
from tests.conftest import Demo

PAGE = Path(__file__).parents[2] / "dashboard" / "pages" / "import_files.py"
TODAY = date(2026, 11, 22)
CLEAN, MESSY, POINTS = SAMPLES


@pytest.fixture
def desk(demo: Demo, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the demo's partnership with a store in which there is nothing yet."""
    store = f"sqlite:///{tmp_path}/own.sqlite"
    found = open_desk(Settings(store=store, partnership=demo.partnership, formats=tmp_path / "formats"))
    yield found
    found.store.close()


def written(desk: Desk, sample: Sample, folder: Path) -> Path:
    path = folder / sample.file
    path.write_bytes(sample_file(desk, sample, today=TODAY))
    return path


def test_the_clean_one_goes_from_file_to_map(desk: Desk, tmp_path: Path) -> None:
    path = written(desk, CLEAN, tmp_path)
    table = desk.read(path, name=CLEAN.file)
    known = desk.recognise(table)
    assert known is not None and known.name == "police-cris"
    prepared = desk.prepare(table, known, agency="Wrenshire Police", today=TODAY)
    assert (prepared.read, prepared.set_aside.height, prepared.outside_area) == (40, 0, 0)
    assert prepared.incidents["x"].null_count() == 0
    assert prepared.incidents["occurred_from"].max() == TODAY
    desk.take_in(path, agency="Wrenshire Police", format_name="police-cris")
    assert sample_file(desk, CLEAN, today=date(2027, 2, 1)) == path.read_bytes()  # no day after the latest


def test_the_messy_one_is_asked_about_and_set_aside_with_reasons(
    desk: Desk, tmp_path: Path, proof: Callable[[str], None]
) -> None:
    table = desk.read(written(desk, MESSY, tmp_path), name=MESSY.file)
    assert desk.recognise(table) is None and (table.read, table.blank) == (41, 1)
    columns = {
        "reference": "Nr", "occurred": "When it was", "category": "Kind of thing", "strands": "Motive",
        "easting": "East", "northing": "North", "ward": "Part of town",
    }  # fmt: skip
    how = by_hand(
        columns, strand_columns={}, source="council", kind="hate_incident if strands else asb",
        order="day-first", name="tried", title="Tried",
    )  # fmt: skip
    prepared = desk.prepare(table, how, agency="Wrenmouth Borough Council", today=TODAY)
    reasons = " ".join(prepared.set_aside["reason"])
    assert all(
        word in reasons for word in ("31/02/2026 is not a date", "see notes", "has not happened", "no date")
    )
    assert prepared.incidents["x"].null_count() > 0
    proof(
        f"the messy sample: {prepared.incidents.height} of {prepared.read} rows ready, the rest with a reason"
    )


def test_the_points_bring_their_places_with_them(desk: Desk, tmp_path: Path) -> None:
    table = desk.read(written(desk, POINTS, tmp_path), name=POINTS.file)
    proposed = guess(table.frame.columns)
    assert {"longitude", "latitude", "occurred", "category", "strands", "reference"} <= set(proposed)


def test_the_same_ground_and_day_give_the_same_bytes(desk: Desk) -> None:
    for sample in SAMPLES:
        assert sample_file(desk, sample, today=TODAY) == sample_file(desk, sample, today=TODAY)


def test_they_are_offered_where_files_are_taken_in(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(demo.folder / "formats"))
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.session_state["view-as"] = "analyst"
    page.run()
    assert not page.exception
    assert len(page.get("download_button")) == len(SAMPLES)
