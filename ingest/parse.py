"""Dates: text to a first day, a last day and the time of day, by explicit forms only; nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from ingest.clock import DAY_MINUTES, read_times
from ingest.date_faults import SURELY_A_DATE, check_order, date_notes, date_reason, with_month_meant
from ingest.date_text import tidy_dates

__all__ = ["ParsedDates", "parse_dates"]

_TIME = r"(?:,?(?:T| at | )(?P<time>[0-9][^ ]*(?: ?[apAP]\.?[mM]\.?)?(?: ?[+-][0-9]{2}:?[0-9]{2})?))?"
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_MONTH = r"(?P<word>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_FORMS = MappingProxyType(
    {
        "iso": rf"^(?P<year>[0-9]{{4}})[-/.](?P<month>[0-9]{{1,2}})[-/.](?P<day>[0-9]{{1,2}}){_TIME}$",
        "numbers": rf"(?i)^{_DAY_NAME}(?P<a>[0-9]{{1,2}})[-/. ](?P<b>[0-9]{{1,2}})[-/. ]"
        rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}$",
        "words": rf"(?i)^{_DAY_NAME}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[-/. ]?{_MONTH}\.?,?[-/. ]?"
        rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}$",
        "words first": rf"(?i)^{_DAY_NAME}{_MONTH}\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? "
        rf"(?P<year>[0-9]{{4}}){_TIME}$",
        "month": r"^(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})$",
        "month last": r"^(?P<month>[0-9]{1,2})[-/](?P<year>[0-9]{4})$",
        "month word": rf"(?i)^{_MONTH}\.?[- ](?P<year>[0-9]{{4}})$",
        "compact": r"^(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})$",
        "serial": r"^(?P<serial>[2-7][0-9]{4}(?:\.[0-9]+)?)$",
        "unix": r"^(?P<unix>[0-9]{10})(?:[0-9]{3})?(?:\.0+)?$",
    }
)
_PARTS = ("year", "month", "day", "a", "b", "word", "time", "serial", "unix")
_RANGE = r"(?i)^(?:between )?(?P<first>\S.*?) +(?:-|to|until|till|and|&) +(?P<second>[0-9].*)$"
_ZONE = r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})$"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_NO_DATE = (
    r"(?i)^(?:not (?:known|stated|recorded|given|sure)|(?:date )?unknown|unk|n/?k|n/?a|none|nil|null|"
    r"nan|nat|blank|don'?t know|[-?.]+)$"
)

_FEW_TEXTS = 1_000
_NOTHING_READ = {"form": pl.String, "first": pl.Date, "last": pl.Date, "minute": pl.Int32, "time": pl.String}


@dataclass(frozen=True)
class ParsedDates:
    """A column of dates as read.

    Attributes
    ----------
    frame : polars.DataFrame
        first, last (Date), minute, last_minute (Int32 after midnight, null unknown), reason (null where the
        date was read or the cell was empty); one row a cell.
    notes : tuple of str
    """

    frame: pl.DataFrame
    notes: tuple[str, ...]


def parse_dates(text: pl.Series, *, order: str, today: date, column: str) -> ParsedDates:
    """Read a column of dates.

    Parameters
    ----------
    text : polars.Series of String
        Cleaned cells.
    order : str
        ``day-first`` or ``month-first``, for numbers with the year last; other forms speak for themselves.
    today : datetime.date
        Later days are refused.
    column : str
        Its header, for messages.

    Raises
    ------
    FileRefused
        If the column speaks for the other order more often than for this one.
    """
    counted = pl.DataFrame({"text": text}).group_by("text", maintain_order=True).len("rows")
    distinct = counted.filter(pl.col("text").is_not_null() & ~pl.col("text").str.contains(_NO_DATE))
    tidy = tidy_dates(distinct["text"])
    single = _read(tidy["text"], order=order)
    left = tidy["text"].set(single["form"].is_not_null(), None)
    ranges = left.str.extract_groups(_RANGE).struct.unnest()
    is_range = ranges["second"].is_not_null()
    first, second = (_read_few(ranges[part], order=order) for part in ("first", "second"))
    later = read_times(ranges["second"])  # 03/04/2024 14:00 - 16:00
    read = pl.DataFrame(
        {
            "text": distinct["text"],
            "rows": distinct["rows"],
            "tidy": tidy["text"],
            "form": single["form"].zip_with(~is_range, first["form"]),
            "proof": single["proof"],
            "short_year": single["short_year"],
            "first": single["first"].zip_with(~is_range, first["first"]),
            "last": single["last"].zip_with(
                ~is_range, pl.select(pl.coalesce(second["last"], first["last"])).to_series()
            ),
            "minute": single["minute"].zip_with(~is_range, first["minute"]),
            "time": single["time"].zip_with(~is_range, first["time"]),
            "last_minute": pl.select(pl.coalesce(second["minute"], later)).to_series(),
            "unfinished": is_range & second["last"].is_null() & later.is_null(),
        }
    )
    read = pl.concat([read, tidy.drop("text")], how="horizontal")
    check_order(read, order=order, column=column)
    read = _whole_weeks(_past_midnight(read.with_columns(rolled=pl.col("minute") == DAY_MINUTES)))
    judged = _judged(read, order=order, today=today)
    judged = judged.with_columns(with_month_meant(judged["tidy"], judged["reason"]))
    result = pl.DataFrame({"text": text}).join(judged, on="text", how="left", maintain_order="left")
    notes = date_notes(judged.with_columns(is_range=is_range), order=order, column=column)
    return ParsedDates(result.select("first", "last", "minute", "last_minute", "reason"), notes)


def _judged(read: pl.DataFrame, *, order: str, today: date) -> pl.DataFrame:
    """Say what is wrong, looking closely only where something may be."""
    doubtful = (
        pl.any_horizontal(pl.col("form", "first", "last").is_null())
        | pl.col("unfinished")
        | ~pl.col("first").is_between(SURELY_A_DATE, today)
        | (pl.col("last") < pl.col("first"))
        | (pl.col("time").is_not_null() & pl.col("minute").is_null())
    )
    at = read.select(doubtful.fill_null(True).arg_true()).to_series()
    reason = pl.repeat(None, read.height, dtype=pl.String, eager=True)
    if not at.is_empty():
        reason = reason.scatter(at, read[at].select(date_reason(order=order, today=today)).to_series())
    return read.with_columns(reason.alias("reason"))


def _read_few(text: pl.Series, *, order: str) -> pl.DataFrame:
    """Read a column that is mostly empty."""
    there = text.is_not_null()
    if not there.any():
        return pl.DataFrame(schema=_NOTHING_READ).clear(text.len())
    read = _read(text.filter(there), order=order)
    place = pl.DataFrame({"at": there.arg_true()})
    read = pl.concat([place, read.drop("at")], how="horizontal")
    return pl.DataFrame({"at": pl.int_range(text.len(), eager=True).cast(pl.UInt32)}).join(
        read, on="at", how="left", maintain_order="left"
    )


def _read(text: pl.Series, *, order: str) -> pl.DataFrame:
    """Try the forms one after the other; each takes what the ones before it left."""
    left = pl.DataFrame({"at": pl.int_range(text.len(), eager=True), "text": text})
    taken = []
    for name, pattern in _worth_trying(text).items():
        if left.is_empty():
            break
        parts = left.select(pl.col("text").str.extract_groups(pattern)).unnest("text")
        hit = parts.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        if not hit.any():
            continue
        found = pl.concat([left.select("at"), parts], how="horizontal").filter(hit)
        taken.append(found.with_columns(form=pl.lit(name)))
        left = left.filter(~hit)
    taken.append(left.select("at").with_columns(form=pl.lit(None, pl.String)))
    parts = pl.concat(taken, how="diagonal").sort("at")
    absent = [pl.lit(None, pl.String).alias(part) for part in _PARTS if part not in parts.columns]
    return _build(parts.with_columns(absent), order=order)


def _worth_trying(text: pl.Series) -> Mapping[str, str]:
    """Leave out the forms that nothing has, where it costs less to ask than to try."""
    if text.len() > _FEW_TEXTS:
        return _FORMS
    hits = text.to_frame("t").select(pl.col("t").str.contains(p).any().alias(n) for n, p in _FORMS.items())
    return {name: _FORMS[name] for name, hit in hits.row(0, named=True).items() if hit}


def _build(parts: pl.DataFrame, *, order: str) -> pl.DataFrame:
    """Put the parts together to days and minutes."""
    whole = pl.col("month", "day", "a", "b").cast(pl.Int32, strict=False)
    parts = parts.with_columns(
        whole, pl.col("year").cast(pl.Int32), pl.col("year").str.len_chars().alias("digits")
    )
    day, month = ("a", "b") if order == "day-first" else ("b", "a")
    by_word = pl.col("word").str.to_lowercase().replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)
    century = pl.when(pl.col("year") <= 68).then(2000).otherwise(1900)
    parts = parts.with_columns(
        year=pl.when(pl.col("digits") == 2).then(pl.col("year") + century).otherwise("year"),
        month=pl.coalesce("month", by_word, month),
        day=pl.coalesce("day", day),
        short_year=(pl.col("digits") == 2).fill_null(False),
        proof=pl.when(pl.col("a") > 12).then(pl.lit("day-first"))
        .when(pl.col("b") > 12).then(pl.lit("month-first"))
        .when(pl.col("a") != pl.col("b")).then(pl.lit("neither")),
        is_month=pl.col("form").str.starts_with("month").fill_null(False),
    )  # fmt: skip
    written = pl.format("{}-{}-{}", "year", "month", pl.coalesce("day", pl.when("is_month").then(1)))
    zone = pl.col("time").str.extract_groups(_ZONE).struct.field("zone")
    parts = parts.with_columns(
        first=written.str.to_date("%Y-%m-%d", strict=False),
        zone=zone,
        time=pl.col("time").str.replace(r" ?(?:Z|[+-][0-9]{2}:?[0-9]{2})$", ""),
        serial=pl.col("serial").cast(pl.Float64),
        unix=pl.col("unix").cast(pl.Int64),
    )
    parts = parts.with_columns(minute=read_times(parts["time"]))
    return _from_numbers(parts).with_columns(
        last=pl.when("is_month").then(pl.col("first").dt.month_end()).otherwise("first")
    )


def _from_numbers(parts: pl.DataFrame) -> pl.DataFrame:
    """Read spreadsheet serials and seconds since 1970; bring times with a zone to London's clock."""
    sign = pl.when(pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    hours = pl.col("zone").str.extract(r"^[+-]([0-9]{2})").cast(pl.Int32)
    away = sign * (hours * 60 + pl.col("zone").str.extract(r"([0-9]{2})$").cast(pl.Int32))
    away = pl.when(pl.col("zone") == "Z").then(0).otherwise(away)
    zoned = pl.col("first").cast(pl.Datetime("us")) + pl.duration(minutes=pl.col("minute") - away)
    stamp = pl.coalesce(zoned, pl.from_epoch("unix", time_unit="s").cast(pl.Datetime("us")))
    local = stamp.dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/London")
    parts = parts.with_columns(local=local)
    days = pl.col("serial").floor().cast(pl.Int32)
    part = ((pl.col("serial") % 1) * DAY_MINUTES).round().cast(pl.Int32)
    clock = pl.col("local").dt.hour().cast(pl.Int32) * 60 + pl.col("local").dt.minute().cast(pl.Int32)
    return parts.with_columns(
        first=pl.coalesce(
            pl.col("local").dt.date(), "first", pl.lit(date(1899, 12, 30)) + pl.duration(days=days)
        ),
        minute=pl.coalesce(clock, "minute", pl.when(part > 0).then(part)),
    )


def _past_midnight(read: pl.DataFrame) -> pl.DataFrame:
    """Read 24:00 as 00:00 of the next day."""
    for day, minute in (("first", "minute"), ("last", "last_minute")):
        end = pl.col(minute) == DAY_MINUTES
        read = read.with_columns(
            pl.when(end).then(pl.col(day) + pl.duration(days=1)).otherwise(day).alias(day),
            pl.when(end).then(0).otherwise(minute).alias(minute),
        )
    return read.with_columns(last=pl.max_horizontal("last", pl.when("rolled").then("first")))


def _whole_weeks(read: pl.DataFrame) -> pl.DataFrame:
    """Widen a week commencing or a week ending to its seven days."""
    days = pl.duration(days="days")
    return read.with_columns(
        first=pl.when(pl.col("days") < 0).then(pl.col("first") + days).otherwise("first"),
        last=pl.when(pl.col("days") > 0).then(pl.col("last") + days).otherwise("last"),
        minute=pl.when(pl.col("days") == 0).then("minute"),
    )
