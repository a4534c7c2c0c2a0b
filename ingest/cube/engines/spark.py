"""The engine for more than one machine holds: PySpark, which reads, places and counts on its workers.

Source and destination are paths that every worker sees alike: folders of a shared disk, or, for the source,
an object store.  The workers need the Python of the driver and our package with what it depends on.
"""

import json
import os
import re
import shutil
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from platform import python_version
from typing import Any

import narwhals as nw
import pyarrow as pa

import ingest
from ingest.cube.counting import count_files, count_up
from ingest.cube.dimensions import COUNTS, DIMENSIONS, FACT_SCHEMA, NO_AREA
from ingest.cube.engine import FileCounts, Made, Reading
from ingest.cube.ground import CubeGround
from ingest.cube.reading import read_source
from ingest.cube.settling import settle
from ingest.cube.source_file import SourceFile
from ingest.errors import IngestError

__all__ = ["SparkEngine", "make_engine"]

SAID, WORKER = "said", "worker"
SPOOL_SCHEMA = FACT_SCHEMA.append(pa.field(SAID, pa.string())).append(pa.field(WORKER, pa.string()))
"""Facts, and once a file a row that holds what there is to say of it and who read it."""
SQL_TYPES = {pa.int64(): "bigint", pa.int32(): "int", pa.string(): "string", pa.date32(): "date"}
MASTER = re.compile(r"local(\[[\d*]+(,\d+)?\])?|local-cluster\[\d+,\d+,\d+\]|spark://.+|k8s://.+|yarn")
PATIENCE_S = 5.0
QUIET = f"-Dlog4j2.configurationFile={(Path(__file__).parent / 'spark-log4j2.properties').as_uri()}"
HERE = f"local[{os.cpu_count() or 1},4]"
"""All of this machine; what fails is tried four times."""
MISSING = (
    "The spark engine needs {}. Install it (uv sync --extra spark; Debian: apt-get install "
    "openjdk-17-jre-headless), or count with --engine polars."
)


class SparkEngine:
    """Hands the files out to the workers; each is read, placed and spooled there, then all are counted."""

    name = "spark"

    def __init__(self, *, master: str | None = None, partitions: int | None = None) -> None:
        self.master = master or HERE
        self.partitions = partitions
        self.workers = 0

    def versions(self) -> Mapping[str, str]:
        """Say which versions were at work, and how many workers read."""
        named = {name: version(name) for name in ("pyspark", "narwhals", "polars", "h3")}
        return {"python": python_version(), "workers": str(self.workers)} | named

    def make(self, sources: Sequence[SourceFile], ground: CubeGround, dest: Path) -> Made:
        """Write the parts; see `ingest.cube.engine.Engine.make`."""
        spool, counts = dest / "facts", dest / "counts"
        with _session(self.master, self.partitions) as spark:
            try:
                _spool(spark, sources, ground).write.parquet(_uri(spool))
                spooled = spark.read.parquet(_uri(spool))
                readings = self._readings(spooled)
                facts = spooled.filter(spooled[SAID].isNull()).drop(SAID, WORKER)
                facts = facts.filter(facts["file"].isin(list(settle(sources, readings).counted)))
                counted = count_up(nw.from_native(facts)).to_native()
                _write_parts(counted, counts, ground.authority_of())
                told = count_files(nw.from_native(facts)).to_native().collect()
            finally:
                shutil.rmtree(spool, ignore_errors=True)
        _keep_parts_only(counts)
        by_file = sorted((FileCounts(**row.asDict()) for row in told), key=lambda each: each.file)
        return Made(readings, tuple(by_file))

    def _readings(self, spooled: Any) -> tuple[Reading, ...]:
        rows = spooled.filter(spooled[SAID].isNotNull()).select(SAID, WORKER).collect()
        self.workers = len({row[WORKER] for row in rows})
        said = [json.loads(row[SAID]) for row in rows]
        readings = [Reading(**{**each, "notes": tuple(each["notes"])}) for each in said]
        return tuple(sorted(readings, key=lambda each: each.file))


def make_engine(*, master: str | None = None, partitions: int | None = None) -> SparkEngine:
    """Make the engine.

    Parameters
    ----------
    master : str, optional
        The cluster's address, as Spark writes it; all of this machine if not said.
    partitions : int, optional
        In how many shares Spark counts.

    Raises
    ------
    IngestError
        If Spark or Java is not installed, or the address is none or nobody answers there.
    """
    if find_spec("pyspark") is None:
        raise IngestError(MISSING.format("PySpark"))
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        raise IngestError(MISSING.format("Java (17 or newer)"))
    if master is not None:
        _check_master(master)
    return SparkEngine(master=master, partitions=partitions)


def _check_master(master: str) -> None:
    """See that an address is one, and that somebody listens there: Spark itself would try for minutes."""
    if not MASTER.fullmatch(master):
        raise IngestError(
            f"'{master}' is no address of a Spark cluster. Write spark://host:7077, k8s://…, yarn or "
            "local[2]."
        )
    for place in re.findall(r"(?<=[/,])([\w.-]+:\d+)", master) if master.startswith("spark://") else ():
        host, port = place.rsplit(":", 1)
        try:
            socket.create_connection((host, int(port)), timeout=PATIENCE_S).close()
            return
        except (OSError, OverflowError):
            continue
    if master.startswith("spark://"):
        raise IngestError(f"Nobody answers at {master}. Is the cluster's master running, and its port open?")


@contextmanager
def _session(master: str, partitions: int | None) -> Iterator[Any]:
    """Open a session of our own: quiet, on this machine alone where the master is, and closed at the end."""
    from pyspark.sql import SparkSession

    with (
        tempfile.TemporaryDirectory(prefix="common-ground-spark-") as scratch,
        warnings.catch_warnings(action="ignore", category=FutureWarning),  # of pandas, which is not used
    ):
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.warehouse.dir": f"{scratch}/warehouse",
            "spark.sql.shuffle.partitions": str(partitions or 2 * (os.cpu_count() or 1)),
            "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
            "spark.driver.extraJavaOptions": QUIET,
            "spark.executorEnv.PYTHONPATH": _where_we_are(),
        }
        if master.startswith("local"):
            settings |= {
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.local.dir": scratch,
                "spark.executor.extraJavaOptions": QUIET,
            }
        builder = SparkSession.builder.master(master).appName("Common Ground cube")
        for name, value in settings.items():
            builder = builder.config(name, value)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            spark = builder.getOrCreate()
        except Exception as error:  # py4j's and Spark's own, of many kinds
            raise IngestError(
                f"Spark could not be started at {master} ({type(error).__name__}). Its own log says why; "
                "with --engine polars it is not needed."
            ) from error
        try:
            yield spark
        except IngestError:
            raise
        except Exception as error:
            raise IngestError(
                f"Spark could not finish ({type(error).__name__}): a worker failed again and again, or lost "
                "its disk. Nothing was written. Its workers' logs say why."
            ) from error
        finally:
            spark.stop()


def _where_we_are() -> str:
    """Name the folder from which our packages are imported, for workers on the same machine."""
    return str(Path(ingest.__path__[0]).parent)


def _spool(spark: Any, sources: Sequence[SourceFile], ground: CubeGround) -> Any:
    """Lay out the reading of every file as one task each."""
    rows = [(json.dumps(asdict(source)),) for source in sources]
    given = spark.createDataFrame(spark.sparkContext.parallelize(rows, len(rows)), "source string")
    held = spark.sparkContext.broadcast(ground)

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for source in batch.column(0).to_pylist():
                yield from _read(SourceFile(**json.loads(source)), held.value)

    return given.mapInArrow(
        read, ", ".join(f"{field.name} {SQL_TYPES[field.type]}" for field in SPOOL_SCHEMA)
    )


def _read(source: SourceFile, ground: CubeGround) -> Iterator[pa.RecordBatch]:
    """Read one file on a worker; what there is to say of it goes the way of the facts, so it comes once."""
    for each in read_source(source, ground):
        if isinstance(each, Reading):
            row = dict.fromkeys(SPOOL_SCHEMA.names) | {SAID: json.dumps(asdict(each)), WORKER: _worker()}
            yield pa.RecordBatch.from_pylist([row], schema=SPOOL_SCHEMA)
        else:
            empty = pa.nulls(each.num_rows, pa.string())
            yield pa.RecordBatch.from_arrays([*each.columns, empty, empty], schema=SPOOL_SCHEMA)


def _worker() -> str:
    """Name the executor by the machine and the process that its Python workers come from."""
    return f"{socket.gethostname()}-{os.getppid()}"


def _write_parts(counts: Any, into: Path, authorities: Mapping[str, str]) -> None:
    """Write counts, one file an authority and month, in order of their dimensions."""
    from pyspark.sql import functions as f

    known = [(ward, area) for ward, area in authorities.items() if area]
    areas = counts.sparkSession.createDataFrame(known or [("", NO_AREA)], "ward string, area string")
    laid = counts.join(f.broadcast(areas), "ward", "left").select(
        *COUNTS,
        f.coalesce("area", f.lit(NO_AREA)).alias("area"),
        f.date_format("first", "yyyy-MM").alias("month"),
    )
    laid = laid.repartition("area", "month").sortWithinPartitions("area", "month", *DIMENSIONS)
    laid.write.partitionBy("area", "month").parquet(_uri(into))


def _keep_parts_only(counts: Path) -> None:
    """Remove what Hadoop leaves beside the parts: sums of its own, for readers of its own."""
    for path in counts.rglob(".*.crc"):
        path.unlink()


def _uri(path: Path) -> str:
    return path.absolute().as_uri()
