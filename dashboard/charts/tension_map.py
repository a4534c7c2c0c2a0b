"""The map of the board: a ward a level, with its number and word on it; unknown wards are hatched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pydeck as pdk
from shapely.geometry import shape

from dashboard.answers.tension.board import NO_WARD, Board
from dashboard.charts.tension_board import ONE_SOURCE, SIGNS, direction_words, mark_of, title_of
from dashboard.deck import Deck, fit, tooltip
from dashboard.geography import Geography
from dashboard.layer import features, plain, trimmed
from dashboard.layers.hidden import HATCH
from dashboard.palette import Palette, css, ink_on, palette

__all__ = ["Marked", "build_ward_map", "clicked_ward", "marked_wards"]

HIGHEST = ""
"""Stands for the highest strand of each ward."""
HATCH_SCALE = 3


@dataclass(frozen=True)
class Marked:
    """What the map says of one ward.

    Attributes
    ----------
    strand : str
        The strand that it is of; "" where the ward's highest level is asked for and there is none.
    level : int or None
        None where no level is indicated.
    words : str
        "3 Raised", "One source only" or "Unknown".
    mark : str
        What stands on the ward: "3 Raised ▲", "◌" or "?". No direction on the map of the highest strand,
        where two periods may name two strands.
    tip : str
        The same in whole words, with the strand.
    """

    ward: str
    name: str
    strand: str
    level: int | None
    words: str
    mark: str
    tip: str


def marked_wards(board: Board, strand: str = HIGHEST) -> dict[str, Marked]:
    """Say what the map shows of each ward.

    Parameters
    ----------
    board : Board
    strand : str
        A strand's code; "" for the highest indicated level of any strand.
    """
    scale = {number: name for number, name, _ in board.scale}
    names = dict(board.cells[["strand", "strand_name"]].itertuples(index=False, name=None))
    if strand != HIGHEST:
        cells = board.cells[(board.cells["strand"] == strand) & (board.cells["ward"] != NO_WARD)]
        return {cell["ward"]: _of_cell(cell, scale) for cell in cells.to_dict("records")}
    return {row["ward"]: _of_ward(row, scale, names) for row in board.wards.to_dict("records")}


def _of_cell(cell: Mapping[Any, Any], scale: Mapping[int, str]) -> Marked:
    words, against = title_of(cell, scale), direction_words(cell)
    tip = f"{cell['name']}\n{cell['strand_name']}: {words}" + (f", {against}" if against else "")
    level = None if pd.isna(cell["level"]) else int(cell["level"])
    mark = f"{mark_of(cell, scale)} {SIGNS.get(cell['direction'], '')}".rstrip()
    return Marked(cell["ward"], cell["name"], cell["strand"], level, words, mark, tip)


def _of_ward(row: Mapping[Any, Any], scale: Mapping[int, str], names: Mapping[str, str]) -> Marked:
    told = {"level": row["level"], "state": ONE_SOURCE if row["one_source"] else ""}
    words = title_of(told, scale)
    level = None if pd.isna(row["level"]) else int(row["level"])
    named = f" ({names.get(row['level_strand'], row['level_strand'])})" if level is not None else ""
    unknown = f"Unknown in {int(row['unknown'])} of {len(names)} strands"
    tip = f"{row['name']}\n{words}{named}\n{unknown}"
    return Marked(row["ward"], row["name"], row["level_strand"], level, words, mark_of(told, scale), tip)


def build_ward_map(
    board: Board,
    ground: Geography,
    *,
    strand: str = HIGHEST,
    selected: str = NO_WARD,
    dark: bool = False,
    frame_px: tuple[int, int] = (640, 520),
) -> Deck:
    """Draw the wards; nothing in it asks another machine.

    Parameters
    ----------
    board : Board
    ground : dict
        From `dashboard.geography.geography`.
    strand : str
        A strand's code; "" for the highest of each ward.
    selected : str
        The ward in hand.
    """
    ink, marked = palette(dark=dark), marked_wards(board, strand)
    shapes = [one for one in features(ground["wards"]) if one["properties"].get("ward") in marked]
    lon, lat, zoom = fit(ground["bounds"], frame_px=frame_px)
    deck = Deck(
        layers=[_drawn(shapes, marked, ink, selected, len(board.scale))],  # nested: see dashboard.deck
        views=[pdk.View(type="MapView", controller={"dragRotate": False, "touchRotate": False})],
        initial_view_state=pdk.ViewState(
            longitude=lon, latitude=lat, zoom=zoom, min_zoom=max(zoom - 2.5, 0), max_zoom=16
        ),
        tooltip=tooltip(ink),
        map_provider=None,
    )
    paint = {"background-color": css(ink.ground)}
    deck.map_style = [
        {"version": 8, "sources": {}, "layers": [{"id": "ground", "type": "background", "paint": paint}]}
    ]
    return deck


def _drawn(
    shapes: list[Mapping[str, Any]], marked: Mapping[str, Marked], ink: Palette, selected: str, levels: int
) -> list[dict[str, Any]]:
    colours = ink.levels(levels)
    wards = {one["properties"]["ward"]: one for one in trimmed(_collection(shapes), ("ward",))["features"]}
    for ward, one in wards.items():
        level = marked[ward].level
        one |= {
            "ward": ward,
            "tip": plain(marked[ward].tip),
            "fill": ink.land if level is None else colours[level - 1],
            "pattern": "hatch",
        }
    shapes_only = [{k: one[k] for k in ("type", "properties", "geometry")} for one in wards.values()]
    hatched = [one for ward, one in wards.items() if marked[ward].level is None]
    held = [one for ward, one in wards.items() if ward == selected]
    layers = [
        _outline("tension-wards", list(wards.values()), ink.halo, 4)
        | {"filled": True, "pickable": True, "getFillColor": "@@=fill"},
        _outline("tension-lines", shapes_only, ink.ward, 1.4),
    ]
    if hatched:
        hatching = {
            "filled": True,
            "getFillColor": ink.hidden,
            "extensions": [{"@@type": "FillStyleExtension", "pattern": True}],
            "fillPatternMask": True,
            "fillPatternAtlas": HATCH,
            "fillPatternMapping": {"hatch": {"x": 0, "y": 0, "width": 64, "height": 64, "mask": True}},
            "getFillPattern": "@@=pattern",
            "getFillPatternScale": HATCH_SCALE,
        }
        layers.append(_outline("tension-unknown", hatched, ink.ward, 1.4) | hatching)
    if held:
        layers.append(_outline("tension-held-halo", held, ink.halo, 7))
        layers.append(_outline("tension-held", held, ink.selected, 4))
    return [*layers, _names(shapes, marked, ink, colours)]


def _collection(rows: list[Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": rows}


def _outline(name: str, rows: list[Any], colour: Any, width_px: float) -> dict[str, Any]:
    return {
        "@@type": "GeoJsonLayer",
        "id": name,
        "data": _collection(rows),
        "stroked": True,
        "filled": False,
        "pickable": False,
        "getLineColor": colour,
        "getLineWidth": width_px,
        "lineWidthUnits": "pixels",
        "lineJointRounded": True,
    }


def _names(
    shapes: list[Mapping[str, Any]], marked: Mapping[str, Marked], ink: Palette, colours: Any
) -> dict[str, Any]:
    """The ward's name with its level beneath, in ink that reads on the level's colour."""
    rows = []
    for one in shapes:
        here, spot = marked[one["properties"]["ward"]], shape(one["geometry"]).representative_point()
        fill = ink.land if here.level is None else colours[here.level - 1]
        rows.append(
            {
                "lon": round(spot.x, 5),
                "lat": round(spot.y, 5),
                "text": plain(f"{here.name}\n{here.mark}"),
                "ink": ink_on(fill),
                "ground": fill,
                "priority": here.level or 0,
            }
        )
    return {
        "@@type": "TextLayer",
        "id": "tension-names",
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "getText": "@@=text",
        "getColor": "@@=ink",
        "getSize": 15,
        "lineHeight": 1.15,
        "fontFamily": '"Source Sans", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
        "fontWeight": 650,
        "characterSet": "auto",
        "background": True,
        "getBackgroundColor": "@@=ground",
        "backgroundPadding": [4, 2, 4, 2],
        "pickable": False,
        "extensions": [{"@@type": "CollisionFilterExtension"}],
        "collisionGroup": "tension-names",
        "getCollisionPriority": "@@=priority",
        "collisionTestProps": {"sizeScale": 1.8},
    }


def clicked_ward(selection: Any, board: Board) -> str | None:
    """Read the ward from what the browser says was clicked; one that is not of this board is no click."""
    objects = (selection or {}).get("objects") or {}
    rows = [row for rows in objects.values() for row in rows if isinstance(row, dict)]
    said = [row.get("ward") or (row.get("properties") or {}).get("ward") for row in rows]
    known = set(board.wards["ward"])
    return next((ward for ward in said if isinstance(ward, str) and ward in known), None)
