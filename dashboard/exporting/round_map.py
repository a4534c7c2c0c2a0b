"""The round as a drawing in black and grey: numbered places, the way between them, wards and streets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr  # nosec B406 - writes, reads nothing

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from dashboard.exporting.cells import clean

__all__ = ["Marked", "round_svg"]

WIDE, HIGH = 900, 600
MARGIN_M, LEAST_M = 220.0, 1_000.0
"""Ground around the outermost places, and the least that is shown from west to east."""
BAR_M = (50, 100, 200, 500, 1_000, 2_000, 5_000)
FONTS = "Libertinus Serif, Liberation Serif, DejaVu Serif, serif"
MAIN = frozenset(("main", "motorway", "trunk", "primary"))
CORNER = shapely.box(0, HIGH - 60, 300, HIGH)
"""Where north and the scale stand."""
DISC = 17.0
"""Half a badge, in points of the drawing."""


@dataclass(frozen=True)
class Marked:
    """A place as it is drawn: its outline in metres, and the few letters on it."""

    shape: BaseGeometry
    mark: str
    is_stop: bool = True


@dataclass(frozen=True)
class _Window:
    """The ground that is shown, in metres, and how it lies on the drawing."""

    west: float
    north: float
    scale: float

    @property
    def frame(self) -> BaseGeometry:
        return shapely.box(
            self.west, self.north - HIGH / self.scale, self.west + WIDE / self.scale, self.north
        )

    def lay(self, shape: BaseGeometry) -> BaseGeometry:
        def at(xy: np.ndarray) -> np.ndarray:
            return np.column_stack(
                ((xy[:, 0] - self.west) * self.scale, (self.north - xy[:, 1]) * self.scale)
            )

        return shapely.transform(shape, at)

    def spot(self, place: Marked) -> Point:
        """Find where a place's badge stands."""
        return Point(shapely.get_coordinates(self.lay(place.shape.centroid))[0])

    def cut(self, shapes: Iterable[BaseGeometry | None]) -> list[BaseGeometry]:
        near = [one for one in shapes if one is not None and one.intersects(self.frame)]
        inside = [shapely.clip_by_rect(one, *self.frame.bounds) for one in near]
        return [shapely.simplify(self.lay(one), 0.5) for one in inside if not one.is_empty]


def round_svg(
    places: Sequence[Marked],
    *,
    wards: Mapping[str, BaseGeometry],
    context: Mapping[str, gpd.GeoDataFrame],
    alt: str,
) -> str:
    """Draw the round; stops come in the order of the way.

    Parameters
    ----------
    places : sequence of Marked
        At least one.
    wards : mapping of name to geometry
        EPSG:27700, as everything.
    context : mapping of kind to geopandas.GeoDataFrame
        Streets (`road`), water, parks and rail, as far as there are any.
    alt : str
        The same in words.
    """
    window = _window([one.shape for one in places])
    stops = [window.spot(one) for one in places if one.is_stop]
    body = [
        *_ground(window, context),
        *_wards(window, wards, [window.spot(one) for one in places]),
        *[_hexagon(window.lay(one.shape), one) for one in places],
        *_way(stops),
        *[_badge(window.spot(one), one) for one in reversed(places) if one.mark],
        _north_and_scale(window.scale),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" '
        f'role="img" font-family={quoteattr(FONTS)}><title>{escape(clean(alt))}</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>{"".join(body)}'
        f'<rect x=".5" y=".5" width="{WIDE - 1}" height="{HIGH - 1}" fill="none" stroke="#333"/></svg>'
    )


def _window(shapes: Sequence[BaseGeometry]) -> _Window:
    west, south, east, north = shapely.total_bounds(shapes)
    wide = max(east - west + 2 * MARGIN_M, (north - south + 2 * MARGIN_M) * WIDE / HIGH, LEAST_M)
    return _Window((west + east) / 2 - wide / 2, (south + north) / 2 + wide * HIGH / WIDE / 2, WIDE / wide)


def _ground(window: _Window, context: Mapping[str, gpd.GeoDataFrame]) -> list[str]:
    drawn: list[str] = []
    for kind, ink in (("park", "#efefef"), ("water", "#d8d8d8")):
        if kind in context:
            looks = f'fill="{ink}" stroke="{ink}"'
            drawn += [_path(one, looks) for one in window.cut(context[kind].geometry)]
    if "road" in context:
        roads = context["road"]
        main = roads["class"].isin(MAIN).to_numpy() if "class" in roads else np.zeros(len(roads), bool)
        for chosen, width in ((~main, 1.8), (main, 4.5)):
            looks = f'fill="none" stroke="#bdbdbd" stroke-width="{width}"'
            drawn += [_path(one, looks) for one in window.cut(roads.geometry[chosen])]
    if "rail" in context:
        looks = 'fill="none" stroke="#8a8a8a" stroke-width="2.4" stroke-dasharray="9 4"'
        drawn += [_path(one, looks) for one in window.cut(context["rail"].geometry)]
    return drawn


def _wards(window: _Window, wards: Mapping[str, BaseGeometry], badges: Sequence[Point]) -> list[str]:
    """The wards' edges in dots, each with its name where it has room and covers no badge."""
    drawn = []
    for name, shape in wards.items():
        for part in window.cut([shape]):
            drawn.append(_path(part, 'fill="none" stroke="#555" stroke-width="1.4" stroke-dasharray="2 3"'))
            half = 4.6 * len(name)
            left, top, right, bottom = part.bounds
            for y in (top + 28, bottom - 14, (top + bottom) / 2):
                box = shapely.box((left + right) / 2 - half, y - 18, (left + right) / 2 + half, y + 4)
                if (
                    part.contains(box)
                    and not box.intersects(CORNER)
                    and not any(box.distance(one) < 1.5 * DISC for one in badges)
                ):
                    drawn.append(_words((left + right) / 2, y, name, 16, ink="#444", style="italic"))
                    break
    return drawn


def _hexagon(shape: BaseGeometry, place: Marked) -> str:
    looks = 'fill="none" stroke="#000" stroke-width="2.2"'
    away = 'fill="#000" fill-opacity=".12" stroke="#000" stroke-width="1.6" stroke-dasharray="4 3"'
    return _path(shape, looks if place.is_stop else away)


def _way(stops: Sequence[Point]) -> list[str]:
    """The way in thick dashes, with a head at the middle of each part that says which way it goes."""
    drawn = []
    for one, two in pairwise(stops):
        x, y, dx, dy = one.x, one.y, two.x - one.x, two.y - one.y
        looks = 'stroke="#000" stroke-width="2.6" stroke-dasharray="10 5"'
        drawn.append(f'<path d="M{x:.1f} {y:.1f}L{two.x:.1f} {two.y:.1f}" {looks}/>')
        length = float(np.hypot(dx, dy))
        if length > 4 * DISC:
            turn = float(np.degrees(np.arctan2(dy, dx)))
            middle = f"translate({x + dx / 2:.1f} {y + dy / 2:.1f}) rotate({turn:.0f})"
            drawn.append(f'<path d="M-8 -7L9 0L-8 7Z" transform="{middle}"/>')
    return drawn


def _badge(spot: Point, place: Marked) -> str:
    """A stop's number in a black disc; a place for problem solving in a white square."""
    x, y, half = spot.x, spot.y, DISC
    if place.is_stop:
        ground = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half}" fill="#000" stroke="#fff" stroke-width="2"/>'
        return ground + _words(x, y + 7, place.mark, 21, ink="#fff", halo=False)
    ground = (
        f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half}" height="{2 * half}" '
        'fill="#fff" stroke="#000" stroke-width="1.4"/>'
    )
    return ground + _words(x, y + 6, place.mark, 18, halo=False)


def _north_and_scale(scale: float) -> str:
    metres = max((bar for bar in BAR_M if bar * scale <= 200), default=BAR_M[0])
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    x, y, long = 20, HIGH - 18, metres * scale
    ground = (
        f'<rect x="8" y="{HIGH - 50}" width="{long + 80:.0f}" height="42" fill="#fff" fill-opacity=".85"/>'
    )
    bar = f'<path d="M{x} {y - 7}V{y}H{x + long:.1f}V{y - 7}" fill="none" stroke="#000" stroke-width="2"/>'
    up = x + long + 38
    north = f'<path d="M{up - 9:.1f} {y}L{up:.1f} {y - 26}L{up + 9:.1f} {y}L{up:.1f} {y - 7}Z"/>'
    return ground + bar + north + _words(x + long / 2, y - 10, words, 15) + _words(up + 18, y, "N", 16)


def _path(shape: BaseGeometry, looks: str) -> str:
    lines = []
    for part in shapely.get_parts(shape):
        for ring in [part] if part.geom_type == "LineString" else shapely.get_rings(part):
            close = "" if part.geom_type == "LineString" else "Z"
            points = "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring))
            lines.append(f"M{points}{close}")
    return f'<path d="{"".join(lines)}" {looks}/>'


def _words(
    x: float, y: float, words: str, size: int, *, ink: str = "#000", style: str = "normal", halo: bool = True
) -> str:
    said = escape(clean(words))
    letters = f'font-size="{size}" font-style="{style}" font-weight="bold" text-anchor="middle"'
    at = f'x="{x:.1f}" y="{y:.1f}" {letters}'
    under = f'<text {at} stroke="#fff" stroke-width="4" stroke-linejoin="round">{said}</text>' if halo else ""
    return f'{under}<text {at} fill="{ink}">{said}</text>'
