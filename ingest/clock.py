"""Times of day: text to minutes after midnight.  A time nobody gave stays missing."""

import polars as pl

from ingest.date_text import ABOUT, HOURS

__all__ = ["DAY_MINUTES", "drop_default_midnights", "is_figures", "read_times", "tidy_times"]

DAY_MINUTES = 1440
_MANY_MIDNIGHTS = 0.5
_ENOUGH_TIMES = 5

_COLONS = (
    r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?(?P<h>[0-9]{1,2})[:.h](?P<m>[0-9]{2})"
    r"(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?$"
)
_TWELVE = r"(?i)^(?P<h>[0-9]{1,2})(?:[:.](?P<m>[0-9]{2})(?:[:.][0-9]{2})?)? ?(?P<half>[ap])\.?m\.?$"
_FOUR = r"(?i)^(?P<h>[0-9]{1,2})(?P<m>[0-9]{2}) ?(?:h|hrs|hours)?$"
_AFTERNOON = r"(?i)^(1[3-9]|2[0-3])([:.][0-9]{2})? ?p\.?m\.?$"
_RANGE = (
    r"(?i)^(?:between |from )?([0-9][0-9:.]*(?: ?[ap]\.?m\b\.?)?|noon|midday|midnight)"
    r" ?(?:-|–|—|to|until|and) ?[0-9].*$"
)
_ABOUT_AFTER = r"(?i)[ ,]*\(?(?:\?+|\b(?:approx(?:imately|\.)?|estimated|est\.?|or so)|ish)\)?$"
_FRACTION = r"^(?P<part>0?\.[0-9]+|0|1(?:\.0+)?)$"


def read_times(text: pl.Series) -> pl.Series:
    """Read times of day.

    Parameters
    ----------
    text : polars.Series of String
        ``14:30``, ``14.30``, ``2:30pm``, ``1430``, ``noon``, a fraction of a day (``0.604``), or
        24-hour numbers without leading zeros (``930``, ``5`` for 00:05 beside ``1757``; where no number of
        the column has more than two digits they are whole hours).

    Returns
    -------
    polars.Series of Int32
        Minutes after midnight, 0 to 1440 (24:00); null where there is no time or it cannot be read.
    """
    distinct = text.drop_nulls().unique(maintain_order=True)
    if distinct.is_empty():
        return pl.repeat(None, text.len(), dtype=pl.Int32, eager=True)
    return text.replace_strict(distinct, _read(distinct), default=None, return_dtype=pl.Int32)


def tidy_times(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Take off what people write round a time; of a range of times the first is left.

    Returns
    -------
    times : polars.Series of String
    inexact : polars.Series of Boolean
        True where the cell said that the time is approximate or a range.
    """
    plain = text.str.contains(r"^[0-9]{1,2}:?[0-9]{2}(?::[0-9]{2})?$").fill_null(True)
    if plain.all():
        return text, pl.repeat(False, text.len(), eager=True)
    bare = text.str.replace(r"^['\"‘’“”`]+", "").str.replace(r"(?i)^at ", "")
    bare = bare.str.replace(ABOUT, "").str.replace(_ABOUT_AFTER, "")
    bare = bare.str.replace(HOURS, "$1")
    first = bare.str.extract(_RANGE, 1)
    tidy = bare.zip_with(first.is_null(), first).str.replace(_AFTERNOON, "$1$2")
    inexact = first.is_not_null() | text.str.contains(ABOUT) | text.str.contains(_ABOUT_AFTER)
    return text.zip_with(plain, tidy), inexact.fill_null(False) & ~plain


def is_figures(text: pl.Series) -> pl.Series:
    """Say which cells are meant as the figures of a clock, whether or not there is such a time."""
    return text.str.contains(
        r"(?i)^-?[0-9]{1,2}[:.h-]?[0-9]{2}(?:[:.][0-9]{2})?(?: ?[ap]\.?m\.?)?$|^-?[0-9]{1,4}$"
    ).fill_null(False)


def _read(text: pl.Series) -> pl.Series:
    """Read distinct times."""
    numbers = text.drop_nulls().str.extract(r"^([0-9]{1,4})$", 1).drop_nulls()
    are_hours = numbers.len() > 0 and bool((numbers.str.len_chars() <= 2).all())
    text = text.str.replace(r"^([0-9]{1,2})$", "${1}:00" if are_hours else "00${1}")
    text = text.str.replace(r"(?i)^(midday|noon|12 ?noon)$", "12:00").str.replace(
        r"(?i)^(12 ?)?midnight$", "00:00"
    )
    frame = pl.DataFrame(
        {"t": text.str.replace(r"^0(0[0-9][0-9])$", "$1").str.replace(r"^0*([0-9]{3,4})$", "$1")}
    )
    return frame.select(pl.coalesce(_clock(_COLONS), _half_days(), _clock(_FOUR), _parts())).to_series()


def drop_default_midnights(minutes: pl.Series) -> tuple[pl.Series, str | None]:
    """Take exact midnights for 'time unknown' where a file has suspiciously many of them.

    Returns
    -------
    minutes : polars.Series
        Null where the time was 00:00, if more than half of at least 5 times are.
    note : str or None
    """
    known = minutes.len() - minutes.null_count()
    midnights = int((minutes == 0).sum() or 0)
    if known < _ENOUGH_TIMES or midnights <= _MANY_MIDNIGHTS * known:
        return minutes, None
    note = (
        f"{midnights} of {known} times ({midnights / known:.0%}) are exactly 00:00: treated as 'time "
        "unknown' "
        "and left out of charts by hour."
    )
    return minutes.set(minutes == 0, None), note


def _clock(pattern: str) -> pl.Expr:
    found = pl.col("t").str.extract_groups(pattern)
    hour = found.struct.field("h").cast(pl.Int32)
    minute = found.struct.field("m").cast(pl.Int32)
    total = hour * 60 + minute
    return pl.when((minute < 60) & (total <= DAY_MINUTES)).then(total)


def _half_days() -> pl.Expr:
    found = pl.col("t").str.extract_groups(_TWELVE)
    hour = found.struct.field("h").cast(pl.Int32)
    minute = found.struct.field("m").cast(pl.Int32).fill_null(0)
    after_noon = found.struct.field("half").str.to_lowercase() == "p"
    total = (hour % 12) * 60 + minute + pl.when(after_noon).then(720).otherwise(0)
    return pl.when(hour.is_between(1, 12) & (minute < 60)).then(total)


def _parts() -> pl.Expr:
    part = pl.col("t").str.extract_groups(_FRACTION).struct.field("part").cast(pl.Float64)
    return (part * DAY_MINUTES).round().cast(pl.Int32)
