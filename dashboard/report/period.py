"""The period of a pack: a calendar month, quarter, half-year or year, or a half or whole financial year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.answers.released.calendar import UNITS, days_of, unit_of

__all__ = ["KINDS", "PackPeriod", "periods_in"]

KINDS = {
    "month": "Month",
    "quarter": "Quarter",
    "half": "Six months",
    "year": "Calendar year",
    "financial-half": "Six months of a financial year",
    "financial-year": "Financial year",
}
"""Quarters of the calendar are those of a financial year too: it begins in April."""
STARTS = {"half": (1, 7), "financial-half": (4, 10), "year": (1,), "financial-year": (4,)}
MONTHS = {"half": 6, "financial-half": 6, "year": 12, "financial-year": 12}


@dataclass(frozen=True)
class PackPeriod:
    """A period that a release can tell of.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    code : str
        '2026-10', '2026-Q3', '2026-H2', '2026', '2026-27-H1', '2026-27'.
    first, last : datetime.date
    parts : tuple of str
        The release's own periods that it is told in, the earliest first: one where the release has such a
        period itself; otherwise quarters side by side, because released numbers are never added up.
    before : tuple of str
        The release's periods of the same length before it, for comparison; empty where it does not have them.
    """

    kind: str
    code: str
    first: date
    last: date
    parts: tuple[str, ...]
    before: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Write it: October 2026, April to September 2026, the financial year 2025/26."""
        if self.kind == "month":
            return f"{self.first:%B %Y}"
        if self.kind == "year":
            return f"{self.first:%Y}"
        if self.kind == "financial-year":
            return f"the financial year {self.first.year}/{self.last:%y} (April to March)"
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{self.first:%B}{year} to {self.last:%B %Y}"


def periods_in(known: Sequence[str], kind: str) -> list[PackPeriod]:
    """List the periods of a kind that a release can tell of, the latest first.

    Parameters
    ----------
    known : sequence of str
        The release's own periods: '2026', '2026-Q3', '2026-10'.
    kind : str
        One of `KINDS`.

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no such kind of period. Known: {', '.join(KINDS)}.")
    own = {unit: sorted(one for one in known if unit_of(one) == unit) for unit in UNITS}
    if kind in own:
        found = [PackPeriod(kind, one, *days_of(one), (one,)) for one in own[kind]]
    else:
        found = [made for one in own["quarter"] if (made := _of_quarters(kind, one, own["quarter"]))]
    return [_with_before(one, own) for one in reversed(found)]


def _of_quarters(kind: str, first: str, quarters: Sequence[str]) -> PackPeriod | None:
    """Lay a longer period out of quarters, if it begins with this one and all of them are there."""
    start = days_of(first)[0]
    if start.month not in STARTS[kind]:
        return None
    parts = _following(first, MONTHS[kind] // 3)
    if not set(parts) <= set(quarters):
        return None
    return PackPeriod(kind, _code(kind, start), start, days_of(parts[-1])[1], parts)


def _code(kind: str, start: date) -> str:
    if kind == "half":
        return f"{start.year}-H{1 if start.month == 1 else 2}"
    named = f"{start.year}-{(start.year + 1) % 100:02d}"
    return named if kind == "financial-year" else f"{named}-H{1 if start.month == 4 else 2}"


def _following(quarter: str, number: int) -> tuple[str, ...]:
    parts = [quarter]
    while len(parts) < number:
        following = days_of(parts[-1])[1] + timedelta(days=1)
        parts.append(f"{following.year}-Q{(following.month + 2) // 3}")
    return tuple(parts)


def _with_before(period: PackPeriod, own: dict[str, list[str]]) -> PackPeriod:
    """Add the same number of the release's periods before it, where the release has all of them."""
    unit = unit_of(period.parts[0])
    known = own[unit]
    at = known.index(period.parts[0])
    before = tuple(known[max(at - len(period.parts), 0) : at])
    is_whole = len(before) == len(period.parts) and _ends_before(before, period.first)
    return PackPeriod(
        period.kind, period.code, period.first, period.last, period.parts, before if is_whole else ()
    )


def _ends_before(before: Sequence[str], first: date) -> bool:
    return days_of(before[-1])[1] + timedelta(days=1) == first
