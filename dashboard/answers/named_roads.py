"""Named roads: by which streets a place lies, so that somebody on foot finds it."""

import geopandas as gpd
import numpy as np
import shapely

from dashboard.snapshot import Snapshot

__all__ = ["BY_M", "roads_by"]

BY_M = 150.0
MOST = 2


def roads_by(snapshot: Snapshot, x: np.ndarray, y: np.ndarray) -> list[tuple[str, ...]]:
    """Name the roads within 150 m of each point, the nearest first, two at most; none where none is known."""
    roads: gpd.GeoDataFrame | None = snapshot.context.get("road")
    if roads is None or roads.empty or not len(x):
        return [()] * len(x)
    named = roads[roads["name"].fillna("").str.strip() != ""]
    shapes, names = named.geometry.to_numpy(), named["name"].to_numpy()
    at = np.asarray(shapely.points(x, y), dtype=object)
    point, road = shapely.STRtree(shapes).query(at, predicate="dwithin", distance=BY_M)
    apart = shapely.distance(at[point], shapes[road])
    order = np.lexsort((names[road].astype(str), apart, point))
    found: list[dict[str, None]] = [{} for _ in x]
    for k in order.tolist():
        found[int(point[k])].setdefault(str(names[road[k]]).strip())
    return [tuple(list(each)[:MOST]) for each in found]
