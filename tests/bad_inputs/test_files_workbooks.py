"""Workbooks with something odd about them: what is hidden, locked, escaped, far out or not a table at all."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import Limits
from ingest.read import read_bytes
from ingest.reader_process import read_file
from ingest.table import Table

HEAD = ["ref", "date", "ward"]


def xlsx(fill: Callable[[Any], object], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def april(book: Any, name: str = "April", *, top: int = 0) -> Any:
    """A sheet of three incidents."""
    sheet = book.add_worksheet(name)
    for k, row in enumerate([HEAD, *([f"A{k}", "03/04/2025", "Quayside"] for k in (1, 2, 3))]):
        sheet.write_row(top + k, 0, row)
    return sheet


def changed(data: bytes, parts: dict[str, Callable[[bytes], bytes]], **extra: bytes) -> bytes:
    """The same workbook, some parts changed and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            change = parts.get(entry.filename, lambda content: content)
            new.writestr(entry.filename, change(old.read(entry)))
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def said(table: Table) -> str:
    return " | ".join(table.notes)


def hidden_lines(book: Any) -> None:
    sheet = april(book)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.set_column(20, 16_383, None, None, {"hidden": True})


def grouped(book: Any) -> None:
    sheet = april(book, top=1)
    sheet.merge_range(0, 0, 0, 1, "Incident")
    sheet.write(0, 2, "Where")


def titled(book: Any) -> None:
    sheet = april(book, top=4)
    sheet.merge_range(0, 0, 0, 2, "Community safety partnership")
    sheet.write(1, 0, "Printed 01/05/2025")


def escaped(book: Any) -> None:
    april(book).write(1, 2, "Quay_x000D_\nside")


def with_codes(book: Any) -> None:
    april(book)
    sheet = book.add_worksheet("Codes")
    sheet.write_row(0, 0, ["code", "meaning"])
    sheet.write_row(1, 0, ["1", "race"])


def formatted(book: Any) -> None:
    sheet, bold = april(book), book.add_format({"bold": True})
    for row in range(4, 3_000):
        sheet.write_blank(row, 0, None, bold)


def commented(book: Any) -> None:
    april(book).write_comment(1, 1, "a word beside")


def commanding(book: Any) -> None:
    april(book).write_formula(1, 2, "=cmd|'/c calc'!A1", None, "Quayside")


def wide_claim(content: bytes) -> bytes:
    return content.replace(b'ref="A1:C4"', b'ref="A1:XFD1048576"')


READ = [
    pytest.param(
        xlsx(hidden_lines),
        "1 hidden row read like the others. | 1 hidden column read",
        id="hidden rows and columns",
    ),
    pytest.param(
        xlsx(grouped), "Row 1, above the table that begins in row 2, not read.", id="two header lines"
    ),
    pytest.param(
        xlsx(titled), "Rows 1 to 2, above the table that begins in row 5, not read.", id="a title block"
    ),
    pytest.param(
        xlsx(with_codes),
        "Only sheet 'April' was read; 'Codes' does not look like a table",
        id="a sheet of codes",
    ),
    pytest.param(xlsx(formatted), "", id="thousands of formatted empty rows"),
    pytest.param(
        xlsx(commented), "Comments, pictures and files inside the workbook were not read", id="comments"
    ),
    pytest.param(
        xlsx(commanding),
        "1 formula: the stored values were used; formulas dropped.",
        id="a command as a formula",
    ),
    pytest.param(changed(xlsx(april), {SHEET: wide_claim}), "", id="a size that is not true"),
    pytest.param(
        changed(xlsx(april), {}, **{"xl/embeddings/oleObject1.bin": b"MZ"}),
        "files inside the workbook",
        id="a file inside",
    ),
    pytest.param(
        changed(xlsx(april), {}, **{"xl/connections.xml": b"<connections/>"}),
        "Links to other files were ignored.",
        id="a data connection",
    ),
    pytest.param(xlsx(escaped), "", id="Excel's own escapes"),
]


@pytest.mark.parametrize(("data", "note"), READ)
def test_is_read_and_says_what_was_decided(data: bytes, note: str) -> None:
    table = read_bytes(data)
    assert table.frame.columns == HEAD and table.frame["ref"].to_list() == ["A1", "A2", "A3"]
    assert table.set_aside.height == 0 and note in said(table) and bool(note) == bool(table.notes)
    assert table.frame["ward"][0] in ("Quayside", "Quay\nside")


def charts_only(book: Any) -> None:
    sheet, chart = book.add_chartsheet("Chart"), book.add_chart({"type": "line"})
    chart.add_series({"values": "=Chart!$A$1"})
    sheet.set_chart(chart)


def all_hidden(book: Any) -> None:
    april(book).hide()
    book.add_worksheet("Front").activate()


def wide(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [f"c{k}" for k in range(16_384)])


def far_out(book: Any) -> None:
    april(book).write(1_000_000, 16_383, "x")


def locked_old() -> bytes:
    """What Excel writes when a workbook is locked: an OLE file with an encrypted package inside."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 500
    )


def ods(kind: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument." + kind)
        archive.writestr("content.xml", b"<office:document-content/>")
    return out.getvalue()


def laughing(content: bytes) -> bytes:
    return content.replace(b"<sst", b'<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><sst', 1)


REFUSED = [
    pytest.param(
        xlsx(charts_only),
        "no visible sheet holds anything, and hidden ones and charts are not read",
        id="charts only",
    ),
    pytest.param(xlsx(all_hidden), "no visible sheet holds anything, and hidden ones", id="all is hidden"),
    pytest.param(
        xlsx(lambda b: b.add_worksheet().write(0, 0, "see attached")),
        "Only one column was found",
        id="one cell",
    ),
    pytest.param(xlsx(wide), "16,384 columns; the limit is 200", id="16,384 columns"),
    pytest.param(xlsx(far_out), "16,384 columns wide and 1,000,001 rows long", id="a cell far out"),
    pytest.param(locked_old(), "The workbook is locked with a password.", id="locked"),
    pytest.param(changed(xlsx(april), {}, **{"xl/workbook.bin": b"x"}), "binary workbook (.xlsb)", id="xlsb"),
    pytest.param(changed(xlsx(april), {SHEET: lambda content: b""}), "damaged", id="an empty part"),
    pytest.param(
        changed(xlsx(april), {"xl/sharedStrings.xml": laughing}), "holds a DTD", id="a billion laughs"
    ),
    pytest.param(ods(b"text"), "damaged or is not one", id="a text of LibreOffice"),
    pytest.param(
        changed(xlsx(april), {}, **{"word/document.xml": b"<w/>"}), "document, not a workbook", id="DOCX"
    ),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_bytes(data)
    assert words in str(refusal.value), str(refusal.value)


def test_errors_of_excel_stay_visible() -> None:
    def fill(book: Any) -> None:
        sheet = april(book)
        for row, word in enumerate(["#N/A", "#REF!", "#NAME?"], start=1):
            sheet.write_formula(row, 1, "=x", None, word)

    assert read_bytes(xlsx(fill)).frame["date"].to_list() == ["#N/A", "#REF!", "#NAME?"]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    def fill(book: Any) -> None:
        sheet = april(book)
        sheet.write_string(1, 2, "=1+1")
        sheet.write_string(2, 2, "@SUM(A1)")

    table = read_bytes(xlsx(fill))
    assert table.frame["ward"].to_list() == ["=1+1", "@SUM(A1)", "Quayside"] and not table.notes


def test_a_zero_byte_behind_an_escape_sets_its_row_aside() -> None:
    table = read_bytes(xlsx(lambda book: april(book).write(2, 2, "Quay_x0000_side")))
    assert table.rows.to_list() == [2, 4]
    assert table.set_aside["reason"].to_list() == ["Row 3, column 'ward': contains a zero byte."]


def test_dates_of_old_excel_in_the_1904_system() -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet, day = book.add_sheet("April"), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for k, word in enumerate(HEAD):
        sheet.write(0, k, word)
    sheet.write(1, 0, "00123")
    sheet.write(1, 1, dt.datetime(2025, 4, 3), day)
    sheet.write(1, 2, "Quayside")
    out = io.BytesIO()
    book.save(out)
    assert read_bytes(out.getvalue()).frame.row(0) == ("00123", "2025-04-03", "Quayside")


@pytest.mark.bad_input("B151")
def test_two_months_in_one_workbook_need_a_choice_from_the_child_too(tmp_path: Path) -> None:
    (tmp_path / "spring.xlsx").write_bytes(xlsx(lambda book: (april(book, "Apr"), april(book, "May"))))
    with pytest.raises(ChoiceNeeded, match=r"2 sheets look like data: 'Apr', 'May'\. Choose one\.") as choice:
        read_file(tmp_path / "spring.xlsx")
    assert choice.value.choices == ("Apr", "May")
    assert read_file(tmp_path / "spring.xlsx", sheet="May").sheet == "May"


@pytest.mark.bad_input("B158")
def test_three_million_rows_in_a_small_file(tmp_path: Path) -> None:
    """Counted in the parts, before a cell is read: a second, not ninety."""
    many = b"<sheetData>" + b"<row><c><v>1</v></c></row>" * 3_000_000 + b"</sheetData>"
    path = tmp_path / "long.xlsx"
    path.write_bytes(
        changed(
            xlsx(april), {SHEET: lambda content: content.split(b"<sheetData>")[0] + many + b"</worksheet>"}
        )
    )
    assert path.stat().st_size < 1_000_000
    with pytest.raises(FileRefused, match=r"More than 300,000 rows \(3,000,000, empty ones included\)"):
        read_file(path)


@pytest.mark.bad_input("B160")
def test_one_gigabyte_in_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(changed(xlsx(april), {}, **{"xl/media/image1.png": b"\0" * 1_000_000_000}))
    with pytest.raises(FileRefused, match=r"Unpacks to 1\.0 GB; the limit is 200 MB\."):
        read_file(path)


def test_too_many_parts() -> None:
    extra = {f"xl/media/image{k}.png": b"" for k in range(1_001)}
    with pytest.raises(FileRefused, match=r"holds 1,0\d\d files; the limit is 1,000"):
        read_bytes(changed(xlsx(april), {}, **extra))


def test_a_limit_of_rows_is_kept_by_the_other_formats_too() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("April")
    for k in range(12):
        for column in range(3):
            sheet.write(k, column, f"v{k}{column}")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileRefused, match="11 rows; the limit is 5"):
        read_bytes(out.getvalue(), limits=Limits(rows=5))
