"""An owner is asked by a link that works once, shows one entry, and changes nothing by itself."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from ingest.records import Store, StoreError, open_store, schema
from ingest.records.audit import lines
from ingest.records.confirming import DAYS, asked_entry, confirm, decide, make_link, proposals_of, propose
from ingest.records.erasing import erase_entry
from ingest.records.registers import enter, find_entry, retire, versions

TODAY = date(2026, 11, 1)
HUB = {
    "agency": "Wren",
    "name": "Hub",
    "kind": "advice",
    "strands": "",
    "status": "open",
    "is_reporting": True,
    "is_support": False,
    "is_listed": True,
    "is_contact_public": False,
    "hours": "Mon 9-5",
    "owner": "Quay Trust",
    "checked_on": date(2025, 1, 1),
}


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    with opened.writing() as c:
        enter(c, schema.centres, HUB, by="Ann")
    yield opened
    opened.close()


def link(store: Store) -> str:
    with store.writing() as c:
        return make_link(c, 1, by="Ann", today=TODAY)


def entry(store: Store) -> dict:
    with store.reading() as c:
        return find_entry(c, schema.centres, 1)


def asked(store: Store, key: str, today: date = TODAY) -> dict | None:
    with store.reading() as c:
        return asked_entry(c, key, today=today)


def test_the_owner_sees_the_public_fields_and_no_others(store: Store) -> None:
    seen = asked(store, link(store))
    assert seen is not None and (seen["name"], seen["hours"]) == ("Hub", "Mon 9-5")
    assert not {"owner", "trained_until", "last_report_on", "checked_on", "batch", "agency"} & set(seen)


def test_all_still_right_is_noted_and_the_link_is_used_up(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        assert confirm(c, key, today=TODAY)
    assert entry(store)["checked_on"] == TODAY
    with store.writing() as c:
        assert not confirm(c, key, today=TODAY)
        assert not propose(c, key, {"hours": "never"}, today=TODAY)
    assert asked(store, key) is None
    with store.reading() as c:
        assert versions(c, schema.centres, 1)[0]["ended_why"] == "confirmed by its owner"


@pytest.mark.parametrize("key", ["", "guess", "' or 1=1 --", "\x00", "ü" * 500])
def test_a_wrong_key_shows_nothing(store: Store, key: str) -> None:
    link(store)
    assert asked(store, key) is None


def test_a_link_runs_out(store: Store) -> None:
    key = link(store)
    assert asked(store, key, TODAY + timedelta(DAYS)) is not None
    assert asked(store, key, TODAY + timedelta(DAYS + 1)) is None


def test_a_new_link_ends_the_one_before(store: Store) -> None:
    first, second = link(store), link(store)
    assert asked(store, first) is None and asked(store, second) is not None


def test_the_key_itself_is_kept_nowhere(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        propose(c, key, {"hours": "Tue 9-5"}, today=TODAY)
    with store.reading() as c:
        held = [str(row) for table in schema.metadata.sorted_tables for row in c.execute(select(table))]
    assert held and not any(key in row for row in held)


def test_a_proposal_waits_and_changes_nothing(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        assert propose(c, key, {"hours": "Tue 9-5", "owner": "Mallory", "name": "Hub"}, today=TODAY)
    assert (entry(store)["hours"], entry(store)["checked_on"]) == ("Mon 9-5", HUB["checked_on"])
    with store.reading() as c:
        (waiting,) = proposals_of(c)
    assert waiting["values"] == {"hours": "Tue 9-5"}


def test_an_accepted_proposal_is_written_and_a_declined_one_is_not(store: Store) -> None:
    for hours, accept in (("Tue 9-5", False), ("Wed 9-5", True)):
        key = link(store)
        with store.writing() as c:
            propose(c, key, {"hours": hours}, today=TODAY)
            decide(c, proposals_of(c)[0]["id"], accept=accept, by="Bea")
    assert (entry(store)["hours"], entry(store)["checked_on"]) == ("Wed 9-5", TODAY)
    with pytest.raises(StoreError, match="decided already"), store.writing() as c:
        decide(c, 2, accept=True, by="Bea")


def test_a_proposal_without_a_change_is_a_confirmation(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        assert propose(c, key, {"hours": "Mon 9-5"}, today=TODAY)
    assert entry(store)["checked_on"] == TODAY


def test_the_log_says_that_the_owner_answered_and_not_what(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        propose(c, key, {"hours": "ring 01632 960001"}, today=TODAY)
    with store.reading() as c:
        told = [(line["who"], line["action"], line["detail"]) for line in lines(c)]
    assert ("owner, by link", "propose", '{"columns": ["hours"]}') in told
    assert not any("960001" in detail for *_, detail in told)


def test_an_entry_off_the_list_asks_nobody(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        retire(c, schema.centres, 1, by="Ann", why="gone")
    assert asked(store, key) is None
    with pytest.raises(StoreError, match="off the list"):
        link(store)


def test_an_erased_entry_takes_its_links_and_proposals_along(store: Store) -> None:
    key = link(store)
    with store.writing() as c:
        propose(c, key, {"hours": "Tue 9-5"}, today=TODAY)
        erase_entry(c, "centres", 1, by="Ann", why="request")
    with store.reading() as c:
        assert c.execute(text("select count(*) from confirm_links")).scalar() == 0
        assert proposals_of(c) == []
