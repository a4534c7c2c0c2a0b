"""Cells made safe to read: empty ones null, hidden marks out, endless and zero-byte ones set aside."""

import polars as pl

from ingest.limits import LIMITS, Limits
from ingest.readers.encoding import DOUBLE_ENCODED, HIDDEN
from ingest.readers.grid import aside
from ingest.table import no_set_aside

__all__ = ["NIL_RETURN", "clean", "empty_to_null", "filled_rows"]

NIL_RETURN = "No incidents in this file: a nil return."

LONE_JOINER = r"(^|[\p{L}\p{N}\s])\x{200d}"
PILED_MARKS = r"(\p{M}{4})\p{M}+"


def empty_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Make null of every cell that holds nothing but space; the others stay as they are."""
    text = pl.all()
    return frame.with_columns(pl.when(text.str.strip_chars() != "").then(text))


def filled_rows(frame: pl.DataFrame) -> pl.Series:
    """Tell the rows that hold anything."""
    return frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()


def clean(
    frame: pl.DataFrame, rows: pl.Series, *, plain: bool = False, limits: Limits = LIMITS
) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame, tuple[str, ...]]:
    """Take out what nobody can see and set aside what nobody can read.

    Parameters
    ----------
    frame : polars.DataFrame
        Named columns, every one String.
    rows : polars.Series of Int64
        Row number of each.
    plain : bool
        True where it is known that all is printable ASCII, so that only lengths need looking at.

    Returns
    -------
    frame, rows, set_aside, notes
        The rows kept, their numbers, the rows set aside, and what was done.
    """
    frame, rows, set_aside = _without_unreadable(frame, rows, plain=plain, limits=limits)
    if plain or not frame.height:
        return frame, rows, set_aside, ()
    columns, found = [], [0, 0, 0, 0]
    for column in frame:
        cleaned, counts = _clean_column(column)
        columns.append(cleaned)
        found = [a + b for a, b in zip(found, counts, strict=True)]
    hidden, piled, double, lost = found
    thinned = pl.DataFrame(columns)
    notes = (
        (hidden, "Hidden characters (direction marks, zero-width spaces and the like) removed from {cells}."),
        (piled, "More than 4 marks on one letter in {cells}; cut to 4 marks a letter."),
        (double, "{cells} look{s} double-encoded (e.g. 'Ã©'); loaded as {they}."),
        (lost, "{cells} hold{s} '\ufffd' where a character was lost before; loaded as {they}."),
    )
    one = {"s": "s", "they": "it is"}, {"s": "", "they": "they are"}
    said = tuple(text.format(cells=f"{n:,} cell{'s' * (n > 1)}", **one[n > 1]) for n, text in notes if n)
    return (empty_to_null(thinned) if hidden else thinned), rows, set_aside, said


def _clean_column(column: pl.Series) -> tuple[pl.Series, tuple[int, int, int, int]]:
    """Clean one column; how many cells held hidden marks, piled marks, double-encoded and lost text."""
    if not column.str.contains(r"[^\x20-\x7e\t\n]").any():
        return column, (0, 0, 0, 0)
    seen = column.str.replace_all(LONE_JOINER, "$1").str.replace_all(HIDDEN, "")
    thinned = seen.str.replace_all(PILED_MARKS, "$1")
    hidden, piled = int((seen != column).sum()), int((thinned != seen).sum())
    double = int(thinned.str.contains(DOUBLE_ENCODED).sum())
    return thinned, (hidden, piled, double, int(thinned.str.contains("\ufffd", literal=True).sum()))


def _without_unreadable(
    frame: pl.DataFrame, rows: pl.Series, *, plain: bool, limits: Limits
) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
    """Set aside rows with a zero byte or an endless cell; the first such cell names the row's reason."""
    trouble: dict[int, tuple[str, str]] = {}
    for column in frame:
        if (column.str.len_bytes().max() or 0) > limits.cell_characters:  # type: ignore[operator]
            lengths = column.str.len_chars()
            for at in (lengths > limits.cell_characters).arg_true():
                reason = f"{lengths[at]:,} characters; the limit is {limits.cell_characters:,}."
                trouble.setdefault(at, (column.name, reason))
        if not plain:
            for at in column.str.contains("\x00", literal=True).arg_true():
                trouble.setdefault(at, (column.name, "contains a zero byte."))
    if not trouble:
        return frame, rows, no_set_aside()
    places = sorted(trouble)
    columns = [trouble[at][0] for at in places]
    numbers = [rows[at] for at in places]
    reasons = [
        f"Row {n:,}, column '{trouble[at][0]}': {trouble[at][1]}"
        for n, at in zip(numbers, places, strict=True)
    ]
    kept = ~pl.int_range(frame.height, eager=True).is_in(places)
    return frame.filter(kept), rows.filter(kept), aside(numbers, reasons, columns)
