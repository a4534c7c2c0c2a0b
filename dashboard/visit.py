"""A visit: to a place of a plan, another place or a centre; planned, made, missed, or not told of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

__all__ = [
    "KINDS",
    "MADE",
    "MISSED",
    "NOTE_MOST",
    "STATES",
    "KeptPlan",
    "Visit",
    "minutes_words",
    "outcome_words",
]

NOTE_MOST = 200
KINDS = {"patrol": "Patrol", "centre": "Visit to a centre"}
STATES = {"planned": "Still to do", "done": "Done", "missed": "Missed", "unsaid": "Nobody has said"}
"""A visit that was planned and of which nobody has said anything is neither done nor missed."""
MADE = {
    "patrol": {
        "quiet": "Nothing to note",
        "talked": "Talked with people",
        "helped": "Helped somebody",
        "dealt": "Dealt with something",
        "environment": "Something to mend here",
    },
    "centre": {
        "met": "Met the staff",
        "told": "They had something to tell",
        "needs": "They need something",
        "shut": "Found it closed",
    },
}
"""What came of a visit, by its kind."""
MISSED = {
    "called": "Called away",
    "time": "No time left",
    "people": "Too few people",
    "other": "Another reason",
}


@dataclass(frozen=True)
class Visit:
    """One visit as it is read.

    Attributes
    ----------
    number : int
    kind, state : str
        Of `KINDS` and `STATES`.
    team : str
    ward, ward_name, where : str
        `where` names the place in words.
    cell : str
        H3 index; empty where only the ward, or the centre, is known.
    centre, plan, stop : int or None
        The centre's number; the plan's, and the place's number in it.
    planned_from, planned_to, started_at, ended_at : datetime.datetime or None
        London's time without a zone.
    outcome, note : str
        A code of `MADE` or `MISSED`, and what was written beside it.
    seal : str
        Of the visit as it was when it was read.
    """

    number: int
    kind: str
    state: str
    team: str
    ward: str
    ward_name: str
    where: str
    cell: str
    centre: int | None
    plan: int | None
    stop: int | None
    planned_from: datetime | None
    planned_to: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str
    note: str
    seal: str

    @property
    def day(self) -> date:
        """The day on which it was to be, or was."""
        at = self.planned_from or self.started_at
        assert at is not None
        return at.date()

    @property
    def monday(self) -> date:
        """The first day of its ISO week."""
        return self.day - timedelta(days=self.day.weekday())

    @property
    def planned_minutes(self) -> int:
        """How long it was to take."""
        return _minutes(self.planned_from, self.planned_to)

    @property
    def minutes(self) -> int:
        """How long it took."""
        return _minutes(self.started_at, self.ended_at)


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it was kept.

    Attributes
    ----------
    visits : tuple of Visit
        In order of time.
    """

    number: int
    team: str
    starts: datetime
    ends: datetime
    people: int
    minutes: int
    visits: tuple[Visit, ...]

    @property
    def title(self) -> str:
        """Name it by its team and its shift."""
        day = f"{self.starts:%a} {self.starts.day} {self.starts:%B}"
        return f"{self.team}, {day}, {self.starts:%H:%M} to {self.ends:%H:%M}"

    def due(self, now: datetime) -> list[Visit]:
        """Give the visit of each place that is due: of those still to do the one nearest in time."""
        still = [one for one in self.visits if one.state in ("planned", "unsaid")]
        nearest = sorted(still, key=lambda one: abs((one.planned_from or now) - now), reverse=True)
        return sorted({one.stop: one for one in nearest}.values(), key=lambda one: one.stop or 0)

    def next_of(self, now: datetime) -> Visit | None:
        """Give the visit that is due now."""
        return min(self.due(now), key=lambda one: abs((one.planned_from or now) - now), default=None)


def outcome_words(visit: Visit) -> str:
    """Say what came of a visit, or why it was not made."""
    known = MISSED if visit.state == "missed" else MADE.get(visit.kind, {})
    said = known.get(visit.outcome, "")
    return f"{said}: {visit.note}" if said and visit.note else said or visit.note


def minutes_words(minutes: int) -> str:
    """Write minutes: 45 min, 2 h 5 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])


def _minutes(start: datetime | None, end: datetime | None) -> int:
    return 0 if start is None or end is None else round((end - start).total_seconds() / 60)
