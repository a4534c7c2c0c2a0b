"""Workbooks: XLSX, old XLS and ODS, read by calamine once their parts have been looked through."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import polars as pl
import python_calamine as calamine

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.grid import Grid, aside
from ingest.readers.header import find_header
from ingest.readers.tabulate import make_table
from ingest.readers.workbook_parts import MACROS, Parts, SheetFacts, look_through, too_many_rows
from ingest.readers.zipped import listed
from ingest.table import Table

__all__ = ["read"]

Cells = list[list[Any]]
MOST_CELLS = 20_000_000
ESCAPED = r"_x(00[0-7][0-9A-Fa-f])_"
DAMAGED = "The workbook is damaged or is not one. Open it in Excel, save a copy as .xlsx and send that."
LOCKED = "The workbook is locked with a password. Save a copy without one and send that."
OLD = (
    "Old Excel format (.xls): check dates in the preview. "
    "Cells that hold an Excel error are read as empty in this format; save as .xlsx to have them named."
)


def read(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read one sheet of a workbook.

    Parameters
    ----------
    data : bytes
        The workbook.
    sheet : str, optional
        The sheet to read; needed only where several visible ones look like tables.

    Returns
    -------
    Table
        Whole numbers without a point, days as `2025-04-03`, times of day as `2025-04-03T14:30:00`,
        Excel errors as `#VALUE!`; merged cells filled down.

    Raises
    ------
    FileRefused
        If it is damaged, locked, holds macros or a DTD, is a bomb or too long.
    ChoiceNeeded
        If several sheets might be meant, or the one asked for is not there.
    """
    parts = _old(data) if data[:4] == b"\xd0\xcf\x11\xe0" else _zipped(data, limits)
    book = _opened(data)
    page, notes = _chosen(book, sheet, parts, limits)
    facts = parts.facts(page.name)
    top, left = page.start or (0, 0)
    values = page.to_python()
    grid = _grid(values, top, left, facts)
    grid = _filled_down(grid, page, top, left)
    notes += _said_of(facts, left, grid.cells.width)
    full = Grid(
        grid.cells, grid.rows, None, grid.set_aside, (*parts.notes, *notes), grid.filled_down, shifts=False
    )
    return make_table(full, sheet=page.name, limits=limits)


def _said_of(facts: SheetFacts, left: int, width: int) -> tuple[str, ...]:
    """Say what a reader of the sheet could not see, or would see otherwise."""
    said = []
    across = range(left + 1, left + width + 1)
    columns = sum(any(first <= k <= last for first, last in facts.hidden_columns) for k in across)
    if facts.formulas:
        formulas = f"{facts.formulas:,} formula{'s' * (facts.formulas > 1)}"
        said.append(f"{formulas}: the stored values were used; formulas dropped.")
    for many, what in ((facts.hidden_rows, "row"), (columns, "column")):
        if many:
            said.append(f"{many:,} hidden {what}{'s' * (many > 1)} read like the others.")
    return tuple(said)


def _zipped(data: bytes, limits: Limits) -> Parts:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError):
        raise FileRefused(DAMAGED) from None
    return look_through(archive, packed_bytes=len(data), limits=limits)


def _old(data: bytes) -> Parts:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileRefused(LOCKED)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise FileRefused(MACROS)
    return Parts((OLD,), lambda sheet: SheetFacts())


def _opened(data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise FileRefused(LOCKED) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused(DAMAGED) from None


def _chosen(
    book: calamine.CalamineWorkbook, wanted: str | None, parts: Parts, limits: Limits
) -> tuple[calamine.CalamineSheet, tuple[str, ...]]:
    """Choose the sheet: the one asked for, or the only visible one that looks like a table."""
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == calamine.SheetVisibleEnum.Visible
    ]
    hidden = [
        sheet.name for sheet in book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible
    ]
    sheets, were = ("sheets", "were") if len(hidden) > 1 else ("sheet", "was")
    said: tuple[str, ...] = (
        (f"Hidden {sheets} {listed(hidden)} {were} not read and not stored.",) if hidden else ()
    )
    if wanted is not None:
        if wanted not in visible:
            raise ChoiceNeeded(f"There is no such sheet to read. Choose one of: {listed(visible)}.", visible)
        _refuse_long(parts.facts(wanted), limits)
        return _page(book, wanted), said
    for name in visible:
        _refuse_long(parts.facts(name), limits)
    pages = {name: _page(book, name) for name in visible}
    likeness = {name: _likeness(page) for name, page in pages.items()}
    best = max(likeness.values(), default=0)
    if best == 0:
        raise FileRefused(
            "The workbook is empty: no visible sheet holds anything"
            + (
                ", and hidden ones and charts are not read"
                if len(book.sheets_metadata) > len(visible)
                else ""
            )
            + ". Put the table on a sheet that can be seen and send that."
        )
    alike = [name for name in visible if likeness[name] == best]
    if len(alike) > 1:
        raise ChoiceNeeded(f"{len(alike)} sheets look like data: {listed(alike)}. Choose one.", alike)
    others = [name for name in visible if likeness[name] and name != alike[0]]
    if others:
        look = "does not look like a table" if len(others) == 1 else "do not look like tables"
        said += (f"Only sheet '{alike[0]}' was read; {listed(others)} {look} of incidents.",)
    return pages[alike[0]], said


def _refuse_long(facts: SheetFacts, limits: Limits) -> None:
    if facts.far_column * facts.last_row > MOST_CELLS:
        raise FileRefused(
            f"The sheet is {facts.far_column:,} columns wide and {facts.last_row:,} rows long, empty cells "
            f"included; the limit is {limits.columns} columns. Delete what lies far out, and send it again."
        )
    if facts.rows > limits.rows + 100:
        raise too_many_rows(facts.rows, limits)


def _likeness(page: calamine.CalamineSheet) -> int:
    """0 nothing in it, 1 some cells, 2 a header alone, 3 a table."""
    lead = page.to_python(nrows=60)
    records = [tuple(None if cell == "" else str(cell) for cell in row) for row in lead]
    records = [record for record in records if any(record)]
    if not records:
        return 0
    at = find_header(records)
    wide = sum(cell is not None for cell in records[at]) >= 3
    return (3 if len(records) > at + 1 else 2) if wide else 1


def _page(book: calamine.CalamineWorkbook, name: str) -> calamine.CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused(DAMAGED) from None


def _grid(values: Cells, top: int, left: int, facts: SheetFacts) -> Grid:
    """Lay the cells out as text, errors put back and rows with an unanswered formula named."""
    columns = [list(column) for column in zip(*values, strict=True)]
    for row, column, word in facts.errors:
        if 0 <= row - top < len(values) and 0 <= column - left < len(columns):
            columns[column - left][row - top] = word
    frame = pl.DataFrame(
        [_unescaped(pl.Series(str(k), _texts(c), dtype=pl.String)) for k, c in enumerate(columns)]
    )
    rows = pl.int_range(top + 1, top + 1 + frame.height, dtype=pl.Int64, eager=True).alias("row")
    unanswered = sorted({row + 1 for row, _ in facts.valueless})
    reasons = [f"Row {row:,}: a formula with no value. Paste as values." for row in unanswered]
    return Grid(frame, rows, set_aside=aside(unanswered, reasons))


def _unescaped(column: pl.Series) -> pl.Series:
    """Turn the signs that Excel writes as `_x000D_` back into themselves, line ends into LF."""
    escaped = column.str.contains(ESCAPED).fill_null(False)
    if not escaped.any():
        return column

    def plain(cell: str) -> str:
        text = re.sub(ESCAPED, lambda found: chr(int(found[1], 16)), cell)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    return column.set(escaped, None).fill_null(
        pl.Series([plain(c) if e else None for c, e in zip(column, escaped, strict=True)], dtype=pl.String)
    )


def _texts(column: list[Any]) -> list[str | None]:
    """A column of values as text; a day among times of day is midnight of that day."""
    kinds = set(map(type, column))
    if kinds <= {str}:
        return column
    timed = dt.datetime in kinds
    return [cell if type(cell) is str else _text(cell, timed=timed) for cell in column]


def _text(cell: Any, *, timed: bool) -> str:
    match cell:
        case bool():
            text = "TRUE" if cell else "FALSE"
        case float():
            text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
        case dt.datetime():
            text = (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0).isoformat()
        case dt.date():
            text = f"{cell.isoformat()}T00:00:00" if timed else cell.isoformat()
        case dt.time():
            text = cell.replace(microsecond=0).isoformat()
        case dt.timedelta():
            hours, rest = divmod(round(cell.total_seconds()), 3600)
            text = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
        case _:
            text = str(cell)
    return text


def _filled_down(grid: Grid, page: calamine.CalamineSheet, top: int, left: int) -> Grid:
    """Give every row of a merged cell its value; merged titles across columns stay as they are."""
    filled: set[int] = set()
    columns: dict[int, list[str | None]] = {}
    for (first, column), (last, _) in page.merged_cell_ranges or ():
        k, begin, end = column - left, first - top, last - top
        if end <= begin or not 0 <= k < grid.cells.width or begin < 0:
            continue
        values = columns.setdefault(k, grid.cells[:, k].to_list())
        for i in range(begin + 1, min(end, len(values) - 1) + 1):
            values[i] = values[begin]
        filled.add(k)
    if not filled:
        return grid
    replaced = [pl.Series(str(k), values, dtype=pl.String) for k, values in columns.items()]
    return Grid(
        grid.cells.with_columns(replaced),
        grid.rows,
        None,
        grid.set_aside,
        filled_down=frozenset(filled),
        shifts=False,
    )
