"""Dates as people write them, brought to a form that can be read: what stands round a date is taken off."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

__all__ = ["ABOUT", "HOURS", "tidy_dates"]

ABOUT = r"(?i)^(?:approx(?:imately|\.)?|circa|ca?\.|about|around|roughly|abt\.?|on or (?:about|around)|~)\s*"
"""Words before a date or time that is not exact."""

HOURS = r"(?i)([0-9]{1,2}[:.]?[0-9]{2}(?:[:.][0-9]{2})?) ?(?:hrs?|hours|h)\.?$"
"""A time of day that says that it is hours."""

_ABOUT_AFTER = r"(?i)[ ,]*\(?(?:\?+|\b(?:approx(?:imately|\.)?|estimated|est\.?|or thereabouts|ish))\)?$"
_DAYS = "mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_DAY_BEFORE = rf"(?i)^(?:on )?\(?({_DAYS})\b\.?\)?[ ,]*(?:the )?"
_DAY_AFTER = rf"(?i)[ ,]*\(?\b({_DAYS})\.?\)?$"
_WEEK = r"(?i)^(?:w/?[cb]|w\.[cb]\.|wk/?c|week (?:commencing|beginning|starting|of|from))[:. ]+"
_WEEK_END = r"(?i)^(?:w/?e|w\.e\.|week ending)[:. ]+"
_ISO_WEEK = r"(?i)^([0-9]{4})[- ]?W([0-9]{1,2})$"
_TIME_FIRST = (
    r"(?i)^([0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: ?[ap]\.?m\b\.?)?|[0-9]{1,2} ?[ap]\.?m\b\.?)"
    r"(?: ?(?:hrs?|hours|h)\b\.?)?,?(?: on| of)? (\S*[/ -]\S*[/ -].*)$"
)
_PART_OF_DAY = (
    r"(?i)(?:,| -)? ?(?:\(?(?:in the |at |during the |late |early |mid[- ]?)*\b(?:morning|afternoon|evening|"
    r"nights?|night ?time|lunch ?time|day ?time|overnight|dawn|dusk|am|pm|all day|"
    r"(?:time )?(?:not known|unknown|tbc|n/?k))\)?)+$"
)
_ENDS_IN_A_TIME = r"(?i) [0-9]{1,2}(?:[:.][0-9]{2})* ?[ap]\.?m\.?$"
_ZONES = MappingProxyType(
    {
        r"(?i) ?\((?:[a-z]+ )*time\)$": "",
        r"(?i) ?(?:GMT|UTC) ?([+-][0-9]{2}:?[0-9]{2})$": "$1",
        r"(?i)([0-9]) ?(?:GMT|UTC)$": "${1}Z",
        r"(?i)([0-9]) ?BST$": "${1}+01:00",
    }
)
_SEPARATORS = MappingProxyType(
    {
        "[\u2010-\u2015\u2212]": "-",
        r"^['\"‘’“”`]+|['\"’”`.,;]+$": "",
        r"(?i)^(?:date|dated|occurred|happened|on)[: ]+(?:the )?": "",
        r"([0-9]) ?[/\\|] ?([0-9]{1,2}|[A-Za-z]{3,9}) ?[/\\|] ?([0-9])": "$1/$2/$3",
        r"^([0-9]{1,2})_([0-9]{1,2})_([0-9]{2,4})": "$1/$2/$3",
        r"^([0-9]{4})_([0-9]{1,2})_([0-9]{1,2})": "$1/$2/$3",
        r"^([0-9]{1,2})\. ([0-9]{1,2})\. ([0-9]{2,4})": "$1.$2.$3",
        r"(?i)^/date\(([0-9]{10})[0-9]{3}(?:[+-][0-9]{4})?\)/$": "$1",
        r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})T?([0-9]{2})([0-9]{2})(?:[0-9]{2})?Z?$": "$1-$2-$3 $4:$5",
    }
)
_WORDS_OF_TIME = MappingProxyType(
    {
        r"(?i)([/-][0-9]{2,4}|[a-z],? ?[0-9]{4}|\.[0-9]{4}),? *(?:@|[-;,]| at) *"
        r"([0-9]{1,2}[:.][0-9]{2}|[0-9]{1,2} ?[ap]m\b)": "$1 $2",
        r"(?i)([0-9]),? (?:at )?(?:12 ?)?(?:noon|midday)$": "$1 12:00",
        r"(?i)([0-9]),? (?:at )?(?:12 ?)?midnight$": "$1 00:00",
    }
)
_SHARED = MappingProxyType(
    {
        r"(?i)^from ": "",
        r"(?i)^([0-9]{1,2})(?:st|nd|rd|th)? ?(?:-|to|and|&|until|till) ?([0-9]{1,2})(?:st|nd|rd|th)?"
        r" ?(?:of )?([a-z]{3,}\.?,? ?[0-9]{2,4})$": "$1 $3 to $2 $3",
        r"^([0-9]{1,2}) ?- ?([0-9]{1,2})/([0-9]{1,2}/[0-9]{2,4})$": "$1/$3 to $2/$3",
        r"^([0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4})-([0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4})$": "$1 to $2",
        r"^([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})$": "$1 to $2",
    }
)
_USUAL = (
    r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?|[0-9]{10}|[0-9]{5})$"
)
_WELSH = MappingProxyType(
    {
        "Ionawr": "January", "Chwefror": "February", "Mawrth": "March", "Ebrill": "April", "Mai": "May",
        "Mehefin": "June", "Gorffennaf": "July", "Awst": "August", "Medi": "September", "Hydref": "October",
        "Tachwedd": "November", "Rhagfyr": "December",
    }
)  # fmt: skip


def tidy_dates(text: pl.Series) -> pl.DataFrame:
    """Take off what people write round a date.

    Parameters
    ----------
    text : polars.Series of String
        Cleaned cells, none empty.

    Returns
    -------
    polars.DataFrame
        text (what is left), about (said to be approximate), weekday (1 Monday to 7, where one was named),
        days (how many days are meant beside the one named: 6 for a week commencing, -6 for a week ending),
        part_of_day (a word stood where a time would); one row a cell.
    """
    usual = text.str.contains(_USUAL)
    plain = pl.DataFrame({"text": text}).with_columns(
        about=pl.lit(False),
        weekday=pl.lit(None, pl.Int8),
        days=pl.lit(0, pl.Int32),
        part_of_day=pl.lit(False),
    )
    if usual.all():
        return plain
    at = pl.int_range(text.len(), eager=True)
    other = _tidied(text.filter(~usual)).cast(plain.schema)
    both = pl.concat([plain.filter(usual), other]).with_columns(
        pl.concat([at.filter(usual), at.filter(~usual)]).alias("at")
    )
    return both.sort("at").drop("at")


def _tidied(text: pl.Series) -> pl.DataFrame:
    tidy = _replaced(pl.col("raw"), _SEPARATORS)
    frame = pl.DataFrame({"raw": text}).select(raw=tidy).select(
        text=pl.col("raw").str.replace(ABOUT, "").str.replace(_ABOUT_AFTER, ""),
        about=pl.col("raw").str.contains(ABOUT) | pl.col("raw").str.contains(_ABOUT_AFTER),
    )  # fmt: skip
    begins, ends, iso = (pl.col("text").str.contains(pattern) for pattern in (_WEEK, _WEEK_END, _ISO_WEEK))
    frame = frame.select(
        "about",
        text=_of_iso_weeks(pl.col("text").str.replace(_WEEK, "").str.replace(_WEEK_END, "")),
        days=pl.when(begins | iso).then(6).when(ends).then(-6).otherwise(0),
    )
    frame = frame.with_columns(
        text=pl.col("text").str.replace(_DAY_BEFORE, ""), before=pl.col("text").str.extract(_DAY_BEFORE, 1)
    )
    tidy = pl.col("text").str.replace(_DAY_AFTER, "").str.replace(_TIME_FIRST, "$2 $1")
    tidy = _replaced(tidy.str.replace(r"( )" + HOURS.removeprefix("(?i)"), "$1$2"), _WORDS_OF_TIME)
    frame = frame.with_columns(
        text=tidy, day=pl.coalesce("before", pl.col("text").str.extract(_DAY_AFTER, 1))
    )
    part = pl.col("text").str.contains(_PART_OF_DAY) & ~pl.col("text").str.contains(_ENDS_IN_A_TIME)
    frame = frame.with_columns(part_of_day=part).with_columns(
        text=pl.when("part_of_day").then(pl.col("text").str.replace(_PART_OF_DAY, "")).otherwise("text")
    )
    tidy = _replaced(pl.col("text"), _ZONES)
    if frame["text"].str.contains(r"(?i)" + "|".join(_WELSH)).any():
        tidy = _replaced(tidy, {rf"(?i)\b{welsh}\b": english for welsh, english in _WELSH.items()})
    number = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=1)}
    weekday = pl.col("day").str.to_lowercase().str.head(3)
    return frame.select(
        _replaced(tidy, _SHARED).str.strip_chars(" ").alias("text"),
        "about",
        weekday.replace_strict(number, default=None, return_dtype=pl.Int8).alias("weekday"),
        "days",
        "part_of_day",
    )


def _replaced(text: pl.Expr, pairs: Mapping[str, str]) -> pl.Expr:
    for pattern, new in pairs.items():
        text = text.str.replace_all(pattern, new)
    return text


def _of_iso_weeks(text: pl.Expr) -> pl.Expr:
    """Write ``2024-W14`` as its Monday."""
    year, week = text.str.extract(_ISO_WEEK, 1), text.str.extract(_ISO_WEEK, 2)
    monday = pl.format("{}-W{}-1", year, week.str.zfill(2)).str.to_date("%G-W%V-%u", strict=False)
    return pl.coalesce(monday.dt.strftime("%Y-%m-%d"), text)
