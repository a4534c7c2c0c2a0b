"""PDF: tagged for screen readers (PDF/UA-1), the marking on every page, tables and the map."""

from pathlib import Path

from dashboard.exporting.cells import as_read, clean
from dashboard.exporting.document import Document, Sheet, about_titled, marking_line, notes_of
from dashboard.exporting.leaflet_paper import leaflet_pdf
from dashboard.exporting.picture import map_alt, svg_text
from dashboard.exporting.report_paper import report_pdf
from dashboard.exporting.typesetting import SERIF, typeset

__all__ = ["pdf_bytes"]

TEMPLATE = Path(__file__).with_name("paper.typ")


def pdf_bytes(document: Document) -> bytes:
    """Write the document for print; its words reach the typesetter as data, never as source."""
    if document.leaflet is not None:
        return leaflet_pdf(document, document.leaflet)
    if document.report is not None:
        return report_pdf(document, document.report)
    made = document.about.made_at
    given = {
        "title": clean(document.title),
        "marking": clean(marking_line(document)),
        "audience": clean(document.marking.audience),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "author": clean(document.about.partnership),
        "about": [[title, clean(words)] for title, words in about_titled(document).items()],
        "notes": [clean(note) for note in notes_of(document)],
        "sheets": [_sheet(sheet) for sheet in document.sheets],
        "map": _map(document),
    }
    return typeset(TEMPLATE.read_bytes(), given, made=made)


def _sheet(sheet: Sheet) -> dict[str, object]:
    return {
        "name": clean(sheet.name),
        "head": [clean(column.title) for column in sheet.columns],
        "right": [column.kind == "number" for column in sheet.columns],
        "rows": [[as_read(value) for value in row] for row in sheet.rows],
    }


def _map(document: Document) -> dict[str, str] | None:
    sheet = document.sheets[0]
    if not sheet.is_map:
        return None
    return {"svg": svg_text(document, fonts=SERIF, alone=False), "alt": map_alt(document)}
