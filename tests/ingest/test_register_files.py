"""A register's file is one batch: entries are kept once, updated by reference, and go back when withdrawn."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ingest.entries import Entry, PreparedEntries, problem_rows, without_repeats
from ingest.outcome import Receipt
from ingest.records import Sent, Store, open_store, schema
from ingest.records.audit import broken_line
from ingest.records.register_files import receive_entries
from ingest.records.registers import amend, enter, entries, find_entry, own_columns, retire, versions
from ingest.records.seal import seal_of_values

EVENTS = schema.events


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def fair(reference: str, *, row: int = 2, **parts: Any) -> Entry:
    values = {
        "reference": reference,
        "title": "Spring fair",
        "kind": "festival",
        "scale": "ward",
        "first_day": date(2026, 5, 2),
        "last_day": date(2026, 5, 3),
        "strands": "",
    }
    return Entry(row, {**values, **parts}, {"note": "nobody said"})


def send(store: Store, digest: str, *listed: Entry, agency: str = "Council") -> Receipt:
    numbered = tuple(Entry(n, each.values, each.defaults) for n, each in enumerate(listed, start=2))
    prepared = PreparedEntries(numbered, problem_rows([]), read=len(numbered))
    with store.writing() as c:
        sent = Sent(file="e.csv", digest=digest, agency=agency, format="events", by="Ann")
        return receive_entries(c, EVENTS, prepared, sent, day="first_day", follows={"title": ("note",)})


def kept(store: Store, *, retired: bool = False) -> dict[str, dict[str, Any]]:
    with store.reading() as c:
        return {entry["reference"]: entry for entry in entries(c, EVENTS, retired=retired)}


def counts(receipt: Receipt) -> tuple[int, int, int, int]:
    return receipt.accepted, receipt.updated, receipt.duplicates, receipt.set_aside


def test_a_file_becomes_a_batch_of_sealed_entries(store: Store) -> None:
    assert counts(send(store, "one", fair("F1"), fair("F2"))) == (2, 0, 0, 0)
    (batch,) = store.batches()
    assert (batch["what"], batch["first_day"], batch["received_by"]) == ("events", date(2026, 5, 2), "Ann")
    for entry in kept(store).values():
        assert (entry["batch"], entry["note"]) == (batch["id"], "nobody said")
        assert entry["seal"] == seal_of_values({name: entry[name] for name in own_columns(EVENTS)})
    with store.reading() as c:
        assert broken_line(c) is None


def test_the_same_file_again_adds_nothing(store: Store) -> None:
    send(store, "one", fair("F1"))
    version = store.data_version()
    again = send(store, "one", fair("F1"))
    assert counts(again) == (0, 0, 1, 0)
    assert "already taken in, as batch 1" in again.notes[0]
    assert (store.data_version(), len(store.batches())) == (version, 1)


def test_an_empty_file_is_a_nil_return(store: Store) -> None:
    receipt = send(store, "empty")
    assert "nil return" in receipt.notes[0]
    assert len(store.batches()) == 1


def test_a_corrected_file_updates_and_keeps_what_was_said(store: Store) -> None:
    send(store, "one", fair("F1"), fair("F2"))
    receipt = send(store, "two", fair("F1", scale="borough"), fair("F2"), fair("F3"))
    assert counts(receipt) == (1, 1, 1, 0)
    assert receipt.changed == {"scale": 1}
    with store.reading() as c:
        (version,) = versions(c, EVENTS, kept(store)["F1"]["id"])
    assert (version["values"]["scale"], version["batch"], version["ended_by_batch"]) == ("ward", 1, 2)


def test_what_was_changed_by_hand_stays_unless_the_file_says_something_new(store: Store) -> None:
    send(store, "one", fair("F1"))
    with store.writing() as c:
        amend(c, EVENTS, kept(store)["F1"]["id"], {"scale": "street", "note": "asked"}, by="Bea")
    assert counts(send(store, "two", fair("F1"), fair("F2"))) == (1, 0, 1, 0)
    assert kept(store)["F1"]["scale"] == "street"
    assert counts(send(store, "three", fair("F1", kind="match"))) == (0, 1, 0, 0)
    changed = kept(store)["F1"]
    assert (changed["scale"], changed["kind"], changed["note"]) == ("street", "match", "asked")


def test_a_column_can_follow_another(store: Store) -> None:
    send(store, "one", fair("F1"))
    with store.writing() as c:
        amend(c, EVENTS, kept(store)["F1"]["id"], {"note": "asked"}, by="Bea")
    send(store, "two", fair("F1", title="Autumn fair"))
    assert kept(store)["F1"]["note"] == "nobody said"


def test_a_withdrawn_file_goes_back(store: Store) -> None:
    send(store, "one", fair("F1"), fair("F2"))
    before = kept(store)["F1"]
    send(store, "two", fair("F1", scale="borough"), fair("F3"))
    assert store.withdraw(2, by="Bea", why="the wrong file") == (1, 1)
    now = kept(store)
    assert set(now) == {"F1", "F2"}
    assert (now["F1"]["scale"], now["F1"]["batch"], now["F1"]["seal"]) == ("ward", 1, before["seal"])
    assert store.withdraw(1, by="Bea", why="all of it") == (2, 0)
    assert kept(store) == {}
    with store.reading() as c:
        assert broken_line(c) is None


def test_a_file_withdrawn_by_mistake_can_be_sent_again(store: Store) -> None:
    send(store, "one", fair("F1"))
    number = kept(store)["F1"]["id"]
    store.withdraw(1, by="Bea", why="oh")
    assert counts(send(store, "one", fair("F1", scale="street"))) == (1, 0, 0, 0)
    assert (kept(store)["F1"]["id"], kept(store)["F1"]["scale"]) == (number, "street")
    assert store.withdraw(2, by="Bea", why="again") == (1, 0)


def test_nothing_goes_back_to_what_a_withdrawn_file_said(store: Store) -> None:
    send(store, "one", fair("F1"))
    send(store, "two", fair("F1", scale="borough"))
    send(store, "three", fair("F1", scale="street"))
    assert store.withdraw(2, by="Bea", why="wrong") == (0, 0)
    assert kept(store)["F1"]["scale"] == "street"
    assert store.withdraw(3, by="Bea", why="wrong") == (0, 1)
    assert kept(store)["F1"]["scale"] == "ward"


def test_what_was_entered_by_hand_outlives_a_file_that_touched_it(store: Store) -> None:
    with store.writing() as c:
        number = enter(c, EVENTS, {**fair("F1").values, "agency": "Council"}, by="Ann")
    assert counts(send(store, "one", fair("F1", scale="borough"))) == (0, 1, 0, 0)
    assert store.withdraw(1, by="Bea", why="wrong") == (0, 1)
    with store.reading() as c:
        entry = find_entry(c, EVENTS, number)
    assert (entry["scale"], entry["batch"], entry["retired_at"]) == ("ward", None, None)


def test_what_was_taken_off_the_list_by_hand_stays_off(store: Store) -> None:
    send(store, "one", fair("F1"))
    with store.writing() as c:
        retire(c, EVENTS, kept(store)["F1"]["id"], by="Bea", why="over")
    receipt = send(store, "two", fair("F1", scale="street"))
    assert counts(receipt) == (0, 0, 0, 1)
    assert "does not put it back" in store.set_aside(2)["reason"][0]
    assert kept(store) == {}


def test_a_reference_belongs_to_its_agency(store: Store) -> None:
    send(store, "one", fair("F1"))
    assert counts(send(store, "one", fair("F1"), agency="Housing")) == (1, 0, 0, 0)


def test_rows_that_share_a_reference_are_counted_or_set_aside() -> None:
    listed = [fair("F1", row=2), fair("F1", row=3), fair("F1", row=4, scale="street"), fair("F2", row=5)]
    unique, aside, duplicates = without_repeats(listed, column="Ref")
    assert [entry.row for entry in unique] == [2, 5]
    assert duplicates == 1
    assert aside.rows() == [
        (4, "Ref", None, "Row 4: rows 2 and 4 share a reference and differ. "
         "Send each one once, by its own reference.")
    ]  # fmt: skip
