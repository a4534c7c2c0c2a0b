"""The manifest: what a cube holds, what it was made of, and that it all adds up."""

import hashlib
import json
import re
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.cube.dimensions import DIMENSIONS, MEASURE, NO_AREA
from ingest.errors import IngestError

__all__ = [
    "FORM",
    "MANIFEST",
    "CubeFile",
    "CubePart",
    "Gap",
    "Manifest",
    "Totals",
    "list_parts",
    "read_manifest",
    "sum_up",
]

FORM = 1
MANIFEST = "manifest.json"
_PART = re.compile(
    rf"counts/area=([A-Za-z0-9]{{1,20}}|{NO_AREA})/month=(\d{{4}}-\d{{2}})/[A-Za-z0-9._-]+\.parquet"
)
_MOST_BYTES = 64_000_000


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CubeFile(_Said):
    """One file that the cube was made of, or would have been.

    Attributes
    ----------
    path : str
        Below the source.
    release, month, force : str
    sha256, bytes : str, int
    state : str
        ``counted``, ``superseded`` (a newer release of the month counts), ``truncated``, ``unreadable`` or
        ``empty``; only of a counted file is anything in the cube.
    rows, counted, duplicates : int
        Of a counted file: rows = counted + duplicates + set aside.
    set_aside : dict of reason to int
    without_location, outside_area : int
        Of those counted.
    lsoa : str
        Vintage of its LSOA codes: "2011", "2021", or "" where none of them can tell.
    notes : tuple of str
    """

    path: str
    release: str = ""
    month: str = ""
    force: str = ""
    sha256: str = ""
    bytes: int = 0
    state: Literal["counted", "superseded", "truncated", "unreadable", "empty"]
    rows: int = 0
    counted: int = 0
    duplicates: int = 0
    set_aside: dict[str, int] = Field(default_factory=dict)
    without_location: int = 0
    outside_area: int = 0
    lsoa: str = ""
    notes: tuple[str, ...] = ()


class Gap(_Said):
    """Months of a force that are missing between its first and its last."""

    force: str
    months: tuple[str, ...]


class CubePart(_Said):
    """One file of counts."""

    path: str
    area: str
    month: str
    rows: int
    incidents: int
    sha256: str


class Totals(_Said):
    """Sums over the files."""

    rows: int
    counted: int
    duplicates: int
    set_aside: int
    without_location: int
    outside_area: int


class Manifest(_Said):
    """What `manifest.json` says.

    `others` is how many files of other kinds lay in the source and were not looked at.
    """

    form: Literal[1] = 1
    made_at: datetime
    engine: dict[str, str]
    partnership: str
    boundaries: dict[str, str]
    policy: str
    resolution: int
    dimensions: tuple[str, ...]
    first: date | None
    last: date | None
    files: tuple[CubeFile, ...]
    others: int = 0
    gaps: tuple[Gap, ...]
    parts: tuple[CubePart, ...]
    totals: Totals

    @property
    def incidents(self) -> int:
        """How many incidents the cube holds."""
        return self.totals.counted

    def left_out(self) -> tuple[CubeFile, ...]:
        """List the files that could not be counted, and so are missing."""
        return tuple(file for file in self.files if file.state in ("truncated", "unreadable", "empty"))

    def parts_of(self, areas: Collection[str]) -> tuple[CubePart, ...]:
        """List the parts of some authorities."""
        return tuple(part for part in self.parts if part.area in areas)

    def write(self, folder: Path) -> None:
        """Write it; it goes last, so that a cube that was not finished is none."""
        text = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def sum_up(files: Collection[CubeFile]) -> Totals:
    """Add up the files that are counted."""
    counted = [file for file in files if file.state == "counted"]
    return Totals(
        rows=sum(file.rows for file in counted),
        counted=sum(file.counted for file in counted),
        duplicates=sum(file.duplicates for file in counted),
        set_aside=sum(sum(file.set_aside.values()) for file in counted),
        without_location=sum(file.without_location for file in counted),
        outside_area=sum(file.outside_area for file in counted),
    )


def list_parts(folder: Path) -> tuple[CubePart, ...]:
    """Describe the parts that lie below a folder, in order of path."""
    parts = []
    for path in sorted((folder / "counts").rglob("*.parquet")):
        name = path.relative_to(folder).as_posix()
        found = _PART.fullmatch(name)
        if found is None:
            raise IngestError(f"{name} is no part of a cube.")
        column = pq.read_table(path, columns=[MEASURE], partitioning=None).column(MEASURE)
        parts.append(
            CubePart(
                path=name,
                area=found[1],
                month=found[2],
                rows=len(column),
                incidents=sum(column.to_pylist()),
                sha256=_digest(path),
            )
        )
    return tuple(parts)


def read_manifest(folder: Path | str, *, areas: Collection[str] | None = None) -> Manifest:
    """Read a cube's manifest and see that the cube is what it says.

    Parameters
    ----------
    folder : Path or str
    areas : collection of str, optional
        Authorities whose parts are read through and compared by hash; all of them if not said.  That no part
        is missing or too many is seen in any case.

    Raises
    ------
    IngestError
        One sentence: what is wrong, where, and what to do.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise _refused(folder, "there is no such folder", "Name the folder that 'common-ground cube' made")
    path = folder / MANIFEST
    if not path.is_file():
        raise _refused(folder, f"it has no {MANIFEST}, so it was never finished")
    manifest = _parsed(folder, path)
    _check_sums(folder, manifest)
    _check_parts(folder, manifest, areas)
    return manifest


def _parsed(folder: Path, path: Path) -> Manifest:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _refused(folder, f"its {MANIFEST} is larger than {_MOST_BYTES / 1e6:,.0f} MB")
        said: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise _refused(folder, f"its {MANIFEST} cannot be read as JSON") from None
    form = said.get("form") if isinstance(said, dict) else None
    if form != FORM:
        shown = form if isinstance(form, int) else "unknown"
        raise _refused(folder, f"its {MANIFEST} is of form {shown}, and this program reads form {FORM}")
    try:
        manifest = Manifest.model_validate(said)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
        raise _refused(folder, f"its {MANIFEST} is not right at '{where}'") from None
    if manifest.dimensions != tuple(DIMENSIONS):
        raise _refused(folder, "it counts by other dimensions than this program")
    return manifest


def _check_sums(folder: Path, manifest: Manifest) -> None:
    for file in manifest.files:
        whole = file.counted + file.duplicates + sum(file.set_aside.values())
        if whole != (file.rows if file.state == "counted" else 0):
            raise _refused(folder, f"the rows of '{file.path}' do not add up in its {MANIFEST}")
    if sum_up(manifest.files) != manifest.totals:
        raise _refused(folder, f"the files in its {MANIFEST} do not add up to its totals")
    incidents = sum(part.incidents for part in manifest.parts)
    if incidents != manifest.totals.counted:
        raise _refused(
            folder,
            f"its parts hold {incidents:,} incidents and its files {manifest.totals.counted:,}",
        )


def _check_parts(folder: Path, manifest: Manifest, areas: Collection[str] | None) -> None:
    listed = {part.path: part for part in manifest.parts}
    for part in manifest.parts:
        found = _PART.fullmatch(part.path)
        if found is None or (found[1], found[2]) != (part.area, part.month):
            raise _refused(folder, f"its {MANIFEST} names a part that cannot be one")
    there = {
        path.relative_to(folder).as_posix()
        for path in (folder / "counts").rglob("*")
        if not path.is_dir() or path.is_symlink()
    }
    if missing := sorted(listed.keys() - there):
        raise _refused(folder, f"{_parts(missing)} missing, first '{missing[0]}'")
    if extra := sorted(there - listed.keys()):
        raise _refused(folder, f"{_parts(extra)} there that its {MANIFEST} does not know")
    for name, part in listed.items():
        if (areas is None or part.area in areas) and _digest(folder / name) != part.sha256:
            raise _refused(folder, f"'{name}' was changed after the cube was made")


def _parts(names: list[str]) -> str:
    return "one part is" if len(names) == 1 else f"{len(names)} parts are"


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refused(folder: Path, what: str, then: str = "Make it again with 'common-ground cube'") -> IngestError:
    return IngestError(f"The cube in {folder} cannot be used: {what}. {then}.")
