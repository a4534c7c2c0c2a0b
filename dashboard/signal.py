"""A signal: something that stood out one night; and how it is known again the next."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from math import hypot
from typing import Any

__all__ = ["AGAIN_DAYS", "CLUSTERS", "METHODS", "WEEKS", "Signal", "known_again", "signal_of"]

WEEKS, CLUSTERS = "weeks", "clusters"
METHODS = {WEEKS: "Unusual weeks", CLUSTERS: "Clusters in time"}
AGAIN_DAYS = 28
"""A line that is back within its own four weeks is the same signal."""


@dataclass(frozen=True)
class Signal:
    """One thing that stood out, as it may be seen: no count of reports is in it.

    Attributes
    ----------
    method : str
        `WEEKS` (a line of ward and strand) or `CLUSTERS` (a circle and a span of days).
    ward : str or None
        Code of the line's ward, or of that in which the circle's middle lies; None for the whole area.
    strand : str
        Code, or "all".
    first_day, last_day : datetime.date
        Since when it has stood out, and the last day that was judged.
    chance : float or None
        Of one look, rounded up to one figure; None where it is not told.
    once_in_days : float
        Chance alone brings one like it once in so many days, all looks of the method counted.
    page, query : str, dict
        The page that shows it, and the question in its address.
    x, y, radius_m : float or None
        Of a circle: the middle of its cell, metres (British National Grid).
    """

    method: str
    ward: str | None
    strand: str
    ward_name: str
    strand_name: str
    first_day: date
    last_day: date
    chance: float | None
    once_in_days: float
    page: str
    query: dict[str, str] = field(default_factory=dict)
    x: float | None = None
    y: float | None = None
    radius_m: float | None = None

    def body(self) -> dict[str, Any]:
        """Give it as plain values, for keeping."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


def signal_of(body: Mapping[str, Any]) -> Signal:
    """Take up a signal as `Signal.body` left it."""
    first, last = (date.fromisoformat(body[name]) for name in ("first_day", "last_day"))
    return replace(Signal(**body), first_day=first, last_day=last)


def known_again(found: Sequence[Signal], known: Mapping[int, Signal]) -> dict[int, int]:
    """Say which of what was found is something known before.

    A line is the same as long as ward and strand are, and its four weeks touch those in which it was last
    seen. A cluster is the same if it is among the same reports, shares a day with the cluster as it was last
    seen, and the middle of one circle lies in the other; of several, those nearest to each other.

    Parameters
    ----------
    found : sequence of Signal
    known : mapping of int to Signal
        As they were last seen, by number; those that have ended, too.

    Returns
    -------
    dict of int to int
        Position in `found` to number; each number at most once.
    """
    pairs = sorted(
        (away, -number, position)
        for position, one in enumerate(found)
        for number, other in known.items()
        if (away := _apart(one, other)) is not None
    )
    same: dict[int, int] = {}
    for _, number, position in pairs:
        if position not in same and -number not in same.values():
            same[position] = -number
    return same


def _apart(one: Signal, other: Signal) -> float | None:
    """Say how far what was found lies from what was known; None if it is not the same."""
    if (one.method, one.strand) != (other.method, other.strand):
        return None
    if one.method == WEEKS:
        near = one.last_day <= other.last_day + timedelta(days=AGAIN_DAYS)
        return 0.0 if one.ward == other.ward and near else None
    if one.first_day > other.last_day or other.first_day > one.last_day:
        return None
    apart = hypot((one.x or 0) - (other.x or 0), (one.y or 0) - (other.y or 0))
    return apart if apart <= max(one.radius_m or 0, other.radius_m or 0) else None
