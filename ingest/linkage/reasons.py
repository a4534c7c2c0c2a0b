"""Why two records may be one event, in plain words; days, distances and codes only."""

from typing import Any

import numpy as np
import polars as pl

from ingest.linkage.columns import LONG, NOTHING
from ingest.linkage.scores import SAME_POINT_M, Scored
from ingest.linkage.weights import FAMILIES

__all__ = ["reasons"]

SAID = ("occurred_from", "occurred_to", "category", "strands", "setting", "precision")
BUSY = 5.0
"""A place that weighs less than this is one where many things are recorded."""


def reasons(incidents: pl.DataFrame, a: np.ndarray, b: np.ndarray, found: Scored) -> list[str]:
    """Say for each pair what agrees and what does not, one after the other, with semicolons between."""
    one = incidents.select(SAID)[a].iter_rows(named=True)
    other = incidents.select(SAID)[b].iter_rows(named=True)
    numbers = zip(found.days.tolist(), found.metres.tolist(), found.odds["place"].tolist(), strict=True)
    hours = found.odds["hour"].tolist()
    told = []
    for first, second, (days, metres, place), hour in zip(one, other, numbers, hours, strict=True):
        parts = (
            _when(first, second, days),
            _where(metres, place),
            _what(first["category"], second["category"]),
            _why(first["strands"], second["strands"]),
            _same_hour(hour),
        )
        told.append("; ".join(part for part in parts if part))
    return told


def _when(first: dict[str, Any], second: dict[str, Any], days: int) -> str:
    if days:
        return "a day apart" if days == 1 else f"{days} days apart"
    spans = [(one["occurred_to"] - one["occurred_from"]).days + 1 for one in (first, second)]
    if max(spans) == 1:
        return "same day"
    return "within the same weeks" if max(spans) >= LONG else "overlapping days"


def _where(metres: float, odds: float) -> str:
    busy = ", a busy place" if odds < BUSY else ""
    if metres != metres:
        return "same ward" if odds != 1 else "no place to compare"
    if metres <= SAME_POINT_M:
        return f"same point{busy}"
    return f"{round(metres / 10) * 10:,} m apart{busy}"


def _what(first: str, second: str) -> str:
    if first in NOTHING["category"] or second in NOTHING["category"]:
        return ""
    if first == second:
        return f"both {_plain(first)}"
    alike = any(first in codes and second in codes for codes in FAMILIES.values())
    words = f"{_plain(first)} and {_plain(second)}"
    return f"{words}, which are close" if alike else f"{words}, which differ"


def _why(first: str, second: str) -> str:
    if not first and not second:
        return ""
    if not first or not second:
        return "only one names a strand"
    shared = [code for code in first.split(";") if code in second.split(";")]
    named = " and ".join("another strand" if code == "other" else _plain(code) for code in shared)
    if first == second:
        return f"both name {named}"
    return f"{named} in common" if shared else "different strands"


def _same_hour(odds: float) -> str:
    if odds == 1:
        return ""
    return "about the same hour" if odds > 1 else "hours apart"


def _plain(code: str) -> str:
    return code.replace("_", " ")
