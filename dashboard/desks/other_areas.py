"""The desk for published tables of other areas: read behind the walls, kept nowhere, added to nothing."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from boundaries.comparison import Comparison
from boundaries.partnership import Partnership
from ingest.errors import FileRefused
from ingest.policy import Policy
from ingest.published import PUBLISHED, Published, read_published, spelled_once
from ingest.reader_process import read_file
from ingest.residents import read_residents
from ingest.words import fold

__all__ = ["PublishedTables", "read_tables", "same_name"]


@dataclass(frozen=True)
class PublishedTables:
    """What the published tables say, as they say it.

    Attributes
    ----------
    comparison : Comparison
    counts : polars.DataFrame
        area, line, strands, first, last, count, fewer_than; see `ingest.published`.
    residents : dict of str to float
        By area, for areas of `counts`; one without a number is not in it.
    labels : dict of str to str
        The strands of each line in the policy's words.
    files : tuple of (str, Published)
        What became of each file's rows.
    notes : tuple of str
    """

    comparison: Comparison
    counts: pl.DataFrame
    residents: dict[str, float]
    labels: dict[str, str]
    files: tuple[tuple[str, Published], ...] = ()
    notes: tuple[str, ...] = field(default=())


def same_name(one: str, other: str) -> bool:
    """Say whether two words name the same area, whatever their case, spaces and hyphens."""
    return fold(one) == fold(other)


def read_tables(
    partnership: Partnership, policy: Policy, *, today: date | None = None
) -> PublishedTables | None:
    """Read the tables that a partnership compares itself with; None where it names none.

    Raises
    ------
    ingest.errors.FileRefused
        If a table cannot be read; the text names the file.
    """
    said = partnership.comparison
    if said is None:
        return None
    day = today or date.today()
    files = [(path.name, _read(path, said, policy, day)) for path in said.files]
    notes = [f"{name}: {note}" for name, each in files for note in each.notes]
    every = pl.concat([each.frame.drop("row") for _, each in files])
    counts = spelled_once(every).unique(["area", "line", "first", "last"], keep="last", maintain_order=True)
    if counts.height < every.height:
        again = every.height - counts.height
        notes.append(f"{again:,} counts stand in two files; that of the file named later is taken.")
    residents: dict[str, float] = {}
    if said.population is not None:
        found, more = _residents(said.population, said)
        notes += more
        areas = counts["area"].unique(maintain_order=True).to_list()
        residents = {area: found[fold(area)] for area in areas if fold(area) in found}
        if missing := sorted(area for area in areas if area not in residents):
            notes.append(f"Without a number of residents, so without a rate: {', '.join(missing)}.")
    return PublishedTables(
        comparison=said,
        counts=counts.select([name for name in PUBLISHED if name != "row"]),
        residents=residents,
        labels=_labels(counts, policy),
        files=tuple(files),
        notes=tuple(notes),
    )


def _read(path: Path, said: Comparison, policy: Policy, today: date) -> Published:
    try:
        table = read_file(path)
        return read_published(
            table, policy=policy, today=today, area=said.area, strand=said.strand, words=said.strands
        )
    except FileRefused as refused:
        raise FileRefused(f"{path.name}, named under [comparison]: {refused}") from None


def _residents(path: Path, said: Comparison) -> tuple[dict[str, float], tuple[str, ...]]:
    try:
        return read_residents(read_file(path), area=said.population_area, column=said.population_column)
    except FileRefused as refused:
        raise FileRefused(f"{path.name}, named under [comparison] population: {refused}") from None


def _labels(counts: pl.DataFrame, policy: Policy) -> dict[str, str]:
    lines = counts.select("line", "strands").unique(maintain_order=True).iter_rows()
    names = {
        line: [policy.strands[code] for code in strands.split(";") if code != "*"] for line, strands in lines
    }
    return {line: "; ".join(words) if words else "All strands together" for line, words in names.items()}
