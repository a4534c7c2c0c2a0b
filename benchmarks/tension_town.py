"""A town of 25 square wards with three years of incidents and community reports, made in memory."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from boundaries.partnership import load_partnership
from dashboard.columns import Places
from dashboard.desks.importing import open_desk
from dashboard.settings import Settings
from dashboard.snapshot import EPOCH, Snapshot, load_snapshot
from ingest.records.graded_reports import GRADED

__all__ = ["FIRST_DAY", "LAST_DAY", "SIDE", "make_town"]

SIDE, STEP = 5, 0.015
"""Wards on a side, and degrees of one."""
WEST, SOUTH = 0.45, 53.05
FIRST_DAY, LAST_DAY = date(2023, 1, 2), date(2025, 12, 28)
"""A Monday and a Sunday: 156 weeks."""
AGENCIES = ("Police", "Council", "Housing", "Reporting centres")
NETWORKS = ("police", "council", "housing", "third_party", "school", "charity")
SPOTS = 5_000
STRANDS = (0.45, 0.10, 0.14, 0.05, 0.11, 0.06, 0.05, 0.04)
SECOND = 0.08
"""Share of incidents of a second strand."""
SEED = 1829


def make_town(folder: Path, *, incidents: int, reports: int) -> Snapshot:
    """Draw the wards into a folder, and lay incidents and graded reports over them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wards.geojson").write_text(json.dumps(_wards()), encoding="utf-8")
    file = folder / "partnership.toml"
    file.write_text(
        'name = "Squareton"\n[boundaries]\nwards = "wards.geojson"\n[disclosure]\nthreshold = 3\n',
        encoding="utf-8",
    )
    desk = open_desk(
        Settings(store=f"sqlite:///{folder}/store.sqlite", partnership=file, formats=folder / "formats")
    )
    empty = load_snapshot(desk.store, load_partnership(file))
    desk.store.close()
    dice = np.random.default_rng([SEED, incidents, reports])
    words = {**empty.words, "agency": AGENCIES}
    places = _places(empty, dice)
    records = _records(replace(empty, words=words), places, incidents, dice)
    community = _reports(empty, reports, dice)
    return replace(empty, version="squares", words=words, places=places, records=records, community=community)


def _wards() -> dict[str, object]:
    features = []
    for number in range(SIDE * SIDE):
        west, south = WEST + STEP * (number % SIDE), SOUTH + STEP * (number // SIDE)
        ring = [[west, south], [west + STEP, south], [west + STEP, south + STEP], [west, south + STEP]]
        known = {"WD24CD": f"E0599{number:04d}", "WD24NM": f"Square {number + 1}"}
        shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        features.append({"type": "Feature", "properties": known, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def _places(snapshot: Snapshot, dice: np.random.Generator) -> Places:
    west, south, east, north = snapshot.study_area.outline.bounds
    ward = np.arange(SPOTS) % (SIDE * SIDE)
    middles = snapshot.study_area.wards.geometry.centroid
    x, y = (np.asarray(at)[ward] + dice.uniform(-400, 400, SPOTS) for at in (middles.x, middles.y))
    lon = WEST + (x - west) / (east - west) * STEP * SIDE
    lat = SOUTH + (y - south) / (north - south) * STEP * SIDE
    return Places(x=np.round(x), y=np.round(y), lon=lon, lat=lat, ward=ward.astype(np.int32))


def _records(snapshot: Snapshot, places: Places, rows: int, dice: np.random.Generator) -> pl.DataFrame:
    """Lay incidents at places of unequal weight, over days with a season."""
    busy = np.cumsum(dice.lognormal(0.0, 1.0, SPOTS))
    place = np.searchsorted(busy, dice.random(rows) * busy[-1], side="right").astype(np.int32)
    days = (LAST_DAY - FIRST_DAY).days + 1
    season = np.cumsum(1 + 0.3 * np.sin(2 * np.pi * np.arange(days) / 365.25))
    first = (FIRST_DAY - EPOCH).days + np.searchsorted(season, dice.random(rows) * season[-1], side="right")
    first[-1] = (LAST_DAY - EPOCH).days
    strands = np.uint32(1) << dice.choice(8, rows, p=STRANDS).astype(np.uint32)
    second = dice.random(rows) < SECOND
    strands[second] |= np.uint32(1) << dice.integers(0, 8, int(second.sum())).astype(np.uint32)
    codes = {
        name: dice.integers(0, len(snapshot.words[name]), rows)
        for name in ("kind", "category", "source", "noticed_by", "setting", "agency")
    }
    codes["noticed_by"] = np.full(rows, snapshot.words["noticed_by"].index("victim"))
    codes["precision"] = np.full(rows, snapshot.words["precision"].index("exact"))
    whole = {"place": place, "ward": places.ward[place], "area": np.full(rows, -1), "first": first}
    whole |= {"last": first, "hour": dice.integers(0, 24, rows), "hour_to": np.full(rows, None)}
    whole |= {"reported_on": first, "strands": strands, **codes}
    order = snapshot.records.columns
    small = pl.Schema({**snapshot.records.schema, "strands": pl.UInt32()})
    return pl.DataFrame({name: whole[name] for name in order}).cast(small).sort("first", maintain_order=True)


def _reports(snapshot: Snapshot, rows: int, dice: np.random.Generator) -> pl.DataFrame:
    """Grade reports by chance, a tenth unverified and one in fifty thought false."""
    ward = dice.integers(0, SIDE * SIDE, rows)
    strands = list(snapshot.policy.strands)
    days = (LAST_DAY - FIRST_DAY).days + 1
    seen = [FIRST_DAY + timedelta(days=int(day)) for day in np.sort(dice.integers(0, days, rows))]
    codes = [str(code) for code in snapshot.study_area.wards["ward"]]
    given: dict[str, object] = {
        "ward": [codes[at] for at in ward],
        "strands": [strands[at] for at in dice.choice(8, rows, p=STRANDS)],
        "observed_from": seen,
        "observed_to": seen,
        "review_by": [day + timedelta(days=365) for day in seen],
        "source_grade": dice.choice([1, 2, 3], rows, p=[0.5, 0.4, 0.1]),
        "information_grade": dice.choice(list("ABCDE"), rows, p=[0.2, 0.4, 0.2, 0.18, 0.02]).tolist(),
        "handling": ["P"] * rows,
        "needs_check": [False] * rows,
        "agency": dice.choice(AGENCIES, rows).tolist(),
        "source_type": dice.choice(NETWORKS, rows).tolist(),
        "id": np.arange(1, rows + 1),
        "reference": [f"R{number:06d}" for number in range(1, rows + 1)],
        "is_anonymous": [False] * rows,
        "experience": dice.choice(["evidenced", "experienced", "potential"], rows).tolist(),
        "severity": dice.integers(1, 5, rows),
    }
    columns = {name: given.get(name, [None] * rows) for name in GRADED}
    found = pl.DataFrame(columns, strict=False).cast(pl.Schema(GRADED))
    return found.select(pl.Series("ward_at", ward, dtype=pl.Int32), *GRADED)
