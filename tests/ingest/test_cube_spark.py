"""The cube on a real Spark: the same as by Polars, on two workers, and when one of them is killed."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from boundaries.study_area import StudyArea
from dashboard.snapshot import Snapshot
from ingest.cube.dimensions import DIMENSIONS
from ingest.cube.engine import engine_called
from ingest.cube.ground import CubeGround, ground_of
from ingest.cube.making import make_cube
from ingest.cube.manifest import Manifest
from ingest.cube.parts import read_counts
from ingest.errors import IngestError
from ingest.policy import load_policy
from tests.ingest.cube_archives import as_csv, lay, packed, street_files, street_rows, zipped

HERE, TWO_WORKERS = "local[2]", "local-cluster[2,1,1024]"
EXECUTOR = b"CoarseGrainedExecutorBackend"
PATIENCE_S = 240


@pytest.fixture(scope="module", autouse=True)
def spark() -> None:
    """Tell of a machine without Spark; in CI there is one."""
    lacking = [
        what
        for what, there in (("pyspark", find_spec("pyspark")), ("java", shutil.which("java")))
        if not there
    ]
    if lacking:
        reason = f"no {' and no '.join(lacking)} here: uv sync --extra spark, apt-get install default-jre"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def area(snapshot: Snapshot) -> StudyArea:
    return snapshot.study_area


@pytest.fixture(scope="module")
def ground(area: StudyArea) -> CubeGround:
    return ground_of(area, load_policy())


def counted(manifest: Manifest, folder: Path) -> pl.DataFrame:
    return read_counts(folder, manifest).sort(*DIMENSIONS)


def alike(source: Path, tmp_path: Path, ground: CubeGround, made: Manifest) -> None:
    """See that a cube made by Spark says what one of the same files made by Polars says."""
    by_polars = make_cube(source, tmp_path / "by-polars", ground, engine_called("polars"))
    assert made.files == by_polars.files
    assert (made.totals, made.gaps) == (by_polars.totals, by_polars.gaps)
    assert_frame_equal(counted(made, tmp_path / "cube"), counted(by_polars, tmp_path / "by-polars"))
    laid = [(part.area, part.month, part.incidents) for part in by_polars.parts]
    assert [(part.area, part.month, part.incidents) for part in made.parts] == laid


def test_messy_files_are_counted_as_by_polars(area: StudyArea, ground: CubeGround, tmp_path: Path) -> None:
    files = street_files(area)
    newest = files.pop("2025-03-north-street.csv")
    source = lay(tmp_path / "source", {f"2025-04/{name}": data for name, data in files.items()})
    lay(source, {"2025-05.zip": zipped({"2025-03/2025-03-north-street.csv": newest})})
    again = as_csv(street_rows("2025-01", "north", area, seed=2))
    lay(source, {"2025-06/2025-01-north-street.csv": again})  # a newer release of a month
    cut = packed(as_csv(street_rows("2025-05", "north", area)))
    lay(
        source,
        {
            "2025-06/2025-05-north-street.csv.gz": cut[: len(cut) // 2],
            "2025-06/2025-06-north-street.csv": b"",
        },
    )
    made = make_cube(source, tmp_path / "cube", ground, engine_called("spark", master=HERE, partitions=3))
    states = {file.path: file.state for file in made.files}
    assert sorted(states.values()).count("counted") == 4
    assert states["2025-06/2025-05-north-street.csv.gz"] == "truncated"
    assert states["2025-04/2025-01-north-street.csv"] == "superseded"
    alike(source, tmp_path, ground, made)


def test_a_killed_worker_changes_nothing(
    area: StudyArea, ground: CubeGround, tmp_path: Path, proof: Callable[[str], None]
) -> None:
    months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 9)]
    named = {
        f"{month}-north-street.csv": as_csv(street_rows(month, "north", area, rows=1_000)) for month in months
    }
    source, dest = lay(tmp_path / "source", named), tmp_path / "cube"
    engine = engine_called("spark", master=TWO_WORKERS)
    with ThreadPoolExecutor(1) as beside:
        making = beside.submit(make_cube, source, dest, ground, engine)
        until(lambda: len(who_read(tmp_path)) == 2 and len(executors()) == 2, making.done)
        victim = executors()[0]
        os.kill(victim, signal.SIGKILL)
        assert not making.done() and 0 < len(tasks_done(tmp_path)) < len(months)
        made = making.result(timeout=PATIENCE_S)
    assert int(made.engine["workers"]) >= 2
    alike(source, tmp_path, ground, made)
    proof(
        f"cube: a worker of two killed in mid-job, {made.incidents:,} incidents of {len(months)} files alike"
    )


def tasks_done(folder: Path) -> list[Path]:
    """List the tasks of reading whose output Spark has taken as final."""
    return [
        path for building in folder.glob(".cube-*") for path in building.glob("facts/_temporary/*/task_*")
    ]


def who_read(folder: Path) -> set[str]:
    """Name the workers whose tasks are final; the folders move while they are looked at."""
    found = set[str]()
    for task in tasks_done(folder):
        for part in task.glob("*.parquet"):
            with contextlib.suppress(OSError, pl.exceptions.PolarsError):
                found |= set(pl.read_parquet(part, columns=["worker"])["worker"].drop_nulls())
    return found


def executors() -> list[int]:
    """List the executors of this test's own Spark, one process a worker; nobody else's may be killed."""
    return [pid for pid in pids() if EXECUTOR in command_of(pid) and os.getpid() in above(pid)]


def above(pid: int) -> Iterator[int]:
    """Give the processes that a process descends from."""
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            return
        yield pid


def pids() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


def until(holds: Callable[[], bool], over: Callable[[], bool]) -> None:
    """Wait until something holds; give up when the job is over."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert not over() and time.monotonic() < end, "the job was over before a worker could be killed"
        time.sleep(0.02)


class TestAddresses:
    @pytest.mark.parametrize("master", ["", "localhost:7077", "spark:/host", "http://host:80"])
    def test_what_is_no_address_is_said(self, master: str) -> None:
        with pytest.raises(IngestError, match="no address of a Spark cluster"):
            engine_called("spark", master=master)

    def test_nobody_there_is_said_at_once(self) -> None:
        with pytest.raises(IngestError, match=r"Nobody answers at spark://127\.0\.0\.1:1"):
            engine_called("spark", master="spark://127.0.0.1:1")


@pytest.mark.parametrize("lacks", ["pyspark", "java"])
def test_what_is_not_installed_is_named(lacks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if lacks == "java":
        monkeypatch.setenv("PATH", "/nowhere")
        monkeypatch.delenv("JAVA_HOME", raising=False)
    else:
        monkeypatch.setattr("ingest.cube.engines.spark.find_spec", lambda name: None)
    with pytest.raises(IngestError, match=r"(?i)needs " + lacks + r".*uv sync --extra spark"):
        engine_called("spark")
