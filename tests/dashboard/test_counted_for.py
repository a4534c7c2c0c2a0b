"""Exact figures count the records that are shared with whoever looks, and no others."""

from pathlib import Path

import numpy as np
import pytest

from dashboard.desks.counting import counted_for, scope_of
from dashboard.desks.importing import Store, open_records
from dashboard.snapshot import Snapshot
from dashboard.viewer import Principal, viewer_of
from ingest.records.sharing import Shared, set_sharing
from tests.conftest import Demo
from tests.copying import copy_with_keys

SCHOOL, COUNCIL, HOMES = "Wrenmouth Schools Partnership", "Wrenmouth Borough Council", "Curlew Homes"


def person(role: str, agency: str = "") -> Principal:
    return Principal("Ann", agency, viewer_of(role))


@pytest.fixture
def store(demo: Demo, tmp_path: Path) -> Store:
    copy_with_keys(demo.store_file, tmp_path / "own.sqlite")
    return open_records(f"sqlite:///{tmp_path}/own.sqlite")


def agencies(snapshot: Snapshot) -> set[str]:
    return {snapshot.words["agency"][code] for code in snapshot.records["agency"].unique()}


def test_whoever_counts_for_the_partnership_counts_everything(store: Store, snapshot: Snapshot) -> None:
    for role in ("analyst", "coordinator"):
        assert counted_for(store, snapshot, person(role)) is snapshot


def test_an_officer_counts_what_is_shared_with_the_agency(store: Store, snapshot: Snapshot) -> None:
    seen = counted_for(store, snapshot, person("officer", HOMES))
    assert agencies(seen) == agencies(snapshot) - {SCHOOL}
    assert counted_for(store, snapshot, person("officer", COUNCIL)) is snapshot
    assert seen.version != snapshot.version
    assert scope_of(person("officer", HOMES)) != scope_of(person("officer", COUNCIL))
    assert seen.numbers.len() == seen.records.height
    at = seen.events["record"].to_numpy()
    assert set(seen.numbers.gather(at)) <= set(snapshot.numbers.gather(snapshot.events["record"]))
    assert seen.undecided.size == 0 or seen.undecided.max() < seen.records.height
    codes = seen.records["agency"].to_numpy()
    assert all(codes[a] != codes[b] for a, b in seen.undecided)


def test_one_record_that_is_kept_back_does_not_count(store: Store, snapshot: Snapshot) -> None:
    number, agency, reference = store.incidents(("id", "agency", "reference")).row(0)
    with store.writing() as connection:
        set_sharing(connection, agency, reference, shared=Shared("own"), by="x")
    other = next(name for name in (COUNCIL, HOMES) if name != agency)
    whole, seen = (snapshot, counted_for(store, snapshot, person("officer", other)))
    assert number in whole.numbers and number not in seen.numbers
    assert number in counted_for(store, snapshot, person("officer", agency)).numbers
    assert np.isin(seen.numbers.to_numpy(), whole.numbers.to_numpy()).all()


@pytest.mark.parametrize("role", ["public", "partner", "administrator"])
def test_nothing_counts_for_those_who_see_releases_only(store: Store, snapshot: Snapshot, role: str) -> None:
    assert counted_for(store, snapshot, person(role, COUNCIL)).records.is_empty()
