"""Files of shapes, read in a child process with limits and no network; its answer is checked here."""

import contextlib
import re
import tempfile
from collections.abc import Iterator, Sequence
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
from boundaries.limited_child import ChildLimits, ChildStopped, run_in_child
from boundaries.named_files import address
from boundaries.reading.archive import PARTS
from boundaries.reading.limits import MOST_BYTES, too_large

__all__ = ["GeoFile", "GeoRequest", "read_geo_file", "read_geo_files"]

LONGEST_SYSTEM = 20_000
READS_MORE = re.compile(r"grids=(?!@null)|\+init|://", re.IGNORECASE)
STOPPED = {
    "time": "took too long and was stopped",
    "computing": "took too much computing and was stopped",
    "memory": "needed more memory than one file may have, or broke the reader",
    "silent": "ended without an answer",
}


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


def read_geo_file(request: GeoRequest, *, limits: ChildLimits | None = None) -> GeoFile:
    """Read one file; see `read_geo_files`."""
    return read_geo_files([request], limits=limits)[0]


def read_geo_files(requests: Sequence[GeoRequest], *, limits: ChildLimits | None = None) -> list[GeoFile]:
    """Read local files of shapes, all in one child process.

    Raises
    ------
    BoundaryError
        If there is no such local file, or its content is none of the formats, or it cannot be read within the
        limits.
    """
    if not requests:
        return []
    with tempfile.TemporaryDirectory(prefix="shapes-") as name, contextlib.ExitStack() as held:
        folder = Path(name)
        asked = [_handed_over(request, held) for request in requests]
        descriptors = [number for each in asked for number in each["parts"].values()]
        try:
            said = run_in_child(
                "boundaries.reading.child", {"files": asked}, folder=folder, files=descriptors, limits=limits
            )
        except ChildStopped as stopped:
            raise BoundaryError(
                f"Reading {_names(requests)} {STOPPED[stopped.why]}. Nothing was loaded. "
                f"Use a generalised version (BGC or BSC), or save the file again as GeoJSON."
            ) from None
        if "refused" in said:
            raise BoundaryError(str(said["refused"]))
        if "fault" in said:
            raise BoundaryError(
                f"{_names(requests)} could not be read ({said['fault']}). Save the file again."
            )
        return [
            _taken_up(request, answer, folder / f"{number}.arrow")
            for number, (request, answer) in enumerate(zip(requests, said["files"], strict=True))
        ]


def _names(requests: Sequence[GeoRequest]) -> str:
    return " and ".join(dict.fromkeys(request.path.name for request in requests))


def _handed_over(request: GeoRequest, held: contextlib.ExitStack) -> dict[str, Any]:
    """Open the parts of a file for the child, if they are ordinary files of a bearable size."""
    path = request.path
    if address(str(path)):
        raise BoundaryError(
            "The name of a file of shapes is not allowed: it is an address. Only files on this machine are "
            "read: save the file here and name it by its path."
        )
    if not path.is_file():
        raise BoundaryError(f"There is no file {path.name!r} on this machine. Check the path.")
    parts = {suffix: held.enter_context(part.open("rb")) for suffix, part in _parts(path)}
    size = sum(Path(part.name).stat().st_size for part in parts.values())
    if size > MOST_BYTES:
        raise too_large(path.name, size)
    return {
        "shown": path.name,
        "leading": path.suffix.lower(),
        "parts": {suffix: part.fileno() for suffix, part in parts.items()},
        "columns": request.columns,
        "having": request.having,
        "like": request.like,
        "layer": request.layer,
    }


def _parts(path: Path) -> Iterator[tuple[str, Path]]:
    leading = path.suffix.lower()
    yield leading, path
    wanted = PARTS.get(leading, ())
    beside = {} if not wanted else {part.name.lower(): part for part in path.parent.iterdir()}
    for suffix in wanted[1:]:
        part = beside.get(f"{path.stem}{suffix}".lower())
        if part is not None and part.is_file():
            yield suffix, part


def _taken_up(request: GeoRequest, said: dict[str, Any], answer: Path) -> GeoFile:
    """Check what the child left, and make a frame of it."""
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
