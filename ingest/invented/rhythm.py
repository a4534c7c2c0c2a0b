"""When things happen: how days, weekdays, seasons, school terms and hours differ between settings."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

__all__ = ["Calendar", "make_calendar"]

_HOURS = {  # weight of each hour from midnight
    "street": "5 4 3 2 1 1 1 2 4 4 4 5 6 6 7 9 9 9 9 9 9 9 8 7",
    "near_home": "3 2 1 1 1 1 1 2 3 3 3 4 4 5 6 9 11 11 11 11 10 9 8 6",
    "home": "3 2 2 1 1 1 1 2 3 4 4 4 5 5 6 8 9 10 11 11 11 10 8 6",
    "transport": "1 1 1 0 0 1 3 8 10 5 4 4 4 4 5 9 9 9 8 6 5 4 4 3",
    "shop": "2 1 0 0 0 0 0 1 3 5 7 9 10 10 9 9 9 9 8 6 5 5 4 3",
    "venue": "14 12 9 5 2 1 0 0 0 1 1 2 3 3 3 3 3 4 5 7 9 12 14 15",
    "work": "1 0 0 0 0 0 1 3 7 9 10 10 8 9 9 9 8 6 4 3 2 2 1 1",
    "park": "1 1 0 0 0 0 1 2 2 3 4 5 6 7 8 11 12 11 10 9 7 4 2 1",
    "school": "0 0 0 0 0 0 0 0 8 6 9 7 12 10 6 11 3 0 0 0 0 0 0 0",
    "online": "4 2 1 1 1 1 2 3 4 4 4 4 5 5 5 6 7 8 9 10 11 11 10 7",
    "other": "2 1 1 1 1 1 2 3 5 6 6 6 6 6 6 7 7 7 6 6 5 4 4 3",
}
_WEEK = {  # Monday first
    "street": "9 9 9 10 12 13 10", "near_home": "9 9 9 9 10 12 12", "home": "10 9 9 9 10 11 12",
    "transport": "11 11 11 11 12 8 5", "shop": "8 8 8 9 11 15 8", "venue": "3 3 4 7 16 22 9",
    "work": "12 12 12 12 11 4 3", "park": "8 8 8 8 10 14 14", "school": "11 10 11 10 9 0 0",
    "online": "10 10 10 10 10 10 11", "other": "10 10 10 10 10 10 9",
}  # fmt: skip
_MONTH = {  # January first; others are even
    "street": "8 8 9 9 10 11 12 12 10 10 9 8", "near_home": "7 7 8 10 11 12 13 13 10 10 8 7",
    "park": "4 4 6 9 12 14 15 15 11 8 5 4", "venue": "8 8 9 9 10 10 11 11 10 10 9 13",
    "shop": "9 9 9 9 9 9 10 10 9 9 10 13", "school": "10 9 11 8 10 10 6 0 11 10 12 8",
}  # fmt: skip
_HOLIDAYS = ((12, 20, 1, 4), (4, 3, 4, 17), (7, 22, 9, 2), (10, 24, 10, 31), (2, 14, 2, 21), (5, 25, 5, 31))


@dataclass(frozen=True)
class Calendar:
    """Every day of the period, and how likely each is for each setting."""

    days: tuple[date, ...]
    chance: dict[str, np.ndarray]

    def draw_days(self, setting: str, n: int, rng: np.random.Generator) -> np.ndarray:
        """Draw positions into `days`."""
        return np.searchsorted(np.cumsum(self.chance[_known(setting)]), rng.random(n) * (1 - 1e-12))

    @staticmethod
    def draw_hours(setting: str, n: int, rng: np.random.Generator) -> np.ndarray:
        """Draw hours of the day, 0 to 23."""
        weight = np.array(_HOURS[_known(setting)].split(), dtype=float)
        return rng.choice(24, n, p=weight / weight.sum())


def make_calendar(first: date, latest: date) -> Calendar:
    """Make the calendar of the days from first to latest; reporting grows by a third over three years."""
    days = tuple(first + timedelta(n) for n in range((latest - first).days + 1))
    growth = np.linspace(0.85, 1.15, len(days))
    chance = {}
    for setting in _HOURS:
        week = np.array(_WEEK[setting].split(), dtype=float)[[day.weekday() for day in days]]
        months = np.array(_MONTH.get(setting, " ".join(["10"] * 12)).split(), dtype=float)
        season = months[[day.month - 1 for day in days]]
        at_school = np.array([not _holiday(day) for day in days]) if setting == "school" else 1.0
        weight = week * season * growth * at_school
        chance[setting] = weight / weight.sum()
    return Calendar(days, chance)


def _known(setting: str) -> str:
    return setting if setting in _HOURS else "other"


def _holiday(day: date) -> bool:
    here = (day.month, day.day)
    return any(
        a <= here <= b if a <= b else here >= a or here <= b
        for a, b in (((h[0], h[1]), (h[2], h[3])) for h in _HOLIDAYS)
    )
