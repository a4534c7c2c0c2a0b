"""Published tables of other areas: counts by area, period and strand, as forces and data stores give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingest.aggregate_layout import Layout, lay_out
from ingest.count import read_counts
from ingest.errors import FileRefused
from ingest.incident import SET_ASIDE
from ingest.period import Period, read_period
from ingest.policy import Policy
from ingest.published_columns import own_words, rename_columns, strand_of
from ingest.published_repeats import of_one_length, without_repeats
from ingest.table import Table
from ingest.words import clean, fold, may_be_kept, numbered

__all__ = ["ALL", "PUBLISHED", "Published", "read_published", "spelled_once"]

PUBLISHED = {
    "row": pl.Int64,
    "area": pl.String,
    "line": pl.String,
    "strands": pl.String,
    "first": pl.Date,
    "last": pl.Date,
    "count": pl.Int64,
    "fewer_than": pl.Int64,
}
ALL = "All hate crime in the table"
"""The line of a table, or the row of it, that names no strand."""

_WHOLE = frozenset(
    {"all", "total", "all areas", "grand total", "overall", "force total", "whole force", "mps total"}
)

_NAMED = 8


@dataclass(frozen=True)
class Published:
    """Counts as published.

    Attributes
    ----------
    frame : polars.DataFrame
        In the shape of `PUBLISHED`: one row a count. `area` is as written; `line` is what the table counts
        there, as it says it; `strands` the policy's codes, joined, ``"*"`` for all together. `count` is null
        where the publisher hid it: then `fewer_than` says what it is smaller than. A period that was not
        given has no row.
    set_aside : polars.DataFrame
        row, column, value, reason.
    read, kept, blank, duplicates : int
        Rows of the file.
    notes : tuple of str
    """

    frame: pl.DataFrame
    set_aside: pl.DataFrame
    read: int
    kept: int
    blank: int = 0
    duplicates: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        parts = self.kept + self.set_aside.height + self.blank + self.duplicates
        if parts != self.read:
            raise AssertionError(f"{self.read} rows were read but {parts} are accounted for")


def read_published(
    table: Table,
    *,
    policy: Policy,
    today: date,
    area: str | None = None,
    strand: str | None = None,
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> Published:
    """Read a published table of counts of any areas.

    Rows whose strand, area, period or count cannot be read are set aside with a reason; none is guessed.
    Lines that overlap ("Faith", "Islamophobic") stay lines of their own: nothing is added up.

    Parameters
    ----------
    table : Table
        Long (a row a count) or wide (periods or strands as columns).
    policy : Policy
        For the words of strands.
    today : datetime.date
        Periods that begin later are refused.
    area, strand : str, optional
        Heads of the columns that name the area and the strand, where they are not among the known ones.
    words : mapping of str to tuple of str, optional
        Words for strands beside the policy's, and their codes.

    Raises
    ------
    FileRefused
        If no column names an area, a period or a count.
    """
    frame = rename_columns(table.frame, area=area, strand=strand)
    layout = lay_out(list(frame.columns), policy, today)
    if "area" not in layout.named:
        raise FileRefused(
            f"No column names the area. Columns seen: {', '.join(table.frame.columns[:12])}. "
            "Say which one under [comparison] area."
        )
    cells = pl.DataFrame({name: clean(frame[name]) for name in (*layout.named.values(), *layout.counts)})
    known = own_words(words or {}, policy)
    heads = _rows_about(cells, table.rows, layout, policy=policy, known=known, today=today)
    long = _counts(cells, heads, layout)
    faults = long.drop_nulls("text").unique("row", keep="first", maintain_order=True)
    good = long.filter(~pl.col("row").is_in(faults["row"].implode()))
    unique, repeats, differing = without_repeats(good)
    usual, odd = of_one_length(unique)
    empty = (
        set(good["row"].to_list()) - set(usual["row"].to_list()) - repeats - set(differing["row"].to_list())
    )
    none_left = pl.DataFrame(
        {"row": sorted(empty), "text": ["no count is left in this row."] * len(empty)},
        schema={"row": pl.Int64, "text": pl.String},
    )
    aside = pl.concat([faults.select("row", "text"), differing, none_left]).select(
        "row",
        column=pl.lit(None, pl.String),
        value=pl.lit(None, pl.String),
        reason=pl.format("Row {}: {}", "row", "text"),
    )
    kept = spelled_once(usual).select([pl.col(name).cast(kind) for name, kind in PUBLISHED.items()])
    return Published(
        frame=kept,
        set_aside=pl.concat([table.set_aside, aside.cast(pl.Schema(SET_ASIDE))]).sort("row"),
        read=table.read,
        kept=kept["row"].n_unique(),
        blank=table.blank,
        duplicates=len(repeats),
        notes=(*table.notes, *_notes(layout, kept, odd, len(repeats), _unknown(heads))),
    )


def spelled_once(frame: pl.DataFrame) -> pl.DataFrame:
    """Write each area and each line as it is written first, whatever its case and spaces elsewhere."""
    for column in ("area", "line"):
        first: dict[str, str] = {}
        words = frame[column].unique(maintain_order=True).to_list()
        same = {word: first.setdefault(fold(word), word) for word in words}
        frame = frame.with_columns(pl.col(column).replace_strict(same, return_dtype=pl.String))
    return frame


def _rows_about(
    cells: pl.DataFrame,
    rows: pl.Series,
    layout: Layout,
    *,
    policy: Policy,
    known: Mapping[str, str],
    today: date,
) -> pl.DataFrame:
    """Read what each row is about: row, area, line, strands, first, last; a word not known; a fault."""
    place = cells[layout.named["area"]]
    totals = {word: True for word in place.drop_nulls().unique() if fold(word) in _WHOLE}
    frame = pl.DataFrame({"row": rows, "area": place}).with_columns(
        fault=pl.when(pl.col("area").is_null())
        .then(pl.lit("no area is named."))
        .when(pl.col("area").is_in(list(totals)))
        .then(pl.lit("a total of several areas; areas are compared one by one."))
    )
    line = cells[layout.named["strand"]] if "strand" in layout.named else None
    if line is None:
        frame = frame.with_columns(line=pl.lit(ALL), strands=pl.lit("*"), word=pl.lit(None, pl.String))
    else:
        codes = {word: strand_of(word, policy, known) for word in line.drop_nulls().unique().to_list()}
        strands = line.replace_strict(codes, default=None, return_dtype=pl.String)
        frame = frame.with_columns(line=line, strands=strands).with_columns(
            word=pl.when(pl.col("strands").is_null()).then("line"),
            fault=pl.when(pl.col("strands").is_null())
            .then(
                pl.coalesce(
                    "fault", pl.lit("not a strand we know; say what it means in [comparison.strands].")
                )
            )
            .otherwise("fault"),
        )
    if "period" not in layout.named:
        return frame.with_columns(first=pl.lit(None, pl.Date), last=pl.lit(None, pl.Date))
    said = cells[layout.named["period"]]
    if "year" in layout.named:
        said = pl.select(pl.concat_str([said, cells[layout.named["year"]]], separator=" ")).to_series()
    read: dict[str | None, Period] = {w: read_period(w, today=today) for w in said.unique().to_list()}
    return frame.with_columns(
        first=said.replace_strict({w: p.first for w, p in read.items()}, return_dtype=pl.Date),
        last=said.replace_strict({w: p.last for w, p in read.items()}, return_dtype=pl.Date),
        fault=pl.coalesce(
            "fault", said.replace_strict({w: p.reason for w, p in read.items()}, return_dtype=pl.String)
        ),
    )


def _counts(cells: pl.DataFrame, about: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Lay the counts out one a row; `text` is what is wrong with one. A cell without a count stays empty."""
    parts = []
    for head, (period, strand) in layout.counts.items():
        read = read_counts(cells[head]).rename({"reason": "text"})
        part = pl.concat([about, read], how="horizontal")
        given = pl.col("count").is_not_null() | pl.col("fewer_than").is_not_null()
        if period is not None:
            part = part.with_columns(
                first=pl.lit(period.first, pl.Date),
                last=pl.lit(period.last, pl.Date),
                text=pl.when(given)
                .then(pl.coalesce("text", pl.lit(period.reason, pl.String)))
                .otherwise("text"),
            )
        if strand is not None:
            part = part.with_columns(line=pl.lit(head), strands=pl.lit(strand))
        parts.append(part)
    return pl.concat(parts).with_columns(text=pl.coalesce("fault", "text")).sort("row", maintain_order=True)


def _unknown(about: pl.DataFrame) -> str:
    """Name the words that are no strand, those that may be repeated, with their rows."""
    words = about["word"].drop_nulls()
    if words.is_empty():
        return ""
    kept = words.filter(may_be_kept(words, ()))
    counts = sorted(kept.value_counts().iter_rows())
    told = ", ".join(f"{word} ({numbered(many, 'row', 'rows')})" for word, many in counts[:_NAMED])
    rest = words.len() - sum(many for _, many in counts[:_NAMED])
    return told + (f"{'; ' if told else ''}others ({numbered(rest, 'row', 'rows')})" if rest else "")


def _notes(layout: Layout, kept: pl.DataFrame, odd: int, repeats: int, unknown: str) -> list[str]:
    notes = []
    if layout.unread:
        notes.append(f"Columns not read: {', '.join(layout.unread)}.")
    if unknown:
        notes.append(f"Lines that are no strand we know, set aside: {unknown}.")
    hidden = int(kept["fewer_than"].is_not_null().sum())
    if hidden:
        one, many = "count is hidden by its publisher", "counts are hidden by their publisher"
        notes.append(f"{numbered(hidden, one, many)}; never taken as 0.")
    if odd:
        one, many = "count is", "counts are"
        notes.append(f"{numbered(odd, one, many)} for a longer or shorter time than the others; left out.")
    if repeats:
        notes.append(f"{numbered(repeats, 'row repeats', 'rows repeat')} another exactly; one kept.")
    return notes
