"""Records that make one event: what people confirmed, and what may still be so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

__all__ = ["Contradiction", "Events", "group_records"]

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True)
class Contradiction:
    """A pair decided to be the same that cannot be, because of other decisions.

    `pair` is the link that is not counted, `against` the pair that was decided to be different.
    """

    pair: int
    against: int


@dataclass(frozen=True)
class Events:
    """Which records make one event.

    Attributes
    ----------
    groups : polars.DataFrame
        id (of every record that a decision joined or that is in an undecided pair), confirmed and possible
        (number of its group, null where it stands alone).
    undecided : polars.DataFrame
        id_a, id_b of the pairs that nobody has decided and that would change a count.
    contradictions : tuple of Contradiction
        Decisions that do not go together, in the order in which they were made.
    """

    groups: pl.DataFrame
    undecided: pl.DataFrame
    contradictions: tuple[Contradiction, ...] = ()


class _Sets:
    """Sets of records that are joined two by two, and never against a decision."""

    def __init__(self, different: dict[tuple[int, int], int]) -> None:
        self.head: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.agencies: dict[int, list[str]] = {}
        self.different = different

    def add(self, record: int, agency: str) -> None:
        if record not in self.head:
            self.head[record], self.members[record], self.agencies[record] = record, [record], [agency]

    def forbidden(self, a: int, b: int) -> int | None:
        """Find the decision that keeps the sets of two records apart."""
        one, other = self.members[self.head[a]], self.members[self.head[b]]
        between = (self.different.get((min(i, j), max(i, j))) for i in one for j in other)
        return next((pair for pair in between if pair is not None), None)

    def together(self, a: int, b: int) -> bool:
        return self.head[a] == self.head[b]

    def share_an_agency(self, a: int, b: int) -> bool:
        return bool(set(self.agencies[self.head[a]]) & set(self.agencies[self.head[b]]))

    def join(self, a: int, b: int) -> None:
        one, other = self.head[a], self.head[b]
        for record in self.members[other]:
            self.head[record] = one
        self.members[one] += self.members.pop(other)
        self.agencies[one] += self.agencies.pop(other)

    def numbered(self) -> Iterator[tuple[int, int]]:
        """Give each record of a set of two or more, and the number of the set."""
        for number, members in enumerate(group for group in self.members.values() if len(group) > 1):
            yield from ((record, number) for record in members)


def group_records(links: Iterable[dict[str, Any]]) -> Events:
    """Work out which records make one event.

    Parameters
    ----------
    links : iterable of dict
        One a pair, in the order in which it was decided: pair, id_a, id_b, agency_a, agency_b, score, state
        (`same`, `different`; anything else is not decided yet).

    Notes
    -----
    Confirmed groups follow from each other: A is B and B is C makes one event of three records.  Where A
    and C were decided to be different, the link made last is not counted, and the contradiction is told.
    Possible groups add what is not decided, the likeliest first; since an agency records an event once as a
    rule, a group does not take a second record of an agency that it has already.
    """
    pairs = list(links)
    different = {
        (min(one["id_a"], one["id_b"]), max(one["id_a"], one["id_b"])): one["pair"]
        for one in pairs
        if one["state"] == DIFFERENT
    }
    sets, contradictions = _Sets(different), []
    for one in pairs:
        sets.add(one["id_a"], one["agency_a"])
        sets.add(one["id_b"], one["agency_b"])
    for one in (one for one in pairs if one["state"] == SAME):
        a, b = one["id_a"], one["id_b"]
        against = sets.forbidden(a, b)
        if against is not None:
            contradictions.append(Contradiction(one["pair"], against))
        elif not sets.together(a, b):
            sets.join(a, b)
    confirmed = dict(sets.numbered())
    waiting = [one for one in pairs if one["state"] not in (SAME, DIFFERENT)]
    undecided = [one for one in waiting if not sets.together(one["id_a"], one["id_b"])]
    for one in sorted(undecided, key=lambda one: (-one["score"], one["pair"])):
        a, b = one["id_a"], one["id_b"]
        apart = sets.together(a, b) or sets.share_an_agency(a, b) or sets.forbidden(a, b) is not None
        if not apart:
            sets.join(a, b)
    possible = dict(sets.numbered())
    ends = (one[end] for one in undecided for end in ("id_a", "id_b"))
    concerned = sorted({*possible, *ends})
    return Events(
        pl.DataFrame(
            [(record, confirmed.get(record), possible.get(record)) for record in concerned],
            schema={"id": pl.Int64, "confirmed": pl.Int64, "possible": pl.Int64},
            orient="row",
        ),
        pl.DataFrame(
            [(one["id_a"], one["id_b"]) for one in undecided],
            schema={"id_a": pl.Int64, "id_b": pl.Int64},
            orient="row",
        ),
        tuple(contradictions),
    )
