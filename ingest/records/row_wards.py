"""The wards of records, worked out from their points where they lie; a point never leaves here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from boundaries.study_area import StudyArea, ward_of
from ingest.records import schema

__all__ = ["numbers_in", "wards_of"]

HELD = schema.incidents.c
PLACED = (HELD.id, HELD.x, HELD.y, HELD.area)


def wards_of(connection: Connection, study_area: StudyArea, numbers: Sequence[int]) -> dict[int, str]:
    """Name the ward of each record: that of its point, else the one its sender named; '' if there is none."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), 500):
        query = select(*PLACED).where(HELD.id.in_(numbers[start : start + 500]))
        found |= _wards(connection.execute(query).all(), study_area)
    return found


def numbers_in(
    connection: Connection, study_area: StudyArea, *, ward: str | None, first: date, last: date
) -> list[int]:
    """List the records of some days, and of a ward if one is named, the latest first."""
    query = (
        select(*PLACED)
        .where(HELD.occurred_from <= last, HELD.occurred_to >= first)
        .order_by(HELD.occurred_from.desc(), HELD.id.desc())
    )
    rows = connection.execute(query).all()
    if ward is None:
        return [row.id for row in rows]
    wards = _wards(rows, study_area)
    return [row.id for row in rows if wards[row.id] == ward]


def _wards(rows: Sequence[Any], study_area: StudyArea) -> dict[int, str]:
    codes = study_area.wards["ward"].tolist()
    found = {row.id: row.area if row.area in codes else "" for row in rows}
    placed = [row for row in rows if row.x is not None and row.y is not None]
    if placed:
        x, y = (np.array([getattr(row, name) for row in placed], dtype=float) for name in ("x", "y"))
        for row, at in zip(placed, ward_of(study_area, x, y), strict=True):
            found[row.id] = codes[at] if at >= 0 else ""
    return found
