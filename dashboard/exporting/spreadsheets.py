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

__all__ = ["csv_bytes", "xlsx_bytes"]


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
        _about_sheet(book, document, bold, wrapped)
        taken = {"about"}
        for sheet in document.sheets:
            _table_sheet(book, document, sheet, _sheet_name(sheet.name, taken), bold)
    return out.getvalue()


def _about_sheet(book: xlsxwriter.Workbook, document: Document, bold: object, wrapped: object) -> None:
    page = book.add_worksheet("About")
    _mark(page, document)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    lines = {"Title": document.title} | about_titled(document)
    lines |= {f"Note {n}": note for n, note in enumerate(notes_of(document), 1)}
    for place, (title, words) in enumerate(lines.items()):
        page.write_string(place, 0, title, bold)
        page.write_string(place, 1, str(told(words)), wrapped)


def _table_sheet(
    book: xlsxwriter.Workbook, document: Document, sheet: Sheet, name: str, bold: object
) -> None:
    page = book.add_worksheet(name)
    _mark(page, document)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, str(told(column.title)), bold)
        page.set_column(place, place, 16 if column.kind == "number" else 22)
    for down, row in enumerate(sheet.rows, 1):
        for across, value in enumerate(row):
            cell = told(value)
            if isinstance(cell, str) or cell != cell or isinstance(value, Hidden):
                page.write_string(down, across, str(cell))
            else:
                page.write_number(down, across, cell)


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
