"""The desk of early notice: look out, list what stands out, acknowledge it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.answers.signals import LookOut, signals
from dashboard.desks.importing import Store
from dashboard.signal import Signal, known_again, signal_of
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from ingest.records import signals_kept as kept
from ingest.records.audit import note
from ingest.reports.text import check_reason, tidy

__all__ = [
    "ENDED",
    "NEW",
    "ONGOING",
    "Acknowledged",
    "Kept",
    "LastRun",
    "Listed",
    "Notice",
    "acknowledge",
    "is_up_to_date",
    "keep_look_out",
    "look_out",
    "note_digest",
    "notice",
    "places_in",
    "take_back",
]

NEW, ONGOING, ENDED = "new", "ongoing", "ended"
ORDER = {NEW: 0, ONGOING: 1, ENDED: 2}
LONDON = ZoneInfo("Europe/London")
WHO_MOST = 60
Progress = Callable[[float], None]


@dataclass(frozen=True)
class LastRun:
    """A run as it is told: times are those of London.

    Attributes
    ----------
    as_of : datetime.date
        The last day on record then.
    settings : dict
        What was looked at, and how strictly.
    """

    number: int
    version: str
    as_of: date
    made_at: datetime
    made_by: str
    seconds: float
    settings: dict[str, Any]


@dataclass(frozen=True)
class Acknowledged:
    """Who has seen a signal, when (London), and what they said of it."""

    who: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Listed:
    """A signal on the list.

    Attributes
    ----------
    number : int
    state : str
        `NEW` (the last run found it first), `ONGOING`, `ENDED` (the last run did not find it).
    signal : Signal
        As it was last seen.
    first_seen, last_seen : datetime
        When the runs were made that found it first and last (London).
    first_as_of : datetime.date
        The last day on record when it was first found.
    ended_as_of : datetime.date or None
        That of the first run that did not find it.
    times : int
        Runs that found it.
    acknowledged : Acknowledged or None
    history : tuple of Acknowledged
        Everything that was said of it, oldest first; what was taken back too.
    """

    number: int
    state: str
    signal: Signal
    first_seen: datetime
    last_seen: datetime
    first_as_of: date
    ended_as_of: date | None
    times: int
    acknowledged: Acknowledged | None = None
    history: tuple[Acknowledged, ...] = ()


@dataclass(frozen=True)
class Notice:
    """The whole list: the last run (None before the first), and the signals, new ones first."""

    run: LastRun | None
    signals: tuple[Listed, ...]

    def of(self, state: str) -> tuple[Listed, ...]:
        """List those in one state."""
        return tuple(one for one in self.signals if one.state == state)


@dataclass(frozen=True)
class Kept:
    """What became of a run: whether it was kept, or another had seen this data, or later data, before."""

    run: int
    was_kept: bool
    new: int
    ongoing: int
    ended: int


def is_up_to_date(store: Store, version: str) -> bool:
    """Whether the last run saw this version of the data, or a later one."""
    with store.reading() as connection:
        return kept.is_overtaken(kept.latest_run(connection), version)


def look_out(
    store: Store, snapshot: Snapshot, viewer: Viewer, *, by: str, told: Progress = lambda done: None
) -> Kept:
    """Look at everything and keep what stands out; on data that was looked at already, do nothing.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    if is_up_to_date(store, snapshot.version):
        return _as_it_stands(store)
    begun = time.monotonic()
    found = signals(snapshot, viewer, false_a_year=snapshot.partnership.false_signals_a_year, told=told)
    return keep_look_out(store, found, by=by, seconds=time.monotonic() - begun)


def keep_look_out(store: Store, found: LookOut, *, by: str, seconds: float) -> Kept:
    """Keep what was found, in one transaction: all of it or nothing; the first of two runs wins."""
    with store.writing() as connection:
        last = kept.latest_run(connection)
        overtaken = kept.is_overtaken(last, found.version)
        if not overtaken:
            known = {row["id"]: signal_of(row["body"]) for row in kept.signals_kept(connection)}
            same = known_again(found.signals, known)
            rows = [_row(one, same.get(at)) for at, one in enumerate(found.signals)]
            kept.keep_run(
                connection,
                rows,
                data_version=found.version,
                as_of=found.as_of,
                by=by,
                seconds=seconds,
                settings=found.settings,
            )
    return _as_it_stands(store, was_kept=not overtaken)


def _row(one: Signal, known: int | None) -> kept.Found:
    return kept.Found(
        method=one.method,
        ward=one.ward,
        strand=one.strand,
        first_day=one.first_day,
        last_day=one.last_day,
        once_in_days=one.once_in_days,
        body=one.body(),
        known=known,
    )


def _as_it_stands(store: Store, *, was_kept: bool = False) -> Kept:
    told = notice(store)
    run = told.run.number if told.run else 0
    ended = sum(one.ended_as_of == told.run.as_of for one in told.of(ENDED)) if told.run else 0
    return Kept(run, was_kept, len(told.of(NEW)), len(told.of(ONGOING)), ended)


def notice(store: Store) -> Notice:
    """Read the list: new ones first, then those that go on, then those that ended; the latest first."""
    with store.reading() as connection:
        known = kept.runs(connection)
        rows = kept.signals_kept(connection)
        said = kept.notes(connection)
    last = max(known) if known else 0
    listed = [_listed(row, known, last, [one for one in said if one["signal"] == row["id"]]) for row in rows]
    listed.sort(key=lambda one: (ORDER[one.state], -one.last_seen.timestamp(), one.number))
    return Notice(_told_run(known[last]) if known else None, tuple(listed))


def _told_run(run: kept.Run) -> LastRun:
    return LastRun(
        run.number,
        run.data_version,
        run.as_of,
        _local(run.made_at),
        run.made_by,
        run.seconds,
        run.settings,
    )


def _listed(row: dict[str, Any], known: dict[int, kept.Run], last: int, said: list[dict[str, Any]]) -> Listed:
    first, latest = known[row["first_run"]], known[row["last_run"]]
    ended = row["ended_run"]
    state = ENDED if ended is not None else NEW if row["first_run"] == last else ONGOING
    history = tuple(
        Acknowledged(one["who"], _local(one["at"]), _what(one["what"], one["note"] or "")) for one in said
    )
    stands = bool(said) and said[-1]["what"] == kept.ACKNOWLEDGED
    return Listed(
        number=row["id"],
        state=state,
        signal=signal_of(row["body"]),
        first_seen=_local(first.made_at),
        last_seen=_local(latest.made_at),
        first_as_of=first.as_of,
        ended_as_of=None if ended is None else known[ended].as_of,
        times=row["times"],
        acknowledged=history[-1] if stands else None,
        history=history,
    )


def _what(what: str, text: str) -> str:
    if what == kept.ACKNOWLEDGED:
        return text
    return f"taken back: {text}" if text else "taken back"


def _local(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(LONDON)


def places_in(snapshot: Snapshot) -> tuple[str, ...]:
    """Names that may stand in what is said of a signal: of wards, agencies and the area."""
    agencies = [title for one in snapshot.partnership.agencies for title in (one.name, one.title)]
    wards = snapshot.study_area.wards["name"].astype(str)
    return (*wards, snapshot.study_area.name, snapshot.partnership.name, *agencies)


def note_digest(store: Store, role: str, *, by: str, sent: int, refused: int) -> None:
    """Write into the audit that the digest of a role was sent, and to how many."""
    with store.writing() as connection:
        note(connection, who=by, action="send", subject=f"digest {role}", sent=sent, refused=refused)


def acknowledge(
    store: Store, number: int, *, by: str, text: str, places: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Say that a signal has been seen, and in a few words what was made of it.

    Returns
    -------
    tuple of str
        What is wrong with the words; nothing was kept then. Empty if it was.

    Raises
    ------
    ingest.records.troubles.StoreError
        If there is no such signal, or it is acknowledged already.
    """
    return _note(store, number, by=by, what=kept.ACKNOWLEDGED, text=text, places=places)


def take_back(
    store: Store, number: int, *, by: str, text: str, places: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Take an acknowledgement back, and say why; both stay on record.

    Returns
    -------
    tuple of str
        As `acknowledge`.

    Raises
    ------
    ingest.records.troubles.StoreError
        If there is no such signal, or it is not acknowledged.
    """
    return _note(store, number, by=by, what=kept.TAKEN_BACK, text=text, places=places)


def _note(
    store: Store, number: int, *, by: str, what: str, text: str, places: tuple[str, ...]
) -> tuple[str, ...]:
    said, who = tidy(text), tidy(by)
    wrong = tuple(problem.message for problem in check_reason(said, places=places))
    if who is None or len(who) > WHO_MOST:
        wrong = (*wrong, f"say who you are, in 1 to {WHO_MOST} characters.")
    if wrong:
        return wrong
    with store.writing() as connection:
        kept.add_note(connection, number, who=str(who), what=what, text=said)
    return ()
