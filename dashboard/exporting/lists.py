"""Lists that are no statistics, as documents: rows set aside, the register for the public, minutes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from dashboard.exporting.document import About, Column, Document, Marking, Sheet, Value
from dashboard.wording import day_words

__all__ = ["list_document", "list_sheet"]

NUMBERS = (int, float)


def list_sheet(
    name: str, titles: Mapping[str, str], rows: Iterable[Mapping[Any, Any]], *, notes: tuple[str, ...] = ()
) -> Sheet:
    """Make a table of some of the columns of rows: name -> title."""
    told = tuple(tuple(_value(row[column]) for column in titles) for row in rows)
    numbers = {
        place for place in range(len(titles)) if told and all(isinstance(row[place], NUMBERS) for row in told)
    }
    columns = tuple(
        Column(column, title, "number" if place in numbers else "text")
        for place, (column, title) in enumerate(titles.items())
    )
    return Sheet(name, columns, told, notes=notes)


def list_document(
    title: str,
    sheets: Iterable[Sheet],
    *,
    marking: Marking,
    partnership: str,
    purpose: str,
    made_by: str,
    made_at: datetime,
    period: str = "",
) -> Document:
    """Make a document that rests on no release; `made_by` is a role."""
    about = About(
        partnership=partnership,
        period=period or f"as of {day_words(made_at.date())}",
        method="A list as it was kept, no statistics.",
        purpose=purpose,
        made_at=made_at,
        made_by=made_by,
    )
    return Document(title, tuple(sheets), marking, about)


def _value(value: Any) -> Value:
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        return value.date()
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, bool | int | float | date) else str(value)
