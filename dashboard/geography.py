"""The ground to draw on: wards, outline and context as GeoJSON, made once per study area."""

from functools import lru_cache
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import shapely

from boundaries.crs import to_wgs84
from boundaries.study_area import StudyArea
from dashboard.layer import ready

__all__ = ["Geography", "geography"]

DRAWN_TO_M = 5.0
"""Outlines are drawn to this many metres; counting uses the full shapes."""

Geography = dict[str, Any]


class HasShapes(Protocol):
    """What has the shapes of a place: a snapshot, or the shapes by themselves."""

    @property
    def study_area(self) -> StudyArea: ...
    @property
    def context(self) -> dict[str, Any]: ...


@lru_cache(maxsize=4)
def geography(place: HasShapes) -> Geography:
    """Give the wards, outline, context and bounds of a place, for drawing.

    Returns
    -------
    dict
        `wards`, `outline` : GeoJSON FeatureCollections, EPSG:4326, five decimals.
        `context` : dict of kind to FeatureCollection.
        `bounds` : (west, south, east, north) in degrees.
    """
    wards = place.study_area.wards
    return {
        "wards": _features(wards, ("ward", "name")),
        "outline": _features(gpd.GeoDataFrame(geometry=[place.study_area.outline], crs=27700), ()),
        "context": {kind: _context(kind, frame) for kind, frame in place.context.items()},
        "bounds": _bounds(place),
    }


def _context(kind: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give stations one by one, with their names; of roads and rail one shape a class, for brevity's sake."""
    if kind not in {"road", "rail"} or frame.empty:
        return _features(frame, ("name",))
    merged = [
        {"class": sort, "geometry": shapely.line_merge(shapely.union_all(part.geometry.to_numpy()))}
        for sort, part in frame.groupby("class")
    ]
    return _features(gpd.GeoDataFrame(merged, crs=frame.crs), ("class",))


def _degrees(shape: Any) -> Any:
    def turn(points: np.ndarray) -> np.ndarray:
        lon, lat = to_wgs84(points[:, 0], points[:, 1])
        return np.column_stack([np.round(lon, 5), np.round(lat, 5)])

    return shapely.transform(shapely.simplify(shape, DRAWN_TO_M), turn)


def _features(frame: gpd.GeoDataFrame, properties: tuple[str, ...]) -> dict[str, Any]:
    kept = [name for name in properties if name in frame.columns]
    shapes = [_degrees(shape) for shape in frame.geometry]
    rows = frame[kept].to_dict("records") if kept else [{} for _ in shapes]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: value for name, value in row.items() if isinstance(value, str)},
                "geometry": ready(shapely.geometry.mapping(shape)),
            }
            for row, shape in zip(rows, shapes, strict=True)
            if not shape.is_empty
        ],
    }


def _bounds(place: HasShapes) -> tuple[float, float, float, float]:
    west, south, east, north = place.study_area.outline.bounds
    lon, lat = to_wgs84(np.array([west, east, west, east]), np.array([south, north, north, south]))
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
