"""The shapes of the demo, read once for all tests that open it: every copy of it has the same files."""

from functools import cache, lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries import study_area
from boundaries.partnership import Partnership
from boundaries.study_area import StudyArea
from boundaries.ward_index import WardIndex

__all__ = ["index_once", "read_once"]


def index_once() -> None:
    """Let study areas of the very same shapes share the tiles over them, which take a tenth of a second."""
    lay = study_area.make_ward_index

    @lru_cache(maxsize=8)
    def laid(*shapes: bytes) -> WardIndex:
        *wards, outline = shapely.from_wkb(shapes)
        return lay(np.array(wards), outline)

    def make_ward_index(wards: NDArray[np.object_], outline: shapely.Geometry) -> WardIndex:
        return laid(*shapely.to_wkb([*wards, outline]))

    study_area.make_ward_index = make_ward_index


def read_once(demo: Partnership) -> None:
    """Let partnerships whose files are those of the demo, byte for byte, have its shapes as they were read.

    Reading them starts a child behind walls, half a second for each of some hundred tests.  A file that a
    test has changed makes another digest, and is read.
    """
    read_area, read_context, known = Partnership.study_area, Partnership.context, demo.digest
    area = cache(lambda: read_area(demo))
    context = cache(lambda: read_context(demo, area()))

    def study_area(partnership: Partnership) -> StudyArea:
        return area() if partnership.digest == known else read_area(partnership)

    def layers(partnership: Partnership, study_area: Any = None) -> dict[str, gpd.GeoDataFrame]:
        return dict(context()) if partnership.digest == known else read_context(partnership, study_area)

    Partnership.study_area = study_area  # type: ignore[method-assign]
    Partnership.context = layers  # type: ignore[method-assign]
