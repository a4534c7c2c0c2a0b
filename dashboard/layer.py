"""What a layer of the map is: a name, a drawing, and its lines in the legend."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, Protocol

import pandas as pd

from dashboard.palette import Colour, Palette

__all__ = [
    "Drawn",
    "Entry",
    "Ground",
    "Layer",
    "ReadyGeometry",
    "Sheet",
    "Situation",
    "Surface",
    "features",
    "ready",
    "records",
    "trimmed",
]

Drawn = dict[str, Any]  # one deck.gl layer as plain JSON: "@@type", "id", "data" and its settings
Mark = Literal["fill", "outline", "hatch", "line", "dashes", "ring", "symbol", "scale"]


class Surface(Protocol):
    """A density to paint; `bounds` is four numbers, or four corners from the south-west clockwise."""

    @property
    def bounds(self) -> Sequence[Any]: ...
    @property
    def unit(self) -> str: ...
    @property
    def values(self) -> Any: ...  # 2-D, the southernmost row first; NaN where nothing is to be painted
    @property
    def beyond_chance(self) -> Mapping[str, Any] | None: ...  # a GeoJSON geometry


class Situation(Protocol):
    """The part of `dashboard.situation.Situation` that a map needs; already suppressed."""

    @property
    def cells(self) -> pd.DataFrame: ...  # cell, level, hidden, incidents, is_hotspot, tip
    @property
    def places(self) -> pd.DataFrame: ...  # rank, cell, lon, lat, radius_m, tip
    @property
    def centres(self) -> pd.DataFrame: ...  # lon, lat, status, specialist, tip
    @property
    def ward_shapes(self) -> Mapping[str, Any]: ...
    @property
    def context(self) -> Mapping[str, Mapping[str, Any]]: ...
    @property
    def outline(self) -> Mapping[str, Any]: ...
    @property
    def breaks(self) -> Sequence[int]: ...
    @property
    def unit(self) -> str: ...
    @property
    def threshold(self) -> int: ...
    @property
    def ring(self) -> str: ...  # what a ring stands for
    @property
    def surface(self) -> Surface | None: ...
    @property
    def bounds(self) -> tuple[float, float, float, float]: ...


@dataclass(frozen=True)
class Sheet:
    """The paper to draw on: its colours, what is drawn beside, and the cell in hand."""

    ink: Palette
    shown: frozenset[str]
    selected: str | None = None


@dataclass(frozen=True)
class Ground:
    """What lies under everything, drawn by the base map: sources and layers of its style."""

    sources: dict[str, Any] = field(default_factory=dict)
    layers: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the legend: a mark as it is painted, and what it means."""

    mark: Mark
    label: str
    fill: Colour | None = None
    line: Colour | None = None
    width_px: float = 1.5
    picture: str = ""  # an SVG drawing of our own making, for `symbol`
    steps: tuple[tuple[Colour, str], ...] = ()  # colour and words of each class, for `scale`


def draw_nothing(situation: Situation, sheet: Sheet) -> list[Drawn]:
    return []


def no_ground(situation: Situation, sheet: Sheet) -> Ground:
    return Ground()


@dataclass(frozen=True)
class Layer:
    """One thing that can be shown or put away.

    `draw` gives deck.gl layers, the lowest first, each with an id that begins with `name`; `ground` gives
    what the base map draws; `explain` gives the legend's lines for what was drawn.  `at_first` says whether
    it is shown before anybody chooses.
    """

    name: str
    title: str
    explain: Callable[[Situation, Sheet], list[Entry]]
    draw: Callable[[Situation, Sheet], list[Drawn]] = draw_nothing
    ground: Callable[[Situation, Sheet], Ground] = no_ground
    at_first: bool = True


def records(frame: pd.DataFrame, columns: Iterable[str]) -> list[dict[str, Any]]:
    """Make rows of plain values, only of the columns that are drawn; a row without a place is left out.

    One bad coordinate blanks a whole layer, and a value that starts with `@@` is taken for an instruction.
    """
    names = list(columns)
    taken = [[plain(value) for value in frame[name].tolist()] for name in names]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*taken, strict=True)]
    return [row for row in rows if row.get("lon", 0) is not None and row.get("lat", 0) is not None]


def plain(value: Any) -> Any:
    """Give a value that JSON and the map's reader take as it is: missing as None, floats to 5 decimals."""
    if isinstance(value, str):
        return harmless(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, 5) if math.isfinite(value) else None
    return value


def harmless(text: str) -> str:
    """Put a space before a text that starts with `@@`, or the map's reader takes it for a formula."""
    return f" {text}" if text.startswith("@@") else text


def features(shapes: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """List the features of any GeoJSON: a collection, one feature, or a bare geometry."""
    if not shapes:
        return []
    if shapes["type"] == "FeatureCollection":
        return list(shapes["features"])
    return [
        shapes if shapes["type"] == "Feature" else {"type": "Feature", "properties": {}, "geometry": shapes}
    ]


class ReadyGeometry(Mapping[str, Any]):
    """A GeoJSON geometry whose coordinates are as they are drawn, and which is written out only once."""

    def __init__(self, kind: str, coordinates: Any) -> None:
        self._parts = {"type": kind, "coordinates": coordinates}

    def __getitem__(self, part: str) -> Any:
        return self._parts[part]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    @cached_property
    def text(self) -> str:
        """As JSON."""
        return json.dumps(self._parts, separators=(",", ":"), allow_nan=False)


def ready(geometry: Mapping[str, Any]) -> ReadyGeometry:
    """Give a geometry with its coordinates to 5 decimals (a metre), no point twice in a row."""
    if isinstance(geometry, ReadyGeometry):
        return geometry
    return ReadyGeometry(geometry["type"], rounded(geometry["coordinates"]))


def trimmed(shapes: Mapping[str, Any] | None, properties: Iterable[str] = ()) -> dict[str, Any]:
    """Copy GeoJSON with coordinates as they are drawn and only the properties that are."""
    keep = tuple(properties)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {k: plain(v) for k, v in (one.get("properties") or {}).items() if k in keep},
                "geometry": ready(one["geometry"]),
            }
            for one in features(shapes)
            if one.get("geometry") and "coordinates" in one["geometry"]
        ],
    }


def rounded(coordinates: Any) -> Any:
    """Round a nest of positions; points that fall together after rounding are written once."""
    if not coordinates or isinstance(coordinates[0], (int, float)):
        return [round(float(number), 5) for number in coordinates[:2]]
    if isinstance(coordinates[0][0], (int, float)) and len(coordinates) > 4:
        line = [rounded(point) for point in coordinates]
        kept = [line[0], *(b for a, b in pairwise(line) if a != b)]
        return kept if len(kept) > 3 else line
    return [rounded(part) for part in coordinates]
