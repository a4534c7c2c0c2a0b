"""A round as a device takes it: places in order, and when to be at each."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Halt", "Tour"]


@dataclass(frozen=True)
class Halt:
    """A place of the round.

    Attributes
    ----------
    number : int
    name, note : str
        Words for people.
    lon, lat : float
        The middle of the place.
    times : tuple of (datetime.datetime, datetime.datetime)
        From and to, London's time without a zone.
    """

    number: int
    name: str
    note: str
    lon: float
    lat: float
    times: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class Tour:
    """Places in the order of the round; the line of the way is straight between them."""

    halts: tuple[Halt, ...]
