"""One thing that happened in the demo, before anybody writes it down."""

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Event"]


@dataclass(frozen=True)
class Event:
    """An invented incident as one sender comes to know it.

    `x`, `y` are metres (EPSG:27700), None where it has no place; `hour` is None where nobody said; `until` is
    the last day and hour where only an interval is known; `plant` names the planted truth that it belongs to.
    """

    sender: str
    day: date
    hour: int | None
    minute: int
    x: float | None
    y: float | None
    setting: str
    category: str
    strands: tuple[str, ...]
    lag_days: int
    noticed_by: str = "victim"
    until: tuple[date, int] | None = None
    plant: str = ""
    twin: int = 0  # the same number for two senders' records of one event; 0 for none

    def reported(self, latest: date) -> date:
        """The day it was written down, never after the latest day."""
        return min(self.day + timedelta(self.lag_days), latest)
