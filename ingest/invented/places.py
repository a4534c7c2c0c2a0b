"""Where things can happen: snap points on streets, homes, parades, stations, park gates, schools."""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString

from boundaries.crs import to_bng
from boundaries.study_area import StudyArea, make_study_area, ward_of
from boundaries.wards import read_wards

__all__ = ["Places", "Spots", "read_places"]

SNAP_EVERY_M = 75.0
_DRAW = {"retail": (30, 150), "square": (26, 130), "bus station": (26, 110), "night": (24, 140),
         "leisure": (12, 150),
         "shops": (9, 100), "hospital": (8, 110), "ground": (4, 140), "library": (4, 80), "station": (11,
             110),
         "day centre": (0, 100)}  # fmt: skip
"""How many people a landmark brings out of doors, and how far about (metres)."""
_SHOPPING = ("retail", "square", "shops", "bus station")
_GOING_OUT = ("night", "leisure", "ground", "square")


@dataclass(frozen=True)
class Spots:
    """Places of one kind with the chance of each: metres, EPSG:27700."""

    x: np.ndarray
    y: np.ndarray
    chance: np.ndarray  # sums to 1
    name: tuple[str, ...] = ()

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Draw n positions by chance."""
        return np.searchsorted(np.cumsum(self.chance), rng.random(n) * (1 - 1e-12))

    def near(self, x: float, y: float, radius_m: float) -> "Spots":
        """Keep those within a radius, evenly likely."""
        keep = np.hypot(self.x - x, self.y - y) <= radius_m
        return Spots(self.x[keep], self.y[keep], np.full(keep.sum(), 1 / max(keep.sum(), 1)))


@dataclass(frozen=True)
class Places:
    """Spots by setting, and what is needed to write a place down."""

    area: StudyArea
    by_setting: dict[str, Spots]
    streets: Spots
    postcodes: tuple[str, ...]  # beside `homes`
    homes: Spots
    landmarks: dict[str, tuple[float, float]]
    centres: tuple[dict[str, str], ...]

    @cached_property
    def _near(self) -> cKDTree:
        return cKDTree(np.column_stack([self.homes.x, self.homes.y]))

    def ward_names(self, x: np.ndarray, y: np.ndarray) -> list[str]:
        """Name the ward of each point; "" outside the borough."""
        names = self.area.wards["name"].tolist()
        return [names[w] if w >= 0 else "" for w in ward_of(self.area, x, y)]

    def postcode_near(self, x: np.ndarray, y: np.ndarray) -> list[str]:
        """Name the postcode nearest to each point."""
        return [self.postcodes[i] for i in np.atleast_1d(self._near.query(np.column_stack([x, y]))[1])]


def read_places(folder: Path, rng: np.random.Generator) -> Places:
    """Work out from the borough's files where its incidents can happen."""
    area = make_study_area(read_wards(folder / "wards.geojson"), name="")
    postcodes, homes = _homes(folder / "postcodes.csv", rng)
    x, y, main = _snap_points(folder / "roads.geojson", area)
    landmarks = _landmarks(folder)
    tree = cKDTree(np.column_stack([homes.x, homes.y]))
    residents = np.asarray(tree.query_ball_point(np.column_stack([x, y]), 110, return_length=True))
    bustle = _bustle(x, y, landmarks, tuple(_DRAW))
    streets = _spots(x, y, _shares(0.68, residents, bustle))
    settings = {
        "street": streets,
        "near_home": _spots(x, y, residents),
        "home": homes,
        "transport": _spots(
            x, y, _shares(0.35, main * (residents + 1), _bustle(x, y, landmarks, ("bus station", "station")))
        ),
        "shop": _spots(x, y, _shares(0.25, main * (residents + 1), _bustle(x, y, landmarks, _SHOPPING))),
        "venue": _spots(x, y, _shares(0.25, residents, _bustle(x, y, landmarks, _GOING_OUT))),
        "work": _spots(x, y, _shares(0.6, main + 0.2, bustle)),
        "park": _park_gates(folder / "parks.geojson", area),
        "school": _schools(area, homes),
        "other": streets,
    }
    with (folder / "centres.csv").open(encoding="utf-8") as file:
        centres = tuple(csv.DictReader(file))
    return Places(area, settings, streets, postcodes, homes, {n: (a, b) for n, _, a, b in landmarks}, centres)


def _spots(x: np.ndarray, y: np.ndarray, weight: np.ndarray, name: tuple[str, ...] = ()) -> Spots:
    weight = np.asarray(weight, dtype=float)
    return Spots(x, y, weight / weight.sum(), name)


def _shares(first: float, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(first * a / a.sum() + (1 - first) * b / b.sum())


def _bustle(x: np.ndarray, y: np.ndarray, landmarks: list, kinds: tuple[str, ...]) -> np.ndarray:
    total = np.zeros(len(x))
    for _, kind, east, north in landmarks:
        if kind in kinds:
            people, about_m = _DRAW[kind]
            total += people * np.exp(-((np.hypot(x - east, y - north) / about_m) ** 2))
    return total


def _homes(path: Path, rng: np.random.Generator) -> tuple[tuple[str, ...], Spots]:
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if int(row[1]) < 90]
    x, y = (np.array([float(row[k]) for row in rows]) for k in (2, 3))
    codes = tuple(f"{row[0][:4].strip()} {row[0][4:]}" for row in rows)
    slow = sum(np.sin(x / 900 * np.cos(t) + y / 900 * np.sin(t) + t * 7) for t in rng.uniform(0, 6.3, 5))
    return codes, _spots(x, y, np.exp(0.12 * slow))


def _snap_points(path: Path, area: StudyArea) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    xs, ys, main = [], [], []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if feature["properties"]["kind"] == "path":
            continue
        line = shapely.from_geojson(json.dumps(feature["geometry"]))
        for part in shapely.get_parts(line):
            metres = LineString(np.column_stack(to_bng(*shapely.get_coordinates(part).T)))
            steps = max(round(metres.length / SNAP_EVERY_M), 1)
            spots = shapely.line_interpolate_point(metres, (np.arange(steps) + 0.5) / steps, normalized=True)
            xs += shapely.get_x(spots).round().tolist()
            ys += shapely.get_y(spots).round().tolist()
            main += [feature["properties"]["kind"] == "main"] * steps
    x, y = np.array(xs), np.array(ys)
    inside = ward_of(area, x, y) >= 0
    return x[inside], y[inside], np.array(main, dtype=float)[inside]


def _landmarks(folder: Path) -> list[tuple[str, str, float, float]]:
    with (folder / "landmarks.csv").open(encoding="utf-8") as file:
        found = [
            (r["name"], r["kind"], float(r["easting"]), float(r["northing"])) for r in csv.DictReader(file)
        ]
    for feature in json.loads((folder / "stations.geojson").read_text(encoding="utf-8"))["features"]:
        (x,), (y,) = to_bng(*([c] for c in feature["geometry"]["coordinates"]))
        found.append((feature["properties"]["name"], "station", float(x), float(y)))
    return found


def _park_gates(path: Path, area: StudyArea) -> Spots:
    """Six points just inside each park's edge, likelier in smaller parks, where people are nearer."""
    xs, ys, weight = [], [], []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        metres = shapely.transform(shape, lambda xy: np.column_stack(to_bng(xy[:, 0], xy[:, 1])))
        inner = metres.buffer(-15)
        largest = max(shapely.get_parts(inner), key=lambda part: part.area)
        gates = shapely.line_interpolate_point(largest.exterior, (np.arange(6) + 0.5) / 6, normalized=True)
        xs += shapely.get_x(gates).round().tolist()
        ys += shapely.get_y(gates).round().tolist()
        weight += [1 / max(metres.area, 1e4) ** 0.5] * 6
    x, y = np.array(xs), np.array(ys)
    inside = ward_of(area, x, y) >= 0
    return _spots(x[inside], y[inside], np.array(weight)[inside])


def _schools(area: StudyArea, homes: Spots) -> Spots:
    """A school in every ward, at the home nearest to the middle of the ward's homes."""
    ward = ward_of(area, homes.x, homes.y)
    xs, ys, names = [], [], []
    for k, name in enumerate(area.wards["name"]):
        mine = np.flatnonzero(ward == k)
        middle = homes.x[mine].mean(), homes.y[mine].mean()
        best = mine[np.hypot(homes.x[mine] - middle[0], homes.y[mine] - middle[1]).argmin()]
        xs.append(homes.x[best])
        ys.append(homes.y[best])
        names.append(f"{name} {'Academy' if k % 3 == 0 else 'Primary School'}")
    big = np.array([2.0 if name.endswith("Academy") else 1.0 for name in names])
    return _spots(np.array(xs), np.array(ys), big, tuple(names))
