"""A report in a Word file: real headings, contents, captions and table heads, and words for every picture."""

import io
from collections.abc import Sequence
from typing import Any

import vl_convert
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document
from dashboard.exporting.leaflet import Heading, Lines, Para, Points
from dashboard.exporting.leaflet_word import rule
from dashboard.exporting.logo import logo_png
from dashboard.exporting.report import Report
from dashboard.exporting.report_laid import Drawn, Grid, LaidPart, flat, laid
from dashboard.exporting.report_paper import cover_lines
from dashboard.exporting.word_table import add_table

__all__ = ["lay_report"]

WIDTH_CM, LONG_CM = 17.0, 25.7
INK = RGBColor(0x00, 0x3F, 0x44)
SMALL, WIDE = 4, 10
"""Columns from which a table is set smaller, and on a page turned on its side."""


def lay_report(file: WordFile, document: Document, report: Report) -> None:
    """Lay the cover, the contents and the parts one after the other."""
    _styles(file)
    _running(file, f"{clean(document.title)}, {clean(report.subtitle)}")
    _cover(file, document, report)
    parts = laid(document, report)
    _contents(file, parts)
    for number, part in enumerate(parts):
        heading = _part(file, part, number)
        heading.paragraph_format.page_break_before = not number or parts[number - 1].key == "summary"


def _styles(file: WordFile) -> None:
    """Set the letters; contents and captions have the styles that Word itself gives them."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption", "Subtitle"):
        style: Any = file.styles[name]
        style.font.color.rgb = None if name == "Normal" else INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [one for one in fonts.attrib if one.endswith("Theme")]:
            del fonts.attrib[attribute]
        style.font.name = "Arial"
    contents: Any = file.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    contents.base_style = file.styles["Normal"]


def _running(file: WordFile, words: str) -> None:
    """Add what the pack is and the page to the marking that the footer has already."""
    line = file.sections[0].footer.add_paragraph(f"{words}   Page ")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(line, "PAGE", "1")
    line.add_run(" of ")
    _field(line, "NUMPAGES", "1")
    for run in line.runs:
        run.font.size = Pt(8)


def _cover(file: WordFile, document: Document, report: Report) -> None:
    partnership = clean(document.about.partnership)
    if report.logo:
        png = logo_png(report.logo)
        high = int.from_bytes(png[20:24]) / int.from_bytes(png[16:20])
        file.add_picture(io.BytesIO(png), width=Cm(min(6.0, 3.0 / high)))
        _told(file, f"Logo of {partnership}", f"Logo of {partnership}")
    file.add_paragraph(partnership)
    file.add_paragraph(clean(document.title), style="Title")
    file.add_paragraph(clean(report.subtitle), style="Subtitle")
    if report.opening:
        file.add_paragraph(clean(report.opening))
    table = add_table(file, ["About this pack", "Which"], cover_lines(document), [False, False])
    _widths(table, (1, 3), WIDTH_CM)
    _named(table, "About this pack")


def _contents(file: WordFile, parts: Sequence[LaidPart]) -> None:
    """Lay the contents as Word's own field, filled in with links.

    Without page numbers: only Word knows them, and would ask a question at every opening to fill them in.
    """
    heading = file.add_paragraph("Contents", style="Subtitle")
    heading.paragraph_format.page_break_before = True
    line = heading
    for number, part in enumerate(parts):
        line = file.add_paragraph(style="toc 1")
        if not number:
            _begin(line, 'TOC \\o "1-1" \\n \\h \\z \\u')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _anchor(number))
        line._p.append(link)
        link.append(line.add_run(part.title)._r)
    if parts:
        _end(line)


def _part(file: WordFile, part: LaidPart, number: int) -> Paragraph:
    heading = file.add_heading(part.title, level=1)
    _bookmark(heading, _anchor(number), number + 1)
    for block in flat(part.blocks):
        if isinstance(block, Heading):
            file.add_heading(block.words, level=2)
        elif isinstance(block, Para):
            file.add_paragraph().add_run(block.words).bold = block.strong or None
        elif isinstance(block, Points):
            for words in block.words:
                file.add_paragraph(words, style="List Bullet")
        elif isinstance(block, Lines):
            file.add_paragraph(block.label)
            for _ in range(block.count):
                rule(file.add_paragraph())
        elif isinstance(block, Grid):
            _grid(file, block)
        else:
            _drawn(file, block)
    return heading


def _grid(file: WordFile, grid: Grid) -> None:
    wide = len(grid.head) > WIDE
    if wide:
        _turn(file)
    line = _caption(file, "Table", grid.number, grid.name)
    line.paragraph_format.keep_with_next = True
    table = add_table(file, grid.head, grid.rows, grid.right)
    _named(table, f"Table {grid.number}. {grid.name}")
    _widths(table, grid.widths or _by_words(grid), LONG_CM if wide else WIDTH_CM)
    if len(grid.head) > SMALL:
        for run in table._tbl.iter(qn("w:r")):
            size = OxmlElement("w:sz")
            size.set(qn("w:val"), "16")
            run.get_or_add_rPr().append(size)
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    for words in grid.after or ("",):
        line = file.add_paragraph()
        line.add_run(words).font.size = Pt(8.5)
        line.paragraph_format.space_after = Pt(2)
    if wide:
        _turn(file)


def _drawn(file: WordFile, drawn: Drawn) -> None:
    png = vl_convert.svg_to_png(drawn.svg, scale=2)
    file.add_picture(io.BytesIO(png), width=Cm(WIDTH_CM * drawn.share))
    file.paragraphs[-1].paragraph_format.keep_with_next = True
    _told(file, drawn.alt, f"{drawn.kind} {drawn.number}. {drawn.name}")
    _caption(file, drawn.kind, drawn.number, drawn.name)


def _told(file: WordFile, alt: str, title: str) -> None:
    """Give the last picture its words."""
    drawn = file.inline_shapes[-1]._inline.docPr
    drawn.set("descr", alt)
    drawn.set("title", title[:255])


def _caption(file: WordFile, kind: str, number: int, name: str) -> Paragraph:
    """Write a caption with Word's own counter."""
    line = file.add_paragraph(f"{kind} ", style="Caption")
    _field(line, f"SEQ {kind} \\* ARABIC", str(number))
    line.add_run(f". {name}")
    return line


def _named(table: WordTable, words: str) -> None:
    """Name a table for a screen reader."""
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), words)
    table._tbl.tblPr.append(name)


def _widths(table: WordTable, shares: Sequence[float], width: float) -> None:
    whole = sum(shares)
    table.autofit = False
    for column, share in zip(table._tbl.tblGrid.gridCol_lst, shares, strict=True):
        column.w = Cm(width * share / whole)
    for row in table._tbl.tr_lst:
        for cell, share in zip(row.tc_lst, shares, strict=True):
            cell.width = Cm(width * share / whole)


def _by_words(grid: Grid) -> list[float]:
    """Share the width by what each column says, so that no word of it is broken."""
    columns = [" ".join(words).split() for words in zip(grid.head, *grid.rows, strict=True)]
    words = [1.5 * max(map(len, column), default=0) + 4 for column in columns]
    lines = [max(map(len, said)) + 2 for said in zip(grid.head, *grid.rows, strict=True)]
    return [max(10, word, min(line, 28)) for word, line in zip(words, lines, strict=True)]


def _turn(file: WordFile) -> None:
    """Go on on a page turned on its side, or back."""
    last = file.sections[-1]
    wide, high = last.page_height, last.page_width
    section = file.add_section(WD_SECTION.NEW_PAGE)
    section.page_width, section.page_height = wide, high
    upright = (wide or 0) < (high or 0)
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE


def _anchor(number: int) -> str:
    return f"_Toc{number + 1:08d}"


def _bookmark(line: Paragraph, name: str, number: int) -> None:
    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (begin, end):
        one.set(qn("w:id"), str(number))
    begin.set(qn("w:name"), name)
    line.runs[0]._r.addprevious(begin)
    line._p.append(end)


def _field(line: Paragraph, code: str, shown: str) -> None:
    """Write a field that Word and LibreOffice work out, and what it shows until then."""
    _begin(line, code)
    line.add_run(shown)
    _end(line)


def _begin(line: Paragraph, code: str) -> None:
    _mark(line, "begin")
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {code} "
    line.add_run()._r.append(words)
    _mark(line, "separate")


def _end(line: Paragraph) -> None:
    _mark(line, "end")


def _mark(line: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    line.add_run()._r.append(mark)
