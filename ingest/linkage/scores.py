"""How likely two records are one event: what a true pair would show, against what chance would."""

from dataclasses import dataclass

import numpy as np

from ingest.linkage.blocks import POINT, WARD, Part
from ingest.linkage.columns import AROUND_M
from ingest.linkage.weights import MatchSettings

__all__ = ["Scored", "score"]

AROUND_M2 = (3 * AROUND_M) ** 2
SAME_POINT_M = 10
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Scored:
    """Pairs with their score: `odds` is the weight of each thing compared; `metres` is NaN without points."""

    a: np.ndarray
    b: np.ndarray
    score: np.ndarray
    days: np.ndarray
    metres: np.ndarray
    odds: dict[str, np.ndarray]


def score(columns: Arrays, overlap: np.ndarray, part: Part, settings: MatchSettings) -> Scored:
    """Score pairs and keep those from the threshold on.

    The odds that a pair is one event are `told_twice` to the records that the busier agency would have had
    by chance at that time and place and with these words; each *m* and *u* of `settings` enters once.
    """
    a, b, days = _near_in_time(columns, part, settings)
    a, b, days, metres = _near_in_place(columns, a, b, days, part.by, settings)
    odds = {
        "time": _time(columns, a, b, days, settings),
        "place": _place(columns, a, b, metres, part.by, settings),
        "category": _category(columns, a, b, settings),
        "strands": _strands(columns, overlap, a, b, settings),
        "setting": _setting(columns, a, b, settings),
        "hour": _hour(columns, a, b, days, settings),
    }
    together = np.prod(np.stack(list(odds.values())), axis=0) * settings.told_twice
    chance = together / (1 + together)
    kept = chance >= settings.threshold
    return Scored(
        a[kept],
        b[kept],
        chance[kept],
        days[kept],
        metres[kept],
        {name: values[kept] for name, values in odds.items()},
    )


def _near_in_time(
    columns: Arrays, part: Part, settings: MatchSettings
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    first, last = columns["first"], columns["last"]
    later, earlier = first[part.b] - last[part.a], first[part.a] - last[part.b]
    days = np.maximum(np.maximum(later, earlier), 0)
    near = days <= settings.max_days
    return part.a[near], part.b[near], days[near]


def _near_in_place(
    columns: Arrays, a: np.ndarray, b: np.ndarray, days: np.ndarray, by: str, settings: MatchSettings
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    if by != POINT:
        return a, b, days, np.full(a.size, np.nan)
    metres = np.hypot(columns["x"][a] - columns["x"][b], columns["y"][a] - columns["y"][b])
    near = metres <= _tolerance(columns, a, b) + settings.far_m
    return a[near], b[near], days[near], metres[near]


def _tolerance(columns: Arrays, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(columns["tolerance"][a] + columns["tolerance"][b])


def _often(columns: Arrays, name: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Say how common a value that two records share is, as the mean over their agencies."""
    return np.asarray((columns[f"often_{name}"][a] + columns[f"often_{name}"][b]) / 2)


def _time(columns: Arrays, a: np.ndarray, b: np.ndarray, days: np.ndarray, s: MatchSettings) -> np.ndarray:
    """The days that would agree as well, times the busier agency's records a day, are what chance gives."""
    length = [columns["last"][part] - columns["first"][part] + 1 for part in (a, b)]
    wide = np.where(days == 0, length[0] + length[1] - 1, np.where(days == 1, 2, 2 * (s.max_days - 1)))
    m = np.where(days == 0, s.same_day, np.where(days == 1, s.next_day, s.few_days))
    rate = np.maximum(columns["rate"][a], columns["rate"][b])
    return np.asarray(m / (wide * rate))


def _place(
    columns: Arrays, a: np.ndarray, b: np.ndarray, metres: np.ndarray, by: str, s: MatchSettings
) -> np.ndarray:
    if by == WARD:
        return np.asarray(s.same_ward / _often(columns, "ward", a, b))
    if by != POINT:
        return np.ones(a.size)
    tolerance = _tolerance(columns, a, b)
    beyond = metres - tolerance
    m = np.where(beyond <= 0, s.same_place, np.where(beyond <= s.near_m, s.near, s.far))
    reach = tolerance + np.where(beyond <= 0, 0.0, np.where(beyond <= s.near_m, s.near_m, s.far_m))
    share = np.minimum(_often(columns, "around", a, b) * np.pi * reach**2 / AROUND_M2, 1.0)
    crowded = np.where(metres <= SAME_POINT_M, _often(columns, "point", a, b), 0.0)
    return np.asarray(m / np.maximum(share, crowded))


def _category(columns: Arrays, a: np.ndarray, b: np.ndarray, s: MatchSettings) -> np.ndarray:
    one, other = columns["category"][a], columns["category"][b]
    family = columns["family"][a] == columns["family"][b]
    odds = np.where(family, _ratio(s.same_family), _ratio(s.other_category))
    odds = np.where(one == other, s.same_category / _often(columns, "category", a, b), odds)
    return np.where((one < 0) | (other < 0), 1.0, odds)


def _strands(
    columns: Arrays, overlap: np.ndarray, a: np.ndarray, b: np.ndarray, s: MatchSettings
) -> np.ndarray:
    one, other = columns["strands"][a], columns["strands"][b]
    shared = overlap[one, other] if overlap.size else np.zeros(a.size, dtype=bool)
    odds = np.where(shared, _ratio(s.shared_strand), _ratio(s.other_strands))
    odds = np.where(one == other, s.same_strands / _often(columns, "strands", a, b), odds)
    odds = np.where((one < 0) ^ (other < 0), _ratio(s.strand_missing), odds)
    return np.where((one < 0) & (other < 0), 1.0, odds)


def _setting(columns: Arrays, a: np.ndarray, b: np.ndarray, s: MatchSettings) -> np.ndarray:
    one, other = columns["setting"][a], columns["setting"][b]
    same = s.same_setting / _often(columns, "setting", a, b)
    odds = np.where(one == other, same, _ratio(s.other_setting))
    return np.where((one < 0) | (other < 0), 1.0, odds)


def _hour(columns: Arrays, a: np.ndarray, b: np.ndarray, days: np.ndarray, s: MatchSettings) -> np.ndarray:
    """Hours count only between records of one day each that is the same day."""
    one, other = columns["hour"][a].astype(int), columns["hour"][b].astype(int)
    apart = np.abs(one - other)
    apart = np.minimum(apart, 24 - apart)
    odds = np.where(
        apart <= 1, _ratio(s.same_hour), np.where(apart <= 3, _ratio(s.near_hour), _ratio(s.other_hour))
    )
    single = (columns["first"][a] == columns["last"][a]) & (columns["first"][b] == columns["last"][b])
    known = (one >= 0) & (other >= 0) & (days == 0) & single
    return np.where(known, odds, 1.0)


def _ratio(pair: tuple[float, float]) -> float:
    return pair[0] / pair[1]
