"""Word: real headings and table heads, the marking in every header and footer, words for the picture."""

import io
import zipfile
from datetime import UTC

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dashboard.exporting.cells import as_read, clean
from dashboard.exporting.document import Document, Sheet, about_titled, marking_line, notes_of
from dashboard.exporting.leaflet_word import lay_leaflet
from dashboard.exporting.picture import map_alt, png_bytes
from dashboard.exporting.report_word import lay_report
from dashboard.exporting.word_table import add_table

__all__ = ["docx_bytes"]

WIDE = 6
DAWN = (1980, 1, 1, 0, 0, 0)


def docx_bytes(document: Document) -> bytes:
    """Write the document for Word."""
    file = docx.Document()
    _properties(file, document)
    _page(file, document)
    if document.leaflet is not None:
        lay_leaflet(file, document, document.leaflet)
    elif document.report is not None:
        lay_report(file, document, document.report)
    else:
        _report(file, document)
    out = io.BytesIO()
    file.save(out)
    return _undated(out.getvalue())


def _report(file: WordFile, document: Document) -> None:
    """Lay the map, the tables, how to read them and what they rest on."""
    file.add_heading(clean(document.title), level=1)
    file.add_paragraph(f"For {clean(document.marking.audience)}.")
    first = document.sheets[0]
    if first.is_map:
        file.add_picture(io.BytesIO(png_bytes(document)), width=Cm(16))
        picture = file.inline_shapes[-1]._inline.docPr
        picture.set("descr", map_alt(document))
        picture.set("title", clean(document.title))
    for sheet in document.sheets:
        file.add_heading(clean(sheet.name), level=2)
        _sheet(file, sheet)
    file.add_heading("How to read it", level=2)
    for note in notes_of(document):
        file.add_paragraph(clean(note), style="List Bullet")
    file.add_heading("What it rests on", level=2)
    lines = [[title, clean(words)] for title, words in about_titled(document).items()]
    add_table(file, ["What", "Which"], lines, [False, False])


def _properties(file: WordFile, document: Document) -> None:
    made = document.about.made_at
    made = made if made.tzinfo is None else made.astimezone(UTC).replace(tzinfo=None)
    core = file.core_properties
    core.title, core.subject, core.category = (
        document.title[:255],
        marking_line(document)[:255],
        document.marking.level,
    )
    core.author, core.last_modified_by, core.language = document.about.partnership[:255], "", "en-GB"
    core.comments = "; ".join(f"{title}: {clean(words)}" for title, words in about_titled(document).items())[
        :255
    ]
    core.keywords = about_titled(document).get("Release", "")
    core.created = core.modified = made


def _page(file: WordFile, document: Document) -> None:
    file.styles["Normal"].font.size = Pt(10)
    for style in file.styles.element.xpath("//w:lang"):
        style.set(qn("w:val"), "en-GB")
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if document.report is None and any(len(sheet.columns) > WIDE for sheet in document.sheets):
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.8)
    for part in (section.header, section.footer):
        line = part.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(clean(marking_line(document))).bold = True


def _sheet(file: WordFile, sheet: Sheet) -> None:
    rows = [[as_read(value) for value in row] for row in sheet.rows]
    head = [clean(column.title) for column in sheet.columns]
    add_table(file, head, rows, [column.kind == "number" for column in sheet.columns])


def _undated(data: bytes) -> bytes:
    """Pack it again without the clock: the same document gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, DAWN), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
