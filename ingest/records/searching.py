"""Searching the store for possible duplicates: all records, or a new file's against the rest."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import Connection, Select, func, select

from boundaries.study_area import StudyArea, ward_of
from ingest.match import NEEDED, Matched, MatchSettings, find_pairs
from ingest.records import schema
from ingest.records.bulk import read_frame
from ingest.records.pairs import FIND
from ingest.records.pairs import NAMES as NAMED

__all__ = ["files_not_compared", "records_to_compare", "search"]

ABOUT_DAYS = 183
"""A file is compared with what happened up to so long before and after, so that shares are known well."""
STORED = tuple(name for name in NEEDED if name != "ward")
LANDED = ("import", "approve")


def search(
    connection: Connection,
    study_area: StudyArea,
    *,
    batch: int | None = None,
    settings: MatchSettings | None = None,
) -> tuple[Matched, pl.DataFrame]:
    """Look for records of different agencies that may be one event.

    Parameters
    ----------
    study_area : StudyArea
        Whose wards place a point.
    batch : int, optional
        Only pairs with a record that this batch wrote; otherwise all.
    settings : MatchSettings, optional

    Returns
    -------
    matched : Matched
        What was found, by the records' numbers, with every setting.
    pairs : polars.DataFrame
        The same pairs by name, as `ingest.records.pairs.keep_pairs` takes them.
    """
    records = records_to_compare(connection, study_area, batch=batch)
    new = None if batch is None else records["batch"] == batch
    matched = find_pairs(records, settings=settings, new=new)
    names = records.select("id", "agency", "reference")
    found = matched.pairs.join(names, left_on="id_a", right_on="id", maintain_order="left").join(
        names, left_on="id_b", right_on="id", maintain_order="left", suffix="_b"
    )
    ends = {"agency": "agency_a", "reference": "reference_a"}
    return matched, found.rename(ends).select(*NAMED, "score", "reasons")


def records_to_compare(
    connection: Connection, study_area: StudyArea, *, batch: int | None = None
) -> pl.DataFrame:
    """Read what is compared, each record with its ward: all of them, or those about a batch's days."""
    held = schema.incidents.c
    query = select(held.batch, held.reference, held.area, *(held[name] for name in STORED))
    if batch is not None:
        query = _about(connection, query, batch)
    records = read_frame(connection, query)
    return records.with_columns(pl.coalesce(_ward(records, study_area), "area").alias("ward"))


def _about(connection: Connection, query: Select[Any], batch: int) -> Select[Any]:
    """Keep to the time about a batch's records; to nothing, where no other agency has sent anything."""
    held, known = schema.incidents.c, schema.batches.c
    landed = select(known.agency).where(known.state == "landed").distinct()
    span = select(func.min(held.occurred_from), func.max(held.occurred_to)).where(held.batch == batch)
    first, last = connection.execute(span).one()
    if first is None or len(connection.execute(landed).all()) < 2:
        return query.where(held.id < 0)
    days = timedelta(ABOUT_DAYS)
    return query.where(held.occurred_to >= first - days, held.occurred_from <= last + days)


def _ward(records: pl.DataFrame, study_area: StudyArea) -> pl.Series:
    """Find the ward of each distinct point."""
    points = records.select("x", "y").drop_nulls().unique()
    at = ward_of(study_area, points["x"].to_numpy(), points["y"].to_numpy())
    codes = np.array([*study_area.wards["ward"], None], dtype=object)
    wards = points.with_columns(pl.Series("ward", codes[at].tolist(), dtype=pl.String))
    return records.join(wards, on=["x", "y"], how="left", maintain_order="left")["ward"]


def files_not_compared(connection: Connection) -> list[int]:
    """List the batches whose records came in after the last search, or were never looked at.

    The audit says so: its lines stand in order, whatever the clock said.
    """
    line, known = schema.audit.c, schema.batches.c
    told = select(line.action, line.subject).where(line.action.in_((*LANDED, FIND))).order_by(line.id)
    waiting: dict[str, None] = {}
    for action, subject in connection.execute(told):
        if action in LANDED:
            waiting[subject] = None
        elif subject.startswith("batch "):
            waiting.pop(subject, None)
        else:
            waiting.clear()
    held = schema.incidents.c.batch
    landed = connection.execute(select(known.id).where(known.state == "landed").order_by(known.id)).scalars()
    asked = [number for number in landed if f"batch {number}" in waiting]
    there = select(held).where(held.in_(asked)).distinct()
    return sorted(connection.execute(there).scalars())
