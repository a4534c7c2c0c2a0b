"""Context: the study area's ground, water, parks, roads and rail, drawn by the base map from local data."""

from collections.abc import Mapping
from typing import Any

from dashboard.layer import Entry, Ground, Layer, Sheet, Situation, trimmed
from dashboard.palette import Colour, Palette, css

__all__ = ["CONTEXT", "ground_of"]

MAIN = ["main", "motorway", "trunk", "primary"]
RESIDENTIAL = ["residential", "street", "lane", "path", "minor", "service", "living_street"]


def widths(*stops: float) -> list[Any]:
    """A line's width in pixels by zoom: pairs of zoom and width."""
    return ["interpolate", ["exponential", 1.4], ["zoom"], *stops]


def line(source: str, ink: Colour, width: list[Any], **more: Any) -> dict[str, Any]:
    dashes = {"line-dasharray": more.pop("dashes")} if "dashes" in more else {}
    return {
        "type": "line",
        "source": source,
        "layout": {"line-cap": "butt" if dashes else "round", "line-join": "round"},
        "paint": {"line-color": css(ink), "line-width": width, **dashes},
        **more,
    }


def area(source: str, ink: Colour) -> dict[str, Any]:
    polygons = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], True, False]
    return {
        "type": "fill",
        "source": source,
        "filter": polygons,
        "paint": {"fill-color": css(ink), "fill-antialias": True},
    }


def lay_ground(situation: Situation, sheet: Sheet) -> Ground:
    return ground_of(situation.context, situation.outline, sheet.ink)


def ground_of(context: Mapping[str, Mapping[str, Any]], outline: Mapping[str, Any], ink: Palette) -> Ground:
    """Give the sources and layers of the base map."""
    kinds = [kind for kind in ("park", "water", "road", "rail", "station") if context.get(kind)]
    sources = {kind: source(trimmed(context[kind], ("class",))) for kind in kinds}
    sources["area"] = source(trimmed(outline))
    road_class = ["coalesce", ["get", "class"], "secondary"]
    main = ["match", road_class, MAIN, True, False]
    residential = ["match", road_class, RESIDENTIAL, True, False]
    between = ["match", road_class, MAIN + RESIDENTIAL, False, True]
    layers = [
        area("area", ink.land),
        area("park", ink.park),
        area("water", ink.water),
        line("water", ink.water, widths(9, 0.6, 13, 2, 17, 8)),
        line("road", ink.road_residential, widths(11, 0.3, 14, 1.4, 17, 7), filter=residential),
        line("road", ink.road_secondary, widths(10, 0.6, 14, 2.2, 17, 9), filter=between),
        line("road", ink.road_main, widths(9, 0.8, 14, 3.2, 17, 12), filter=main),
        line("rail", ink.rail, widths(9, 0.8, 14, 1.8, 17, 3)),
        line("rail", ink.rail, widths(9, 2.4, 14, 5, 17, 8), dashes=[0.25, 3], minzoom=12),
        {
            "type": "circle",
            "source": "station",
            "paint": {
                "circle-radius": widths(10, 2, 14, 4, 17, 6),
                "circle-color": css(ink.halo),
                "circle-stroke-color": css(ink.station),
                "circle-stroke-width": 1.6,
            },
        },
    ]
    kept = [one for one in layers if one["source"] in sources]
    return Ground(sources, tuple({"id": f"context-{n}", **one} for n, one in enumerate(kept)))


def source(shapes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "geojson", "data": shapes}


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    ink, context = sheet.ink, situation.context
    marks = {
        "water": Entry("fill", "water", fill=ink.water),
        "park": Entry("fill", "park", fill=ink.park),
        "road": Entry("line", "main road", line=ink.road_main, width_px=3),
        "rail": Entry("dashes", "railway", line=ink.rail, width_px=2),
    }
    return [entry for kind, entry in marks.items() if context.get(kind)]


CONTEXT = Layer("context", "Water, parks, roads and rail", explain=explain, ground=lay_ground)
