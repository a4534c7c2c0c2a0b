"""What is drawn under the incidents to make the map a place: water, parks, roads, rail and stations."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.crs import BNG, geometry_to_wgs84, is_bng
from boundaries.errors import BoundaryError
from boundaries.geo_file import GeoFile, GeoRequest, read_geo_files
from boundaries.plain_table import column_like
from boundaries.reproject import check_numbers, onto_the_grid, to_degrees
from boundaries.study_area import StudyArea

__all__ = ["KINDS", "nearby", "read_context"]

KINDS = {"water": (1, 2), "park": (2,), "road": (1,), "rail": (1,), "station": (0,)}  # dimensions drawn
MARGIN_M = 6_000.0
DETAIL_M = 5.0
NAME_COLUMN = r"name1?|.*_name|line"
CLASS_COLUMN = r"class|kind|function|highway"


def read_context(
    paths: Mapping[str, Path | str | Sequence[Path | str]], study_area: StudyArea
) -> dict[str, gpd.GeoDataFrame]:
    """Read the layers of the drawn map around a study area.

    Parameters
    ----------
    paths : mapping of kind to path or paths
        Kinds: water, park, road, rail, station.  Files of any format and system that `read_wards` takes.
    study_area : StudyArea

    Returns
    -------
    dict of kind to geopandas.GeoDataFrame, EPSG:27700
        Columns name and class ("" if unknown; for a road such as main, secondary, residential) and geometry,
        clipped to the study area's bounding box and 6 km around it, simplified to 5 m; an empty frame where a
        file has nothing there.

    Raises
    ------
    BoundaryError
        If a kind is not one of these, or a file cannot be used.
    """
    unknown = sorted(set(paths) - set(KINDS))
    if unknown:
        raise BoundaryError(
            f"[context] {unknown[0]} is not a layer that is drawn. Known: {', '.join(KINDS)}."
        )
    left, bottom, right, top = study_area.outline.bounds
    box = (left - MARGIN_M, bottom - MARGIN_M, right + MARGIN_M, top + MARGIN_M)
    listed = {kind: [files] if isinstance(files, Path | str) else files for kind, files in paths.items()}
    opened = iter(read_geo_files([_request(kind, file) for kind, files in listed.items() for file in files]))
    return {kind: _layer(kind, [next(opened) for _ in files], box) for kind, files in listed.items()}


def _request(kind: str, file: Path | str) -> GeoRequest:
    return GeoRequest(Path(file), columns=f"{NAME_COLUMN}|{CLASS_COLUMN}", having="(?!)", like=kind)


def _layer(kind: str, files: Sequence[GeoFile], box: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    names: list[str] = []
    classes: list[str] = []
    shapes: list[shapely.Geometry] = []
    for file in files:
        frame = nearby(file.frame, box, shown=file.shown)
        drawn = _drawable(kind, frame.geometry.to_numpy(), box)
        for name, sort, shape in zip(
            _said(frame, NAME_COLUMN), _said(frame, CLASS_COLUMN), drawn, strict=True
        ):
            if not shape.is_empty:
                names.append(name)
                classes.append(sort.lower())
                shapes.append(shape)
    columns = {"name": names, "class": classes}
    return gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object), crs=BNG)


def _said(frame: gpd.GeoDataFrame, pattern: str) -> list[str]:
    column = column_like(frame.columns, pattern)
    if column is None:
        return [""] * len(frame)
    return [str(word).strip() for word in frame[column].fillna("")]


def nearby(
    frame: gpd.GeoDataFrame, box: tuple[float, float, float, float], *, shown: str
) -> gpd.GeoDataFrame:
    """Keep what comes near the box, cut roughly to it, on the grid."""
    check_numbers(frame, shown=shown)
    frame = frame[~frame.geometry.isna() & ~frame.geometry.is_empty].reset_index(drop=True)
    if is_bng(frame.crs):
        return frame.set_crs(BNG, allow_override=True)
    degrees = shapely.force_2d(to_degrees(frame.geometry.to_numpy(), frame.crs))
    around = geometry_to_wgs84(np.array([shapely.box(*box).buffer(2 * MARGIN_M)], dtype=object))[0]
    near = shapely.box(*around.bounds).intersects(degrees)
    roughly = shapely.clip_by_rect(_mended(degrees[near]), *around.bounds)
    cut = frame[near].reset_index(drop=True).set_geometry(gpd.GeoSeries(roughly), crs="EPSG:4326")
    return onto_the_grid(cut, shown=shown)


def _drawable(
    kind: str, shapes: NDArray[np.object_], box: tuple[float, float, float, float]
) -> NDArray[np.object_]:
    cut = shapely.clip_by_rect(_mended(shapely.force_2d(shapes)), *box)
    simple = shapely.simplify(cut, DETAIL_M, preserve_topology=True)
    return np.array([_of_dimension(shape, KINDS[kind]) for shape in simple], dtype=object)


def _mended(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    broken = ~shapely.is_valid(shapes)
    shapes = shapes.copy()
    shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes


def _of_dimension(shape: shapely.Geometry, dimensions: tuple[int, ...]) -> shapely.Geometry:
    """Keep the points, lines or surfaces that the kind is drawn with."""
    parts = [part for part in shapely.get_parts(shape, return_index=False) if not shapely.is_empty(part)]
    kept = [part for part in parts if int(shapely.get_dimensions(part)) in dimensions]
    if not kept:
        return shapely.GeometryCollection()
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)
