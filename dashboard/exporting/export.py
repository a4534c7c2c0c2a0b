"""The one maker of bytes that leave."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from dashboard.exporting.document import Document

__all__ = [
    "FORMATS",
    "OF_FIGURES",
    "OF_REPORTS",
    "Exported",
    "Format",
    "UnwritableError",
    "export",
    "file_name",
    "formats_for",
]


class UnwritableError(Exception):
    """A document cannot be had in a format; its text says which it can."""


@dataclass(frozen=True)
class Exported:
    """A file."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Format:
    """A way to write a document.

    Attributes
    ----------
    title, mime : str
    writer : str
        `module.function` of this package, taken up at the first use: some bring tens of megabytes along.
    needs : str
        `page` (tables or a leaflet), `tables`, `one table`, `places` (a table with shapes) `map` (with a
        column to colour as well), `round` or `report`.
    """

    title: str
    mime: str
    writer: str
    needs: str = "tables"

    def write(self, document: Document) -> bytes:
        """Write a document."""
        module, function = self.writer.split(".")
        written: bytes = getattr(import_module(f"dashboard.exporting.{module}"), function)(document)
        return written


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "csv": Format("CSV table", "text/csv", "spreadsheets.csv_bytes", "one table"),
    "xlsx": Format("Excel workbook", f"{OFFICE}.spreadsheetml.sheet", "spreadsheets.xlsx_bytes"),
    "docx": Format("Word document", f"{OFFICE}.wordprocessingml.document", "word.docx_bytes", "page"),
    "pdf": Format("PDF", "application/pdf", "paper.pdf_bytes", "page"),
    "html": Format("Web page", "text/html", "report_web.html_bytes", "report"),
    "geojson": Format("GeoJSON", "application/geo+json", "geography.geojson_bytes", "places"),
    "gpkg": Format("GeoPackage", "application/geopackage+sqlite3", "geography.gpkg_bytes", "places"),
    "svg": Format("Map (SVG)", "image/svg+xml", "picture.svg_bytes", "map"),
    "png": Format("Map (PNG)", "image/png", "picture.png_bytes", "map"),
    "gpx": Format("Way for a device (GPX)", "application/gpx+xml", "gpx.gpx_bytes", "round"),
    "ics": Format("Calendar (ICS)", "text/calendar", "ics.ics_bytes", "round"),
}

OF_FIGURES = tuple(name for name, kind in FORMATS.items() if kind.needs not in ("round", "report"))
"""Formats in which a table of figures can be had; the others are for a round or a report."""
OF_REPORTS = ("pdf", "docx", "xlsx", "html")


def formats_for(document: Document) -> list[str]:
    """List in which formats a document can be had."""
    if document.report is not None:
        return list(OF_REPORTS)
    return [name for name, kind in FORMATS.items() if _fits(document, kind.needs)]


def export(document: Document, fmt: str) -> Exported:
    """Write a document.

    Raises
    ------
    UnwritableError
        If there is no such format, or the document is not for it.
    """
    if fmt not in formats_for(document):
        raise UnwritableError(
            f"This can be had as {', '.join(formats_for(document))}; not in another format."
        )
    kind = FORMATS[fmt]
    return Exported(file_name(document, fmt), kind.mime, kind.write(document))


def _fits(document: Document, needs: str) -> bool:
    if needs == "page":
        return bool(document.sheets) or document.leaflet is not None
    if needs == "round":
        return document.tour is not None and bool(document.tour.halts)
    if needs == "tables":
        return bool(document.sheets)
    if len(document.sheets) != 1 or needs == "report":
        return False
    sheet = document.sheets[0]
    return {"one table": True, "places": bool(sheet.shapes), "map": sheet.is_map}[needs]


def file_name(document: Document, fmt: str) -> str:
    """Name a file by what is in it and how it is marked."""
    about = document.about
    release = "" if about.release is None else f" {about.profile} release {about.release}"
    words = f"{about.partnership} {document.title} {release} {document.marking.level}"
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:160] + f".{fmt}"
