"""What is planted in the demo's records, so that what is found can be checked against what is there."""

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = [
    "BUSY",
    "DESERT",
    "EMERGING",
    "EVENT",
    "PERSISTENT",
    "STATION_DESK",
    "STOPPED",
    "STRAND",
    "Plant",
    "plants",
]


@dataclass(frozen=True)
class Plant:
    """A planted truth with a place: metres from the borough's origin."""

    name: str
    kind: str
    x: float
    y: float
    radius_m: float
    strands: tuple[str, ...]
    incidents: int
    days: tuple[date, date]
    note: str


PERSISTENT = "persistent hot spot"
EMERGING = "emerging hot spot"
STRAND = "hot spot of one strand"
BUSY = "busy place"
STATION_DESK = "address of convenience"
STOPPED = "an agency that stops reporting"
DESERT = "reporting desert"
EVENT = "a fortnight after an event"


def plants(first: date, latest: date) -> dict[str, Plant]:
    """List the planted truths that have a place."""
    return {
        plant.kind: plant
        for plant in (
            Plant("Netherfold Parade and the streets behind it", PERSISTENT, 1_990, 1_390, 230, ("race",
                "religion"), 190,
                  (first, latest),
                  "Race and religion; shops, street and homes; all three years, all sources."),
            Plant("The Quarrel Hill estate", EMERGING, 700, -1_700, 170, ("race", "religion"), 34,
                  (latest - timedelta(88), latest), "Nothing unusual before; evenings, near home."),
            Plant("The Willows Day Centre", STRAND, -900, -1_150, 300, ("disability",), 34,
                  (first, latest),
                  "Disability only, on weekday mornings and afternoons; all strands together are ordinary."),
            Plant("Market Place and the bus station", BUSY, 60, 820, 330, (), 0,
                  (first, latest),
                  "Many incidents because many people are there; the share with a hate strand is ordinary."),
            Plant("Corngate Police Office", STATION_DESK, -180, 1_060, 5, (), 40,
                  (first, latest),
                  "Offences whose place nobody knew, logged at the counter where they were reported."),
        )
    }  # fmt: skip
