"""Keys for what is kept between two questions: a value that is told apart by the digest of its arrays."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Generic, TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["Keyed", "keyed_arrays", "keyed_outline"]

T = TypeVar("T")


@dataclass(frozen=True)
class Keyed(Generic[T]):
    """A value that equals another if their digests do, so that `functools.lru_cache` can hold it."""

    digest: Hashable
    value: T = field(compare=False, repr=False)


def keyed_arrays(*arrays: np.ndarray) -> Keyed[tuple[np.ndarray, ...]]:
    """Key some arrays by their contents."""
    digest = blake2b(digest_size=16)
    for array in arrays:
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return Keyed(digest.hexdigest(), arrays)


def keyed_outline(outline: BaseGeometry) -> Keyed[BaseGeometry]:
    """Key an outline by its coordinates."""
    return Keyed(blake2b(shapely.to_wkb(outline), digest_size=16).hexdigest(), outline)
