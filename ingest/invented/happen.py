"""What happens in the invented borough over three years: everyday incidents, planted ones, and ones told twice."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from boundaries.study_area import ward_of
from ingest.invented.event import Event
from ingest.invented.places import Places, Spots
from ingest.invented.rhythm import Calendar
from ingest.invented.senders import SENDERS, Sender
from ingest.invented.truths import EMERGING, EVENT, PERSISTENT, STATION_DESK, STRAND, Plant

__all__ = ["DESERT_WARD", "EVENT_DAYS", "happen", "stopped_on"]

DESERT_WARD = "Eddlestone Rise"
EVENT_DAYS = (date(2025, 8, 2), date(2025, 8, 15))
_DESERT_KEEPS = {
    "cris": 0.4,
    "cad": 0.45,
    "council": 0.4,
    "housing": 0.4,
    "centre": 0.06,
    "charity": 0.15,
    "school": 0.5,
}
_STRANDS = {"race": 58, "religion": 13, "sexual_orientation": 14, "transgender": 5, "disability": 9, "gender": 3,
            "age": 1, "other": 2}  # fmt: skip
_BESIDE = {"race": ("religion", "religion", "religion", "gender"), "religion": ("race", "race", "gender"),
           "sexual_orientation": ("transgender", "gender", "race"), "transgender": ("sexual_orientation", "disability"),
           "disability": ("age", "race"), "gender": ("race",), "age": ("disability",), "other": ("race",)}  # fmt: skip
_TELLERS = {
    PERSISTENT: {"cris": 56, "cad": 16, "council": 12, "centre": 9, "charity": 4, "housing": 3},
    EMERGING: {"cris": 50, "cad": 20, "council": 14, "centre": 9, "charity": 7},
    STRAND: {"cris": 40, "cad": 18, "centre": 24, "charity": 10, "council": 8},
    EVENT: {"cris": 58, "cad": 26, "centre": 10, "charity": 6},
}
_ASIDE = {"cris": ("centre", "charity"), "cad": ("council", "centre"), "council": ("housing",)}


@dataclass(frozen=True)
class _Draw:
    """What every draw needs."""

    places: Places
    calendar: Calendar
    plants: dict[str, Plant]
    origin: tuple[float, float]
    rng: np.random.Generator


def happen(
    places: Places,
    calendar: Calendar,
    plants: dict[str, Plant],
    origin: tuple[float, float],
    rng: np.random.Generator,
) -> list[Event]:
    """Draw everything that happens, in no particular order."""
    draw = _Draw(places, calendar, plants, origin, rng)
    events = [event for sender in SENDERS for event in _everyday(sender, draw)]
    for kind in (PERSISTENT, EMERGING, STRAND):
        events += _planted(plants[kind], draw)
    events += _after_event(draw) + _at_the_desk(plants[STATION_DESK], draw)
    latest = calendar.days[-1]
    told = _told_twice(events, rng)
    return [e for e in told if e.sender != "housing" or e.reported(latest) <= stopped_on(latest)]


def stopped_on(latest: date) -> date:
    """The last day on which the housing association sent anything: the end of a month eight months before."""
    months = latest.year * 12 + latest.month - 1 - 7
    return date(months // 12, months % 12 + 1, 1) - timedelta(1)


def _everyday(sender: Sender, draw: _Draw) -> list[Event]:
    """Draw until the sender has its number; much of what happens in the desert is never told."""
    events: list[Event] = []
    while len(events) < sender.incidents:
        batch = _batch(sender, sender.incidents - len(events), draw)
        keep = _kept(batch, sender.key, draw)
        events += [event for event, kept in zip(batch, keep, strict=True) if kept]
    return events


def _batch(sender: Sender, n: int, draw: _Draw) -> list[Event]:
    rng, days = draw.rng, draw.calendar.days
    settings = _pick(sender.settings, n, rng)
    hate = rng.random(n) < sender.hate_share
    events = []
    for setting in sender.settings:
        rows = np.flatnonzero(settings == setting)
        when, hours = (
            draw.calendar.draw_days(setting, len(rows), rng),
            draw.calendar.draw_hours(setting, len(rows), rng),
        )
        spots = draw.places.by_setting.get(setting)
        where = spots.draw(len(rows), rng) if spots is not None else when
        for row, day, hour, spot in zip(rows, when, hours, where, strict=True):
            words = sender.hate if hate[row] else sender.other
            category = "online_abuse" if setting == "online" else str(_pick(words, 1, rng)[0])
            x, y = (float(spots.x[spot]), float(spots.y[spot])) if spots is not None else (None, None)
            strands = _strands(rng) if hate[row] else ()
            events.append(_event(sender.key, days[day], int(hour), x, y, setting, category, strands, rng))
    return events


def _kept(events: list[Event], sender: str, draw: _Draw) -> np.ndarray:
    x, y = (
        np.array([np.nan if v is None else v for v in vs])
        for vs in zip(*((e.x, e.y) for e in events), strict=True)
    )
    names = np.array(draw.places.ward_names(np.nan_to_num(x), np.nan_to_num(y)))
    keep = np.where(names == DESERT_WARD, draw.rng.random(len(x)) < _DESERT_KEEPS[sender], True)
    willows = draw.plants[STRAND]
    about = np.hypot(x - draw.origin[0] - willows.x, y - draw.origin[1] - willows.y) < willows.radius_m
    hate = np.array([bool(event.strands) for event in events])
    return np.asarray(keep & ~(about & hate & (draw.rng.random(len(x)) < 0.85)))


def _event(sender, day, hour, x, y, setting, category, strands, rng, **more) -> Event:  # type: ignore[no-untyped-def]  # noqa: PLR0917
    lag = (
        int(min(rng.exponential(2.2 if sender in ("cris", "cad") else 7.0), 200))
        if rng.random() > 0.35
        else 0
    )
    noticed = str(rng.choice(["victim", "witness", "third_party", "officer"], p=[0.66, 0.17, 0.08, 0.09]))
    until = None
    if category in ("criminal_damage", "graffiti", "vehicle_crime") and rng.random() < 0.55:
        until = (
            day + timedelta(1 if hour > 12 else 0),
            int(rng.integers(7, 10)) if hour > 12 else min(hour + 3, 23),
        )
    return Event(
        sender, day, hour, int(rng.choice([0, 15, 30, 45, *range(0, 60, 5)])), x, y, setting, category, strands, lag,
        noticed_by=noticed, until=until, **more,
    )  # fmt: skip


def _planted(plant: Plant, draw: _Draw) -> list[Event]:
    """Draw a hot spot's own incidents, at the places within its radius."""
    rng, home = draw.rng, (plant.x + draw.origin[0], plant.y + draw.origin[1])
    mix = (
        {"street": 50, "near_home": 30, "shop": 20}
        if plant.kind != STRAND
        else {"street": 55, "transport": 30, "shop": 15}
    )
    spots = {
        setting: _some(draw.places.by_setting["near_home"].near(*home, plant.radius_m), rng)
        for setting in mix
    }
    first, last = (draw.calendar.days.index(day) for day in plant.days)
    events = []
    for setting, sender in zip(
        _pick(mix, plant.incidents, rng), _pick(_TELLERS[plant.kind], plant.incidents, rng), strict=True
    ):
        day = draw.calendar.days[int(rng.integers(first, last + 1))]
        hour = int(draw.calendar.draw_hours(str(setting), 1, rng)[0])
        if plant.kind == STRAND:
            hour = int(rng.choice([9, 10, 12, 13, 15, 16], p=[0.2, 0.15, 0.1, 0.1, 0.25, 0.2]))
            day -= (
                timedelta(max(day.weekday() - 4, 0))
                if (day - draw.calendar.days[0]).days > 1
                else timedelta(0)
            )
        place = spots[str(setting)]
        spot = place.draw(1, rng)[0]
        category = str(
            _pick({"verbal_abuse": 40, "harassment": 30, "threats": 15, "public_order": 15}, 1, rng)[0]
        )
        strands = (str(rng.choice(plant.strands, p=_lean(len(plant.strands)))),)
        made = _event(str(sender), day, hour, float(place.x[spot]), float(place.y[spot]), str(setting), category, strands, rng,
                      plant=plant.kind)  # fmt: skip
        events.append(replace(made, noticed_by="victim" if made.noticed_by == "officer" else made.noticed_by))
    return events


def _some(spots: Spots, rng: np.random.Generator) -> Spots:
    """Make a few of the places much likelier than the rest: a bus stop, a shop door."""
    weight = rng.pareto(1.5, len(spots.x)) + 0.3
    return Spots(spots.x, spots.y, weight / weight.sum())


def _lean(n: int) -> list[float]:
    return [1.0] if n == 1 else [0.72, 0.28]


def _after_event(draw: _Draw) -> list[Event]:
    """A fortnight in which strangers were shouted at all over town."""
    rng, spots = draw.rng, draw.places.streets
    first = draw.calendar.days.index(EVENT_DAYS[0]) if EVENT_DAYS[0] in draw.calendar.days else None
    if first is None:
        return []
    events = []
    for sender in _pick(_TELLERS[EVENT], 48, rng):
        day = draw.calendar.days[first + int(min(rng.exponential(4), 13))]
        spot, hour = spots.draw(1, rng)[0], int(draw.calendar.draw_hours("street", 1, rng)[0])
        strand = str(rng.choice(["race", "religion"], p=[0.6, 0.4]))
        events.append(_event(str(sender), day, hour, float(spots.x[spot]), float(spots.y[spot]), "street", "verbal_abuse",
                             (strand,), rng, plant=EVENT))  # fmt: skip
    return events


def _at_the_desk(plant: Plant, draw: _Draw) -> list[Event]:
    """Offences logged at the police office, for want of a better place."""
    x, y = round(plant.x + draw.origin[0]), round(plant.y + draw.origin[1])
    when = draw.calendar.draw_days("other", plant.incidents, draw.rng)
    return [
        _event("cris", draw.calendar.days[day], 12, float(x), float(y), "other", "harassment" if k % 3 else "theft",
               _strands(draw.rng) if k % 4 == 0 else (), draw.rng, plant=STATION_DESK)
        for k, day in enumerate(when)
    ]  # fmt: skip


def _told_twice(events: list[Event], rng: np.random.Generator) -> list[Event]:
    """Let some of those who told one agency tell another, a little differently."""
    told = list(events)
    twin = 0
    for k, event in enumerate(events):
        if event.sender in _ASIDE and event.strands and event.x is not None and rng.random() < 0.07:
            twin += 1
            other = str(rng.choice(_ASIDE[event.sender]))
            told[k] = replace(event, twin=twin)
            told.append(
                replace(event, sender=other, twin=twin, lag_days=event.lag_days + int(rng.integers(0, 9)))
            )
    return told


def _strands(rng: np.random.Generator) -> tuple[str, ...]:
    first = str(_pick(_STRANDS, 1, rng)[0])
    return (first, str(rng.choice(_BESIDE[first]))) if rng.random() < 0.085 else (first,)


def _pick(weights: dict[str, float], n: int, rng: np.random.Generator) -> np.ndarray:
    chance = np.array(list(weights.values()), dtype=float)
    return rng.choice(np.array(list(weights)), n, p=chance / chance.sum())
