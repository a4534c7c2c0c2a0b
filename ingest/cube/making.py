"""Making a cube of files: listed, read and counted by an engine, put in place when it adds up."""

from pathlib import Path

from ingest.cube.cube import finish, laid_in
from ingest.cube.engine import Engine
from ingest.cube.ground import CubeGround
from ingest.cube.manifest import Manifest
from ingest.cube.settling import tell_files
from ingest.cube.sources import list_sources

__all__ = ["make_cube"]


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
        If nothing there can be counted, or `dest` is not free.
    """
    with laid_in(dest, replace=replace) as folder:
        listing = list_sources(source)
        made = engine.make(listing.files, ground, folder)
        files = tell_files(listing.files, made.readings, made.counts)
        about = {"name": engine.name, **engine.versions()}
        return finish(folder, files=files, ground=ground, engine=about, others=listing.others)
