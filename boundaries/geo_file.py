"""Opening a file of shapes safely: the format is told from the content, and only four formats exist."""

import json
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pyogrio

from boundaries import drivers
from boundaries.errors import BoundaryError

__all__ = ["read_geo_file"]

MAX_UNPACKED = 1_000_000_000
LEADING = (".geojson", ".json", ".gpkg", ".shp", ".tab")
PARTS = {
    ".shp": (".shp", ".dbf", ".shx", ".prj", ".cpg"),
    ".tab": (".tab", ".dat", ".map", ".id", ".ind"),
}
WANTED = (
    "GeoJSON (.geojson), GeoPackage (.gpkg), shapefile (.shp, or all its parts in one .zip) or MapInfo (.tab)"
)


def read_geo_file(path: Path | str, *, columns: str | None = None) -> gpd.GeoDataFrame:
    """Read a local file of shapes as it stands, in the coordinate system that it declares.

    Parameters
    ----------
    path : path-like
        GeoJSON, GeoPackage, shapefile or MapInfo, or a zip that holds exactly one of them.
    columns : str, optional
        Pattern of the names of the columns that are needed; all of them if not given.

    Raises
    ------
    BoundaryError
        If there is no such local file, or its content is none of these, or it cannot be read.
    """
    if drivers.too_many():
        raise RuntimeError(
            "Map formats are open that must stay shut: import boundaries before pyogrio or geopandas, "
            "and name "
            f"new formats in boundaries/drivers.py ({', '.join(sorted(drivers.too_many()))})."
        )
    file = Path(path)
    if not file.is_file():
        raise BoundaryError(f"There is no file {file.name!r} on this machine. Check the path.")
    if zipfile.is_zipfile(file):
        return _read_zip(file, columns=columns)
    return _read_plain(file, shown=file.name, columns=columns)


def _read_plain(file: Path, *, shown: str, columns: str | None) -> gpd.GeoDataFrame:
    if not _recognised(file):
        raise BoundaryError(f"{shown} is not a file of shapes that can be opened. Right would be: {WANTED}.")
    try:
        layers = pyogrio.list_layers(file.resolve())
        if len(layers) != 1:
            raise BoundaryError(
                f"{shown} holds {len(layers)} layers ({', '.join(map(str, layers[:, 0][:5]))}). "
                f"Save the one with the wards on its own and use that."
            )
        there = pyogrio.read_info(file.resolve())["fields"].tolist()
        needed = there if columns is None else [n for n in there if re.fullmatch(columns, n, re.IGNORECASE)]
        return gpd.GeoDataFrame(pyogrio.read_dataframe(file.resolve(), columns=needed))
    except BoundaryError:
        raise
    except Exception as cause:  # the library raises some twenty kinds for broken files
        raise BoundaryError(
            f"{shown} cannot be read: the file is damaged, or parts of it are missing (a shapefile "
            f"needs .shp, .shx, "
            f".dbf and .prj side by side). Download it again."
        ) from cause


def _recognised(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(4096)
    if head[:4] == b"\x00\x00\x27\x0a":
        return True
    if head[:16] == b"SQLite format 3\x00":
        return head[68:72] in {b"GPKG", b"GP10", b"GP11"}
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(b"!table"):
        return True
    return _is_geojson(file, head)


def _is_geojson(file: Path, head: bytes) -> bool:
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return content.get("type") == "FeatureCollection" and isinstance(content.get("features"), list)


def _read_zip(file: Path, *, columns: str | None) -> gpd.GeoDataFrame:
    """Unpack the parts of the one layer under our own names, so that no name in the zip is followed."""
    with zipfile.ZipFile(file) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir() and "__MACOSX" not in e.filename]
        leading = [e for e in entries if PurePosixPath(e.filename).suffix.lower() in LEADING]
        if len(leading) != 1:
            raise BoundaryError(
                f"{file.name} holds {len(leading)} layers of shapes; it must hold exactly one. Right "
                f"would be: {WANTED}."
            )
        first = PurePosixPath(leading[0].filename)
        parts = PARTS.get(first.suffix.lower(), (first.suffix.lower(),))
        chosen = {
            PurePosixPath(e.filename).suffix.lower(): e
            for e in entries
            if PurePosixPath(e.filename).with_suffix("") == first.with_suffix("")
            and PurePosixPath(e.filename).suffix.lower() in parts
        }
        if sum(entry.file_size for entry in chosen.values()) > MAX_UNPACKED:
            raise BoundaryError(
                f"{file.name} is larger than 1 GB unpacked. Use a generalised version (BGC or BSC)."
            )
        with tempfile.TemporaryDirectory() as folder:
            for suffix, entry in chosen.items():
                (Path(folder) / f"layer{suffix}").write_bytes(_unpacked(archive, entry, shown=file.name))
            return _read_plain(
                Path(folder) / f"layer{first.suffix.lower()}", shown=file.name, columns=columns
            )


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, shown: str) -> bytes:
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise BoundaryError(
            f"{shown} is a zip file that is damaged or locked with a password. Send an open one."
        ) from None
