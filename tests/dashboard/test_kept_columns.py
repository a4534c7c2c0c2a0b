"""Columns kept beside the store are the store's own, or they are made anew."""

import json
from pathlib import Path

import pytest

from boundaries.partnership import Partnership, load_partnership
from dashboard import kept_columns
from dashboard.columns import Columns
from dashboard.desks.importing import Store, open_records
from dashboard.filters import Filters
from dashboard.kept_columns import forget_columns, kept_folder, load_columns
from dashboard.situation import assess
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.viewer import ANALYST
from ingest.policy import load_policy
from tests.conftest import Demo
from tests.copying import copy_with_keys


@pytest.fixture
def partnership(demo: Demo) -> Partnership:
    return load_partnership(demo.partnership)


@pytest.fixture
def store(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of the demo's store, small as it is kept."""
    monkeypatch.setattr(kept_columns, "FEWEST", 0)
    copy_with_keys(demo.store_file, tmp_path / "copy.sqlite")
    return open_records(f"sqlite:///{tmp_path}/copy.sqlite")


def columns(store: Store, partnership: Partnership) -> Columns:
    return load_columns(store, partnership, partnership.study_area(), load_policy(partnership.policy))


def folder(store: Store) -> Path:
    found = kept_folder(store)
    assert found is not None
    return found


def same(one: Columns, other: Columns) -> bool:
    places = all(
        (vars(one.places)[name] == vars(other.places)[name]).all()
        for name in ("x", "y", "lon", "lat", "ward")
    )
    return places and one.records.equals(other.records) and one.words == other.words


def refuse_to_read(*_: object, **__: object) -> Columns:
    raise AssertionError("the records were read again")


def test_what_is_kept_is_what_was_made(
    store: Store, partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = columns(store, partnership)
    monkeypatch.setattr(kept_columns, "make_columns", refuse_to_read)
    assert same(columns(store, partnership), made)


def test_the_map_is_the_same_from_what_is_kept(
    store: Store, partnership: Partnership, snapshot: Snapshot
) -> None:
    columns(store, partnership)
    again = assess(load_snapshot(store, partnership), Filters(days=90), ANALYST)
    before = assess(snapshot, Filters(days=90), ANALYST)
    assert again.totals == before.totals
    assert again.cells.drop(columns="tip", errors="ignore").equals(
        before.cells.drop(columns="tip", errors="ignore")
    )


def test_other_records_are_read_again(store: Store, partnership: Partnership) -> None:
    before = columns(store, partnership)
    batch = next(batch["id"] for batch in store.batches() if batch["what"] == "incidents")
    store.withdraw(batch, by="Ann", why="a test")
    after = columns(store, partnership)
    assert after.records.height < before.records.height
    assert json.loads((folder(store) / "about.json").read_text("utf-8"))["key"] == after.key != before.key


@pytest.mark.parametrize("harm", ["flip", "cut", "words", "gone"])
def test_what_is_damaged_is_made_anew(store: Store, partnership: Partnership, harm: str) -> None:
    made = columns(store, partnership)
    path = folder(store) / ("about.json" if harm == "words" else "records.arrow")
    content = bytearray(path.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
    path.write_bytes(content[: len(content) // 3] if harm in ("cut", "words") else content)
    if harm == "gone":
        path.unlink()
    assert same(columns(store, partnership), made)
    assert same(columns(store, partnership), made)


def test_erasure_leaves_nothing_kept(store: Store, partnership: Partnership) -> None:
    columns(store, partnership)
    assert folder(store).is_dir()
    forget_columns(store)
    assert not folder(store).exists()


def test_only_its_owner_may_look(store: Store, partnership: Partnership) -> None:
    columns(store, partnership)
    assert folder(store).stat().st_mode & 0o077 == 0
