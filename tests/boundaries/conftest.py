"""A town of four square wards, a kilometre a side, on the National Grid; and the real data, if any."""

from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.study_area import StudyArea, make_study_area
from boundaries.wards import WardFile

REAL = Path(__file__).parents[3] / "shared" / "data"
WEST, SOUTH = 530_000.0, 180_000.0

Square = Callable[..., shapely.Polygon]
TownOf = Callable[[Mapping[str, shapely.Geometry]], StudyArea]


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not REAL.is_dir():
        pytest.skip(f"the real data is not at {REAL}")
    return REAL


@pytest.fixture(scope="session")
def square() -> Square:
    """A square ward; its corner is counted in metres from the town's south-west corner."""

    def draw(east_m: float, north_m: float, *, side_m: float = 1000.0) -> shapely.Polygon:
        x, y = WEST + east_m, SOUTH + north_m
        return shapely.box(x, y, x + side_m, y + side_m)

    return draw


@pytest.fixture(scope="session")
def town_of() -> TownOf:
    """A study area of the given shapes, a thousand residents a ward."""

    def make(shapes: Mapping[str, shapely.Geometry]) -> StudyArea:
        codes = sorted(shapes)
        frame = gpd.GeoDataFrame(
            {"ward": codes, "name": [f"{code} ward" for code in codes], "authority": "T01"},
            geometry=np.array([shapes[code] for code in codes], dtype=object),
            crs=27700,
        )
        return make_study_area(
            WardFile(frame, "2024", ()), name="Town", residents=dict.fromkeys(codes, 1000.0)
        )

    return make


@pytest.fixture(scope="session")
def town(square: Square, town_of: TownOf) -> StudyArea:
    """A and B side by side in the south, C and D in the north."""
    return town_of({"A": square(0, 0), "B": square(1000, 0), "C": square(0, 1000), "D": square(1000, 1000)})
