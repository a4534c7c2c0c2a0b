"""Wards: neighbourhoods gathered around named places until each ward has about as many people as the next."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.invented import plan
from boundaries.invented.network import Patch, Road

__all__ = ["Division", "divide"]

PEOPLE_A_HOME = 2.35
LAND_COUNTS_AS = 0.0013
"""Square metres of empty land weigh this many residents, so that no ward takes all the farmland."""


@dataclass(frozen=True)
class Division:
    """One ward: its name, its ground and how many people live there."""

    code: str
    name: str
    residents: int
    shape: BaseGeometry


def divide(patches: tuple[Patch, ...], roads: list[Road], rng: np.random.Generator) -> list[Division]:
    """Gather patches into one ward for each of the plan's anchors.

    Growth is by the ward that has least so far, which takes the neighbouring patch nearest to its anchor.
    Patches on different banks never touch, so no ward crosses the river.
    """
    shapes = np.array([patch.shape for patch in patches], dtype=object)
    people = _people(shapes, roads)
    touching = _touching(shapes)
    spots = np.array([(x, y) for _, x, y in plan.ANCHORS]) * 1000
    centres = np.array([(c.x, c.y) for c in shapely.centroid(shapes)])
    away = np.hypot(*(centres[:, None, :] - spots[None]).transpose(2, 0, 1))
    owner = np.full(len(shapes), -1)
    weight = people + shapely.area(shapes) * LAND_COUNTS_AS
    load = np.zeros(len(spots))
    for ward in range(len(spots)):
        seed = min(
            np.flatnonzero(owner < 0),
            key=lambda i: (shapely.distance(shapes[i], shapely.Point(spots[ward])), i),
        )
        owner[seed], load[ward] = ward, weight[seed]
    while (owner < 0).any():
        for ward in np.argsort(load, kind="stable"):
            edge = np.flatnonzero((owner < 0) & touching[owner == ward].any(axis=0))
            if len(edge):
                taken = edge[away[edge, ward].argmin()]
                owner[taken] = ward
                load[ward] += weight[taken]
                break
        else:
            raise AssertionError("a patch of land touches no ward")
    order = sorted(range(len(spots)), key=lambda w: plan.ANCHORS[w][0])
    return [
        Division(
            code=f"E0599{1 + k:04d}",
            name=plan.ANCHORS[ward][0],
            residents=round(people[owner == ward].sum() * rng.uniform(0.97, 1.03)),
            shape=_whole(shapes[owner == ward]),
        )
        for k, ward in enumerate(order)
    ]


def _people(shapes: np.ndarray, roads: list[Road]) -> np.ndarray:
    homes = np.zeros(len(shapes))
    tree = shapely.STRtree(shapes)
    lines = np.array([road.line for road in roads if road.homes_per_m], dtype=object)
    rates = np.array([road.homes_per_m for road in roads if road.homes_per_m])
    which, where = tree.query(lines, predicate="intersects")
    np.add.at(homes, where, shapely.length(shapely.intersection(lines[which], shapes[where])) * rates[which])
    return homes * PEOPLE_A_HOME


def _touching(shapes: np.ndarray) -> np.ndarray:
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapely.boundary(shapes[a]), shapely.boundary(shapes[b])))
    near = np.zeros((len(shapes), len(shapes)), dtype=bool)
    near[a[shared > 5], b[shared > 5]] = True
    return near


def _whole(shapes: np.ndarray) -> BaseGeometry:
    return shapely.coverage_union_all(shapes)
