"""A digest: what each role should know of the last look, as plain text to be read or posted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.answers.tension.board import Board
from dashboard.desks.actions import Action
from dashboard.desks.signals import ENDED, NEW, ONGOING, Listed, Notice
from dashboard.signal import WEEKS
from dashboard.wording import day_words, window_words
from dashboard.words import signals as words
from dashboard.words.clusters import once_words

__all__ = ["ROLES", "Digest", "digest"]

ANALYST, COORDINATOR, PARTNER = "analyst", "coordinator", "partner"
ROLES = {ANALYST: "analysts", COORDINATOR: "coordinators", PARTNER: "partners"}
GOOD_FOR_DAYS = 7
DUE_DAYS = 14
MOVED = ("up", "down", "newly known", "no longer known")


ENDING = (
    "More reports are not bad by themselves, and few reports are not calm. Common Ground sends nothing "
    "outside by itself: this was made because somebody asked for it or scheduled it."
)


@dataclass(frozen=True)
class Digest:
    """What one role is told; no count of reports is in it, and no text that anybody reported."""

    role: str
    subject: str
    text: str


def digest(
    role: str,
    told: Notice,
    *,
    partnership: str,
    version: str,
    today: date,
    board: Board | None = None,
    queue: str = "",
    actions: Sequence[Action] = (),
    wards: Mapping[str, str] | None = None,
) -> Digest:
    """Write the digest of a role.

    Parameters
    ----------
    role : str
        `analyst` (everything), `coordinator` (without what the statistics could not judge) or `partner`
        (signals by ward and strand, and actions: no circle, no name, no level, no queue).
    told : Notice
        The list of early notice.
    version : str
        The data as they are now.
    today : datetime.date
    board : Board or None
        What is indicated of the last whole week; its section is left out without.
    queue : str
        What waits, in a line; for the analyst and the coordinator.
    actions : sequence of Action
        Those that are open; told of are those due within two weeks, or overdue.
    wards : mapping of code to name

    Raises
    ------
    ValueError
        If there is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"There is no digest for '{role}'. Known: {', '.join(ROLES)}.")
    until = today + timedelta(days=GOOD_FOR_DAYS)
    parts = [
        f"{partnership}: early notice, {day_words(today)}",
        f"OFFICIAL. For the {ROLES[role]} of the partnership; do not hand it on. Out of date after "
        f"{day_words(until)}, or when it is sent again.",
        *_signals(role, told, version),
    ]
    if board is not None and role != PARTNER:
        parts += ["", "INDICATED LEVELS THAT MOVED", *_moved(board)]
    if queue and role != PARTNER:
        parts += ["", "WAITING", queue]
    due = [one for one in actions if one.due_on and (one.due_on - today).days <= DUE_DAYS]
    parts += ["", "ACTIONS DUE", *(_action(one, wards or {}) for one in due)]
    if not due:
        parts.append(f"None is due by {day_words(today + timedelta(days=DUE_DAYS))}.")
    if role == ANALYST:
        parts += ["", "WHAT THIS CANNOT SEE", *(f"- {line}" for line in words.unseen(told.run))]
    parts += ["", ENDING]
    run = "" if told.run is None else f", records to {day_words(told.run.as_of)}"
    subject = " ".join(f"{partnership}: early notice{run}".split())
    return Digest(role, subject, "\n".join(parts) + "\n")


def _signals(role: str, told: Notice, version: str) -> Iterator[str]:
    """The headline, then new signals and those that go on."""
    yield ""
    yield "SIGNALS"
    yield words.headline(told)
    if told.run is None:
        return
    if told.run.version != version:
        yield "The records have changed since that look."
    number = told.run.settings["false_signals_a_year"]
    like = "signal like these" if number == 1 else "signals like these"
    yield f"If nothing changed anywhere, at most {number:g} {like} would be expected in a year."
    for state in (NEW, ONGOING):
        for one in told.of(state):
            yield f"- {state.capitalize()}: {_signal(role, one)}"
    if role == ANALYST and told.of(ENDED):
        latest = [one for one in told.of(ENDED) if one.ended_as_of == told.run.as_of]
        yield from (f"- Ended: {words.sentence(one.signal)}" for one in latest)


def _signal(role: str, one: Listed) -> str:
    seldom = once_words(one.signal.once_in_days)
    if role == PARTNER:
        what = "unusually many reports" if one.signal.method == WEEKS else "reports came close together"
        days = f"{day_words(one.signal.first_day)} to {day_words(one.signal.last_day)}"
        place = f"{words.place_words(one.signal)}, {one.signal.strand_name.lower()}"
        return f"{place}: {what}, {days}. By chance {seldom}."
    said = f"(signal {one.number}) {words.sentence(one.signal)} {words.chance_words(one.signal)}"
    return f"{said} {words.seen_words(one)} {words.acknowledged_words(one)}"


def _moved(board: Board) -> Iterator[str]:
    """Say which wards' indicated level moved; what is not known is not told as a level."""
    cells = board.cells[board.cells["direction"].isin(MOVED)]
    yield f"{window_words(board.period)}, against the {board.span} before."
    for row in cells.to_dict("records"):
        was, now = (None if value != value else value for value in (row["previous_level"], row["level"]))
        levels = f"{_level(was)} to {_level(now)}"
        yield f"- {row['name']}, {str(row['strand_name']).lower()}: {row['direction']}, {levels}."
    if cells.empty:
        yield "None. That is not the same as calm."


def _level(number: float | None) -> str:
    return "not known" if number is None else f"level {int(number)}"


def _action(one: Action, wards: Mapping[str, str]) -> str:
    where = f", {wards.get(one.ward, one.ward)}" if one.ward else ""
    late = " (overdue)" if one.overdue else ""
    due = day_words(one.due_on) if one.due_on else ""
    return f"- {due}{late}: {one.title}{where}. Lead: {one.lead}."
