"""Incidents become facts: a hash for a reference, a rank among those of one reference, a cell and a ward."""

import re
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
import polars as pl
import pyarrow as pa

from ingest.cube.dimensions import FACT_SCHEMA
from ingest.cube.ground import CubeGround, place_batch

__all__ = ["AT_ONCE", "NEEDED", "aside_by_reason", "facts_of", "quiet"]

AT_ONCE = 200_000
FEW_ROWS = 5
NEEDED = (
    *("row", "agency", "reference", "occurred_from", "occurred_to", "kind", "category", "strands", "source"),
    *("noticed_by", "x", "y", "lon", "lat", "area"),
)
"""Columns of an incident that facts are made of."""
_FILES = 1 << 28
_ROWS = 1 << 32


def facts_of(incidents: pl.DataFrame, ground: CubeGround, *, file: int) -> Iterator[pa.RecordBatch]:
    """Place incidents and hand them on as facts.

    Parameters
    ----------
    incidents : polars.DataFrame
        The columns `NEEDED`; `reference` is null where there is none.
    ground : CubeGround
    file : int
        Number of the file that they are from.
    """
    for part in incidents.iter_slices(AT_ONCE):
        high, low = _halves(part["agency"], part["reference"])
        later = pl.lit((_FILES - file) * 2 * _ROWS, pl.Int64)
        rank = later + pl.col("x").is_null().cast(pl.Int64) * _ROWS + pl.col("row")
        said = part.select(
            pl.Series("reference_high", high, pl.Int64),
            pl.Series("reference_low", low, pl.Int64),
            rank.alias("precedence"),
            pl.lit(file, pl.Int32).alias("file"),
            pl.col("occurred_from").alias("first"),
            pl.col("occurred_to").alias("last"),
            *(
                pl.col(name).fill_null("")
                for name in ("strands", "kind", "source", "category", "noticed_by", "agency")
            ),
            *("x", "y", "lon", "lat", "area"),
        )
        for batch in said.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().to_batches():
            placed = place_batch(batch, ground)
            yield pa.Table.from_batches([placed]).select(FACT_SCHEMA.names).cast(FACT_SCHEMA).to_batches()[0]


def _halves(agency: pl.Series, reference: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Hash agency and reference to 128 bits; nulls where there is no reference."""
    there = reference.is_not_null()
    text = pl.DataFrame({"a": agency.fill_null(""), "r": reference.fill_null("")})
    joined = text.select(pl.concat_str("a", "r", separator="\x1f")).to_series().to_list()
    digests = b"".join(blake2b(each.encode(), digest_size=16).digest() for each in joined)
    halves = np.frombuffer(digests, dtype="<i8").reshape(-1, 2)
    high, low = (pl.Series(halves[:, k]).set(~there, None) for k in (0, 1))
    return high, low


def aside_by_reason(set_aside: pl.DataFrame, names: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Count the rows set aside by what is wrong with them, and name the first few of each.

    Parameters
    ----------
    set_aside : polars.DataFrame
        row, and `column`, by which they are told apart; nothing that stands in a cell is repeated.
    names : dict of column to reason
        Of other columns the reason is that the row cannot be read.
    """
    if set_aside.is_empty():
        return {}, []
    why = pl.col("column").replace_strict(names, default="row that cannot be read", return_dtype=pl.String)
    grouped = set_aside.select("row", why=why).group_by("why", maintain_order=True).agg("row").sort("why")
    counts, notes = {}, []
    for reason, rows in grouped.iter_rows():
        counts[reason] = len(rows)
        first = ", ".join(f"{row:,}" for row in sorted(rows)[:FEW_ROWS])
        more = f" and {len(rows) - FEW_ROWS:,} more" if len(rows) > FEW_ROWS else ""
        notes.append(f"{reason.capitalize()}: row {first}{more}.")
    return counts, notes


def quiet(refusal: Exception) -> str:
    """Repeat a refusal without what it quotes of the file."""
    return re.sub(r"'[^']*'", "'…'", str(refusal))[:300]
