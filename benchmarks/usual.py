"""The usual way, in a process of its own: pandas, geopandas, h3 in a loop, scikit-learn on every point.

Run as `python -m benchmarks.usual PLAN_FOLDER ANSWER_FOLDER`; with `exact` behind it, kernel density is as
the library comes, and only the first question is asked.
"""

import os
import resource
import sys
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
from sklearn.cluster import DBSCAN
from sklearn.neighbors import KernelDensity

from benchmarks.answer import Times, save_answer, timed, write_times
from benchmarks.memory import own_peak_mb
from benchmarks.plan import Plan, questions, read_plan
from boundaries.crs import to_wgs84
from dashboard.filters import Filters

__all__ = ["METHODS", "TOLERANCE", "answer", "join", "mask", "neighbours", "run"]

METHODS = ("gi_star", "kernel_density", "dbscan")
TOLERANCE = 1e-3
"""Kernel density may be off by this part, which lets its tree skip points; without it, it takes ten times as
long. The library's own default is 0."""
MEMORY_BYTES = 16 * 1024**3
DATES = ("Committed From", "Committed To", "Reported Date")
STRAND_WORDS = {"race": "Racist"}
CATEGORY_WORDS = {"violence": "Common assault"}


def run(plan: Plan, folder: Path, *, exact: bool = False) -> Times:
    """Load, ask, and leave times and answers in a folder."""
    times = Times(imported_mb=own_peak_mb(), load=os.getloadavg()[0])
    asked = questions(plan)
    ground = np.load(Path(plan.folder) / "ground.npz")
    rows = timed(times.steps, "pandas.read_csv", _read, plan.files)
    wards = gpd.read_file(Path(plan.folder) / "wards.gpkg")
    points = timed(times.steps, "geopandas.sjoin", join, rows, wards)
    points["cell"] = timed(times.steps, "h3 in a loop", _cells, points, plan.resolution)
    del rows
    given = (plan, ground, neighbours(ground["cells"]), len(wards), 0.0 if exact else TOLERANCE)
    for number, name in enumerate(list(asked)[: 1 if exact else None]):
        into, step = (times.filters, name) if number else (times.steps, "answer")
        save_answer(folder, number, **timed(into, step, answer, points, asked[name], *given))
        if not number:
            times.loaded_mb = own_peak_mb()
    write_times(folder, times)
    return times


def _read(files: tuple[str, ...]) -> pd.DataFrame:
    rows = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)
    for column in DATES:
        rows[column] = pd.to_datetime(rows[column], format="%d/%m/%Y %H:%M")
    return rows


def join(rows: pd.DataFrame, wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join every row to its ward; a point on a shared edge meets two and is given the lower code."""
    places = gpd.points_from_xy(rows["Easting"], rows["Northing"], crs=wards.crs)
    joined = gpd.sjoin(gpd.GeoDataFrame(rows, geometry=places), wards, how="left", predicate="intersects")
    joined = joined.sort_values("index_right", kind="stable")
    return joined[~joined.index.duplicated()].sort_index()


def _cells(points: gpd.GeoDataFrame, resolution: int) -> list[str]:
    """Name every row's cell, by the exact conversion to degrees that ours uses (pyproj's is metres off)."""
    lon, lat = to_wgs84(points["Easting"], points["Northing"])
    pairs = zip(np.round(lat, 5).tolist(), np.round(lon, 5).tolist(), strict=True)
    return [h3.latlng_to_cell(a, b, resolution) for a, b in pairs]


def neighbours(cells: np.ndarray) -> dict[str, list[str]]:
    names = [h3.int_to_str(cell) for cell in cells.tolist()]
    listed = set(names)
    return {name: [other for other in h3.grid_disk(name, 1) if other in listed] for name in names}


def answer(
    points: gpd.GeoDataFrame,
    filters: Filters,
    plan: Plan,
    ground: "np.lib.npyio.NpzFile",
    around: dict[str, list[str]],
    n_wards: int,
    tolerance: float,
    methods: Collection[str] = METHODS,
) -> dict[str, np.ndarray]:
    """Mask and group; by method, score every cell, smooth every point, cluster every point."""
    chosen = points[mask(points, filters)]
    counts = chosen.groupby("cell").size().reindex(list(around), fill_value=0)
    wards = chosen.groupby("index_right").size().reindex(range(n_wards), fill_value=0)
    for column in ("Offence", "Hate Flags", "Location Type"):
        chosen.groupby(column).size()
    metres = chosen[["Easting", "Northing"]].to_numpy(dtype=float)
    found = {"counts": counts.to_numpy(), "wards": wards.to_numpy(), "metres": metres}
    if "gi_star" in methods:
        found["gi_star"] = _gi_star(counts, around)
    if "dbscan" in methods:
        clusters = DBSCAN(eps=plan.radius_m, min_samples=plan.min_reports).fit(metres)
        found["group"], found["core"] = clusters.labels_, np.zeros(len(metres), dtype=bool)
        found["core"][clusters.core_sample_indices_] = True
    if "kernel_density" in methods:
        density = KernelDensity(bandwidth=plan.bandwidth_m, kernel="gaussian", rtol=tolerance).fit(metres)
        logs = density.score_samples(np.column_stack((ground["x"], ground["y"])))
        found["density"] = np.exp(logs) * len(metres) * 1e6
    return found


def mask(points: gpd.GeoDataFrame, filters: Filters) -> pd.Series:
    inside = points["index_right"].notna()
    window = filters.window(points.loc[inside, "Committed To"].max().date())
    since, until = pd.Timestamp(window.first), pd.Timestamp(window.last + timedelta(days=1))
    chosen = inside & (points["Committed From"] >= since) & (points["Committed From"] < until)
    chosen &= points["How Noticed"] != "Police officer"
    for strand in filters.strands:
        chosen &= points["Hate Flags"].str.contains(STRAND_WORDS[strand], na=False)
    for kind in filters.kinds:
        chosen &= points["Hate Flags"].notna() == (kind == "hate_crime")
    for category in filters.categories:
        chosen &= points["Offence"] == CATEGORY_WORDS[category]
    return chosen


def _gi_star(counts: pd.Series, around: dict[str, list[str]]) -> np.ndarray:
    """Score every cell by the formula of Ord and Getis (1995), cell by cell."""
    values = counts.to_dict()
    n, mean, spread = len(values), counts.mean(), counts.std(ddof=0)
    scores = []
    for neighbours in around.values():
        size = len(neighbours)
        above = sum(values[cell] for cell in neighbours) - mean * size
        scores.append(above / (spread * np.sqrt((n * size - size**2) / (n - 1))))
    return np.array(scores)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    run(read_plan(Path(sys.argv[1])), Path(sys.argv[2]), exact="exact" in sys.argv[3:])
