"""A file's records beside those held: which are new, which say something else, which are the same."""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, select

from ingest.incident import INCIDENT
from ingest.records import schema
from ingest.records.bulk import add_rows, read_frame

__all__ = ["COMPARED", "KEPT", "Compared", "compare"]

KEPT = tuple(name for name in INCIDENT if name != "row")
COMPARED = tuple(name for name in KEPT if name not in {"agency", "reference"})


@dataclass(frozen=True)
class Compared:
    """What a file would change.

    Attributes
    ----------
    new : polars.DataFrame
        Records whose reference their agency has not sent before, in the shape of `INCIDENT`.
    changed : polars.DataFrame
        Records that say something else than the one held, with its `id`.
    before : polars.DataFrame
        What was held of `changed`, row by row, with `id` and `batch`.
    same : int
        Records that say what is held.
    """

    new: pl.DataFrame
    changed: pl.DataFrame
    before: pl.DataFrame
    same: int

    def columns_changed(self) -> dict[str, int]:
        """Count the changed records by the column that differs."""
        differs = {name: int(self.changed[name].ne_missing(self.before[name]).sum()) for name in COMPARED}
        return {name: count for name, count in differs.items() if count}


def compare(incidents: pl.DataFrame, connection: Connection) -> Compared:
    """Compare by agency and reference, reading only the records that the file names."""
    before = _sent_before(incidents, connection)
    if before.is_empty():
        nothing = incidents.clear().with_columns(id=pl.lit(None, pl.Int64))
        return Compared(incidents, nothing, before, 0)
    joined = incidents.join(
        before, on=["agency", "reference"], how="left", suffix=":before", maintain_order="left"
    )
    is_new = joined["id"].is_null()
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}:before")) for name in COMPARED)
    matched = joined.filter(~is_new)
    changed = matched.filter(differs)
    held = ("row", *COMPARED)
    return Compared(
        new=joined.filter(is_new).select(list(INCIDENT)),
        changed=changed.select("id", *INCIDENT),
        before=changed.select(
            "id", "batch", "agency", "reference", *(pl.col(f"{name}:before").alias(name) for name in held)
        ).select("id", "batch", *INCIDENT),
        same=matched.height - changed.height,
    )


def _sent_before(incidents: pl.DataFrame, connection: Connection) -> pl.DataFrame:
    """Read the held records that carry the references of a file, however many others are held."""
    known, asked = schema.incidents.c, schema.asked
    if connection.execute(select(known.id).limit(1)).first() is None:
        return pl.DataFrame(schema={"id": pl.Int64, "batch": pl.Int64, **INCIDENT})
    asked.create(connection)
    add_rows(connection, asked, incidents.select("agency", "reference"))
    same = (asked.c.agency == known.agency) & (asked.c.reference == known.reference)
    columns = [known.id, known.batch, *(known[name] for name in INCIDENT)]
    before = read_frame(connection, select(*columns).select_from(asked.join(schema.incidents, same)))
    asked.drop(connection)
    return before
