"""What has been kept as long as the policy says is listed; a person decides; nothing goes by itself."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.desks.retention import erase_reports, reports_due
from ingest.policy import RetentionRule
from ingest.records import Store, open_store, schema
from ingest.records.registers import amend, enter, entries, versions
from ingest.records.reviewing import due_incidents, due_versions, forget_set_aside, forget_versions, keep_on
from ingest.records.seal import seal_of_batch
from tests.ingest.test_store import reports
from tests.ingest.test_store_batches import send

TWO_YEARS = RetentionRule(kind="hate_incident", months=24, counted_from="reported", basis="a test")
TODAY = date(2028, 3, 10)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def due(store: Store, rule: RetentionRule = TWO_YEARS, today: date = TODAY) -> list[str]:
    with store.reading() as connection:
        return due_incidents(connection, {"hate_incident": rule}, today=today)["reference"].to_list()


def test_a_record_is_due_on_the_day_and_not_before(store: Store) -> None:
    late = reports("A2").with_columns(reported_on=pl.lit(date(2026, 3, 11)))
    send(store, pl.concat([reports("A1"), late]), "one")  # A1 is of 2 March 2026, its report undated
    assert due(store, today=date(2028, 3, 1)) == []
    assert due(store, today=date(2028, 3, 2)) == ["A1"]
    assert due(store, today=date(2028, 3, 11)) == ["A1", "A2"]


def test_a_kind_without_a_rule_is_never_due(store: Store) -> None:
    send(store, reports("A1").with_columns(kind=pl.lit("crime")), "one")
    assert due(store) == []


def test_it_can_be_counted_from_the_day_it_came_in(store: Store) -> None:
    send(store, reports("A1"), "one")
    rule = RetentionRule(kind="hate_incident", days=30, counted_from="received", basis="a test")
    came = store.batches()[0]["received_at"].date()
    assert due(store, rule, came + timedelta(29)) == []
    assert due(store, rule, came + timedelta(30)) == ["A1"]


def test_a_record_that_is_still_needed_is_due_again_later(store: Store) -> None:
    send(store, reports("A1", "A2"), "one")
    until = TODAY - timedelta(1)
    with store.writing() as connection:
        keep_on(connection, [("Housing", "A1")], until=TODAY, by="Ann", why="open case")
        keep_on(connection, [("Housing", "A2")], until=until, by="Ann", why="open case")
    assert due(store) == ["A2"]


def test_keeping_on_needs_a_reason_and_an_end(store: Store) -> None:
    with pytest.raises(ValueError, match="Say why"), store.writing() as connection:
        keep_on(connection, [("Housing", "A1")], until=TODAY, by="Ann", why=" ")
    with pytest.raises(ValueError, match="two years"), store.writing() as connection:
        keep_on(connection, [("Housing", "A1")], until=date(2099, 1, 1), by="Ann", why="for ever")


def test_old_versions_and_rows_set_aside_are_let_go_and_the_seals_hold(store: Store) -> None:
    send(store, reports("A1"), "one")
    send(store, reports("A1", outcome="closed"), "two")
    rule = RetentionRule(kind="history", months=24, counted_from="received", basis="a test")
    soon, later = store.batches()[0]["received_at"].date(), date(2099, 1, 1)
    with store.writing() as connection:
        assert due_versions(connection, rule, today=soon) == 0
        assert due_versions(connection, rule, today=later) == 1
        assert forget_versions(connection, rule, today=later, by="Ann") == 1
        assert due_versions(connection, rule, today=later) == 0
        assert forget_set_aside(connection, rule, today=later, by="Ann") == 0
        for batch in store.batches():
            assert batch["seal"] is None or seal_of_batch(connection, batch["id"])
    with store.reading() as connection:
        assert all(batch["seal"] == seal_of_batch(connection, batch["id"]) for batch in store.batches())
    assert store.withdraw(2, by="Ann", why="") == (1, 0)


def test_community_reports_past_their_day_are_erased_with_their_history(store: Store) -> None:
    entry = {"agency": "Ann's network", "observed_from": date(2026, 1, 1), "observed_to": date(2026, 1, 2),
             "seen": "Stickers on the shelter.", "strands": "race", "experience": "evidenced", "severity": 2,
             "source_grade": 2, "information_grade": "C", "handling": "P", "source_type": "ward_panel",
             "is_anonymous": False, "needs_check": False}  # fmt: skip
    with store.writing() as connection:
        for day in (date(2027, 1, 1), date(2029, 1, 1)):
            number = enter(connection, schema.community_reports, {**entry, "review_by": day}, by="Ann")
            amend(connection, schema.community_reports, number, {"severity": 3}, by="Ann")
    assert reports_due(store, today=TODAY) == 1
    assert erase_reports(store, today=TODAY, by="Ann") == 1
    with store.reading() as connection:
        (left,) = entries(connection, schema.community_reports)
        assert left["review_by"] == date(2029, 1, 1)
        assert versions(connection, schema.community_reports, 1) == []
    assert reports_due(store, today=TODAY) == 0
