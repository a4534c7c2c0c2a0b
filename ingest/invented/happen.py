"""What happens in the borough in three years: everyday incidents, planted ones, and ones told twice."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from ingest.invented.chance import Chance, draw_strands, make_event, pick
from ingest.invented.event import Event
from ingest.invented.planting import plant_all
from ingest.invented.senders import SENDERS, Sender
from ingest.invented.truths import STRAND

__all__ = ["DESERT_WARD", "happen", "stopped_on"]

DESERT_WARD = "Eddlestone Rise"
_DESERT_TELLS = {
    "cris": 0.4,
    "cad": 0.45,
    "council": 0.4,
    "housing": 0.4,
    "centre": 0.06,
    "charity": 0.15,
    "school": 0.5,
}
"""How much of what happens in the reporting desert each sender comes to know."""

_TOLD_ALSO = {"cris": ("centre", "charity"), "cad": ("council", "centre"), "council": ("housing",)}
_TOLD_TWICE = 0.07


def happen(chance: Chance) -> list[Event]:
    """Draw everything that happens, in no particular order."""
    events = [event for sender in SENDERS for event in _everyday(sender, chance)]
    told = _told_twice([*events, *plant_all(chance)], chance.rng)
    latest = chance.calendar.days[-1]
    return [e for e in told if e.sender != "housing" or e.reported(latest) <= stopped_on(latest)]


def stopped_on(latest: date) -> date:
    """The last day on which the housing association sent anything: a month's end, eight months before."""
    months = latest.year * 12 + latest.month - 1 - 7
    return date(months // 12, months % 12 + 1, 1) - timedelta(1)


def _everyday(sender: Sender, chance: Chance) -> list[Event]:
    """Draw until the sender has its number; much of what happens in the desert is never told."""
    events: list[Event] = []
    while len(events) < sender.incidents:
        batch = _batch(sender, sender.incidents - len(events), chance)
        kept = _kept(batch, sender.key, chance)
        events += [event for event, keep in zip(batch, kept, strict=True) if keep]
    return events


def _batch(sender: Sender, n: int, chance: Chance) -> list[Event]:
    rng = chance.rng
    settings = np.array(pick(sender.settings, n, rng))
    events = []
    for setting in sender.settings:
        many = int((settings == setting).sum())
        when = chance.calendar.draw_days(setting, many, rng)
        hours = chance.calendar.draw_hours(setting, many, rng)
        hate = rng.random(many) < sender.hate_share
        for day, hour, hated, place in zip(when, hours, hate, _somewhere(setting, many, chance), strict=True):
            words = sender.hate if hated else sender.other
            events.append(
                make_event(
                    rng,
                    sender=sender.key,
                    day=chance.calendar.days[day],
                    hour=int(hour),
                    place=place,
                    setting=setting,
                    category="online_abuse" if setting == "online" else pick(words, 1, rng)[0],
                    strands=draw_strands(rng) if hated else (),
                )
            )
    return events


def _somewhere(setting: str, n: int, chance: Chance) -> list[tuple[float, float] | None]:
    """Draw places for a setting; nowhere for what happens online."""
    spots = chance.places.by_setting.get(setting)
    if spots is None:
        return [None] * n
    drawn = spots.draw(n, chance.rng)
    return [(float(spots.x[k]), float(spots.y[k])) for k in drawn]


def _kept(events: list[Event], sender: str, chance: Chance) -> np.ndarray:
    """Drop most of the desert, and most of what would hide the one strand about the day centre."""
    x = np.array([0.0 if event.x is None else event.x for event in events])
    y = np.array([0.0 if event.y is None else event.y for event in events])
    hate = np.array([bool(event.strands) for event in events])
    desert = np.array(chance.places.ward_names(x, y)) == DESERT_WARD
    centre = chance.plants[STRAND]
    about = np.hypot(x - chance.origin[0] - centre.x, y - chance.origin[1] - centre.y) < centre.radius_m
    roll = chance.rng.random(len(events))
    return np.asarray(~(desert & (roll > _DESERT_TELLS[sender])) & ~(about & hate & (roll > 0.15)))


def _told_twice(events: list[Event], rng: np.random.Generator) -> list[Event]:
    """Let some of those who told one agency tell another, a few days later."""
    told = list(events)
    twin = 0
    for k, event in enumerate(events):
        if (
            event.sender in _TOLD_ALSO
            and event.strands
            and event.x is not None
            and rng.random() < _TOLD_TWICE
        ):
            twin += 1
            other = str(rng.choice(_TOLD_ALSO[event.sender]))
            told[k] = replace(event, twin=twin)
            later = event.lag_days + int(rng.integers(0, 9))
            told.append(replace(event, sender=other, twin=twin, lag_days=later))
    return told
