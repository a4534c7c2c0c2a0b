"""A value as a file holds it: no formula, no control character, nothing hidden told."""

import re
from datetime import date

from dashboard.defused import defused
from dashboard.exporting.document import Hidden, Value

__all__ = ["as_data", "as_read", "clean", "told"]

NOT_IN_FILES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so a workbook or a Word file, cannot hold."""


def clean(text: str) -> str:
    """Leave out what no file can hold."""
    return NOT_IN_FILES.sub("", text.replace("\0", ""))


def told(value: Value) -> str | int | float:
    """Give a value for a spreadsheet: a number as one, everything else as text that runs nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    return str(defused(clean(_words(value))))


def as_data(value: Value) -> str | int | float | bool | None:
    """Give a value for a program: what is hidden is null."""
    if value is None or isinstance(value, Hidden):
        return None
    if isinstance(value, bool | int | float):
        return value
    return str(defused(clean(_words(value))))


def as_read(value: Value) -> str:
    """Give a value for paper."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return clean(_words(value))


def _words(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Hidden):
        return value.words
    return value.isoformat() if isinstance(value, date) else str(value)
