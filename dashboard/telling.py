"""A Situation in words: headline, summary of the map, why a place ranks, what is not on the map."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from dashboard.situation import Situation
from dashboard.wording import (
    BASELINE,
    DUPLICATES,
    cell_sentence,
    count_words,
    day_words,
    distance_words,
    km2_words,
    listed,
    range_sentence,
    steady_sentence,
    window_words,
)

__all__ = [
    "about",
    "adds_up",
    "answer",
    "counted_how",
    "headline",
    "method_notes",
    "not_on_map",
    "place_of",
    "summary",
    "why",
    "why_title",
]

TOP = 5


def headline(situation: Situation) -> tuple[str, str]:
    """Say of how many reports and when, and what was found."""
    shown = count_words(situation.totals.in_area, threshold=situation.threshold)
    told = f"{shown.capitalize()} in {situation.partnership}, {window_words(situation.window)}:"
    if situation.state != "found":
        return told, "no hot spot is shown."
    n = len(situation.places)
    verdict = "one place stands out" if n == 1 else f"{n} places stand out"
    if not situation.method_tests:
        return told, f"{verdict}: grouped, and confirmed by another method's test."
    return told, verdict + ("." if n == 1 else ", ranked by how far beyond chance.")


def counted_how(situation: Situation) -> str:
    """Say how records that two agencies may hold of one event are counted; empty where there are none."""
    if situation.incident_range is None:
        return ""
    return range_sentence(situation.incident_range, counted=situation.filters.duplicates)


def about(situation: Situation) -> str:
    """Say the window, the latest record and where the numbers come from, in a line."""
    widened = (
        " Some records say only the month, so the window is widened to whole months."
        if situation.widened
        else ""
    )
    begins = (
        f" Records begin on {day_words(situation.earliest)}."
        if situation.earliest > situation.window.first
        else ""
    )
    return (
        f"{window_words(situation.window)} ({situation.window.days} days); the latest record is of "
        f"{day_words(situation.latest)}.{begins}{widened} {not_on_map(situation)}"
    )


def not_on_map(situation: Situation) -> str:
    """Count what is not on the map, every time."""
    totals, few = situation.totals, situation.threshold
    parts = [
        f"{count_words(totals.without_location)} without a location",
        f"{count_words(totals.outside_area)} outside the area",
    ]
    if totals.officer_left_out:
        parts.append(f"{count_words(totals.officer_left_out)} that officers came upon")
    hidden = ""
    if totals.hidden_cells:
        hidden = f" {totals.hidden_cells:,} cells are hatched: a count that could point at someone is hidden"
        hidden += f" (fewer than {few}, or needed to keep such a count hidden)."
    return f"Not on the map: {listed(parts)}.{hidden}"


def summary(situation: Situation) -> str:
    """Describe the map to somebody who cannot see it: the top five, or that nothing stands out."""
    words = [f"Map of {situation.partnership}: {situation.unit}.", " ".join(headline(situation))]
    words += [
        f"{row.rank}: {row.ward_name}, {row.incidents:,.0f} reports, {row.expected:,.1f} expected."
        for row in situation.places.head(TOP).itertuples()
    ]
    return " ".join([*words, "The tables on this page hold the same figures."])


def place_of(situation: Situation, cell: str | None) -> str | None:
    """Find the centre cell of the hot spot that a cell is part of."""
    row = None if cell is None else _place_row(situation, cell)
    return None if row is None else str(row["cell"])


def _cell_row(situation: Situation, cell: str | None) -> pd.Series | None:
    if cell is None:
        return None
    found = situation.cells[situation.cells["cell"] == cell]
    return None if found.empty else found.iloc[0]


def _place_row(situation: Situation, cell: str | None) -> pd.Series | None:
    """Find the hot spot that a cell is part of; the first one where no cell is in hand."""
    if cell is None and len(situation.places):
        return situation.places.iloc[0]
    row = _cell_row(situation, cell)
    if row is None or pd.isna(row["rank"]):
        return None
    return situation.places[situation.places["rank"] == row["rank"]].iloc[0]


def why_title(situation: Situation, cell: str | None) -> str:
    """Name what the panel speaks of."""
    place, row = _place_row(situation, cell), _cell_row(situation, cell)
    if place is not None:
        return f"Why {place['ward_name']} ranks {place['rank']}"
    if row is not None:
        return f"A cell of {row['ward_name']}"
    return "Why a place ranks where it does"


def why(situation: Situation, cell: str | None, steady: Mapping[str, float] | None = None) -> str:
    """Say in one sentence why a place ranks where it does, or what is known of a cell."""
    place, row = _place_row(situation, cell), _cell_row(situation, cell)
    if place is not None:
        parts = (place["sentence"], place["compared"], steady_sentence((steady or {}).get(place["cell"])))
        return " ".join(part for part in parts if part)
    if row is None:
        return "Choose a cell on the map, or a row of a table."
    return cell_sentence(
        ward=row["ward_name"],
        incidents=row["incidents"],
        expected=row["expected"],
        threshold=situation.threshold,
        window=situation.window,
        baseline=situation.filters.baseline,
        state=situation.state,
    )


def adds_up(situation: Situation, table: str) -> str:
    """Say what the table adds up to: the total of the map."""
    frame: pd.DataFrame = getattr(situation, table)
    total = situation.totals.in_area
    if total is None:
        return f"Fewer than {situation.threshold} reports in all."
    shown = int(frame["incidents"].sum())
    if total == shown:
        return f"Together {total:,} reports: the total of the map."
    return (
        f"{shown:,} shown and {total - shown:,} in {int(frame['hidden'].sum()):,} hidden {table}: together "
        f"{total:,} reports, the total of the map."
    )


def method_notes(situation: Situation) -> list[tuple[str, str]]:
    """Say how it was worked out, with every setting, the automatic ones included: subject and text."""
    chosen = "chosen automatically" if situation.resolution_chosen else "as you chose"
    settings = "; ".join(f"{name} {_written(value)}" for name, value in situation.settings.items())
    return [
        (situation.method_title, situation.method_sentence),
        (
            "Cells",
            f"{km2_words(situation.cell_km2)}, {distance_words(situation.edge_m)} a side (H3 resolution "
            f"{situation.resolution}, {chosen}).",
        ),
        ("Expected", f"What each place would have {BASELINE[situation.filters.baseline]}."),
        (
            "Hot spot",
            "Stands out after correction for looking everywhere at once, with at least 5 reports on 3 or "
            "more different days. It says where reports concentrate: not why, not who, and not where "
            "anything will happen. More reports can be good news, and silence is not calm.",
        ),
        (
            "Records",
            f"Data version {situation.version}; wards of {situation.vintage}; {about(situation)}",
        ),
        (
            "Possible duplicates",
            f"{DUPLICATES[situation.filters.duplicates]} {counted_how(situation)}".strip(),
        ),
        ("Settings", f"{settings}."),
    ]


def _written(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}"
    return str(value)


def answer(situation: Situation, steady: Mapping[str, float]) -> dict[str, Any]:
    """Give the hot spots as the shell's JSON has them."""
    places = [
        {
            "rank": int(row["rank"]),
            "cell": row["cell"],
            "cells": list(row["cells"]),
            "centre": {"lon": row["lon"], "lat": row["lat"]},
            "ward": row["ward"],
            "ward_name": row["ward_name"],
            "km2": row["km2"],
            "incidents": None if pd.isna(row["incidents"]) else int(row["incidents"]),
            "expected": row["expected"],
            "dates": int(row["dates"]),
            "p": row["p"],
            "q": row["q"],
            "methods": list(row["methods"]),
            "nearest_open_centre": row["centre"],
            "nearest_open_centre_m": None if pd.isna(row["centre_m"]) else round(row["centre_m"]),
            "sentence": row["sentence"],
            "compared": row["compared"],
            "steady": steady[row["cell"]],
        }
        for row in situation.places.to_dict("records")
    ]
    totals = situation.totals
    return {
        "state": situation.state,
        "reason": situation.reason,
        "method": situation.method,
        "settings": situation.settings,
        "resolution": situation.resolution,
        "cell_km2": situation.cell_km2,
        "places": places,
        "totals": {
            "in_area": totals.in_area,
            "outside_area": totals.outside_area,
            "without_location": totals.without_location,
            "hidden": totals.hidden,
        },
        "duplicates": situation.filters.duplicates,
        "incident_range": None if situation.incident_range is None else asdict(situation.incident_range),
        "window": {"from": situation.window.first, "to": situation.window.last},
        "latest": situation.latest,
        "threshold": situation.threshold,
        "vintage": situation.vintage,
        "data_version": situation.version,
        "said": about(situation),
    }
