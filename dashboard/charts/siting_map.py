"""The map of where next: wards by who is out of reach, centres, places to choose from, one's own pin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pandas as pd
import pydeck as pdk

from dashboard.deck import Deck, fit, tooltip
from dashboard.geography import Geography
from dashboard.layer import Entry, plain, records, trimmed
from dashboard.layers.centres import symbols
from dashboard.layers.context import ground_of
from dashboard.palette import Colour, Palette, css, palette
from dashboard.pin_cells import cell_of

__all__ = ["STEPS", "Venues", "build_siting_map", "clicked_place", "siting_legend"]

STEPS = ("below 25%", "25 to 50%", "50 to 75%", "75% or more")
SIZE = 96
ICONS = ("centre", "venue", "pin")
UNSEEN: Colour = (0, 0, 0, 1)  # a hexagon needs a trace of paint to be pointed at


@dataclass(frozen=True, eq=False)
class Venues:
    """What stands on the map.

    Attributes
    ----------
    wards : pandas.DataFrame
        ward, name, people, now, then, unserved; `dashboard.answers.siting_looks.ward_reach`.
    centres, venues, chosen : pandas.DataFrame
        name, lon, lat; `chosen` also number.
    tips : mapping of ward code to text
        What is said beside the pointer.
    pin : (lon, lat) or None
    cells : sequence of str
        Cells that can be clicked, as H3 text.
    """

    wards: pd.DataFrame
    centres: pd.DataFrame
    venues: pd.DataFrame
    chosen: pd.DataFrame
    tips: Mapping[str, str]
    pin: tuple[float, float] | None
    cells: Sequence[str]


def build_siting_map(
    shown: Venues, base: Geography, *, dark: bool = False, frame_px: tuple[int, int] = (470, 560)
) -> Deck:
    """Draw it; nothing in it asks another machine.

    Parameters
    ----------
    base : dict
        From `dashboard.geography.geography`.
    """
    ink = palette(dark=dark)
    lon, lat, zoom = fit(base["bounds"], frame_px=frame_px)
    layers = [_wards(shown, base, ink), _outline("edge", base["outline"], ink.edge, 2.4)]
    layers += [*_cells(shown), _icons(shown, ink), *_chosen(shown, ink)]
    deck = Deck(
        layers=[layers],  # nested: see dashboard.deck
        views=[pdk.View(type="MapView", controller={"dragRotate": False, "touchRotate": False})],
        initial_view_state=pdk.ViewState(
            longitude=lon, latitude=lat, zoom=zoom, min_zoom=max(zoom - 2.5, 0), max_zoom=17
        ),
        tooltip=tooltip(ink),
        map_provider=None,
    )
    ground = ground_of(base["context"], base["outline"], ink)
    paper = {"id": "ground", "type": "background", "paint": {"background-color": css(ink.ground)}}
    deck.map_style = [{"version": 8, "sources": ground.sources, "layers": [paper, *ground.layers]}]
    return deck


def siting_legend(*, pinned: bool, dark: bool) -> tuple[list[Entry], Palette]:
    """List what is on the map."""
    ink = palette(dark=dark)
    drawn = _pictures(ink)
    steps = tuple(zip(ink.classes(len(STEPS)), STEPS, strict=True))
    entries = [
        Entry("scale", "People of the ward within reach", steps=steps),
        Entry("symbol", "open centre that counts", picture=drawn["centre"]),
        Entry("ring", "new centre, numbered as in the table", line=ink.ring, fill=ink.on_ring, width_px=2),
        Entry("symbol", "place to choose from", picture=drawn["venue"]),
        *([Entry("symbol", "your pin", picture=drawn["pin"])] if pinned else []),
    ]  # fmt: skip
    return entries, ink


def clicked_place(selection: Any, shown: Venues) -> str | None:
    """Read the cell from what the browser says was clicked; one that is not of this map is no click."""
    objects = (selection or {}).get("objects") or {}
    said = [row.get("cell") for rows in objects.values() for row in rows if isinstance(row, dict)]
    marked = pd.concat([shown.venues[["lon", "lat"]], shown.centres[["lon", "lat"]]])
    known = {*shown.cells, *(cell_of(lon, lat) for lon, lat in marked.round(5).itertuples(index=False))}
    return next((cell for cell in said if isinstance(cell, str) and cell in known), None)


def _wards(shown: Venues, base: Geography, ink: Palette) -> dict[str, Any]:
    colours = ink.classes(len(STEPS))
    share = dict(zip(shown.wards["ward"], shown.wards["then"] / shown.wards["people"], strict=True))
    rows = []
    for one in trimmed(base["wards"], ("ward",))["features"]:
        code = one["properties"]["ward"]
        known = share.get(code)
        fill = ink.no_data if known is None or known != known else colours[min(int(known * 4), 3)]
        rows.append({**one, "properties": {}, "tip": plain(shown.tips.get(code, "")), "fill": fill})
    return _outline("wards", {"type": "FeatureCollection", "features": rows}, ink.ward, 1.2) | {
        "filled": True,
        "pickable": True,
        "getFillColor": "@@=fill",
    }


def _outline(name: str, shapes: Mapping[str, Any], colour: Any, width_px: float) -> dict[str, Any]:
    return {
        "@@type": "GeoJsonLayer",
        "id": f"siting-{name}",
        "data": shapes if name == "wards" else trimmed(shapes),
        "stroked": True,
        "filled": False,
        "pickable": False,
        "getLineColor": colour,
        "getLineWidth": width_px,
        "lineWidthUnits": "pixels",
        "lineJointRounded": True,
    }


def _cells(shown: Venues) -> list[dict[str, Any]]:
    """Cells without paint, so that any place can be clicked."""
    rows = [{"cell": cell, "tip": "Click to try a centre here"} for cell in shown.cells]
    return [
        {
            "@@type": "H3HexagonLayer",
            "id": "siting-cells",
            "data": rows,
            "getHexagon": "@@=cell",
            "highPrecision": False,  # nobody sees them
            "extruded": False,
            "stroked": False,
            "filled": True,
            "getFillColor": UNSEEN,
            "pickable": True,
        }
    ]


def _icons(shown: Venues, ink: Palette) -> dict[str, Any]:
    parts = [
        shown.venues.assign(symbol="venue", tip=shown.venues["name"], size=15),
        shown.centres.assign(symbol="centre", tip=shown.centres["name"] + "\nOpen centre", size=22),
    ]
    if shown.pin is not None:
        lon, lat = shown.pin
        pin = {"lon": [lon], "lat": [lat], "symbol": ["pin"], "tip": ["Your pin"], "size": [34]}
        parts.append(pd.DataFrame(pin))
    columns = ["lon", "lat", "symbol", "tip", "size"]
    rows = [_clickable(row) for part in parts for row in records(part[columns], columns)]
    drawn = _pictures(ink)
    at = {
        name: {"x": SIZE * n, "y": 0, "width": SIZE, "height": SIZE, "mask": False,
               "anchorY": 90 if name == "pin" else SIZE // 2}
        for n, name in enumerate(ICONS)
    }  # fmt: skip
    inside = "".join(
        f"<g transform='translate({SIZE * n} 0)'>{drawn[name]}</g>" for n, name in enumerate(ICONS)
    )
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{SIZE * len(ICONS)}' height='{SIZE}'>{inside}</svg>"
    )
    return {
        "@@type": "IconLayer",
        "id": "siting-places",
        "data": rows,
        "iconAtlas": f"data:image/svg+xml;charset=utf-8,{quote(svg)}",
        "iconMapping": at,
        "getIcon": "@@=symbol",
        "getPosition": "@@=[lon, lat]",
        "getSize": "@@=size",
        "pickable": True,
    }


def _clickable(row: dict[str, Any]) -> dict[str, Any]:
    """Give a place the cell in which a click on it sets the pin."""
    return row | {"cell": cell_of(row["lon"], row["lat"])}


def _pictures(ink: Palette) -> dict[str, str]:
    halo, mark = css(ink.halo), css(ink.text)
    square = f"<rect x='20' y='20' width='56' height='56' fill='{halo}' stroke='{mark}' stroke-width='12'/>"
    return {
        "centre": symbols(ink)["open"],
        "venue": square,
        "pin": f"<path d='M48 90L24 50A28 28 0 1 1 72 50Z' fill='{css(ink.selected)}' stroke='{halo}' "
        f"stroke-width='6' stroke-linejoin='round'/><circle cx='48' cy='36' r='10' fill='{halo}'/>",
    }  # fmt: skip


def _chosen(shown: Venues, ink: Palette) -> list[dict[str, Any]]:
    """The new centres: a disc with its number."""
    told = shown.chosen.assign(
        text=shown.chosen["number"].astype(str), tip=shown.chosen["name"] + "\nNew centre"
    )
    rows = [_clickable(row) for row in records(told, ("lon", "lat", "text", "tip"))]
    if not rows:
        return []
    disc = {
        "@@type": "ScatterplotLayer",
        "id": "siting-new",
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "radiusUnits": "pixels",
        "getRadius": 13,
        "getFillColor": ink.ring,
        "stroked": True,
        "getLineColor": ink.halo,
        "lineWidthUnits": "pixels",
        "getLineWidth": 2.5,
        "pickable": True,
    }
    number = {
        "@@type": "TextLayer",
        "id": "siting-numbers",
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "getText": "@@=text",
        "getColor": ink.on_ring,
        "getSize": 14,
        "fontFamily": '"Source Sans", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
        "fontWeight": 700,
        "characterSet": "auto",
        "pickable": False,
    }
    return [disc, number]
