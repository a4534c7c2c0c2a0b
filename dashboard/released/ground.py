"""The ground that a release is drawn on: wards and reporting cells, public outlines without records."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import h3
import shapely
from shapely.geometry import mapping, shape

from dashboard.geography import Geography
from dashboard.released.release import Release

__all__ = ["ReleasedGround", "released_ground"]

FINEST = 9
WORTH_NAMING = 0.25
"""A ward is named of a reporting cell if at least this share of the cell lies in it."""


@dataclass(frozen=True, eq=False)
class ReleasedGround:
    """Outlines by code, and where reporting cells lie.

    Attributes
    ----------
    base : dict
        From `dashboard.geography.geography`: wards, outline, context, bounds.
    shapes : mapping of "ward" or "cell" to mapping of code to GeoJSON geometry
        Those of the release, in degrees; reporting cells are cut off at the edge of the area.
    lies_in : mapping of code to str
        The wards that a reporting cell lies in.
    """

    base: Geography
    shapes: Mapping[str, Mapping[str, Any]]
    lies_in: Mapping[str, str]

    def name(self, code: str, label: str) -> str:
        """Write a name with where it is: "Cell c07, Market and Mill Lane"; a ward's name as it is."""
        where = self.lies_in.get(code)
        return f"Cell {label}, {where}" if where else label


def released_ground(release: Release, base: Geography) -> ReleasedGround:
    """Lay out the ground of a release; drawn once for each."""
    return _ground(_Both(release, base))


@dataclass(frozen=True, eq=False)
class _Both:
    """A release on a ground, as a key: the same two objects are the same key."""

    release: Release
    base: Geography

    def __hash__(self) -> int:
        return hash((id(self.release), id(self.base)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Both) and self.release is other.release and self.base is other.base


@lru_cache(maxsize=8)
def _ground(both: _Both) -> ReleasedGround:
    release, base = both.release, both.base
    wards = {
        one["properties"]["ward"]: shape(one["geometry"])
        for one in base["wards"]["features"]
        if one["properties"].get("ward") in release.wards
    }
    outline = shapely.union_all([shape(one["geometry"]) for one in base["outline"]["features"]])
    cells = {name: _outline(parts, outline) for name, parts in release.cells.items()}
    shapes = {
        "ward": {ward: mapping(one) for ward, one in wards.items()},
        "cell": {name: mapping(one) for name, one in cells.items() if not one.is_empty},
    }
    where = {name: _where(one, wards, release.wards) for name, one in cells.items()}
    return ReleasedGround(base, shapes, where)


def _outline(parts: tuple[str, ...], outline: Any) -> Any:
    """Join the finest hexagons to one shape: records are counted by them, and they leave no gaps."""
    finest = [one for part in parts for one in h3.cell_to_children(part, FINEST)]
    hexagons = [shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(one)]) for one in finest]
    joined = shapely.union_all(hexagons, grid_size=1e-6)
    return shapely.intersection(joined, outline)


def _where(cell: Any, wards: Mapping[str, Any], names: Mapping[str, str]) -> str:
    shares = {
        ward: cell.intersection(one).area / cell.area if cell.area else 0.0 for ward, one in wards.items()
    }
    largest = sorted(shares, key=lambda ward: (-shares[ward], ward))
    named = [names[ward] for ward in largest[:1] if shares[ward] > 0]
    named += [names[ward] for ward in largest[1:3] if shares[ward] >= WORTH_NAMING]
    return " and ".join(named[:2]) + (" and others" if len(named) > 2 else "")
