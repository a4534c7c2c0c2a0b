"""When an incident happened: a day or an interval, the hour if anybody said, and the day it was reported."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ingest.clock import DAY_MINUTES, drop_default_midnights, is_figures, read_times, tidy_times
from ingest.format import Format
from ingest.parse import parse_dates
from ingest.words import numbered

__all__ = ["When", "when"]

_NO_TIME = (
    r"(?i)^(?:(?:time )?(?:not known|unknown|not stated|not recorded|tbc|to be confirmed)|n/?k|n/?a|"
    r"none|null|nan|nil|-+|\?+|not sure|don'?t know)$"
)
_LONG_DAYS = 366


@dataclass(frozen=True)
class When:
    """The times of every row.

    Attributes
    ----------
    frame : polars.DataFrame
        occurred_from, occurred_to, hour, hour_to, reported_on, reason (null where it can be kept), column.
    notes : tuple of str
    """

    frame: pl.DataFrame
    notes: tuple[str, ...]


def when(cells: pl.DataFrame, format: Format, *, today: date) -> When:
    """Read the dates and times of every row.

    Parameters
    ----------
    cells : polars.DataFrame
        Cleaned text under the format's headers.
    format : Format
    today : datetime.date
    """
    notes: list[str] = []
    parts = []
    for field, name in (("occurred", "o"), ("occurred_to", "t"), ("reported", "r")):
        read = _dates(cells, format, field, today=today, notes=notes)
        parts.append(read.select(pl.all().name.prefix(f"{name}_")))
    for field, name in (("occurred_time", "o_clock"), ("occurred_to_time", "t_clock")):
        parts.append(_times(cells, format, field, notes=notes).select(pl.all().name.prefix(name)))
    frame = _combine(pl.concat(parts, how="horizontal"))
    notes += _told(frame, format)
    for name in ("minute", "last_minute"):
        minutes, note = drop_default_midnights(frame[name])
        frame = frame.with_columns(minutes.alias(name))
        notes += [note] if note and note not in notes else []
    frame = frame.with_columns(_judge(format))
    hours = [
        (pl.col(old) // 60).cast(pl.Int8).alias(new)
        for old, new in (("minute", "hour"), ("last_minute", "hour_to"))
    ]
    kept = frame.with_columns(hours)
    return When(
        kept.select("occurred_from", "occurred_to", "hour", "hour_to", "reported_on", "reason", "column"),
        tuple(notes),
    )


def _dates(cells: pl.DataFrame, format: Format, field: str, *, today: date, notes: list[str]) -> pl.DataFrame:
    headers = format.headers(field)
    if not headers:
        empty = {
            "first": pl.Date,
            "last": pl.Date,
            "minute": pl.Int32,
            "last_minute": pl.Int32,
            "reason": pl.String,
        }
        return pl.select(
            *(pl.repeat(None, cells.height, dtype=kind).alias(name) for name, kind in empty.items())
        )
    read = parse_dates(cells[headers[0]], order=format.dates.order, today=today, column=headers[0])
    notes += read.notes
    return read.frame


def _times(cells: pl.DataFrame, format: Format, field: str, *, notes: list[str]) -> pl.DataFrame:
    """Read a column of times: minutes in ``""``; in ``_reason``, why a row cannot be kept."""
    headers = format.headers(field)
    if not headers:
        return pl.select(
            pl.repeat(None, cells.height, dtype=pl.Int32).alias(""),
            pl.repeat(None, cells.height, dtype=pl.String).alias("_reason"),
        )
    text = cells[headers[0]]
    text = text.set(text.str.contains(_NO_TIME).fill_null(False), None)
    tidy, inexact = tidy_times(text)
    minutes = read_times(tidy)
    unread = text.is_not_null() & minutes.is_null()
    wrong = unread & is_figures(tidy)
    error = unread & text.str.starts_with("#").fill_null(False)
    told = {
        "a time in words, or one that cannot be read; hour unknown there": unread & ~wrong & ~error,
        "an approximate time or a range of times; the first time that is named was used": inexact & ~unread,
    }
    for said, where in told.items():
        if where.any():
            notes.append(
                f"Column '{headers[0]}': {numbered(int(where.sum()), 'row has', 'rows have')} {said}."
            )
    reason = (
        pl.when(wrong)
        .then(pl.format("{} is not a time of day.", tidy.str.head(12)))
        .when(error)
        .then(pl.lit("the time cell is a spreadsheet error."))
    )
    return pl.select(minutes.alias(""), reason.alias("_reason"))


def _combine(raw: pl.DataFrame) -> pl.DataFrame:
    """Bring dates and clock columns together: the clock's own column wins, 24:00 is the next day."""
    start = pl.coalesce("o_clock", "o_minute")
    end = pl.coalesce("t_clock", "t_minute", "o_last_minute")
    dated = pl.col("o_first").is_not_null()
    undated = [pl.col(name).is_null() for name in ("o_first", "t_first", "o_reason", "t_reason")]
    known = raw.with_columns(
        occurred_from=pl.coalesce("o_first", "t_first", "r_first"),
        occurred_to=pl.coalesce("t_last", "o_last", "r_last"),
        by_report=pl.all_horizontal(undated) & pl.col("r_first").is_not_null(),
        minute=pl.when(dated).then(start),
        last_minute=pl.when(pl.coalesce("o_first", "t_first").is_not_null()).then(end),
    )
    for day, minute in (("occurred_from", "minute"), ("occurred_to", "last_minute")):
        late = pl.col(minute) == DAY_MINUTES
        known = known.with_columns(
            pl.when(late).then(pl.col(day) + pl.duration(days=1)).otherwise(day).alias(day),
            pl.when(late).then(0).otherwise(minute).alias(minute),
        )
    rolled_over = pl.col("t_last").is_null() & (pl.col("o_clock") == DAY_MINUTES)
    return known.with_columns(
        occurred_to=pl.when(rolled_over)
        .then(pl.max_horizontal("occurred_from", "occurred_to"))
        .otherwise("occurred_to"),
        reported_on=pl.when(pl.col("r_reason").is_null()).then("r_first"),
        rolled=(pl.col("o_clock") == DAY_MINUTES).fill_null(False),
    )


def _judge(format: Format) -> list[pl.Expr]:
    """Say which rows cannot be kept, and by which column."""
    by_report = pl.coalesce("o_first", "t_first").is_null()
    headers = {
        field: (format.headers(field) or (None,))[0]
        for field in ("occurred", "occurred_to", "reported", "occurred_time", "occurred_to_time")
    }
    said = pl.format(
        "reported {}, happened {}.",
        pl.col("reported_on").dt.strftime("%d/%m/%Y"),
        pl.col("occurred_from").dt.strftime("%d/%m/%Y"),
    )
    same_day = pl.col("occurred_to") == pl.col("occurred_from")
    ends_early = pl.col("occurred_to") < pl.col("occurred_from")
    ends_early = ends_early | (same_day & (pl.col("last_minute") < pl.col("minute")))
    cases = [
        (pl.col("o_reason").is_not_null(), pl.col("o_reason"), "occurred"),
        (pl.col("t_reason").is_not_null(), pl.col("t_reason"), "occurred_to"),
        (by_report & pl.col("r_reason").is_not_null(), pl.col("r_reason"), "reported"),
        (pl.col("occurred_from").is_null(), pl.lit("there is no date."), "occurred"),
        (pl.col("o_clock_reason").is_not_null(), pl.col("o_clock_reason"), "occurred_time"),
        (pl.col("t_clock_reason").is_not_null(), pl.col("t_clock_reason"), "occurred_to_time"),
        (ends_early, pl.lit("it ends before it begins."), "occurred_to"),
        (pl.col("reported_on") < pl.col("occurred_from"), said, "reported"),
    ]
    reason, column = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for wrong, text, field in reversed(cases):
        reason = pl.when(wrong).then(text).otherwise(reason)
        column = (
            pl.when(wrong).then(pl.lit(headers[field] or headers["reported"], pl.String)).otherwise(column)
        )
    return [reason.alias("reason"), column.alias("column")]


def _told(frame: pl.DataFrame, format: Format) -> list[str]:
    first, minute = pl.col("occurred_from"), pl.col("minute")
    last_sunday = (first.dt.weekday() == 7) & (first.dt.day() >= 25) & minute.is_between(60, 119)
    counts = frame.select(
        by_report=pl.col("by_report").sum(),
        lost=(pl.col("r_reason").is_not_null() & pl.coalesce("o_first", "t_first").is_not_null()).sum(),
        rolled=pl.col("rolled").sum(),
        gap=(last_sunday & (first.dt.month() == 3)).sum(),
        fold=(last_sunday & (first.dt.month() == 10)).sum(),
        long=((pl.col("occurred_to") - first).dt.total_days() > _LONG_DAYS).sum(),
    ).row(0, named=True)
    texts = {
        "by_report": "{} without a day of the incident: the day of the report is used, and no hour.",
        "lost": "{} with a day of report that cannot be used; kept without it.",
        "rolled": "{} with the time 24:00, read as 00:00 of the next day.",
        "gap": "{} with a time that did not exist that night (clocks went forward); kept as written.",
        "fold": "{} with a time that happened twice that night (clocks went back); the first is assumed.",
        "long": "{} with more than a year between the first and the last day; kept, but hardly dated.",
    }
    told = [
        text.format(numbered(counts[name], "row", "rows")) for name, text in texts.items() if counts[name]
    ]
    if counts["by_report"] == frame.height and "occurred" not in format.columns and told:
        told[0] = "The file has no day of the incident; the day of the report is used, and no hour."
    return told
