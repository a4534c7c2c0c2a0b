"""Text files as they really come: other encodings, other separators, other things under the name of CSV."""

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import FileRefused
from ingest.format import Format, load_formats
from ingest.outcome import Prepared
from ingest.policy import load_policy
from ingest.prepare import prepare
from ingest.read import read_bytes, read_table
from ingest.reader_process import read_file
from ingest.records import Sent, open_store
from ingest.table import Table

HEAD = "Case Ref,Date Reported,Date Of Incident,Incident Type,Motivation,Postcode,Ward,Status,Description\n"
ROW = "A{},04/04/2025,03/04/2025,Graffiti,Race,,,Open,shouted at\n"


def casework(rows: int = 8) -> str:
    """A council's return of so many cases, in the format that ships."""
    return HEAD + "".join(ROW.format(k) for k in range(1, rows + 1))


def taken_in(table: Table) -> Prepared:
    how: Format = load_formats()["council-asb"]
    return prepare(
        table,
        how,
        policy=load_policy(),
        gazetteer=None,
        study_area=None,
        agency="Council",
        today=date(2026, 1, 31),
    )


def said(table: Table) -> str:
    return " | ".join(table.notes)


def refused(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_bytes(data)
    assert words in str(refusal.value), str(refusal.value)
    assert "shouted" not in str(refusal.value)


GOOD = casework()
READ = [
    pytest.param(GOOD.encode("utf-32"), "Read as UTF-32.", id="UTF-32"),
    pytest.param(GOOD.encode("utf-32-le"), "Read as UTF-32.", id="UTF-32 LE without a mark"),
    pytest.param(GOOD.encode("utf-32-be"), "Read as UTF-32.", id="UTF-32 BE without a mark"),
    pytest.param(b"\xfe\xff" + GOOD.encode("utf-16-be"), "Read as UTF-16.", id="UTF-16 BE"),
    pytest.param(
        GOOD.replace("shouted", "café", 1).encode().replace(b"Open,shouted", "Open,café".encode("cp1252"), 1),
        "Two encodings in one file: the text is UTF-8, but line 3 read as Windows-1252.",
        id="two encodings in one file",
    ),
    pytest.param(
        GOOD.replace("shouted", "caf\ufffd", 2).encode(), "2 cells hold '\ufffd'", id="characters lost before"
    ),
    pytest.param(
        GOOD.encode().replace(b"shouted", b"caf\x81", 1),
        "1 cell holds '\ufffd'",
        id="a byte that no encoding has",
    ),
    pytest.param(GOOD.replace(",", "|").encode(), "Columns are separated by '|'.", id="bars"),
    pytest.param(GOOD.replace("\n", "\r\r\n").encode(), "", id="line ends doubled by a transfer"),
    pytest.param((GOOD[:300] + GOOD[300:].replace("\n", "\r\n")).encode(), "", id="line ends of two kinds"),
    pytest.param(GOOD.encode() + b"\x1a", "", id="an old end mark"),
    pytest.param(
        GOOD.replace("\n", ",,,\n").encode(), "", id="trailing separators on every row, the header included"
    ),
    pytest.param(
        ("Report of April 2025\nPrinted 01/05/2025\n\n" + GOOD).encode(),
        "Rows 1 to 2, above the table that begins in row 4, not read.",
        id="title lines above the header",
    ),
    pytest.param(
        ("Case,,,What,,Where,,,\n" + GOOD).encode(),
        "Row 1, above the table that begins in row 2, not read.",
        id="two header lines",
    ),
    pytest.param(gzip.compress(GOOD.encode()), "", id="a gz"),
    pytest.param(
        GOOD.replace("shouted", "a\x0cb\x85c").encode(), "Hidden characters", id="control characters"
    ),
    pytest.param(GOOD.replace("shouted", "a\u2028b").encode(), "", id="line separators of Unicode"),
]


@pytest.mark.parametrize(("data", "note"), READ)
def test_is_read_whole_and_says_what_was_decided(data: bytes, note: str) -> None:
    table = read_bytes(data)
    assert note in said(table) and (bool(note) or not table.notes)
    assert table.frame["Case Ref"].to_list() == [f"A{k}" for k in range(1, 9)]
    assert taken_in(table).incidents.height == 8


ODD_ROWS = [
    pytest.param(
        'A9,04/04/2025,03/04/2025,Graffiti,Race,,,Open,"he said "go" now"\n',
        "is not doubled",
        id="wrongly doubled quotes",
    ),
    pytest.param(
        'A9,04/04/2025,03/04/2025,Graffiti,Race,,,Open,"he said \\"go\\""\n',
        "is not doubled",
        id="quotes behind a backslash",
    ),
    pytest.param(
        "A9,04/04/2025,03/04/2025,Graffiti,Race,,,Open,'stop, now'\n",
        "Row 10 has 10 values; the header has 9. Put quotes round text with commas.",
        id="single quotes",
    ),
    pytest.param("A9,04/04/2025,03/04/2025\n", "Row 10 has 3 values; the header has 9.", id="a short row"),
    pytest.param("A9\n", "Row 10 has 1 value; the header has 9.", id="one value"),
    pytest.param(
        ROW.format(9).replace(",", ";"), "Row 10 has 1 value; the header has 9.", id="another separator"
    ),
    pytest.param("Number of records: 8\n", "Row 10 looks like a total", id="a count of records"),
    pytest.param("Grand total,,,,,,,,8\n", "Row 10 looks like a total", id="a grand total"),
    pytest.param(HEAD.upper(), "Row 10 repeats the header.", id="the header again"),
    pytest.param(
        ROW.format(9).replace("shouted", "a\0\0\0b"),
        "Row 10, column 'Description': contains a zero byte.",
        id="zero bytes",
    ),
    pytest.param(
        ROW.format(9).replace("shouted at", "x" * 10_001),
        "Row 10, column 'Description': 10,001 characters; the limit is 10,000.",
        id="a cell one too long",
    ),
]


@pytest.mark.parametrize(("row", "reason"), ODD_ROWS)
def test_sets_exactly_that_row_aside(row: str, reason: str) -> None:
    table = read_bytes((GOOD + row + ROW.format(10)).encode())
    assert table.set_aside["row"].to_list() == [10] and reason in table.set_aside["reason"][0]
    assert table.frame.height == 9 and table.read == 10
    assert taken_in(table).set_aside["reason"].to_list() == table.set_aside["reason"].to_list()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


REFUSED = [
    pytest.param(GOOD.encode("cp037"), "This is text from a mainframe (EBCDIC)", id="EBCDIC"),
    pytest.param(
        b"\xff\xfe" + GOOD.encode(), "begins as UTF-16 text but does not go on as it", id="a false mark"
    ),
    pytest.param(GOOD.encode("utf-16")[:-1], "The file stopped part way", id="UTF-16 cut in a character"),
    pytest.param(
        GOOD.encode().replace(b"shouted", b"caf\x81"),
        "8 lines are neither UTF-8 nor Windows-1252",
        id="neither",
    ),
    pytest.param(b"\0" * 500, "mostly zero bytes", id="nothing but zero bytes"),
    pytest.param(
        GOOD.encode() + b"\0" * 4096,
        "The file stopped part way through row 10",
        id="zero bytes where the rest was",
    ),
    pytest.param(
        GOOD.encode() + bytes(range(1, 9)) * 300, "This is not text", id="a program behind the table"
    ),
    pytest.param(GOOD.encode() + zipped("a.exe", b"MZ"), "two files in one", id="a zip behind the table"),
    pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", "This is a picture (WebP)", id="WebP"),
    pytest.param(b"BM\x36\0\0\0\0\0", "This is a picture (BMP)", id="BMP"),
    pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0", "This is a picture or a film", id="HEIC"),
    pytest.param(b"%PDF-1.7\n%\xe2\xe3", "This is a PDF document", id="PDF"),
    pytest.param(b"\n\n%PDF-1.4\n", "This is a PDF document", id="PDF after blank lines"),
    pytest.param(zipped("word/document.xml", b"<w/>"), "This is a document, not a workbook", id="DOCX"),
    pytest.param(zipped("Index/Document.iwa", b"x"), "Apple Numbers or Pages", id="Numbers"),
    pytest.param(b"\x09\x08\x08\0\0\x05\x10\0" + b"\0" * 90, "very old Excel file", id="Excel before OLE"),
    pytest.param(
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "This is a web page", id="MHTML"
    ),
    pytest.param(
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "a workbook saved as XML",
        id="Excel XML",
    ),
    pytest.param(
        b"Dear all,\n\nplease find attached.\nRegards\n", "Only one column was found", id="a letter"
    ),
    pytest.param(GOOD.replace(",", "^").encode(), "Only one column was found", id="an unknown separator"),
    pytest.param(b"ref\nA1\nA2\n", "Only one column was found", id="one column"),
    pytest.param(
        b"Case Ref   Date\nA1         03/04/2025\nA2         03/04/2025\n",
        "Only one column was found",
        id="columns by spaces",
    ),
    pytest.param(
        (",".join(f"c{k}" for k in range(16_384)) + "\n").encode(),
        "16,384 columns; the limit is 200",
        id="16,384 columns",
    ),
    pytest.param(
        ("ref,date," + "d" * 10_000_000 + "\nA1,x,y\n").encode(),
        "The name of column 3 has 10,000,000 characters",
        id="an endless name",
    ),
    pytest.param(
        ("Case,Case,What\n" + "a,b,c\n").encode(), "Two columns (1 and 2) become 'case'", id="a name twice"
    ),
    pytest.param(
        ("a,A , a\n" + "1,2,3\n").encode(), "Three columns (1, 2 and 3) become 'a'", id="a name three times"
    ),
    pytest.param(b"\xef\xbb\xbf", "The file is empty", id="only a mark"),
    pytest.param(b"sep=;\n", "The file is empty", id="only Excel's first line"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_is_refused_in_plain_words(data: bytes, words: str) -> None:
    refused(data, words)


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        (
            "april.csv",
            zipped("april.csv", GOOD.encode()),
            "The name ends in '.csv', but the file is a workbook or a zip",
        ),
        ("april.csv", gzip.compress(GOOD.encode()), "The name ends in '.csv', but the file is a gz file"),
        (
            "april.xls",
            GOOD.replace(",", "\t").encode(),
            "The name ends in '.xls', but the file is plain text",
        ),
        ("april.xlsx", GOOD.encode(), "The name ends in '.xlsx', but the file is plain text"),
    ],
)
def test_a_name_that_promises_another_kind_is_said(name: str, data: bytes, note: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for table in (read_table(path), read_file(path)):
        assert note in table.notes[0] and table.frame.height == 8


@pytest.mark.parametrize("name", ["april.csv", "april.txt", "april", "april.2025", "april.CSV"])
def test_a_name_that_keeps_its_promise_is_not_spoken_of(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(GOOD)
    assert read_table(path).notes == ()


@pytest.mark.bad_input("B023")
def test_no_date_column() -> None:
    """The columns that are there are named, so that the right one can be found."""
    table = read_bytes(b"ref,ward,strand\nA1,Quayside,Race\n")
    with pytest.raises(FileRefused, match=r"No date column found\..*Columns seen: ref, ward, strand"):
        taken_in(table)


@pytest.mark.bad_input("B026")
def test_a_header_alone_is_a_nil_return() -> None:
    table = read_bytes(HEAD.encode())
    assert said(table) == "No incidents in this file: a nil return."
    assert taken_in(table).incidents.height == 0


@pytest.mark.bad_input("B034")
def test_five_million_rows(tmp_path: Path) -> None:
    """Counted before anything is laid out, in the child."""
    path = tmp_path / "many.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 5_000_000)
    with pytest.raises(
        FileRefused, match=r"5,000,000 rows; the limit is 300,000 per file\. Split it by year"
    ):
        read_file(path)


@pytest.mark.bad_input("B035")
@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_file_cut_in_a_row(cut: float) -> None:
    whole = casework(9_000).encode()
    part = whole[: int(len(whole) * cut)].rstrip(b"\n")
    row = part.count(b"\n") + 1
    refused(part[:-12], f"The file stopped part way through row {row:,}")


@pytest.mark.bad_input("B037")
def test_one_row_edited_and_sent_again(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/records.sqlite")
    first = casework(500)
    second = first.replace("A7,04/04/2025,03/04/2025", "A7,04/04/2025,02/04/2025")
    for number, text in enumerate((first, second)):
        sent = Sent("april.csv", str(number), "Council", "council-asb", by="Ann")
        receipt = store.receive(taken_in(read_bytes(text.encode())), sent)
    store.close()
    assert (receipt.updated, receipt.duplicates, receipt.accepted) == (1, 499, 0)
    notes = " ".join(receipt.notes)
    assert "1 row changed" in notes and "499 the same. The old version is kept in the history." in notes


def test_a_column_of_every_name_that_is_none_stays() -> None:
    table = read_bytes(b"ref,,ward,,date\nA1,x,Quayside,,03/04/2025\nA2,,Quayside,,03/04/2025\n")
    assert table.frame.columns == ["ref", "column 2", "ward", "date"]
    assert "No name above column 2" in said(table)


def test_blank_lines_and_blank_columns_are_counted() -> None:
    table = read_bytes(b"ref,date,,\n\nA1,03/04/2025,,\n,,,\n\nA2,03/04/2025,,\n")
    assert table.frame.columns == ["ref", "date"] and table.rows.to_list() == [3, 6]
    assert (table.read, table.blank) == (5, 3)


def test_everything_is_text() -> None:
    assert set(read_bytes(GOOD.encode()).frame.dtypes) == {pl.String}
