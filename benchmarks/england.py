"""A country of wards made by code, as many and as unlike as England's, and what a month more of it costs.

Run as `python -m benchmarks england --rows 60000000`: months of one day's growth after another are written,
placed on 7,000 wards and counted into a cube by the product's own engine, and thrown away again, so that the
disk holds one month.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import polars as pl
import shapely

from benchmarks.columnar import CHUNK, Spots, day_columns
from benchmarks.harness import Measured, Task, Way, measure
from benchmarks.machine import commit, describe
from benchmarks.telling import growth_of, keep, table_of
from benchmarks.workload import FIRST_DAY, SEED, lumpy
from boundaries.crs import BNG, to_wgs84
from boundaries.study_area import StudyArea
from ingest.cube.engines.polars import make_engine
from ingest.cube.ground import CubeGround, ground_of
from ingest.cube.source_file import SourceFile
from ingest.policy import load_policy

__all__ = ["country", "hold_england", "spots_in"]

WARDS, AUTHORITIES = 7_000, 300
BOX = (330_000, 90_000, 640_000, 510_000)
"""About as large as England, in metres of the national grid."""
SPOTS = 600_000
"""Anonymous points: about as many as data.police.uk has for England."""
MONTHS = 24
MONTH_DAYS = 30
RESOLUTION = 9
PLACED = ["x", "y", "occurred_from", "kind", "category", "source", "noticed_by", "strands", "agency"]


def country(*, wards: int = WARDS, authorities: int = AUTHORITIES, seed: int = SEED) -> StudyArea:
    """Make the wards: tiles about scattered middles, crowded about those of the authorities."""
    rng = np.random.default_rng([seed, wards])
    west, south, east, north = BOX
    towns = rng.uniform((west, south), (east, north), (authorities, 2))
    crowded = rng.integers(0, authorities, wards // 2)
    near = towns[crowded] + rng.normal(0, 4_000, (wards // 2, 2))
    middles = np.vstack((near, rng.uniform((west, south), (east, north), (wards - wards // 2, 2))))
    middles = np.clip(middles, (west + 100, south + 100), (east - 100, north - 100))
    box = shapely.box(*BOX)
    tiles = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(middles), extend_to=box))
    shapes = shapely.intersection(tiles, box)
    nearest = shapely.STRtree(shapely.points(towns)).nearest(shapely.centroid(shapes))
    frame = gpd.GeoDataFrame(
        {
            "ward": [f"E05{900_000 + n}" for n in range(len(shapes))],
            "name": [f"Ward {n + 1}" for n in range(len(shapes))],
            "authority": [f"E07{900 + n:06d}" for n in nearest],
            "residents": np.nan,
            "workday": np.nan,
            "area_km2": shapely.area(shapes) / 1e6,
        },
        geometry=shapes,
        crs=BNG,
    )
    return StudyArea("An invented country", frame, box, "invented", ())


def spots_in(area: StudyArea, *, number: int = SPOTS, seed: int = SEED) -> Spots:
    """Draw the anonymous points: as many in every ward, none in another's."""
    rng = np.random.default_rng([seed, number, 3])
    shapes = area.wards.geometry.to_numpy()
    ward = rng.integers(0, len(shapes), 2 * number)
    low, high = shapely.bounds(shapes[ward])[:, :2], shapely.bounds(shapes[ward])[:, 2:]
    metres = np.round(low + rng.random((2 * number, 2)) * (high - low))
    shapely.prepare(shapes)
    inside = shapely.contains_xy(shapes[ward], metres[:, 0], metres[:, 1])
    metres = metres[inside][:number]
    return Spots(metres[:, 0], metres[:, 1], *to_wgs84(metres[:, 0], metres[:, 1]))


def hold_england(told: Callable[[str], None], *, rows: int = 10_000_000, runs: int = 5) -> str:
    """Hold one month against the usual way, then let the country grow month by month to so many rows."""
    area = country()
    ground = ground_of(area, load_policy(None), resolution=RESOLUTION, today=date(2026, 1, 1))
    spots = spots_in(area)
    rng = np.random.default_rng([SEED, rows])
    draw = lumpy(spots.x.size, rng)
    many: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="england-") as name:
        folder = Path(name)
        _write(folder / "one.parquet", spots, draw, rng, month=0, rows=CHUNK)
        beside = _beside(folder / "one.parquet", folder, area, ground, runs)
        keep("england", [beside])
        told(table_of([beside]))
        for month in range(MONTHS):
            file = folder / f"{month}.parquet"
            each = rows // MONTHS
            _write(file, spots, draw, rng, month=month, rows=each)
            grown = measure(
                Task("a month more", (month + 1) * each),
                [
                    Way(
                        "ours",
                        lambda at=file, month=month: _cube(at, folder / f"cube-{month}", ground),
                        runs=1,
                    )
                ],
                same=lambda answers, each=each: _all_counted(answers, each),
                allowance_s=0,
            )
            many.append(grown)
            shutil.rmtree(folder / f"cube-{month}")
            file.unlink()
    keep("england", many)
    text = _page(area, spots, beside, many, rows)
    told(text)
    return text


def _write(
    file: Path,
    spots: Spots,
    draw: Callable[[int], np.ndarray],
    rng: np.random.Generator,
    *,
    month: int,
    rows: int,
) -> None:
    days = np.sort(month * MONTH_DAYS + rng.integers(0, MONTH_DAYS, rows))
    frame = day_columns(spots, draw(rows), days, rng, first=month * rows + 1)
    frame.select(PLACED).write_parquet(file)


def _cube(file: Path, dest: Path, ground: CubeGround) -> dict[str, Any]:
    """Make a month's parts, and count them by ward."""
    shutil.rmtree(dest, ignore_errors=True)
    dest.mkdir()
    source = SourceFile(1, file.name, "parquet", str(file), size=file.stat().st_size)
    made = make_engine().make([source], ground, dest)
    return {"counted": sum(count.counted for count in made.counts), "dest": dest}


def _all_counted(answers: Mapping[str, Any], rows: int) -> str:
    assert answers["ours"]["counted"] == rows, answers
    return ""


def _beside(file: Path, folder: Path, area: StudyArea, ground: CubeGround, runs: int) -> Measured:
    """Hold a million rows of one month against pandas, geopandas.sjoin and h3 in a loop."""
    wards = area.wards[["ward", "geometry"]]

    def usual() -> pd.Series:
        rows = pd.read_parquet(file)
        where = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["x"], rows["y"], crs=BNG))
        joined = gpd.sjoin(where, wards, how="left", predicate="intersects").sort_values("ward")
        joined = joined[~joined.index.duplicated()]
        lon, lat = to_wgs84(joined["x"].to_numpy(), joined["y"].to_numpy())
        at = zip(np.round(lat, 5).tolist(), np.round(lon, 5).tolist(), strict=True)
        joined["cell"] = [h3.latlng_to_cell(a, b, RESOLUTION) for a, b in at]
        by = [
            "cell",
            "ward",
            "occurred_from",
            "strands",
            "kind",
            "source",
            "category",
            "noticed_by",
            "agency",
        ]
        return joined.groupby(by, dropna=False, observed=True).size()

    def same(answers: Mapping[str, Any]) -> str:
        parts = pl.read_parquet(str(answers["ours"]["dest"] / "**" / "*.parquet"), hive_partitioning=False)
        by_ward = parts.group_by("ward").agg(pl.col("incidents").sum()).sort("ward")
        theirs = answers["pandas, geopandas.sjoin, h3 in a loop"]
        other = theirs.groupby("ward").sum().sort_index()
        assert by_ward["ward"].to_list() == other.index.tolist()
        assert by_ward["incidents"].to_list() == other.tolist()
        assert parts.height == len(theirs)
        return f"the same {parts.height:,} counts in {by_ward.height:,} wards"

    ways = [
        Way("ours", lambda: _cube(file, folder / "one", ground)),
        Way("pandas, geopandas.sjoin, h3 in a loop", usual),
    ]
    return measure(Task("a cube of one month, 7,000 wards", CHUNK), ways, same=same, runs=runs)


def _page(area: StudyArea, spots: Spots, beside: Measured, many: list[Measured], rows: int) -> str:
    took = [m["ours"].took[0] for m in many]
    early, late = np.median(took[: MONTHS // 4]), np.median(took[-MONTHS // 4 :])
    grown = growth_of(many, "ours")
    about = "{processor}, {cores} cores, {memory}; Python {python}".format(**describe())
    return (
        f"## A country of {len(area.wards):,} wards\n\n"
        f"{area.wards['authority'].nunique()} invented authorities, {spots.x.size:,} anonymous points, "
        f"{rows:,} incidents from {FIRST_DAY:%B %Y} on in {MONTHS} months: each month is read from Parquet, "
        f"placed and counted into the parts of a cube by the engine on Polars, then the next.\n\n"
        f"{table_of([beside])}\n"
        f"Month by month, {rows // MONTHS:,} incidents each: {np.median(took):.1f} s ({min(took):.1f} to "
        f"{max(took):.1f}), together {sum(took):.0f} s, {rows / sum(took):,.0f} incidents a second. The last "
        f"quarter of the months took {late / early:.2f} times the first"
        + (f" (exponent of a month in what there is before it: {grown.median:.2f})" if grown else "")
        + f".\n\n{about}; commit {commit()}, {date.today():%-d %B %Y}. Again: `python -m benchmarks england "
        f"--rows {rows}`.\n"
    )
