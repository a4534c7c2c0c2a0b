"""A point from the bytes in which GeoPackages keep shapes (a header, then OGC well-known binary)."""

import math
import struct
from typing import NamedTuple

from ingest.readers.features import NotPoint, Unfit, plain_number

__all__ = ["Place", "point_of"]

ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
EMPTY, EXTENDED = 0x10, 0x20
POINT, MULTIPOINT = 1, 4


class Place(NamedTuple):
    """A point as written, and whether it had a height or measure, which is not kept."""

    x: str
    y: str
    has_height: bool


def point_of(blob: object) -> Place:
    """Read the one point of a GeoPackage shape.

    Raises
    ------
    Unfit
        If there is no shape, it is empty, damaged, or no point.
    """
    if blob is None:
        raise Unfit("has no shape.")
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise Unfit("has a damaged shape.")
    flags = blob[3]
    envelope = ENVELOPES.get(flags >> 1 & 7)
    if envelope is None or flags & EXTENDED:
        raise Unfit("has a damaged shape.")
    try:
        return _point(blob, 8 + envelope, empty=bool(flags & EMPTY))
    except struct.error:
        raise Unfit("has a damaged shape.") from None


def _point(blob: bytes, at: int, *, empty: bool, inside: bool = False) -> Place:
    order = "<" if blob[at : at + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
    kind = code & 0x0FFF_FFFF
    height = kind >= 1000 or bool(code & 0xC000_0000)
    kind %= 1000
    if kind == MULTIPOINT and not inside:
        (many,) = struct.unpack_from(f"{order}I", blob, at + 5)
        if many > 1:
            raise NotPoint(f"holds {many:,} points")
        if not many:
            raise Unfit("has an empty shape.")
        return _point(blob, at + 9, empty=empty, inside=True)
    if kind != POINT:
        raise NotPoint("is not a point")
    x, y = struct.unpack_from(f"{order}2d", blob, at + 5)
    if empty or (math.isnan(x) and math.isnan(y)):
        raise Unfit("has an empty shape.")
    return Place(_written(x), _written(y), height)


def _written(number: float) -> str:
    return plain_number(number) if math.isfinite(number) else str(number)
