"""From a table as read to incidents: every row is an incident, a duplicate, or set aside with a reason."""

import re
from datetime import date

import polars as pl

from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea
from ingest.aggregate import NOT_INCIDENTS, looks_like_aggregate
from ingest.closed import match_closed
from ingest.errors import FileRefused, IngestError
from ingest.format import CLOSED, Format
from ingest.incident import INCIDENT, SET_ASIDE
from ingest.outcome import Prepared
from ingest.places.locate import locate
from ingest.policy import Policy
from ingest.reference import make_references
from ingest.repeats import drop_repeats
from ingest.strands import MatchedStrands, match_strands
from ingest.table import Table
from ingest.unread import unread_notes
from ingest.when import when
from ingest.words import DIGITS, HIDDEN, MIXED, clean, fold, is_closed, may_be_kept, numbered

__all__ = ["prepare"]

_PLACES = ("longitude", "latitude", "easting", "northing", "grid_reference", "postcode", "ward", "area_code")
DATES = ("occurred", "reported")
_MANY_WORDS = 5


def prepare(
    table: Table,
    format: Format,
    *,
    policy: Policy,
    gazetteer: Gazetteer | None,
    study_area: StudyArea | None,
    agency: str,
    today: date,
) -> Prepared:
    """Turn the rows of a file into incidents.

    Parameters
    ----------
    table : Table
        What the reader gave.
    format : Format
        What its columns mean.
    policy : Policy
        The codes, and the words for them.
    gazetteer : Gazetteer or None
        Without one, postcodes locate nothing.
    study_area : StudyArea or None
        For ward names, and to recognise coordinates that are swapped.
    agency : str
        Who sent the file; unique together with the reference.
    today : datetime.date
        Days after it have not happened.

    Returns
    -------
    Prepared
        Its counts add up to the rows of the file.  Free text, names and addresses are in none of it.

    Raises
    ------
    FileRefused
        If a column that the format needs is not in the file, if strands are bare numbers or only yes and no,
        if the order of the dates is plainly another one, or if the table is one of counts.
    IngestError
        If the format uses a code that the policy does not have.
    """
    _check_codes(format, policy)
    if "reference" not in format.columns and looks_like_aggregate(table.frame.columns):
        raise FileRefused(NOT_INCIDENTS)
    cells, notes = _cells(table, format)
    dated = when(cells, format, today=today)
    strands = match_strands(cells, format, policy=policy)
    places = {field: cells[format.headers(field)[0]] for field in _PLACES if field in format.columns}
    located = locate(
        pl.DataFrame(places) if places else pl.DataFrame({"none": table.rows}),
        gazetteer=gazetteer,
        study_area=study_area,
        precision=format.precision,
        swap=format.swap,
        wider=format.covers == "wider",
    )
    closed = match_closed(cells, format, policy=policy, strands=strands.codes)
    named = make_references(cells.select(format.headers("reference")), _content(cells, format))
    rows = pl.concat(
        [
            pl.DataFrame({"row": table.rows, "reference": named.reference, "strands": strands.codes}),
            dated.frame.drop("reason", "column"),
            closed.frame,
            located.frame.drop("reason", "column"),
        ],
        how="horizontal",
    ).with_columns(agency=pl.lit(agency))
    faults = _faults(
        table.rows,
        whose=_somebody_elses(cells, format, agency),
        dated=dated.frame,
        located=located.frame,
        strands=strands,
        bad_reference=named.reason,
        closed=closed.frame,
        format=format,
        policy=policy,
    )
    kept = rows.filter(~pl.col("row").is_in(faults["row"].implode())) if faults.height else rows
    kept = kept.select([pl.col(name).cast(kind) for name, kind in INCIDENT.items()])
    unique, repeated, duplicates, said = drop_repeats(
        kept, repeated=format.repeated_reference, column=_header(format)
    )
    unmapped = {
        field: words for field, words in {**closed.unmatched, "strands": strands.words}.items() if words
    }
    return Prepared(
        incidents=unique,
        set_aside=pl.concat([table.set_aside, faults, repeated]).sort("row"),
        read=table.read,
        blank=table.blank,
        duplicates=duplicates,
        notes=(
            *table.notes,
            *_nil_return(table),
            *notes,
            *dated.notes,
            *_strand_notes(strands, unique, by_column="column" in format.kinds),
            *closed.notes,
            *located.notes,
            *named.notes,
            *said,
            *_ward_notes(unique, study_area),
        ),
        unmapped={field: [word for word in words if is_closed(word)] for field, words in unmapped.items()},
    )


def _check_codes(format: Format, policy: Policy) -> None:
    """Refuse a format that names codes the policy does not have."""
    named = [("source", format.source), *(("kind", kind) for kind in format.kinds if kind != "column")]
    named += [("strands", code) for code in format.strand_columns.values()]
    named += list(format.defaults.items())
    for field, words in format.values.items():
        for codes in words.values():
            named += [(field, code) for code in ((codes,) if isinstance(codes, str) else codes)]
    wrong = [f"{code!r} ({field})" for field, code in named if code and code not in policy.labels(field)]
    if wrong:
        fields = sorted({field for field, code in named if code and code not in policy.labels(field)})
        right = "; ".join(f"{field}: {', '.join(policy.labels(field))}" for field in fields)
        raise IngestError(
            f"Format '{format.name}' uses {', '.join(wrong)}, which the policy does not have. Known: {right}."
        )


def _cells(table: Table, format: Format) -> tuple[pl.DataFrame, list[str]]:
    """Take the columns that are read, cleaned, under the format's own headers."""
    present = {fold(column): column for column in table.frame.columns}
    absent = [header for header in format.used if fold(header) not in present]
    dates = {fold(header) for field in DATES for header in format.headers(field)}
    undated = "No date column found. " if dates and not dates & set(present) else ""
    if absent:
        raise FileRefused(
            f"{undated}Columns {', '.join(map(repr, absent))} are not in this file, and format "
            f"'{format.name}' needs them. "
            f"Columns seen: {', '.join(table.frame.columns)}. Choose another format, or match the "
            "columns by hand."
        )
    raw = {header: table.frame[present[fold(header)]] for header in format.used}
    for header in format.headers("strands"):  # one strand a line
        raw[header] = raw[header].str.replace_all(r"[\r\n]+", "; ")
    read = {fold(header) for header in raw}
    notes = unread_notes(table.frame, [column for column in table.frame.columns if fold(column) not in read])
    lengths = pl.DataFrame(raw).select(pl.all().str.len_bytes().sum() == pl.all().str.len_chars().sum())
    plain = lengths.row(0, named=True) if table.frame.height else dict.fromkeys(raw, True)
    odd = {header: column for header, column in raw.items() if not plain[header]}
    for pattern, text in (
        (HIDDEN, "Hidden characters removed"),
        (DIGITS, "Digits of another script converted"),
    ):
        many = sum(int(column.str.contains(pattern).sum() or 0) for column in odd.values())
        if many:
            notes.append(f"{text} in {numbered(many, 'cell', 'cells')}.")
    closed = {header for field in CLOSED for header in format.headers(field)} | set(format.strand_columns)
    mixed = sum(int(odd[header].str.contains(MIXED).sum() or 0) for header in closed if header in odd)
    if mixed:
        notes.append(
            "Letters of another alphabet that look like Latin ones read as those in "
            f"{numbered(mixed, 'cell', 'cells')}."
        )
    return pl.DataFrame({header: clean(column, plain=plain[header]) for header, column in raw.items()}), notes


def _somebody_elses(cells: pl.DataFrame, format: Format, agency: str) -> pl.Series:
    """Give a reason to the rows that say they are another agency's."""
    headers = format.headers("agency")
    if not headers:
        return pl.repeat(None, cells.height, dtype=pl.String, eager=True)
    own = {name: fold(name) == fold(agency) for name in cells[headers[0]].drop_nulls().unique().to_list()}
    theirs = cells[headers[0]].replace_strict(own, default=True, return_dtype=pl.Boolean)
    return pl.select(pl.when(~theirs).then(pl.lit(f"you can send only for {agency}."))).to_series()


def _content(cells: pl.DataFrame, format: Format) -> pl.DataFrame:
    """Choose what a made reference stands on: what does not change when the file is sent again."""
    changing = {*format.headers("reference"), *format.headers("outcome")}
    return cells.select(format.reference_from or [header for header in format.used if header not in changing])


def _header(format: Format) -> str | None:
    headers = format.headers("reference")
    return headers[-1] if headers else None


def _faults(
    rows: pl.Series,
    *,
    whose: pl.Series,
    dated: pl.DataFrame,
    located: pl.DataFrame,
    strands: MatchedStrands,
    bad_reference: pl.Series,
    closed: pl.DataFrame,
    format: Format,
    policy: Policy,
) -> pl.DataFrame:
    """List the rows that cannot be kept, each with one reason; a value only where its words are a list."""
    word = strands.unmatched
    shown = word.set(~may_be_kept(word, policy.words_of("strands")), None)
    headers = {field: format.headers(field)[0] for field in _PLACES if format.headers(field)}
    place = (
        located["column"].replace_strict(headers, default=None, return_dtype=pl.String) if headers else None
    )
    strand_column = (*format.headers("strands"), *format.strand_columns, None)[0]
    facts = pl.DataFrame(
        {"row": rows, "word": word, "shown": shown, "codes": strands.codes, "kind": closed["kind"]}
    ).with_columns(meant=strands.meant)
    unmatched = pl.format(
        "{} is not a strand we know. {}Match it in the values step, or say there that it is not a strand.",
        pl.coalesce(pl.format("'{}'", "shown"), pl.lit("this")),
        pl.when(pl.col("meant").is_not_null())
        .then(pl.format("Did you mean {}? ", "meant"))
        .otherwise(pl.lit("")),
    )
    bare = pl.lit("marked as hate crime, with no strand. Add the strand, or correct the mark.")
    no_strand = (pl.col("kind") == "hate_crime") & (pl.col("codes") == "")
    reasons = facts.select(
        date=dated["reason"],
        date_column=dated["column"],
        strand=pl.when(pl.col("word").is_not_null()).then(unmatched).when(no_strand).then(bare),
        place=located["reason"],
        place_column=place if place is not None else pl.lit(None, pl.String),
        reference=bad_reference,
        row="row",
        shown="shown",
        strand_column=pl.coalesce(strands.column, pl.lit(strand_column, pl.String)),
    )
    reasons = reasons.with_columns(whose=whose)
    first = pl.coalesce("whose", "date", "strand", "place", "reference")
    sender = (*format.headers("agency"), None)[0]
    chosen = reasons.filter(first.is_not_null()).select(
        "row",
        column=pl.when(pl.col("whose").is_not_null()).then(pl.lit(sender, pl.String))
        .when(pl.col("date").is_not_null()).then("date_column")
        .when(pl.col("strand").is_not_null()).then("strand_column")
        .when(pl.col("place").is_not_null()).then("place_column")
        .otherwise(pl.lit(_header(format))),
        value=pl.when(pl.col("strand").is_not_null() & (first == pl.col("strand"))).then("shown"),
        reason=pl.format("Row {}: {}", "row", first),
    )  # fmt: skip
    return chosen.cast(pl.Schema(SET_ASIDE))


def _nil_return(table: Table) -> list[str]:
    said = any("nil return" in note for note in table.notes)
    return [] if table.read or said else ["No incidents in this file: a nil return."]


def _ward_notes(kept: pl.DataFrame, study_area: StudyArea | None) -> list[str]:
    """Say how many incidents are later than the wards that they are counted by."""
    year = re.search(r"(?:19|20)\d\d", study_area.vintage) if study_area is not None else None
    later = int((kept["occurred_from"].dt.year() > int(year[0])).sum() or 0) if year else 0
    if not year or not later:
        return []
    verb = "incident is" if later == 1 else "incidents are"
    return [
        f"The wards are those of {year[0]}; {later:,} {verb} later. If wards changed since, use newer ones."
    ]


def _strand_notes(strands: MatchedStrands, kept: pl.DataFrame, *, by_column: bool) -> list[str]:
    notes = []
    if strands.read_as:
        pairs = [f"{word} → {label}" for word, label in strands.read_as.items() if is_closed(word)]
        more = "" if len(pairs) <= 4 * _MANY_WORDS else f" and {len(pairs) - 4 * _MANY_WORDS} more"
        notes.append(f"Words read as strands: {'; '.join(pairs[: 4 * _MANY_WORDS])}{more}.")
    without = kept.filter((pl.col("kind") == "hate_incident") & (pl.col("strands") == "")).height
    if without:
        notes.append(f"Hate incidents whose strand the file does not name, kept with none: {without:,}.")
    plain = pl.col("kind").is_in(["crime", "asb", "other_incident"]) & (pl.col("strands") != "")
    unmarked = kept.filter(plain).height if by_column else 0
    if unmarked:
        rows = numbered(unmarked, "row names", "rows name")
        notes.append(f"{rows} a strand but the kind of incident says no hate; kept as both say.")
    return notes
