"""The layout of a table of counts: which column names the area, the time and the strand, and which counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingest.errors import FileRefused
from ingest.guess import guess_columns
from ingest.period import Period, is_period, read_period
from ingest.policy import Policy, load_policy
from ingest.strands import match_word
from ingest.words import fold

__all__ = ["Layout", "lay_out", "looks_like_aggregate", "strand_codes"]

_NAMES = {
    "area_code": ("ward code", "area code", "gss code", "code", "wdcd", "geography code"),
    "area": (
        *("ward", "ward name", "area", "area name", "neighbourhood", "wdnm", "geography", "geography name"),
        "place",
    ),
    "period": (
        *("month", "period", "quarter", "year", "date", "reporting period", "month ending", "financial year"),
        *("time period", "week", "week commencing", "month year", "reporting month"),
    ),
    "strand": (
        *("strand", "strands", "hate strand", "motivation", "motivating factor", "protected characteristic"),
        *("hate crime type", "monitored strand", "bias motive", "characteristic"),
    ),
    "kind": ("kind", "record type", "crime or incident", "incident class", "recording type", "measure"),
    "count": (
        *("count", "counts", "number", "total", "incidents", "number of incidents", "no of incidents"),
        *("offences", "number of offences", "crimes", "number of crimes", "hate crimes", "hate incidents"),
        *("volume", "cases", "number of cases", "reports", "number of reports", "total incidents", "value"),
        "how many",
    ),
}
_ENOUGH_COLUMNS = 2
_OF_INCIDENTS = (
    *("reference", "occurred_time", "longitude", "latitude", "easting", "northing", "grid_reference"),
    *("postcode", "outcome", "setting"),
)


@dataclass(frozen=True)
class Layout:
    """Which column means what.

    Attributes
    ----------
    named : dict of str to str
        area_code, area, period, year, strand, kind -> the head of the column.
    counts : dict of str to (Period or None, str or None)
        Heads of the columns of counts, with the period and the strands that the head names.
    unread : list of str
    """

    named: dict[str, str]
    counts: dict[str, tuple[Period | None, str | None]]
    unread: list[str]


def looks_like_aggregate(columns: Iterable[str]) -> bool:
    """Say whether the heads of the columns are those of a table of counts."""
    heads = list(columns)
    named = _named(heads)
    left = [head for head in heads if head not in named.values()]
    guessed = guess_columns(left)
    if any(guessed[field][1] >= 0.9 for field in _OF_INCIDENTS if field in guessed):
        return False
    periods = [head for head in left if is_period(head, today=date.max)]
    strands = [head for head in left if fold(head) in _strand_heads()]
    if len(periods) >= _ENOUGH_COLUMNS:
        return bool(named)
    placed = "period" in named or "area" in named or "area_code" in named
    if "count" in named:
        return placed
    return placed and "strand" not in named and len(strands) > _ENOUGH_COLUMNS


@lru_cache(maxsize=1)
def _strand_heads() -> frozenset[str]:
    return frozenset(
        word for word, codes in load_policy().words_of("strands").items() if codes and word != "other"
    )


def _named(heads: list[str]) -> dict[str, str]:
    """Find the columns that name a row, and the one column of counts."""
    named: dict[str, str] = {}
    folded = {fold(head): head for head in heads}
    for field, names in _NAMES.items():
        for name, head in folded.items():
            if (name in names or _coded(name, field)) and field not in named and head not in named.values():
                named[field] = head
    if {"month", "year"} <= set(folded) and named.get("period") in (folded["month"], folded["year"]):
        named |= {"period": folded["month"], "year": folded["year"]}
    return named


def _coded(name: str, field: str) -> bool:
    """Know the heads that ONS gives: WD24CD, WD24NM, LAD24CD ..."""
    ending = {"area_code": "cd", "area": "nm"}.get(field)
    return ending is not None and name.startswith("wd") and name.endswith(ending) and name[2:-2].isdigit()


def lay_out(heads: list[str], policy: Policy, today: date) -> Layout:
    """Say what every column is.

    Raises
    ------
    FileRefused
        If there is no period or no count anywhere.
    """
    named = _named(heads)
    left = [head for head in heads if head not in named.values()]
    periods = {head: (read_period(head, today=today), None) for head in left if is_period(head, today=today)}
    others = {head: strand_codes(head, policy) for head in left if head not in periods}
    strands = {head: (None, codes) for head, codes in others.items() if codes}
    columns: dict[str, tuple[Period | None, str | None]] = {}
    if "period" not in named and periods:
        columns = dict(periods)
    elif "strand" not in named and len(strands) >= _ENOUGH_COLUMNS:
        columns = dict(strands)
        if "count" in named:  # the total beside the strands: all of them together
            columns[named["count"]] = (None, None)
    elif "count" in named:
        columns = {named["count"]: (None, None)}
    seen = f"Columns seen: {', '.join(heads)}."
    if "period" not in named and not periods:
        raise FileRefused(
            f"No column says which month, quarter or year. {seen} Add one, or months as columns."
        )
    if not columns:
        raise FileRefused(
            f"No column holds a count. {seen} Call it 'Count', or give months or strands as columns."
        )
    named.pop("count", None)
    return Layout(named, columns, [head for head in left if head not in columns])


def strand_codes(word: str, policy: Policy) -> str | None:
    """Give the strands that a word names, joined: ``""`` for none stated, None if it is no strand."""
    codes, unknown = match_word(word, policy.words_of("strands"), "")
    return None if unknown is not None else ";".join(code for code in policy.strands if code in codes)
