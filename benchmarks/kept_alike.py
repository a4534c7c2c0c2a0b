"""Whether what a store kept is what the file says, and whether two databases kept the same."""

from pathlib import Path

import polars as pl

from benchmarks.equality import Difference
from benchmarks.polars_alone import WORDS

__all__ = ["same_records", "same_sums", "same_table"]

CODES = dict(zip(WORDS, ("category", "strands", "setting", "noticed_by", "outcome"), strict=True))
STAGES = ("first", "corrected", "withdrawn")


def same_records(parsed: Path, kept: Path) -> None:
    """Compare every record kept of a file with what Polars reads in it.

    Days, hours and metres are equal; each word of the file has become one code, wherever it stands.

    Raises
    ------
    benchmarks.equality.Difference
        If any record differs.
    """
    file, store = pl.read_parquet(parsed).sort("CRIS Ref"), pl.read_parquet(kept).sort("reference")
    start, end, said = (pl.col(name) for name in ("Committed From", "Committed To", "Reported Date"))
    wanted = file.select(
        reference="CRIS Ref",
        occurred_from=start.dt.date(),
        occurred_to=end.dt.date(),
        hour=start.dt.hour(),
        reported_on=said.dt.date(),
        x="Easting",
        y="Northing",
    )
    if not wanted.equals(store.select(wanted.columns)):
        raise Difference("the records kept are not those that Polars reads in the file")
    for word, code in CODES.items():
        pairs = pl.DataFrame({"word": file[word], "code": store[code]}).unique()
        if pairs["word"].n_unique() != pairs.height:
            raise Difference(f"a word of {word} has become several codes")


def same_sums(parsed: Path, kept: Path) -> None:
    """Compare the sums of each file as Polars reads it with those of what is kept of it."""
    wanted, found = pl.read_parquet(parsed), pl.read_parquet(kept)
    if not wanted.equals(found.cast(wanted.schema)):
        raise Difference("the sums of what is kept are not those of the files")


def same_table(*folders: Path) -> None:
    """Compare all that several databases hold, after each step; a withdrawal leads back to the start."""
    one, *others = folders
    for stage in STAGES:
        table = pl.read_parquet(one / f"{stage}.parquet")
        for other in others:
            if not table.equals(pl.read_parquet(other / f"{stage}.parquet").select(table.columns)):
                raise Difference(f"the databases do not hold the same ({stage})")
    first, last = (pl.read_parquet(one / f"{stage}.parquet") for stage in ("first", "withdrawn"))
    back = last.join(first, on="reference", how="semi").sort("reference")
    if not back.equals(first.sort("reference")):
        raise Difference("a withdrawal did not lead back to what was there before")
