"""Every format read back: the release's numbers, the whole marking, and the same bytes again."""

import csv
import io
import json
import re
import struct
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import geopandas as gpd
import openpyxl
import pyogrio
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from dashboard.exporting.document import Document, Hidden, Marking, Value, about_lines, marking_line
from dashboard.exporting.export import OF_FIGURES, UnwritableError, export, formats_for
from dashboard.exporting.products import ALL, EVERY, PRODUCTS, colours_of, document_of, periods_of
from dashboard.released.release import AREA, OffLatticeError
from tests.dashboard.handmade_release import MOMENT, QUARTERS, SHAPES, WARDS, handmade

MARKING = Marking("OFFICIAL-SENSITIVE", "Members only & nobody else", "members", date(2027, 11, 2))
WHOLE = "Whole area"


def made(key: str, profile: str = "partner", period: str | None = None, colour: str = ALL) -> Document:
    release = handmade(profile)
    return document_of(
        release,
        key,
        period=periods_of(release, key)[0] if period is None else period,
        colour=colour,
        partnership="Northam",
        wards=SHAPES,
        marking=MARKING,
        purpose="A meeting",
        made_by="Analyst",
        made_at=MOMENT,
        attribution="Boundaries: invented",
    )


@pytest.fixture(scope="module")
def ward_quarters() -> Document:
    return made("ward-quarters")


@pytest.fixture(scope="module")
def files(ward_quarters: Document) -> dict[str, bytes]:
    return {fmt: export(ward_quarters, fmt).data for fmt in OF_FIGURES}


def expected(document: Document) -> list[list[str]]:
    """What every table must say, in a file for a spreadsheet."""
    return [[_plain(value) for value in row] for row in document.sheets[0].rows]


def _plain(value: Value) -> str:
    if isinstance(value, Hidden):
        return value.words
    return "" if value is None else str(value).removeprefix("'")


def numbers() -> Iterator[tuple[str, str, str, int | None]]:
    """Ward, column, strand and the release's own number, for the newest quarter."""
    release = handmade()
    for code, name in WARDS.items():
        for column, strand in (("all_reports", ""), ("strand_race", "race")):
            yield name, column, strand, release.value("T2", code, QUARTERS[-1], strand)
    yield WHOLE, "all_reports", "", release.value("T1", AREA, QUARTERS[-1])


@pytest.mark.parametrize("profile", ["partner", "public"])
@pytest.mark.parametrize("key", PRODUCTS)
def test_a_product_tells_the_releases_numbers_and_no_others(key: str, profile: str) -> None:
    release, product = handmade(profile), PRODUCTS[key]
    sheet = made(key, profile, EVERY).sheets[0]
    codes = {"ward": release.wards, "cell": release.cells, "source": release.sources, "area": ()}[
        product.rows
    ]
    lines = [*codes, AREA]
    assert len(sheet.rows) == len(lines) * len(periods_of(release, key))
    columns = {one.name: place for place, one in enumerate(sheet.columns)}
    for row, code in zip(sheet.rows, lines * len(periods_of(release, key)), strict=True):
        for column, strand in {"all_reports": "", "strand_race": "race"}.items():
            if column not in columns:
                continue
            place = (
                (AREA, row[0], strand, "")
                if code == AREA or product.rows == "area"
                else (code, row[0], strand, "")
            )
            table = "T1" if code == AREA else product.table
            if product.rows == "source" and code != AREA:
                place = (AREA, row[0], strand, code)
            value = release.value(table, *map(str, place))
            assert row[columns[column]] == (Hidden(release.few) if value is None else value)
    if product.strands and key != "area-months":
        whole_year = (
            Hidden("not given")
            if product.step != "year"
            else release.value("T1", AREA, "2025", "transgender")
        )
        assert sheet.rows[-1][columns["strand_transgender"]] in (whole_year, Hidden(release.few))
        assert sheet.rows[0][columns["strand_transgender"]] == Hidden("not given")


def test_rates_are_worked_out_from_shown_numbers() -> None:
    release, sheet = handmade(), made("ward-years").sheets[0]
    for code, row in zip(WARDS, sheet.rows, strict=False):
        value = release.value("T4", code, "2025")
        assert row[4] == (
            Hidden("fewer than 5") if value is None else round(1000 * value / release.residents[code], 1)
        )


@pytest.mark.parametrize(
    ("key", "period", "colour"),
    [("ward-days", "", ALL), ("ward-years", "2025-03", ALL), ("ward-years", "2025-01-01", ALL),
     ("ward-years", "2025", "strand_none"), ("ward-quarters", "2025", ALL)],
)  # fmt: skip
def test_what_no_release_has_is_refused(key: str, period: str, colour: str) -> None:
    with pytest.raises(OffLatticeError):
        made(key, period=period or "2025", colour=colour)


def test_csv(ward_quarters: Document, files: dict[str, bytes]) -> None:
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    width = len(ward_quarters.sheets[0].columns)
    assert [[cell.removeprefix("'") for cell in row[:width]] for row in rows[1:]] == expected(ward_quarters)
    about = about_lines(ward_quarters)
    assert rows[0][width:] == list(about)
    assert all(row[width:] == list(about.values()) for row in rows[1:])


def test_xlsx(ward_quarters: Document, files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    sheet = book[book.sheetnames[1]]
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [["" if v is None else str(v).removeprefix("'") for v in row] for row in told] == expected(
        ward_quarters
    )
    numbers_told = [v for row in told for v in row if not isinstance(v, str | None)]
    assert numbers_told == [
        v for row in ward_quarters.sheets[0].rows for v in row if isinstance(v, int | float)
    ]
    read = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(1).to_python()
    assert [[str(cell) for cell in row][3:4] for row in read[1:]]
    for page in book:
        assert "OFFICIAL-SENSITIVE" in page.oddHeader.center.text
        assert "OFFICIAL-SENSITIVE" in page.oddFooter.center.text
    about = dict(book["About"].iter_rows(values_only=True))
    assert {*about_lines(ward_quarters).values()} <= {*about.values()}
    assert book.properties.category == "OFFICIAL-SENSITIVE"


def test_geojson(files: dict[str, bytes], ward_quarters: Document) -> None:
    told = json.loads(files["geojson"])
    assert {name: told[name] for name in about_lines(ward_quarters)} == about_lines(ward_quarters)
    found = {one["properties"]["ward"].removeprefix("'"): one["properties"] for one in told["features"]}
    for name, column, strand, value in numbers():
        assert found[name][column] == value
        assert found[name]["hidden" if not strand else f"{column}_hidden"] is (value is None)
    assert told["features"][-1]["geometry"] is None
    west, south, east, north = gpd.read_file(io.BytesIO(files["geojson"])).total_bounds
    assert -0.2 < west < east < 0.1 and 51.4 < south < north < 51.6


def test_gpkg(files: dict[str, bytes], ward_quarters: Document, tmp_path: Path) -> None:
    path = tmp_path / "told.gpkg"
    path.write_bytes(files["gpkg"])
    frame = gpd.read_file(path, layer="figures")
    assert frame.crs.to_epsg() == 27700
    rows = {row["ward"].removeprefix("'"): row for row in frame.to_dict("records")}
    for name, column, strand, value in numbers():
        found = rows[name][column]
        assert (None if found != found else found) == value
        assert bool(rows[name]["hidden" if not strand else f"{column}_hidden"]) is (value is None)
    about = pyogrio.read_dataframe(path, layer="about").set_index("about")["words"]
    assert about_lines(ward_quarters).items() <= about.to_dict().items()
    assert pyogrio.read_info(path, layer="figures")["layer_metadata"]["MARKING"] == "OFFICIAL-SENSITIVE"
    assert frame.geometry.iloc[0].area == pytest.approx(SHAPES["E05000001"].area)


def test_svg(files: dict[str, bytes], ward_quarters: Document) -> None:
    root = ElementTree.fromstring(files["svg"])
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    for name, column, _, value in numbers():
        if column == "all_reports" and value is not None:
            assert (str(value) if name != WHOLE else f"Whole area: {value}") in words
    hidden = sum(v is None for name, column, _, v in numbers() if column == "all_reports" and name != WHOLE)
    assert files["svg"].count(b'd="M') >= 3
    assert len(re.findall(rb'<path d="[^"]+" fill="url\(#hatch\)"', files["svg"])) == hidden == 1
    assert words.count(marking_line(ward_quarters)) == 2
    about = {one.tag.split("}")[1]: one.text for one in root.iter() if "urn:common-ground" in one.tag}
    assert about_lines(ward_quarters).items() <= about.items()
    assert b"http://" not in files["svg"].replace(b"http://www.w3.org/2000/svg", b"")


def test_png(files: dict[str, bytes], ward_quarters: Document) -> None:
    told, place, data = {}, 8, files["png"]
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        body = data[place + 4 : place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length : place + 12 + length])[0] == zlib.crc32(body)
        if body.startswith(b"iTXt"):
            name, words = body[4:].split(b"\0\0\0\0\0")
            told[name.decode()] = words.decode()
        place += 12 + length
    assert about_lines(ward_quarters).items() <= told.items()
    assert "1 are hatched" in told["Description"]


def test_pdf(files: dict[str, bytes], ward_quarters: Document) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    pages = [page.extract_text() for page in pdf.pages]
    assert all(page.count(marking_line(ward_quarters)) == 2 for page in pages)
    flat = re.sub(r"\s+", " ", " ".join(pages))
    for row in ward_quarters.sheets[0].rows:
        assert " ".join(_plain(value) for value in row if value not in ("", None)) in flat
    for words in about_lines(ward_quarters).values():
        assert words in flat
    root: Any = pdf.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "en-GB"
    assert pdf.xmp_metadata is not None and b"pdfuaid" in pdf.xmp_metadata.stream.get_data()
    assert pdf.metadata is not None and pdf.metadata.title == ward_quarters.title
    assert "Throw away after: 2 November 2027" in str(pdf.metadata.keywords)


def test_docx(files: dict[str, bytes], ward_quarters: Document) -> None:
    file = docx.Document(io.BytesIO(files["docx"]))
    told = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    assert told[1:] == expected(ward_quarters)
    assert {*about_lines(ward_quarters).values()} <= {row.cells[1].text for row in file.tables[1].rows}
    for part in (file.sections[0].header, file.sections[0].footer):
        assert part.paragraphs[0].text == marking_line(ward_quarters)
    styles = [one.style.name for one in file.paragraphs if one.style is not None]
    headings = [name for name in styles if name.startswith("Heading")]
    assert headings == ["Heading 1", "Heading 2", "Heading 2", "Heading 2"]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in file.tables)
    assert file.inline_shapes[0]._inline.docPr.get("descr").startswith("Map:")
    assert file.core_properties.category == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("fmt", OF_FIGURES)
def test_the_same_document_gives_the_same_bytes(
    fmt: str, files: dict[str, bytes], ward_quarters: Document
) -> None:
    assert export(ward_quarters, fmt).data == files[fmt]


def test_every_format_carries_the_whole_marking(files: dict[str, bytes]) -> None:
    for fmt in ("csv", "geojson", "gpkg", "svg", "png"):
        for words in ("OFFICIAL-SENSITIVE", "partner release 3", "2 November 2027", "A meeting", "ab" * 32):
            assert words.encode() in files[fmt], (fmt, words)
        assert b"Someone Real" not in files[fmt]


def test_only_what_has_a_map_is_drawn() -> None:
    assert set(formats_for(made("area-months"))) == {"csv", "xlsx", "docx", "pdf"}
    assert "geojson" in formats_for(made("ward-months", period=EVERY))
    assert "png" not in formats_for(made("ward-months", period=EVERY))
    with pytest.raises(UnwritableError, match="can be had as csv"):
        export(made("area-months"), "png")
    assert colours_of(handmade(), "area-months") == {}


def test_a_map_of_reporting_cells_and_of_a_rate() -> None:
    told = json.loads(export(made("cell-years", "public"), "geojson").data)
    assert [one["properties"]["cell"] for one in told["features"]] == ["A1", "A2", WHOLE]
    assert told["features"][0]["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    drawn = export(made("ward-years", colour="per_1000"), "svg").data.decode()
    assert "Reports per 1,000 residents" in drawn


def test_names_of_files_tell_no_person() -> None:
    name = export(made("ward-years"), "csv").name
    assert name == "northam-wards-by-year-and-strand-2025-partner-release-3-official-sensitive.csv"
