"""The shapes of the place, kept beside the store: the study area and the drawn map, as their files gave them.

Reading files of shapes takes a second or two, behind walls; the shapes change only when a file that the
partnership names does, or the program that reads them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

import boundaries
from boundaries.crs import BNG
from boundaries.partnership import Partnership
from boundaries.study_area import StudyArea
from dashboard import kept

__all__ = ["Shapes", "forget_shapes", "load_shapes", "reader_of_shapes"]

SHAPE = "geometry"


@dataclass(frozen=True, eq=False)
class Shapes:
    """A partnership's study area, and the layers of its drawn map by kind."""

    study_area: StudyArea
    context: dict[str, gpd.GeoDataFrame]

    @property
    def outlines(self) -> dict[str, BaseGeometry]:
        """The outline of each ward by its code, in British National Grid metres."""
        wards = self.study_area.wards
        return dict(zip(wards["ward"], wards.geometry, strict=True))


def load_shapes(url: str, partnership: Partnership) -> Shapes:
    """Take up the shapes that a partnership names, or read and keep them beside the store with this URL."""
    key = f"{reader_of_shapes()}-{partnership.digest}"
    folder = kept.kept_folder(url, "shapes")
    found = kept.take_up(folder, key)
    if found is not None:
        return _shapes(*found)
    area = partnership.study_area()
    shapes = Shapes(area, partnership.context(area))
    if replace(partnership).digest == partnership.digest:  # no file has changed in the meantime
        kept.keep(folder, key, *_frames(shapes))
    return shapes


def forget_shapes(url: str) -> None:
    """Remove the shapes kept beside the store with this URL."""
    kept.forget(kept.kept_folder(url, "shapes"))


@cache
def reader_of_shapes() -> str:
    """Name the program that reads shapes: other code may make others of the same files."""
    code = sorted(Path(boundaries.__path__[0]).rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in code)).hexdigest()[:16]


def _frames(shapes: Shapes) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    area = shapes.study_area
    frames = {"wards": _bytes(area.wards), "outline": pl.DataFrame({SHAPE: [area.outline.wkb]})}
    layers = {f"drawn-{kind}": _bytes(frame) for kind, frame in shapes.context.items()}
    said = {"name": area.name, "vintage": area.vintage, "notes": area.notes, "kinds": [*shapes.context]}
    return {**frames, **layers}, said


def _shapes(frames: Mapping[str, pl.DataFrame], said: Mapping[str, Any]) -> Shapes:
    area = StudyArea(
        name=said["name"],
        wards=_frame(frames["wards"]),
        outline=shapely.from_wkb(frames["outline"].item()),
        vintage=said["vintage"],
        notes=tuple(said["notes"]),
    )
    return Shapes(area, {kind: _frame(frames[f"drawn-{kind}"]) for kind in said["kinds"]})


def _bytes(frame: gpd.GeoDataFrame) -> pl.DataFrame:
    columns = {name: frame[name].tolist() for name in frame.columns if name != SHAPE}
    return pl.DataFrame({**columns, SHAPE: pl.Series(shapely.to_wkb(frame.geometry), dtype=pl.Binary)})


def _frame(kept_as: pl.DataFrame) -> gpd.GeoDataFrame:
    columns = {name: kept_as[name].to_list() for name in kept_as.columns if name != SHAPE}
    return gpd.GeoDataFrame(columns, geometry=shapely.from_wkb(kept_as[SHAPE].to_list()), crs=BNG)
