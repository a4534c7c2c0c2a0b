"""The borough as files: the layouts that real ones come in, small and always in the same order."""

import csv
import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.crs import to_wgs84
from boundaries.invented import plan
from boundaries.invented.borough import Borough
from boundaries.invented.candidates import CANDIDATES
from boundaries.invented.centres import CENTRES, Centre
from boundaries.invented.neighbours import COMPARISON, write_neighbours

__all__ = ["AUTHORITY", "write_borough"]

AUTHORITY = "E06990001"
"""No authority has this code."""

_COUNTRY, _REGION = "E92000001", "E19990001"
Feature = tuple[dict[str, str], BaseGeometry]

SHARES = {"from_minority_ethnic_groups": 0.22, "of_minority_religions": 0.12, "disabled": 0.17}
"""How many of the residents of the whole borough, about; by ward it goes up and down by rule, as nowhere."""


def write_borough(borough: Borough, folder: Path) -> None:
    """Write every file of the borough into an existing folder."""
    network, terrain = borough.network, borough.terrain
    authority = {"LAD24CD": AUTHORITY, "LAD24NM": plan.NAME}
    wards = [({"WD24CD": d.code, "WD24NM": d.name, **authority}, d.shape) for d in borough.divisions]
    view = terrain.land.envelope.buffer(16_000)
    brook = terrain.brook.buffer(5).difference(terrain.river)
    water: list[Feature] = [({"name": plan.RIVER_NAME, "kind": "river"}, terrain.river.intersection(view)),
             ({"name": "North Sea", "kind": "sea"}, terrain.sea.intersection(view)),
             ({"name": "Corn Dock and Timber Dock", "kind": "dock"}, terrain.docks),
             ({"name": "Cress Beck", "kind": "brook"}, brook)]  # fmt: skip
    parks: list[Feature] = [({"name": name, "kind": kind}, shape) for name, kind, shape in network.parks]
    roads: list[Feature] = [({"name": road.name, "kind": road.kind}, road.line) for road in borough.roads]
    rails: list[Feature] = [
        ({"name": name, "kind": "rail"}, rail)
        for name, rail in zip(("Main line", "Dock branch"), network.rails, strict=True)
    ]
    stations: list[Feature] = [
        ({"name": name, "kind": "station"}, shapely.Point(x, y)) for name, x, y in network.stations
    ]
    _geojson(folder / "wards.geojson", wards, decimals=6)
    layers: list[tuple[str, list[Feature]]] = [
        ("water", water), ("parks", parks), ("roads", roads), ("rail", rails), ("stations", stations)
    ]  # fmt: skip
    for name, features in layers:
        _geojson(folder / f"{name}.geojson", features, decimals=5, simplify_m=1.0)
    _table(folder / "population.csv", ("WD24CD", "WD24NM", "usual_residents", *SHARES),
           ((d.code, d.name, d.residents, *_of_strands(k, d.residents))
            for k, d in enumerate(borough.divisions)))  # fmt: skip
    _postcodes(borough, folder / "postcodes.csv")
    _centres(borough, folder / "centres.csv")
    _table(folder / "candidates.csv", ("name", "kind", "easting", "northing", "step_free", "status"),
           ((name, kind, *(("", "") if x is None or y is None else _grid(x * 1000, y * 1000)), *said)
            for name, kind, x, y, *said in CANDIDATES))  # fmt: skip
    _table(folder / "landmarks.csv", ("name", "kind", "easting", "northing"),
           ((name, kind, *_grid(x * 1000, y * 1000)) for name, kind, x, y in plan.LANDMARKS))  # fmt: skip
    write_neighbours(plan.NAME, sum(d.residents for d in borough.divisions), folder)
    (folder / "partnership.toml").write_text(PARTNERSHIP, encoding="utf-8", newline="\n")


def _geojson(path: Path, features: Iterable[Feature], *, decimals: int, simplify_m: float = 0.0) -> None:
    """Write EPSG:4326 features, one a line."""
    lines = []
    for properties, shape in features:
        thin = shapely.simplify(shape, simplify_m) if simplify_m else shape
        degrees = shapely.transform(thin, lambda xy: _degrees(xy, decimals))
        geometry = json.loads(shapely.to_geojson(degrees))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = '{"type":"FeatureCollection","name":"' + path.stem + '","features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def _of_strands(ward: int, residents: int) -> list[int]:
    """How many residents of a ward a strand concerns: from half the usual share to half as much again."""
    turns = [(ward * 0.618034 + k / 3) % 1 for k in range(len(SHARES))]
    return [
        round(residents * share * (0.5 + turn)) for share, turn in zip(SHARES.values(), turns, strict=True)
    ]


def _degrees(xy: np.ndarray, decimals: int) -> np.ndarray:
    lon, lat = to_wgs84(xy[:, 0] + plan.ORIGIN[0], xy[:, 1] + plan.ORIGIN[1])
    return np.round(np.column_stack([lon, lat]), decimals)


def _grid(x: float, y: float) -> tuple[int, int]:
    return round(x + plan.ORIGIN[0]), round(y + plan.ORIGIN[1])


def _table(path: Path, header: tuple[str, ...] | None, rows: Iterable[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([header] if header else [])
        writer.writerows(rows)


def _postcodes(borough: Borough, path: Path) -> None:
    """Code-Point Open: no header, seven-character postcodes, text in quotation marks."""
    rows: list[tuple] = []
    for code in borough.postcodes:
        outward, inward = code.text.split()
        x, y = _grid(code.x, code.y) if code.quality < 90 else (0, 0)
        place = (_COUNTRY, _REGION, "", "", AUTHORITY if code.ward else "", code.ward)
        rows.append((f"{outward:<4}{inward}", code.quality, x, y, *place))
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(rows)


def _centres(borough: Borough, path: Path) -> None:
    lived_in = [code for code in borough.postcodes if code.quality < 90]
    spots = np.array([(code.x, code.y) for code in lived_in])
    told = [one.name for one in fields(Centre) if one.name not in {"name", "kind", "x", "y"}]
    rows = []
    for c in CENTRES:
        x, y = c.x * 1000, c.y * 1000
        near = lived_in[int(np.hypot(spots[:, 0] - x, spots[:, 1] - y).argmin())]
        rows.append((c.name, c.kind, near.text, *_grid(x, y), *(getattr(c, name) for name in told)))
    _table(path, ("name", "kind", "postcode", "easting", "northing", *told), rows)


PARTNERSHIP = f"""\
# The demo: an invented borough in the middle of the North Sea.  Nothing here exists, nobody lives here.
name = "{plan.NAME} Community Safety Partnership"
place = "{plan.PLACE}"

[boundaries]
wards = "wards.geojson"
authorities = ["{AUTHORITY}"]

[population]
file = "population.csv"

[population.strands]
race = "from_minority_ethnic_groups"
religion = "of_minority_religions"
disability = "disabled"

[postcodes]
files = ["postcodes.csv"]

[streets]
file = "roads.geojson"

[centres]
file = "centres.csv"

[candidates]
file = "candidates.csv"

[context]
water = "water.geojson"
park = "parks.geojson"
road = "roads.geojson"
rail = "rail.geojson"
station = "stations.geojson"

[disclosure]
threshold = 3

[attribution]
text = "{plan.NAME} is invented: no such place, no such people, no such incidents."

{COMPARISON}
[[agencies]]
name = "Wrenshire Police"
title = "Wrenshire Police, crime records"
expects = "monthly"
format = "police-cris"
from = 2023-11-01
shares = "condition"
share_condition = "Ask the police before anybody is visited or written to because of it."

[[agencies]]
name = "Wrenshire Police control room"
title = "Wrenshire Police, incident log"
expects = "weekly"
format = "police-cad"
from = 2023-11-01
shares = "partnership"

[[agencies]]
name = "Wrenmouth Borough Council"
title = "Wrenmouth Borough Council, antisocial behaviour team"
expects = "monthly"
format = "council-asb"
from = 2023-11-01
shares = "partnership"

[[agencies]]
name = "Curlew Homes"
expects = "monthly"
format = "housing"
from = 2023-11-01
shares = "partnership"

[[agencies]]
name = "Wrenmouth Reporting Centres"
expects = "monthly"
format = "third-party-centre"
from = 2023-11-01
shares = "condition"
share_condition = "To support whoever told it or to put a place right; ask the centre before anything else."

[[agencies]]
name = "Lantern Victim Care"
expects = "quarterly"
format = "third-party-centre"
from = 2023-11-01
shares = "condition"
share_condition = "For whoever supports the person. Ask Lantern before anything else is done with it."

[[agencies]]
name = "Wrenmouth Schools Partnership"
expects = "termly"
format = "school-return"
from = 2023-11-01
shares = "named"
shares_with = ["Wrenmouth Borough Council", "Wrenmouth Reporting Centres"]
"""
