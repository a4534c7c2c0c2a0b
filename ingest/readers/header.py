"""The header of a grid: which record it is, whether there is one at all, and its tidied names."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

import polars as pl

from ingest.errors import FileRefused
from ingest.readers.encoding import HIDDEN

__all__ = ["column_names", "find_header", "holds_values", "same_name"]

Record = tuple[str | None, ...]
LOOKED_AT = 30
LONGEST_NAME = 255
SHAPES = {
    "decimal": re.compile(r"[-+]?\d{1,7}\.\d+"),
    "date": re.compile(
        r"\d{4}-\d\d(-\d\d)?([T ]\d\d:\d\d.*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}( \d{1,2}:\d\d.*)?"
    ),
    "postcode": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
    "digest": re.compile(r"[0-9a-f]{32,64}"),
    "integer": re.compile(r"[-+]?\d+"),
}


def find_header(records: Sequence[Record]) -> int:
    """Find the header among the first records: the first that is about as full as those after it.

    Titles above a table ("Report printed on ...") fill one cell or two; only a table of three columns
    or more may have any, so that a short header is never taken for a title.
    """
    filled = [sum(cell is not None for cell in record) for record in records[:LOOKED_AT]]
    for i, cells in enumerate(filled[:15]):
        usual = median(filled[i + 1 :] or [cells])
        if usual < 3 or cells >= max(2, usual / 2):
            return i + _names_groups(records[i : i + LOOKED_AT]) if cells else 0
    return 0


def _names_groups(records: Sequence[Record]) -> bool:
    """True where the first record only names groups of the columns that the second names one by one."""
    if len(records) < 3 or None not in records[0]:
        return False
    named = {same_name(cell) for cell in records[1] if cell}
    fuller = all(cell is not None for cell in records[1]) and len(named) == len(records[1])
    return (
        fuller
        and not any(re.search(r"\d", cell or "") for record in records[:2] for cell in record)
        and all(any(re.search(r"\d", cell or "") for cell in record) for record in records[2:])
    )


def _shape(cell: str | None) -> str | None:
    text = (cell or "").strip()
    return next((name for name, shape in SHAPES.items() if shape.fullmatch(text)), None)


def holds_values(first: Record, after: pl.DataFrame) -> bool:
    """Tell whether what stands in the header's place is itself a record; in doubt it is a header.

    Parameters
    ----------
    first : tuple of str or None
        The record in question.
    after : polars.DataFrame
        Records below it (some hundreds are enough), columns in the same order.

    Returns
    -------
    bool
        True where two or more of its cells are shaped like the numbers, dates or postcodes below them
        and either two or more cells turn up again below, or half of its cells are so shaped.
        Whole numbers do not count towards the half: columns may be called 2024, 2025.
    """
    recurring = strong = whole = 0
    for cell, column in zip(first, after.iter_columns(), strict=False):
        if cell is None:
            continue
        below = [value for value in column.head(1000).to_list() if value is not None]
        recurring += cell in below
        shape = _shape(cell)
        alike = not below or sum(_shape(value) == shape for value in below) >= 0.8 * len(below)
        if shape and alike:
            whole += shape == "integer"
            strong += shape != "integer"
    cells = sum(cell is not None for cell in first)
    return (recurring >= 2 and strong + whole >= 2) or (strong >= 2 and strong >= cells / 2)


def tidy(name: str | None) -> str:
    """Take hidden marks and needless space out of a name."""
    return " ".join(re.sub(HIDDEN, "", (name or "").replace("\x00", "")).split())


def same_name(name: str | None) -> str:
    """What two names are compared by."""
    return tidy(name).casefold()


def column_names(header: Record) -> list[str]:
    """Tidy the names of the columns; a column without one is called by its position.

    Raises
    ------
    FileRefused
        If a name is endless, or two columns have the same name once tidied.
    """
    names = [tidy(cell) or f"column {k}" for k, cell in enumerate(header, start=1)]
    long = [k for k, name in enumerate(names, start=1) if len(name) > LONGEST_NAME]
    if long:
        raise FileRefused(
            f"The name of column {long[0]} has {len(names[long[0] - 1]):,} characters; the limit is "
            f"{LONGEST_NAME}. Shorten it, or see whether a quote is open, and send the file again."
        )
    counts = Counter(name.casefold() for name in names)
    twice = [key for key, count in counts.items() if count > 1]
    if twice:
        key = twice[0]
        where = [k for k, name in enumerate(names, start=1) if name.casefold() == key]
        shown = f"become '{key}'" if len(key) <= 40 and not re.search(r"\d", key) else "have the same name"
        listed = ", ".join(map(str, where[:-1])) + f" and {where[-1]}"
        many = {2: "Two", 3: "Three"}.get(len(where), f"{len(where)}")
        raise FileRefused(
            f"{many} columns ({listed}) {shown} once tidied (case and spaces do not count). "
            "Rename or remove one and send the file again; nothing was loaded."
        )
    return names
