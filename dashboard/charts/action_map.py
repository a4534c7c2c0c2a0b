"""Where actions are: their frozen places on the wards, each with its numbers and the letter of its colour."""

from collections.abc import Mapping, Sequence
from typing import Any

import h3
from shapely import union_all
from shapely.geometry import Polygon, mapping, shape

from dashboard.answers.actions import Line
from dashboard.charts.area_map import Area, build_area_map
from dashboard.deck import Deck
from dashboard.geography import Geography
from dashboard.layer import Entry
from dashboard.palette import Colour, palette
from dashboard.rag import COLOURS

__all__ = ["action_entries", "build_action_map", "placed"]

ORDER = ("red", "amber", "green", "done")
LETTERS = {"red": "R", "amber": "A", "green": "G", "done": "C"}
INK: Mapping[str, tuple[Colour, ...]] = {
    "light": ((168, 22, 42, 150), (214, 130, 0, 140), (0, 118, 96, 130), (110, 116, 122, 40)),
    "dark": ((255, 120, 120, 165), (255, 190, 80, 190), (86, 211, 175, 85), (165, 173, 181, 40)),
}


def placed(lines: Sequence[Line]) -> tuple[list[list[Line]], list[Line]]:
    """Group actions by their place, the worst colour first; and those that are on no map."""
    groups: dict[tuple[str, ...], list[Line]] = {}
    nowhere = []
    for line in lines:
        one = line.action
        where = one.cells or one.wards or ((one.ward,) if one.ward else ())
        if where:
            groups.setdefault(where, []).append(line)
        else:
            nowhere.append(line)
    return sorted(groups.values(), key=lambda group: min(map(_step, group))), nowhere


def _step(line: Line) -> int:
    return ORDER.index(line.rag.colour)


def build_action_map(lines: Sequence[Line], base: Geography, *, dark: bool = False) -> Deck:
    """Draw the places of actions over the wards; nothing of what was reported is in it."""
    wards = {one["properties"]["ward"]: one["geometry"] for one in base["wards"]["features"]}
    groups, _ = placed(lines)
    areas, shapes = [], {}
    for at, group in enumerate(groups):
        code = f"place-{at}"
        drawn = _shape(group[0], wards)
        if drawn is None:
            continue
        shapes[code] = drawn
        numbers = ", ".join(f"{one.action.number} {LETTERS[one.rag.colour]}" for one in group[:3])
        tip = "\n".join(
            f"{one.action.number}. {one.action.title} ({COLOURS[one.rag.colour].lower()})" for one in group
        )
        areas.append(Area(code, min(map(_step, group)), tip, numbers, strong=bool(group[0].action.cells)))
    return build_area_map(areas, shapes, base, INK["dark" if dark else "light"], dark=dark)


def action_entries(*, dark: bool = False) -> list[Entry]:
    """Give the lines of the legend."""
    ink = palette(dark=dark)
    fills = INK["dark" if dark else "light"]
    return [
        *(
            Entry("fill", f"{LETTERS[colour]}: {COLOURS[colour].lower()}", fill=fill)
            for colour, fill in zip(ORDER, fills, strict=True)
        ),
        Entry("outline", "a hot spot as it was frozen", line=ink.hot, width_px=3),
        Entry("outline", "ward", line=ink.ward, width_px=1.4),
    ]


def _shape(line: Line, wards: Mapping[str, Any]) -> dict[str, Any] | None:
    one = line.action
    if one.cells:
        edges = [Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]) for cell in one.cells]
        return dict(mapping(union_all(edges)))
    known = [shape(wards[code]) for code in (one.wards or (one.ward,)) if code in wards]
    return dict(mapping(union_all(known))) if known else None
