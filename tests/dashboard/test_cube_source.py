"""A partnership whose incidents come from a cube: the figures are those of the files, and it says so."""

import json
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import h3.api.numpy_int as h3
import numpy as np
import polars as pl
import pytest
import shapely
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from boundaries.cells import cell_shapes
from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from dashboard.desks.cube_keys import cube_keys
from dashboard.desks.importing import Desk
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.viewer import ANALYST
from ingest.cube.engine import engine_called
from ingest.cube.ground import ground_of
from ingest.cube.making import make_cube
from ingest.cube.manifest import MANIFEST
from ingest.errors import IngestError
from ingest.policy import load_policy
from ingest.records import open_store
from tests.conftest import Demo
from tests.ingest.cube_archives import lay, street_files
from tests.ingest.cube_town import row, write_cube

ROOT = Path(__file__).parents[2]
ALL = Filters(days=None, first=date(2025, 1, 1), last=date(2025, 3, 31), officer=True)


@dataclass(frozen=True)
class Both:
    """The same files, taken into a store and counted into a cube."""

    imported: Snapshot
    cubed: Snapshot
    store: str
    partnership: Path
    cube: Path


def naming(demo: Demo, folder: Path, cube: Path) -> Path:
    """Write the demo's partnership file with a cube as its source."""
    text = demo.partnership.read_text("utf-8")
    file = demo.folder / f"{folder.name}.toml"
    file.write_text(f'{text}\n[cube]\nfolder = "{cube}"\n', "utf-8")
    return file


@pytest.fixture(scope="module")
def both(demo: Demo, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("cube-source")
    sent = lay(folder / "sent", street_files(snapshot.study_area))
    partnership, policy = load_partnership(demo.partnership), load_policy()
    url = f"sqlite:///{folder}/store.sqlite"
    desk = Desk(
        store=open_store(url),
        partnership=partnership,
        policy=policy,
        study_area=snapshot.study_area,
        gazetteer=partnership.gazetteer(),
        formats_folder=folder / "formats",
    )
    for _ in desk.take_in_all(sorted(sent.iterdir()), by="test"):
        pass
    make_cube(sent, folder / "cube", ground_of(snapshot.study_area, policy), engine_called("polars"))
    file = naming(demo, folder, folder / "cube")
    imported = load_snapshot(desk.store, partnership)
    cubed = load_snapshot(desk.store, load_partnership(file))
    return Both(imported, cubed, url, file, folder / "cube")


def counted(snapshot: Snapshot, *by: str) -> dict[tuple[object, ...], int]:
    records = snapshot.records.filter((pl.col("ward") >= 0) | (pl.col("place") < 0))
    grouped = records.group_by(*by).len()
    return {tuple(line[:-1]): line[-1] for line in grouped.iter_rows()}


def test_wards_and_months_hold_what_the_imported_files_do(both: Both) -> None:
    assert both.cubed.records.height == both.imported.records.height > 900
    for by in (["ward", "area"], ["first", "last"], ["ward", "first", "kind", "category", "source"]):
        assert counted(both.cubed, *by) == counted(both.imported, *by)
    assert both.cubed.latest == both.imported.latest
    assert both.cubed.in_order
    mine, theirs = (assess(one, ALL, ANALYST).totals for one in (both.cubed, both.imported))
    assert (mine.in_area, mine.outside_area, mine.without_location) == (
        theirs.in_area,
        theirs.outside_area,
        theirs.without_location,
    )


def test_cells_differ_only_by_points_nearer_to_an_edge_than_a_fine_cell_is_wide(both: Both) -> None:
    for resolution in (7, 8, 9):
        lattice, at = both.imported.lattice(resolution)
        size = len(lattice.cells)
        exact, rough = (_by_cell(one, resolution, size) for one in (both.imported, both.cubed))
        assert exact.sum() == rough.sum()
        x, y = both.imported.places.x, both.imported.places.y
        inside = at >= 0
        edges = shapely.boundary(cell_shapes(lattice.cells[at[inside]]))
        wide_m = 2 * h3.average_hexagon_edge_length(12, unit="m") * 1.3
        near = shapely.distance(edges, shapely.points(x[inside], y[inside])) <= wide_m
        here = both.imported.records.filter(pl.col("ward") >= 0)["place"].to_numpy()
        weights = np.bincount(here, minlength=x.size)[inside]
        assert np.abs(exact - rough).sum() <= 2 * weights[near].sum()
        assert weights[near].sum() < weights.sum()


def _by_cell(snapshot: Snapshot, resolution: int, size: int) -> np.ndarray:
    _, at = snapshot.lattice(resolution)
    here = snapshot.records.filter(pl.col("ward") >= 0)["place"].to_numpy()
    return np.bincount(at[here], minlength=size)


def test_map_cells_wards_and_export_add_up_to_one_total(both: Both) -> None:
    situation = assess(both.cubed, ALL, ANALYST)
    total = situation.totals.in_area
    assert situation.cells["incidents"].sum() + situation.totals.hidden == total > 0
    if not situation.wards["hidden"].any():
        assert situation.wards["incidents"].sum() == total
    assert "Counted from a cube made on" in situation.attribution


def test_it_says_what_it_is_counted_from_and_what_is_not(both: Both) -> None:
    said = " ".join(both.cubed.from_cube)
    assert "of 4 files." in said
    assert f"{both.imported.records.height:,} incidents of the store are not counted" in said
    assert "rows of its files could not be read and were set aside" in said
    assert "other boundaries" not in said
    assert both.imported.from_cube == ()


def test_no_number_of_a_cube_is_one_of_the_stores_and_each_has_a_steady_key(both: Both) -> None:
    numbers = both.cubed.numbers
    assert numbers.max() < 0
    assert numbers.is_unique().all()
    keys = cube_keys(both.cubed, b"k" * 32)
    assert sorted(keys["id"]) == sorted(numbers)
    assert keys["key"].n_unique() > 500
    assert keys.equals(cube_keys(both.cubed, b"k" * 32))
    assert not keys.equals(cube_keys(both.cubed, b"l" * 32))


def test_incidents_at_the_edge_stay_in_their_ward(demo: Demo, snapshot: Snapshot, tmp_path: Path) -> None:
    area = snapshot.study_area
    edge = [area.outline.boundary.interpolate(m) for m in range(0, 20_000, 97)]
    middle = area.outline.representative_point()
    rows = []
    for point in edge:  # just inside: many of the fine cells there have their middle outside
        dx, dy = middle.x - point.x, middle.y - point.y
        far = float(np.hypot(dx, dy))
        rows.append(row(date(2025, 1, 1), x=point.x + dx / far, y=point.y + dy / far))
    manifest = write_cube(tmp_path / "cube", area, rows)
    cubed = load_snapshot(open_store(demo.store), load_partnership(naming(demo, tmp_path, tmp_path / "cube")))
    inside = manifest.incidents - manifest.totals.outside_area
    assert (cubed.records["ward"] >= 0).sum() == inside > 100
    for resolution in cubed.partnership.resolutions:
        _, at = cubed.lattice(resolution)
        assert (at[cubed.places.ward >= 0] >= 0).all()


def test_only_the_parts_of_the_own_authorities_are_read(
    demo: Demo, snapshot: Snapshot, tmp_path: Path
) -> None:
    wards = snapshot.study_area.wards.copy()
    wards["authority"] = wards["authority"].where(np.arange(len(wards)) % 2 == 0, "E09999999")
    wider = replace(snapshot.study_area, wards=wards)
    inside = wards.geometry.representative_point()
    rows = [row(date(2025, 1, 1), 3, x=point.x, y=point.y) for point in inside]
    write_cube(tmp_path / "cube", wider, [*rows, row(date(2025, 1, 1), 7)])
    file = naming(demo, tmp_path, tmp_path / "cube")
    (other,) = (tmp_path / "cube" / "counts" / "area=E09999999").rglob("*.parquet")
    other.write_bytes(b"never looked into")
    cubed = load_snapshot(open_store(demo.store), load_partnership(file))
    assert cubed.records.height == 3 * ((len(wards) + 1) // 2)
    assert "7 incidents without a ward do not count" in " ".join(cubed.from_cube)
    own = str(wards["authority"].iloc[0])
    (ours,) = (tmp_path / "cube" / "counts" / f"area={own}").rglob("*.parquet")
    ours.write_bytes(ours.read_bytes() + b" ")
    with pytest.raises(IngestError, match="was changed after the cube was made"):
        load_snapshot(open_store(demo.store), load_partnership(file))


def test_a_cube_that_is_none_or_too_coarse_is_refused_in_one_line(
    demo: Demo, snapshot: Snapshot, tmp_path: Path
) -> None:
    file = naming(demo, tmp_path, tmp_path / "cube")
    runner = CliRunner()

    def refused() -> str:
        said = runner.invoke(app, ["hotspots", "--store", demo.store, "--partnership", str(file)])
        assert said.exit_code == 2, said.output
        assert said.stderr.count("\n") == 1
        return said.stderr

    assert "there is no such folder" in refused()
    write_cube(tmp_path / "cube", snapshot.study_area, [row(date(2025, 1, 1), 5)], resolution=9)
    assert "are coarser than those that the map offers" in refused()
    manifest = tmp_path / "cube" / MANIFEST
    manifest.write_text(manifest.read_text().replace('"incidents": 5', '"incidents": 6'))
    assert "cannot be used: its parts hold 6 incidents and its files 5" in refused()
    manifest.unlink()
    assert "it was never finished" in refused()
    file.write_text(file.read_text().replace(str(tmp_path / "cube"), "s3://bucket/cube"))
    with pytest.raises(BoundaryError, match="the name is not allowed"):
        load_partnership(file)


SAYS = {
    "hot_spots": "incidents of it count here",
    "over_time": "incidents of it count here",
    "coverage": "incidents of it count here",
    "change": "incidents of it count here",
    "tension": "",
    "take_out": "",
    "records": "has no single records",
    "possible_duplicates": "has no single records",
    "import_files": "has no single records",
}


@pytest.mark.parametrize("page", SAYS)
def test_pages_open_on_a_cube_and_say_so(both: Both, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = opened(both, page, monkeypatch)
    assert "cannot be shown" not in said
    assert SAYS[page] in said


def test_a_cube_that_does_not_add_up_is_said_kindly(
    both: Both, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(both.cube, tmp_path / "cube")
    manifest = tmp_path / "cube" / MANIFEST
    said = json.loads(manifest.read_text("utf-8"))
    said["parts"][0]["incidents"] += 1
    manifest.write_text(json.dumps(said), "utf-8")
    broken = replace(both, partnership=naming(demo, tmp_path, tmp_path / "cube"))
    shown = opened(broken, "hot_spots", monkeypatch)
    assert "This page cannot be shown yet" in shown and "cannot be used" in shown


def test_a_cube_made_again_is_the_one_that_is_shown(
    demo: Demo, snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = snapshot.study_area.outline.representative_point()
    here = row(date(2025, 1, 1), 40, x=middle.x, y=middle.y)
    write_cube(tmp_path / "cube", snapshot.study_area, [here])
    file = naming(demo, tmp_path, tmp_path / "cube")
    place = Both(snapshot, snapshot, demo.store, file, tmp_path / "cube")
    assert "40 reports" in opened(place, "hot_spots", monkeypatch)
    write_cube(tmp_path / "cube", snapshot.study_area, [{**here, "incidents": 41}], replace=True)
    assert "41 reports" in opened(place, "hot_spots", monkeypatch)


def opened(both: Both, page: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Open a page as the analyst, and give its words."""
    monkeypatch.setenv("COMMON_GROUND_STORE", both.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(both.partnership))
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    shown = AppTest.from_file(str(ROOT / "dashboard" / "pages" / f"{page}.py"), default_timeout=60)
    shown.session_state["view-as"] = "analyst"
    shown.session_state["demo-purpose"] = "prevention"
    shown.run()
    assert not shown.exception
    words = (*shown.markdown, *shown.caption, *shown.info, *shown.error, *shown.warning)
    return " ".join(str(one.value) for one in words).replace("\\", "")
