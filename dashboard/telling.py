"""A Situation in words: headline, summary of the map, why a place ranks, what is not on the map."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from dashboard.answers.standing import Agreeing, Steadiness
from dashboard.situation import Situation, method_words
from dashboard.wording import (
    BASELINE,
    DUPLICATES,
    agreeing_sentence,
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
    "badged",
    "cautions",
    "counted_how",
    "headline",
    "method_notes",
    "not_on_map",
    "place_of",
    "spot_of",
    "summary",
    "why",
    "why_title",
]

TOP = 5
TESTED = {
    "exact": "The chance itself, worked out for every cell and the cells that touch it (binomial). It holds "
    "with few reports as with many.",
    "permutation": "The reports are thrown over the area again and again, as the expected shares have it, "
    "and compared with what was seen. With many throws that comes to the exact test.",
    "normal": "A bell curve stands in for the chance. It finds too much where few reports are expected, so "
    "it judges only cells with enough around them, and says nothing of a map that has too few.",
}


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


def spot_of(situation: Situation, cell: str | None) -> str | None:
    """Find the hot spot that is spoken of: that of the cell in hand, else the first."""
    first = None if situation.places.empty else str(situation.places["cell"].iat[0])
    return place_of(situation, cell) or first


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


def why(
    situation: Situation,
    cell: str | None,
    steady: Mapping[str, Steadiness] | None = None,
    agreeing: Agreeing | None = None,
) -> str:
    """Say in one sentence why a place ranks where it does, or what is known of a cell."""
    place, row = _place_row(situation, cell), _cell_row(situation, cell)
    if place is not None:
        found = (steady or {}).get(place["cell"])
        again = "" if found is None else steady_sentence(found.grids, found.sizes, found.ward)
        titles = (agreeing or {}).get(place["cell"], ())
        agree = agreeing_sentence(titles, methods=len(method_words())) if titles else ""
        parts = (place["sentence"], place["compared"], agree, again)
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


def badged(situation: Situation, steady: Mapping[str, Steadiness], agreeing: Agreeing) -> pd.DataFrame:
    """Give the ranked places with a word each on how steady they are, and how many methods point there."""
    cells, methods = situation.places["cell"], len(method_words())
    return situation.places.assign(
        agree=[f"{len(agreeing[cell])} of {methods}" for cell in cells],
        steady=[steady[cell].badge for cell in cells],
    )


def cautions(situation: Situation) -> list[str]:
    """Say what about the settings asked for should make one careful; empty where nothing should."""
    said = []
    asked, edge_m = situation.filters, situation.edge_m
    for method, metres, what, blur in (
        (
            "kernel_density",
            asked.bandwidth_m,
            "bandwidth",
            "the surface shows more detail than cells can hold",
        ),
        (
            "relative_risk",
            asked.bandwidth_m,
            "bandwidth",
            "the surface shows more detail than cells can hold",
        ),
        ("dbscan", asked.radius_m, "radius", "groups are smaller than the cells they are marked in"),
    ):
        if asked.method == method and metres is not None and metres < edge_m:
            said.append(
                f"The {what} of {metres:,.0f} m is less than a side of a cell, {edge_m:,.0f} m: {blur}. "
                f"Choose smaller cells, or {math.ceil(edge_m / 10) * 10:,} m or more."
            )
    if asked.method == "gi_star" and asked.test == "normal" and situation.state != "not enough data":
        said.append("The bell curve finds too much where counts are small. The exact test does not.")
    return said


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
        (situation.method_title, " ".join([situation.method_sentence, *cautions(situation)])),
        *([("Test", TESTED[situation.filters.test])] if situation.method == "gi_star" else []),
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


def answer(situation: Situation, steady: Mapping[str, Steadiness], agreeing: Agreeing) -> dict[str, Any]:
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
            "methods": list(agreeing[row["cell"]]),
            "nearest_open_centre": row["centre"],
            "nearest_open_centre_m": None if pd.isna(row["centre_m"]) else round(row["centre_m"]),
            "sentence": f"{row['sentence']} "
            f"{agreeing_sentence(agreeing[row['cell']], methods=len(method_words()))}",
            "compared": row["compared"],
            "steady": steady[row["cell"]].grids,
            "steadiness": {
                "badge": steady[row["cell"]].badge,
                "other_cells": dict(steady[row["cell"]].sizes),
                "ward": steady[row["cell"]].ward,
            },
        }
        for row in situation.places.to_dict("records")
    ]
    totals = situation.totals
    return {
        "state": situation.state,
        "reason": situation.reason,
        "method": situation.method,
        "settings": situation.settings,
        "cautions": cautions(situation),
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
