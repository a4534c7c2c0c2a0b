"""A leaflet in a Word file, to be changed before it is printed."""

import io

import vl_convert
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document
from dashboard.exporting.leaflet import Heading, Leaflet, Lines, Para, Picture, Points, Table, each
from dashboard.exporting.leaflet_paper import small_print
from dashboard.exporting.word_table import add_table

__all__ = ["lay_leaflet", "rule"]

WIDTH_CM = 17.4
PICTURE_CM = 11.0
"""The widest picture: a page has to hold the words as well."""


def lay_leaflet(file: WordFile, document: Document, leaflet: Leaflet) -> None:
    """Lay the blocks one after the other."""
    normal = file.styles["Normal"]
    normal.font.size = Pt(9)
    normal.paragraph_format.space_after = Pt(2)
    section = file.sections[0]
    section.top_margin = section.bottom_margin = Cm(1.6)
    section.header_distance = section.footer_distance = Cm(0.7)
    file.add_heading(clean(document.title), level=1)
    for block in each(leaflet.blocks):
        _lay(file, block)
    file.add_paragraph().add_run(small_print(document)).font.size = Pt(7)


def _lay(file: WordFile, block: Heading | Para | Points | Lines | Table | Picture) -> None:
    if isinstance(block, Heading):
        file.add_heading(clean(block.words), level=2)
    elif isinstance(block, Para):
        file.add_paragraph().add_run(clean(block.words)).bold = block.strong or None
    elif isinstance(block, Points):
        for words in block.words:
            file.add_paragraph(clean(words), style="List Bullet")
    elif isinstance(block, Lines):
        file.add_paragraph(clean(block.label))
        for _ in range(block.count):
            rule(file.add_paragraph())
    elif isinstance(block, Table):
        _table(file, block)
    else:
        _picture(file, block)


def rule(line: Paragraph) -> None:
    """Draw a line under an empty paragraph, to be written upon."""
    border, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "666666")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    line._p.get_or_add_pPr().append(border)


def _table(file: WordFile, block: Table) -> None:
    rows = [[clean(word) for word in row] for row in block.rows]
    table = add_table(file, [clean(word) for word in block.head], rows)
    whole = sum(block.widths)
    for column, share in zip(table.columns, block.widths, strict=False):
        for cell in column.cells:
            cell.width = Cm(WIDTH_CM * share / whole)


def _picture(file: WordFile, block: Picture) -> None:
    png = vl_convert.svg_to_png(block.svg, scale=2)
    file.add_picture(io.BytesIO(png), width=Cm(min(WIDTH_CM * block.share, PICTURE_CM)))
    drawn = file.inline_shapes[-1]._inline.docPr
    drawn.set("descr", clean(block.alt))
    drawn.set("title", clean(block.alt)[:80])
