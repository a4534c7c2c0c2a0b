"""A leaflet: one side of A4 that a screen reader can read, and the same blocks in Word."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import docx
import pypdf
import pytest

from dashboard.exporting.document import About, Document, Marking, marking_line
from dashboard.exporting.export import UnwritableError, export, formats_for
from dashboard.exporting.leaflet import (
    Beside,
    Block,
    Heading,
    Leaflet,
    Lines,
    Para,
    Picture,
    Points,
    Table,
)

MARKING = Marking("OFFICIAL-SENSITIVE", "The team only.", "the team", date(2027, 1, 1))
ABOUT = About("Northam", "tonight", "By hand.", "A round", datetime(2026, 11, 2, 9, tzinfo=UTC), "Officer")
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20">'
    '<rect width="40" height="20" fill="none" stroke="#000"/></svg>'
)
BLOCKS: tuple[Block, ...] = (
    Para("Read this first.", strong=True),
    Para("A heart \U0001f9e1 on the wall."),
    Beside((Picture(SQUARE, "A square"),), (Heading("Where"), Points(("By the market", "By #hash and <b>")))),
    Table(("Place", "When", "Done"), (("Docks, *east*", "evenings", ""),) * 3, widths=(3, 2, 1)),
    Heading("What was seen"),
    Lines("Who spoke to us?", 3),
)


def leaflet(*blocks: Block) -> Document:
    return Document("A round", (), MARKING, ABOUT, leaflet=Leaflet(blocks))


def read(pdf: bytes) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return len(pages), re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_it_is_one_tagged_side_marked_twice_with_every_word() -> None:
    made = export(leaflet(*BLOCKS), "pdf")
    count, words = read(made.data)
    assert count == 1 and words.count(marking_line(leaflet())) == 2
    for said in (
        "Read this first.",
        "By #hash and <b>",
        "Docks, *east*",
        "Who spoke to us?",
        "1 January 2027",
    ):
        assert said in words
    root: Any = pypdf.PdfReader(io.BytesIO(made.data)).trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "en-GB"
    assert b"/Alt" in made.data and made.data == export(leaflet(*BLOCKS), "pdf").data


def test_much_is_set_smaller_and_too_much_goes_on() -> None:
    table = Table(("Place", "When"), (("Docks", "evenings"),) * 30, widths=(1, 1))
    lines = Lines("What next?", 8)
    assert read(export(leaflet(*BLOCKS, table, lines), "pdf").data)[0] == 1
    assert read(export(leaflet(*[table] * 6), "pdf").data)[0] > 1


def test_word_has_the_same_blocks_with_real_heads_and_lines() -> None:
    made = export(leaflet(*BLOCKS), "docx").data
    file = docx.Document(io.BytesIO(made))
    headings = [one.text for one in file.paragraphs if one.style and one.style.name.startswith("Heading")]
    assert headings == ["A round", "Where", "What was seen"]
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["Docks, *east*", "evenings", ""]
    assert "w:tblHeader" in file.tables[0].rows[0]._tr.xml
    assert file.inline_shapes[0]._inline.docPr.get("descr") == "A square"
    body = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml")
    assert body.count(b"<w:pBdr>") == 3
    assert file.sections[0].header.paragraphs[0].text == marking_line(leaflet())
    assert file.core_properties.category == "OFFICIAL-SENSITIVE"


def test_a_leaflet_without_tables_is_paper_only() -> None:
    assert formats_for(leaflet(*BLOCKS)) == ["docx", "pdf"]
    with pytest.raises(UnwritableError):
        export(leaflet(*BLOCKS), "csv")


def test_a_table_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        Table(("a", "b"), (("only one",),))
    with pytest.raises(ValueError, match="width"):
        Table(("a", "b"), (), widths=(1,))
