"""Where a sheet is of: the place with its streets, and the help near by, in black and grey."""

from collections.abc import Mapping

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.cells import cell_shapes
from dashboard.exporting.leaflet import Picture
from dashboard.exporting.round_map import Marked, round_svg
from dashboard.place_sheet import PlaceSheet
from dashboard.words.sheet import letters, title

__all__ = ["sheet_picture"]

PLACE = "X"
NEAR_M = 1_200.0
"""Help that is farther stands in the list alone, so that the map stays large."""
SEAM_M = 1.0
"""Cells that lie side by side are drawn as one."""


def sheet_picture(
    sheet: PlaceSheet,
    *,
    near: pd.DataFrame,
    wards: gpd.GeoDataFrame,
    context: Mapping[str, gpd.GeoDataFrame],
) -> Picture:
    """Draw the place: a hot spot as the ground of its cells, a ward by its outline; no incident is a point.

    Parameters
    ----------
    near : pandas.DataFrame
        As `dashboard.answers.nearest_help.nearest_help` gives it; those near by carry the list's letters.
    wards : geopandas.GeoDataFrame
        ward, name, geometry (EPSG:27700).
    """
    outlines = dict(zip(wards["ward"], wards.geometry, strict=True))
    ground = _ground(sheet, outlines)
    reach = ground.buffer(NEAR_M)
    help_near = [
        Marked(spot, mark, is_stop=False)
        for mark, x, y in zip(letters(near), near["x"], near["y"], strict=True)
        if reach.contains(spot := shapely.Point(float(x), float(y)))
    ]
    of = f"the hot spot in {sheet.ward_name}" if sheet.cells else title(sheet)
    alt = f"Map of {of}, marked {PLACE}"
    if help_near:
        alt += f", and of the help near by: {', '.join(one.mark for one in help_near)} of the list"
    places = [Marked(ground, PLACE), *help_near]
    named = dict(zip(wards["name"], wards.geometry, strict=True))
    return Picture(round_svg(places, wards=named, context=context, alt=alt), alt)


def _ground(sheet: PlaceSheet, outlines: Mapping[str, BaseGeometry]) -> BaseGeometry:
    if not sheet.cells:
        return outlines[sheet.ward]
    cells = cell_shapes(np.array([h3.str_to_int(cell) for cell in sheet.cells]))
    return shapely.union_all(cells).buffer(SEAM_M).buffer(-SEAM_M)
