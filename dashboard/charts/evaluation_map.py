"""Where an evaluation looks: the place, its controls by their number, and the ground next door, hatched."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import h3
from shapely.geometry import Point, shape

from dashboard.charts.area_map import Area, build_area_map
from dashboard.deck import Deck
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.geography import Geography
from dashboard.layer import Entry
from dashboard.palette import Palette, palette

__all__ = ["build_plan_map", "plan_legend", "ward_of"]

HERE, CONTROL = 1, 0


def build_plan_map(plan: EvaluationPlan, base: Geography, *, dark: bool, frame_px: tuple[int, int]) -> Deck:
    """Draw the areas of a plan; no count is sent.

    Parameters
    ----------
    base : dict
        From `dashboard.geography.geography`.
    """
    areas = [Area("treated", HERE, "Where it was done", "", strong=True)]
    shapes = {"treated": _shape(plan.treated)}
    for number, cells in enumerate(plan.controls, start=1):
        areas.append(Area(f"control-{number}", CONTROL, f"Control {number}", str(number)))
        shapes[f"control-{number}"] = _shape(cells)
    beside = (("ring", plan.ring, "Next door"), ("far", plan.control_ring, "Next door to the controls"))
    for code, cells, tip in beside:
        if cells:
            areas.append(Area(code, -1, tip, ""))
            shapes[code] = _shape(cells)
    return build_area_map(areas, shapes, base, _colours(dark=dark), dark=dark, frame_px=frame_px, room=1.0)


def plan_legend(*, dark: bool) -> tuple[list[Entry], Palette]:
    """Give the legend of the map, and the colours that it is written in."""
    ink, colours = palette(dark=dark), _colours(dark=dark)
    entries = [
        Entry("fill", "Here: where it was done", fill=colours[HERE], line=ink.hot, width_px=3),
        Entry("fill", "1, 2, 3: controls", fill=colours[CONTROL]),
        Entry("hatch", "next door, kept free of controls", line=ink.hidden),
        Entry("outline", "ward", line=ink.ward, width_px=1.4),
    ]
    return entries, ink


def _colours(*, dark: bool) -> list[Any]:
    steps = palette(dark=dark).classes(5)
    return [steps[1], steps[4]]


def _shape(cells: Iterable[str]) -> dict[str, Any]:
    shape: dict[str, Any] = h3.h3shape_to_geo(h3.cells_to_h3shape(list(cells)))
    return shape


def ward_of(cells: Iterable[str], base: Geography) -> str:
    """Name the ward in which most of the cells lie."""
    wards = [(one["properties"]["name"], shape(one["geometry"])) for one in base["wards"]["features"]]
    spots = [Point(lon, lat) for lat, lon in map(h3.cell_to_latlng, cells)]
    lies = Counter(name for spot in spots for name, ground in wards if ground.contains(spot))
    return f"mostly in {lies.most_common(1)[0][0]}" if lies else "outside the wards"
