"""A batch can be held, approved, withdrawn; what was said before is kept, and erasure leaves nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.outcome import Prepared, Receipt
from ingest.records import Sent, Store, StoreError, open_store, schema
from ingest.records.changes import versions_of
from ingest.records.erasing import erase, erase_entry
from ingest.records.reapplying import apply_erasures
from ingest.records.registers import enter
from ingest.records.seal import seal_of, seal_of_batch
from ingest.table import no_set_aside
from tests.ingest.test_store import reports


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def send(store: Store, incidents: pl.DataFrame, digest: str, **more: str) -> Receipt:
    prepared = Prepared(incidents, no_set_aside(), read=incidents.height)
    return store.receive(prepared, Sent("a.csv", digest, "Housing", "housing", **{"by": "Ann", **more}))


def held(store: Store) -> dict[str, str]:
    return dict(store.incidents(("reference", "outcome")).iter_rows())


def seals_hold(store: Store) -> bool:
    with store.reading() as connection:
        return all(
            batch["seal"] == seal_of_batch(connection, batch["id"])
            for batch in store.batches()
            if batch["seal"]
        )


class TestCorrections:
    def test_say_what_changed_and_keep_what_was_said(self, store: Store) -> None:
        send(store, reports("A1", "A2"), "one")
        receipt = send(store, reports("A1", "A2", outcome="closed"), "two")
        assert receipt.changed == {"outcome": 2}
        assert receipt.notes[0] == (
            "2 rows changed (outcome 2), 0 the same. The old version is kept in the history."
        )
        assert store.changes(2).rows() == [
            ("Housing", "A1", "outcome", "open", "closed"),
            ("Housing", "A2", "outcome", "open", "closed"),
        ]
        with store.reading() as connection:
            past = versions_of(connection, "Housing", "A1")
        assert past.select("batch", "outcome", "ended_by", "ended_why").rows() == [(1, "open", 2, "updated")]
        assert seals_hold(store)

    def test_a_change_of_a_later_batch_is_not_told_of_an_earlier_one(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        send(store, reports("A1", outcome="closed"), "two")
        send(store, reports("A1", outcome="charged"), "three")
        assert [row[3:] for row in store.changes(2).rows()] == [("open", "closed")]
        assert [row[3:] for row in store.changes(3).rows()] == [("closed", "charged")]


class TestWithdrawing:
    def test_the_map_goes_back(self, store: Store) -> None:
        send(store, reports("A1", "A2"), "one")
        before = store.incidents()
        send(store, pl.concat([reports("A1", outcome="closed"), reports("A3")]), "two")
        assert store.withdraw(2, by="Ann", why="wrong month") == (1, 1)
        assert store.incidents().sort("reference").equals(before)
        assert seals_hold(store)
        batch = store.batches()[0]
        assert (batch["state"], batch["closed_by"], batch["closed_why"]) == (
            "withdrawn",
            "Ann",
            "wrong month",
        )

    def test_a_later_correction_stays_and_never_goes_back_to_what_was_withdrawn(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        send(store, reports("A1", outcome="closed"), "two")
        send(store, reports("A1", outcome="charged"), "three")
        assert store.withdraw(2, by="Ann", why="") == (0, 0)
        assert held(store) == {"A1": "charged"}
        assert store.withdraw(3, by="Ann", why="") == (0, 1)
        assert held(store) == {"A1": "open"}
        assert store.withdraw(1, by="Ann", why="") == (1, 0)
        assert held(store) == {}
        assert seals_hold(store)

    @pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3), (1, 3, 2)])
    def test_everything_withdrawn_in_any_order_leaves_nothing(
        self, store: Store, order: tuple[int, ...]
    ) -> None:
        send(store, reports("A1", "A2"), "one")
        send(store, reports("A1", "A3", outcome="closed"), "two")
        send(store, reports("A1", "A3", outcome="charged"), "three")
        for batch in order:
            store.withdraw(batch, by="Ann", why="")
        assert held(store) == {}
        assert seals_hold(store)

    def test_the_same_file_can_be_sent_again(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        store.withdraw(1, by="Ann", why="")
        again = send(store, reports("A1"), "one")
        assert (again.batch, again.accepted) == (2, 1)
        assert held(store) == {"A1": "open"}

    def test_a_batch_is_withdrawn_once(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        store.withdraw(1, by="Ann", why="")
        for batch, found in ((1, "it is withdrawn"), (9, "there is no such batch")):
            with pytest.raises(StoreError, match=found):
                store.withdraw(batch, by="Ann", why="")

    def test_it_counts_as_a_change_of_the_data(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        version = store.data_version()
        store.withdraw(1, by="Ann", why="")
        assert store.data_version() > version


class TestHolding:
    def test_a_held_batch_is_on_no_map_until_a_second_person_approves(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        receipt = send(store, reports("A1", "A2", outcome="closed"), "two", hold="Ten times the usual.")
        assert receipt.held and "second person must approve" in receipt.notes[1]
        assert held(store) == {"A1": "open"}
        with pytest.raises(StoreError, match="second person"):
            store.approve(2, by="Ann")
        store.approve(2, by="Bob")
        assert held(store) == {"A1": "closed", "A2": "closed"}
        batch = store.batches()[0]
        assert (batch["state"], batch["accepted"], batch["updated"]) == ("landed", 1, 1)
        assert seals_hold(store)

    def test_a_refused_batch_leaves_nothing_and_can_be_sent_again(self, store: Store) -> None:
        send(store, reports("A1"), "one", hold="Ten times the usual.")
        assert "waits for a second person" in send(store, reports("A1"), "one").notes[0]
        store.refuse(1, by="Bob", why="a test file")
        assert held(store) == {}
        assert send(store, reports("A1"), "one").accepted == 1


class TestNilReturns:
    def test_an_empty_file_is_a_nil_return_for_its_period(self, store: Store) -> None:
        for number, period in enumerate(("2026-09", "2026-10", "2026-10"), start=1):
            receipt = send(store, reports(), "empty", period=period)
            assert receipt.batch == min(number, 2)
        assert [(b["period"], b["read"]) for b in store.batches()] == [("2026-10", 0), ("2026-09", 0)]
        assert "nil return for 2026-10" in send(store, reports(), "other", period="2026-10").notes[0]


class TestErasure:
    def test_nothing_is_left_and_nothing_comes_back(self, store: Store) -> None:
        send(store, reports("A1", "A2"), "one")
        send(store, reports("A1", outcome="closed"), "two")
        send(store, reports("A1", "A5"), "held", hold="Ten times the usual.")
        with store.writing() as connection:
            assert erase(connection, [("Housing", "A1")], by="Ann", why="request") == 1
        assert held(store) == {"A2": "open"}
        with store.reading() as connection:
            assert versions_of(connection, "Housing", "A1").is_empty()
        assert seals_hold(store)
        again = send(store, reports("A1", "A2", "A3"), "three")
        assert (again.accepted, again.duplicates, again.set_aside) == (1, 1, 1)
        assert "erased here" in store.set_aside(4)["reason"][0]
        store.approve(3, by="Bob")
        assert sorted(held(store)) == ["A2", "A3", "A5"]

    def test_nothing_is_left_in_the_file(self, tmp_path: Path) -> None:
        store = open_store(f"sqlite:///{tmp_path}/records.sqlite")
        canary = "CANARY-1234567"
        send(store, reports(canary, "A2"), "one")
        send(store, reports(canary, outcome="closed"), "two")
        with store.writing() as connection:
            erase(connection, [("Housing", canary)], by="Ann", why="request")
        store.tidy()
        store.close()
        for file in (one for one in tmp_path.rglob("*") if one.is_file()):
            assert canary.encode() not in file.read_bytes(), file.name


def test_the_seal_does_not_mind_the_order_but_every_value(store: Store) -> None:
    one = reports("A1", "A2")
    assert seal_of(one) == seal_of(one.reverse())
    for name, value in (("x", 1.0), ("occurred_to", date(2026, 3, 3)), ("strands", ""), ("hour", None)):
        other = one.with_columns(pl.lit(value, one.schema[name]).alias(name))
        assert seal_of(one) != seal_of(other), name


class TestWhatOnlyRepeated:
    def test_a_record_that_a_later_file_repeated_comes_back_with_that_file(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        send(store, reports("A1", "A2"), "two")
        assert store.withdraw(1, by="Ann", why="wrong agency") == (1, 0)
        again = send(store, reports("A1", "A2"), "two")
        assert (again.batch, again.accepted, again.duplicates) == (2, 1, 1)
        assert "they are there again" in again.notes[0]
        assert held(store) == {"A1": "open", "A2": "open"}
        batch = store.batches()[0]
        assert (batch["accepted"], batch["duplicates"]) == (2, 0)
        assert seals_hold(store)

    def test_the_same_file_does_not_undo_a_later_correction(self, store: Store) -> None:
        send(store, reports("A1"), "one")
        send(store, reports("A1", outcome="closed"), "two")
        assert send(store, reports("A1"), "one").duplicates == 1
        assert held(store) == {"A1": "closed"}

    def test_a_withdrawn_nil_return_counts_as_a_change_of_the_data(self, store: Store) -> None:
        send(store, reports(), "empty", period="2026-10")
        version = store.data_version()
        store.withdraw(1, by="Ann", why="wrong month")
        assert store.data_version() > version


@pytest.mark.parametrize("name", ["ann", " Ann ", "ANN\u200b", "A\uff4e\uff4e", "", " "])
def test_the_same_person_under_another_spelling_is_no_second_person(store: Store, name: str) -> None:
    send(store, reports("A1"), "one", hold="Ten times the usual.")
    with pytest.raises(StoreError):
        store.approve(1, by=name)
    assert held(store) == {}


class TestWhatWasErased:
    @pytest.mark.parametrize("reference", ["a-1", "A- 1", " A-1"])
    def test_does_not_come_back_under_another_spelling(self, store: Store, reference: str) -> None:
        send(store, reports("A-1", "B"), "one")
        with store.writing() as connection:
            erase(connection, [("Housing", "A-1")], by="Ann", why="request")
        assert send(store, reports(reference, agency="housing "), "two").set_aside == 1

    def test_is_let_alone_by_an_erased_entry_of_a_register_with_its_reference(self, store: Store) -> None:
        with store.writing() as connection:
            values = {"agency": "Housing", "reference": "A1", "title": "Walk", "strands": "",
                      "lead": "Ann", "status": "planned"}  # fmt: skip
            number = enter(connection, schema.actions, values, by="Ann")
            erase_entry(connection, "actions", number, by="Ann", why="request")
        assert send(store, reports("A1"), "one").accepted == 1

    def test_a_list_that_names_nothing_here_takes_nothing_from_a_waiting_batch(self, store: Store) -> None:
        with store.writing() as connection:
            erase(connection, [("Housing", "Z9")], by="Ann", why="request")
        send(store, reports("A1"), "one", hold="Ten times the usual.")
        with store.writing() as connection:
            assert apply_erasures(connection) == 0
        store.approve(1, by="Bob")
        assert held(store) == {"A1": "open"}
