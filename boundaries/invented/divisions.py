"""Wards: neighbourhoods gathered around named places until each ward has about as many people as the next."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
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
    shared = _shared_edges(shapes)
    weight = people + shapely.area(shapes) * LAND_COUNTS_AS
    owner = _tidied(_grown(shapes, shared, weight), shared, weight)
    order = sorted(range(len(plan.ANCHORS)), key=lambda w: plan.ANCHORS[w][0])
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


def _shared_edges(shapes: np.ndarray) -> np.ndarray:
    """Give the metres of edge that each two patches share; less than five is a corner and counts as none."""
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    metres = shapely.length(shapely.intersection(shapely.boundary(shapes[a]), shapely.boundary(shapes[b])))
    shared = np.zeros((len(shapes), len(shapes)))
    shared[a, b] = np.where((metres > 5) & (a != b), metres, 0)
    return shared


def _grown(shapes: np.ndarray, shared: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Let every ward grow from the patch nearest to its anchor, the lightest first."""
    spots = np.array([(x, y) for _, x, y in plan.ANCHORS]) * 1000
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    away = np.hypot(*(middle[:, None, :] - spots[None]).transpose(2, 0, 1))
    owner = np.full(len(shapes), -1)
    for ward, spot in enumerate(spots):
        far = shapely.distance(shapes, shapely.Point(spot))
        owner[np.where(owner < 0, far, np.inf).argmin()] = ward
    while (owner < 0).any():
        load = np.bincount(owner[owner >= 0], weight[owner >= 0], len(spots))
        for ward in np.argsort(load, kind="stable"):
            edge = np.flatnonzero((owner < 0) & (shared[owner == ward] > 0).any(axis=0))
            if len(edge):
                owner[edge[away[edge, ward].argmin()]] = ward
                break
        else:
            raise AssertionError("a patch of land touches no ward")
    return owner


def _tidied(owner: np.ndarray, shared: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Hand over patches that lie deeper in the next ward than in their own, unless that grows too big."""
    owner, wards = owner.copy(), owner.max() + 1
    for _ in range(6):
        for patch in range(len(owner)):
            mine = owner[patch]
            edge = np.bincount(owner, shared[patch], wards)
            other = int(np.where(np.arange(wards) == mine, -1, edge).argmax())
            load = np.bincount(owner, weight, wards)
            fits = (
                load[other] + weight[patch] < 1.3 * load.mean()
                and load[mine] - weight[patch] > 0.6 * load.mean()
            )
            rest = np.flatnonzero((owner == mine) & (np.arange(len(owner)) != patch))
            if edge[other] > 1.25 * edge[mine] and fits and _hangs_together(shared[np.ix_(rest, rest)]):
                owner[patch] = other
    return owner


def _hangs_together(shared: np.ndarray) -> bool:
    return (
        len(shared) > 0
        and connected_components(csr_array((shared > 0).astype(np.int8)), directed=False)[0] == 1
    )


def _whole(shapes: np.ndarray) -> BaseGeometry:
    return shapely.coverage_union_all(shapes)
