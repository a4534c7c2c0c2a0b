"""Signals as lines: checked, aged, faded; each with the reason if it cannot count."""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

from spatial.errors import BadNumberError, OutsideAreaError, SettingError
from spatial.given import as_numbers
from spatial.tension.rule import TensionRule

__all__ = [
    "HEARD",
    "NOT_COUNTED",
    "SIGNALS",
    "as_days",
    "checked_lines",
    "codes_of",
    "columns_of",
    "sender_of",
]

SIGNALS = (
    "id",
    "ward",
    "strand",
    "kind",
    "source",
    "strength",
    "last_day",
    "trusted",
    "echo",
    "excluded",
)
HEARD = ("ward", "strand", "source", "last_day")

NOT_COUNTED = MappingProxyType(
    {
        "grade_e": "suspected to be false",
        "needs_check": "waits for a second look",
        "handling": "may not be used here",
        "other_scale": "its severity is of a scale that is no longer used",
        "expired": "past its review day",
        "future": "lies in the future",
        "faded": "too long ago",
        "no_ward": "names no ward",
        "no_strength": "has no weight",
        "echo": "nearly the same words as another source's report",
        "one_voice": "made by several sources together, and counted for another of them",
        "weaker": "the same source says something stronger of this kind",
        "unverified": "unverified or anonymous, and no two trusted sources count yet",
        "context": "an event adds nothing where no two trusted sources count",
    }
)
"""Code -> words: why a line does not count."""


def columns_of(frame: pd.DataFrame, names: Sequence[str], *, what: str) -> None:
    """See that a frame has its columns.

    Raises
    ------
    spatial.errors.BadNumberError
        If one is missing.
    """
    if not isinstance(frame, pd.DataFrame):
        raise BadNumberError(f"{what} is not a table. Give a DataFrame with {', '.join(names)}.")
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise BadNumberError(f"{what} has no column {missing[0]!r}. It needs {', '.join(names)}.")


def codes_of(values: pd.Series, known: Sequence[str], *, what: str, blank: bool = False) -> np.ndarray:
    """Give the position of each value among the known; -1 for "" where that may be.

    Raises
    ------
    spatial.errors.OutsideAreaError
        If a value is not known.
    spatial.errors.BadNumberError
        If a value is no text.
    """
    places = {name: at for at, name in enumerate(known)}
    if blank:
        places.setdefault("", -1)
    numbers, found = pd.factorize(values, use_na_sentinel=False)
    for value in found:
        if not isinstance(value, str):
            raise BadNumberError(f"{what} is missing, or is no text, in a row. Give its code.")
        if value not in places:
            raise OutsideAreaError(
                f"{what} {value[:40]!r} is not one of the {len(known)} that were asked for."
            )
    table = np.array([places[value] for value in found], dtype=np.int64)
    return table[numbers] if len(table) else np.empty(0, dtype=np.int64)


def as_days(values: pd.Series, *, what: str) -> np.ndarray:
    """Give days as whole numbers since 1970.

    Raises
    ------
    spatial.errors.BadNumberError
        If a day is missing, or is none.
    """
    if all(type(day) is date for day in values):  # as they nearly always come; much quicker
        return np.array(list(values), dtype="datetime64[D]").astype(np.int64)
    try:
        days = pd.to_datetime(values, errors="coerce").to_numpy(dtype="datetime64[ns]")
    except (TypeError, ValueError) as error:
        raise BadNumberError(f"{what} has a value that is no day.") from error
    if np.isnat(days).any():
        at = int(np.flatnonzero(np.isnat(days))[0])
        raise BadNumberError(f"{what} has no day at position {at}. Give a day, or leave the row out.")
    return days.astype("datetime64[D]").astype(np.int64)


def sender_of(source: str) -> str:
    """Name the sender of a source: of "agency/source type" and of "records/agency" it is the agency."""
    head, _, tail = source.partition("/")
    if head == "records" and tail:
        return tail
    return source.rpartition("/")[0] or source


def checked_lines(
    signals: pd.DataFrame,
    *,
    rule: TensionRule,
    on: date,
    wards: Sequence[str],
    strands: Sequence[str],
) -> pd.DataFrame:
    """Sort signals into one order; give each its cell, age, points, and the code of why it cannot count.

    Returns
    -------
    pandas.DataFrame
        The signals, sorted by ward, strand, source, kind and id, with id_at, cell, source_at, sender_at,
        kind_at, age_days, faded (points after decay) and why_not.
    """
    columns_of(signals, SIGNALS, what="signals")
    kinds = list(rule.kinds)
    for name in ("id", "source", "excluded"):
        texts_of(signals[name], what=f"signals: {name}")
    if (signals["source"] == "").any():
        raise BadNumberError("signals: a row has no source. Say who speaks, or leave the row out.")
    ward = codes_of(signals["ward"], wards, what="ward", blank=True)
    strand = codes_of(signals["strand"], strands, what="strand")
    kind = _kinds(signals["kind"], kinds)
    source_at, sources = pd.factorize(signals["source"], sort=True)
    id_at = pd.factorize(signals["id"], sort=True)[0]
    strength = as_numbers(signals["strength"], what="strength of a signal", least=0)
    age = np.datetime64(on, "D").astype(np.int64) - as_days(signals["last_day"], what="last_day of signals")
    half = np.array([rule.kinds[name].half_life_days for name in kinds])
    ahead = np.array([rule.kinds[name].ahead_days for name in kinds])
    cap = np.array([rule.kinds[name].cap for name in kinds])
    counts_from = np.maximum(age, 0)
    why = signals["excluded"].to_numpy(dtype=object).copy()
    for code, wrong in (
        ("future", -age > ahead[kind]),
        ("faded", counts_from > rule.fade_half_lives * half[kind]),
        ("no_ward", ward < 0),
        ("no_strength", (strength == 0) | (cap[kind] == 0)),
    ):
        why[wrong & (why == "")] = code
    lines = signals.assign(
        id_at=id_at,
        cell=np.where(ward < 0, -1, ward * len(strands) + strand),
        source_at=source_at,
        sender_at=_senders(source_at, list(sources), signals.get("sender")),
        kind_at=kind,
        trusted=truths_of(signals["trusted"], what="signals"),
        echo=as_numbers(signals["echo"], what="echo", least=-1).astype(np.int64),
        age_days=age,
        faded=strength * np.exp2(-np.minimum(counts_from / half[kind], 1000.0)),
        why_not=why,
    )
    keys = (id_at, kind, source_at, strand, ward)
    order = np.lexsort(keys)
    same = np.logical_and.reduce([each[order][1:] == each[order][:-1] for each in keys])
    if same.any():
        raise BadNumberError("signals: an id comes twice for one ward and strand. Give each signal once.")
    return lines.iloc[order].reset_index(drop=True)


def _kinds(values: pd.Series, kinds: Sequence[str]) -> np.ndarray:
    try:
        return codes_of(values, kinds, what="kind of signal")
    except OutsideAreaError as error:
        raise SettingError(f"{error} The rule knows {', '.join(kinds)}.") from error


def _senders(source_at: np.ndarray, sources: Sequence[str], given: pd.Series | None) -> np.ndarray:
    if given is not None:
        return pd.factorize(given.astype(str), sort=True)[0]
    table = pd.factorize(np.array([sender_of(str(each)) for each in sources], dtype=object), sort=True)[0]
    return table[source_at] if len(table) else np.empty(0, dtype=np.int64)


def truths_of(values: pd.Series, *, what: str) -> np.ndarray:
    """Give truths as such, or say that they are none.

    Raises
    ------
    spatial.errors.BadNumberError
        If one is neither True nor False.
    """
    if len(values) and pd.api.types.infer_dtype(values, skipna=False) != "boolean":
        raise BadNumberError(f"{what}: trusted is True or False in every row.")
    return values.to_numpy(dtype=bool)


def texts_of(values: pd.Series, *, what: str) -> None:
    """See that every value is a text.

    Raises
    ------
    spatial.errors.BadNumberError
        If one is not.
    """
    if len(values) and pd.api.types.infer_dtype(values, skipna=False) != "string":
        raise BadNumberError(f"{what} is a text in every row. Give texts, '' for none.")
