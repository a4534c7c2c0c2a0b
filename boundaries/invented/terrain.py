"""Land and water: the sea, the river from bank to bank, the docks, and the land between."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from boundaries.invented import plan
from boundaries.invented.curve import Waves, fractal, spline

__all__ = ["Terrain", "lay_terrain"]


@dataclass(frozen=True)
class Terrain:
    """Metres from the plan's origin."""

    land: MultiPolygon  # what wards cover: each bank is a part
    sea: BaseGeometry  # as far as anybody will look
    river: BaseGeometry  # bank to bank, from beyond the western edge to the mouth
    docks: BaseGeometry
    brook: BaseGeometry
    centreline: LineString  # of the river

    @property
    def water(self) -> BaseGeometry:
        """Everything wet that no ward covers."""
        return shapely.union_all([self.sea, self.river, self.docks])


def lay_terrain(rng: np.random.Generator) -> Terrain:
    """Draw the coast, the river and the borough's edge."""
    coast = fractal(km(plan.COAST), rng, roughness=0.07, step_m=70)
    sea = Polygon([*coast, (22_000, -9_000), (22_000, 9_000)]).buffer(0)
    edge = fractal(km(plan.LAND_EDGE), rng, roughness=0.09, step_m=90)
    river, centreline = _river(rng)
    docks = shapely.union_all([_dock(*dock) for dock in plan.DOCKS])
    wet = shapely.union_all([sea, river, docks])
    dry = Polygon(edge).buffer(0).difference(wet)
    land = MultiPolygon([part for part in shapely.get_parts(dry) if part.area > 400_000])
    brook = LineString(
        spline(km([(0.62, 3.6), (0.75, 2.7), (0.3, 2.05), (1.3, 1.45), (1.55, 0.6), (1.62, -0.6)]), step_m=40)
    )
    return Terrain(land, sea, river.difference(sea), docks.difference(sea), brook.difference(wet), centreline)


def _river(rng: np.random.Generator) -> tuple[Polygon, LineString]:
    middle = spline(km(plan.RIVER), step_m=35)
    run = np.gradient(middle, axis=0)
    across = np.column_stack([-run[:, 1], run[:, 0]]) / np.hypot(*run.T)[:, None]
    x = middle[:, 0]
    width = np.interp(x, [-5_000, -2_000, 500, 2_000, 2_900, 3_500, 4_400], [62, 74, 95, 128, 150, 300, 640])
    sway = Waves(rng, length_m=260)
    left = middle + across * (width * (0.5 + 0.05 * sway(x, middle[:, 1])))[:, None]
    right = middle - across * (width * (0.5 + 0.05 * sway(x + 9_000, middle[:, 1])))[:, None]
    return Polygon(np.vstack([left, right[::-1]])).buffer(0), LineString(middle)


def _dock(centre: tuple[float, float], width: float, length: float, tilt: float) -> BaseGeometry:
    x, y = centre[0] * 1000, centre[1] * 1000
    basin = box(x - length * 500, y - width * 500, x + length * 500, y + width * 500)
    lock = box(x + length * 300, y - 320, x + length * 300 + 32, y)
    return affinity.rotate(shapely.union(basin, lock), tilt, origin=(x, y))


def km(points: list[tuple[float, float]]) -> np.ndarray:
    """Give kilometres of the plan in metres."""
    return np.asarray(points, dtype=float) * 1000
