"""When a profile's next release is due: enough has changed, and the last one is old enough."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from ingest.records.changed_since import changed_since
from ingest.records.releases import KeptRelease, latest_release
from ingest.records.troubles import StoreError

__all__ = ["FEWEST_CHANGES", "RHYTHM", "Due", "NotDueError", "ReleaseError", "due_on"]

FEWEST_CHANGES = 10
"""With fewer, what differs between two releases could be told to be one record.

An agency knows its own records, so where others changed some as well, so many must be theirs.
"""
RHYTHM = {"partner": "weekly", "public": "monthly"}


class ReleaseError(StoreError):
    """No release can be made; nothing was changed."""


class NotDueError(ReleaseError):
    """No release is due yet."""


@dataclass(frozen=True)
class Due:
    """Whether a release of a profile is due.

    Attributes
    ----------
    profile : str
    last : KeptRelease or None
        The one before.
    changes : int
        Records that came, changed or went since; 0 where there is none before.
    day : datetime.date
        From when on the next one may be made.
    has_enough, is_time : bool
    """

    profile: str
    last: KeptRelease | None
    changes: int
    day: date
    has_enough: bool
    is_time: bool

    @property
    def why_not(self) -> str:
        """Say in a sentence why none is due; nothing where one is."""
        if self.last is None:
            return ""
        before = f"{self.profile} release {self.last.number}"
        if not self.has_enough and self.changes >= FEWEST_CHANGES:
            return (
                f"Most of the records that changed since {before} are one agency's, and fewer than "
                f"{FEWEST_CHANGES} are others', so no new one is made: that agency could tell what differs "
                "from its own records, and see where the others fell."
            )
        if not self.has_enough:
            return (
                f"Fewer than {FEWEST_CHANGES} records have changed since {before}, so no new one is made: "
                "what differs between the two could tell of a single record."
            )
        if not self.is_time:
            return (
                f"{before[0].upper()}{before[1:]} is of {self.last.made_at:%-d %B %Y}, and they are made "
                f"{RHYTHM[self.profile]}: the next is due on {self.day:%-d %B %Y}."
            )
        return ""


def due_on(connection: Connection, profile: str, today: date) -> Due:
    """Say whether a release of a profile is due on a day."""
    last = latest_release(connection, profile)
    if last is None:
        return Due(profile, None, 0, today, has_enough=True, is_time=True)
    made = last.made_at.date()
    day = made + timedelta(days=7) if profile == "partner" else _month_later(made)
    changes = changed_since(connection, last.last_batch, last.made_at)
    has_enough = changes.all >= FEWEST_CHANGES and (
        changes.of_others >= FEWEST_CHANGES or not changes.of_others
    )
    return Due(profile, last, changes.all, day, has_enough, today >= day)


def _month_later(day: date) -> date:
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
