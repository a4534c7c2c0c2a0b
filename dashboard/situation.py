"""The waist: everything that anybody sees is drawn from a Situation, already suppressed for the viewer."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import h3
import numpy as np
import pandas as pd
import polars as pl
from scipy.sparse import csr_array

from boundaries.lattice import Lattice
from dashboard import wording
from dashboard.filters import DEFAULT, Filters, Window
from dashboard.geography import geography
from dashboard.painting import Painted, shown_surface
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from spatial.agreement import agreement
from spatial.classes import breaks as legend_breaks
from spatial.classes import classify
from spatial.disclosure import protect
from spatial.hotspot import FOUND, NONE, Detection, Evidence
from spatial.hotspots import METHODS
from spatial.places import find_places
from spatial.power import finest_resolution

__all__ = ["Situation", "Totals", "assess", "auto_resolution", "hide_small", "method_words"]

AUTO_FINEST = 9
"""The resolution chosen by itself is never finer than this: about a tenth of a square kilometre."""
RING_EDGES = 2.65
"""Radius of the ring around a cell and the six that touch it, in edges of a cell (the farthest corner)."""
PLACE_COLUMNS = (
    "rank",
    "cell",
    "cells",
    "lon",
    "lat",
    "radius_m",
    "km2",
    "ward",
    "ward_name",
    "name",
    "incidents",
    "expected",
    "dates",
    "p",
    "q",
    "methods",
    "agree",
    "centre",
    "centre_m",
    "centre_words",
    "sentence",
    "compared",
    "tip",
)


@dataclass(frozen=True)
class Totals:
    """How many reports answer the question, and where they went.

    None is a number below the threshold.  `in_area` is what the map, the tables and the downloads each add
    up to; `outside_area` and `without_location` are not on the map.
    """

    in_area: int | None
    outside_area: int
    without_location: int
    ward_only: int
    hidden: int | None
    hidden_cells: int
    officer_left_out: int


@dataclass(frozen=True)
class Situation:
    """The answer to one question, for one viewer.

    Attributes
    ----------
    cells : pandas.DataFrame
        One row a lattice cell: cell, lon, lat, ward_name, incidents (NaN hidden), hidden, expected, level,
        is_hotspot, rank, tip.
    places : pandas.DataFrame
        Ranked hot spots: rank, cell, cells, lon, lat, radius_m, km2, ward, ward_name, incidents, expected,
        dates, p, q, methods, agree, centre, centre_m, centre_words, sentence, tip.
    wards : pandas.DataFrame
        ward, name, incidents (NaN hidden), hidden, shown, ward_only (NaN hidden), ward_only_shown,
        residents, per_1000, hot_spots.
    breakdowns : dict of str to pandas.DataFrame
        By strand, kind, source, category: code, label, incidents (NaN hidden), hidden, shown.
    state, reason : str
        "found", "none" or "not enough data", and why in one sentence.
    settings : dict
        The method's settings, the automatic ones included.
    breaks : tuple of int
        Lower bounds of the colour classes; `fitted` are those that fit what is shown now.
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    place_word: str
    vintage: str
    window: Window
    widened: bool
    latest: date
    earliest: date
    resolution: int
    resolution_chosen: bool
    cell_km2: float
    edge_m: float
    method: str
    method_title: str
    method_sentence: str
    state: str
    reason: str
    settings: dict[str, Any]
    totals: Totals
    cells: pd.DataFrame
    places: pd.DataFrame
    wards: pd.DataFrame
    breakdowns: dict[str, pd.DataFrame]
    centres: pd.DataFrame
    breaks: tuple[int, ...]
    fitted: tuple[int, ...]
    unit: str
    threshold: int
    surface: Painted | None
    ignored: tuple[str, ...] = ()
    ward_shapes: Mapping[str, Any] = field(default_factory=dict)
    outline: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def method_words() -> dict[str, tuple[str, str]]:
    """Give each method's title and its one plain line, in the order of the screen."""
    return {name: (method.title, method.sentence) for name, method in METHODS.items()}


def assess(snapshot: Snapshot, filters: Filters, viewer: Viewer) -> Situation:
    """Answer a question: count, test, rank, hide what is too small to show, and explain.

    Parameters
    ----------
    snapshot : Snapshot
    filters : Filters
    viewer : Viewer

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If the baseline asked for is not known for this partnership.
    """
    found = survey(snapshot, filters)
    asked = found.filters
    threshold = snapshot.partnership.threshold
    resolution = asked.resolution or auto_resolution(snapshot, found.in_area)
    lattice, position = snapshot.lattice(resolution)
    evidence = _evidence(snapshot, found, lattice, position)
    detections = {name: _detect(name, evidence, asked) for name in METHODS}
    chosen = detections[asked.method]
    ranked = find_places(chosen, evidence)
    counts = evidence.counts
    hidden, table = _hide_cells(counts, snapshot.cells_touched(resolution), ranked.table, threshold)
    fitted = tuple(legend_breaks(counts[~hidden]))
    breaks = asked.scale or _standard_breaks(snapshot, resolution)
    others = _other_shares(snapshot, found, lattice, position)
    places = _places(snapshot, found, lattice, table, agreement(detections), others)
    cells = _cells(snapshot, evidence, chosen, table, hidden, breaks)
    small = 0 < found.in_area < threshold
    totals = Totals(
        in_area=None if small else found.in_area,
        outside_area=found.outside_area,
        without_location=found.without_location,
        ward_only=int(found.ward_only.sum()),
        hidden=None if small else int(counts[hidden].sum()),
        hidden_cells=int(hidden.sum()),
        officer_left_out=found.officer_left_out,
    )
    drawn = geography(snapshot)
    wards = _wards(snapshot, found, places, threshold)
    method = METHODS[asked.method]
    return Situation(
        filters=asked,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        place_word=snapshot.partnership.place,
        vintage=snapshot.study_area.vintage,
        window=found.window,
        widened=found.widened,
        latest=found.latest,
        earliest=snapshot.earliest or found.latest,
        resolution=resolution,
        resolution_chosen=asked.resolution is None,
        cell_km2=lattice.cell_km2,
        edge_m=lattice.edge_m,
        method=asked.method,
        method_title=method.title,
        method_sentence=method.sentence,
        state=FOUND if len(places) else (NONE if chosen.state == FOUND else chosen.state),
        reason=_reason(chosen, len(places), ranked.reason),
        settings=chosen.settings,
        totals=totals,
        cells=cells,
        places=places,
        wards=wards,
        breakdowns=_breakdowns(snapshot, found, threshold),
        centres=_centres(snapshot),
        breaks=tuple(breaks),
        fitted=fitted,
        unit=f"reports in each cell of {wording.km2_words(lattice.cell_km2)}, "
        f"{wording.window_words(found.window)}",
        threshold=threshold,
        surface=_surface(chosen, evidence, threshold),
        ignored=found.ignored,
        ward_shapes=_ward_shapes(drawn["wards"], wards),
        outline=drawn["outline"],
        context=drawn["context"],
        bounds=drawn["bounds"],
    )


def auto_resolution(snapshot: Snapshot, incidents: int) -> int:
    """Choose the finest cells at which so many reports can say anything; the coarsest if none can."""
    offered = [r for r in snapshot.partnership.resolutions if r <= AUTO_FINEST] or list(
        snapshot.partnership.resolutions
    )
    lattices = {resolution: snapshot.lattice(resolution)[0] for resolution in offered}
    return finest_resolution(incidents, lattices) or min(offered)


def _evidence(snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray) -> Evidence:
    used = np.flatnonzero(found.place_incidents)
    places = snapshot.places
    return Evidence(
        lattice=lattice,
        counts=found.by_cell(lattice, position),
        share=_share(found.filters.baseline, snapshot, found, lattice, position),
        x=places.x[used],
        y=places.y[used],
        weight=found.place_incidents[used],
        place_cell=position[used],
        outline=snapshot.study_area.outline,
        cell_days=_cell_days(found, position, lattice.cells.size),
    )


def _share(
    baseline: str, snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray
) -> np.ndarray:
    """Share out what is expected: by ground, by residents, or by all recorded incidents of the window."""
    if baseline == "residents":
        if np.isnan(lattice.residents).any():
            raise ValueError(
                "Residents are not known for every ward of this partnership. Name a population file in the "
                "partnership file, or compare by area or with all recorded incidents."
            )
        spread = lattice.residents
    elif baseline == "records":
        window = found.window
        every = Filters(days=None, first=window.first, last=window.last, officer=found.filters.officer)
        spread = survey(snapshot, every).by_cell(lattice, position).astype(float)
    else:
        spread = lattice.area_km2
    total = spread.sum()
    return spread / total if total > 0 else lattice.area_km2 / lattice.area_km2.sum()


def _other_shares(
    snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray
) -> dict[str, np.ndarray]:
    """Share out what is expected by the baselines that were not chosen, where they are known and differ."""
    known = {"area": True, "residents": not np.isnan(lattice.residents).any()}
    asked = found.filters
    known["records"] = bool(asked.strands or asked.kinds or asked.sources or asked.categories)
    return {
        name: _share(name, snapshot, found, lattice, position)
        for name, usable in known.items()
        if usable and name != asked.baseline
    }


def _cell_days(found: Survey, position: np.ndarray, n_cells: int) -> np.ndarray:
    """List the distinct pairs of cell and day."""
    if not found.inside.height:
        return np.empty((0, 2), dtype=np.int32)
    day = found.inside["first"].to_numpy()
    first, days = int(day.min()), int(day.max() - day.min()) + 1
    seen = np.zeros(n_cells * days, dtype=bool)
    seen[position[found.inside["place"].to_numpy()] * days + (day - first)] = True
    pair = np.flatnonzero(seen)
    return np.column_stack([pair // days, pair % days + first]).astype(np.int32)


def _detect(name: str, evidence: Evidence, asked: Filters) -> Detection:
    """Run a method with the settings asked for; each takes those that are its own."""
    method = METHODS[name]
    given = {
        "bandwidth_m": asked.bandwidth_m,
        "kernel": asked.kernel,
        "radius_m": asked.radius_m,
        "min_reports": asked.min_reports,
    }
    own = {key: value for key, value in given.items() if key in method.Settings.model_fields}
    return method.detect(evidence, method.Settings(**own))


def _surface(chosen: Detection, evidence: Evidence, threshold: int) -> Painted | None:
    if chosen.surface is None:
        return None
    width = float(chosen.settings["bandwidth_m"])
    where = (evidence.x, evidence.y, evidence.weight)
    return shown_surface(chosen.surface, *where, bandwidth_m=width, threshold=threshold)


def _reason(chosen: Detection, places: int, left_out: str) -> str:
    """Say in a sentence why something is shown, or nothing."""
    if chosen.state == FOUND and not places:
        return f"No hot spot is shown. {left_out}".strip()
    return chosen.reason


def hide_small(counts: np.ndarray, threshold: int, *, adds_up: bool) -> np.ndarray:
    """Hide the small counts of one table, and one more where the table's total would give one back."""
    groups = [np.arange(len(counts))] if adds_up and len(counts) else []
    return protect(counts, groups, threshold=threshold).hidden


def _hide_cells(
    counts: np.ndarray, touched: csr_array, ranked: pd.DataFrame, threshold: int
) -> tuple[np.ndarray, pd.DataFrame]:
    """Hide small cells, knowing that the map's total, the wards' and each place's are published.

    A ward's total adds up its cells only where no cell with reports reaches over its edge: elsewhere nobody
    outside can tell how such a cell is shared out. A place whose own total would give a hidden cell back is
    not published; the places after it move up.
    """
    shared = np.asarray(touched.sum(axis=0)).ravel() > 1
    cells_of = [touched.indices[a:b] for a, b in itertools.pairwise(touched.indptr)]
    wards = [cells for cells in cells_of if not counts[cells[shared[cells]]].any()]
    rings = [np.asarray(cells, dtype=np.int64) for cells in ranked["cells"]]
    guarded = protect(counts, [np.arange(len(counts)), *wards, *rings], threshold=threshold)
    lost = {group - 1 - len(wards) for group in guarded.withheld if group > len(wards)}
    kept = ranked[[position not in lost for position in range(len(ranked))]].reset_index(drop=True)
    kept["rank"] = np.arange(1, len(kept) + 1)
    return guarded.hidden, kept


@lru_cache(maxsize=32)
def _standard_breaks(snapshot: Snapshot, resolution: int) -> tuple[int, ...]:
    """Choose the colour classes from everything in the usual window, so that filtering does not move them."""
    lattice, position = snapshot.lattice(resolution)
    return tuple(legend_breaks(survey(snapshot, DEFAULT).by_cell(lattice, position)))


def _cells(
    snapshot: Snapshot,
    evidence: Evidence,
    chosen: Detection,
    places: pd.DataFrame,
    hidden: np.ndarray,
    breaks: tuple[int, ...],
) -> pd.DataFrame:
    """Lay out every cell, with what may be shown of it."""
    lattice, counts = evidence.lattice, evidence.counts
    rank = pd.array([pd.NA] * len(counts), dtype="Int64")
    for place in places.itertuples():
        rank[np.asarray([*place.cells, *place.edge_cells], dtype=np.int64)] = place.rank
    level = np.where(counts == 0, 0, classify(counts, breaks) + 1)
    level = np.where(counts > 0, np.maximum(level, 1), level)
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
            "expected": counts.sum() * evidence.share,
            "level": np.where(hidden, -1, level).astype(int),
            "is_hotspot": chosen.cells["is_hotspot"].to_numpy(dtype=bool) & ~hidden,
            "rank": rank,
            "tip": [
                wording.cell_tip(ward=ward, incidents=n, threshold=threshold, rank=None if r is pd.NA else r)
                for ward, n, r in zip(names, shown, rank, strict=True)
            ],
        }
    )


def _places(
    snapshot: Snapshot,
    found: Survey,
    lattice: Lattice,
    table: pd.DataFrame,
    agree: pd.DataFrame,
    others: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Explain every ranked place: where, how many, how many expected, who agrees, who is near."""
    centres = _open_centres(snapshot)
    wards = snapshot.study_area.wards
    rows = []
    for place in table.itertuples():
        ring = np.asarray(place.cells, dtype=np.int64)
        agreeing = [METHODS[name].title for name in METHODS if agree[name].to_numpy()[ring].any()]
        km2 = float(lattice.area_km2[ring].sum())
        nearest = _nearest(centres, lattice.x[place.cell], lattice.y[place.cell])
        ward = str(wards["name"].iat[place.ward])
        sentence = wording.place_sentence(
            incidents=place.incidents,
            expected=place.expected,
            dates=place.dates,
            km2=km2,
            ward=ward,
            window=found.window,
            baseline=found.filters.baseline,
            agreeing=agreeing,
            methods=len(METHODS),
            centre=nearest,
        )
        rows.append(
            {
                "rank": place.rank,
                "cell": h3.int_to_str(int(lattice.cells[place.cell])),
                "cells": [h3.int_to_str(cell) for cell in lattice.cells[ring].tolist()],
                "lon": float(lattice.lon[place.cell]),
                "lat": float(lattice.lat[place.cell]),
                "radius_m": lattice.edge_m * RING_EDGES,
                "km2": km2,
                "ward": str(wards["ward"].iat[place.ward]),
                "ward_name": ward,
                "name": ward,
                "incidents": float(place.incidents),
                "expected": float(place.expected),
                "dates": int(place.dates),
                "p": float(place.p),
                "q": float(place.q),
                "methods": agreeing,
                "agree": f"{len(agreeing)} of {len(METHODS)}",
                "centre": nearest[0] if nearest else None,
                "centre_m": nearest[1] if nearest else np.nan,
                "centre_words": f"{nearest[0]}, {wording.distance_words(nearest[1])}"
                if nearest
                else "none listed",
                "sentence": sentence,
                "compared": wording.compared_sentence(
                    {name: found.in_area * float(share[ring].sum()) for name, share in others.items()}
                ),
                "tip": f"{place.rank}. {ward}\n{place.incidents:,.0f} reports, "
                f"about {place.expected:,.1f} expected",
            }
        )
    return pd.DataFrame(rows, columns=list(PLACE_COLUMNS))


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


def _wards(snapshot: Snapshot, found: Survey, places: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Count by ward; what is hidden among the wards cannot be had from the total."""
    wards = snapshot.study_area.wards
    ward = found.inside["ward"].to_numpy()
    counts = np.bincount(ward, minlength=len(wards)).astype(np.int64)
    hidden = hide_small(counts, threshold, adds_up=True)
    ward_hidden = hide_small(found.ward_only, threshold, adds_up=False)
    shown = np.where(hidden, np.nan, counts.astype(float))
    residents = wards["residents"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_1000 = np.where(residents > 0, shown / residents * 1000, np.nan)
    only = np.where(ward_hidden, np.nan, found.ward_only.astype(float))
    spots = places["ward"].value_counts()
    return pd.DataFrame(
        {
            "ward": wards["ward"].to_numpy(),
            "name": wards["name"].to_numpy(),
            "incidents": shown,
            "hidden": hidden,
            "shown": _shown(shown, threshold),
            "ward_only": only,
            "ward_only_shown": _shown(only, threshold),
            "residents": residents,
            "per_1000": per_1000,
            "hot_spots": [int(spots.get(code, 0)) for code in wards["ward"]],
        }
    )


def _shown(counts: np.ndarray, threshold: int) -> list[str]:
    return [f"fewer than {threshold}" if n != n else f"{int(n):,}" for n in counts]


@lru_cache(maxsize=4)
def latest_by_source(snapshot: Snapshot) -> dict[str, date]:
    """Give the day of each source's latest record, whatever was asked."""
    words = snapshot.words["source"]
    found = snapshot.records.group_by("source").agg(pl.col("last").max())
    return {words[source]: EPOCH + timedelta(days=int(last)) for source, last in found.iter_rows()}


def _breakdowns(snapshot: Snapshot, found: Survey, threshold: int) -> dict[str, pd.DataFrame]:
    """Count by strand, kind, category and source; strands overlap, so theirs does not add up."""
    tables = {}
    for column in ("kind", "category", "source"):
        words = snapshot.words[column]
        counts = np.bincount(found.inside[column].to_numpy(), minlength=len(words)).astype(np.int64)
        tables[column] = _breakdown(
            list(words), snapshot.policy.labels(column), counts, threshold, adds_up=True
        )
    latest = latest_by_source(snapshot)
    tables["source"]["latest"] = [latest.get(code) for code in tables["source"]["code"]]
    strands = snapshot.policy.strands
    masks = found.inside["strands"].to_numpy()
    bits = [int(((masks >> bit) & 1).sum()) for bit in range(len(strands))]
    named = {**strands, "none": "No strand recorded"}
    counts = np.array([*bits, int((masks == 0).sum())], dtype=np.int64)
    tables["strand"] = _breakdown(list(named), named, counts, threshold, adds_up=False)
    return tables


def _breakdown(
    codes: list[str], labels: Mapping[str, str], counts: np.ndarray, threshold: int, *, adds_up: bool
) -> pd.DataFrame:
    hidden = hide_small(counts, threshold, adds_up=adds_up)
    shown = np.where(hidden, np.nan, counts.astype(float))
    frame = pd.DataFrame(
        {
            "code": codes,
            "label": [labels.get(code, code) for code in codes],
            "incidents": shown,
            "hidden": hidden,
            "shown": _shown(shown, threshold),
        }
    )
    order = np.lexsort((np.arange(len(frame)), -np.nan_to_num(shown, nan=threshold - 0.5)))
    return frame.iloc[order].reset_index(drop=True)


def _centres(snapshot: Snapshot) -> pd.DataFrame:
    """Lay out the reporting centres that have a place and are willing to be listed."""
    columns = ["name", "lon", "lat", "status", "specialist", "tip"]
    centres = snapshot.centres
    if centres.empty:
        return pd.DataFrame(columns=columns)
    seen = centres[centres["listed"] & centres["lon"].notna()].copy()
    labels = snapshot.policy.strands
    seen["specialist"] = [
        wording.listed([labels.get(code, code) for code in codes.split(";")]) if codes else ""
        for codes in seen["strands"].fillna("")
    ]
    seen["tip"] = [
        "\n".join(part for part in (name, f"Reporting centre, {status}", specialist, hours or "") if part)
        for name, status, specialist, hours in zip(
            seen["name"], seen["status"], seen["specialist"], seen["hours"].fillna(""), strict=True
        )
    ]
    return seen[columns].reset_index(drop=True)


def _ward_shapes(shapes: Mapping[str, Any], wards: pd.DataFrame) -> dict[str, Any]:
    """Put each ward's shown count beside its outline."""
    tips = {
        row.ward: f"{row.name_}\n{row.shown} reports on the map"
        for row in wards.rename(columns={"name": "name_"}).itertuples()
    }
    return {
        "type": "FeatureCollection",
        "features": [
            {**shape, "properties": {**shape["properties"], "tip": tips[shape["properties"]["ward"]]}}
            for shape in shapes["features"]
        ],
    }
