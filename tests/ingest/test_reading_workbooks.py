"""Workbooks: sheets, dates, merged cells, macros and traps."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import Limits
from ingest.read import read_bytes

HEAD = ["ref", "date", "ward"]


def xlsx(fill: Callable[[Any], None], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def three_rows(book: Any, name: str = "April", *, top: int = 0, left: int = 0) -> Any:
    sheet = book.add_worksheet(name)
    for k, row in enumerate([HEAD, *([f"A{k}", "03/04/2025", "Market"] for k in (1, 2, 3))]):
        sheet.write_row(top + k, left, row)
    return sheet


def repacked(
    data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> bytes:
    """The same workbook with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def same(name: str, content: bytes) -> bytes:
    return content


def test_a_plain_workbook_is_read() -> None:
    table = read_bytes(xlsx(three_rows))
    assert table.frame.columns == HEAD and table.frame["ref"].to_list() == ["A1", "A2", "A3"]
    assert table.rows.to_list() == [2, 3, 4] and table.sheet == "April" and table.notes == ()


def test_row_numbers_count_from_the_top_of_the_sheet() -> None:
    def fill(book: Any) -> None:
        sheet = three_rows(book, top=4, left=2)
        sheet.write(1, 2, "Printed for the partnership")
        sheet.write_row(9, 2, ["Total", 3])

    table = read_bytes(xlsx(fill))
    assert table.rows.to_list() == [6, 7, 8] and table.set_aside["row"].to_list() == [10] and table.blank == 1
    assert "Row 2, above the table that begins in row 5, not read." in table.notes


def test_values_as_text() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        days, times = (
            book.add_format({"num_format": "dd/mm/yyyy"}),
            book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        )
        hours = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["id", "day", "when", "hour", "easting", "lon", "yes", "code", "mixed"])
        for row, moment in ((1, dt.datetime(2025, 4, 3)), (2, dt.datetime(2025, 4, 3, 14, 30))):
            sheet.write_number(row, 0, 202105000000000)
            sheet.write_datetime(row, 1, dt.datetime(2025, 4, 3), days)
            sheet.write_datetime(row, 2, moment, times)
            sheet.write_datetime(row, 3, dt.time(23, 5), hours)
            sheet.write_number(row, 4, 532100)
            sheet.write_number(row, 5, -0.0765432)
            sheet.write_boolean(row, 6, True)
            sheet.write_string(row, 7, "00123")
        sheet.write_string(1, 8, "NA")
        sheet.write_number(2, 8, 7)

    table = read_bytes(xlsx(fill))
    first = (
        "202105000000000",
        "2025-04-03",
        "2025-04-03T00:00:00",
        "23:05:00",
        "532100",
        "-0.0765432",
        "TRUE",
        "00123",
    )
    assert table.frame.row(0) == (*first, "NA")
    assert table.frame.row(1) == (*first[:2], "2025-04-03T14:30:00", *first[3:], "7")


@pytest.mark.bad_input("B046")
def test_the_1904_system() -> None:
    """B046."""

    def fill(book: Any) -> None:
        sheet = three_rows(book)
        sheet.write_datetime(1, 1, dt.datetime(2025, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))

    table = read_bytes(xlsx(fill, date_1904=True))
    assert table.frame["date"][0] == "2025-04-03" and "1904 date system" in table.notes[0]


@pytest.mark.bad_input("B062")
@pytest.mark.bad_input("B142")
@pytest.mark.bad_input("B143")
def test_excel_errors_stay_errors_and_stored_values_are_used() -> None:
    """B062, B142, B143."""

    def fill(book: Any) -> None:
        sheet = three_rows(book)
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, '=HYPERLINK("http://127.0.0.1:9","Market")', None, "Market")
        sheet.write_formula(2, 2, '=IF(A1="","x","")', None, "blank")
        sheet.write_formula(3, 2, "=C2", None, "gone")

    data = repacked(xlsx(fill), lambda name, content: content.replace(b"<v>blank</v>", b"<v></v>"))
    table = read_bytes(data)
    assert table.frame["date"][0] == "#DIV/0!" and table.frame["ward"].to_list() == ["Market", None, "gone"]
    assert "4 formulas: the stored values were used; formulas dropped." in table.notes

    unanswered = repacked(
        data,
        lambda name, content: content.replace(b"<v>gone</v>", b"<v></v>").replace(
            b' t="str"><f>C2', b"><f>C2"
        ),
    )
    table = read_bytes(unanswered)
    assert table.frame["ref"].to_list() == ["A1", "A2"]
    assert table.set_aside.rows() == [(4, None, None, "Row 4: a formula with no value. Paste as values.")]


@pytest.mark.bad_input("B154")
def test_merged_cells_are_filled_down() -> None:
    """B154."""

    def fill(book: Any) -> None:
        sheet = three_rows(book)
        sheet.merge_range(1, 2, 3, 2, "Riverside")

    table = read_bytes(xlsx(fill))
    assert table.frame["ward"].to_list() == ["Riverside"] * 3
    assert "Merged cells filled down in 'ward'." in table.notes


class TestSheets:
    @pytest.mark.bad_input("B151")
    def test_two_that_look_alike_need_a_choice(self) -> None:
        """B151."""
        data = xlsx(lambda book: (three_rows(book, "Apr"), three_rows(book, "May")))  # type: ignore[arg-type,return-value]
        with pytest.raises(
            ChoiceNeeded, match=r"2 sheets look like data: 'Apr', 'May'\. Choose one\."
        ) as refusal:
            read_bytes(data)
        assert refusal.value.choices == ("Apr", "May")
        assert read_bytes(data, sheet="May").sheet == "May"
        with pytest.raises(ChoiceNeeded, match="no such sheet"):
            read_bytes(data, sheet="June")

    @pytest.mark.bad_input("B152")
    def test_hidden_ones_and_notes_are_left(self) -> None:
        """B152."""

        def fill(book: Any) -> None:
            book.add_worksheet("Read me").write(0, 0, "How to fill this in")
            three_rows(book)
            three_rows(book, "Names").hide()

        table = read_bytes(xlsx(fill))
        assert table.sheet == "April"
        assert "Hidden sheet 'Names' was not read and not stored." in table.notes
        with pytest.raises(ChoiceNeeded):
            read_bytes(xlsx(fill), sheet="Names")

    def test_an_empty_workbook(self) -> None:
        with pytest.raises(FileRefused, match="no visible sheet holds anything"):
            read_bytes(xlsx(lambda book: book.add_worksheet()))

    def test_a_header_alone_is_a_nil_return(self) -> None:
        table = read_bytes(xlsx(lambda book: book.add_worksheet().write_row(0, 0, HEAD)))
        assert table.read == 0 and table.frame.columns == HEAD and "nil return" in table.notes[0]


def dtd(name: str, content: bytes) -> bytes:
    if name != "xl/sharedStrings.xml":
        return content
    return content.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst', 1)


MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
REFUSED = [
    pytest.param(
        lambda: repacked(
            xlsx(three_rows),
            lambda n, c: c.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", MACROS
            ),
        ),
        "holds macros",
        id="macro workbook",
        marks=pytest.mark.bad_input("B148"),
    ),
    pytest.param(
        lambda: repacked(xlsx(three_rows), same, {"xl/vbaProject.bin": b"x"}),
        "holds macros",
        id="macros under another name",
        marks=pytest.mark.bad_input("B149"),
    ),
    pytest.param(
        lambda: repacked(xlsx(three_rows), dtd), "holds a DTD", id="XXE", marks=pytest.mark.bad_input("B157")
    ),
    pytest.param(
        lambda: repacked(
            xlsx(three_rows),
            same,
            {"customXml/item1.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16")},
        ),
        "holds a DTD",
        id="XXE in UTF-16",
        marks=pytest.mark.bad_input("B157"),
    ),
    pytest.param(
        lambda: repacked(xlsx(three_rows), same, {"xl/media/image1.xml": b" " * 210_000_000}),
        "Unpacks to 210 MB; the limit is 200 MB",
        id="unpacks too large",
        marks=pytest.mark.bad_input("B160"),
    ),
    pytest.param(
        lambda: repacked(xlsx(three_rows), same, {"xl/media/image1.xml": b" " * 60_000_000}),
        "times its size; the limit is 100",
        id="grows too much",
        marks=pytest.mark.bad_input("B160"),
    ),
    pytest.param(lambda: xlsx(three_rows)[:3000], "damaged", id="cut in the middle"),
    pytest.param(
        lambda: repacked(xlsx(three_rows), lambda n, c: b"<oops" if n.endswith("sheet1.xml") else c),
        "damaged",
        id="a part is rubbish",
    ),
    pytest.param(
        lambda: repacked(xlsx(three_rows), same, {"word/document.xml": b"<w/>"}),
        "document, not a workbook",
        id="Word document",
    ),
    pytest.param(
        lambda: repacked(xlsx(three_rows), same, {"xl/workbook.bin": b"x"}), ".xlsb", id="binary workbook"
    ),
    pytest.param(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "password",
        id="locked",
    ),
    pytest.param(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged or is not one", id="old Word"
    ),
    pytest.param(
        lambda: xlsx(lambda b: b.add_worksheet().write_row(0, 0, ["Date", "date ", "x"])),
        "become 'date'",
        id="names alike",
    ),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_is_refused(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_bytes(make())
    assert words in str(refusal.value)


@pytest.mark.bad_input("B158")
def test_more_rows_than_allowed() -> None:
    """B158, at a smaller size and limit; told from the parts before the cells are read."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for k in range(1200):
            sheet.write_row(k, 0, HEAD)

    with pytest.raises(FileRefused, match=r"More than 300 rows \(1,200, empty ones included\)"):
        read_bytes(xlsx(fill), limits=Limits(rows=300))


@pytest.mark.bad_input("B155")
def test_links_to_other_files_are_ignored() -> None:
    """B155."""
    table = read_bytes(repacked(xlsx(three_rows), same, {"xl/externalLinks/externalLink1.xml": b"<x/>"}))
    assert table.frame.height == 3 and "Links to other files were ignored." in table.notes


@pytest.mark.bad_input("B161")
def test_strict_open_xml() -> None:
    """B161."""
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }

    def turn(name: str, content: bytes) -> bytes:
        for old, new in strict.items():
            content = content.replace(old, new)
        return content

    assert read_bytes(repacked(xlsx(three_rows), turn)).frame["ref"].to_list() == ["A1", "A2", "A3"]


@pytest.mark.bad_input("B010")
@pytest.mark.parametrize("system_1904", [False, True])
def test_the_old_format(system_1904: bool) -> None:
    """B010."""
    book = xlwt.Workbook()
    book.dates_1904 = system_1904
    sheet, days = book.add_sheet("April"), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for k, word in enumerate([*HEAD, "easting"]):
        sheet.write(0, k, word)
    for k, value in enumerate(["00123", dt.datetime(2025, 4, 3), "Market", 532100]):
        sheet.write(1, k, value, days if k == 1 else xlwt.Style.default_style)
    out = io.BytesIO()
    book.save(out)
    table = read_bytes(out.getvalue())
    assert table.frame.rows() == [("00123", "2025-04-03", "Market", "532100")]
    assert "Old Excel format" in table.notes[0]


@pytest.mark.bad_input("B161")
def test_open_document() -> None:
    """B161: what LibreOffice makes."""
    book, sheet = OpenDocumentSpreadsheet(), OdfTable(name="April")
    for record in (HEAD, ["00123", dt.date(2025, 4, 3), "Market"], ["A2", 7.0, "Market"]):
        row = TableRow()
        for value in record:
            if isinstance(value, dt.date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, float):
                cell = TableCell(valuetype="float", value=value)
            else:
                cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.write(out)
    table = read_bytes(out.getvalue())
    assert table.frame.rows() == [("00123", "2025-04-03", "Market"), ("A2", "7", "Market")]
    assert table.rows.to_list() == [2, 3]
