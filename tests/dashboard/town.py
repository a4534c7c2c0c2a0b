"""A town of seven cells to be drawn: a middle, six around it, two wards, four centres, one hot spot."""

from dataclasses import dataclass, field
from typing import Any

import h3
import pandas as pd

MIDDLE = h3.latlng_to_cell(51.5, -0.1, 9)
SIX = sorted(h3.grid_ring(MIDDLE, 1))


def square(lon0: float, lat0: float, lon1: float, lat1: float) -> dict[str, Any]:
    corners = [[lon0, lat0], [lon1, lat0], [lon1, lat1], [lon0, lat1], [lon0, lat0]]
    return {"type": "Polygon", "coordinates": [corners]}


def feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def seven_cells() -> pd.DataFrame:
    """Nine reports in the middle; around it 4, 0, 0, none known, and twice too few to be shown."""
    cells = [MIDDLE, *SIX]
    at = [h3.cell_to_latlng(cell) for cell in cells]
    return pd.DataFrame(
        {
            "cell": cells,
            "lon": [lon for _, lon in at],
            "lat": [lat for lat, _ in at],
            "ward_name": ["Market"] * 4 + ["Mill"] * 3,
            "incidents": [9.0, 4.0, 0.0, 0.0, None, None, None],
            "hidden": [False] * 5 + [True] * 2,
            "level": [2, 1, 0, 0, -2, -1, -1],
            "is_hotspot": [True] + [False] * 6,
            "rank": pd.array([1] + [None] * 6, dtype="Int64"),
            "tip": [f"tip {number}" for number in range(7)],
        }
    )


def one_place() -> pd.DataFrame:
    lat, lon = h3.cell_to_latlng(MIDDLE)
    return pd.DataFrame(
        [
            {
                "rank": 1,
                "cell": MIDDLE,
                "lon": lon,
                "lat": lat,
                "radius_m": 300.0,
                "incidents": 9,
                "tip": "first",
            }
        ]
    )


def four_centres() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Library", "Hub", "Old hall", "Cafe"],
            "lon": [-0.1, -0.101, -0.102, -0.103],
            "lat": [51.5] * 4,
            "status": ["open", "open", "closed", "moved?"],
            "specialist": ["", "disability", "disability", None],
            "tip": ["Library", "Hub", "Old hall", "Cafe"],
        }
    )


@dataclass(frozen=True)
class Density:
    bounds: tuple[Any, ...]
    values: Any
    unit: str = "reports per km², smoothed over 300 m"
    beyond_chance: dict[str, Any] | None = None


@dataclass(frozen=True)
class Town:
    cells: pd.DataFrame = field(default_factory=seven_cells)
    places: pd.DataFrame = field(default_factory=one_place)
    centres: pd.DataFrame = field(default_factory=four_centres)
    ward_shapes: dict[str, Any] = field(
        default_factory=lambda: collection(
            feature(square(-0.11, 51.49, -0.1, 51.51), ward="E1", name="Market", tip="Market"),
            feature(square(-0.1, 51.49, -0.095, 51.51), ward="E2", name="Mill", tip="Mill"),
        )
    )
    context: dict[str, Any] = field(
        default_factory=lambda: {
            "water": collection(feature(square(-0.12, 51.495, -0.09, 51.4963141592), depth=3)),
            "road": collection(
                feature(
                    {"type": "LineString", "coordinates": [[-0.11, 51.5], [-0.09, 51.5]]}, **{"class": "main"}
                )
            ),
            "station": collection(
                feature({"type": "Point", "coordinates": [-0.1, 51.505]}, name="Town station")
            ),
        }
    )
    outline: dict[str, Any] = field(default_factory=lambda: square(-0.11, 51.49, -0.095, 51.51))
    breaks: tuple[int, ...] = (3, 5)
    unit: str = "reports per cell, 1 Aug – 29 Oct 2026"
    threshold: int = 3
    surface: Density | None = None
    ring: str = "hot spot"
    bounds: tuple[float, float, float, float] = (-0.11, 51.49, -0.095, 51.51)
