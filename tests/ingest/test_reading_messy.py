"""Real files as councils, a newsroom and the police sent them: a truthful table, or words to act on."""

import gzip
import re
from pathlib import Path

import pytest

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.reader_process import read_file

DATA = Path(__file__).parents[2] / "../shared/data"
COUNCILS = DATA / "messy/democracyclub_council_exports"
AIRPORTS = DATA / "messy/bbc_airport_crime/airportsonly.xlsx"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the public data sets are not on this machine")

READ = {
    # file: (rows, columns, words of its notes)
    "democracy-counts-utf-16le.csv": (34, 12, "Read as UTF-16."),
    "ems-dcounts-districts.csv": (19, 11, ""),
    "ems-dcounts-stations-small.csv": (6, 11, ""),
    "ems-dcounts-stations.csv": (19, 11, ""),
    "ems-idox-eros.csv": (9, 19, ""),
    "ems-other.csv": (9, 19, ""),
    "ems-xpress-dc.csv": (9, 38, ""),
    "ems-xpress-weblookup.CSV": (9, 16, ""),
    "encoding-windows1252.tsv": (9, 38, "read as Windows-1252"),
    "ext-csv-with-tsv-ext.tsv": (9, 19, ""),
    "ext-tsv-with-csv-ext.csv": (9, 38, "separated by tabs"),
    "not-a-csv.csv": (9, 19, "Read from 'ext-csv-with-tsv-ext.tsv' inside the zip."),
    "small-files-nearly_empty.csv": (0, 3, "nil return"),
}
REFUSED = {
    "incomplete-file.CSV": "The file stopped part way through row 10.",
    "small-files-empty.csv": "The file is empty (0 bytes).",
    "small-files-empty2.csv": "The file is empty (0 bytes).",
}


@pytest.mark.parametrize("name", READ)
def test_a_councils_export_is_read(name: str) -> None:
    rows, columns, note = READ[name]
    table = read_file(COUNCILS / name)
    assert table.frame.shape == (rows, columns) and table.read == rows
    assert bool(table.notes) == bool(note) and note in " ".join(table.notes)


@pytest.mark.parametrize("name", REFUSED)
def test_a_councils_export_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match=re.escape(REFUSED[name])):
        read_file(COUNCILS / name)


def test_every_export_is_spoken_for() -> None:
    assert {path.name for path in COUNCILS.iterdir()} == set(READ) | set(REFUSED)


def test_the_newsrooms_workbook_needs_a_choice_and_then_is_read() -> None:
    with pytest.raises(ChoiceNeeded, match="8 sheets look like data") as refusal:
        read_file(AIRPORTS)
    assert "airportsonly" in refusal.value.choices
    table = read_file(AIRPORTS, sheet="airportsonly")
    assert table.frame.columns[:4] == ["Crime ID", "Month", "Year", "Reported by"]
    assert (
        table.read == 16_931
        and "67,723 formulas: the stored values were used; formulas dropped." in table.notes
    )


def test_that_workbook_without_its_header_row(tmp_path: Path) -> None:
    """Police rows with no names above them are kept under numbers, ready for matching by hand."""
    street = sorted((DATA / "police/cleveland_2025").glob("*.csv.gz"))[0]
    whole = read_file(street)
    assert whole.frame.columns[1] == "Month" and whole.read == whole.frame.height
    bare = tmp_path / "grepped.csv"
    bare.write_bytes(gzip.decompress(street.read_bytes()).split(b"\n", 1)[1])
    table = read_file(bare)
    assert table.frame.columns == [f"column {k}" for k in range(1, 13)]
    assert table.frame.height == whole.frame.height and table.rows[0] == 1
    assert "There are no column names" in table.notes[0]
