"""The parts of a cube on disk: one folder an authority and month, readable by its owner alone."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from ingest.cube.dimensions import COUNTS, MEASURE, NO_AREA
from ingest.cube.manifest import Manifest

__all__ = ["area_of", "keep_private", "read_counts", "write_parts"]


def area_of(authorities: Mapping[str, str]) -> pl.Expr:
    """Name the authority whose folder a row of counts lies in; `authorities` is ward -> authority."""
    known = {ward: area for ward, area in authorities.items() if area}
    return pl.col("ward").cast(pl.String).replace_strict(known, default=NO_AREA, return_dtype=pl.String)


def write_parts(
    counts: pl.DataFrame, folder: Path, authorities: Mapping[str, str], *, name: str = "part-0"
) -> None:
    """Write counts below `folder/counts`, one file an authority and month.

    Parameters
    ----------
    counts : polars.DataFrame
        Rows of `COUNTS`, no two of the same dimensions.
    authorities : mapping of ward to authority
    name : str
        Of each file, without its ending; who writes several for one month names them apart.
    """
    laid = counts.select(*COUNTS, area=area_of(authorities), month=pl.col("first").dt.strftime("%Y-%m"))
    typed = [pl.col(column).cast(kind) for column, kind in COUNTS.items()]
    for (area, month), part in laid.partition_by("area", "month", as_dict=True).items():
        into = folder / "counts" / f"area={area}" / f"month={month}"
        into.mkdir(parents=True, exist_ok=True)
        part.select(typed).sort(pl.all()).write_parquet(into / f"{name}.parquet")


def read_counts(folder: Path, manifest: Manifest, areas: Collection[str] | None = None) -> pl.DataFrame:
    """Read the counts of some authorities, or of all, in order of their dimensions."""
    parts = manifest.parts if areas is None else manifest.parts_of(areas)
    if not parts:
        return pl.DataFrame(schema=dict(COUNTS))
    files = [folder / part.path for part in parts]
    frame = pl.concat(pl.read_parquet(file, hive_partitioning=False) for file in files)
    return frame.select(pl.col(name).cast(kind) for name, kind in COUNTS.items()).sort(
        pl.all().exclude(MEASURE)
    )


def keep_private(folder: Path) -> None:
    """Let nobody but the owner read a cube: its counts are as fine as records."""
    folder.chmod(0o700)
    for root, folders, files in os.walk(folder):
        for name in folders:
            (Path(root) / name).chmod(0o700)
        for name in files:
            (Path(root) / name).chmod(0o600)
