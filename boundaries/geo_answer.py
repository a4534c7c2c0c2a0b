"""What is wanted of a file of shapes, and what the child that read it left: checked, and made a frame."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from boundaries.errors import BoundaryError

__all__ = ["GeoFile", "GeoRequest", "taken_up"]

LONGEST_SYSTEM = 20_000
READS_MORE = re.compile(r"grids=(?!@null)|\+init|://", re.IGNORECASE)


@dataclass(frozen=True)
class GeoRequest:
    """A file of shapes, and what of it is wanted.

    Attributes
    ----------
    path : pathlib.Path
        GeoJSON, GeoPackage, shapefile or MapInfo, or a zip that holds one of them.
    columns : str
        Pattern of the names of the columns that are wanted.
    having, like : str
        Where there are several layers: patterns of a column that the wanted one has, and of its name.
    layer : str or None
        The name of the layer, where the partnership file gives it.
    crs : str or None
        The coordinate system, where the file itself does not say it.
    """

    path: Path
    columns: str
    having: str
    like: str
    layer: str | None = None
    crs: str | None = None


@dataclass(frozen=True, eq=False)
class GeoFile:
    """Shapes as they stand in the file.

    Attributes
    ----------
    shown : str
        The file's name, for messages.
    frame : geopandas.GeoDataFrame
        feature (number in the file, from 1), the wanted columns as text, and geometry, in the file's own
        coordinate system.
    columns : tuple of str
        All columns of the file.
    notes : tuple of str
    """

    shown: str
    frame: gpd.GeoDataFrame
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def taken_up(request: GeoRequest, said: dict[str, Any], answer: Path) -> GeoFile:
    """Check what the child said of a file and left of it, and make a frame of it.

    Raises
    ------
    BoundaryError
        If the answer is not as it should be, or the coordinate system cannot be made out.
    """
    try:
        return _frame(request, said, answer)
    except (KeyError, TypeError, ValueError, AttributeError, OSError):
        raise BoundaryError(
            f"{request.path.name} could not be read: the reader left no answer that fits. "
            f"Save the file again."
        ) from None


def _frame(request: GeoRequest, said: dict[str, Any], answer: Path) -> GeoFile:
    table = pa.ipc.open_file(pa.BufferReader(answer.read_bytes())).read_all()
    table.validate(full=True)
    shown, notes = request.path.name, [str(note) for note in said["notes"]]
    features = table["feature"].to_numpy()
    shapes, more = _shapes(table["shape"].to_numpy(), features)
    system, stated = _system(request, said["crs"])
    names = {key.decode(): name.decode() for key, name in (table.schema.metadata or {}).items()}
    columns = {name: table[key].to_pandas() for key, name in names.items()}
    return GeoFile(
        shown=shown,
        frame=gpd.GeoDataFrame({"feature": features, **columns}, geometry=shapes, crs=system),
        columns=tuple(str(column) for column in said["columns"]),
        notes=(*notes, *more, *stated),
    )


def _shapes(wkb: NDArray[np.object_], features: NDArray[np.int64]) -> tuple[NDArray[np.object_], list[str]]:
    """Make shapes of their bytes; a ring that is not closed is closed, with a note."""
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    broken = np.flatnonzero(
        [shape is None and raw is not None for shape, raw in zip(shapes, wkb, strict=True)]
    )
    notes = []
    for k in broken:
        shapes[k] = shapely.from_wkb(wkb[k], on_invalid="fix")
        if shapes[k] is not None:
            notes.append(f"Feature {features[k]} has a ring that was not closed; closed.")
    return shapes, notes


def _system(request: GeoRequest, said: str | None) -> tuple[CRS | None, list[str]]:
    """The coordinate system that the file declares, or else the one that the partnership file states."""
    shown = request.path.name
    try:
        if said and (len(said) > LONGEST_SYSTEM or READS_MORE.search(said)):
            raise CRSError(shown)
        declared = CRS.from_user_input(said) if said else None
    except CRSError:
        raise BoundaryError(
            f"{shown}: its coordinate system cannot be made out. Save the file again in British National "
            f"Grid (EPSG:27700) or WGS 84 (EPSG:4326)."
        ) from None
    if request.crs is None:
        return declared, []
    stated = CRS.from_user_input(request.crs)
    if declared is not None and not declared.equals(stated, ignore_axis_order=True):
        return stated, [f"{shown}: read in {request.crs}, as the partnership file states."]
    return stated, []
