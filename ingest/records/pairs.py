"""Possible duplicates as they are kept: found again is the same row, and decisions outlive a batch.

A pair is named as its agencies name their records, so that withdrawing a file and taking it in again leaves
the decisions in force.
"""

from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, Select, delete, func, select, update

from ingest.linkage.events import Events, group_records
from ingest.records import audit, schema
from ingest.records.bulk import add_rows
from ingest.records.facts import count_data_version

__all__ = ["FIND", "NAMES", "OPEN", "SETTLED", "UNDONE", "events", "keep_pairs", "pairs"]

UNDONE = "undone"
OPEN = "open"
"""The state of a pair that nobody has decided, or whose decision was undone."""
SETTLED = ("same", "different")
NAMES = ("agency_a", "reference_a", "agency_b", "reference_b")
FIND = "find duplicates"
"""What the audit calls a search."""


def keep_pairs(
    connection: Connection, found: pl.DataFrame, *, by: str, batch: int | None = None
) -> dict[str, int]:
    """Keep what a search found, inside a write transaction.

    Parameters
    ----------
    found : polars.DataFrame
        agency_a, reference_a, agency_b, reference_b, score, reasons.
    by : str
        Who searched.
    batch : int, optional
        If only this batch was compared with the rest; otherwise everything was.

    Returns
    -------
    dict
        How many pairs are `new`, were found `again`, and are `gone`: not found any more, and never decided.
    """
    new_pairs, again, changed, gone = _compare(connection, found, batch)
    if new_pairs.height:
        add_rows(
            connection, schema.pairs, new_pairs.with_columns(found_at=pl.lit(audit.now().isoformat(" ")))
        )
    for pair, score, reasons in changed.iter_rows():
        values = {"score": score, "reasons": reasons}
        connection.execute(update(schema.pairs).where(schema.pairs.c.id == pair).values(**values))
    for start in range(0, len(gone), 500):
        part = gone[start : start + 500]
        connection.execute(delete(schema.pairs).where(schema.pairs.c.id.in_(part)))
    counts: dict[str, Any] = {"new": new_pairs.height, "again": again, "gone": len(gone)}
    if counts["new"] or counts["gone"] or changed.height:
        count_data_version(connection)
    subject = "all records" if batch is None else f"batch {batch}"
    audit.note(connection, who=by, action=FIND, subject=subject, **counts)
    return counts


def _compare(
    connection: Connection, found: pl.DataFrame, batch: int | None
) -> tuple[pl.DataFrame, int, pl.DataFrame, list[int]]:
    """Tell pairs that are new from those known, those scored otherwise now, and those to be let go."""
    rows = [(row["pair"], *(row[name] for name in NAMES), row["score"], row["reasons"], row["said"],
             row["batch_a"], row["batch_b"]) for row in _read(connection)]  # fmt: skip
    kept = pl.DataFrame(
        rows,
        schema={"pair": pl.Int64, **dict.fromkeys(NAMES, pl.String), "score_before": pl.Float64,
                "reasons_before": pl.String, "said": pl.Int64, "batch_a": pl.Int64,
                "batch_b": pl.Int64},
        orient="row",
    )  # fmt: skip
    wanted = found.select(*NAMES, "score", "reasons")
    both = wanted.join(kept, on=NAMES, how="left", maintain_order="left")
    known = both.filter(pl.col("pair").is_not_null())
    differs = (pl.col("score") != pl.col("score_before")) | (pl.col("reasons") != pl.col("reasons_before"))
    looked_at = pl.col("batch_a").is_not_null() & pl.col("batch_b").is_not_null()
    if batch is not None:
        looked_at &= (pl.col("batch_a") == batch) | (pl.col("batch_b") == batch)
    gone = kept.filter(looked_at & pl.col("said").is_null()).join(wanted, on=NAMES, how="anti")
    return (
        both.filter(pl.col("pair").is_null()).select(wanted.columns),
        known.height,
        known.filter(differs).select("pair", "score", "reasons"),
        gone["pair"].to_list(),
    )


def _query() -> Select[Any]:
    """Ask for every pair, its two records where they are there, and its last decision."""
    known, said = schema.pairs, schema.decisions
    last = select(said.c.pair, func.max(said.c.id).label("id")).group_by(said.c.pair).subquery()
    one, other = schema.incidents.alias("one"), schema.incidents.alias("other")
    return (
        select(
            known.c.id.label("pair"),
            *(known.c[name] for name in (*NAMES, "score", "reasons", "found_at")),
            one.c.id.label("id_a"),
            one.c.batch.label("batch_a"),
            one.c.occurred_from.label("day_a"),
            other.c.id.label("id_b"),
            other.c.batch.label("batch_b"),
            other.c.occurred_from.label("day_b"),
            said.c.id.label("said"),
            said.c.decision,
            said.c.decided_at,
            said.c.decided_by,
            said.c.note,
        )
        .outerjoin(last, last.c.pair == known.c.id)
        .outerjoin(said, said.c.id == last.c.id)
        .outerjoin(one, (one.c.agency == known.c.agency_a) & (one.c.reference == known.c.reference_a))
        .outerjoin(other, (other.c.agency == known.c.agency_b) & (other.c.reference == known.c.reference_b))
    )


def _with_state(row: Row[Any]) -> dict[str, Any]:
    read = dict(row._mapping)
    read["state"] = OPEN if read["decision"] in (None, UNDONE) else read["decision"]
    return read


def _read(connection: Connection) -> list[dict[str, Any]]:
    return [_with_state(row) for row in connection.execute(_query())]


def pairs(connection: Connection) -> list[dict[str, Any]]:
    """List the pairs whose two records are both there, the likeliest first.

    Returns
    -------
    list of dict
        pair, agency and reference of each, score, reasons, found_at, id_a, id_b, the first day of each
        (day_a, day_b), state (`open`, `same`, `different` or `later`), and who decided when, with which note.
    """
    there = [row for row in _read(connection) if row["id_a"] is not None and row["id_b"] is not None]
    return sorted(there, key=lambda row: (-row["score"], row["pair"]))


def events(connection: Connection) -> Events:
    """Work out which records make one event; see `ingest.linkage.events.group_records`."""
    return group_records(sorted(pairs(connection), key=lambda row: (row["said"] or 0, row["pair"])))
