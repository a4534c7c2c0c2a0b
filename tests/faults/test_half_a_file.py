"""A file that was copied by half: refused in words, and never taken for a shorter one with other values."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
import xlsxwriter

from ingest.errors import FileRefused
from ingest.read import read_table
from tests.faults.conftest import Tally

ROWS = 120
COMMAS = 5
"""Of a whole row; one of them is in the note."""


def frame() -> pl.DataFrame:
    numbers = range(ROWS)
    return pl.DataFrame(
        {
            "Ref": [f"A-{number:04d}" for number in numbers],
            "When": [f"{1 + number % 28:02d}/03/2026" for number in numbers],
            "Type": [("graffiti", "threats", "verbal abuse")[number % 3] for number in numbers],
            "Note": [f'She said "{number}", and left' for number in numbers],
            "Status": ["closed" if number % 2 else "open" for number in numbers],
        }
    )


def points() -> gpd.GeoDataFrame:
    places = gpd.points_from_xy([530_000 + 10 * n for n in range(ROWS)], [180_000] * ROWS, crs=27700)
    return gpd.GeoDataFrame(frame().drop("Note").to_pandas(), geometry=places)


def as_csv(path: Path) -> None:
    frame().write_csv(path)


def as_csv_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(frame().write_csv().encode()))


def as_csv_in_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cases.csv", frame().write_csv())


def as_xlsx(path: Path) -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        frame().write_excel(workbook)
    path.write_bytes(written.getvalue())


def as_parquet(path: Path) -> None:
    frame().write_parquet(path)


def as_geojson(path: Path) -> None:
    path.write_text(points().to_crs(4326).to_json())


def as_gpkg(path: Path) -> None:
    points().to_file(path, driver="GPKG", layer="cases")


def as_shapefile_in_zip(path: Path) -> None:
    folder = path.with_suffix(".parts")
    folder.mkdir()
    points().to_file(folder / "cases.shp")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)


KINDS: dict[str, Callable[[Path], None]] = {
    "csv": as_csv,
    "csv.gz": as_csv_gz,
    "csv.zip": as_csv_in_zip,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
    "geojson": as_geojson,
    "gpkg": as_gpkg,
    "shapefile.zip": as_shapefile_in_zip,
}


@pytest.mark.fault(14, "half-copied file")
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_refused(kind: str, tmp_path: Path, full: bool, tally: Tally) -> None:
    """A CSV has no mark at its end: cut between two rows it is a shorter CSV, every row of it as it was sent.

    Cut inside the last value of a row, it cannot be told from one without a line end; that is not counted.
    """
    path, cut = tmp_path / f"whole.{kind}", tmp_path / f"cut.{kind}"
    KINDS[kind](path)
    whole = read_table(path).frame
    assert whole.height == ROWS
    content = path.read_bytes()
    for at in sorted(random.Random(14).sample(range(1, len(content)), 50 if full else 5)):
        cut.write_bytes(content[:at])
        try:
            found = read_table(cut).frame
        except FileRefused as error:
            tally.count(len(str(error)) > 20, f"{kind} cut at {at}: {error}")
            continue
        if kind == "csv" and content[:at].rpartition(b"\n")[2].count(b",") == COMMAS:
            continue
        is_shorter = kind == "csv" and found.equals(whole.head(found.height))
        tally.count(is_shorter, f"{kind} cut at {at}: {found.height} rows were read")
