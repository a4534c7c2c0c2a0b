"""A map as a plain picture: the same layers that the browser would draw, written as SVG by the server."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr  # nosec B406 - writes, reads nothing

import h3

from dashboard.charts.static_ground import Project, ground_svg, path_of
from dashboard.deck import TILE_PX, Deck
from dashboard.layer import features
from dashboard.palette import css

__all__ = ["static_svg"]

UNSEEN = 2
"""An opacity that is there only so that a browser can point at something."""
WIDTH_OF_SIZE, LINE_OF_SIZE = 0.56, 1.2
"""How wide a letter and how high a line is, of the size of the print."""
FONTS = "Source Sans, Segoe UI, Liberation Sans, Helvetica, Arial, sans-serif"
METRES_A_PIXEL = 78_271.517  # at the equator, zoom 0
BARS_M = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
Box = tuple[float, float, float, float]


def static_svg(deck: Deck, *, frame: tuple[int, int], title: str) -> str:
    """Draw a deck as it is first seen.

    Parameters
    ----------
    deck : Deck
        From one of the map builders: whatever is in it may be seen.
    frame : tuple of int
        Width and height in pixels; the same that the deck's first view was fitted to.
    title : str
        What it is a map of.

    Returns
    -------
    str
        One SVG; nothing in it asks another machine, and nothing in it runs.
    """
    view = deck.initial_view_state
    project = _projection(view.longitude, view.latitude, view.zoom, frame)
    metres = METRES_A_PIXEL * math.cos(math.radians(view.latitude)) / 2**view.zoom
    sheet = _Sheet(project, 1 / metres)
    ground = ground_svg(deck.map_style[0], project, zoom=view.zoom, frame=frame)
    body = "".join(sheet.draw(layer) for layer in _flat(deck.layers))
    wide, high = frame
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img" '
        f"aria-label={quoteattr(title)} font-family={quoteattr(FONTS)}>"
        f"<title>{escape(title)}</title><defs>{''.join(sheet.kept.values())}</defs>"
        f"{ground}{body}{_bar(metres, high)}</svg>"
    )


def _projection(lon: float, lat: float, zoom: float, frame: tuple[int, int]) -> Project:
    """Web Mercator, as the browser's map has it."""
    size = TILE_PX * 2**zoom

    def north(degrees: float) -> float:
        return math.asinh(math.tan(math.radians(degrees))) / (2 * math.pi)

    middle = north(lat)

    def project(x: float, y: float) -> tuple[float, float]:
        return frame[0] / 2 + (x - lon) / 360 * size, frame[1] / 2 + (middle - north(y)) * size

    return project


def _flat(layers: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    for one in layers:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def _bar(metres: float, high: int) -> str:
    """How long a distance is, on paper of its own so that it reads on any ground."""
    far = max((bar for bar in BARS_M if bar / metres <= 130), default=BARS_M[0])
    wide, y = far / metres, high - 12
    words = f"{far // 1000} km" if far >= 1000 else f"{far} m"
    return (
        f'<g><rect x="6" y="{y - 24}" width="{wide + 16:.0f}" height="32" rx="3" fill="#ffffff" '
        f'fill-opacity=".85"/><path d="M14 {y - 5}V{y}H{14 + wide:.1f}V{y - 5}" fill="none" stroke="#1f2830" '
        f'stroke-width="1.6"/><text x="14" y="{y - 9}" font-size="12" fill="#1f2830">{words}</text></g>'
    )


class _Sheet:
    """The paper: where things lie on it, what is drawn again and again, and which places are taken."""

    def __init__(self, project: Project, pixels_a_metre: float) -> None:
        self.project, self.pixels_a_metre = project, pixels_a_metre
        self.kept: dict[str, str] = {}
        self.taken: dict[str, list[Box]] = {}

    def draw(self, layer: Mapping[str, Any]) -> str:
        kind = layer["@@type"]
        draws = {
            "BitmapLayer": self._bitmap,
            "GeoJsonLayer": self._shapes,
            "H3HexagonLayer": self._hexagons,
            "IconLayer": self._icons,
            "ScatterplotLayer": self._circles,
            "TextLayer": self._words,
        }
        return draws[kind](layer)

    def _shapes(self, layer: Mapping[str, Any]) -> str:
        return "".join(
            f'<path d="{path_of(one["geometry"], self.project)}" {look}/>'
            for one in features(layer["data"])
            if (look := self._look(layer, one))
        )

    def _hexagons(self, layer: Mapping[str, Any]) -> str:
        """Cells of one look are one path: they never lie on one another."""
        looks: dict[str, list[str]] = {}
        for row in layer["data"]:
            if look := self._look(layer, row):
                looks.setdefault(look, []).append(path_of(_hexagon(row["cell"]), self.project))
        return "".join(f'<path d="{"".join(paths)}" {look}/>' for look, paths in looks.items())

    def _look(self, layer: Mapping[str, Any], row: Mapping[str, Any]) -> str:
        fill = _told(layer.get("getFillColor"), row) if layer.get("filled", True) else None
        line = _told(layer.get("getLineColor"), row) if layer.get("stroked", True) else None
        fill = None if fill is None or _opaque(fill)[3] <= UNSEEN else fill
        if fill is None and line is None:
            return ""
        paint = (
            "none" if fill is None else self._hatch(fill) if "getFillPattern" in layer else css(_opaque(fill))
        )
        look = f'fill="{paint}" fill-rule="evenodd"'
        if line is not None:
            wide = _told(layer.get("getLineWidth", 1), row)
            look += f' stroke="{css(_opaque(line))}" stroke-width="{wide}" stroke-linejoin="round"'
        return look

    def _hatch(self, ink: Sequence[int]) -> str:
        name = "hatch-" + "-".join(map(str, ink))
        self.kept[name] = (
            f'<pattern id="{name}" width="9" height="9" patternUnits="userSpaceOnUse">'
            f'<path d="M-2 11L11 -2M-2 2L2 -2M7 11L11 7" stroke="{css(_opaque(ink))}" stroke-width="1.4"/>'
            f"</pattern>"
        )
        return f"url(#{name})"

    def _circles(self, layer: Mapping[str, Any]) -> str:
        drawn = []
        for row in layer["data"]:
            x, y = self.project(*_told(layer["getPosition"], row))
            radius = float(_told(layer["getRadius"], row))
            if layer.get("radiusUnits", "meters") == "meters":
                radius = max(radius * self.pixels_a_metre, layer.get("radiusMinPixels", 0))
            if look := self._look(layer, row):
                drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {look}/>')
        return "".join(drawn)

    def _bitmap(self, layer: Mapping[str, Any]) -> str:
        """Lay a picture on its four corners; over a borough three of them say where the fourth is."""
        bounds = layer["bounds"]
        if isinstance(bounds[0], int | float):
            west, south, east, north = bounds
            bounds = [(west, south), (west, north), (east, north), (east, south)]
        (x0, y0), (xn, yn), (xe, ye) = (self.project(*bounds[at][:2]) for at in (0, 1, 2))
        across, down = (xe - xn, ye - yn), (x0 - xn, y0 - yn)
        matrix = " ".join(f"{part:.3f}" for part in (*across, *down, xn, yn))
        return (
            f'<image width="1" height="1" preserveAspectRatio="none" transform="matrix({matrix})" '
            f"xlink:href={quoteattr(layer['image'])}/>"
        )

    def _icons(self, layer: Mapping[str, Any]) -> str:
        """Cut each symbol from the strip that the browser would cut it from."""
        strip = unquote(layer["iconAtlas"].partition(",")[2])
        inside = re.sub(r"^<svg[^>]*>|</svg>$", "", strip)
        drawn = []
        for row in layer["data"]:
            icon = str(_told(layer["getIcon"], row))
            at, name = layer["iconMapping"][icon], f"{layer['id']}-{icon}"
            box = f"{at['x']} {at['y']} {at['width']} {at['height']}"
            self.kept[name] = f'<symbol id="{name}" viewBox="{box}">{inside}</symbol>'
            size = float(_told(layer["getSize"], row))
            x, y = self.project(*_told(layer["getPosition"], row))
            left, top = x - size / 2, y - size * at.get("anchorY", at["height"] / 2) / at["height"]
            drawn.append(
                f'<use xlink:href="#{name}" x="{left:.1f}" y="{top:.1f}" width="{size:g}" height="{size:g}"/>'
            )
        return "".join(drawn)

    def _words(self, layer: Mapping[str, Any]) -> str:
        """Words; of two that would meet, the more important stays, as in the browser."""
        rows = list(layer["data"])
        group = layer.get("collisionGroup")
        if group is not None:
            rows.sort(key=lambda row: -float(_told(layer.get("getCollisionPriority", 0), row) or 0))
        drawn = []
        for row in rows:
            lines = str(_told(layer["getText"], row)).split("\n")
            size = float(_told(layer["getSize"], row))
            aside, below = _told(layer.get("getPixelOffset", [0, 0]), row)
            x, y = self.project(*_told(layer["getPosition"], row))
            x, y = x + aside, y + below
            wide, high = max(map(len, lines)) * size * WIDTH_OF_SIZE, len(lines) * size * LINE_OF_SIZE
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if group is not None:
                if any(_meet(box, other) for other in self.taken.setdefault(group, [])):
                    continue
                self.taken[group].append(box)
            if "".join(lines).strip():
                drawn.append(_written(layer, row, lines, size, (x, y), box))
        return "".join(reversed(drawn))


def _written(
    layer: Mapping[str, Any],
    row: Mapping[str, Any],
    lines: Sequence[str],
    size: float,
    spot: tuple[float, float],
    box: Box,
) -> str:
    x, y = spot
    ground = _told(layer["getBackgroundColor"], row) if layer.get("background") else None
    back = ""
    if ground is not None and _opaque(ground)[3] > UNSEEN:
        left, top, right, bottom = layer.get("backgroundPadding", [0, 0, 0, 0])[:2] * 2
        edge = layer.get("getBorderWidth", 0)
        line = f' stroke="{css(_opaque(layer["getBorderColor"]))}" stroke-width="{edge}"' if edge else ""
        back = (
            f'<rect x="{box[0] - left:.1f}" y="{box[1] - top:.1f}" '
            f'width="{box[2] - box[0] + left + right:.1f}" '
            f'height="{box[3] - box[1] + top + bottom:.1f}" rx="{layer.get("backgroundBorderRadius", 0)}" '
            f'fill="{css(_opaque(ground))}"{line}/>'
        )
    halo = ""
    if layer.get("outlineWidth"):
        halo = (
            f' stroke="{css(_opaque(layer["outlineColor"]))}" stroke-width="{size / 4:.1f}" '
            f'stroke-linejoin="round" paint-order="stroke"'
        )
    first = y - (len(lines) - 1) * size * LINE_OF_SIZE / 2 + size * 0.35
    words = "".join(
        f'<tspan x="{x:.1f}" y="{first + at * size * LINE_OF_SIZE:.1f}">{escape(line)}</tspan>'
        for at, line in enumerate(lines)
    )
    return (
        f'{back}<text font-size="{size:g}" font-weight="{layer.get("fontWeight", 400)}" text-anchor="middle" '
        f'fill="{css(_opaque(_told(layer["getColor"], row)))}"{halo}>{words}</text>'
    )


def _told(said: Any, row: Mapping[str, Any]) -> Any:
    """Read what a layer says of a row: a value, or `@@=` and the name, or the names, of what holds it."""
    if not isinstance(said, str) or not said.startswith("@@="):
        return said
    name = said[3:]
    if name.startswith("["):
        return [row[part.strip()] for part in name.strip("[]").split(",")]
    return row[name]


def _opaque(ink: Sequence[int]) -> tuple[int, int, int, int]:
    red, green, blue, *alpha = ink
    return red, green, blue, alpha[0] if alpha else 255


def _hexagon(cell: str) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]]}


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
