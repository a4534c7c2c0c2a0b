"""Two records, one event; three records, one event; and decisions that do not go together."""

from typing import Any

from ingest.linkage.events import Contradiction, Events, group_records

NAMES = {1: "Police", 2: "Centre", 3: "Council", 4: "Police"}


def link(pair: int, a: int, b: int, state: str = "open", score: float = 0.9) -> dict[str, Any]:
    return {"pair": pair, "id_a": a, "id_b": b, "agency_a": NAMES[a], "agency_b": NAMES[b],
            "score": score, "state": state}  # fmt: skip


def sets(events: Events, which: str) -> set[frozenset[int]]:
    found = events.groups.drop_nulls(which).group_by(which).agg("id")["id"].to_list()
    return {frozenset(group) for group in found}


def test_confirmed_pairs_follow_from_each_other() -> None:
    events = group_records([link(7, 1, 2, "same"), link(8, 2, 3, "same")])
    assert sets(events, "confirmed") == {frozenset({1, 2, 3})}
    assert sets(events, "possible") == {frozenset({1, 2, 3})}
    assert events.undecided.is_empty()


def test_what_nobody_decided_is_possible_and_not_confirmed() -> None:
    events = group_records([link(7, 1, 2, "same"), link(8, 2, 3), link(9, 3, 1, "later")])
    assert sets(events, "confirmed") == {frozenset({1, 2})}
    assert sets(events, "possible") == {frozenset({1, 2, 3})}
    assert events.undecided.height == 2


def test_what_was_decided_to_be_different_is_neither() -> None:
    events = group_records([link(7, 1, 2, "different"), link(8, 2, 3), link(9, 1, 3, score=0.5)])
    assert sets(events, "confirmed") == set()
    assert sets(events, "possible") == {frozenset({2, 3})}


def test_an_agency_is_in_a_possible_event_once() -> None:
    events = group_records([link(7, 1, 2, score=0.6), link(8, 4, 2, score=0.8)])
    assert sets(events, "possible") == {frozenset({2, 4})}
    assert events.undecided.height == 2


def test_a_decision_that_contradicts_others_is_told_and_not_counted() -> None:
    decided = [link(7, 1, 2, "same"), link(8, 1, 3, "different"), link(9, 2, 3, "same")]
    events = group_records(decided)
    assert sets(events, "confirmed") == {frozenset({1, 2})}
    assert events.contradictions == (Contradiction(pair=9, against=8),)
    last = group_records([decided[0], decided[2], decided[1]])
    assert last.contradictions == (Contradiction(pair=9, against=8),)


def test_no_pairs_make_no_groups() -> None:
    assert group_records([]).groups.is_empty()
