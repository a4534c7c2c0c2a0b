"""The tables of a Situation, laid out for reading; whatever may not be shown is already marked as hidden."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import h3
import numpy as np
import pandas as pd

from boundaries.lattice import Lattice
from dashboard import wording
from dashboard.remembered import remembered
from dashboard.snapshot import EPOCH, LATEST_DAY, Snapshot
from dashboard.survey import Survey

__all__ = [
    "breakdown_tables",
    "cells_table",
    "centres_table",
    "places_table",
    "ward_shapes",
    "wards_table",
]

Hide = Callable[[np.ndarray], np.ndarray]
"""Marks the counts of one table that may not be shown."""

RING_EDGES = 2.29
"""Radius of a ring, in edges of a cell: half the way between two places that lie side by side."""
PLACE_COLUMNS = (
    *("rank", "cell", "cells", "lon", "lat", "radius_m", "km2", "ward", "ward_name", "name"),
    *("incidents", "expected", "dates", "p", "q"),
    *("centre", "centre_m", "centre_words", "sentence", "compared", "tip"),
)
CENTRE_COLUMNS = ("name", "lon", "lat", "status", "specialist", "tip")


def cells_table(
    snapshot: Snapshot,
    lattice: Lattice,
    counts: np.ndarray,
    hidden: np.ndarray,
    *,
    expected: np.ndarray,
    level: np.ndarray,
    is_hotspot: np.ndarray,
    ranked: pd.DataFrame,
) -> pd.DataFrame:
    """Lay out every cell of the lattice, the empty ones too."""
    rank: Any = pd.array([pd.NA] * len(counts), dtype="Int64")
    for place in ranked.to_dict("records"):
        edge = [cell for cell in place["edge_cells"] if is_hotspot[cell]]
        rank[np.asarray([*place["cells"], *edge], dtype=np.int64)] = place["rank"]
    names = snapshot.study_area.wards["name"].to_numpy()[lattice.ward]
    shown = np.where(hidden, np.nan, counts.astype(float))
    threshold = snapshot.partnership.threshold
    return pd.DataFrame(
        {
            "cell": [h3.int_to_str(cell) for cell in lattice.cells.tolist()],
            "lon": lattice.lon,
            "lat": lattice.lat,
            "ward_name": names,
            "incidents": shown,
            "hidden": hidden,
            "expected": expected,
            "level": np.where(hidden, -1, level).astype(int),
            "is_hotspot": is_hotspot & ~hidden,
            "rank": rank,
            "tip": [
                wording.cell_tip(ward=ward, incidents=n, threshold=threshold, rank=None if r is pd.NA else r)
                for ward, n, r in zip(names, shown, rank, strict=True)
            ],
        }
    )


def places_table(
    snapshot: Snapshot,
    found: Survey,
    lattice: Lattice,
    ranked: pd.DataFrame,
    *,
    others: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Explain every ranked place: where, how many, how many expected, who is near.

    Parameters
    ----------
    ranked : pandas.DataFrame
        The places as `spatial.places` gives them: positions of cells, and the test's own numbers.
    others : mapping of baseline to numpy.ndarray of float, shape (n_cells,)
        What baselines that were not chosen would expect, as shares.
    """
    centres, monthly = _open_centres(snapshot), found.monthly
    rows = [
        _place(snapshot, found, lattice, place, others=others, centres=centres, monthly=monthly)
        for place in ranked.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(PLACE_COLUMNS))


def _place(
    snapshot: Snapshot,
    found: Survey,
    lattice: Lattice,
    place: Mapping[Any, Any],
    *,
    others: Mapping[str, np.ndarray],
    centres: pd.DataFrame,
    monthly: bool,
) -> dict[str, Any]:
    wards, at = snapshot.study_area.wards, place["cell"]
    ring = np.asarray(place["cells"], dtype=np.int64)
    km2 = float(lattice.area_km2[ring].sum())
    nearest = _nearest(centres, lattice.x[at], lattice.y[at])
    name = str(wards["name"].iat[place["ward"]])
    count, told = float(place["incidents"]), _told(found.filters.baseline)
    expected = told(float(place["expected"]))
    return {
        "rank": int(place["rank"]),
        "cell": h3.int_to_str(int(lattice.cells[at])),
        "cells": [h3.int_to_str(cell) for cell in lattice.cells[ring].tolist()],
        "lon": float(lattice.lon[at]),
        "lat": float(lattice.lat[at]),
        "radius_m": lattice.edge_m * RING_EDGES,
        "km2": km2,
        "ward": str(wards["ward"].iat[place["ward"]]),
        "ward_name": name,
        "name": name,
        "incidents": count,
        "expected": expected,
        "dates": int(place["dates"]),
        "p": told(float(place["p"])),
        "q": told(float(place["q"])),
        "centre": nearest[0] if nearest else None,
        "centre_m": nearest[1] if nearest else np.nan,
        "centre_words": f"{nearest[0]}, {wording.distance_words(nearest[1])}" if nearest else "none listed",
        "sentence": wording.place_sentence(
            incidents=count,
            expected=expected,
            dates=int(place["dates"]),
            monthly=monthly,
            km2=km2,
            ward=name,
            window=found.window,
            baseline=found.filters.baseline,
            centre=nearest,
        ),
        "compared": wording.compared_sentence(
            {name: _told(name)(found.in_area * float(share[ring].sum())) for name, share in others.items()}
        ),
        "tip": f"{place['rank']}. {name}\n{count:,.0f} reports, about {expected:,.1f} expected",
    }


def _told(baseline: str) -> Callable[[float], float]:
    """Say how a number that rests on a baseline is told: roughly where it counts records."""
    return (lambda number: float(f"{number:.1g}")) if baseline == "records" else (lambda number: number)


def _open_centres(snapshot: Snapshot) -> pd.DataFrame:
    centres = snapshot.centres
    if centres.empty:
        return centres
    return centres[(centres["status"] == "open") & centres["listed"] & centres["x"].notna()]


def _nearest(centres: pd.DataFrame, x: float, y: float) -> tuple[str, float] | None:
    """Find the nearest open reporting centre that is willing to be listed, as the crow flies."""
    if centres.empty:
        return None
    metres = np.hypot(centres["x"].to_numpy(dtype=float) - x, centres["y"].to_numpy(dtype=float) - y)
    nearest = int(np.argmin(metres))
    return str(centres["name"].iat[nearest]), float(metres[nearest])


def wards_table(
    snapshot: Snapshot, found: Survey, hot_spots: Mapping[Any, int], *, hide: Hide, hide_wards: Hide
) -> pd.DataFrame:
    """Count by ward; what is hidden cannot be had from the total, nor from the map's cells."""
    wards, threshold = snapshot.study_area.wards, snapshot.partnership.threshold
    counts = np.bincount(found.column("ward"), minlength=len(wards)).astype(np.int64)
    hidden = hide_wards(counts)
    shown = np.where(hidden, np.nan, counts.astype(float))
    elsewhere = found.without_location - int(found.ward_only.sum())
    only_hidden = hide(np.array([*found.ward_only, elsewhere], dtype=np.int64))[:-1]
    only = np.where(only_hidden, np.nan, found.ward_only.astype(float))
    residents = wards["residents"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_1000 = np.where(residents > 0, shown / residents * 1000, np.nan)
    return pd.DataFrame(
        {
            "ward": wards["ward"].to_numpy(),
            "name": wards["name"].to_numpy(),
            "incidents": shown,
            "hidden": hidden,
            "shown": _words(shown, threshold),
            "ward_only": only,
            "ward_only_shown": _words(only, threshold),
            "residents": residents,
            "per_1000": per_1000,
            "hot_spots": [int(hot_spots.get(code, 0)) for code in wards["ward"]],
        }
    )


def _words(counts: np.ndarray, threshold: int) -> list[str]:
    return [f"fewer than {threshold}" if np.isnan(n) else f"{int(n):,}" for n in counts]


def latest_by_source(snapshot: Snapshot) -> dict[str, date]:
    """Give the day of each source's latest record, whatever was asked."""

    def work() -> dict[str, date]:
        words = snapshot.words["source"]
        found = snapshot.records.group_by("source").agg(LATEST_DAY.max())
        return {words[source]: EPOCH + timedelta(days=int(last)) for source, last in found.iter_rows()}

    return remembered(snapshot, "latest by source", work)


def breakdown_tables(snapshot: Snapshot, found: Survey, *, hide: Hide) -> dict[str, pd.DataFrame]:
    """Count by strand, kind, category and source; strands overlap, so theirs does not add up."""
    tables = {}
    for column in ("kind", "category", "source"):
        words = snapshot.words[column]
        counts = np.bincount(found.column(column), minlength=len(words)).astype(np.int64)
        labels = snapshot.policy.labels(column)
        tables[column] = _breakdown(snapshot, words, labels, counts, hide(counts))
    latest = latest_by_source(snapshot)
    tables["source"]["latest"] = [latest.get(code) for code in tables["source"]["code"]]
    masks = found.column("strands")
    strands = {**snapshot.policy.strands, "none": "No strand recorded"}
    bits = [int(((masks >> bit) & 1).sum()) for bit in range(len(strands) - 1)]
    counts = np.array([*bits, int((masks == 0).sum())], dtype=np.int64)
    hidden = _beside_alone(counts, hide(counts), [code in found.filters.strands for code in strands])
    tables["strand"] = _breakdown(snapshot, tuple(strands), strands, counts, hidden)
    return tables


def _beside_alone(counts: np.ndarray, hidden: np.ndarray, asked: list[bool]) -> np.ndarray:
    """Hide a second strand of several asked for: all reports less those of the others must have the first."""
    these = np.flatnonzero(asked)
    if these.size > 1 and hidden[these].sum() == 1:
        shown = these[~hidden[these]]
        hidden[shown[counts[shown].argmin()]] = True
    return hidden


def _breakdown(
    snapshot: Snapshot,
    codes: Sequence[str],
    labels: Mapping[str, str],
    counts: np.ndarray,
    hidden: np.ndarray,
) -> pd.DataFrame:
    """Lay out one table, the largest count first; those that are hidden stand before those that are zero."""
    shown = np.where(hidden, np.nan, counts.astype(float))
    frame = pd.DataFrame(
        {
            "code": list(codes),
            "label": [labels.get(code, code) for code in codes],
            "incidents": shown,
            "hidden": hidden,
            "shown": _words(shown, snapshot.partnership.threshold),
        }
    )
    order = np.lexsort((np.arange(len(frame)), -np.nan_to_num(shown, nan=0.5)))
    return frame.iloc[order].reset_index(drop=True)


def centres_table(snapshot: Snapshot) -> pd.DataFrame:
    """Lay out the reporting centres that have a place and are willing to be listed."""
    centres = snapshot.centres
    if centres.empty:
        return pd.DataFrame(columns=list(CENTRE_COLUMNS))
    seen = centres[centres["listed"] & centres["lon"].notna()].copy()
    seen["status"] = seen["state"]
    labels = snapshot.policy.strands
    seen["specialist"] = [
        wording.listed([labels.get(code, code) for code in codes.split(";")]) if codes else ""
        for codes in seen["strands"].fillna("")
    ]
    seen["tip"] = [
        "\n".join(part for part in (name, wording.centre_words(status), specialist, hours) if part)
        for name, status, specialist, hours in zip(
            seen["name"], seen["status"], seen["specialist"], seen["hours"].fillna(""), strict=True
        )
    ]
    return seen[list(CENTRE_COLUMNS)].reset_index(drop=True)


def ward_shapes(shapes: Mapping[str, Any], wards: pd.DataFrame) -> dict[str, Any]:
    """Put each ward's shown count beside its outline."""
    tips = {
        row["ward"]: f"{row['name']}\n{row['shown']} reports on the map" for row in wards.to_dict("records")
    }
    return {
        "type": "FeatureCollection",
        "features": [
            {**shape, "properties": {**shape["properties"], "tip": tips[shape["properties"]["ward"]]}}
            for shape in shapes["features"]
        ],
    }
