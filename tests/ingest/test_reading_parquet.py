"""Parquet: the footer first, then flat columns as text."""

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.errors import FileRefused
from ingest.limits import Limits
from ingest.read import read_bytes


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


@pytest.mark.bad_input("B197")
def test_columns_as_text() -> None:
    """B197 and the rules for days and numbers."""
    moment = dt.datetime(2025, 4, 3, 14, 30)
    table = read_bytes(
        parquet(
            {
                "ref": ["00123", "NA"],
                "strand": pa.array(["race", "race"]).dictionary_encode(),
                "count": pa.array([3, None], pa.int64()),
                "easting": pa.array([532100.0, None], pa.float64()),
                "lon": [-0.0765, 0.1],
                "day": [dt.date(2025, 4, 3), None],
                "stamp": [dt.datetime(2025, 4, 3), dt.datetime(2025, 4, 4)],
                "when": [moment, dt.datetime(2025, 4, 3)],
                "summer": pa.array([moment.replace(tzinfo=ZoneInfo("UTC")), None], pa.timestamp("us", "UTC")),
                "geometry": [b"\x01\x01", None],
            }
        )
    )
    assert table.frame.row(0) == (
        "00123",
        "race",
        "3",
        "532100",
        "-0.0765",
        "2025-04-03",
        "2025-04-03",
        "2025-04-03T14:30:00",
        "2025-04-03T15:30:00",
    )
    assert table.frame.row(1) == (
        "NA",
        "race",
        None,
        None,
        "0.1",
        None,
        "2025-04-04",
        "2025-04-03T00:00:00",
        None,
    )
    assert table.rows.to_list() == [2, 3]
    assert table.notes == (
        "Column 'geometry' holds bytes (shapes or pictures) and was left out.",
        "Times in column 'summer' turned from UTC to UK local time.",
    )


@pytest.mark.bad_input("B196")
def test_lists_are_set_aside() -> None:
    """B196."""
    table = read_bytes(parquet({"ref": ["A1", "A2"], "x": [["race"], None]}))
    assert table.frame.rows() == [("A2",)] and table.rows.to_list() == [3]
    assert table.set_aside.rows() == [(2, "x", None, "Row 2: column 'x' holds lists; flatten it.")]
    kinds = pa.array([{"a": 1}, {"a": 2}]), pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64()))
    table = read_bytes(parquet({"ref": ["A1", "A2"], "x": kinds[0], "y": kinds[1]}))
    assert table.frame.height == 0 and table.set_aside.height == 2


def test_a_row_with_nothing_in_it_is_blank() -> None:
    table = read_bytes(parquet({"ref": ["A1", None, "A3"], "ward": ["x", " ", None]}))
    assert table.rows.to_list() == [2, 4] and table.blank == 1 and table.read == 3


@pytest.mark.bad_input("B193")
def test_twenty_million_rows_in_a_small_file() -> None:
    """B193: refused by the footer, in no time and no memory."""
    data = parquet({"text": pa.array(["x" * 1000] * 301_000).dictionary_encode()})
    assert len(data) < 100_000
    with pytest.raises(FileRefused, match="301,000 rows; the limit is 300,000"):
        read_bytes(data)


@pytest.mark.bad_input("B194")
def test_too_much_description() -> None:
    """B194."""
    schema = pa.schema([("a", pa.string())], metadata={"geo": "x" * 5_000_000})
    out = io.BytesIO()
    pq.write_table(pa.table({"a": ["x"]}, schema=schema), out)
    with pytest.raises(FileRefused, match="description of itself is too large"):
        read_bytes(out.getvalue())


GOOD = parquet({"ref": ["A1", "A2"], "ward": ["x", "y"]})
DAMAGED = {
    "footer cut": GOOD[:-20],
    "end mark missing": GOOD[:-4],
    "encrypted": b"PARE" + GOOD[4:-4] + b"PARE",
    "only the mark": b"PAR1",
    "footer of rubbish": GOOD[:4] + b"\xff" * 100 + (100).to_bytes(4, "little") + b"PAR1",
    "footer longer than the file": GOOD[:-8] + (3_000_000).to_bytes(4, "little") + b"PAR1",
    "pages of rubbish": GOOD[:4] + b"\xff" * 60 + GOOD[64:],
}


@pytest.mark.bad_input("B199")
@pytest.mark.parametrize("data", DAMAGED.values(), ids=list(DAMAGED))
def test_damaged_or_locked(data: bytes) -> None:
    """B199."""
    with pytest.raises(FileRefused, match="damaged or locked"):
        read_bytes(data)


def test_too_many_columns() -> None:
    with pytest.raises(FileRefused, match="3 columns; the limit is 2"):
        read_bytes(parquet({"a": ["x"], "b": ["x"], "c": ["x"]}), limits=Limits(columns=2))


def test_a_page_whose_lengths_lie_is_refused() -> None:
    """Every byte of a small file changed in turn: read with whole text, or refused; never a crash."""
    read = refused = 0
    for at in range(4, len(GOOD) - 8):
        damaged = bytearray(GOOD)
        damaged[at] ^= 0xFF
        try:
            table = read_bytes(bytes(damaged))
        except FileRefused:
            refused += 1
        else:
            read += 1
            assert all(cell is None or cell.encode() for row in table.frame.rows() for cell in row)
    assert read + refused == len(GOOD) - 12 and refused > read / 2
