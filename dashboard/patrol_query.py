"""What is asked of a patrol, in the address bar: wards by their codes, a day, two times and two numbers."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from dashboard.patrol_plan import PatrolQuestion

__all__ = ["EVENING", "Asked", "read_patrol", "write_patrol"]

CODE = re.compile(r"[A-Z]\d{8}")
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
EVENING = (time(19, 0), time(23, 0))
"""The shift that is asked for before anybody says another."""
PEOPLE, MINUTES = 2, 120
MOST = 1_440
SOON, LATE = 366, 366
"""A shift lies within so many days before and after today."""


@dataclass(frozen=True)
class Asked:
    """A shift as people say it: an end that is no later than the start is on the day after.

    Attributes
    ----------
    wards : frozenset of str
    day : datetime.date
    starts, ends : datetime.time
    people, minutes : int
    """

    wards: frozenset[str]
    day: date
    starts: time = EVENING[0]
    ends: time = EVENING[1]
    people: int = PEOPLE
    minutes: int = MINUTES

    @property
    def question(self) -> PatrolQuestion:
        """The same with its dates; times that are equal make a shift without minutes, which is refused."""
        ends = datetime.combine(self.day, self.ends)
        if self.ends < self.starts:
            ends += timedelta(1)
        starts = datetime.combine(self.day, self.starts)
        return PatrolQuestion(self.wards, starts, ends, self.people, self.minutes)


def read_patrol(
    query: Mapping[str, str], *, wards: Collection[str], today: date
) -> tuple[Asked, tuple[str, ...]]:
    """Read a shift from the address bar.

    Parameters
    ----------
    query : mapping of str to str
        Words of other questions are passed over.
    wards : collection of str
        Codes that there are.
    today : datetime.date

    Returns
    -------
    asked : Asked
        With the usual answer wherever a word could not be understood.
    ignored : tuple of str
        The words that could not be understood (the words, never what was in them).
    """
    asked, ignored = Asked(frozenset(), today), []
    for word, read in READ.items():
        if word in query:
            try:
                asked = replace(asked, **{word: read(query[word])})
            except ValueError:
                ignored.append(word)
    if not asked.wards <= set(wards):
        asked = replace(asked, wards=asked.wards & set(wards))
        ignored.append("wards")
    if not -SOON <= (asked.day - today).days <= LATE:
        asked = replace(asked, day=today)
        ignored.append("day")
    return asked, tuple(ignored)


def write_patrol(asked: Asked, *, today: date) -> dict[str, str]:
    """Put a shift into the address bar's words; what is as usual is left out."""
    usual = Asked(frozenset(), today)
    written = {
        "wards": "-".join(sorted(asked.wards)),
        "day": asked.day.isoformat(),
        "starts": f"{asked.starts:%H:%M}",
        "ends": f"{asked.ends:%H:%M}",
        "people": str(asked.people),
        "minutes": str(asked.minutes),
    }
    return {word: said for word, said in written.items() if getattr(asked, word) != getattr(usual, word)}


def _wards(said: str) -> frozenset[str]:
    codes = said.split("-")
    if len(codes) > 300 or not all(CODE.fullmatch(code) for code in codes):
        raise ValueError("no codes of wards")
    return frozenset(codes)


def _clock(said: str) -> time:
    if not CLOCK.fullmatch(said):
        raise ValueError("no time of day")
    return time.fromisoformat(said)


def _number(said: str) -> int:
    if not re.fullmatch(r"\d{1,4}", said) or not 1 <= int(said) <= MOST:
        raise ValueError("no number")
    return int(said)


READ: Mapping[str, Callable[[str], Any]] = {
    "wards": _wards,
    "day": date.fromisoformat,
    "starts": _clock,
    "ends": _clock,
    "people": _number,
    "minutes": _number,
}
