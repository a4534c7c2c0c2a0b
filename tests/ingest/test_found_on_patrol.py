"""What a patrol came upon is marked by the agency's own reference, and stays so whatever is sent later."""

from collections.abc import Iterator

import pytest

from ingest.records import Store, audit, open_store
from ingest.records.erasing import erase
from ingest.records.found_on_patrol import (
    decline_found,
    found_numbers,
    judged_numbers,
    marks,
    say_found,
    take_back_found,
)
from tests.ingest.test_pairs_kept import send


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def mark(store: Store, reference: str, agency: str = "Police") -> bool:
    with store.writing() as c:
        return say_found(c, agency, reference, visit=None, by="Ann")


def found(store: Store) -> list[str]:
    with store.reading() as c:
        numbers = found_numbers(c)
    known = store.incidents(("id", "reference"))
    return [reference for number, reference in known.iter_rows() if number in numbers]


def test_a_mark_may_come_before_its_record_and_outlives_its_file(store: Store) -> None:
    before = store.data_version()
    assert mark(store, "c 7a")
    assert store.data_version() == before + 1
    assert found(store) == []
    batch = send(store, "Police", ("C7A", "2"))
    assert found(store) == ["C7A"]
    assert batch is not None
    store.withdraw(batch, by="Ann", why="wrong file")
    assert found(store) == []
    send(store, "Police", ("C7A", "2", "3"))
    assert found(store) == ["C7A"]


def test_a_mark_is_of_one_agency_and_made_once(store: Store) -> None:
    send(store, "Police", ("1",))
    send(store, "Council", ("1",))
    assert [mark(store, "1"), mark(store, " 1")] == [True, False]
    with store.reading() as c:
        assert len(found_numbers(c)) == 1
        assert [one["agency"] for one in marks(c)] == ["Police"]


def test_a_mark_taken_back_ends_and_can_be_made_again(store: Store) -> None:
    send(store, "Police", ("1",))
    mark(store, "1")
    with store.writing() as c:
        number = marks(c)[0]["id"]
        assert [take_back_found(c, number, by="Bea"), take_back_found(c, number, by="Bea")] == [True, False]
    assert found(store) == []
    assert mark(store, "1")
    assert found(store) == ["1"]


def test_what_somebody_turned_down_is_judged_and_not_found(store: Store) -> None:
    send(store, "Police", ("1", "2"))
    with store.writing() as c:
        decline_found(c, "Police", "1", visit=None, by="Ann")
        assert (found_numbers(c), len(judged_numbers(c))) == ([], 1)


def test_the_mark_goes_with_an_erased_record_and_does_not_come_back(store: Store) -> None:
    send(store, "Police", ("C7A",))
    mark(store, "c7a")
    with store.writing() as c:
        erase(c, [("Police", "C7A")], by="Ann", why="request")
    with store.reading() as c:
        assert marks(c) == []
    assert not mark(store, "C7a")


def test_the_audit_says_that_a_mark_was_made_and_not_of_which_record(store: Store) -> None:
    mark(store, "SECRET-1")
    with store.reading() as c:
        line = list(audit.lines(c))[-1]
    assert line["action"] == "mark found"
    assert "SECRET-1" not in str(line)
