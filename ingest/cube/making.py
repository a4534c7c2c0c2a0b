"""Making a cube: of files by an engine, or of the record store by SQL; put in place when it adds up."""

from importlib.metadata import version
from pathlib import Path

import polars as pl

from ingest.cube.cube import finish, laid_in
from ingest.cube.dimensions import MEASURE, NO_CELL
from ingest.cube.engine import Engine
from ingest.cube.ground import CubeGround
from ingest.cube.manifest import CubeFile, Manifest
from ingest.cube.parts import write_parts
from ingest.cube.settling import tell_files
from ingest.cube.sources import list_sources
from ingest.cube.store_sql import count_store
from ingest.errors import IngestError
from ingest.records import Store
from ingest.records.audit import note

__all__ = ["STORE", "make_cube", "make_store_cube"]

STORE = "record store"
"""What a cube's one file is called where it was made of the store."""


def make_cube(
    source: str | Path, dest: Path | str, ground: CubeGround, engine: Engine, *, replace: bool = False
) -> Manifest:
    """Make a cube of the files at `source`.

    Parameters
    ----------
    source : str or Path
        A file, a folder, or the URI of one in an object store.
    dest : Path or str
        The cube's folder, which is not there yet.
    ground : CubeGround
    engine : Engine
    replace : bool
        Put it in the place of the cube that is there.

    Raises
    ------
    IngestError
        If nothing there can be counted, or `dest` is not free or lies in `source`.
    """
    within = Path(source).absolute()
    if within.is_dir() and Path(dest).absolute().is_relative_to(within):
        raise IngestError(
            f"{dest} lies in {source}, and would be counted the next time. Name another folder."
        )
    with laid_in(dest, replace=replace) as folder:
        listing = list_sources(source)
        made = engine.make(listing.files, ground, folder)
        files = tell_files(listing.files, made.readings, made.counts)
        about = {"name": engine.name, **engine.versions()}
        return finish(folder, files=files, ground=ground, engine=about, others=listing.others)


def make_store_cube(
    store: Store, dest: Path | str, ground: CubeGround, *, by: str, replace: bool = False
) -> Manifest:
    """Make a cube of the records that the store holds; the audit says that they left it as counts.

    Raises
    ------
    IngestError
        If `dest` is not free.
    """
    with laid_in(dest, replace=replace) as folder:
        data_version = store.data_version()
        with store.reading() as connection:
            counts = count_store(connection, ground)
            database = connection.dialect.name
        write_parts(counts, folder, ground.authority_of())
        many = int(counts[MEASURE].sum())
        has_point = pl.col("cell") != NO_CELL
        told = CubeFile(
            path=STORE,
            state="counted",
            rows=many,
            counted=many,
            without_location=int(counts.filter(~has_point)[MEASURE].sum()),
            outside_area=int(counts.filter(has_point & (pl.col("ward") == ""))[MEASURE].sum()),
            notes=(f"The records as they were at data version {data_version}.",),
        )
        about = {"name": "sql", "database": database, "sqlalchemy": version("sqlalchemy")}
        manifest = finish(folder, files=[told], ground=ground, engine=about)
        with store.writing() as connection:
            note(connection, who=by, action="export", subject="cube", count=many, parts=len(manifest.parts))
        return manifest
