"""Every format, by two files that a clerk can read: what was sent, and what should become of it."""

import csv
from pathlib import Path

import polars as pl
import pytest

from ingest.format import load_formats, recognise

SAMPLES = Path(__file__).parents[1] / "data" / "formats"
FORMATS = load_formats()


def what_became(prepared) -> list[dict[str, str]]:
    """One line a row of the file, as text; a row that is in neither list is a duplicate."""
    shown = [name for name in prepared.incidents.columns if name not in ("agency", "source", "lon", "lat")]
    kept = prepared.incidents.select(shown).with_columns(
        pl.lit("kept").alias("became"), pl.lit("").alias("reason")
    )
    aside = prepared.set_aside.with_columns(pl.lit("set aside").alias("became"))
    lines = pl.concat([kept, aside.select("row", "became", "reason")], how="diagonal").sort("row")
    lines = lines.with_columns(pl.col("x", "y").cast(pl.Int64), reference=_short("reference"))
    order = ["row", "became", *(name for name in shown if name != "row"), "reason"]
    return lines.select(order).select(pl.all().cast(pl.String).fill_null("")).to_dicts()


def _short(name: str) -> pl.Expr:
    """Made references and fingerprints are not for clerks to work out."""
    made = pl.col(name).str.replace(r"^made:[0-9a-f]{20}$", "made")
    return made.str.replace(r"^[0-9a-f]{8}/", "…/")


@pytest.mark.parametrize("name", FORMATS)
class TestEveryFormat:
    def test_has_a_sample_that_is_recognised_as_its_own(self, name, read_sample):
        table = read_sample(SAMPLES / name / "sample.csv")
        found = recognise(table.frame.columns, FORMATS)
        assert found is not None and found.name == name

    def test_makes_of_the_sample_what_the_clerk_wrote_down(self, name, take_in, read_sample):
        prepared = take_in(read_sample(SAMPLES / name / "sample.csv"), format=FORMATS[name])
        with (SAMPLES / name / "expected.csv").open(encoding="utf-8", newline="") as file:
            expected = list(csv.DictReader(file))
        assert what_became(prepared) == expected

    def test_accounts_for_every_row(self, name, take_in, read_sample):
        table = read_sample(SAMPLES / name / "sample.csv")
        prepared = take_in(table, format=FORMATS[name])
        kept, aside = set(prepared.incidents["row"]), set(prepared.set_aside["row"])
        assert not kept & aside
        assert len(kept) + len(aside) + prepared.duplicates == table.read == prepared.read

    def test_lets_no_dropped_column_through(self, name, take_in, read_sample):
        table = read_sample(SAMPLES / name / "sample.csv")
        prepared = take_in(table, format=FORMATS[name])
        said = prepared.incidents.write_csv() + prepared.set_aside.write_csv() + " ".join(prepared.notes)
        for column in FORMATS[name].ignore:
            words = [cell for cell in table.frame[column].drop_nulls() if len(cell) > 8]
            assert not [word for word in words if word in said]
