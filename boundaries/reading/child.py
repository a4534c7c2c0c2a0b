"""The child that reads files of shapes: looks at each by content, then lets GDAL open what is harmless.

Run as `python -m boundaries.reading.child FOLDER`; see `boundaries.geo_file`.
"""

import os
import shutil
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from boundaries import drivers
from boundaries.child_walls import serve
from boundaries.errors import BoundaryError
from boundaries.reading import archive
from boundaries.reading.layer import choose_layer
from boundaries.reading.layers import WANTED, Layers

__all__ = ["read_all"]

ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read_all(folder: Path, question: dict[str, Any]) -> dict[str, Any]:
    """Read the files of a question one after the other; each leaves its shapes in the folder as Arrow."""
    if drivers.too_many():
        return {
            "refused": f"Map formats are open that must stay shut: {', '.join(sorted(drivers.too_many()))}. "
            "Name them in boundaries/drivers.py."
        }
    files = []
    for number, request in enumerate(question["files"]):
        place = folder / f"file-{number}"
        place.mkdir()
        try:
            files.append(_read(_staged(request, place), request, folder / f"{number}.arrow"))
        except BoundaryError as refusal:
            return {"refused": str(refusal)}
        shutil.rmtree(place)
    return {"files": files}


def _staged(request: dict[str, Any], place: Path) -> Path:
    """Copy what was handed over under a name of our own."""
    for suffix, descriptor in request["parts"].items():
        with os.fdopen(descriptor, "rb") as source, (place / f"layer{suffix}").open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    return place / f"layer{request['leading']}"


def _read(file: Path, request: dict[str, Any], answer: Path) -> dict[str, Any]:
    shown, choice = request["shown"], {name: request[name] for name in ("having", "like", "shown")}
    with file.open("rb") as stream:
        head = stream.read(16)
    if head[:4] not in ZIP:
        return Layers(file, head, shown=shown).read(
            request["columns"], asked=request["layer"], choice=choice, answer=answer
        )
    inside = archive.unpack(file, file.parent, shown=shown)
    if not inside:
        raise BoundaryError(f"{shown} holds no layer of shapes. Right would be: {WANTED}.")
    opened = {}
    for name, path in inside.items():
        with path.open("rb") as stream:
            opened[name] = Layers(path, stream.read(16), shown=shown)
    if len(opened) == 1:
        return next(iter(opened.values())).read(
            request["columns"], asked=request["layer"], choice=choice, answer=answer
        )
    columns = {
        name: [c for part in layers.columns().values() for c in part] for name, layers in opened.items()
    }
    name, notes = choose_layer(columns, asked=request["layer"], **choice)
    said = opened[name].read(request["columns"], asked=None, choice=choice, answer=answer)
    return said | {"notes": [*notes, *said["notes"]]}


class _NotNeeded(MetaPathFinder):
    """Keep pyogrio from loading geopandas, pandas and pyproj, which are of no use here: saves a second."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in {"geopandas", "pandas", "pyproj", "shapely"}:
            raise ModuleNotFoundError(name)


if __name__ == "__main__":
    sys.meta_path.insert(0, _NotNeeded())
    os.environ["OGR_GEOJSON_MAX_OBJ_SIZE"] = (
        "0"  # the walls are the limit, not GDAL's guess of an object's size
    )
    serve(read_all, package="boundaries")
