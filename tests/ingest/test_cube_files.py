"""What becomes of every file of a cube's source: counted, superseded, cut, unreadable, empty; never lost."""

from pathlib import Path

import polars as pl
import pytest

from boundaries.study_area import StudyArea
from ingest.cube.dimensions import MEASURE
from ingest.cube.engine import engine_called
from ingest.cube.ground import CubeGround, ground_of
from ingest.cube.making import make_cube
from ingest.cube.manifest import CubeFile, Manifest, read_manifest
from ingest.cube.parts import read_counts
from ingest.cube.sources import list_sources
from ingest.errors import IngestError
from ingest.policy import load_policy
from tests.ingest.cube_archives import as_csv, lay, packed, street_files, street_rows, zipped


@pytest.fixture(scope="module")
def area(wren: StudyArea) -> StudyArea:
    return wren


@pytest.fixture(scope="module")
def ground(area: StudyArea) -> CubeGround:
    return ground_of(area, load_policy())


@pytest.fixture(scope="module")
def sent(area: StudyArea) -> dict[str, bytes]:
    return street_files(area)


def made(folder: Path, files: dict[str, bytes], ground: CubeGround) -> Manifest:
    make_cube(lay(folder / "source", files), folder / "cube", ground, engine_called("polars"), replace=True)
    return read_manifest(folder / "cube")


def file_at(manifest: Manifest, path: str) -> CubeFile:
    (found,) = [file for file in manifest.files if file.path == path]
    return found


def test_every_row_of_every_file_is_accounted_for(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround
) -> None:
    manifest = made(tmp_path, sent, ground)
    for file in manifest.files:
        assert file.rows == sent[file.path].count(b"\n") - 1
        assert file.rows == file.counted + file.duplicates + sum(file.set_aside.values())
        assert file.set_aside == {"month that cannot be read": 2, "coordinates that cannot be read": 2}
    again = {"2025-01-north-street.csv": 3, "2025-02-north-street.csv": 3}  # came again a month later
    for file in manifest.files:
        names = [line.split(b",")[0] for line in sent[file.path].splitlines()[1:]]
        named = [name for name in names if name]
        assert file.duplicates == len(named) - len(set(named)) + again.get(file.path, 0)
    january = manifest.files[0]
    assert manifest.totals.counted == read_counts(tmp_path / "cube", manifest)[MEASURE].sum()
    assert manifest.totals.without_location > 0 < manifest.totals.outside_area
    assert january.notes[0].startswith("Coordinates that cannot be read: row ")


def test_of_two_releases_of_a_month_the_newer_one_counts(
    tmp_path: Path, area: StudyArea, ground: CubeGround
) -> None:
    old, new = (as_csv(street_rows("2025-01", "north", area, rows=n, seed=n)) for n in (100, 140))
    name = "2025-01/2025-01-north-street.csv"
    archives = {"2025-06.zip": zipped({name: old}), "police 2026-02/" + name: new}
    manifest = made(tmp_path, archives, ground)
    assert file_at(manifest, f"police 2026-02/{name}").state == "counted"
    older = file_at(manifest, f"2025-06.zip/{name}")
    assert (older.state, older.release, older.counted) == ("superseded", "2025-06", 0)
    assert older.rows == old.count(b"\n") - 1
    assert "A newer release counts instead" in older.notes[-1]
    alone = made(tmp_path / "alone", {name: new}, ground)
    assert manifest.totals == alone.totals


def test_where_the_newer_release_is_cut_the_older_one_counts(
    tmp_path: Path, area: StudyArea, ground: CubeGround
) -> None:
    whole = as_csv(street_rows("2025-01", "north", area, rows=100))
    files = {
        "2025-06/2025-01-north-street.csv": whole,
        "2026-01/2025-01-north-street.csv.gz": packed(whole)[:-900],
    }
    manifest = made(tmp_path, files, ground)
    assert [(f.release, f.state) for f in manifest.files] == [
        ("2025-06", "counted"),
        ("2026-01", "truncated"),
    ]
    assert manifest.gaps == ()


@pytest.mark.parametrize(
    ("name", "spoil", "state"),
    [
        ("2025-02-north-street.csv.gz", lambda data: packed(data)[:-3000], "truncated"),
        ("2025-02-north-street.csv", lambda data: data[: data.rindex(b"\n", 0, -9) + 40], "truncated"),
        ("2025-02-north-street.csv", lambda data: b"", "empty"),
        ("2025-02-north-street.csv", lambda data: data[: data.index(b"\n") + 1], "empty"),
        ("2025-02-north-street.csv", packed, "unreadable"),  # what it is is told by its name alone
        ("2025-02-north-street.csv.gz", lambda data: data, "unreadable"),
        ("2025-02-north-street.csv", lambda data: data.replace(b"Crime ID", b"Ann Smith", 1), "unreadable"),
        ("2025-02-north-street.csv", lambda data: bytes(range(256)) * 40, "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_left_out_and_told_of(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround, name: str, spoil: object, state: str
) -> None:
    files = {n: data for n, data in sent.items() if "north" in n}
    files[name] = spoil(files.pop("2025-02-north-street.csv"))  # type: ignore[operator]
    manifest = made(tmp_path, files, ground)
    told = file_at(manifest, name)
    assert (told.state, told.counted, told.set_aside) == (state, 0, {})
    assert told.notes
    assert "Ann" not in str(told.notes)
    assert [(gap.force, gap.months) for gap in manifest.gaps] == [("north", ("2025-02",))]
    assert manifest.totals.rows == sum(file.rows for file in manifest.files if file.state == "counted")
    if state == "truncated":
        assert told.rows > 0
        assert f"{told.rows:,} whole rows came through" in told.notes[0]


def test_a_zip_that_was_cut_is_one_file_that_was_left_out(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround
) -> None:
    whole = zipped(sent)
    manifest = made(tmp_path, {"2025-04.zip": whole[: len(whole) // 2], **sent}, ground)
    assert file_at(manifest, "2025-04.zip").state == "truncated"
    assert manifest.totals.counted > 900


def test_a_damaged_member_of_a_zip_is_left_out_alone(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround
) -> None:
    data = bytearray(zipped(sent))
    at = data.index(b"2025-02-north-street.csv") + 500
    data[at : at + 40] = bytes(40)
    manifest = made(tmp_path, {"2025-04.zip": bytes(data)}, ground)
    states = {file.path.rsplit("/", 1)[-1]: file.state for file in manifest.files}
    assert states.pop("2025-02-north-street.csv") == "unreadable"
    assert set(states.values()) == {"counted"}


def test_names_in_a_zip_that_point_elsewhere_are_not_followed(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround
) -> None:
    evil = zipped({"../../2025-05-north-street.csv": sent["2025-01-north-street.csv"]})
    manifest = made(tmp_path, {"evil.zip": evil, **sent}, ground)
    told = file_at(manifest, "evil.zip")
    assert told.state == "unreadable"
    assert "points outside the zip" in told.notes[0]
    assert not list(tmp_path.parent.rglob("2025-05*"))


def test_a_bomb_is_not_unpacked(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.cube import street
    from ingest.limits import Limits

    monkeypatch.setattr(street, "FILE_LIMITS", Limits(unpacked_bytes=1_000_000))
    bomb = packed(b"a" * 3_000_000)
    manifest = made(tmp_path, {**sent, "2025-09-north-street.csv.gz": bomb}, ground)
    told = file_at(manifest, "2025-09-north-street.csv.gz")
    assert told.state == "unreadable"
    assert "Unpacks to more than" in told.notes[0]


def test_a_change_of_lsoa_vintage_is_told_where_it_happens(
    tmp_path: Path, area: StudyArea, ground: CubeGround
) -> None:
    old = {
        f"2025-0{k}-north-street.csv": as_csv(street_rows(f"2025-0{k}", "north", area, lsoa="E01033768"))
        for k in (1, 2)
    }
    new = as_csv(street_rows("2025-03", "north", area, lsoa="E01033769"))
    manifest = made(tmp_path, {**old, "2025-03-north-street.csv": new}, ground)
    assert [file.lsoa for file in manifest.files] == ["2011", "2011", "2021"]
    assert ["LSOA" in " ".join(file.notes) for file in manifest.files] == [False, False, True]


def test_what_cannot_be_counted_is_refused_or_told(tmp_path: Path) -> None:
    lay(tmp_path, {"readme.txt": b"x", "2025-01-north-outcomes.csv": b"x", "2025-13-north-street.csv": b"x"})
    with pytest.raises(IngestError, match="can be counted"):
        list_sources(tmp_path)
    with pytest.raises(IngestError, match="There is nothing at"):
        list_sources(tmp_path / "nowhere")
    with pytest.raises(IngestError, match="no place that can be opened"):
        list_sources("gopher://ann:secret@nowhere/else")
    lay(tmp_path, {"2025-01-north-street.csv": b"x", ".hidden/2025-01-north-street.csv": b"x"})
    listing = list_sources(tmp_path)
    assert (len(listing.files), listing.others) == (1, 4)


def test_a_cube_is_not_laid_among_the_files_it_is_made_of(
    tmp_path: Path, sent: dict[str, bytes], ground: CubeGround
) -> None:
    folder = lay(tmp_path, sent)
    with pytest.raises(IngestError, match="would be counted the next time"):
        make_cube(folder, folder / "cube", ground, engine_called("polars"))


def test_parquet_says_what_is_wrong_with_its_rows(
    tmp_path: Path, area: StudyArea, ground: CubeGround
) -> None:
    point = area.wards.geometry.iloc[0].representative_point()
    rows = pl.DataFrame(
        {
            "occurred_from": [
                "2025-01",
                "2025-01-05",
                "2025-02-30",
                "2999-01-01",
                "2025-01-07",
                "2025-01-08",
            ],
            "kind": ["crime", "crime", "crime", "crime", "nonsense", None],
            "x": [point.x, None, point.x, point.x, point.x, -5_000_000.0],
            "y": [point.y, None, point.y, point.y, point.y, -5_000_000.0],
            "area": [None, area.wards["ward"].iloc[1], None, None, None, None],
        }
    )
    folder = tmp_path / "source" / "agency=Housing%20Trust"
    folder.mkdir(parents=True)
    rows.write_parquet(folder / "a.parquet")
    manifest = make_cube(tmp_path / "source", tmp_path / "cube", ground, engine_called("polars"))
    (file,) = manifest.files
    assert (file.rows, file.counted, file.without_location) == (6, 2, 1)
    assert file.set_aside == {
        "date that cannot be read": 1,
        "date that cannot be": 1,
        "code of 'kind' that the policy does not have": 1,
        "coordinates that cannot be read": 1,
    }
    assert "Coordinates that cannot be read: row 6." in file.notes
    counts = read_counts(tmp_path / "cube", manifest)
    assert counts["agency"].unique().to_list() == ["Housing Trust"]
    assert set(counts["ward"]) == {area.wards["ward"].iloc[0], area.wards["ward"].iloc[1]}
    whole = (folder / "a.parquet").read_bytes()
    lay(tmp_path / "source", {"b.parquet": whole[: len(whole) // 2]})
    again = make_cube(tmp_path / "source", tmp_path / "cube", ground, engine_called("polars"), replace=True)
    assert {file.path.rsplit("/", 1)[-1]: file.state for file in again.files} == {
        "a.parquet": "counted",
        "b.parquet": "truncated",
    }


@pytest.mark.parametrize("system", [27700, 4326])
def test_geoparquet_in_either_system_lies_in_the_same_wards(
    tmp_path: Path, area: StudyArea, ground: CubeGround, system: int
) -> None:
    points = area.wards.representative_point().to_crs(system)
    frame = points.to_frame("geometry").assign(
        occurred_from=pl.date_range(pl.date(2025, 1, 1), pl.date(2025, 1, 1), eager=True)[0], kind="crime"
    )
    (tmp_path / "source").mkdir()
    frame.to_parquet(tmp_path / "source" / "points.geoparquet")
    manifest = make_cube(tmp_path / "source", tmp_path / "cube", ground, engine_called("polars"))
    counts = read_counts(tmp_path / "cube", manifest)
    assert sorted(counts["ward"]) == list(ground.wards)
    assert (counts["cell"] != 0).all()
