"""What a worker must know of a partnership: its wards and its codes; small, and can be sent anywhere."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from boundaries.cells import assign_cells
from boundaries.crs import BNG
from boundaries.study_area import StudyArea, ward_of
from ingest.cube.dimensions import NO_CELL, RESOLUTIONS
from ingest.errors import IngestError
from ingest.policy import Policy

__all__ = ["CubeGround", "ground_of", "place_batch", "study_area_on"]


@dataclass(frozen=True)
class CubeGround:
    """What facts are placed on.

    Attributes
    ----------
    name : str
        The partnership's.
    resolution : int
        Of the cells.
    wards, ward_names, authorities : tuple of str
        Codes, names, and the authority of each.
    shapes : tuple of bytes
        Well-known binary, EPSG:27700.
    outline : bytes
        The wards together with their gaps closed.
    vintage : str
        Of the boundaries.
    policy : Policy
    today : datetime.date
        Days after it have not happened.
    """

    name: str
    resolution: int
    wards: tuple[str, ...]
    ward_names: tuple[str, ...]
    authorities: tuple[str, ...]
    shapes: tuple[bytes, ...]
    outline: bytes
    vintage: str
    policy: Policy
    today: date

    @cached_property
    def digest(self) -> str:
        """A hash of the boundaries: codes, authorities and shapes."""
        total = hashlib.sha256()
        for code, authority, shape in zip(self.wards, self.authorities, self.shapes, strict=True):
            total.update(f"{code}\x1f{authority}\x1f{len(shape)}\x1f".encode() + shape)
        total.update(self.outline)
        return total.hexdigest()

    def authority_of(self) -> Mapping[str, str]:
        """Give ward code -> authority code."""
        return dict(zip(self.wards, self.authorities, strict=True))


def ground_of(
    study_area: StudyArea, policy: Policy, *, resolution: int = 12, today: date | None = None
) -> CubeGround:
    """Take from a partnership what a worker needs.

    Raises
    ------
    IngestError
        If a cube of that resolution is not made.
    """
    if resolution not in RESOLUTIONS:
        raise IngestError(
            f"resolution is {resolution}; a cube is made at {RESOLUTIONS[0]} to {RESOLUTIONS[-1]}."
        )
    wards = study_area.wards
    return CubeGround(
        name=study_area.name,
        resolution=resolution,
        wards=tuple(map(str, wards["ward"])),
        ward_names=tuple(map(str, wards["name"])),
        authorities=tuple("" if code is None else str(code) for code in wards["authority"]),
        shapes=tuple(shapely.to_wkb(wards.geometry.to_numpy()).tolist()),
        outline=shapely.to_wkb(study_area.outline),
        vintage=study_area.vintage,
        policy=policy,
        today=today or date.today(),
    )


def study_area_on(ground: CubeGround) -> StudyArea:
    """Give the study area back, made once in each process."""
    return _study_area(_Key(ground))


class _Key:
    """Lets a ground be looked up by the hash of its boundaries."""

    def __init__(self, ground: CubeGround) -> None:
        self.ground = ground

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.ground.digest == self.ground.digest

    def __hash__(self) -> int:
        return hash(self.ground.digest)


@lru_cache(maxsize=2)
def _study_area(key: _Key) -> StudyArea:
    ground = key.ground
    wards = gpd.GeoDataFrame(
        {"ward": ground.wards, "name": ground.ward_names, "authority": ground.authorities},
        geometry=shapely.from_wkb(np.array(ground.shapes, dtype=object)),
        crs=BNG,
    )
    return StudyArea(ground.name, wards, shapely.from_wkb(ground.outline), ground.vintage, ())


def place_batch(batch: pa.RecordBatch, ground: CubeGround) -> pa.RecordBatch:
    """Find the cell and the ward of every row, asking once for each distinct point.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        x, y (metres), lon, lat (degrees), null where there is no point, and `area`, the ward that the sender
        named; other columns are handed on.
    ground : CubeGround

    Returns
    -------
    pyarrow.RecordBatch
        `cell` and `ward` instead of those five columns.
    """
    x, y, lon, lat = (
        np.asarray(batch.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in ("x", "y", "lon", "lat")
    )
    cell = np.full(batch.num_rows, NO_CELL, dtype=np.int64)
    at = np.full(batch.num_rows, -1, dtype=np.int64)
    has = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
    if has.size:
        cell[has] = assign_cells(lon[has], lat[has], resolution=ground.resolution)
        at[has] = ward_of(study_area_on(ground), x[has], y[has])
    codes = np.array([*ground.wards, ""], dtype=object)
    ward = codes[at]
    known = set(ground.wards)
    nowhere = np.setdiff1d(np.arange(batch.num_rows), has, assume_unique=True)
    if nowhere.size:
        named = batch.column("area").take(pa.array(nowhere)).to_pylist()
        ward[nowhere] = [code if code in known else "" for code in named]
    names = [name for name in batch.schema.names if name not in ("x", "y", "lon", "lat", "area")]
    columns = [*(batch.column(name) for name in names), pa.array(cell), pa.array(ward, pa.string())]
    return pa.RecordBatch.from_arrays(columns, names=[*names, "cell", "ward"])
