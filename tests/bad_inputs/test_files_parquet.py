"""Parquet files with odd columns, odd times and lying footers."""

import datetime as dt
import decimal
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.errors import FileRefused
from ingest.read import read_bytes
from ingest.reader_process import read_file


def parquet(columns: dict[str, Any], *, metadata: dict[str, str] | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    table = pa.table(columns)
    pq.write_table(table.replace_schema_metadata(metadata) if metadata else table, out, **options)
    return out.getvalue()


def first(columns: dict[str, Any], **options: Any) -> dict[str, str | None]:
    return read_bytes(parquet(columns, **options)).frame.row(0, named=True)


MOMENT = dt.datetime(2025, 7, 3, 14, 30)


def test_times_of_every_kind_become_local_time() -> None:
    table = read_bytes(
        parquet(
            {
                "ref": ["A1"],
                "utc": pa.array([MOMENT], pa.timestamp("us", "UTC")),
                "york": pa.array([MOMENT], pa.timestamp("ns", "America/New_York")),
                "plain": pa.array([MOMENT], pa.timestamp("ms")),
                "day": pa.array([MOMENT.date()], pa.date64()),
                "time": pa.array([MOMENT.time()], pa.time32("s")),
            }
        )
    )
    row = table.frame.row(0, named=True)
    assert row["utc"] == "2025-07-03T15:30:00" and row["york"] == "2025-07-03T15:30:00"
    assert (row["plain"], row["day"], row["time"]) == ("2025-07-03T14:30:00", "2025-07-03", "14:30:00")
    assert "Times in column 'utc' turned from UTC to UK local time." in table.notes


def test_the_old_timestamps_of_spark() -> None:
    row = first({"ref": ["A1"], "when": pa.array([MOMENT])}, use_deprecated_int96_timestamps=True)
    assert row["when"] == "2025-07-03T14:30:00"


def test_numbers_of_every_kind() -> None:
    row = first(
        {
            "ref": ["00123"],
            "money": pa.array([decimal.Decimal("12.50")], pa.decimal128(9, 2)),
            "big": pa.array([2**63], pa.uint64()),
            "small": pa.array([1.5], pa.float32()),
            "truth": [True],
            "large": pa.array(["x"], pa.large_string()),
            "word": pa.array(["race"]).dictionary_encode(),
            "nothing": pa.array([None], pa.null()),
        }
    )
    assert row["ref"] == "00123" and row["money"] == "12.50" and row["big"] == "9223372036854775808"
    assert row["small"] == "1.5" and row["truth"] == "true" and row["large"] == "x" and row["word"] == "race"
    assert row["nothing"] is None


def test_one_name_twice_is_refused() -> None:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["ref", "Ref "]), out)
    with pytest.raises(FileRefused, match=r"Two columns \(1 and 2\) become 'ref'"):
        read_bytes(out.getvalue())


def test_the_very_same_name_twice_is_refused() -> None:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["ref", "ref"]), out)
    with pytest.raises(FileRefused, match="become 'ref'"):
        read_bytes(out.getvalue())


@pytest.mark.bad_input("B193")
def test_twenty_million_rows_in_two_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    rows = pa.table(
        {"ref": pa.DictionaryArray.from_arrays(pa.array([0] * 2_000_000, pa.int8()), ["x" * 900])}
    )
    with pq.ParquetWriter(path, rows.schema) as writer:
        for _ in range(10):
            writer.write_table(rows)
    assert path.stat().st_size < 2_000_000
    with pytest.raises(
        FileRefused,
        match=r"20,000,000 rows; the limit is 300,000 per file \(read from the file's own footer\)",
    ):
        read_file(path)


@pytest.mark.bad_input("B194")
@pytest.mark.parametrize(
    "metadata",
    [{"note": "x" * 45_000_000}, {"geo": "[" * 2_500_000 + "]" * 2_500_000}],
    ids=["45 MB of notes", "an absurd description of shapes"],
)
def test_a_description_that_is_too_large(metadata: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "told.parquet"
    path.write_bytes(parquet({"ref": ["A1"]}, metadata=metadata))
    with pytest.raises(FileRefused, match="The file's description of itself is too large"):
        read_file(path)


def test_a_small_absurd_description_is_not_even_read() -> None:
    deep = json.dumps({"version": "1.0.0", "columns": {}}) + "[" * 100_000
    assert first({"ref": ["A1"], "ward": ["x"]}, metadata={"geo": deep})["ref"] == "A1"


@pytest.mark.bad_input("B196")
def test_lists_and_structures_set_their_rows_aside() -> None:
    table = read_bytes(parquet({"ref": ["A1", "A2", "A3"], "x": [["race"], None, ["age"]]}))
    assert table.rows.to_list() == [3] and table.read == 3
    assert table.set_aside["reason"].to_list() == [
        "Row 2: column 'x' holds lists; flatten it.",
        "Row 4: column 'x' holds lists; flatten it.",
    ]


@pytest.mark.bad_input("B199")
def test_locked_cut_or_unmarked_from_the_child_too(tmp_path: Path) -> None:
    good = parquet({"ref": ["A1"], "ward": ["x"]})
    for k, data in enumerate((b"PARE" + good[4:-4] + b"PARE", good[: len(good) // 2], good[:-4] + b"XXXX")):
        path = tmp_path / f"{k}.parquet"
        path.write_bytes(data)
        with pytest.raises(FileRefused, match="The Parquet file is damaged or locked"):
            read_file(path)


@pytest.mark.parametrize("codec", ["snappy", "gzip", "zstd", "brotli", "lz4", "none"])
def test_every_way_of_packing(codec: str) -> None:
    assert first({"ref": ["A1"], "ward": ["x"]}, compression=codec)["ward"] == "x"
