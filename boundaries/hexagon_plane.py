"""Which points share an H3 cell, worked out for all at once in the plane of an icosahedron's face.

H3 names a cell by the face that a point is on and by the hexagon that it falls in, in that face's gnomonic
plane; so of all points in one hexagon of one face only one needs to be asked for.  A point so near an edge
that rounding could put it on the other side is asked for by itself.  No cell is named here.
"""

from functools import cache
from itertools import combinations

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["BY_ITSELF", "shared_hexagons"]

BY_ITSELF = -1
AT_ONCE = 1 << 14
TURN = float(np.arcsin(np.sqrt(3 / 28)))
"""By this angle the hexagons of odd resolutions are turned against those of even ones."""
NEAR_EDGE = 1e-6
"""In widths of a hexagon: less than a millimetre at the sizes that a map has."""
NEAR_FACE = 1e-9
NEAR_MIDDLE = float(np.cos(0.01))
"""So close to the middle of a face, in radians, H3 is less exact itself."""
ON, UNSURE, ELSEWHERE = 0, 1, 2


def shared_hexagons(
    lon: NDArray[np.float64], lat: NDArray[np.float64], resolution: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find one point in each hexagon, and each point's hexagon.

    Parameters
    ----------
    lon, lat : numpy.ndarray of float64, shape (n,)
        Degrees, on the globe.
    resolution : int
        0 to 15.

    Returns
    -------
    one : numpy.ndarray of int, shape (n_hexagons,)
        A point in each; its H3 cell is that of all points in it.
    which : numpy.ndarray of int, shape (n,)
        The hexagon of each point; -1 for a point too near an edge to say.

    References
    ----------
    "Overview of the H3 Geospatial Indexing System", h3geo.org: gnomonic projections on the faces of an
    icosahedron, each with its own hexagons.
    """
    which = np.full(lon.size, BY_ITSELF, dtype=np.intp)
    ones: list[NDArray[np.intp]] = [np.empty(0, dtype=np.intp)]
    left, hexagons = np.arange(lon.size), 0
    while left.size:
        face = int((_middles() @ _directions(lon[left[:1]], lat[left[:1]])).argmax())
        key, state = _on_face(lon[left], lat[left], face, resolution)
        here = left[state == ON]
        codes, names = pd.factorize(key[state == ON])
        one = np.empty(len(names), dtype=np.intp)
        one[codes] = here
        which[here] = codes + hexagons
        ones.append(one)
        hexagons += len(names)
        left = left[state == ELSEWHERE]
    return np.concatenate(ones), which


def _on_face(
    lon: NDArray[np.float64], lat: NDArray[np.float64], face: int, resolution: int
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Number the hexagon of each point on a face, and say which points are on it for sure."""
    key, state = np.empty(lon.size, dtype=np.int64), np.empty(lon.size, dtype=np.int8)
    middles, plane = _middles(), _plane(face, resolution)
    beside = middles[(middles @ middles[face] > 0.7) & (np.arange(len(middles)) != face)]
    for start in range(0, lon.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        direction = _directions(lon[part], lat[part])
        height, a, b = plane @ direction
        ahead = height - (beside @ direction).max(axis=0)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            a, b = a / height, b / height
            i, j, wide = _round(a, b)
            key[part] = (i.astype(np.int64) << 32) + j.astype(np.int64)
        sure = (wide < 1 - NEAR_EDGE) & (height < NEAR_MIDDLE) & (ahead > NEAR_FACE)
        state[part] = np.where(sure, ON, np.where(ahead < -NEAR_FACE, ELSEWHERE, UNSURE))
    return key, state


def _round(
    a: NDArray[np.float64], b: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Find the nearest hexagon, and how wide the point lies in it: 1 at its edge, more beyond."""
    c = -a - b
    i, j, k = np.rint(a), np.rint(b), np.rint(c)
    off_a, off_b, off_c = np.abs(i - a), np.abs(j - b), np.abs(k - c)
    first = (off_a > off_b) & (off_a > off_c)
    i, j = np.where(first, -j - k, i), np.where(~first & (off_b > off_c), -i - k, j)
    a, b = a - i, b - j
    c = -a - b
    return i, j, np.maximum(np.maximum(a, b), c) - np.minimum(np.minimum(a, b), c)


def _directions(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the unit vectors of points, as three rows; by half angles, whose one tangent is soon found."""
    east, north = np.tan(np.radians(lon) / 2), np.tan(np.radians(lat) / 2)
    east2, north2 = east * east, north * north
    level = (1 - north2) / (1 + north2)
    turned = level / (1 + east2)
    return np.stack([(1 - east2) * turned, 2 * east * turned, 2 * north / (1 + north2)])


@cache
def _corners() -> NDArray[np.float64]:
    """The icosahedron's corners, which are the middles of H3's twelve pentagons."""
    lat, lon = np.array([h3.cell_to_latlng(cell) for cell in h3.get_pentagons(0)]).T
    return np.asarray(_directions(lon, lat).T)


@cache
def _faces() -> tuple[tuple[int, int, int], ...]:
    corners = _corners()
    return tuple(
        three
        for three in combinations(range(len(corners)), 3)
        if all(corners[p] @ corners[q] > 0.4 for p, q in combinations(three, 2))
    )


@cache
def _middles() -> NDArray[np.float64]:
    sums = np.array([_corners()[list(three)].sum(axis=0) for three in _faces()])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))


@cache
def _plane(face: int, resolution: int) -> NDArray[np.float64]:
    """Give the rows by which a direction becomes its height over a face and, divided by it, two hexagon axes.

    A corner of a face lies two hexagons of resolution 0 from its middle; each resolution is finer by the root
    of seven, every other one turned.
    """
    middle, corner = _middles()[face], _corners()[_faces()[face][0]]
    toward = corner / (corner @ middle) - middle
    width = np.linalg.norm(toward) / 2
    across = np.cross(middle, toward / np.linalg.norm(toward))
    turn = TURN * (resolution % 2)
    along, aside = (
        (np.cos(turn + angle) * toward / np.linalg.norm(toward) + np.sin(turn + angle) * across)
        for angle in (0.0, np.pi / 2)
    )
    scale = np.sqrt(7.0) ** resolution / width
    b = aside * scale / np.sqrt(0.75)
    return np.stack([middle, along * scale - b / 2, b])
