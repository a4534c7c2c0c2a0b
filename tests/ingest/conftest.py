"""An invented place in the North Sea: two wards side by side, a few postcodes, nobody."""

import csv
from datetime import date
from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
import shapely

from boundaries.postcodes import SCHEMA, Gazetteer
from boundaries.study_area import StudyArea, make_study_area
from boundaries.wards import WardFile
from ingest.format import Format, load_formats
from ingest.outcome import Prepared
from ingest.policy import Policy, load_policy
from ingest.prepare import prepare
from ingest.table import Table

TODAY = date(2026, 1, 31)


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy()


@pytest.fixture(scope="session")
def formats() -> dict[str, Format]:
    return load_formats()


@pytest.fixture(scope="session")
def wren() -> StudyArea:
    """Quayside to the west, Hilltop to the east, 5 km by 5 km each."""
    shapes = [
        shapely.box(570_000, 460_000, 575_000, 465_000),
        shapely.box(575_000, 460_000, 580_000, 465_000),
    ]
    columns = {
        "ward": ["E99000001", "E99000002"],
        "name": ["Quayside", "Hilltop"],
        "authority": ["E99", "E99"],
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=27700)
    return make_study_area(WardFile(frame, "2024", ()), name="Wren")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """ZZ1 1AA and ZZ1 1AB in Quayside, ZZ1 1AC in Hilltop but ended, ZZ1 1AD without a place."""
    rows = [
        ("ZZ1 1AA", 572_100.0, 461_200.0, 10, None, None),
        ("ZZ1 1AB", 572_900.0, 461_900.0, 10, None, None),
        ("ZZ1 1AC", 576_000.0, 463_000.0, 10, date(2015, 6, 1), None),
        ("ZZ1 1AD", None, None, 90, None, None),
    ]
    return Gazetteer(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def _table(rows: list[dict[str, str | None]]) -> Table:
    columns = list(rows[0])
    cells = {name: [row.get(name) or None for row in rows] for name in columns}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String))
    return Table(frame, pl.Series(range(2, len(rows) + 2), dtype=pl.Int64))


@pytest.fixture(scope="session")
def make_table():
    """Make a table as the reader would, from rows that a person wrote down."""
    return _table


@pytest.fixture(scope="session")
def read_sample():
    """Read a sample file as a table."""

    def read(path: Path) -> Table:
        with path.open(encoding="utf-8", newline="") as file:
            return _table([dict(row) for row in csv.DictReader(file)])

    return read


@pytest.fixture
def take_in(policy, wren, gazetteer):
    """Prepare rows with a format made on the spot; any setting of a format or of the town may be changed."""

    def prepared(rows, columns=None, *, format=None, today=TODAY, source="council", **settings) -> Prepared:
        how = format or Format.by_hand(columns=columns, source=source, **settings)
        table = rows if isinstance(rows, Table) else _table(rows)
        return prepare(
            table,
            how,
            policy=policy,
            gazetteer=gazetteer,
            study_area=wren,
            agency="Wren Council",
            today=today,
        )

    return prepared
