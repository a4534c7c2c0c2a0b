"""Shapefiles in a zip: the points of a .shp beside the rows of its .dbf, read part by part from memory."""

import math
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.dbase import Rows, read_rows
from ingest.readers.features import Features, NotPoint, Unfit, plain_number, too_many_features
from ingest.readers.zipped import listed, shown, unpack_entry
from ingest.table import Table

__all__ = ["layers_of", "read"]

Layers = dict[str, dict[str, zipfile.ZipInfo]]
PARTS = (".shp", ".dbf", ".prj", ".cpg", ".shx")
NULL, POINTS, MULTIPOINTS = 0, (1, 11, 21), (8, 18, 28)
FILE_CODE, HEAD = 9994, 100
DAMAGED = "The shapefile is damaged: its .shp stops part way or is none. Save the layer again and send that."
GRID = re.compile(r"british[_ ]national[_ ]grid|authority\[\"epsg\", *\"?27700\"?\]\]\s*$", re.IGNORECASE)
DEGREES = re.compile(
    r"\s*geogcs\[\s*\"(gcs_)?(wgs[_ ]?(19)?84|etrs[_ ]?(19)?89|.*etrf89)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class _Shape:
    """One record of a .shp: its place, or why it has none."""

    x: float = math.nan
    y: float = math.nan
    height: bool = False
    unfit: Unfit | None = None


def layers_of(entries: list[zipfile.ZipInfo]) -> Layers:
    """Sort the parts of the shapefiles in a zip by layer: name without suffix -> suffix -> entry."""
    layers: Layers = {}
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.suffix.lower() in PARTS:
            layers.setdefault(str(path.with_suffix("")), {})[path.suffix.lower()] = entry
    return {name: parts for name, parts in layers.items() if ".shp" in parts or ".dbf" in parts}


def read(
    archive: zipfile.ZipFile, layers: Layers, *, sheet: str | None = None, limits: Limits = LIMITS
) -> Table:
    """Read the points of one layer; row numbers are feature numbers, the first being 1.

    Parameters
    ----------
    archive : zipfile.ZipFile
        Its directory has been checked; nothing is unpacked to disk.
    layers : dict
        What `layers_of` found.
    sheet : str, optional
        The layer to read; needed only where several hold points.

    Returns
    -------
    Table
        The attributes as text, and `easting`, `northing` or `longitude`, `latitude`.

    Raises
    ------
    FileRefused
        If a part is missing or damaged, it holds no points, or its CRS is neither National Grid nor WGS 84.
    ChoiceNeeded
        If several layers hold points.
    """
    name, said = _chosen(archive, layers, sheet, limits)
    parts = {suffix: unpack_entry(archive, entry, limits=limits) for suffix, entry in layers[name].items()}
    for suffix, what in ((".shp", "shapes"), (".dbf", "rows of values")):
        if suffix not in parts:
            raise FileRefused(
                f"The zip lacks {suffix}, which holds the {what}. Put .shp, .shx, .dbf and .prj in the zip."
            )
    features = Features(_in_metres(parts.get(".prj", b"").decode("utf-8", "replace")))
    rows = read_rows(
        parts[".dbf"], code_page=parts.get(".cpg", b"").decode("ascii", "replace"), limits=limits
    )
    _take(features, list(_shapes(parts[".shp"], limits)), rows)
    return features.table(names=rows.names, sheet=shown(name), notes=(*said, *rows.notes), limits=limits)


def _chosen(
    archive: zipfile.ZipFile, layers: Layers, wanted: str | None, limits: Limits
) -> tuple[str, tuple[str, ...]]:
    """Choose the layer asked for, or the only one that has points."""
    names = list(layers)
    if wanted is not None:
        names = [name for name in layers if shown(name) == wanted] or list(layers)
    if len(names) > 1 and wanted is None:
        shapes = {name: parts[".shp"] for name, parts in layers.items() if ".shp" in parts}
        names = [name for name, entry in shapes.items() if _kind(archive, entry) in POINTS] or names
    if len(names) > 1:
        alike = [shown(name) for name in names]
        raise ChoiceNeeded(f"{len(layers)} layers: {listed(alike)}. Choose one.", alike)
    return names[0], (f"{len(layers)} layers: '{shown(names[0])}' used.",) if len(layers) > 1 else ()


def _kind(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Read the kind of shapes from the first bytes of a .shp."""
    try:
        with archive.open(entry) as stream:
            head = stream.read(HEAD)
    except Exception:  # whatever is wrong with it is said when it is read in earnest
        return NULL
    return int.from_bytes(head[32:36], "little")


def _in_metres(projection: str) -> bool:
    """Read the .prj: British National Grid, or degrees."""
    if not projection.strip():
        raise FileRefused(
            "No CRS (.prj). Choose one, British National Grid or WGS 84, when saving the layer, and put the "
            ".prj in the zip with the other parts. Nothing was loaded."
        )
    if GRID.search(projection):
        return True
    if DEGREES.match(projection):
        return False
    raise FileRefused(
        "The CRS (.prj) is not one that is known here. Save the layer in British National Grid (EPSG:27700) "
        "or WGS 84 (EPSG:4326)."
    )


def _shapes(data: bytes, limits: Limits) -> Iterator[_Shape]:
    """Take the records of a .shp one by one."""
    if len(data) < HEAD or int.from_bytes(data[:4], "big") != FILE_CODE:
        raise FileRefused(DAMAGED)
    if len(data) < 2 * int.from_bytes(data[24:28], "big"):
        raise FileRefused(DAMAGED)
    at, number = HEAD, 0
    while at + 8 <= len(data):
        number += 1
        if number > limits.rows:
            raise too_many_features(limits.rows, limits, more=True)
        size = 2 * int.from_bytes(data[at + 4 : at + 8], "big")
        record = data[at + 8 : at + 8 + size]
        if len(record) != size or size < 4:
            raise FileRefused(DAMAGED)
        try:
            yield _shape(record)
        except struct.error:
            raise FileRefused(DAMAGED) from None
        at += 8 + size


def _shape(record: bytes) -> _Shape:
    (kind,) = struct.unpack_from("<i", record)
    if kind == NULL:
        return _Shape(unfit=Unfit("has no shape."))
    if kind in POINTS:
        x, y = struct.unpack_from("<2d", record, 4)
        return _Shape(x, y, kind == POINTS[1])
    if kind in MULTIPOINTS:
        (many,) = struct.unpack_from("<i", record, 36)
        if many != 1:
            return _Shape(unfit=NotPoint(f"holds {many:,} points"))
        x, y = struct.unpack_from("<2d", record, 40)
        return _Shape(x, y, kind == MULTIPOINTS[1])
    return _Shape(unfit=NotPoint())


def _take(features: Features, shapes: list[_Shape], rows: Rows) -> None:
    """Put every shape beside its row."""
    if len(shapes) != len(rows.records):
        raise FileRefused(
            f"The parts do not belong together: the .shp has {len(shapes):,} shapes, the .dbf has "
            f"{len(rows.records):,} rows. Save the layer again and send all its parts in one zip."
        )
    for number, (shape, record) in enumerate(zip(shapes, rows.records, strict=True), start=1):
        try:
            if record is None:
                raise Unfit("is marked as deleted in the .dbf.")
            if shape.unfit:
                raise shape.unfit
            features.flattened |= shape.height
            features.add(number, dict(zip(rows.names, record, strict=True)), _text(shape.x), _text(shape.y))
        except Unfit as reason:
            features.unfit[number] = reason


def _text(number: float) -> str:
    return plain_number(number) if math.isfinite(number) else str(number)
