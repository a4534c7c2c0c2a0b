"""Polars alone, in a process of its own: reading and parsing a file, or reading columns from Parquet.

Run as `python -m benchmarks.polars_alone FOLDER files|sums FILE ...`, `... FOLDER parquet FILE`, or
`... FOLDER keep STORE FILE` to write the columns that the app opens to a Parquet file beforehand.
"""

import os
import sys
from pathlib import Path

import polars as pl

from benchmarks.answer import Times, timed, write_times
from benchmarks.memory import own_mb, own_peak_mb

__all__ = ["WORDS", "parse", "run"]

WORDS = ("Offence", "Hate Flags", "Location Type", "How Noticed", "Outcome")
DATES = ("Committed From", "Committed To", "Reported Date")


def parse(file: Path) -> pl.DataFrame:
    """Read a file whole and parse its columns; nothing is checked, matched or kept."""
    return pl.read_csv(file, infer_schema=False).select(
        pl.col("CRIS Ref"),
        pl.col(DATES).str.to_datetime("%d/%m/%Y %H:%M"),
        pl.col("Easting", "Northing").cast(pl.Float64),
        pl.col(WORDS),
    )


def _sums(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        rows=pl.len(),
        first=pl.col("CRIS Ref").min(),
        last=pl.col("CRIS Ref").max(),
        x=pl.col("Easting").sum(),
        y=pl.col("Northing").sum(),
        hours=pl.col("Committed From").dt.hour().cast(pl.Int64).sum(),
        first_day=pl.col("Committed From").min().dt.date(),
        last_day=pl.col("Reported Date").max().dt.date(),
    )


def run(folder: Path, what: str, *given: str) -> Times:
    """Do what is asked and leave times in the folder."""
    times = Times(imported_mb=own_peak_mb(), load=os.getloadavg()[0])
    if what == "parquet":
        timed(times.steps, "read", pl.read_parquet, given[0])
    elif what == "keep":
        _keep(*given)
    else:
        sums = []
        for number, file in enumerate(map(Path, given), start=1):
            frame = timed(times.steps, f"file {number}", parse, file)
            sums.append(_sums(frame))
        pl.concat(sums).write_parquet(folder / "sums.parquet")
        if what == "files":
            frame.write_parquet(folder / "parsed.parquet")
    times.loaded_mb = own_mb()
    write_times(folder, times)
    return times


def _keep(url: str, to: str) -> None:
    from dashboard.columns import READ
    from ingest.records import open_store

    store = open_store(url)
    store.incidents(READ).write_parquet(to)
    store.close()


if __name__ == "__main__":
    run(Path(sys.argv[1]), *sys.argv[2:])
