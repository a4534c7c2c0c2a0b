"""The ground of a plain picture: the base map's own style, read for one zoom and written as SVG."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import quoteattr  # nosec B406 - writes, reads nothing

from dashboard.layer import features

__all__ = ["Project", "ground_svg", "path_of"]

Project = Callable[[float, float], tuple[float, float]]
"""From longitude and latitude to pixels of the picture."""
AREAS = {"Polygon", "MultiPolygon"}


def ground_svg(style: Mapping[str, Any], project: Project, *, zoom: float, frame: tuple[int, int]) -> str:
    """Draw the layers of a base map's style, the lowest first."""
    drawn = []
    for layer in style["layers"]:
        if zoom < layer.get("minzoom", 0):
            continue
        paint = layer["paint"]
        if layer["type"] == "background":
            ink = quoteattr(paint["background-color"])
            drawn.append(f'<rect width="{frame[0]}" height="{frame[1]}" fill={ink}/>')
            continue
        shapes = [
            one
            for one in features(style["sources"][layer["source"]]["data"])
            if "filter" not in layer or _value(layer["filter"], one, zoom)
        ]
        drawn.append(DRAWN[layer["type"]](shapes, layer, project, zoom))
    return "".join(drawn)


def path_of(geometry: Mapping[str, Any], project: Project) -> str:
    """Write a geometry's lines and rings as the data of a path, to a tenth of a pixel."""
    rings = _rings(geometry["coordinates"])
    return "".join(_ring(ring, project, closed=geometry["type"] in AREAS) for ring in rings)


def _ring(ring: Sequence[Any], project: Project, *, closed: bool) -> str:
    """Write one line; points that fall on the same spot are written once."""
    spots = [f"{x:.1f} {y:.1f}" for x, y in (project(*point[:2]) for point in ring)]
    kept = [spot for at, spot in enumerate(spots) if at == 0 or spot != spots[at - 1]]
    if closed and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return "M" + "L".join(kept) + ("Z" if closed else "") if len(kept) > 1 else ""


def _rings(nest: Sequence[Any]) -> list[Any]:
    if not nest:
        return []
    if isinstance(nest[0][0], int | float):
        return [nest]
    return [ring for part in nest for ring in _rings(part)]


def _fill(shapes: Sequence[Any], layer: Mapping[str, Any], project: Project, _: float) -> str:
    data = "".join(path_of(one["geometry"], project) for one in shapes if one["geometry"]["type"] in AREAS)
    ink = quoteattr(layer["paint"]["fill-color"])
    return f'<path d="{data}" fill={ink} fill-rule="evenodd"/>' if data else ""


def _line(shapes: Sequence[Any], layer: Mapping[str, Any], project: Project, zoom: float) -> str:
    data = "".join(path_of(one["geometry"], project) for one in shapes if one["geometry"]["type"] != "Point")
    if not data:
        return ""
    paint = layer["paint"]
    wide = _value(paint["line-width"], {}, zoom)
    dashes = " ".join(f"{share * wide:.1f}" for share in paint.get("line-dasharray", ()))
    cap = layer.get("layout", {}).get("line-cap", "round")
    return (
        f'<path d="{data}" fill="none" stroke={quoteattr(paint["line-color"])} stroke-width="{wide:.2f}" '
        f'stroke-linejoin="round" stroke-linecap="{cap}"'
        + (f' stroke-dasharray="{dashes}"/>' if dashes else "/>")
    )


def _circle(shapes: Sequence[Any], layer: Mapping[str, Any], project: Project, zoom: float) -> str:
    paint = layer["paint"]
    radius = _value(paint["circle-radius"], {}, zoom)
    look = (
        f"fill={quoteattr(paint['circle-color'])} stroke={quoteattr(paint['circle-stroke-color'])} "
        f'stroke-width="{paint["circle-stroke-width"]}"'
    )
    spots = [
        project(*one["geometry"]["coordinates"][:2]) for one in shapes if one["geometry"]["type"] == "Point"
    ]
    return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {look}/>' for x, y in spots)


DRAWN: dict[str, Callable[[Sequence[Any], Mapping[str, Any], Project, float], str]] = {
    "fill": _fill,
    "line": _line,
    "circle": _circle,
}


def _value(said: Any, feature: Mapping[str, Any], zoom: float) -> Any:
    """Work out one of the few formulas that our own styles are written in (see dashboard.layers.context)."""
    if not isinstance(said, list):
        return said
    word, *rest = said
    if word == "get":
        return (feature.get("properties") or {}).get(rest[0])
    if word == "geometry-type":
        return feature["geometry"]["type"]
    if word == "coalesce":
        return next((v for v in (_value(one, feature, zoom) for one in rest) if v is not None), None)
    if word == "match":
        asked, among, then, otherwise = rest
        return then if _value(asked, feature, zoom) in among else otherwise
    if word == "interpolate":
        return _between(rest[0][1], rest[2:], zoom)
    raise ValueError(f"the style says {word!r}, which a plain picture does not know.")


def _between(base: float, stops: Sequence[float], zoom: float) -> float:
    """Read an exponential scale at a zoom."""
    pairs = list(zip(stops[::2], stops[1::2], strict=True))
    if zoom <= pairs[0][0]:
        return pairs[0][1]
    for (low, before), (high, after) in pairwise(pairs):
        if zoom <= high:
            share = (base ** (zoom - low) - 1) / (base ** (high - low) - 1)
            return before + (after - before) * share
    return pairs[-1][1]
