"""A cube is used only if it is what its manifest says; and it is put in place whole, for its owner alone."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from boundaries.study_area import StudyArea
from ingest.cube.counting import count_files, count_up
from ingest.cube.cube import gaps_of, laid_in
from ingest.cube.dimensions import COUNTS, DIMENSIONS, FACTS, MEASURE
from ingest.cube.manifest import MANIFEST, CubeFile, read_manifest
from ingest.cube.parts import read_counts
from ingest.errors import IngestError
from tests.ingest.cube_town import row, write_cube


@pytest.fixture(scope="module")
def area(wren: StudyArea) -> StudyArea:
    return wren


@pytest.fixture(scope="module")
def made(area: StudyArea, tmp_path_factory: pytest.TempPathFactory) -> Path:
    point = area.wards.geometry.iloc[0].representative_point()
    left, bottom, *_ = area.outline.bounds
    rows = [
        row(date(2025, 1, 4), 3, x=point.x, y=point.y),
        row(date(2025, 2, 1), 2, last=date(2025, 2, 28), area=area.wards["ward"].iloc[1]),
        row(date(2025, 2, 3), 1, x=left - 5_000, y=bottom - 5_000),
        row(date(2025, 2, 3), 4),
    ]
    dest = tmp_path_factory.mktemp("cubes") / "cube"
    write_cube(dest, area, rows)
    return dest


def test_a_cube_says_what_it_holds(made: Path, area: StudyArea) -> None:
    manifest = read_manifest(made)
    authority = area.wards["authority"].iloc[0]
    assert [(part.area, part.month, part.incidents) for part in manifest.parts] == [
        (authority, "2025-01", 3),
        (authority, "2025-02", 2),
        ("none", "2025-02", 5),
    ]
    assert (manifest.totals.without_location, manifest.totals.outside_area) == (6, 1)
    assert (manifest.first, manifest.last) == (date(2025, 1, 4), date(2025, 2, 28))
    assert read_counts(made, manifest, [authority])[MEASURE].sum() == 5
    assert read_counts(made, manifest).schema == pl.Schema(COUNTS)


def test_only_its_owner_can_read_a_cube(made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o700
    for path in made.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def _said(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def spoil(cube: Path) -> None:
        said = json.loads((cube / MANIFEST).read_text())
        change(said)
        (cube / MANIFEST).write_text(json.dumps(said))

    return spoil


def _first_part(cube: Path) -> Path:
    return next(iter(sorted(cube.rglob("*.parquet"))))


SPOILT: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no manifest": (lambda cube: (cube / MANIFEST).unlink(), "never finished"),
    "no JSON": (lambda cube: (cube / MANIFEST).write_text("{"), "cannot be read as JSON"),
    "another form": (_said(lambda said: said.update(form=2)), "is of form 2, and this program reads form 1"),
    "no form": (lambda cube: (cube / MANIFEST).write_text("[]"), "is of form unknown"),
    "something missing": (_said(lambda said: said.pop("totals")), "not right at 'totals'"),
    "other dimensions": (_said(lambda said: said.update(dimensions=["ward"])), "other dimensions"),
    "rows lost": (_said(lambda said: said["files"][0].update(rows=11)), "rows of 'invented.csv' do not add"),
    "other totals": (_said(lambda said: said["totals"].update(rows=11)), "do not add up to its totals"),
    "other part": (_said(lambda said: said["parts"][0].update(incidents=4)), "parts hold 11 incidents"),
    "part elsewhere": (
        _said(lambda said: said["parts"][0].update(path="counts/../../etc/x.parquet")),
        "cannot be one",
    ),
    "part of another month": (_said(lambda said: said["parts"][0].update(month="2025-03")), "cannot be one"),
    "part missing": (lambda cube: _first_part(cube).unlink(), "one part is missing"),
    "part too many": (
        lambda cube: shutil.copy(_first_part(cube), _first_part(cube).with_name("x.parquet")),
        "does not know",
    ),
    "part changed": (
        lambda cube: _first_part(cube).write_bytes(_first_part(cube).read_bytes() + b" "),
        "was changed after",
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_cube_that_is_not_what_it_says_is_refused(made: Path, tmp_path: Path, case: str) -> None:
    spoil, words = SPOILT[case]
    cube = tmp_path / "cube"
    shutil.copytree(made, cube)
    spoil(cube)
    with pytest.raises(IngestError, match="cannot be used") as refused:
        read_manifest(cube)
    assert words in str(refused.value)
    assert str(cube) in str(refused.value)
    assert str(refused.value).endswith("Make it again with 'common-ground cube'.")


def test_parts_of_other_areas_need_not_be_read_through(made: Path, tmp_path: Path) -> None:
    cube = tmp_path / "cube"
    shutil.copytree(made, cube)
    part = next(cube.rglob("area=none/**/*.parquet"))
    part.write_bytes(b"other")
    assert read_manifest(cube, areas=["E06000001"]).parts
    with pytest.raises(IngestError, match="was changed after"):
        read_manifest(cube, areas=["none"])


def test_there_is_a_whole_cube_or_the_one_before(area: StudyArea, tmp_path: Path) -> None:
    dest = tmp_path / "cube"
    with pytest.raises(RuntimeError, match="half way"), laid_in(dest) as folder:
        (folder / "counts").mkdir()
        raise RuntimeError("half way")
    assert not list(tmp_path.iterdir())
    write_cube(dest, area, [row(date(2025, 1, 1), 2)])
    with pytest.raises(IngestError, match="There is something at"):
        write_cube(dest, area, [row(date(2025, 1, 1), 3)])
    assert read_manifest(dest).incidents == 2
    write_cube(dest, area, [row(date(2025, 1, 1), 3)], replace=True)
    assert read_manifest(dest).incidents == 3
    assert [path.name for path in tmp_path.iterdir()] == ["cube"]


def test_what_is_no_cube_is_never_replaced(area: StudyArea, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(IngestError, match="is no cube, so it is not replaced"):
        write_cube(tmp_path / "letters", area, [row(date(2025, 1, 1))], replace=True)


def test_missing_months_are_told_force_by_force() -> None:
    def file(month: str, force: str, state: str = "counted") -> CubeFile:
        return CubeFile(path=f"{month}-{force}", month=month, force=force, state=state)  # type: ignore[arg-type]

    months = ("2024-11", "2024-12", "2025-03")
    files = [file(month, "north") for month in months] + [file("2025-01", "south")]
    files += [file("2024-12", "west", "truncated"), file("2025-01", "west"), file("2025-02", "west")]
    assert [(gap.force, gap.months) for gap in gaps_of(files)] == [
        ("north", ("2025-01", "2025-02")),
        ("west", ("2024-12",)),
    ]


def _facts(*rows: tuple[int | None, int, int]) -> Any:
    """Make facts of reference, precedence and file."""
    import narwhals as nw

    plain = {
        "first": date(2025, 1, 1),
        "last": date(2025, 1, 31),
        **dict.fromkeys(("ward", "strands", "kind", "source", "category", "noticed_by", "agency"), ""),
    }
    made = [
        {
            "reference_high": reference,
            "reference_low": reference,
            "precedence": rank,
            "file": file,
            "cell": file,  # so that it can be seen which row counted
            **plain,
        }
        for reference, rank, file in rows
    ]
    return nw.from_native(pl.DataFrame(made, schema=dict(FACTS)).lazy())


def test_of_one_reference_the_smallest_precedence_counts_and_no_reference_is_no_repeat() -> None:
    facts = _facts((1, 20, 1), (1, 10, 2), (1, 30, 3), (2, 5, 1), (None, 1, 1), (None, 1, 1))
    counts = count_up(facts).to_native().collect().sort("cell")
    assert counts.select("cell", MEASURE).rows() == [(1, 3), (2, 1)]
    assert set(counts.columns) == {*DIMENSIONS, MEASURE}
    told = count_files(facts).to_native().collect().sort("file")
    assert told.select("file", "counted", "duplicates").rows() == [(1, 3, 1), (2, 1, 0), (3, 0, 1)]
    assert told["outside_area"].sum() == 4
