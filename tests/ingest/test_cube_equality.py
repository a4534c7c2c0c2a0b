"""One cube: of the same files by Polars, and by SQL of a store that took them in; on every database."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from boundaries.partnership import load_partnership
from boundaries.postcodes import SCHEMA, Gazetteer
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
from ingest.read import read_table
from ingest.records import Store, open_store
from ingest.table import Table
from tests.conftest import Demo
from tests.ingest.cube_archives import lay, packed, street_files, zipped

NO_POSTCODES = Gazetteer(pl.DataFrame(schema=SCHEMA))


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


class NearDesk(Desk):
    """Reads in this process: what is read is the same, and no child need be begun."""

    def read(self, path: Path, *, name: str | None = None, sheet: str | None = None) -> Table:
        return read_table(path, name=name, sheet=sheet)


@pytest.fixture(scope="module")
def sent(area: StudyArea, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(tmp_path_factory.mktemp("sent"), street_files(area))


@pytest.fixture(scope="module")
def counted(sent: Path, ground: CubeGround, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return by_polars(sent, tmp_path_factory.mktemp("cubes") / "cube", ground)


def test_files_counted_by_polars_are_those_of_a_store_that_took_them_in(
    store_url: str,
    tmp_path: Path,
    demo: Demo,
    area: StudyArea,
    ground: CubeGround,
    sent: Path,
    counted: pl.DataFrame,
) -> None:
    partnership = load_partnership(demo.partnership)
    desk = NearDesk(
        store=open_store(store_url),
        partnership=partnership,
        policy=load_policy(),
        study_area=area,
        gazetteer=NO_POSTCODES,
        formats_folder=tmp_path / "formats",
    )
    taken = list(desk.take_in_all(sorted(sent.iterdir()), by="test"))
    assert all(isinstance(receipt, Receipt) and not receipt.held for _, receipt in taken)
    said = by_sql(desk.store, ground)
    desk.store.close()
    assert said[MEASURE].sum() > 900
    assert_frame_equal(counted, said)


def test_files_count_alike_however_packed_and_in_however_many_shares(
    tmp_path: Path, area: StudyArea, ground: CubeGround, sent: Path, counted: pl.DataFrame
) -> None:
    files = street_files(area)
    months = {f"{name[:7]}/{name}": data for name, data in files.items()}
    archive = lay(tmp_path / "archive", {"2025-04.zip": zipped(months)})
    assert_frame_equal(by_polars(archive, tmp_path / "of-zip", ground), counted)
    gz = lay(tmp_path / "gz", {f"{name}.gz": packed(data) for name, data in files.items()})
    assert_frame_equal(by_polars(gz, tmp_path / "in-shares", ground, partitions=3), counted)


def test_the_demos_records_as_parquet_are_those_of_its_store(
    demo: Demo, ground: CubeGround, tmp_path: Path
) -> None:
    store = open_store(demo.store)
    records = store.incidents(tuple(INCIDENT))
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
