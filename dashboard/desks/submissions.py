"""The queue's desk: what people told and nobody has graded, handed in with care and read one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from dashboard.desks.importing import Desk
from dashboard.desks.looking import listed as look_at_list
from dashboard.desks.looking import opened as look_at_one
from dashboard.desks.report_lists import Reader
from dashboard.desks.report_wording import span_words, strand_words, ward_name
from dashboard.desks.reports import MendFirst, Problem
from ingest.records import Store, schema
from ingest.records.audit import now
from ingest.records.registers import enter, entries, find_entry, versions
from ingest.reports.echoes import echoes
from ingest.reports.report import Judged
from ingest.reports.submission import PUBLIC, STATES, find_marks, judge_submission
from ingest.reports.text import SEEN_MOST, tidy

__all__ = [
    "HIDDEN",
    "PUBLIC",
    "SEEN_MOST",
    "STATES",
    "Queue",
    "check_submission",
    "find_submission",
    "hand_in",
    "is_hidden",
    "list_queue",
    "marks_of",
    "queue",
    "queue_words",
    "received_on",
    "seen_words",
    "steps_of",
]

SUBMISSIONS = schema.submissions
LONDON = ZoneInfo("Europe/London")
HIDDEN = "Hidden until somebody of the agency that sent it has taken a second look."
FULL = (
    "so many people are writing just now that no more can be taken in for the moment. Nothing that you wrote "
    "is lost: leave this page open and try again in an hour."
)


@dataclass(frozen=True)
class Queue:
    """What waits on a day: how many, for how many days the oldest, and how many ask for a second look."""

    waiting: int
    oldest_days: int | None
    second_look: int


def check_submission(
    desk: Desk, said: Mapping[str, Any], *, channel: str, today: date
) -> tuple[Problem, ...]:
    """Say what is wrong with a submission as far as it is written; nothing is kept."""
    return _judged(desk, said, channel, today).problems


def hand_in(
    desk: Desk,
    said: Mapping[str, Any],
    *,
    channel: str,
    reader: Reader | None,
    today: date,
    confirmed: bool = False,
    came_in: datetime | None = None,
    most_an_hour: int | None = None,
) -> int:
    """Put what somebody tells into the queue; give its number.

    Parameters
    ----------
    said : mapping
        See `ingest.reports.submission.judge_submission`.
    channel : str
        ``staff``, or ``public`` for the form for everybody, which keeps nothing about who wrote.
    reader : Reader or None
        Who works here; None for the public.
    confirmed : bool
        Whether somebody has said that possible personal details are none, or must stay.
    came_in : datetime.datetime, optional
        In UTC, where it is typed in later than it came.
    most_an_hour : int, optional
        So many of this channel are taken in an hour.

    Raises
    ------
    MendFirst
        If something is wrong, or possible personal details have not been confirmed.
    """
    by, agency = (reader.name, reader.agency) if reader else (PUBLIC, PUBLIC)
    desk.check_sender(agency)
    judged = _judged(desk, said, channel, today)
    against = judged.refused if confirmed else judged.problems
    if against:
        raise MendFirst(against)
    values = {**judged.values, "agency": agency, "channel": channel, "state": "waiting"}
    with desk.store.writing() as connection:
        if most_an_hour is not None and _last_hour(connection, channel) >= most_an_hour:
            raise MendFirst((Problem("seen", FULL),))
        return enter(connection, SUBMISSIONS, values, by=by, at=came_in)


def _judged(desk: Desk, said: Mapping[str, Any], channel: str, today: date) -> Judged:
    return judge_submission(
        said, channel=channel, policy=desk.policy, study_area=desk.study_area, today=today
    )


def _last_hour(connection: Connection, channel: str) -> int:
    known = SUBMISSIONS.c
    recent = known.entered_at > now() - timedelta(hours=1)
    query = select(func.count()).where(known.channel == channel, recent)
    return int(connection.execute(query).scalar_one())


def received_on(submission: Mapping[str, Any]) -> date:
    """Give the day on which it came in, by the clock of the place."""
    moment: datetime = submission["entered_at"]
    return moment.replace(tzinfo=UTC).astimezone(LONDON).date()


def queue(store: Store, *, today: date) -> Queue:
    """Count what waits.  It is in no other count."""
    known = SUBMISSIONS.c
    query = select(known.entered_at, known.needs_check).where(
        known.state == "waiting", known.retired_at.is_(None)
    )
    with store.reading() as connection:
        rows = [row._asdict() for row in connection.execute(query)]
    oldest = min((received_on(row) for row in rows), default=None)
    days = None if oldest is None else max((today - oldest).days, 0)
    return Queue(len(rows), days, sum(bool(row["needs_check"]) for row in rows))


def queue_words(waiting: Queue) -> str:
    """Say it in a line: 6 reports await grading, oldest 9 days."""
    if not waiting.waiting:
        return "No report awaits grading."
    noun = "1 report awaits" if waiting.waiting == 1 else f"{waiting.waiting:,} reports await"
    days = waiting.oldest_days or 0
    age = "came in today" if not days else f"{days:,} day{'' if days == 1 else 's'}"
    what = f"oldest {age}" if days else ("it " if waiting.waiting == 1 else "all of them ") + age
    return f"{noun} grading, {what}."


def is_hidden(submission: Mapping[str, Any], reader: Reader) -> bool:
    """Say whether its texts are hidden: a second look is for the agency that sent it.

    What the public wrote belongs to no agency; whoever reads the queue is its second person.
    """
    ours = submission["channel"] == "public" or submission["agency"] == reader.agency
    return bool(submission["needs_check"]) and not ours


def list_queue(desk: Desk, reader: Reader, *, today: date, state: str = "waiting") -> list[dict[str, Any]]:
    """List submissions of a state, the oldest first; of those that are decided no text is given.

    `alike` is a number that near-identical texts share, and how many there are of it `times`.
    """
    with desk.store.reading() as connection:
        held = [one for one in entries(connection, SUBMISSIONS) if one["state"] == state]
    look_at_list(desk.store, reader, SUBMISSIONS.name, [one["id"] for one in held])
    held.sort(key=lambda one: (one["entered_at"], one["id"]))
    groups = _alike(desk, held)
    lines = [
        _line(desk, one, reader, today=today, alike=group) for one, group in zip(held, groups, strict=True)
    ]
    for line in lines:
        line["times"] = 1 if line["alike"] is None else sum(o["alike"] == line["alike"] for o in lines)
    return lines


def _alike(desk: Desk, held: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Number what says nearly the same, wherever it is said to be and whomever it is said to concern."""
    rule, same = desk.policy.tension, [""] * len(held)
    return echoes(
        [one["seen"] for one in held],
        wards=same,
        strands=["any"] * len(held),
        days=[received_on(one).toordinal() for one in held],
        least=rule.echo_likeness,
        within_days=rule.echo_days,
    )


def _line(
    desk: Desk, one: Mapping[str, Any], reader: Reader, *, today: date, alike: int | None
) -> dict[str, Any]:
    shown = one["state"] == "waiting" and not is_hidden(one, reader)
    strands = strand_words(desk, one["strands"])
    affected = [strands, one["community"] or "" if shown else ""]
    return {
        "number": one["id"],
        "reference": one["reference"],
        "came_in": received_on(one),
        "days": max((today - received_on(one)).days, 0),
        "seen_on": seen_words(one),
        "ward": ward_name(desk, one["ward"]),
        "where": ", ".join(
            filter(None, (one["place"] if shown else "", ward_name(desk, one["ward"]) or "no one ward"))
        ),
        "place": one["place"] or "" if shown else "",
        "seen": one["seen"] if shown else (HIDDEN if one["state"] == "waiting" else ""),
        "strands": strands,
        "affected": "; ".join(part for part in affected if part),
        "from": PUBLIC if one["channel"] == "public" else one["agency"],
        "second_look": "yes" if one["needs_check"] else "",
        "state": STATES[one["state"]],
        "decided_by": one["decided_by"] or "",
        "decided_why": one["decided_why"] or "",
        "report": one["report"],
        "alike": alike,
    }


def seen_words(submission: Mapping[str, Any]) -> str:
    """Write the days on which it was seen; the public need not know."""
    first, last = submission["observed_from"], submission["observed_to"]
    return span_words(first, last) if first and last else "day not known"


def find_submission(desk: Desk, number: int, reader: Reader) -> dict[str, Any]:
    """Find one submission, whole but for what this reader may not see."""
    with desk.store.reading() as connection:
        found = find_entry(connection, SUBMISSIONS, number)
    look_at_one(desk.store, reader, SUBMISSIONS.name, [number])
    if is_hidden(found, reader):
        found |= {"seen": None, "place": None, "community": None}
    return found


def marks_of(desk: Desk, text: str) -> list[tuple[int, int, str]]:
    """Find what may point at a person: start, end, and what it is called; the text as it is kept."""
    return find_marks(tidy(text) or "", desk.study_area)


def steps_of(desk: Desk, number: int) -> list[dict[str, Any]]:
    """Tell what became of a submission, newest first: when, who and why; nothing of what was told."""
    with desk.store.reading() as connection:
        one = find_entry(connection, SUBMISSIONS, number)
        before = versions(connection, SUBMISSIONS, number)
    steps = [{"at": old["ended_at"], "who": old["ended_by"], "why": old["ended_why"]} for old in before]
    return [*reversed(steps), {"at": one["entered_at"], "who": one["entered_by"], "why": "came in"}]
