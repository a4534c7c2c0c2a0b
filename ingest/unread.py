"""Columns that are not read: named, and whether they seem to hold personal details."""

from collections import Counter

import polars as pl

from ingest.identifiers import KINDS, find_identifiers
from ingest.words import numbered

__all__ = ["unread_notes"]

_PERHAPS = (
    r"[^\x00-\x7f]|@|(?:^|[^A-Za-z0-9_./-])\+?\(?[0-9](?:[ ().-]?[0-9]){7}"
    r"|(?i:(?:^|[^a-z])(?:mr|mrs|ms|miss|dr|dob|d\.o\.b|born|flat|called|named|snapchat|insta)(?:$|[^a-z]))"
    r"|(?i:[a-z]{2}[0-9]{2} ?[a-z]{3}|[a-z]{2}(?: ?[0-9]{2}){3} ?[a-d])|[0-9][a-z]?,? [A-Z][a-z]+ [A-Z]"
    r"|(?i:[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}(?:$|[^a-z]))|[A-Z][a-z]+ [A-Z][a-z]|[\[(](?:at|AT)[\])]"
)
"""What any personal detail has in it, to look closely only where there may be one."""

_LOOKED_AT = 500
_LONGEST = 2_000


def unread_notes(frame: pl.DataFrame, unread: list[str]) -> list[str]:
    """Tell which columns were left out, and which of them somebody should not have sent.

    Parameters
    ----------
    frame : polars.DataFrame
        The table as read.
    unread : list of str
        Its columns that no field is matched to.
    """
    if not unread:
        return []
    notes = [f"Columns not read and not kept: {', '.join(unread)}."]
    for column in unread:
        cells, kinds, more = _look_through(frame[column])
        if cells:
            said = ", ".join(KINDS[kind].title for kind in KINDS if kinds[kind])
            notes.append(
                f"Column '{column}': possible personal details in {'at least ' if more else ''}"
                f"{numbered(cells, 'cell', 'cells')} ({said}). The column is not kept; next time, send "
                "the file without it."
            )
    return notes


def _look_through(text: pl.Series) -> tuple[int, Counter[str], bool]:
    """Count the cells that seem to hold personal details, and their kinds; say if some were not looked at."""
    counted = text.drop_nulls().value_counts(name="rows")
    perhaps = counted.filter(counted[text.name].str.contains(_PERHAPS)).sort(text.name)
    cells, kinds = 0, Counter[str]()
    for cell, rows in perhaps.head(_LOOKED_AT).iter_rows():
        found = {each.kind for each in find_identifiers(cell[:_LONGEST])}
        cells += rows * bool(found)
        kinds.update(found)
    return cells, kinds, perhaps.height > _LOOKED_AT
