"""The whole borough in memory: terrain, network, streets, wards, postcodes; metres from the plan's origin."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString

from boundaries.invented.curve import Waves
from boundaries.invented.divisions import Division, divide
from boundaries.invented.names import Namer
from boundaries.invented.network import Network, Road, lay_network, quarter_of
from boundaries.invented.post import Postcode, number_homes
from boundaries.invented.streets import HOMES_PER_M, fill_patch
from boundaries.invented.terrain import Terrain, km, lay_terrain

__all__ = ["Borough", "build_borough"]

POSTCODES = 3_000


@dataclass(frozen=True)
class Borough:
    """Everything that is drawn or counted."""

    terrain: Terrain
    network: Network
    roads: tuple[Road, ...]
    divisions: tuple[Division, ...]
    postcodes: tuple[Postcode, ...]


def build_borough(seed: int) -> Borough:
    """Build the borough; the same seed gives the same borough on the same library versions."""
    dice = [np.random.default_rng([seed, part]) for part in range(6)]
    terrain = lay_terrain(dice[0])
    network = lay_network(terrain, dice[1])
    roads = _named(network, _streets(terrain, network, dice[2]), Namer(dice[3]))
    roads.append(Road("Lantern Sands Pier", "path", LineString(km([(3.7, 1.2), (4.32, 1.23)]))))
    divisions = divide(network.patches, roads, dice[4])
    postcodes = number_homes(divisions, roads, dice[5], postcodes=POSTCODES)
    return Borough(terrain, network, tuple(roads), tuple(divisions), tuple(postcodes))


def _streets(terrain: Terrain, network: Network, rng: np.random.Generator) -> list[tuple[str, LineString]]:
    bend = Waves(rng, length_m=700)
    barriers = [terrain.water.buffer(20), terrain.land.boundary.buffer(12)]
    barriers += [rail.buffer(20) for rail in network.rails] + [shape.buffer(9) for *_, shape in network.parks]
    off = shapely.union_all(barriers)
    streets = []
    for patch in network.patches:
        free = patch.shape.difference(off)
        streets += [(patch.quarter, line) for line in fill_patch(patch, free, bend, rng)]
    return streets


def _named(network: Network, streets: list[tuple[str, LineString]], namer: Namer) -> list[Road]:
    roads = []
    for road in network.roads:
        quarter = quarter_of(road.line)
        rate = 0.0 if road.kind == "path" else HOMES_PER_M[quarter] * (0.25 if road.kind == "main" else 0.5)
        name = road.name or namer.name(quarter)
        roads.append(replace(road, name=name, homes_per_m=rate))
    roads += [Road(namer.name(quarter), "street", line, HOMES_PER_M[quarter]) for quarter, line in streets]
    return roads
