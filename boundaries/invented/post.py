"""Postcodes: about sixteen homes each, along the streets, in the layout of Code-Point Open."""

from dataclasses import dataclass

import numpy as np
import shapely

from boundaries.invented.divisions import Division
from boundaries.invented.network import Road

__all__ = ["Postcode", "number_homes"]

AREA = "WM"
"""No post town uses these letters."""
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Postcode:
    """A postcode and the middle of its homes in metres from the plan's origin; quality as Code-Point Open."""

    text: str
    x: float
    y: float
    ward: str
    quality: int = 10


def number_homes(
    divisions: list[Division], roads: list[Road], rng: np.random.Generator, *, postcodes: int
) -> list[Postcode]:
    """Walk the streets and give every so many homes a postcode.

    Parameters
    ----------
    divisions : list of Division
    roads : list of Road
        Those with `homes_per_m` above zero have homes.
    rng : numpy.random.Generator
    postcodes : int
        About how many to make.
    """
    lived_in = [road for road in roads if road.homes_per_m > 0]
    homes = np.array([road.line.length * road.homes_per_m for road in lived_in])
    last = np.cumsum(homes)
    marks = (np.arange(postcodes) + 0.5) * last[-1] / postcodes
    which = np.searchsorted(last, marks)
    spots = []
    for k, mark in zip(which, marks, strict=True):
        line = lived_in[k].line
        along = (mark - (last[k] - homes[k])) / lived_in[k].homes_per_m
        a, b = line.interpolate(along - 3), line.interpolate(along + 3)
        side = 9.0 * rng.choice([-1, 1]) / max(np.hypot(b.x - a.x, b.y - a.y), 0.1)
        spots.append(((a.x + b.x) / 2 - (b.y - a.y) * side, (a.y + b.y) / 2 + (b.x - a.x) * side))
    places = [shapely.Point(x, y) for x, y in np.round(spots)]
    tree = shapely.STRtree([d.shape for d in divisions])
    spot, ward = tree.query(places, predicate="intersects")
    inside = dict(zip(spot[::-1].tolist(), ward[::-1].tolist(), strict=True))
    found: list[Postcode] = []
    for number, k in enumerate(_rounds(divisions)):
        district = divisions[k]
        mine = [i for i in range(len(places)) if inside.get(i) == k]
        outward = f"{AREA}{1 + number // 3}"
        units = rng.permutation(len(_LETTERS) ** 2)[: len(mine)]
        for i, unit in zip(mine, np.sort(units), strict=True):
            text = f"{outward} {1 + number % 3}{_LETTERS[unit // 20]}{_LETTERS[unit % 20]}"
            found.append(Postcode(text, places[i].x, places[i].y, district.code))
    boxes = [Postcode(f"{AREA}9 9{letter}X", 0, 0, "", 90) for letter in "ABDEFG"]  # box numbers: no place
    return sorted([*found, *boxes], key=lambda p: p.text)


def _rounds(divisions: list[Division]) -> list[int]:
    """Order wards as a postman's districts would run: the middle first, then once round the town."""
    middle = np.array([(d.shape.centroid.x, d.shape.centroid.y - 300) for d in divisions])
    inner = np.hypot(*middle.T) < 1_300
    turn = -np.arctan2(middle[:, 1], middle[:, 0])
    return sorted(range(len(divisions)), key=lambda k: (not inner[k], turn[k]))
