"""Tables of counts: area by period by strand, one row a count or months and strands as columns."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from boundaries.study_area import StudyArea
from ingest.aggregate_layout import Layout, lay_out, looks_like_aggregate, strand_codes
from ingest.count import read_counts
from ingest.incident import SET_ASIDE
from ingest.period import Period, read_period
from ingest.places.ward_place import place_by_ward
from ingest.policy import Policy
from ingest.table import Table
from ingest.words import clean, fold, numbered

__all__ = ["AGGREGATE", "NOT_INCIDENTS", "PreparedAggregate", "looks_like_aggregate", "read_aggregate"]

AGGREGATE = {
    "row": pl.Int64,
    "area": pl.String,
    "area_name": pl.String,
    "period_from": pl.Date,
    "period_to": pl.Date,
    "strand": pl.String,
    "kind": pl.String,
    "count": pl.Int64,
    "fewer_than": pl.Int64,
}
NOT_INCIDENTS = (
    "This is a table of counts, not of incidents: it says how many, not what happened when. "
    "Nothing was loaded. Send it as a return of counts, or send one row an incident."
)
"""What to say to somebody who sends a table of counts as a file of incidents."""

_ALL = frozenset(
    {
        "all",
        "total",
        "any",
        "all strands",
        "all wards",
        "whole area",
        "borough",
        "borough total",
        "overall",
        "all areas",
    }
)


@dataclass(frozen=True)
class PreparedAggregate:
    """Counts of a file before the store has seen them.

    Attributes
    ----------
    frame : polars.DataFrame
        In the shape of `AGGREGATE`; several lines have one row number where months or strands are columns.
        `area` is null for the whole area; `strand` null for all strands together, ``""`` for none stated;
        `kind` null where the file does not say.  `count` is null where nothing was given, or where the sender
        hid it: then `fewer_than` says what it is smaller than.
    set_aside : polars.DataFrame
        row, column, value, reason.
    read, kept, blank, duplicates : int
        Rows of the file; kept are those that gave at least one count.
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


def read_aggregate(
    table: Table, *, policy: Policy, study_area: StudyArea, agency: str, today: date
) -> PreparedAggregate:
    """Read a table of counts.

    Parameters
    ----------
    table : Table
    policy : Policy
        For the words of strands and kinds.
    study_area : StudyArea
        For the codes and names of its wards.
    agency : str
        Who sent it, for messages.
    today : datetime.date
        Periods that begin later are refused.

    Raises
    ------
    FileRefused
        If no column says which period, or none holds a count.
    """
    layout = lay_out(list(table.frame.columns), policy, today)
    cells = pl.DataFrame(
        {name: clean(table.frame[name]) for name in (*layout.named.values(), *layout.counts)}
    )
    rows = table.rows.alias("row")
    named, reasons, notes = _read_names(cells, layout, policy=policy, study_area=study_area, today=today)
    long = _read_counts(cells, rows, named, layout)
    faults = pl.concat([_reasons(rows, reasons), long.select("row", "column", "text").drop_nulls("text")])
    faults = faults.unique("row", keep="first", maintain_order=True)
    good = long.filter(~pl.col("row").is_in(faults["row"].implode()))
    unique, repeats, differing = _without_repeats(good)
    aside = pl.concat([faults, differing]).select(
        "row", "column", value=pl.lit(None, pl.String), reason=pl.format("Row {}: {}", "row", "text")
    )
    frame = unique.select([pl.col(name).cast(kind) for name, kind in AGGREGATE.items()])
    if layout.unread:
        notes.insert(0, f"Columns not read and not kept: {', '.join(layout.unread)}.")
    return PreparedAggregate(
        frame=frame,
        set_aside=pl.concat([table.set_aside, aside.cast(pl.Schema(SET_ASIDE))]).sort("row"),
        read=table.read,
        kept=frame["row"].n_unique(),
        blank=table.blank,
        duplicates=repeats,
        notes=(*table.notes, *notes, *_notes(frame, repeats, agency)),
    )


def _read_names(
    cells: pl.DataFrame, layout: Layout, *, policy: Policy, study_area: StudyArea, today: date
) -> tuple[pl.DataFrame, dict[str, pl.Series], list[str]]:
    """Read what a row is about: its area, period, strand and kind; reasons by column where one cannot be."""
    areas, reasons, notes = _read_areas(cells, layout, study_area)
    nothing = pl.repeat(None, cells.height, dtype=pl.String, eager=True)
    frame = areas
    period = cells[layout.named["period"]] if "period" in layout.named else nothing
    if "year" in layout.named:
        period = pl.select(pl.concat_str([period, cells[layout.named["year"]]], separator=" ")).to_series()
    if "period" in layout.named:
        read = _read_periods(period, today)
        frame = frame.with_columns(
            period.replace_strict({t: p.first for t, p in read.items()}, return_dtype=pl.Date).alias(
                "period_from"
            ),
            period.replace_strict({t: p.last for t, p in read.items()}, return_dtype=pl.Date).alias(
                "period_to"
            ),
        )
        unread = {text: each.reason for text, each in read.items()}
        reasons[layout.named["period"]] = period.replace_strict(unread, return_dtype=pl.String)
    for field in ("strand", "kind"):
        word = cells[layout.named[field]] if field in layout.named else nothing
        codes, why = (_read_strands if field == "strand" else _read_kinds)(word, policy)
        frame = frame.with_columns(
            word.replace_strict(codes, default=None, return_dtype=pl.String).alias(field)
        )
        if field in layout.named:
            reasons[layout.named[field]] = word.replace_strict(why, default=None, return_dtype=pl.String)
    return frame, reasons, notes


def _read_areas(
    cells: pl.DataFrame, layout: Layout, study_area: StudyArea
) -> tuple[pl.DataFrame, dict[str, pl.Series], list[str]]:
    """Read wards by code and by name; a word for the whole area, or no word, is the whole area."""
    heads = {
        field: layout.named[name]
        for field, name in (("area_code", "area_code"), ("ward", "area"))
        if name in layout.named
    }
    nowhere = pl.repeat(None, cells.height, dtype=pl.String, eager=True)
    if not heads:
        note = f"No column says which ward: the counts are for all of {study_area.name}."
        return pl.DataFrame({"area": nowhere, "area_name": nowhere}), {}, [note]
    whole = {*_ALL, fold(study_area.name)}
    asked = pl.DataFrame({field: cells[head] for field, head in heads.items()})
    for field in asked.columns:
        words = {word: None if fold(word) in whole else word for word in asked[field].drop_nulls().unique()}
        asked = asked.with_columns(asked[field].replace_strict(words, default=None, return_dtype=pl.String))
    areas, _ = place_by_ward(asked, study_area, placed=pl.repeat(False, cells.height, eager=True))
    names = dict(zip(study_area.wards["ward"], study_area.wards["name"], strict=True))
    head = heads.get("ward", heads.get("area_code"))
    assert head is not None
    named = asked.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    unknown = pl.lit(f"no ward of this name or code in {study_area.name}.")
    reason = areas.select(
        pl.when(pl.Series(named) & pl.col("area").is_null()).then(pl.coalesce("reason", unknown))
    ).to_series()
    area = areas["area"]
    frame = pl.DataFrame(
        {"area": area, "area_name": area.replace_strict(names, default=None, return_dtype=pl.String)}
    )
    return frame, {head: reason}, []


def _read_periods(text: pl.Series, today: date) -> dict[str | None, Period]:
    """Read the distinct periods; dates are days where any of them is not the first of a month."""
    words = text.unique(maintain_order=True).to_list()
    read = {word: read_period(word, today=today) for word in words}
    if any(each.first is not None and each.first == each.last for each in read.values()):
        read = {word: read_period(word, today=today, by_day=True) for word in words}
    return read


def _read_strands(text: pl.Series, policy: Policy) -> tuple[dict[str, str | None], dict[str, str]]:
    words = text.drop_nulls().unique().to_list()
    codes = {word: None if fold(word) in _ALL else strand_codes(word, policy) for word in words}
    wrong = [word for word in words if codes[word] is None and fold(word) not in _ALL]
    return codes, dict.fromkeys(wrong, "this is not a strand we know. Use the policy's words.")


def _read_kinds(text: pl.Series, policy: Policy) -> tuple[dict[str, str | None], dict[str, str]]:
    known = policy.words_of("kind")
    words = text.drop_nulls().unique().to_list()
    codes = {
        word: next(iter(known.get(fold(word).removesuffix("s"), known.get(fold(word), ()))), None)
        for word in words
    }
    wrong = [word for word in words if codes[word] is None and fold(word) not in _ALL]
    return codes, dict.fromkeys(wrong, "this is not a kind of incident we know. Use the policy's words.")


def _read_counts(cells: pl.DataFrame, rows: pl.Series, named: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Lay the counts out one a row; `text` is what is wrong with one."""
    parts = []
    for head, (period, strand) in layout.counts.items():
        read = read_counts(cells[head]).rename({"reason": "text"})
        part = pl.concat([rows.to_frame(), named, read], how="horizontal")
        if period is not None:
            part = part.with_columns(
                pl.lit(period.first, pl.Date).alias("period_from"),
                pl.lit(period.last, pl.Date).alias("period_to"),
                text=pl.when(pl.col("count").is_not_null() | pl.col("fewer_than").is_not_null())
                .then(pl.coalesce("text", pl.lit(period.reason, pl.String))).otherwise("text"),
            )  # fmt: skip
        if "strand" not in layout.named:
            part = part.with_columns(pl.lit(strand, pl.String).alias("strand"))
        parts.append(part.with_columns(column=pl.lit(head)))
    long = pl.concat(parts).sort("row", maintain_order=True)
    if len(layout.counts) > 1:  # an empty cell of a wide table is no count, unless all of its row are empty
        given = (
            pl.col("count").is_not_null() | pl.col("fewer_than").is_not_null() | pl.col("text").is_not_null()
        )
        first = pl.int_range(pl.len()).over("row") == 0
        long = long.filter(given | (first & ~given.any().over("row")))
    return long


def _reasons(rows: pl.Series, reasons: dict[str, pl.Series]) -> pl.DataFrame:
    """Give the first reason of every row that has one."""
    parts = [
        pl.DataFrame({"row": rows, "column": [head] * rows.len(), "text": text})
        for head, text in reasons.items()
    ]
    empty = pl.DataFrame(schema={"row": pl.Int64, "column": pl.String, "text": pl.String})
    return pl.concat([empty, *(part.cast(empty.schema) for part in parts)]).drop_nulls("text")


def _without_repeats(long: pl.DataFrame) -> tuple[pl.DataFrame, int, pl.DataFrame]:
    """Drop rows that say again what another has said; name those that contradict another."""
    key = ["area", "period_from", "period_to", "strand", "kind"]
    first = long.unique(key, keep="first", maintain_order=True).select(*key, "row", "count", "fewer_than")
    pairs = long.join(first, on=key, nulls_equal=True, how="left", suffix="_first", maintain_order="left")
    again = pl.col("row") != pl.col("row_first")
    same = pl.col("count").eq_missing(pl.col("count_first")) & pl.col("fewer_than").eq_missing(
        pl.col("fewer_than_first")
    )
    judged = pairs.group_by("row", maintain_order=True).agg(
        again.any().alias("again"), (again & ~same).any().alias("differs"), again.all().alias("whole"),
        pl.col("row_first").filter(again).first(), pl.col("column").filter(again).first(),
    )  # fmt: skip
    differing = judged.filter(pl.col("differs") | (pl.col("again") & ~pl.col("whole"))).select(
        "row", "column",
        text=pl.format(
            "rows {} and {} are for the same area, time and strand. Send each count once.", "row_first", "row"
        ),
    )  # fmt: skip
    repeats = judged.filter(pl.col("whole") & ~pl.col("differs"))["row"]
    gone = pl.concat([repeats, differing["row"]])
    return long.filter(~pl.col("row").is_in(gone.implode())), repeats.len(), differing


def _notes(frame: pl.DataFrame, repeats: int, agency: str) -> list[str]:
    hidden = int(frame["fewer_than"].is_not_null().sum())
    missing = int((frame["fewer_than"].is_null() & frame["count"].is_null()).sum())
    told = {
        "suppressed at source; kept as 'fewer than' a number, never as 0.": hidden,
        "empty; kept as not given, never as 0.": missing,
    }
    notes = [f"{numbered(many, 'count is', 'counts are')} {text}" for text, many in told.items() if many]
    if repeats:
        notes.append(f"{numbered(repeats, 'row repeats', 'rows repeat')} another exactly; one kept.")
    if not frame.height:
        notes.append(f"No counts in this file from {agency}.")
    return notes
