"""The desk of possible duplicates: looking for them, deciding about them, and saying what that did."""

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from boundaries.study_area import StudyArea
from dashboard.wording import day_words
from ingest.errors import FileRefused
from ingest.identifiers import KINDS, find_identifiers
from ingest.outcome import Receipt
from ingest.records import Store
from ingest.records import deciding as kept
from ingest.records.pairs import OPEN, events, keep_pairs, pairs
from ingest.records.searching import files_not_compared, search

__all__ = [
    "NOTE_MOST",
    "STATES",
    "Review",
    "Store",
    "decide",
    "decided_in_words",
    "find",
    "find_new",
    "history",
    "queue",
    "review",
    "undo",
]

STATES = {
    OPEN: "To decide",
    "later": "Put off",
    "same": "The same event",
    "different": "Different events",
}
NOTE_MOST = 200
MOST_AT_ONCE = 20_000
"""A file of more records is not compared while it is taken in: that waits until somebody asks for it."""
SEARCH = "search"


Readable = Callable[[Connection, Sequence[int]], Set[int]]


@dataclass(frozen=True)
class Review:
    """What there is to decide, and what the decisions so far did.

    Attributes
    ----------
    pairs : list of dict
        As `ingest.records.pairs.pairs` gives them, the likeliest first.
    counts : dict of state to int
        All pairs, by state.
    agencies : tuple of str
        The agencies that have a pair.
    not_compared : int
        Files whose records nobody has compared yet.
    left_out : int
        Records that no count has, because another one stands for the same event.
    contradictions : tuple of str
        Decisions that do not go together, a sentence each.
    kept_back : int
        Pairs that are not listed, because a record of theirs is not for whoever looks.
    """

    pairs: list[dict[str, Any]]
    counts: dict[str, int]
    agencies: tuple[str, ...]
    not_compared: int
    left_out: int
    contradictions: tuple[str, ...] = field(default=())
    kept_back: int = 0


def find(store: Store, study_area: StudyArea, *, by: str, batch: int | None = None) -> dict[str, Any]:
    """Look for possible duplicates, all or of one file, and keep what is found.

    Returns
    -------
    dict
        How many pairs are `new`, found `again` and `gone`; the `settings` used, and `notes`.
    """
    with store.reading() as connection:
        matched, found = search(connection, study_area, batch=batch)
    with store.writing() as connection:
        counts = keep_pairs(connection, found, by=by, batch=batch)
    return {**counts, "settings": matched.settings, "notes": list(matched.notes)}


def find_new(store: Store, study_area: StudyArea, receipt: Receipt, *, by: str) -> None:
    """Compare what a file has just brought with the rest, unless it is so large that this can wait."""
    wrote = receipt.accepted + receipt.updated
    if receipt.batch is not None and not receipt.held and 0 < wrote <= MOST_AT_ONCE:
        find(store, study_area, by=by or SEARCH, batch=receipt.batch)


def review(store: Store, *, readable: Readable | None = None) -> Review:
    """Gather the pairs and what is known of them.

    Parameters
    ----------
    readable : callable, optional
        Says which of some records, by number, whoever looks may read; pairs with another are left out.
    """
    with store.reading() as connection:
        held = pairs(connection)
        every = held
        if readable is not None:
            known_to = readable(connection, [one[end] for one in held for end in ("id_a", "id_b")])
            every = [one for one in held if {one["id_a"], one["id_b"]} <= known_to]
        known = events(connection)
        waiting = files_not_compared(connection)
    names = {one["pair"]: _named(one) for one in every}
    said = tuple(
        f"{names[one.pair]} were decided to be the same event, but that does not go together with another "
        f"decision: {names[one.against]} were decided to be different. The first is not counted until one of "
        "the decisions is undone."
        for one in known.contradictions
        if one.pair in names and one.against in names
    )
    confirmed = known.groups["confirmed"].drop_nulls()
    return Review(
        pairs=every,
        counts={name: sum(one["state"] == name for one in every) for name in STATES},
        agencies=tuple(sorted({one[end] for one in every for end in ("agency_a", "agency_b")})),
        not_compared=len(waiting),
        left_out=len(confirmed) - confirmed.n_unique(),
        contradictions=said,
        kept_back=len(held) - len(every),
    )


def queue(
    every: Sequence[dict[str, Any]],
    *,
    state: str | None = None,
    agencies: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
) -> list[dict[str, Any]]:
    """Keep the pairs that are asked for.

    Parameters
    ----------
    every : sequence of dict
        `Review.pairs`.
    state : str, optional
        One of `STATES`; all otherwise.
    agencies : collection of str
        Pairs of which one record is of one of these; all if empty.
    first, last : datetime.date, optional
        Pairs of which one record began in these days.
    """
    return [
        one
        for one in every
        if state in (None, one["state"])
        and (not agencies or {one["agency_a"], one["agency_b"]} & set(agencies))
        and any(_between(one[day], first, last) for day in ("day_a", "day_b"))
    ]


def _named(one: dict[str, Any]) -> str:
    return f"{one['agency_a']} {one['reference_a']} and {one['agency_b']} {one['reference_b']}"


def _between(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def decide(
    store: Store, pair: int, decision: str, *, by: str, note: str = "", places: Collection[str] = ()
) -> bool:
    """Keep a decision; say whether it is new.

    Parameters
    ----------
    places : collection of str
        Names of wards and the like, which are nobody's name.

    Raises
    ------
    ingest.errors.FileRefused
        If the note is too long, or points at a person.
    ingest.records.StoreError
        If there is no such pair or decision.
    """
    text = " ".join(note.split())
    if len(text) > NOTE_MOST:
        raise FileRefused(
            f"The note has {len(text):,} characters; the most is {NOTE_MOST}. Nothing was kept."
        )
    found = find_identifiers(text, places=places)
    if found:
        what = KINDS[found[0].kind].title
        raise FileRefused(
            f"The note seems to hold {what}, at characters {found[0].start + 1} to {found[0].end}. Take it "
            "out: a note says why, and points at nobody. Nothing was kept."
        )
    with store.writing() as connection:
        return kept.decide(connection, pair, decision, by=by, note=text)


def undo(store: Store, pair: int, *, by: str) -> bool:
    """Take the last decision about a pair back; say whether there was one."""
    with store.writing() as connection:
        return kept.undo(connection, pair, by=by)


def history(store: Store, pair: int) -> list[str]:
    """Tell what was decided about a pair, oldest first, a sentence each."""
    with store.reading() as connection:
        return [decided_in_words(one) for one in kept.decisions(connection, pair)]


def decided_in_words(one: dict[str, Any]) -> str:
    """Say who decided what, when and why."""
    verb = STATES.get(one["decision"], "Undone")
    why = f" “{one['note']}”" if one["note"] else ""
    at = one["decided_at"]
    return f"{verb}: {one['decided_by']}, {day_words(at.date())}, {at:%H:%M} UTC.{why}"
