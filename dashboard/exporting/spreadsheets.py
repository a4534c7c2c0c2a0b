"""CSV and Excel: cells are numbers or text, never formulas; the marking goes with every row or sheet."""

import csv
import io
import re

import xlsxwriter

from dashboard.exporting.cells import clean, told
from dashboard.exporting.document import (
    Document,
    Hidden,
    Sheet,
    about_lines,
    about_titled,
    marking_line,
    notes_of,
)
from dashboard.exporting.report_laid import numbered_tables

__all__ = ["csv_bytes", "named_sheets", "xlsx_bytes"]

WIDEST = 60
"""Letters across, of a column of words."""


def csv_bytes(document: Document) -> bytes:
    """Write one table, text in quotes, with what it rests on beside every row."""
    sheet = document.sheets[0]
    about = {name: told(words) for name, words in about_lines(document).items()}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([*(told(column.name) for column in sheet.columns), *about])
    rows = sheet.rows or (("",) * len(sheet.columns),)  # an empty table keeps its marking
    for row in rows:
        writer.writerow([*map(told, row), *about.values()])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(document: Document) -> bytes:
    """Write a workbook: what it is about first, then a sheet a table."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": document.title,
                "subject": marking_line(document),
                "author": document.about.partnership,
                "category": document.marking.level,
                "comments": "; ".join(f"{title}: {words}" for title, words in about_titled(document).items()),
                "created": document.about.made_at.replace(tzinfo=None),
            }
        )
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheets = named_sheets(document)
        _about_sheet(book, document, bold, wrapped, list(sheets) if document.report is not None else [])
        for name, sheet in sheets.items():
            _table_sheet(book, document, sheet, name, bold, wrapped)
    return out.getvalue()


def named_sheets(document: Document) -> dict[str, Sheet]:
    """Name the tables as the workbook has them; a report's by their numbers on paper, those of words too."""
    taken = {"about"}
    if document.report is None:
        return {_sheet_name(sheet.name, taken): sheet for sheet in document.sheets}
    tables = numbered_tables(document.report)
    return {_sheet_name(f"{number} {sheet.name}", taken): sheet for number, sheet in tables}


def _about_sheet(
    book: xlsxwriter.Workbook, document: Document, bold: object, wrapped: object, listed: list[str]
) -> None:
    page = book.add_worksheet("About")
    _mark(page, document)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    lines = {"Title": document.title}
    if document.report is not None:
        lines |= {"Subtitle": document.report.subtitle, "Opening": document.report.opening}
    lines |= about_titled(document)
    lines |= {f"Note {n}": note for n, note in enumerate(notes_of(document), 1)}
    for place, (title, words) in enumerate(lines.items()):
        page.write_string(place, 0, title, bold)
        page.write_string(place, 1, str(told(words)), wrapped)
    for place, name in enumerate(listed, len(lines) + 1):
        page.write_string(place, 0, f"Table {name.split()[0]}", bold)
        page.write_url(place, 1, f"internal:'{name}'!A1", string=name)


def _table_sheet(
    book: xlsxwriter.Workbook, document: Document, sheet: Sheet, name: str, bold: object, wrapped: object
) -> None:
    page = book.add_worksheet(name)
    _mark(page, document)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, str(told(column.title)), bold)
        page.set_column(place, place, 16 if column.kind == "number" else _width(sheet, place))
    for down, row in enumerate(sheet.rows, 1):
        for across, value in enumerate(row):
            cell = told(value)
            if isinstance(cell, str) or cell != cell or isinstance(value, Hidden):
                page.write_string(down, across, str(cell), wrapped if len(str(cell)) > WIDEST else None)
            else:
                page.write_number(down, across, cell)


def _width(sheet: Sheet, place: int) -> int:
    """Make a column of words as wide as they are, within bounds; longer ones are wrapped."""
    longest = max((len(str(told(row[place]))) for row in sheet.rows), default=0)
    return min(max(22, longest), WIDEST)


def _mark(page: xlsxwriter.worksheet.Worksheet, document: Document) -> None:
    words = clean(marking_line(document)).replace("&", "&&")[:200]
    page.set_header(f'&C&"Arial,Bold"{words}')
    page.set_footer(f'&C&"Arial,Bold"{words}&R&P of &N')
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_paper(9)


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", clean(name)).strip()[:28] or "Table"
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain} {number}", number + 1
    taken.add(found.casefold())
    return found
