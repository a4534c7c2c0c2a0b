"""The planted incidents: hot spots, a fortnight after an event, and the counter of the police office."""

from datetime import date, timedelta

import numpy as np

from ingest.invented.chance import Chance, draw_strands, make_event, pick
from ingest.invented.event import Event
from ingest.invented.places import Spots
from ingest.invented.truths import EMERGING, EVENT, PERSISTENT, STATION_DESK, STRAND, Plant

__all__ = ["EVENT_DAYS", "plant_all"]

EVENT_DAYS = (date(2025, 8, 2), date(2025, 8, 15))
_EVENT_INCIDENTS = 48
_TELLERS = {
    PERSISTENT: {"cris": 56, "cad": 16, "council": 12, "centre": 9, "charity": 4, "housing": 3},
    EMERGING: {"cris": 50, "cad": 20, "council": 14, "centre": 9, "charity": 7},
    STRAND: {"cris": 40, "cad": 18, "centre": 24, "charity": 10, "council": 8},
    EVENT: {"cris": 58, "cad": 26, "centre": 10, "charity": 6},
}
_SETTINGS = {
    PERSISTENT: {"street": 50, "near_home": 30, "shop": 20},
    EMERGING: {"street": 45, "near_home": 55},
    STRAND: {"street": 55, "transport": 30, "shop": 15},
}
_CATEGORIES = {"verbal_abuse": 40, "harassment": 30, "threats": 15, "public_order": 15}
_DAY_CENTRE_HOURS = {"9": 20, "10": 15, "12": 10, "13": 10, "15": 25, "16": 20}


def plant_all(chance: Chance) -> list[Event]:
    """Draw all that is planted."""
    spots = [
        event for kind in (PERSISTENT, EMERGING, STRAND) for event in _hot_spot(chance.plants[kind], chance)
    ]
    return [*spots, *_after_event(chance), *_at_the_desk(chance.plants[STATION_DESK], chance)]


def _hot_spot(plant: Plant, chance: Chance) -> list[Event]:
    """Draw a hot spot's own incidents, at a few places within its radius."""
    rng, days = chance.rng, chance.calendar.days
    about = chance.places.by_setting["near_home"].near(
        plant.x + chance.origin[0], plant.y + chance.origin[1], plant.radius_m
    )
    doors = {setting: _few(about, rng) for setting in _SETTINGS[plant.kind]}
    first, last = days.index(plant.days[0]), days.index(plant.days[1])
    settings = pick(_SETTINGS[plant.kind], plant.incidents, rng)
    tellers = pick(_TELLERS[plant.kind], plant.incidents, rng)
    events = []
    for setting, sender in zip(settings, tellers, strict=True):
        day = days[int(rng.integers(first, last + 1))]
        hour = int(chance.calendar.draw_hours(setting, 1, rng)[0])
        if plant.kind == STRAND:
            day, hour = _weekday(day, first=days[0]), int(pick(_DAY_CENTRE_HOURS, 1, rng)[0])
        spot = doors[setting].draw(1, rng)[0]
        strand = plant.strands[0] if len(plant.strands) == 1 or rng.random() < 0.72 else plant.strands[1]
        events.append(
            make_event(
                rng,
                sender=sender,
                day=day,
                hour=hour,
                place=(float(doors[setting].x[spot]), float(doors[setting].y[spot])),
                setting=setting,
                category=pick(_CATEGORIES, 1, rng)[0],
                strands=(strand,),
                plant=plant.kind,
            )
        )
    return events


def _few(spots: Spots, rng: np.random.Generator) -> Spots:
    """Make a few of the places much likelier than the rest: a bus stop, a shop door."""
    weight = rng.pareto(1.5, len(spots.x)) + 0.3
    return Spots(spots.x, spots.y, weight / weight.sum())


def _weekday(day: date, *, first: date) -> date:
    """Move a day of the weekend to the Friday before, or to the Monday after at the very beginning."""
    over = max(day.weekday() - 4, 0)
    return day - timedelta(over) if day - timedelta(over) >= first else day + timedelta(3 - over)


def _after_event(chance: Chance) -> list[Event]:
    """A fortnight in which strangers were shouted at all over town, if the period has it."""
    rng, spots, days = chance.rng, chance.places.streets, chance.calendar.days
    if not days[0] <= EVENT_DAYS[0] <= EVENT_DAYS[1] <= days[-1]:
        return []
    events = []
    for sender in pick(_TELLERS[EVENT], _EVENT_INCIDENTS, rng):
        spot = spots.draw(1, rng)[0]
        events.append(
            make_event(
                rng,
                sender=sender,
                day=EVENT_DAYS[0] + timedelta(int(min(rng.exponential(4), 13))),
                hour=int(chance.calendar.draw_hours("street", 1, rng)[0]),
                place=(float(spots.x[spot]), float(spots.y[spot])),
                setting="street",
                category="verbal_abuse",
                strands=(str(rng.choice(["race", "religion"], p=[0.6, 0.4])),),
                plant=EVENT,
            )
        )
    return events


def _at_the_desk(plant: Plant, chance: Chance) -> list[Event]:
    """Offences logged at the police office, for want of a better place; one in four with a strand."""
    rng = chance.rng
    place = (float(round(plant.x + chance.origin[0])), float(round(plant.y + chance.origin[1])))
    when = chance.calendar.draw_days("other", plant.incidents, rng)
    return [
        make_event(
            rng,
            sender="cris",
            day=chance.calendar.days[day],
            hour=12,
            place=place,
            setting="other",
            category="harassment" if k % 3 else "theft",
            strands=draw_strands(rng) if k % 4 == 0 else (),
            plant=STATION_DESK,
        )
        for k, day in enumerate(when)
    ]
