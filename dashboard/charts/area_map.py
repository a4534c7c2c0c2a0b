"""A map of areas in classes: wards or reporting cells, hidden ones hatched, the same for none and for few."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydeck as pdk
from shapely.geometry import shape

from dashboard.deck import Deck, fit, tooltip
from dashboard.geography import Geography
from dashboard.layer import plain, trimmed
from dashboard.layers.context import ground_of
from dashboard.layers.hidden import HATCH
from dashboard.palette import Colour, Palette, css, palette

__all__ = ["Area", "build_area_map"]

HATCH_PX, HATCH_TILE_PX, METRES_A_PX = 9, 64, 78_271.517
"""How wide a stroke and its gap are at first sight; the side of its tile; metres a pixel at zoom 0."""
HATCHED, BARE = -1, -2


@dataclass(frozen=True)
class Area:
    """One area as it is drawn.

    Attributes
    ----------
    code : str
        Of its outline.
    step : int
        Its class, 0 for the lowest; -1 where its number is hidden, -2 where there is none to have.
    tip : str
        What is said beside the pointer.
    mark : str
        What stands on it.
    strong : bool
        Whether it is outlined.
    """

    code: str
    step: int
    tip: str
    mark: str
    strong: bool = False


def build_area_map(
    areas: Sequence[Area],
    shapes: Mapping[str, Any],
    base: Geography,
    colours: Sequence[Colour],
    *,
    dark: bool = False,
    frame_px: tuple[int, int] = (500, 560),
    room: float = 1.6,
) -> Deck:
    """Draw areas; only what is drawn is sent, and nothing asks another machine.

    Parameters
    ----------
    areas : sequence of Area
        The most important first.
    shapes : mapping of code to GeoJSON geometry
    base : dict
        From `dashboard.geography.geography`: the wards' outlines, the streets beneath, how far it reaches.
    colours : sequence of Colour
        One a class.
    room : float
        How much room a mark keeps for itself, in its own sizes.
    """
    ink = palette(dark=dark)
    drawn = [_feature(one, shapes[one.code], ink, colours) for one in areas if one.code in shapes]
    lon, lat, zoom = fit(base["bounds"], frame_px=frame_px)
    painted = _layers(drawn, base, ink, _hatch_scale(lat, zoom))
    deck = Deck(
        layers=[[*painted, _marks(areas, shapes, ink, room)]],  # nested: see dashboard.deck
        views=[pdk.View(type="MapView", controller={"dragRotate": False, "touchRotate": False})],
        initial_view_state=pdk.ViewState(
            longitude=lon, latitude=lat, zoom=zoom, min_zoom=max(zoom - 2.5, 0), max_zoom=16
        ),
        tooltip=tooltip(ink),
        map_provider=None,
    )
    ground = ground_of(base["context"], base["outline"], ink)
    paper = {"id": "ground", "type": "background", "paint": {"background-color": css(ink.ground)}}
    deck.map_style = [{"version": 8, "sources": ground.sources, "layers": [paper, *ground.layers]}]
    return deck


def _feature(area: Area, geometry: Any, ink: Palette, colours: Sequence[Colour]) -> dict[str, Any]:
    fill = {HATCHED: (*ink.land[:3], 150), BARE: ink.no_data}.get(area.step) or colours[area.step]
    (one,) = trimmed({"type": "Feature", "properties": {}, "geometry": geometry})["features"]
    return {**one, "tip": plain(area.tip), "fill": fill, "step": area.step, "strong": area.strong}


def _hatch_scale(lat: float, zoom: float) -> float:
    """Give the hatching's scale at which it looks alike on a map of a borough and of a few streets."""
    metres = METRES_A_PX * math.cos(math.radians(lat)) / 2**zoom
    return round(HATCH_PX * metres / HATCH_TILE_PX, 3)


def _layers(
    drawn: list[dict[str, Any]], base: Geography, ink: Palette, hatch_scale: float
) -> list[dict[str, Any]]:
    sent = [{k: v for k, v in one.items() if k not in {"step", "strong"}} for one in drawn]
    bare = [{"type": "Feature", "properties": {}, "geometry": one["geometry"]} for one in sent]
    hatched = [{**b, "pattern": "hatch"} for b, d in zip(bare, drawn, strict=True) if d["step"] == HATCHED]
    strong = [b for b, d in zip(bare, drawn, strict=True) if d["strong"]]
    filled = {"filled": True, "pickable": True, "getFillColor": "@@=fill"}
    # A line in a lighter case: one of the two is three to one against any class (WCAG 1.4.11).
    layers = [_outline("areas", sent, ink.halo, 2.6) | filled, _outline("areas-line", bare, ink.ward, 0.8)]
    if hatched:
        hatching = {
            "filled": True,
            "getFillColor": ink.hidden,
            "extensions": [{"@@type": "FillStyleExtension", "pattern": True}],
            "fillPatternMask": True,
            "fillPatternAtlas": HATCH,
            "fillPatternMapping": {"hatch": {"x": 0, "y": 0, "width": 64, "height": 64, "mask": True}},
            "getFillPattern": "@@=pattern",
            "getFillPatternScale": hatch_scale,
        }
        layers.append(_outline("areas-hidden", hatched, (*ink.text_quiet[:3], 150), 0.8) | hatching)
    layers.append(_outline("wards", trimmed(base["wards"])["features"], ink.ward, 1.4))
    layers.append(_outline("edge", trimmed(base["outline"])["features"], ink.edge, 2.4))
    if strong:
        layers.append(_outline("areas-strong-halo", strong, ink.halo, 6))
        layers.append(_outline("areas-strong", strong, ink.hot, 3))
    return layers


def _outline(name: str, rows: list[Any], colour: Any, width_px: float) -> dict[str, Any]:
    return {
        "@@type": "GeoJsonLayer",
        "id": name,
        "data": {"type": "FeatureCollection", "features": rows},
        "stroked": True,
        "filled": False,
        "pickable": False,
        "getLineColor": colour,
        "getLineWidth": width_px,
        "lineWidthUnits": "pixels",
        "lineJointRounded": True,
    }


def _marks(areas: Sequence[Area], shapes: Mapping[str, Any], ink: Palette, room: float) -> dict[str, Any]:
    """What stands on the areas, haloed to read on any colour; of two that would meet, the first stays."""
    rows = []
    for place, area in enumerate(areas):
        if area.code not in shapes or not area.mark:
            continue
        spot = shape(shapes[area.code]).representative_point()
        first = 300 * area.strong - min(place, 600)
        at = {"lon": round(spot.x, 5), "lat": round(spot.y, 5)}
        rows.append({**at, "text": plain(area.mark), "first": first})
    return {
        "@@type": "TextLayer",
        "id": "marks",
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "getText": "@@=text",
        "getColor": ink.text,
        "getSize": 14,
        "lineHeight": 1.15,
        "fontFamily": '"Source Sans", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
        "fontWeight": 600,
        "fontSettings": {"sdf": True, "fontSize": 48, "radius": 14, "buffer": 8},
        "outlineWidth": 5,
        "outlineColor": ink.halo,
        "characterSet": "auto",
        # A trace of paint behind the words, so that the gap between two words holds its place too.
        "background": True,
        "getBackgroundColor": (*ink.halo[:3], 1),
        "backgroundPadding": [3, 4, 3, 3],
        "pickable": False,
        "extensions": [{"@@type": "CollisionFilterExtension"}],
        "collisionGroup": "marks",
        "getCollisionPriority": "@@=first",
        "collisionTestProps": {"sizeScale": room},
    }
