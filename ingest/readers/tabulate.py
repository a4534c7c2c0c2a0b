"""A grid becomes a table: columns named; broken, repeated and total rows set aside with their reasons."""

import polars as pl

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.cells import NIL_RETURN, clean, empty_to_null, filled_rows
from ingest.readers.grid import Grid, aside, stopped_part_way
from ingest.readers.header import Record, column_names, find_header, holds_values, same_name
from ingest.table import Table

__all__ = ["make_table"]

TOTAL = (
    r"(?i)^\s*((grand|sub|overall)[\s-]?)?totals?(\s+(rows|records|incidents|crimes|cases|number|count))?"
    r"\s*[:=]?\s*[\d,.]*\s*$"
    r"|^\s*(end of (report|file|data|export)"
    r"|\(?[\d,]+ (rows|records)( (selected|returned|affected|found))?\)?"
    r"|(number of |no\.? of )?(rows|records|count)\s*[:=]\s*[\d,]*)\s*\.?\s*$"
)
TAIL_ROWS = 5
NO_HEADER = (
    "There are no column names: the first row holds values, so the columns are called column 1 to column {}. "
    "Match them by hand, or put a row of names on top and send the file again."
)

ONE_COLUMN = "Only one column was found, so this is no table of incidents. Send the sheet that holds them."
ONE_COLUMN_OF_TEXT = (
    "Only one column was found. Columns may be separated by commas, tabs, semicolons or bars; this file uses "
    "none of them, or holds no table. Save it from Excel as CSV and send that."
)


def make_table(grid: Grid, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Make a table of a grid.

    Parameters
    ----------
    grid : Grid
        Every record of the file.
    sheet : str, optional
        The sheet that it came from.

    Returns
    -------
    Table
        Columns named by the header (or `column 1`, `column 2`, ... where there is none), all text,
        null where empty; rows that are no records set aside.

    Raises
    ------
    FileRefused
        If there is nothing in it, it is too long or too wide, two columns have one name, the header
        cannot be read, it stops part way, every row has more values than the header, or it has one column.
    """
    cells = empty_to_null(grid.cells)
    filled = filled_rows(cells)
    if not filled.any():
        raise FileRefused(
            "There is nothing in it: every cell is empty. Export it again and send the new file."
        )
    lead = filled.head(1000).arg_true().head(60).to_list()
    at = lead[find_header([cells.row(i) for i in lead])] if lead else int(filled.arg_true()[0])
    header = cells.row(at)
    after = cells.slice(at + 1, 1000).filter(_differs_from(header))
    headless = holds_values(header, after)
    notes = list(grid.notes) + _said_of_top(grid, lead, at, headless)
    _refuse_broken_header(grid, int(grid.rows[at]))

    start = at if headless else at + 1
    width = cells.width if grid.widths is None else int(grid.widths[at])
    body = _Body(cells[start:], grid.rows[start:], grid.widths[start:] if grid.widths is not None else None)
    blank = int((~filled[start:]).sum())
    body = body.filter(filled[start:])
    if body.cells.height > limits.rows:
        found = body.cells.height
        raise FileRefused(
            f"{found:,} rows; the limit is {limits.rows:,} per file. Split it by year and send the parts."
        )
    known = grid.set_aside.filter(pl.col("row") > (grid.rows[at] - headless))
    body = body.filter(~body.rows.is_in(known["row"].implode()))

    reasons = _no_records(body, None if headless else header)
    if grid.shifts and body.widths is not None:
        reasons |= _uneven(body, width, reasons, grid=grid, headless=headless)
    places = sorted(reasons)
    broken = aside([int(body.rows[i]) for i in places], [reasons[i] for i in places])
    body = body.filter(~pl.int_range(body.cells.height, eager=True).is_in(places))

    frame = body.cells[:, :width]
    frame, said = _named(frame, (None,) * width if headless else header[:width], headless, grid, limits)
    if frame.width < 2:
        raise FileRefused(ONE_COLUMN_OF_TEXT if grid.shifts else ONE_COLUMN)
    frame, rows, unreadable, cleaned = clean(frame, body.rows, plain=grid.plain, limits=limits)
    notes += [*said, *cleaned]
    set_aside = pl.concat([known, broken, unreadable]).sort("row")
    if not frame.height and not set_aside.height:
        notes.append(NIL_RETURN)
    return Table(frame, rows.alias("row"), set_aside, blank, tuple(notes), sheet)


class _Body:
    """The records below the header, filtered together."""

    def __init__(self, cells: pl.DataFrame, rows: pl.Series, widths: pl.Series | None) -> None:
        self.cells, self.rows, self.widths = cells, rows, widths

    def filter(self, kept: pl.Series) -> "_Body":
        if kept.all():
            return self
        widths = None if self.widths is None else self.widths.filter(kept)
        return _Body(self.cells.filter(kept), self.rows.filter(kept), widths)


def _differs_from(header: Record) -> pl.Expr:
    return pl.any_horizontal(
        pl.col(str(k)).ne_missing(pl.lit(value, dtype=pl.String)) for k, value in enumerate(header)
    )


def _said_of_top(grid: Grid, lead: list[int], at: int, headless: bool) -> list[str]:
    """Say which rows stand above the table, and whether it has a header."""
    titles = [int(grid.rows[i]) for i in lead if i < at]
    said = [NO_HEADER.format(grid.cells.width)] if headless else []
    if titles:
        listed = f"Row {titles[0]}" if len(titles) == 1 else f"Rows {titles[0]} to {titles[-1]}"
        said.append(f"{listed}, above the table that begins in row {int(grid.rows[at])}, not read.")
    return said


def _refuse_broken_header(grid: Grid, header_row: int) -> None:
    above = grid.set_aside.filter(pl.col("row") <= header_row)
    if above.height:
        raise FileRefused(
            f"The column names cannot be read. {above['reason'][0]} Put it right and send the file again; "
            "nothing was loaded."
        )


def _no_records(body: _Body, header: Record | None) -> dict[int, str]:
    """Find totals under the table and the header coming again."""
    reasons: dict[int, str] = {}
    cells = body.cells
    if not cells.height:
        return reasons
    first = cells.select(pl.coalesce(pl.all())).to_series()
    few = cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series() <= cells.width / 2
    tail = pl.int_range(cells.height, eager=True) >= cells.height - TAIL_ROWS
    for i in (first.str.contains(TOTAL) & (few | tail)).arg_true():
        reasons[i] = f"Row {int(body.rows[i]):,} looks like a total, not an incident."
    if header is not None:
        names = [same_name(cell) for cell in header]
        k = next(k for k, name in enumerate(header) if name is not None)
        alike = cells[:, k].str.strip_chars().str.to_lowercase() == (header[k] or "").strip().lower()
        for i in alike.arg_true():
            if [same_name(cell) for cell in cells.row(i)] == names:
                reasons[i] = f"Row {int(body.rows[i]):,} repeats the header."
    return reasons


def _uneven(body: _Body, width: int, known: dict[int, str], *, grid: Grid, headless: bool) -> dict[int, str]:
    """Find rows with more or fewer values than the header; refuse where the whole file would shift."""
    assert body.widths is not None
    spare = [pl.col(name).is_not_null() for name in body.cells.columns[width:]]
    wide = (body.widths > width) & (
        body.cells.select(pl.any_horizontal(spare)).to_series() if spare else False
    )
    narrow = body.widths < width
    judged = ~pl.int_range(body.cells.height, eager=True).is_in(list(known))
    wide, narrow = wide & judged, narrow & judged
    whole = int(judged.sum())
    if whole and int(wide.sum()) == whole and not headless:
        usual = int(body.widths.filter(wide).mode().min())  # type: ignore[arg-type]
        raise FileRefused(
            f"Rows have {usual} values, the header has {width}: columns would shift. "
            f"Put quotes round text with {grid.separators}, or name every column. Nothing was loaded."
        )
    last = body.cells.height - 1
    if grid.unfinished and last >= 0 and narrow[last] and int(narrow.sum()) == 1:
        raise stopped_part_way(int(body.rows[last]))
    what = "the first row has" if headless else "the header has"
    reasons = {
        i: f"Row {int(body.rows[i]):,} has {_values(body.widths[i])}; {what} {width}. "
        f"Put quotes round text with {grid.separators}."
        for i in wide.arg_true()
    }
    few = {
        i: f"Row {int(body.rows[i]):,} has {_values(body.widths[i])}; {what} {width}."
        for i in narrow.arg_true()
    }
    return reasons | few


def _values(many: int) -> str:
    return "1 value" if many == 1 else f"{many} values"


def _named(
    frame: pl.DataFrame, header: Record, headless: bool, grid: Grid, limits: Limits
) -> tuple[pl.DataFrame, list[str]]:
    """Name the columns, leaving out those with neither a name nor a value."""
    nameless = [k for k, name in enumerate(header) if same_name(name) == ""]
    empty = [] if headless else [k for k in nameless if frame[:, k].null_count() == frame.height]
    left = [k for k in range(frame.width) if k not in empty]
    if len(left) > limits.columns:
        raise FileRefused(
            f"{len(left):,} columns; the limit is {limits.columns}. Send only the columns needed."
        )
    names = dict(
        enumerate(column_names(tuple(f"column {k + 1}" if k in nameless else header[k] for k in left)))
    )
    named = dict(zip(left, names.values(), strict=True))
    said = []
    called = [named[k] for k in nameless if k in named]
    if called and not headless:
        said.append(f"No name above {', '.join(called[:5])}: called by position.")
    merged = [named[k] for k in sorted(grid.filled_down) if k in named]
    if merged:
        said.append("Merged cells filled down in " + ", ".join(f"'{name}'" for name in merged) + ".")
    return frame[:, left].rename({frame.columns[k]: name for k, name in named.items()}), said
