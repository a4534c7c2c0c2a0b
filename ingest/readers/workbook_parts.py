"""The parts of an XLSX or ODS, looked through before anything opens them: macros, DTDs, bombs, formulas."""

import contextlib
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.zipped import BROKEN, DenseError, check_entries, unpack_entry

__all__ = ["MACROS", "Parts", "SheetFacts", "look_through", "too_many_rows"]

MACROS = "This workbook holds macros. Macro workbooks are not accepted; save a copy as .xlsx."
DTD = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
CELL = rb"<(?:\w+:)?c\b([^>]*[^/>])>\s*"
FORMULA = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
WITH_FORMULA = re.compile(CELL + FORMULA + rb"\s*(<(?:\w+:)?v>[^<]|<(?:\w+:)?is>)?")
WITH_ERROR = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>\s*(?:" + FORMULA + rb"\s*)?<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>"
)
FAR = re.compile(rb"\br=[\"']([A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d{1,7}[\"'][^>]*(?<!/)>")
ROW = re.compile(rb"<(?:\w{1,3}:)?row[ />]")
LAST_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,7})[\"']")
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"']")
HIDDEN_COLUMNS = re.compile(
    rb"<(?:\w+:)?col\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])(?=[^>]*\bmin=[\"'](\d{1,5}))[^>]*\bmax=[\"'](\d{1,5})"
)
ERRORS = {
    "#VALUE!",
    "#REF!",
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
}


@dataclass(frozen=True)
class SheetFacts:
    """What the reader of cells does not tell about a sheet; places are (row, column), the first being 0.

    `far_column` is 0 where no value lies beyond the two hundredth column; `hidden_columns` are spans, the
    first column being 1.
    """

    rows: int = 0
    last_row: int = 0
    far_column: int = 0
    hidden_rows: int = 0
    hidden_columns: tuple[tuple[int, int], ...] = ()
    formulas: int = 0
    valueless: frozenset[tuple[int, int]] = frozenset()
    errors: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Parts:
    """A workbook that may be opened, and what is to be said of it."""

    notes: tuple[str, ...]
    facts: Callable[[str], SheetFacts]


def look_through(archive: zipfile.ZipFile, *, packed_bytes: int, limits: Limits = LIMITS) -> Parts:
    """Look through every part of a zipped workbook.

    Raises
    ------
    FileRefused
        If it is no workbook for incidents, holds macros or a DTD, or is a bomb.
    """
    names = archive.namelist()
    _refuse_others(names)
    try:
        check_entries(archive, most=limits.workbook_entries, packed_bytes=packed_bytes, limits=limits)
    except DenseError:  # most often a sheet of endless rows: then that is the plainer thing to say
        _refuse_endless_sheets(archive, limits)
        raise
    types = _part(archive, "[Content_Types].xml", limits)
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        raise FileRefused(MACROS)
    if any(name.startswith("Basic/") for name in names):
        raise FileRefused(MACROS)
    total = 0
    for entry in archive.infolist():
        content = unpack_entry(archive, entry, limits=limits)
        total += len(content)
        if total > limits.unpacked_bytes:
            raise FileRefused(f"Unpacks to more than {limits.unpacked_bytes / 1e6:,.0f} MB, the limit.")
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")) and any(
            word in content for word in DTD
        ):
            raise FileRefused(
                "The workbook holds a DTD, which is not allowed. Save a copy as .xlsx from Excel."
            )
    notes = []
    if any(re.match(r"xl/(externalLinks/|connections\.xml|queryTables/)", name) for name in names):
        notes.append("Links to other files were ignored.")
    if any(re.match(r"xl/(comments|threadedComments|media/|embeddings/|activeX/)", name) for name in names):
        notes.append("Comments, pictures and files inside the workbook were not read and not stored.")
    book = _part(archive, "xl/workbook.xml", limits)
    if re.search(rb"date1904=[\"'](1|true)[\"']", book):
        notes.append("The workbook uses the 1904 date system; dates adjusted.")
    if "content.xml" in names:
        formulas = _part(archive, "content.xml", limits).count(b"table:formula=")
        if formulas:
            notes.append(f"{formulas:,} formula{'s' * (formulas > 1)}: the stored values were used.")
        return Parts(tuple(notes), lambda sheet: SheetFacts())
    places = _sheet_places(archive, book, limits)
    return Parts(tuple(notes), cache(lambda sheet: _facts(_part(archive, places.get(sheet, ""), limits))))


def _refuse_others(names: list[str]) -> None:
    if "xl/workbook.bin" in names:
        raise FileRefused("This is a binary workbook (.xlsb). Save it as .xlsx and send it again.")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise FileRefused("This is a document, not a workbook. Put the table in a workbook or a CSV.")


def too_many_rows(found: int, limits: Limits) -> FileRefused:
    """Say that a sheet is too long."""
    return FileRefused(
        f"More than {limits.rows:,} rows ({found:,}, empty ones included), the limit per file. "
        "Split it by year, or delete the empty rows under the table, and send it again."
    )


def _refuse_endless_sheets(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Count the rows of every sheet as it is unpacked, a little at a time."""
    for entry in archive.infolist():
        if re.match(r"xl/worksheets/[^/]*\.xml$", entry.filename):
            found = _count_rows(archive, entry)
            if found > limits.rows + 100:
                raise too_many_rows(found, limits)


def _count_rows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    found, rest = 0, b""
    with contextlib.suppress(*BROKEN), archive.open(entry) as stream:
        while part := stream.read(1 << 20):
            found += sum(mark.end() > len(rest) for mark in ROW.finditer(rest + part))
            rest = (rest + part)[-8:]
    return found


def _part(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    if name not in archive.namelist():
        return b""
    return unpack_entry(archive, archive.getinfo(name), limits=limits)


def _sheet_places(archive: zipfile.ZipFile, book: bytes, limits: Limits) -> dict[str, str]:
    """Sheet name -> the part that holds it.  No entity can be in them: files with a DTD are refused first."""
    try:
        part = _part(archive, "xl/_rels/workbook.xml.rels", limits)
        relations = ElementTree.fromstring(part or b"<none/>")  # noqa: S314 # nosec B314 - no DTD gets here
        sheets = ElementTree.fromstring(book or b"<none/>")  # noqa: S314 # nosec B314 - no DTD gets here
    except ElementTree.ParseError:
        raise FileRefused(
            "The workbook is damaged. Open it in Excel, save a copy as .xlsx and send that."
        ) from None
    targets = {relation.get("Id"): relation.get("Target") or "" for relation in relations}
    return {
        sheet.get("name") or "": _inside_zip(targets.get(sheet.get(OFFICE) or sheet.get(STRICT)) or "")
        for sheet in sheets.iter()
        if sheet.tag.endswith("}sheet")
    }


def _inside_zip(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _facts(xml: bytes) -> SheetFacts:
    formulas = 0
    valueless: set[tuple[int, int]] = set()
    if b"<f" in xml or b":f" in xml:
        for found in WITH_FORMULA.finditer(xml):
            formulas += 1
            # t="str" with no value is a formula whose answer is the empty text
            if found[2] is None and b't="str"' not in found[1]:
                valueless.update(_place(found[1]))
    errors = []
    for found in WITH_ERROR.finditer(xml) if b't="e"' in xml or b"t='e'" in xml else ():
        word = found[2].decode("ascii", "replace")
        errors += [(row, column, word if word in ERRORS else "#ERROR!") for row, column in _place(found[1])]
    rows = xml.count(b"<row ") + xml.count(b"<row>") + xml.count(b":row ")
    last = LAST_ROW.search(xml, max(xml.rfind(b"<row "), xml.rfind(b":row "), 0))
    hides = b"hidden=" in xml
    return SheetFacts(
        rows,
        last_row=int(last[1]) if last else rows,
        far_column=max((_column(found[1]) for found in FAR.finditer(xml)), default=0),
        hidden_rows=len(HIDDEN_ROW.findall(xml)) if hides else 0,
        hidden_columns=tuple((int(at), int(to)) for at, to in HIDDEN_COLUMNS.findall(xml)) if hides else (),
        formulas=formulas,
        valueless=frozenset(valueless),
        errors=tuple(errors),
    )


def _place(attributes: bytes) -> Iterator[tuple[int, int]]:
    """Turn `r="D5"` into (4, 3)."""
    found = re.search(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']", attributes)
    if found:
        yield int(found[2]) - 1, _column(found[1]) - 1


def _column(letters: bytes) -> int:
    """Turn `GS` into 201."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column
