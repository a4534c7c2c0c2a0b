"""The same reference twice in a file: an exact repeat is counted, another content is never lost silently."""

import polars as pl

from ingest.incident import SET_ASIDE
from ingest.table import no_set_aside

__all__ = ["drop_repeats"]


def drop_repeats(
    incidents: pl.DataFrame, *, repeated: str, column: str | None
) -> tuple[pl.DataFrame, pl.DataFrame, int, tuple[str, ...]]:
    """Keep one row a reference.

    Parameters
    ----------
    incidents : polars.DataFrame
        In the shape of `INCIDENT`.
    repeated : str
        What to do with a later row of the same reference that differs: ``set aside``, or ``keep first`` (the
        first row that has a point counts, the others are duplicates).
    column : str or None
        Header of the reference, for the reason.

    Returns
    -------
    unique : polars.DataFrame
    set_aside : polars.DataFrame
    duplicates : int
    notes : tuple of str
    """
    shared = incidents.filter(pl.col("reference").is_duplicated())
    if shared.is_empty():
        return incidents, no_set_aside(), 0, ()
    by = [pl.col("x").is_null(), pl.col("row")] if repeated == "keep first" else [pl.col("row")]
    first = shared.sort(by, maintain_order=True).unique("reference", keep="first", maintain_order=True)
    rest = shared.filter(~pl.col("row").is_in(first["row"].implode()))
    pairs = rest.join(first, on="reference", how="left", suffix="_first", maintain_order="left")
    content = [name for name in incidents.columns if name not in ("row", "agency", "reference")]
    same = pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}_first")) for name in content])
    pairs = pairs.with_columns(same=same)
    unique = incidents.filter(~pl.col("row").is_in(rest["row"].implode()))
    alike, unlike = pairs.filter("same"), pairs.filter(~pl.col("same"))
    notes = []
    if alike.height:
        row, kept = alike.row(0, named=True)["row"], alike.row(0, named=True)["row_first"]
        notes.append(
            f"{alike.height:,} {_rows(alike.height)} another exactly; one kept (row {row} repeats row "
            f"{kept})."
        )
    if unlike.height and repeated == "keep first":
        notes.append(
            f"{unlike.height:,} {_rows(unlike.height)} the reference of another with a different "
            "place or outcome; each "
            "counted once, by the first row that has a place, and the others counted as duplicates."
        )
        return unique, no_set_aside(), rest.height, tuple(notes)
    reason = (
        "Row {}: rows {} and {} share a reference and differ. Send each incident once, by its own reference."
    )
    aside = unlike.select(
        "row",
        column=pl.lit(column, pl.String),
        value=pl.lit(None, pl.String),
        reason=pl.format(reason, "row", "row_first", "row"),
    )
    return unique, aside.cast(pl.Schema(SET_ASIDE)), alike.height, tuple(notes)


def _rows(number: int) -> str:
    return "row repeats" if number == 1 else "rows repeat"
