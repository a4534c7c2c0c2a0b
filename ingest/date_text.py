"""Dates as people write them, brought to a form that can be read: what stands round a date is taken off."""

from types import MappingProxyType

import polars as pl

__all__ = ["ABOUT", "HOURS", "tidy_dates"]

ABOUT = r"(?i)^(?:approx(?:imately|\.)?|circa|ca?\.|about|around|roughly|abt\.?|on or (?:about|around)|~)\s*"
"""Words before a date or time that is not exact."""

HOURS = r"(?i)(\d{1,2}[:.]?\d{2}(?:[:.]\d{2})?) ?(?:hrs?|hours|h)\.?$"
"""A time of day that says that it is hours."""

_ABOUT_AFTER = r"(?i)[ ,]*\(?(?:\?+|\b(?:approx(?:imately|\.)?|estimated|est\.?|or thereabouts|ish))\)?$"
_DAYS = "mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_DAY_BEFORE = rf"(?i)^(?:on )?\(?({_DAYS})\b\.?\)?[ ,]*(?:the )?"
_DAY_AFTER = rf"(?i)[ ,]*\(?\b({_DAYS})\.?\)?$"
_WEEK = r"(?i)^(?:w/?[cb]|w\.[cb]\.|wk/?c|week (?:commencing|beginning|starting|of|from))[:. ]+"
_WEEK_END = r"(?i)^(?:w/?e|w\.e\.|week ending)[:. ]+"
_ISO_WEEK = r"(?i)^(\d{4})[- ]?W(\d{1,2})$"
_TIME_FIRST = (
    r"(?i)^(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)"
    r"(?: ?(?:hrs?|hours|h)\b\.?)?,?(?: on| of)? (\S*[/ -]\S*[/ -].*)$"
)
_PART_OF_DAY = (
    r"(?i)(?:,| -)? ?(?:\(?(?:in the |at |during the |late |early |mid[- ]?)*\b(?:morning|afternoon|evening|"
    r"nights?|night ?time|lunch ?time|day ?time|overnight|dawn|dusk|am|pm|all day|"
    r"(?:time )?(?:not known|unknown|tbc|n/?k))\)?)+$"
)
_ZONES = MappingProxyType(
    {
        r"(?i) ?\((?:[a-z]+ )*time\)$": "",
        r"(?i) ?(?:GMT|UTC) ?([+-]\d{2}:?\d{2})$": "$1",
        r"(?i)(\d) ?(?:GMT|UTC)$": "${1}Z",
        r"(?i)(\d) ?BST$": "${1}+01:00",
    }
)
_SEPARATORS = MappingProxyType(
    {
        "[\u2010-\u2015\u2212]": "-",
        r"^['\"‘’“”`]+|['\"’”`.,;]+$": "",
        r"(?i)^(?:date|dated|occurred|happened|on)[: ]+(?:the )?": "",
        r"(\d) ?[/\\|] ?(\d{1,2}|[A-Za-z]{3,9}) ?[/\\|] ?(\d)": "$1/$2/$3",
        r"^(\d{1,2})_(\d{1,2})_(\d{2,4})": "$1/$2/$3",
        r"^(\d{4})_(\d{1,2})_(\d{1,2})": "$1/$2/$3",
        r"^(\d{1,2})\. (\d{1,2})\. (\d{2,4})": "$1.$2.$3",
        r"(?i)^/date\((\d{10})\d{3}(?:[+-]\d{4})?\)/$": "$1",
        r"^((?:19|20)\d{2})(\d{2})(\d{2})T?(\d{2})(\d{2})(?:\d{2})?Z?$": "$1-$2-$3 $4:$5",
    }
)
_WORDS_OF_TIME = MappingProxyType(
    {
        r"(?i)([/-]\d{2,4}|[a-z],? ?\d{4}|\.\d{4}),? *(?:@|[-;,]| at) *"
        r"(\d{1,2}[:.]\d{2}|\d{1,2} ?[ap]m\b)": "$1 $2",
        r"(?i)(\d),? (?:at )?(?:12 ?)?(?:noon|midday)$": "$1 12:00",
        r"(?i)(\d),? (?:at )?(?:12 ?)?midnight$": "$1 00:00",
    }
)
_SHARED = MappingProxyType(
    {
        r"(?i)^from ": "",
        r"(?i)^(\d{1,2})(?:st|nd|rd|th)? ?(?:-|to|and|&|until|till) ?(\d{1,2})(?:st|nd|rd|th)? ?(?:of )?"
        r"([a-z]{3,}\.?,? ?\d{2,4})$": "$1 $3 to $2 $3",
        r"^(\d{1,2}) ?- ?(\d{1,2})/(\d{1,2}/\d{2,4})$": "$1/$3 to $2/$3",
        r"^(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})-(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})$": "$1 to $2",
        r"^(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})$": "$1 to $2",
    }
)
_USUAL = (
    r"^(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?|\d{10}|\d{5})$"
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
    tidy = _replaced(text, _SEPARATORS)
    about = tidy.str.contains(ABOUT) | tidy.str.contains(_ABOUT_AFTER)
    tidy = tidy.str.replace(ABOUT, "").str.replace(_ABOUT_AFTER, "")
    begins, ends, iso = (tidy.str.contains(pattern) for pattern in (_WEEK, _WEEK_END, _ISO_WEEK))
    days = pl.select(pl.when(begins | iso).then(6).when(ends).then(-6).otherwise(0)).to_series()
    tidy = tidy.str.replace(_WEEK, "").str.replace(_WEEK_END, "")
    tidy = _of_iso_weeks(tidy) if iso.any() else tidy
    day = tidy.str.extract(_DAY_BEFORE, 1)
    tidy = tidy.str.replace(_DAY_BEFORE, "")
    day = day.zip_with(day.is_not_null(), tidy.str.extract(_DAY_AFTER, 1))
    tidy = tidy.str.replace(_DAY_AFTER, "").str.replace(_TIME_FIRST, "$2 $1")
    tidy = _replaced(tidy.str.replace(r"( )" + HOURS.removeprefix("(?i)"), "$1$2"), _WORDS_OF_TIME)
    part = tidy.str.contains(_PART_OF_DAY) & ~tidy.str.contains(r"(?i) \d{1,2}(?:[:.]\d{2})* ?[ap]\.?m\.?$")
    tidy = tidy.zip_with(~part, tidy.str.replace(_PART_OF_DAY, ""))
    tidy = _replaced(tidy, _ZONES)
    if tidy.str.contains(r"(?i)" + "|".join(_WELSH)).any():
        tidy = _replaced(tidy, {rf"(?i)\b{welsh}\b": english for welsh, english in _WELSH.items()})
    tidy = _replaced(tidy, _SHARED)
    number = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=1)}
    weekday = day.str.to_lowercase().str.head(3).replace_strict(number, default=None, return_dtype=pl.Int8)
    columns = {"text": tidy.str.strip_chars(" "), "about": about, "weekday": weekday, "days": days}
    return pl.DataFrame({**columns, "part_of_day": part})


def _replaced(text: pl.Series, pairs: "MappingProxyType[str, str] | dict[str, str]") -> pl.Series:
    for pattern, new in pairs.items():
        text = text.str.replace_all(pattern, new)
    return text


def _of_iso_weeks(text: pl.Series) -> pl.Series:
    """Write ``2024-W14`` as its Monday."""
    parts = text.str.extract_groups(_ISO_WEEK).struct.unnest()
    year, week = (parts[name] for name in parts.columns)
    monday = pl.select(pl.format("{}-W{}-1", year, week.str.zfill(2))).to_series()
    monday = monday.str.to_date("%G-W%V-%u", strict=False).dt.strftime("%Y-%m-%d")
    return monday.zip_with(monday.is_not_null(), text)
