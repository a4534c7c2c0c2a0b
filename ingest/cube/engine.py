"""What an engine is: it reads sources on its workers, counts them, and leaves the parts of a cube."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol

from ingest.cube.ground import CubeGround
from ingest.cube.source_file import SourceFile
from ingest.errors import IngestError

__all__ = ["ENGINES", "Engine", "FileCounts", "Made", "Reading", "engine_called"]

ENGINES = {"polars": "ingest.cube.engines.polars", "spark": "ingest.cube.engines.spark"}
"""Name -> module with a function `make_engine(**settings) -> Engine`; loaded when asked for."""


@dataclass(frozen=True)
class Reading:
    """What a worker says of one file beside its facts; JSON goes in and out of it.

    Attributes
    ----------
    file : int
        Number of the file.
    state : str
        ``read``, ``truncated``, ``unreadable`` or ``empty``; of the latter three no fact may be counted.
    sha256, bytes : str, int
        Of the file as it lies there.
    rows : int
        Rows of data that could be read.
    repeats : int
        Rows that repeat a reference within the file and were dropped by the reader.
    set_aside : dict of reason to int
    lsoa_rows, lsoa_new : int
        Rows with an LSOA code, and those of them whose code was made for the census of 2021.
    notes : tuple of str
    """

    file: int
    state: str
    sha256: str = ""
    bytes: int = 0
    rows: int = 0
    repeats: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    lsoa_rows: int = 0
    lsoa_new: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileCounts:
    """What `ingest.cube.counting.count_files` says of one file."""

    file: int
    counted: int = 0
    duplicates: int = 0
    without_location: int = 0
    outside_area: int = 0


@dataclass(frozen=True)
class Made:
    """What an engine says when the parts are written: one reading a file, and the counts of those counted."""

    readings: tuple[Reading, ...]
    counts: tuple[FileCounts, ...]


class Engine(Protocol):
    """Makes the parts of a cube."""

    name: str

    def versions(self) -> Mapping[str, str]:
        """Say which versions of what are at work."""

    def make(self, sources: Sequence[SourceFile], ground: CubeGround, dest: Path) -> Made:
        """Write `dest/counts/area=…/month=…/*.parquet`; nothing of `dest` is a cube before its manifest."""


def engine_called(name: str, **settings: object) -> Engine:
    """Load an engine.

    Raises
    ------
    IngestError
        If there is none of that name, or what it needs is not installed.
    """
    if name not in ENGINES:
        raise IngestError(f"There is no engine '{name}'. Known: {', '.join(ENGINES)}.")
    made: Engine = import_module(ENGINES[name]).make_engine(**settings)
    return made
