"""The whole way from Parquet to the first map, each way in a process of its own; imports are not counted.

The usual way does what pandas, geopandas, h3 and scikit-learn are used for. PredictCode (`open_cp`, on
GitHub: QuantCrimAtLeeds/PredictCode) is the open package that comes nearest to the whole job; it is on no
registry, so it takes part where `OPEN_CP` names a folder with a copy.
"""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.child import Clock, child
from benchmarks.harness import Measured, Task, Way, measure

__all__ = ["OPEN_CP", "hold_whole", "open_cp", "ours", "usual"]

OPEN_CP = "OPEN_CP"
NEEDED = [
    "x",
    "y",
    "lon",
    "lat",
    "occurred_from",
    "occurred_to",
    "category",
    "strands",
    "setting",
    "noticed_by",
]
GRID_M = 150


def hold_whole(file: Path, partnership: Path, folder: Path, rows: int, **how: Any) -> Measured:
    """Open so many rows and draw the first map; the counts are held equal."""
    given = {"file": str(file), "partnership": str(partnership), "folder": str(folder)}
    ways = [
        Way("ours", child("benchmarks.whole:ours", **given)),
        Way("the usual way, Gi* alone", child("benchmarks.whole:usual", methods=["gi_star"], **given)),
        Way("the usual way, its three methods", child("benchmarks.whole:usual", **given)),
    ]
    if os.environ.get(OPEN_CP):
        ways.append(Way("PredictCode (open_cp)", child("benchmarks.whole:open_cp", **given)))
    return measure(Task("from Parquet to the first map", rows), ways, same=_same, **how)


def _same(answers: dict[str, Any]) -> str:
    ours = answers["ours"]
    for name, other in answers.items():
        if "counts" in other and name != "ours":
            seen = ~np.isnan(ours["counts"])
            assert np.array_equal(ours["counts"][seen], other["counts"][seen]), name
            shown = ~np.isnan(ours["wards"])
            assert np.array_equal(ours["wards"][shown], other["wards"][shown]), name
        assert int(other["total"]) == int(ours["total"]), (name, other["total"], ours["total"])
    return f"equal counts by cell and ward; {int(ours['total']):,} incidents on every map"


def ours(clock: Clock, *, file: str, partnership: str, folder: str) -> dict[str, np.ndarray]:
    """Read, name places and wards, ask for a map of 365 days, and write it for the browser."""
    from benchmarks.columnar import read_snapshot
    from benchmarks.plan import questions, read_plan
    from dashboard.deck import build_deck
    from dashboard.situation import assess
    from dashboard.survey import survey
    from dashboard.viewer import ANALYST

    first = questions(read_plan(Path(folder)))["the last 365 days"]
    beside = f"sqlite:///{folder}/kept.sqlite"
    snapshot = clock.step(
        "read, name places and wards", read_snapshot, Path(file), Path(partnership), beside=beside
    )
    resident = clock.notes["own_mb"] - clock.notes["ready_mb"]
    answer = clock.step("answer", assess, snapshot, first, ANALYST)
    drawn = clock.step("draw", lambda: build_deck(answer).to_json())
    places = sum(getattr(snapshot.places, name).nbytes for name in ("x", "y", "lon", "lat", "ward"))
    held = snapshot.records.estimated_size() + snapshot.numbers.estimated_size() + places
    rows = snapshot.records.height
    clock.notes |= {"rows": rows, "bytes_a_row": held / rows, "grown_mb": resident, "map_bytes": len(drawn)}
    return {
        "counts": answer.cells["incidents"].to_numpy(dtype=float, na_value=np.nan),
        "wards": answer.wards["incidents"].to_numpy(dtype=float, na_value=np.nan),
        "total": np.array(survey(snapshot, first).in_area),
    }


def usual(
    clock: Clock, *, file: str, partnership: str, folder: str, methods: list[str] | None = None
) -> dict[str, np.ndarray]:
    """Read, join, name cells in a loop, answer."""
    import geopandas as gpd
    import h3
    import pandas as pd

    from benchmarks.plan import questions, read_plan
    from benchmarks.usual import METHODS, TOLERANCE, answer, neighbours
    from benchmarks.usual import join as joined_to

    plan = read_plan(Path(folder))
    with np.load(Path(folder) / "ground.npz") as held:
        ground = {name: held[name] for name in held.files}
    around = neighbours(ground["cells"])
    wards = gpd.read_file(Path(folder) / "wards.gpkg")

    def read() -> pd.DataFrame:
        rows = pd.read_parquet(file, columns=NEEDED)
        days = pd.to_datetime(rows["occurred_from"])
        rows = rows.assign(**{"Committed From": days, "Committed To": days})
        rows["noticed_by"] = rows["noticed_by"].replace("officer", "Police officer")
        names = {"x": "Easting", "y": "Northing", "category": "Offence", "strands": "Hate Flags"}
        return rows.rename(columns={**names, "setting": "Location Type", "noticed_by": "How Noticed"})

    def name_cells(points: pd.DataFrame) -> list[str]:
        return [
            h3.latlng_to_cell(a, b, plan.resolution)
            for a, b in zip(points["lat"].tolist(), points["lon"].tolist(), strict=True)
        ]

    rows = clock.step("pandas.read_parquet", read)
    points = clock.step("geopandas.sjoin", joined_to, rows, wards)
    points["cell"] = clock.step("h3 in a loop", name_cells, points)
    first = questions(plan)["the last 365 days"]
    given = (plan, ground, around, len(wards), TOLERANCE)
    found = clock.step("answer", answer, points, first, *given, methods=methods or METHODS)
    counts = found["counts"].astype(float)
    return {"counts": counts, "wards": found["wards"].astype(float), "total": np.array(counts.sum())}


def open_cp(clock: Clock, *, file: str, partnership: str, folder: str) -> dict[str, np.ndarray]:
    """Read, keep what lies in the area, and predict by retrospective hot spots on a grid of 150 m.

    It names no wards, tests nothing, hides nothing and draws nothing here. Whether a point lies in the area
    is asked of shapely for all points at once: its own way asks point by point.
    """
    sys.path.insert(0, os.environ[OPEN_CP])
    import geopandas as gpd
    import pandas as pd
    import shapely
    from open_cp import data, geometry, retrohotspot

    from benchmarks.plan import questions, read_plan

    first = questions(read_plan(Path(folder)))["the last 365 days"]
    outline = shapely.union_all(gpd.read_file(Path(folder) / "wards.gpkg").geometry.to_numpy())

    def read() -> data.TimedPoints:
        rows = pd.read_parquet(file, columns=["x", "y", "occurred_from", "noticed_by"])
        rows = rows[rows["noticed_by"] != "officer"]
        inside = rows[shapely.intersects_xy(outline, rows["x"], rows["y"])]
        days = pd.to_datetime(inside["occurred_from"])
        window = first.window(days.max().date())
        chosen = (days >= pd.Timestamp(window.first)) & (days <= pd.Timestamp(window.last))
        kept = inside[chosen]
        return data.TimedPoints.from_coords(
            days[chosen].to_numpy(), kept["x"].to_numpy(), kept["y"].to_numpy()
        )

    points = clock.step("read and keep what is inside", read)

    def predict() -> np.ndarray:
        region = data.RectangularRegion(*np.array(outline.bounds)[[0, 2, 1, 3]])
        grid = data.Grid(GRID_M, GRID_M, region.xmin, region.ymin)
        predictor = retrohotspot.RetroHotSpotGrid(region=region, grid_size=GRID_M)
        predictor.weight = retrohotspot.Quartic(300)
        predictor.data = points
        risk = predictor.predict()
        masked = geometry.mask_grid_by_intersection(outline, grid)
        return np.asarray(risk.intensity_matrix)[: masked.yextent, : masked.xextent]

    risk = clock.step("predict and mask", predict)
    clock.notes["grid"] = list(risk.shape)
    return {"total": np.array(points.number_data_points)}
