"""What every draw of the demo's records needs: town, calendar, dice, and how an event is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ingest.invented.event import Event
from ingest.invented.places import Places
from ingest.invented.rhythm import Calendar
from ingest.invented.truths import Plant

__all__ = ["Chance", "draw_strands", "make_event", "pick"]

_STRANDS = {"race": 58, "religion": 13, "sexual_orientation": 14, "transgender": 5, "disability": 9,
            "gender": 3, "age": 1, "other": 2}  # fmt: skip
_BESIDE = {
    "race": ("religion", "religion", "religion", "gender"),
    "religion": ("race", "race", "gender"),
    "sexual_orientation": ("transgender", "gender", "race"),
    "transgender": ("sexual_orientation", "disability"),
    "disability": ("age", "race"),
    "gender": ("race",),
    "age": ("disability",),
    "other": ("race",),
}
_SEVERAL = 0.085
_NOTICED = {"victim": 66, "witness": 17, "third_party": 8, "officer": 9}
_OVERNIGHT = ("criminal_damage", "graffiti", "vehicle_crime")
_MINUTES = (0, 15, 30, 45, *range(0, 60, 5))


@dataclass(frozen=True)
class Chance:
    """The town and its calendar, what is planted there, and the dice."""

    places: Places
    calendar: Calendar
    plants: dict[str, Plant]
    origin: tuple[float, float]
    rng: np.random.Generator


def pick(weights: Mapping[str, float], n: int, rng: np.random.Generator) -> list[str]:
    """Draw n words by weight."""
    share = np.array(list(weights.values()), dtype=float)
    return [str(word) for word in rng.choice(np.array(list(weights)), n, p=share / share.sum())]


def draw_strands(rng: np.random.Generator) -> tuple[str, ...]:
    """Draw one strand, now and then two."""
    first = pick(_STRANDS, 1, rng)[0]
    return (first, str(rng.choice(_BESIDE[first]))) if rng.random() < _SEVERAL else (first,)


def make_event(
    rng: np.random.Generator,
    *,
    sender: str,
    day: date,
    hour: int,
    place: tuple[float, float] | None,
    setting: str,
    category: str,
    strands: tuple[str, ...],
    plant: str = "",
) -> Event:
    """Fill in what is left to chance: the minute, who told when, and whether only the night is known."""
    slow = 2.2 if sender in ("cris", "cad") else 7.0
    lag = int(min(rng.exponential(slow), 200)) if rng.random() > 0.35 else 0
    until = None
    if category in _OVERNIGHT and rng.random() < 0.55:
        evening = hour > 12
        until = (day + timedelta(1), int(rng.integers(7, 10))) if evening else (day, min(hour + 3, 23))
    noticed = pick(_NOTICED, 1, rng)[0]
    return Event(
        sender=sender,
        day=day,
        hour=hour,
        minute=int(rng.choice(_MINUTES)),
        x=place[0] if place else None,
        y=place[1] if place else None,
        setting=setting,
        category=category,
        strands=strands,
        lag_days=lag,
        noticed_by="victim" if plant and noticed == "officer" else noticed,
        until=until,
        plant=plant,
    )
