"""The map as a deck: layers, ground, view and tooltips; nothing in it asks another machine."""

import json
import math
from itertools import zip_longest
from typing import Any

import pydeck as pdk
from pydeck.bindings.base_map_provider import BaseMapProvider
from pydeck.bindings.json_tools import default_serialize

from dashboard.layer import Drawn, ReadyGeometry, Sheet, Situation
from dashboard.layers import LAYERS, shown_at_first
from dashboard.palette import Palette, css, palette

__all__ = ["Deck", "build_deck", "clicked_cell", "fit"]

TILE_PX = 512
SHAPE = "@@shape"
"""Stands for a shape until it is put in; no text of ours begins so: see `dashboard.layer.harmless`."""
MARGIN = 0.92  # share of the frame that the study area may fill


class Deck(pdk.Deck):
    """A deck that writes itself without white space, refuses numbers that JSON does not have, has no keys."""

    def _set_api_keys(self, api_keys: dict[str, str] | None = None) -> None:
        """Set none: pydeck takes them from the environment, and no page may carry one."""
        for provider in BaseMapProvider:
            setattr(self, f"{provider.value}_key", None)

    def to_json(self) -> str:
        """Write it out; of shapes that are the same on every map, the text that is written already."""
        shapes: list[str] = []

        def other(part: Any) -> Any:
            if not isinstance(part, ReadyGeometry):
                return default_serialize(part)
            shapes.append(part.text)
            return SHAPE

        text = json.dumps(self, default=other, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        between = text.split(f'"{SHAPE}"')  # never inside a text: quotation marks are escaped there
        if len(between) != len(shapes) + 1:
            raise ValueError(f"a text on the map is {SHAPE!r}, which stands for a shape; see harmless().")
        return "".join(part for pair in zip_longest(between, shapes, fillvalue="") for part in pair)


def build_deck(
    situation: Situation,
    *,
    selected: str | None = None,
    layers: frozenset[str] | None = None,
    dark: bool = False,
    focus: str | None = None,
    frame_px: tuple[int, int] = (720, 640),
) -> Deck:
    """Draw a situation.

    Parameters
    ----------
    situation : Situation
        Already suppressed: whatever is in it may be seen.
    selected : str, optional
        The cell in hand, as H3 text; one that is not on the map is not drawn.
    layers : frozenset of str, optional
        Names of the layers to show (see `dashboard.layers.LAYERS`); those shown at first if None.
    dark : bool
        Whether the reader's screen is dark.
    focus : str, optional
        A cell to move to; the zoom stays the reader's own.
    frame_px : tuple of int
        Width and height that the first view is fitted to.

    Raises
    ------
    ValueError
        If a layer is named that is not listed.
    """
    shown = shown_at_first() if layers is None else frozenset(layers)
    if strangers := shown - LAYERS.keys():
        raise ValueError(f"layers names {sorted(strangers)}; the map has {', '.join(LAYERS)}.")
    sheet = Sheet(ink=palette(dark=dark), shown=shown, selected=selected)
    drawn = [one for name, layer in LAYERS.items() if name in shown for one in layer.draw(situation, sheet)]
    deck = Deck(
        # Nested once: in a flat list of layers Streamlit fades everything but the clicked object, and keeps
        # that click as a second truth beside the page's own selection.  In a nested list it does neither.
        layers=[drawn],
        views=[pdk.View(type="MapView", controller={"dragRotate": False, "touchRotate": False})],
        initial_view_state=first_view(situation, focus=focus, frame_px=frame_px),
        tooltip=tooltip(sheet.ink),
        map_provider=None,
    )
    deck.map_style = [ground_style(situation, sheet)]  # after construction, and as a list: see ground_style
    return deck


def ground_style(situation: Situation, sheet: Sheet) -> dict[str, Any]:
    """Write the base map's style with its data inside, so that it is asked of nobody."""
    sources: dict[str, Any] = {}
    layers: list[Drawn] = [
        {"id": "ground", "type": "background", "paint": {"background-color": css(sheet.ink.ground)}}
    ]
    for name, layer in LAYERS.items():
        if name in sheet.shown:
            ground = layer.ground(situation, sheet)
            sources |= ground.sources
            layers += ground.layers
    return {"version": 8, "sources": sources, "layers": layers}


def first_view(situation: Situation, *, focus: str | None, frame_px: tuple[int, int]) -> pdk.ViewState:
    """Look at the whole study area, or with the same zoom at one cell."""
    lon, lat, zoom = fit(situation.bounds, frame_px=frame_px)
    cells = situation.cells
    at = cells[cells["cell"] == focus] if focus is not None else cells.iloc[:0]
    if len(at):
        lon, lat = (round(float(at[column].iloc[0]), 5) for column in ("lon", "lat"))
    return pdk.ViewState(longitude=lon, latitude=lat, zoom=zoom, min_zoom=max(zoom - 2.5, 0), max_zoom=18)


def fit(
    bounds: tuple[float, float, float, float], *, frame_px: tuple[int, int]
) -> tuple[float, float, float]:
    """Find the middle and the zoom at which bounds (lon0, lat0, lon1, lat1) fill a frame, in web Mercator."""
    lon0, lat0, lon1, lat1 = bounds
    south, north = (math.asinh(math.tan(math.radians(lat))) / (2 * math.pi) for lat in (lat0, lat1))
    middle = math.degrees(math.atan(math.sinh(math.pi * (south + north))))
    spans = max((lon1 - lon0) / 360, 1e-6), max(north - south, 1e-6)
    zoom = min(math.log2(px * MARGIN / TILE_PX / span) for px, span in zip(frame_px, spans, strict=True))
    return round((lon0 + lon1) / 2, 5), round(middle, 5), round(min(zoom, 16.0), 2)


def tooltip(ink: Palette) -> dict[str, Any]:
    """Show a row's `tip` as text, never as HTML."""
    style = {
        "whiteSpace": "pre-line",
        "backgroundColor": css(ink.ring if ink.name == "light" else ink.land),
        "color": css(ink.on_ring if ink.name == "light" else ink.text),
        "border": f"1px solid {css(ink.text_quiet)}",
        "borderRadius": "6px",
        "padding": "8px 12px",
        "fontSize": "14px",
        "lineHeight": "1.4",
        "maxWidth": "280px",
        "zIndex": "10",
    }
    return {"text": "{tip}", "style": style}


def clicked_cell(selection: Any, cells: Any) -> str | None:
    """Read the cell from what the browser says was clicked: a hexagon, a ring or a badge.

    What comes from a browser is not trusted: a cell that is not in `cells` counts as no click.
    """
    objects = (selection or {}).get("objects") or {}
    clicked = [row.get("cell") for rows in objects.values() for row in rows if isinstance(row, dict)]
    known = set(cells)
    return next((cell for cell in clicked if isinstance(cell, str) and cell in known), None)
