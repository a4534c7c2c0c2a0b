"""Possible duplicates: records of two agencies that may be one event, with a score and the reasons for it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ingest.linkage.blocks import blocks
from ingest.linkage.columns import NEEDED, lay_out
from ingest.linkage.reasons import reasons
from ingest.linkage.scores import Scored, score
from ingest.linkage.weights import MatchSettings

__all__ = ["NEEDED", "MatchSettings", "Matched", "find_pairs"]

PAIR = {
    "id_a": pl.Int64,
    "id_b": pl.Int64,
    "score": pl.Float64,
    "days": pl.Int64,
    "metres": pl.Float64,
    "reasons": pl.String,
}


@dataclass(frozen=True)
class Matched:
    """What was found.

    Attributes
    ----------
    pairs : polars.DataFrame
        id_a, id_b (`id` of the two records, the first's agency earlier in the alphabet), score (0 to 1),
        days (apart), metres (apart, null unless both have a point), reasons (plain words); the likeliest
        first.
    settings : dict
        Every setting used, and how many records and pairs were compared.
    notes : tuple of str
        What was not compared, in plain words.
    """

    pairs: pl.DataFrame
    settings: dict[str, Any]
    notes: tuple[str, ...] = ()


def find_pairs(
    incidents: pl.DataFrame, *, settings: MatchSettings | None = None, new: pl.Series | None = None
) -> Matched:
    """Find records of different agencies that may be one event.

    Parameters
    ----------
    incidents : polars.DataFrame
        Columns `NEEDED`: those of `ingest.incident.INCIDENT`, `id`, and `ward`, the code of the ward in which
        the point lies or that the sender gave (null where neither is known).
    settings : MatchSettings, optional
    new : polars.Series of bool, optional
        Of each pair, one record at least is among these; all by default.

    References
    ----------
    Fellegi and Sunter (1969), Journal of the American Statistical Association 64(328), 1183-1210.
    """
    how = settings or MatchSettings()
    laid = lay_out(incidents.select(NEEDED), how)
    columns = laid.arrays()
    fresh = np.ones(incidents.height, dtype=bool) if new is None else new.to_numpy()
    kept: list[pl.DataFrame] = []
    compared = left_out = 0
    for part in blocks(columns, fresh, how) if incidents.height else ():
        compared += part.a.size
        left_out += part.left_out
        found = score(columns, laid.overlap, part, how)
        if found.a.size:
            kept.append(_framed(found, incidents))
    pairs = pl.concat(kept) if kept else pl.DataFrame(schema=PAIR)
    told = {**how.told(), "records": incidents.height, "pairs_compared": compared}
    return Matched(
        pairs.sort("score", "id_a", "id_b", descending=[True, False, False]), told, _notes(left_out)
    )


def _framed(found: Scored, incidents: pl.DataFrame) -> pl.DataFrame:
    """Name the pairs by their records' `id`, the agencies in order of the alphabet."""
    agency = incidents["agency"]
    swap = (agency.gather(found.a) > agency.gather(found.b)).to_numpy()
    a, b = np.where(swap, found.b, found.a), np.where(swap, found.a, found.b)
    return pl.DataFrame(
        {
            "id_a": incidents["id"].gather(a),
            "id_b": incidents["id"].gather(b),
            "score": found.score.round(4),
            "days": found.days,
            "metres": pl.Series(found.metres).fill_nan(None),
            "reasons": reasons(incidents, a, b, found),
        },
        schema=PAIR,
    )


def _notes(left_out: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    return (
        f"{left_out:,} pairs were not compared: more records than one can tell apart share one place and "
        "time there, as at an address that stands for a whole neighbourhood.",
    )
