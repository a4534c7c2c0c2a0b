"""One cube: of the same files by Polars, and by SQL of a store that took them in; on every database."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from boundaries.partnership import load_partnership
from boundaries.study_area import StudyArea
from dashboard.desks.importing import Desk
from dashboard.snapshot import Snapshot
from ingest.cube.dimensions import DIMENSIONS, MEASURE
from ingest.cube.engine import engine_called
from ingest.cube.ground import CubeGround, ground_of
from ingest.cube.making import make_cube
from ingest.cube.parts import read_counts
from ingest.cube.store_sql import count_store
from ingest.incident import INCIDENT
from ingest.outcome import Receipt
from ingest.policy import load_policy
from ingest.records import Store, open_store
from tests.conftest import Demo
from tests.ingest.cube_archives import lay, packed, street_files, zipped


@pytest.fixture(scope="session")
def area(snapshot: Snapshot) -> StudyArea:
    return snapshot.study_area


@pytest.fixture(scope="session")
def ground(area: StudyArea) -> CubeGround:
    return ground_of(area, load_policy())


def by_sql(store: Store, ground: CubeGround) -> pl.DataFrame:
    with store.reading() as connection:
        return count_store(connection, ground).sort(*DIMENSIONS)


def by_polars(source: Path, dest: Path, ground: CubeGround, **how: int) -> pl.DataFrame:
    manifest = make_cube(source, dest, ground, engine_called("polars", **how))
    return read_counts(dest, manifest).sort(*DIMENSIONS)


def test_files_counted_by_polars_are_those_of_a_store_that_took_them_in(
    store_url: str, tmp_path: Path, demo: Demo, snapshot: Snapshot, area: StudyArea, ground: CubeGround
) -> None:
    files = street_files(area)
    folder = lay(tmp_path / "sent", files)
    partnership = load_partnership(demo.partnership)
    desk = Desk(
        store=open_store(store_url),
        partnership=partnership,
        policy=load_policy(),
        study_area=area,
        gazetteer=partnership.gazetteer(),
        formats_folder=tmp_path / "formats",
    )
    taken = list(desk.take_in_all(sorted(folder.iterdir()), by="test"))
    assert all(isinstance(receipt, Receipt) and not receipt.held for _, receipt in taken)
    months = {f"{name[:7]}/{name}": data for name, data in files.items()}
    archive = lay(tmp_path / "archive", {"2025-04.zip": zipped(months)})
    said = by_sql(desk.store, ground)
    assert said[MEASURE].sum() > 900
    assert_frame_equal(by_polars(archive, tmp_path / "cube", ground), said)
    assert_frame_equal(by_polars(folder, tmp_path / "in-shares", ground, partitions=3), said)
    gz = lay(tmp_path / "gz", {f"{name}.gz": packed(data) for name, data in files.items()})
    assert_frame_equal(by_polars(gz, tmp_path / "gz-cube", ground), said)
    desk.store.close()


def test_the_demos_records_as_parquet_are_those_of_its_store(
    demo: Demo, ground: CubeGround, tmp_path: Path
) -> None:
    store = open_store(demo.store)
    records = store.incidents(tuple(INCIDENT))
    lay(tmp_path, {})
    (tmp_path / "records").mkdir()
    for number, part in enumerate(records.iter_slices(4_000)):
        part.drop("row").write_parquet(tmp_path / "records" / f"{number}.parquet")
    said = by_sql(store, ground)
    assert said[MEASURE].sum() == records.height
    assert said.filter((pl.col("cell") == 0) & (pl.col("ward") != "")).height  # wards that senders named
    assert said["strands"].n_unique() > 5
    assert_frame_equal(by_polars(tmp_path / "records", tmp_path / "cube", ground), said)


def test_a_cube_of_another_resolution_holds_the_same_incidents(
    demo: Demo, area: StudyArea, tmp_path: Path
) -> None:
    store, coarse = open_store(demo.store), ground_of(area, load_policy(), resolution=9)
    fine = by_sql(store, ground_of(area, load_policy()))
    said = by_sql(store, coarse)
    assert said[MEASURE].sum() == fine[MEASURE].sum()
    assert said.height < fine.height
