"""Laws of reading, whatever the file: every row accounted for, round trips, order, sameness, no surprise."""

import csv
import gzip
import io
import random
import sqlite3
import struct
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingest.errors import FileRefused
from ingest.read import read_table
from ingest.table import Table
from tests.examples import examples

LAW = settings(
    max_examples=examples(1000),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
HEAD = ["reference", "happened on", "what was said"]
SEPARATORS = [",", ";", "\t", "|"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]

SEEN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Mn", "Me", "Mc", "Cs"])
TEXT = st.text("ab \"',;|\t\n=é", max_size=8) | st.text(SEEN, max_size=8)
LATIN = st.text("aZ 09\"',;|\t\n=é£ñœ€“”’–", max_size=8)
RAGGED = st.text("ab \"',;|\t\n=é£\u2013\U0001f600\x01\x01\x01\x02\x02", max_size=50).map(
    lambda text: [row.split("\x01") for row in text.split("\x02")]
)
"""Rows of unequal length, some of them blank, drawn as one text because that is quick."""


@pytest.fixture(scope="module")
def take(tmp_path_factory: pytest.TempPathFactory):
    """Read bytes as the house does: from a file."""
    path = tmp_path_factory.mktemp("laws") / "return"

    def read(data: bytes) -> Table:
        path.write_bytes(data)
        return read_table(path)

    return read


def written(
    rows: list[list[str]], *, separator: str = ",", encoding: str = "utf-8", quoting: int = 0
) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=quoting).writerows([HEAD, *rows])
    return out.getvalue().encode(encoding)


def keyed(rows: list[list[str]]) -> list[list[str]]:
    """Give every row its own reference, so that none is blank or a total."""
    return [[f"A{k}", *row] for k, row in enumerate(rows)]


def kept_and_left(table: Table) -> tuple[Counter, int, int]:
    return Counter(table.frame.rows()), table.set_aside.height, table.blank


@LAW
@given(rows=RAGGED)
def test_rows_in_are_rows_out_and_set_aside_and_blank(take, rows: list[list[str]]) -> None:
    try:
        table = take(written(rows))
    except FileRefused:
        return
    blank_at_the_end = next((k for k, row in enumerate(reversed(rows)) if row != [""]), len(rows))
    assert len(rows) - blank_at_the_end <= table.read <= len(rows)
    assert table.frame.height == len(table.rows) and table.rows.is_sorted()
    numbers = [*table.rows, *table.set_aside["row"]]
    assert len(set(numbers)) == len(numbers) and all(2 <= number <= len(rows) + 1 for number in numbers)


@LAW
@given(
    rows=st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4),
    separator=st.sampled_from(SEPARATORS),
    encoding=st.sampled_from(ENCODINGS[:4]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_is_written_is_read_back(take, rows, separator: str, encoding: str, quoting: int) -> None:
    table = take(written(keyed(rows), separator=separator, encoding=encoding, quoting=quoting))
    assert table.frame.columns == HEAD and table.set_aside.height == 0
    assert table.frame.rows() == [
        tuple(cell if cell.strip() else None for cell in row) for row in keyed(rows)
    ]


@LAW
@given(
    rows=st.lists(st.lists(LATIN, min_size=2, max_size=2), min_size=1, max_size=4),
    separator=st.sampled_from(SEPARATORS),
)
def test_what_old_windows_writes_is_read_back(take, rows, separator: str) -> None:
    data = written(keyed(rows), separator=separator, encoding="cp1252")
    assume(not any(is_utf8(line) for line in data.splitlines() if not line.isascii()))
    table = take(data)
    assert table.frame.rows() == [
        tuple(cell if cell.strip() else None for cell in row) for row in keyed(rows)
    ]
    assert data.isascii() or any("Windows-1252" in note for note in table.notes)


def is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


@LAW
@given(rows=RAGGED, seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(take, rows: list[list[str]], seed: int) -> None:
    rows = keyed(rows)
    other = random.Random(seed).sample(rows, len(rows))
    answers = []
    for each in (rows, other):
        try:
            answers.append(kept_and_left(take(written(each))))
        except FileRefused as refusal:
            answers.append(str(refusal))
    assert answers[0] == answers[1]


@LAW
@given(rows=RAGGED, encoding=st.sampled_from(ENCODINGS[:4]))
def test_reading_twice_gives_the_same(take, rows: list[list[str]], encoding: str) -> None:
    data = written(rows, encoding=encoding)
    answers = []
    for _ in range(2):
        try:
            table = take(data)
        except FileRefused as refusal:
            answers.append(str(refusal))
        else:
            answers.append((table.frame.rows(), table.rows.to_list(), table.set_aside.rows(), table.notes))
    assert answers[0] == answers[1]


# Whatever comes, nothing is raised but a refusal.

MAGIC = [
    b"",
    b"PK\x03\x04",
    b"PAR1",
    b"\x1f\x8b\x08",
    b"SQLite format 3\0",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{",
    b"[[",
    b"\xff\xfe",
    b"a,b\n",
]


def refuses_or_reads(take, data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            table = take(data)
        except FileRefused as refusal:
            assert str(refusal).rstrip().endswith((".", "?"))
            return
    assert table.read == table.frame.height + table.set_aside.height + table.blank
    assert all(kind == pl.String for kind in table.frame.dtypes)


@LAW
@given(magic=st.sampled_from(MAGIC), rest=st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(take, magic: bytes, rest: bytes) -> None:
    refuses_or_reads(take, magic + rest)


@LAW
@given(
    text=st.text("ab,;\t|\"'\n\r\0 =1é\ufeff", max_size=60),
    encoding=st.sampled_from(ENCODINGS[:4]),
)
def test_random_text_is_read_or_refused(take, text: str, encoding: str) -> None:
    refuses_or_reads(take, text.encode(encoding))


RETURN = [["ref", "date", "ward"], *([f"A{k}", "03/04/2025", "Market"] for k in range(12))]
POINT = b"GP\0\1" + struct.pack("<iBIdd", 27700, 1, 1, 572_100, 461_200)


def as_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("April")
        for k, row in enumerate(RETURN):
            sheet.write_row(k, 0, row)
        sheet.write_formula(3, 2, "=C2", None, "Market")
        sheet.merge_range(5, 2, 6, 2, "Quay")
    return out.getvalue()


def as_parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(dict(zip(RETURN[0], zip(*RETURN[1:], strict=True), strict=True))).write_parquet(out)
    return out.getvalue()


def as_geopackage() -> bytes:
    base = sqlite3.connect(":memory:")
    base.executescript(
        """CREATE TABLE gpkg_contents (table_name, data_type, srs_id);
        CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m);
        CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id);
        CREATE TABLE april (fid INTEGER PRIMARY KEY, geom BLOB, ref TEXT, date TEXT);
        INSERT INTO gpkg_contents VALUES ('april', 'features', 27700);
        INSERT INTO gpkg_geometry_columns VALUES ('april', 'geom', 'POINT', 27700, 0, 0);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('BNG', 27700, 'EPSG', 27700);"""
    )
    base.executemany(
        "INSERT INTO april (geom, ref, date) VALUES (?, ?, ?)", [(POINT, *row[:2]) for row in RETURN[1:]]
    )
    base.commit()
    return base.serialize()


def as_shapefile() -> bytes:
    records = b"".join(
        struct.pack(">ii", k, 10) + struct.pack("<idd", 1, 572_100, 461_200) for k in range(1, len(RETURN))
    )
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(records)) // 2) + struct.pack(
        "<2i8d", 1000, 1, *[0] * 8
    )
    columns = [
        name.encode().ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([10, 0]) + b"\0" * 14 for name in RETURN[0]
    ]
    rows = b"".join(b" " + b"".join(cell.encode().ljust(10) for cell in row) for row in RETURN[1:])
    table = (
        struct.pack("<4BIHH20x", 3, 125, 4, 3, len(RETURN) - 1, 33 + 32 * 3, 31)
        + b"".join(columns)
        + b"\r"
        + rows
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("april.shp", head + records)
        archive.writestr("april.dbf", table)
        archive.writestr("april.prj", 'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936"]]')
    return out.getvalue()


def as_geojson() -> bytes:
    return (
        b'{"type": "FeatureCollection", "features": ['
        + b", ".join(
            b'{"type": "Feature", "properties": {"ref": "A1", "n": 3}, "geometry": {"type": "Point", '
            b'"coordinates": [-0.07, 51.5]}}'
            for _ in range(4)
        )
        + b"]}"
    )


def as_csv() -> bytes:
    return "\n".join(",".join(row) for row in [*RETURN, ["A99", '"a ""b"", c"', "café"]]).encode() + b"\n"


def as_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("april.csv", as_csv())
    return out.getvalue()


FILES = {
    make.__name__.removeprefix("as_"): make()
    for make in (as_csv, as_workbook, as_parquet, as_geopackage, as_shapefile, as_geojson, as_zip)
} | {"gz": gzip.compress(as_csv(), mtime=0)}


@pytest.mark.parametrize("kind", FILES)
def test_the_files_that_are_spoilt_below_are_good(take, kind: str) -> None:
    assert take(FILES[kind]).frame.height >= 4 and take(FILES[kind]).set_aside.height == 0


@pytest.mark.parametrize("kind", FILES)
def test_a_file_cut_anywhere_is_read_or_refused(take, kind: str) -> None:
    """Every length of the short ones, a thousand lengths of the others."""
    good = FILES[kind]
    for at in places(len(good)):
        refuses_or_reads(take, good[:at])


@pytest.mark.parametrize("kind", FILES)
def test_a_file_with_spoilt_bytes_is_read_or_refused(take, kind: str) -> None:
    chance, good = random.Random(7), FILES[kind]
    for _ in range(1000):
        spoilt = bytearray(good)
        for _ in range(chance.choice((1, 1, 2, 8))):
            spoilt[chance.randrange(len(good))] = chance.choice(
                (0, 1, 0xFF, 0x7F, 0x80, chance.randrange(256))
            )
        refuses_or_reads(take, bytes(spoilt))


def places(length: int) -> Iterator[int]:
    return iter(range(0, length, max(1, length // 1000)))
