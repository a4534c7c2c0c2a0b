"""Possible duplicates are kept once, decided by a person, and decided still after a file was sent again."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from ingest.incident import INCIDENT
from ingest.outcome import Prepared
from ingest.records import Sent, Store, StoreError, audit, open_store
from ingest.records.deciding import decide, decisions, undo
from ingest.records.erasing import erase
from ingest.records.pairs import events, keep_pairs, pairs
from ingest.records.searching import files_not_compared
from ingest.table import no_set_aside


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    for agency in ("Centre", "Police"):
        send(opened, agency)
    yield opened
    opened.close()


def send(store: Store, agency: str, references: tuple[str, ...] = ("1", "2", "3")) -> int | None:
    rows = [
        {
            "row": 2, "agency": agency, "reference": reference, "occurred_from": date(2026, 3, 1),
            "occurred_to": date(2026, 3, 1), "kind": "hate_crime", "category": "graffiti",
            "strands": "race", "source": "police", "noticed_by": "victim", "setting": "home",
            "precision": "none",
        }
        for reference in references
    ]  # fmt: skip
    prepared = Prepared(pl.DataFrame(rows, schema=dict(INCIDENT)), no_set_aside(), read=len(rows))
    digest = f"{agency}-{'-'.join(references)}"
    return store.receive(prepared, Sent(file="a.csv", digest=digest, agency=agency, format="x")).batch


def found(*numbers: str, score: float = 0.9) -> pl.DataFrame:
    """Say that the centre's and the police's records of these numbers may be one event."""
    rows = [("Centre", n, "Police", n, score, "same day") for n in numbers]
    names = dict.fromkeys(
        ("agency_a", "reference_a", "agency_b", "reference_b", "score", "reasons"), pl.String
    )
    return pl.DataFrame(rows, schema=names | {"score": pl.Float64}, orient="row")


def keep(store: Store, *numbers: str, score: float = 0.9, batch: int | None = None) -> dict[str, int]:
    with store.writing() as c:
        return keep_pairs(c, found(*numbers, score=score), by="Ann", batch=batch)


def states(store: Store) -> dict[str, str]:
    with store.reading() as c:
        return {row["reference_a"]: row["state"] for row in pairs(c)}


def number(store: Store, reference: str) -> int:
    with store.reading() as c:
        return next(int(row["pair"]) for row in pairs(c) if row["reference_a"] == reference)


def say(store: Store, reference: str, decision: str, note: str = "") -> bool:
    with store.writing() as c:
        return decide(c, number(store, reference), decision, by="Ann", note=note)


def test_a_pair_found_again_is_the_same_row_and_keeps_its_decision(store: Store) -> None:
    assert keep(store, "1", "2") == {"new": 2, "again": 0, "gone": 0}
    say(store, "1", "same")
    assert keep(store, "1", "2", "3", score=0.7) == {"new": 1, "again": 2, "gone": 0}
    assert states(store) == {"1": "same", "2": "open", "3": "open"}
    with store.reading() as c:
        assert {row["score"] for row in pairs(c)} == {0.7}


def test_a_pair_not_found_any_more_goes_unless_somebody_decided_it(store: Store) -> None:
    keep(store, "1", "2", "3")
    say(store, "1", "later")
    assert keep(store, "3") == {"new": 0, "again": 1, "gone": 1}
    assert states(store) == {"1": "later", "3": "open"}


def test_a_search_of_one_batch_leaves_the_others_pairs_alone(store: Store) -> None:
    keep(store, "1", "2")
    later = send(store, "Police", ("4",))
    assert keep(store, "4", batch=later)["gone"] == 0
    assert len(states(store)) == 2  # the centre has no record 4, so that pair waits
    send(store, "Centre", ("4",))
    assert len(states(store)) == 3


def test_decisions_outlive_a_batch_that_is_withdrawn_and_sent_again(store: Store) -> None:
    keep(store, "1", "2")
    say(store, "1", "same")
    store.withdraw(2, by="Ann", why="wrong file")
    assert states(store) == {}
    send(store, "Police")
    assert states(store) == {"1": "same", "2": "open"}


def test_who_decided_when_and_why_is_kept_and_undoing_adds_to_it(store: Store) -> None:
    keep(store, "1")
    assert say(store, "1", "later", "ask the centre")
    assert not say(store, "1", "later")
    say(store, "1", "same")
    with store.writing() as c:
        assert undo(c, number(store, "1"), by="Bea")
    with store.reading() as c:
        told = decisions(c, number(store, "1"))
        lines = [(line["who"], line["action"]) for line in audit.lines(c)][-3:]
        assert audit.broken_line(c) is None
    assert [(line["decision"], line["decided_by"], line["note"]) for line in told] == [
        ("later", "Ann", "ask the centre"),
        ("same", "Ann", None),
        ("undone", "Bea", None),
    ]
    assert lines == [("Ann", "decide"), ("Ann", "decide"), ("Bea", "undo")]
    assert states(store) == {"1": "open"}
    with store.writing() as c:
        assert not undo(c, number(store, "1"), by="Bea")


def test_the_data_version_counts_what_changes_a_count(store: Store) -> None:
    keep(store, "1", "2")
    version = store.data_version()
    keep(store, "1", "2")
    say(store, "1", "later")
    assert store.data_version() == version
    say(store, "1", "same")
    assert store.data_version() == version + 1


def test_a_pair_that_is_not_there_and_a_word_that_is_no_decision_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no pair 99"), store.writing() as c:
        decide(c, 99, "same", by="Ann")
    keep(store, "1")
    with pytest.raises(StoreError, match="same, different or later"):
        say(store, "1", "maybe")


def test_pairs_are_listed_the_likeliest_first(store: Store) -> None:
    with store.writing() as c:
        keep_pairs(c, pl.concat([found("1", score=0.4), found("2", score=0.8)]), by="Ann")
    with store.reading() as c:
        assert [row["reference_a"] for row in pairs(c)] == ["2", "1"]


def test_files_that_came_since_the_last_search_are_listed(store: Store) -> None:
    with store.reading() as c:
        assert files_not_compared(c) == [1, 2]
    keep(store)
    later, last = send(store, "Police", ("4",)), send(store, "Police", ("5",))
    keep(store, batch=last)
    with store.reading() as c:
        assert files_not_compared(c) == [later]
    keep(store)
    with store.reading() as c:
        assert files_not_compared(c) == []


def test_events_are_worked_out_from_the_records_that_are_there(store: Store) -> None:
    keep(store, "1", "2")
    say(store, "1", "same")
    with store.reading() as c:
        known = events(c)
    assert known.groups["confirmed"].count() == 2
    assert known.groups["possible"].count() == 4
    assert known.undecided.height == 1


def test_an_erased_record_leaves_no_pair(store: Store) -> None:
    keep(store, "1", "2")
    say(store, "1", "same")
    with store.writing() as c:
        erase(c, [("Police", "1")], by="Ann", why="request")
    assert states(store) == {"2": "open"}
    with store.reading() as c:
        assert events(c).groups["confirmed"].count() == 0
