"""A report in every format, read back: every word and every number of it, the marking on every page."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest

from dashboard.exporting.cells import as_read, told
from dashboard.exporting.document import Document, about_titled, marking_line
from dashboard.exporting.export import OF_REPORTS, UnwritableError, export, formats_for
from dashboard.exporting.leaflet import Heading, Lines, Para, Points
from dashboard.exporting.report_laid import Drawn, Grid, flat, laid, numbered_tables
from dashboard.exporting.spreadsheets import named_sheets
from dashboard.report.pack import make_pack
from tests.dashboard.handmade_report import ODD, STRANGE, handmade_report
from tests.dashboard.pack_ground import town_ground, usual_template

BOXES = dict.fromkeys(map(ord, STRANGE.replace(" ", "")), "□")


@pytest.fixture(scope="module")
def by_hand() -> Document:
    return handmade_report()


@pytest.fixture(scope="module")
def in_hand(by_hand: Document) -> dict[str, bytes]:
    return {fmt: export(by_hand, fmt).data for fmt in OF_REPORTS}


@pytest.fixture(scope="module", params=["by hand", "of a town"])
def both(request: pytest.FixtureRequest) -> tuple[Document, dict[str, bytes]]:
    if request.param == "by hand":
        return request.getfixturevalue("by_hand"), request.getfixturevalue("in_hand")
    template = replace(usual_template(), sections=("trends", "hot_spots", "wards", "glossary"))
    made = make_pack(town_ground(template=template), purpose="A meeting")
    return made, {fmt: export(made, fmt).data for fmt in OF_REPORTS}


@pytest.fixture
def document(both: tuple[Document, dict[str, bytes]]) -> Document:
    return both[0]


@pytest.fixture
def files(both: tuple[Document, dict[str, bytes]]) -> dict[str, bytes]:
    return both[1]


def grids(document: Document) -> list[Grid]:
    return [one for one in blocks(document) if isinstance(one, Grid)]


def blocks(document: Document) -> Iterator[Any]:
    assert document.report is not None
    for part in laid(document, document.report):
        yield from flat(part.blocks)


def sentences(document: Document) -> Iterator[str]:
    """Every sentence of the report that is not in a table."""
    assert document.report is not None
    yield from (document.title, document.report.subtitle, document.report.opening)
    yield from (part.title for part in document.report.parts)
    yield from about_titled(document).values()
    for one in blocks(document):
        if isinstance(one, Heading | Para):
            yield one.words
        elif isinstance(one, Points):
            yield from one.words
        elif isinstance(one, Lines):
            yield one.label
        elif isinstance(one, Grid):
            yield from (f"Table {one.number}. {one.name}", *one.after)
        elif isinstance(one, Drawn):
            yield f"{one.kind} {one.number}. {one.name}"


def squeezed(words: str) -> str:
    """Leave out what a line's end adds, and the quotes that print bends."""
    return re.sub(r"\s+", "", words)


def test_paper_has_every_word_and_number_and_its_marking_twice_a_page(
    document: Document, files: dict[str, bytes]
) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    pages = [page.extract_text() for page in pdf.pages]
    assert all(page.count(marking_line(document)) == 2 for page in pages)
    assert [f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert document.report is not None
    running = f"{document.title}, {document.report.subtitle}Page"
    read = squeezed("".join(pages)).replace(squeezed(marking_line(document)), "")
    read = re.sub(re.escape(squeezed(running)) + r"\d+of\d+", "", read)
    for said in sentences(document):
        assert squeezed(said).translate(BOXES) in read, said
    for grid in grids(document):
        head = squeezed("".join(grid.head))
        assert head in read
        for row in grid.rows:
            assert squeezed("".join(row)) in read.replace(head, ""), row


def test_paper_is_tagged_has_bookmarks_contents_and_words_for_pictures(
    by_hand: Document, in_hand: dict[str, bytes]
) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(in_hand["pdf"]))
    root: Any = pdf.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "en-GB"
    assert pdf.xmp_metadata is not None and b"pdfuaid" in pdf.xmp_metadata.stream.get_data()
    titles = [one["/Title"] for one in pdf.outline if isinstance(one, dict)]
    assert titles == ["In short", "Wards & levels", "Trends", "Glossary"]
    tags = [str(one.get_object().get("/S", "")) for one in _tree(root["/StructTreeRoot"])]
    assert {"/TOC", "/Table", "/TH", "/Caption", "/Figure", "/L"} <= set(tags)
    heads = [
        one.get_object() for one in _tree(root["/StructTreeRoot"]) if one.get_object().get("/S") == "/THead"
    ]
    assert len(heads) == 1 + len(grids(by_hand))
    said = {str(one.get_object().get("/Alt")) for one in _tree(root["/StructTreeRoot"])}
    assert {one.alt for one in blocks(by_hand) if isinstance(one, Drawn)} | {"Logo of Northam"} <= said
    assert not [tag for tag in tags if tag == "/Table"][len(heads) :]
    pages = [page.extract_text() for page in pdf.pages]
    assert sum("Month\n" in page or "Month Reports" in page for page in pages) >= 3  # the head stands again
    assert pdf.metadata is not None and pdf.metadata.title == by_hand.title


def _tree(one: Any) -> Iterator[Any]:
    kids = one.get_object().get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid.get_object(), dict):
            yield kid
            yield from _tree(kid)


class Page(HTMLParser):
    """What a browser would read."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self.cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.cell = True

    def handle_endtag(self, tag: str) -> None:
        self.cell = self.cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.tables[-1][-1][-1] += data
        self.words.append(data)


def test_the_web_page_has_every_word_and_number(document: Document, files: dict[str, bytes]) -> None:
    page = Page()
    page.feed(files["html"].decode())
    assert page.tables == [[list(row) for row in (one.head, *one.rows)] for one in grids(document)]
    said = squeezed("".join(page.words))
    for sentence in sentences(document):
        assert squeezed(sentence) in said, sentence
    assert page.words.count(marking_line(document)) == 2


def test_the_web_page_fetches_and_runs_nothing_and_can_be_found_ones_way_in(
    document: Document, files: dict[str, bytes]
) -> None:
    page = Page()
    page.feed(files["html"].decode())
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "iframe", "object", "form", "base", "svg"} & set(tags)
    assert all(not name.startswith("on") for _, given in page.tags for name in given)
    for tag, given in page.tags:
        assert tag != "a" or str(given["href"]).startswith("#")
        assert tag != "img" or (str(given["src"]).startswith("data:image/") and given["alt"])
    style = files["html"].decode().split("<style>")[1].split("</style>")[0]
    assert "url(" not in style and "@import" not in style and "prefers-color-scheme: dark" in style
    assert document.marking.handling[:12] not in style  # the marking stands in it by the letters' numbers
    assert ("html", {"lang": "en-GB"}) in page.tags and tags.count("main") == tags.count("h1") == 1
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    for _, given in page.tags:
        assert {"aria-labelledby": given.get("aria-labelledby", ids[0])}["aria-labelledby"] in ids
        assert str(given.get("href", f"#{ids[0]}"))[1:] in ids
    assert tags.count("caption") == tags.count("table") == len(grids(document))
    assert all(given.get("scope") in ("col", "row") for tag, given in page.tags if tag == "th")


def test_word_has_every_number(document: Document, files: dict[str, bytes]) -> None:
    file = docx.Document(io.BytesIO(files["docx"]))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables[1:]]
    assert tables == [[list(row) for row in (one.head, *one.rows)] for one in grids(document)]
    said = [one.text for one in file.paragraphs] + [*about_titled(document).values()]
    assert [sentence for sentence in sentences(document) if sentence and sentence not in said] == []


def test_word_has_real_headings_contents_captions_and_words_for_pictures(
    by_hand: Document, in_hand: dict[str, bytes]
) -> None:
    file = docx.Document(io.BytesIO(in_hand["docx"]))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    assert tables[0][1:] == [list(pair) for pair in about_titled(by_hand).items()]
    styled = [(one.style.name, one.text) for one in file.paragraphs if one.style is not None]
    heads = [words for style, words in styled if style == "Heading 1"]
    assert heads == ["In short", "Wards & levels", "Trends", "Glossary"]
    assert {"Title", "Heading 2", "Caption", "List Bullet"} <= {style for style, _ in styled}
    assert [one.text for one in file.paragraphs if one.style and one.style.name == "toc 1"] == heads
    code, marks = file.element.xml, re.findall(r'w:name="(_Toc\d+)"', file.element.xml)
    assert "TOC \\o" in code and marks == re.findall(r'w:anchor="(_Toc\d+)"', code) and len(marks) == 4
    assert code.count("w:tblHeader") == len(tables) == code.count("w:tblCaption")
    told_of = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert told_of == ["Logo of Northam", *(one.alt for one in blocks(by_hand) if isinstance(one, Drawn))]
    for section in file.sections:
        assert marking_line(by_hand) in [one.text for one in section.header.paragraphs]
        assert marking_line(by_hand) in [one.text for one in section.footer.paragraphs]
    assert "NUMPAGES" in file.sections[0].footer._element.xml


def test_word_opens_and_prints_in_libreoffice(
    by_hand: Document, in_hand: dict[str, bytes], tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        assert not os.environ.get("CI"), "CI opens the Word file in LibreOffice: install it."
        pytest.skip("LibreOffice is not installed.")
    (tmp_path / "pack.docx").write_bytes(in_hand["docx"])
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'own').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path / "printed"), str(tmp_path / "pack.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "printed" / "pack.pdf").pages]
    assert all(page.count(marking_line(by_hand)) == 2 for page in pages)
    assert all(f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages, 1))
    read = squeezed("".join(pages))
    for grid in grids(by_hand):
        assert all(squeezed(word) in read for row in grid.rows for word in row)
    assert sum("Reports" in page and "fewer than 5" in page for page in pages) >= 4  # the head stands again
    assert "Error" not in read


def test_the_workbook_has_every_table_whole(document: Document, files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert document.report is not None
    sheets = named_sheets(document)
    assert book.sheetnames == ["About", *sheets]
    on_paper = {one.number: one for one in grids(document)}
    for name, (number, sheet) in zip(sheets, numbered_tables(document.report), strict=True):
        read = [
            ["" if cell is None else cell for cell in row] for row in book[name].iter_rows(values_only=True)
        ]
        assert read == [
            [told(one.title) for one in sheet.columns],
            *([told(v) for v in row] for row in sheet.rows),
        ]
        assert name.startswith(f"{number} ")
        if number in on_paper:
            assert on_paper[number].name == sheet.name
            shown = set(on_paper[number].rows)
            titles = [one.title for one in sheet.columns]
            places = [titles.index(title) for title in on_paper[number].head]
            assert shown <= {tuple(as_read(row[place]) for place in places) for row in sheet.rows}
        assert marking_line(document).split(" ·")[0] in book[name].oddHeader.center.text
    about = [cell for row in book["About"].iter_rows(values_only=True) for cell in row]
    assert {*about_titled(document).values(), *sheets} <= set(about)


@pytest.mark.parametrize("fmt", OF_REPORTS)
def test_the_same_report_gives_the_same_bytes(fmt: str, document: Document, files: dict[str, bytes]) -> None:
    assert export(document, fmt).data == files[fmt]


def test_a_report_can_be_had_as_a_report_only(by_hand: Document) -> None:
    assert formats_for(by_hand) == ["pdf", "docx", "xlsx", "html"]
    with pytest.raises(UnwritableError):
        export(by_hand, "csv")


def test_figures_on_paper_are_those_of_their_sheet(by_hand: Document) -> None:
    long = next(one for one in grids(by_hand) if len(one.rows) == 90)
    sheet = next(one for one in by_hand.sheets if one.name == long.name)
    assert long.rows == tuple(tuple(map(as_read, row)) for row in sheet.rows)
    short = next(one for one in grids(by_hand) if len(one.rows) == 40)
    assert short.after[0] == "The first 40 of 90 rows are shown here. The workbook has the whole table."
    assert ODD in {word for grid in grids(by_hand) for row in grid.rows for word in row}
