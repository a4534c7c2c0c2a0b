"""Files of shapes, read in a child process with limits and no network; a bad file ends only the child."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from boundaries.errors import BoundaryError
from boundaries.geo_answer import GeoFile, GeoRequest, taken_up
from boundaries.limited_child import ChildLimits, ChildStopped, run_in_child
from boundaries.named_files import address
from boundaries.reading.archive import PARTS
from boundaries.reading.limits import MOST_BYTES, too_large

__all__ = ["GeoFile", "GeoRequest", "read_geo_file", "read_geo_files"]

STOPPED = {
    "time": "took too long and was stopped",
    "computing": "took too much computing and was stopped",
    "memory": "needed more memory than one file may have, or broke the reader",
    "silent": "ended without an answer",
}


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
            taken_up(request, answer, folder / f"{number}.arrow")
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
