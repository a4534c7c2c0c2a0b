"""Text tables: what a clerk's CSV may look like, and what becomes of it."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.read import read_bytes, read_table
from ingest.readers import delimited
from ingest.table import Table

HEAD = "ref,date,ward,strand,text\n"
ROW = "A{},03/04/2025,Market,race,shouted at\n"


def town(rows: int = 3) -> str:
    """A return of so many incidents."""
    return HEAD + "".join(ROW.format(k) for k in range(1, rows + 1))


def accounted(table: Table, rows: int) -> None:
    assert table.read == rows == table.frame.height + table.set_aside.height + table.blank
    assert table.frame.height == len(table.rows)
    assert all(dtype == pl.String for dtype in table.frame.dtypes)
    assert table.set_aside["value"].null_count() == table.set_aside.height


ACCEPTED = [
    pytest.param(
        b"\xef\xbb\xbf" + town().encode(), 3, None, id="UTF-8 with BOM", marks=pytest.mark.bad_input("B001")
    ),
    pytest.param(
        town().replace(",", "\t").encode("utf-16"),
        3,
        "Read as UTF-16",
        id="UTF-16 LE with BOM, tabs",
        marks=pytest.mark.bad_input("B002"),
    ),
    pytest.param(b"\xfe\xff" + town().encode("utf-16-be"), 3, "Read as UTF-16", id="UTF-16 BE with BOM"),
    pytest.param(town().encode("utf-16-le"), 3, "Read as UTF-16", id="UTF-16 LE without BOM"),
    pytest.param(town().encode("utf-16-be"), 3, "Read as UTF-16", id="UTF-16 BE without BOM"),
    pytest.param(
        town().replace("shouted at", "\u201ccaf\u00e9\u201d").encode("cp1252"),
        3,
        "Not UTF-8; read as Windows-1252",
        id="Windows-1252",
        marks=pytest.mark.bad_input("B004"),
    ),
    pytest.param(
        town().replace("shouted at", "CafÃ©").encode(),
        3,
        "3 cells look double-encoded",
        id="double-encoded",
        marks=pytest.mark.bad_input("B005"),
    ),
    pytest.param(
        town().replace(",", ";").encode(),
        3,
        "separated by ';'",
        id="semicolons",
        marks=pytest.mark.bad_input("B013"),
    ),
    pytest.param(
        town().replace(",", "\t").encode(),
        3,
        "separated by tabs",
        id="tabs",
        marks=pytest.mark.bad_input("B014"),
    ),
    pytest.param(town().replace(",", "|").encode(), 3, "separated by '|'", id="bars"),
    pytest.param(
        b"sep=;\n" + town().replace(",", ";").encode(), 3, "separated by ';'", id="Excel's own sep= line"
    ),
    pytest.param(HEAD.encode(), 0, "nil return", id="header only", marks=pytest.mark.bad_input("B026")),
    pytest.param(
        town().replace("\n", "\r").encode(),
        3,
        None,
        id="old Mac line ends",
        marks=pytest.mark.bad_input("B029"),
    ),
    pytest.param(town().replace("\n", "\r\n").encode(), 3, None, id="Windows line ends"),
    pytest.param(town().rstrip().encode(), 3, None, id="no line end at the end"),
    pytest.param(
        town().replace("shouted at", '"shouted\nat"').encode(),
        3,
        None,
        id="line break in a quoted cell",
        marks=pytest.mark.bad_input("B031"),
    ),
    pytest.param(
        town().replace("shouted at", '"he said ""go"", twice"').encode(),
        3,
        None,
        id="quoted commas and doubled quotes",
    ),
    pytest.param((town(2) + "\n,,,,\n" + ROW.format(3)).encode(), 5, None, id="blank lines"),
    pytest.param(town().replace("at\n", "at,\n").encode(), 3, None, id="a trailing comma after every row"),
    pytest.param(
        town().replace("shouted at", "👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿").encode(),
        3,
        None,
        id="emoji and flags",
        marks=pytest.mark.bad_input("B134"),
    ),
    pytest.param(
        town(2).replace("shouted", "\u202eshouted").encode(),
        2,
        "from 2 cells",
        id="hidden direction marks",
        marks=pytest.mark.bad_input("B136"),
    ),
    pytest.param(
        town(1).replace("race", "ra\u200bce").encode(),
        1,
        "from 1 cell.",
        id="zero width in a word",
        marks=pytest.mark.bad_input("B137"),
    ),
    pytest.param(
        town(1).replace("shouted", "s" + "\u0301" * 5000).encode(),
        1,
        "More than 4 marks",
        id="piled marks",
        marks=pytest.mark.bad_input("B146"),
    ),
    pytest.param(
        town().replace("shouted at", '"=HYPERLINK(""http://x"")"').encode(), 3, None, id="formulas stay text"
    ),
    pytest.param(
        ("Report of April\n\n" + town()).encode(),
        3,
        "Row 1, above the table that begins in row 3",
        id="titles above the table",
    ),
]


@pytest.mark.parametrize(("data", "rows", "note"), ACCEPTED)
def test_is_read_and_says_what_was_decided(data: bytes, rows: int, note: str | None) -> None:
    table = read_bytes(data)
    accounted(table, rows)
    assert table.frame.columns == ["ref", "date", "ward", "strand", "text"]
    assert table.frame["ref"].to_list() == [f"A{k}" for k in range(1, table.frame.height + 1)]
    assert table.frame["strand"].unique().to_list() in ([], ["race"])
    if note is None:
        assert table.notes == ()
    else:
        assert note in " ".join(table.notes)


ROWS_SET_ASIDE = [
    pytest.param(
        town(5) + "A6,03/04/2025,Market,race,a\0b\n",
        6,
        {7: "Row 7, column 'text': contains a zero byte"},
        id="zero byte",
        marks=pytest.mark.bad_input("B007"),
    ),
    pytest.param(
        town(3).replace("A2,03/04/2025,Market,race,shouted", "A2,03/04/2025,Market,race,stop, shouted"),
        3,
        {3: "Row 3 has 6 values; the header has 5. Put quotes"},
        id="unquoted comma",
        marks=pytest.mark.bad_input("B016"),
    ),
    pytest.param(
        HEAD + "A1,03/04/2025\n" + ROW.format(2),
        2,
        {2: "Row 2 has 2 values; the header has 5"},
        id="a short row",
    ),
    pytest.param(
        town(3) + "Total: 213\n",
        4,
        {5: "looks like a total"},
        id="total under the table",
        marks=pytest.mark.bad_input("B019"),
    ),
    pytest.param(town(3) + "Total: 213", 4, {5: "looks like a total"}, id="a total without a line end"),
    pytest.param(town(3) + "Grand Total,,,,3\n", 4, {5: "looks like a total"}, id="a padded total"),
    pytest.param(
        town(2) + " REF ,Date,ward,strand,text\n" + ROW.format(3),
        4,
        {4: "Row 4 repeats the header"},
        id="header again",
        marks=pytest.mark.bad_input("B020"),
    ),
    pytest.param(
        town(1) + ROW.format(2).replace("shouted at", "x" * 10_485_760),
        2,
        {3: "Row 3, column 'text': 10,485,760 characters; the limit is 10,000"},
        id="endless cell",
        marks=pytest.mark.bad_input("B032"),
    ),
    pytest.param(
        town(1) + 'A2,03/04/2025,"Mar"ket",race,x\n' + ROW.format(3),
        3,
        {3: "a quote inside a quoted value"},
        id="stray quote",
    ),
]


@pytest.mark.parametrize(("text", "rows", "reasons"), ROWS_SET_ASIDE)
def test_sets_the_row_aside_and_keeps_the_rest(text: str, rows: int, reasons: dict[int, str]) -> None:
    table = read_bytes(text.encode())
    accounted(table, rows)
    assert table.set_aside["row"].to_list() == list(reasons)
    for reason, words in zip(table.set_aside["reason"], reasons.values(), strict=True):
        assert words in reason
    assert set(table.frame["text"]) == {"shouted at"}


REFUSED = [
    pytest.param(
        b"\xff\xd8\xff\xe0" + b"x" * 50,
        "This is a picture",
        id="picture",
        marks=pytest.mark.bad_input("B008"),
    ),
    pytest.param(
        b"\r\n<html><table><tr><td>ref</td></tr></table>",
        "This is a web page, not a workbook",
        id="web page as .xls",
        marks=pytest.mark.bad_input("B011"),
    ),
    pytest.param(
        b"<OGRVRTDataSource><SrcDataSource>http://127.0.0.1/x",
        "XML file",
        id="WFS or VRT",
        marks=pytest.mark.bad_input("B170"),
    ),
    pytest.param(
        b"MZ\x90\x00\x03" + b"\x00" * 60,
        "This is a program",
        id="program",
        marks=pytest.mark.bad_input("B218"),
    ),
    pytest.param(b"%PDF-1.7\n", "PDF", id="PDF"),
    pytest.param(b"SQLite format 3\x00" + b"\x00" * 80, "The file is damaged", id="head of a GeoPackage"),
    pytest.param(
        town(3).replace("race,", "race,religion,").encode(),
        "Rows have 6 values, the header has 5: columns would shift",
        id="all rows longer",
        marks=pytest.mark.bad_input("B017"),
    ),
    pytest.param(
        b" Date ,ref,date\n03/04/2025,A1,04/04/2025\n",
        "Two columns (1 and 3) become 'date' once tidied",
        id="names alike",
        marks=pytest.mark.bad_input("B022"),
    ),
    pytest.param(b"", "The file is empty (0 bytes)", id="empty", marks=pytest.mark.bad_input("B025")),
    pytest.param(b"\xef\xbb\xbf \n\n", "The file is empty", id="only space"),
    pytest.param(b",,,\n,,,\n", "every cell is empty", id="only commas"),
    pytest.param(
        (
            town(35)
            + 'A36,03/04/2025,Market,race,"shouted\n'
            + "".join(ROW.format(k) for k in range(37, 437))
        ).encode(),
        "Row 37 opens a quote that never closes; 400 rows would be lost",
        id="quote never closed",
        marks=pytest.mark.bad_input("B028"),
    ),
    pytest.param(
        (
            town(3)
            + 'A4,03/04/2025,Market,race,"shouted\n'
            + town(9)[len(HEAD) :]
            + 'A5,03/04/2025,"Mar, ket",race,x\n'
        ).encode(),
        "Row 5 opens a quote that never closes",
        id="closed by a later quote",
        marks=pytest.mark.bad_input("B028"),
    ),
    pytest.param(
        (
            town(3)
            + 'A4,03/04/2025,Market,race,"shouted\n'
            + town(9)[len(HEAD) :]
            + 'A5,03/04/2025,Market,race,shouted"\n'
        ).encode(),
        "Row 5 opens a quote that never closes",
        id="closed by its own kind",
        marks=pytest.mark.bad_input("B028"),
    ),
    pytest.param(
        (town(8) + "A9,03/04/20").encode(),
        "The file stopped part way through row 10",
        id="cut in a row",
        marks=pytest.mark.bad_input("B035"),
    ),
    pytest.param(
        (town(8) + 'A9,03/04/2025,"Mark').encode(),
        "The file stopped part way through row 10",
        id="cut in a quoted cell",
    ),
    pytest.param(
        town(8).replace("shouted", "café").encode() + "A9,03/04/2025,Market,race,café".encode()[:-1],
        "The file stopped part way through row 10",
        id="cut in a character",
    ),
    pytest.param(
        b'ref,"da"te",ward\nA1,x,y\nA2,x,y\n',
        "The column names cannot be read",
        id="stray quote in the header",
    ),
    pytest.param(
        (",".join(f"c{k}" for k in range(201)) + "\n").encode() * 1,
        "201 columns; the limit is 200",
        id="201 columns",
    ),
    pytest.param(bytes(range(256)) * 20, "This is not text", id="no text at all"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_is_refused_in_words_that_a_clerk_can_act_on(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_bytes(data)
    assert words in str(refusal.value)
    assert "shouted" not in str(refusal.value), "a refusal never tells what a cell held"


@pytest.mark.bad_input("B034")
@pytest.mark.parametrize("row", ["A1,b,c\n", '"A1",b,c\n', "A1,b,\n\n"], ids=["plain", "quoted", "uneven"])
def test_five_million_rows_are_refused(row: str) -> None:
    """B034, at a smaller size and limit."""
    with pytest.raises(FileRefused, match=r"rows; the limit is 300|More than 300 rows"):
        read_bytes(("a,b,c\n" + row * 5000).encode(), limits=Limits(rows=300))


def test_a_file_of_as_many_rows_as_allowed_is_read() -> None:
    assert read_bytes(town(300).encode(), limits=Limits(rows=300)).frame.height == 300


@pytest.mark.bad_input("B124")
def test_everything_stays_as_it_was_written() -> None:
    """B124 and finding 12: nothing is taken for a number, a date or nothing."""
    words = [
        "00123",
        "NA",
        "None",
        "null",
        "NaN",
        "1E5",
        "2.02105E+14",
        "2024-04-03",
        "TRUE",
        "-",
        "0",
        " x ",
    ]
    table = read_bytes(("a,b\n" + "".join(f"{word},y\n" for word in words)).encode())
    assert table.frame["a"].to_list() == words


def test_empty_cells_are_null() -> None:
    table = read_bytes(b'a,b,c\n1,,x\n2," ",x\n3,"",x\n4,\xc2\xa0,x\n')
    assert table.frame["b"].to_list() == [None] * 4 and table.blank == 0


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    table = read_bytes((town(2) + "\nTotal\n" + HEAD + ROW.format(3)).encode())
    assert table.rows.to_list() == [2, 3, 7]
    assert table.set_aside["row"].to_list() == [5, 6] and table.blank == 1


def test_a_record_with_line_breaks_counts_as_one_row() -> None:
    table = read_bytes((HEAD + 'A1,03/04/2025,Market,race,"one\ntwo\n\nthree"\n' + ROW.format(2)).encode())
    assert table.rows.to_list() == [2, 3] and table.frame["text"][0] == "one\ntwo\n\nthree"


def test_an_unnamed_column_is_kept_where_it_holds_something() -> None:
    table = read_bytes(b"ref,,ward,\nA1,x,Market,\nA2,,Market,\n")
    assert table.frame.columns == ["ref", "column 2", "ward"]
    assert "No name above column 2: called by position." in table.notes


class TestNoHeader:
    LINES = "d41d8cd98f00b204e9800998ecf8427e{:04x},2017-01,Essex Police,0.23{:04},51.88{:04},Theft\n"

    def test_values_in_the_first_row_are_a_record(self) -> None:
        table = read_bytes("".join(self.LINES.format(k, k, k) for k in range(20)).encode())
        accounted(table, 20)
        assert table.frame.columns == [f"column {k}" for k in range(1, 7)]
        assert table.rows.to_list() == list(range(1, 21))
        assert "There are no column names" in table.notes[0]

    @pytest.mark.parametrize(
        "text",
        [
            "ward,202101,202102,202103\nA,1,2,3\nB,1,2,3\n",
            "ward,2021-01,2021-02,2021-03\nA,1,2,3\nB,1,2,3\n",
            "kind,theft,other\ntheft,1,2\nother,1,2\n",
            "a,b\nx,y\nx,y\n",
            "Crime ID,Month\n1,2017-01\n",
            "1,2,3\n4,5,6\n7,8,9\n",
        ],
    )
    def test_in_doubt_the_first_row_is_the_header(self, text: str) -> None:
        assert read_bytes(text.encode()).frame.columns == text.split("\n", maxsplit=1)[0].split(",")


@pytest.mark.bad_input("B217")
@pytest.mark.parametrize(
    "name", ["/vsicurl/http://host/x.geojson", "WFS:http://host", "../x.csv", "a\\b.csv", "x\0.csv", ""]
)
def test_a_name_that_is_an_address_is_refused(name: str, tmp_path: Path) -> None:
    """B217: names are never opened, and such a name is not even taken."""
    good = tmp_path / "x.csv"
    good.write_text(town())
    assert read_table(good, name="April return (2).csv").frame.height == 3
    with pytest.raises(FileRefused, match="name is not allowed"):
        read_table(good, name=name)


def test_the_name_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "really.xlsx"
    path.write_text(town())
    assert read_table(path).frame.height == 3


CELL = st.text(alphabet="ab1 \"'\n,;é", max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_what_csv_writes_is_read_back(records: list[list[str]], quote_all: bool) -> None:
    """The fast way and the slow way agree with what was written, whatever the cells hold."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([["first name", "second name", "third name"], *records])
    body = out.getvalue().replace("\r\n", "\n").rstrip("\n").encode()
    written = [[cell or None for cell in row] for row in csv.reader(io.StringIO(body.decode(), newline=""))]
    slow = delimited._read_uneven(body, ",", skipped=0, notes=(), unfinished=False, limits=LIMITS)
    assert slow.set_aside.height == 0
    assert [[cell or None for cell in row] for row in slow.cells.rows()] == written
    even = delimited._read_even(body, ",")
    assert even is None or [[cell or None for cell in row] for row in even.rows()] == written
    assert even is not None or any("\n" in cell for row in written for cell in row if cell)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab,"\n', max_size=40))
def test_the_fast_way_reads_only_what_the_strict_way_reads_alike(body: str) -> None:
    body = body.strip("\n")
    even = delimited._read_even(body.encode(), ",")
    if even is not None:
        strict = list(csv.reader(io.StringIO(body, newline=""), strict=True))
        assert [[cell or "" for cell in row] for row in even.rows()] == strict
