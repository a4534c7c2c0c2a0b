"""What is wrong with dates as read, in words, and what was decided about those that were right."""

from datetime import date

import polars as pl
from rapidfuzz import fuzz, process

from ingest.errors import FileRefused
from ingest.words import numbered

__all__ = ["SURELY_A_DATE", "check_order", "date_notes", "date_reason", "with_month_meant"]

_DEFAULT_DAYS = [
    *(date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1), date(1970, 1, 1)),
    *(date(1, 1, 1), date(1601, 1, 1), date(1753, 1, 1), date(1800, 1, 1), date(9999, 12, 31)),
]
SURELY_A_DATE = date(1970, 1, 2)
"""From this day to today, nothing is a default or too long ago."""

_DEFAULT_TEXT = r"^(?:0+[-/.]0+[-/.]0+|0+[-/.]0*1[-/.]1900|1900[-/.]0*1[-/.]0+)(?: .*)?$"
_TOO_WIDE = (
    r"(?i)^(?:(?:in |during )?(?:19|20)[0-9][0-9]|(?:19|20)[0-9][0-9] ?[/-] ?(?:20)?[0-9][0-9]|"
    r".*\b(?:q(?:uarter)? ?[1-4]|[1-4] ?q)\b.*|"
    r".*\bquarter\b.*|.*\b(?:week|wk) ?(?:no\.? ?)?[0-9]{1,2}\b.*|(?:spring|summer|autumn|winter|christmas|"
    r"easter|ramadan|half term|early|mid|late).*)$"
)
_BAD_YEAR = r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]|[0-9]{3}|[0-9]{5,})$"
_ONLY_A_TIME = r"^[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?$"
_FIGURES_OF_A_TIME = r"^[0-9]{1,2}[:.h]?[0-9]{2}(?:[:.][0-9]{2})?(?:Z|[+-][0-9][0-9]:?[0-9][0-9])?$"
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NEARLY_A_MONTH = 70
_UNREADABLE = "this is not a date we can read. Write it like 03/04/2025 or 2025-04-03."
_FEW_HINTS = 3
_EARLIEST = date(1950, 1, 1)


def check_order(read: pl.DataFrame, *, order: str, column: str) -> None:
    """Refuse a column that is plainly written the other way round: half of it would load as wrong days."""
    other = "month-first" if order == "day-first" else "day-first"
    against, for_it = _rows(read, pl.col("proof") == other), _rows(read, pl.col("proof") == order)
    if against >= _FEW_HINTS and against > for_it:
        example = "04/13" if order == "day-first" else "13/04"
        raise FileRefused(
            f"Column '{column}': {against} dates can only be {other} (like {example}) "
            f"and {for_it} only {order}. Nothing was loaded, because the rest would be read as wrong days. "
            f"Set the order of dates to {other} for this format, or correct the file."
        )


def date_reason(*, order: str, today: date) -> pl.Expr:
    """Say why a date is not used; only figures of a date are ever repeated, never other text."""
    day = pl.col("first").dt.strftime("%d/%m/%Y")
    shown = (
        pl.when(pl.col("text").str.contains(r"^[0-9/. :-]{6,16}$"))
        .then(pl.format("{} ", "text"))
        .otherwise(pl.lit("this "))
    )
    other = "month-first" if order == "day-first" else "day-first"
    bad_time = pl.col("minute").is_null() & pl.col("time").str.contains(_FIGURES_OF_A_TIME)
    return (
        pl.when(pl.col("text").str.starts_with("#")).then(pl.lit("the date cell is a spreadsheet error."))
        .when(pl.col("tidy").str.contains(_DEFAULT_TEXT))
        .then(pl.format("{}is a system default, not a real date.", shown))
        .when(pl.col("form").is_null() & pl.col("tidy").str.contains(_TOO_WIDE))
        .then(pl.lit("a year, season, quarter or week number is not a date. Give the day, or the month."))
        .when(pl.col("form").is_null() & pl.col("tidy").str.contains(_BAD_YEAR))
        .then(pl.format("{}has a year that is not four figures.", shown))
        .when(pl.col("form").is_null() & pl.col("tidy").str.contains(_ONLY_A_TIME))
        .then(pl.lit("this is a time without a date."))
        .when(pl.col("form").is_null() | pl.col("unfinished")).then(pl.lit(_UNREADABLE))
        .when(pl.col("first").is_null() & (pl.col("proof") == other))
        .then(pl.format("{}has month {}. This row looks {}.", shown, pl.col("tidy").str.extract(
            r"^[0-9]{1,2}[-/. ]([0-9]{1,2})" if order == "day-first" else r"^([0-9]{1,2})"), pl.lit(other)))
        .when(pl.col("first").is_null() | pl.col("last").is_null()).then(pl.format("{}is not a date.", shown))
        .when(pl.col("first").is_in(_DEFAULT_DAYS))
        .then(pl.format("{} is a system default, not a real date.", day))
        .when(pl.col("first") < _EARLIEST).then(pl.format("{} is before 1950.", day))
        .when(pl.col("first") > today).then(pl.format("{} has not happened yet.", day))
        .when(pl.col("last") < pl.col("first")).then(pl.lit("the range ends before it begins."))
        .when(bad_time).then(pl.format("{} is not a time of day.", "time"))
    )  # fmt: skip


def with_month_meant(tidy: pl.Series, reason: pl.Series) -> pl.Series:
    """Offer the month that a misspelt one is like; only our own word is ever said."""
    if not (reason == _UNREADABLE).any():
        return reason.alias("reason")
    day = r"[0-9]{1,2}(?:st|nd|rd|th)?"
    word = tidy.str.extract(
        rf"(?i)^{day}[-/. ](?:of )?(\p{{L}}{{3,10}})\.?[-/. ,]+(?:[0-9]{{4}}|[0-9][0-9])\b"
    )
    word = word.zip_with(
        word.is_not_null(), tidy.str.extract(rf"(?i)^(\p{{L}}{{3,10}}) (?:{day},? )?[0-9]{{4}}\b")
    )
    word = word.set(~reason.eq_missing(pl.Series([_UNREADABLE])), None)
    meant = {
        each: f"{_UNREADABLE[:-1]}; did you mean {best[0].capitalize()}?"
        for each in word.drop_nulls().unique().to_list()
        if (
            best := process.extractOne(
                each.lower(), _MONTH_NAMES, scorer=fuzz.ratio, score_cutoff=_NEARLY_A_MONTH
            )
        )
    }
    if not meant:
        return reason.alias("reason")
    found = word.replace_strict(meant, default=None, return_dtype=pl.String)
    return found.zip_with(found.is_not_null(), reason).alias("reason")


def date_notes(read: pl.DataFrame, *, order: str, column: str) -> tuple[str, ...]:
    """Tell what was decided while reading."""
    where = f"Column '{column}': "
    other = "month-first" if order == "day-first" else "day-first"
    plain = order.replace("-", " ")
    read_as_days = pl.col("reason").is_null()
    wrong_day = read_as_days & (pl.col("weekday") != pl.col("first").dt.weekday())
    lost_time = (
        read_as_days & pl.col("time").is_not_null() & pl.col("minute").is_null() & (pl.col("days") == 0)
    )
    conditions = {
        "unproved": pl.col("proof") == "neither",
        "proved": pl.col("proof") == order,
        "against": pl.col("proof") == other,
        "short_year": pl.col("short_year"),
        "serial": pl.col("form") == "serial",
        "unix": pl.col("form") == "unix",
        "month": pl.col("form").str.starts_with("month"),
        "range": pl.col("is_range"),
        "rolled": pl.col("rolled"),
        "week": read_as_days & (pl.col("days") != 0),
        "about": read_as_days & pl.col("about"),
        "wrong_day": wrong_day,
        "no_time": read_as_days & (pl.col("part_of_day") | lost_time),
    }
    many = read.select(
        pl.col("rows").filter(where).sum().alias(name) for name, where in conditions.items()
    ).row(0, named=True)
    unproved, proved, against = many["unproved"], many["proved"], many["against"]
    told = [
        (
            unproved and not proved,
            f"day/month order cannot be proved; {numbered(unproved, 'date', 'dates')} read as {plain}. "
            "Confirm it.",
        ),
        (
            against and unproved and proved,
            f"{numbered(against, 'date', 'dates')} can only be {other}; "
            f"{numbered(unproved, 'date', 'dates')} that could be either read as {plain}. Check them.",
        ),
        (many["short_year"], "two-digit years read as 1969 to 2068."),
        (
            many["serial"],
            "numbers of 5 digits read as a spreadsheet's days since 1900.",
        ),
        (
            many["unix"],
            "numbers of 10 digits read as seconds since 1970, London time.",
        ),
        (
            many["month"],
            "only the month is known; kept as the whole month.",
        ),
        (many["range"], "a range of days; kept as first and last day."),
        (many["rolled"], "the time 24:00 read as 00:00 of the next day."),
        (many["week"], "a week; kept as its first and last day."),
        (
            many["about"],
            "said to be approximate; read as the day that is named.",
        ),
        (
            many["wrong_day"],
            "the day of the week is not that of the date; the date was used. Check them.",
        ),
        (
            many["no_time"],
            "words for the time, like 'evening', or a time that cannot be read; hour unknown there.",
        ),
    ]
    own = ("day/month", *"0123456789")  # texts that have a count of their own
    counts = [
        "" if text.startswith(own) else f"{numbered(int(rows), 'row', 'rows')}: " for rows, text in told
    ]
    return tuple(where + count + text for (rows, text), count in zip(told, counts, strict=True) if rows)


def _rows(read: pl.DataFrame, condition: pl.Expr) -> int:
    return int(read.filter(condition)["rows"].sum())
