"""Graded reports as answers may have them: grades, echoes and the last regrading, and never a text."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from ingest.policy import Policy
from ingest.records import Store, open_store, schema
from ingest.records import registers as registers_module
from ingest.records.graded_reports import GRADED, graded_reports
from ingest.records.registers import amend, enter, retire

REPORTS = schema.community_reports
SAID = "Leaflets were handed out at the market by people from outside the borough."


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def report(reference: str, **parts: Any) -> dict[str, Any]:
    return {
        "agency": "Council",
        "reference": reference,
        "observed_from": date(2026, 10, 1),
        "observed_to": date(2026, 10, 1),
        "ward": "E99000001",
        "seen": SAID,
        "strands": "race",
        "experience": "evidenced",
        "severity": 2,
        "source_grade": 2,
        "information_grade": "C",
        "handling": "P",
        "source_type": "ward_panel",
        "is_anonymous": False,
        "review_by": date(2027, 10, 1),
        "needs_check": False,
        **parts,
    }


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setattr(registers_module, "now", lambda: datetime.fromisoformat(moment))


def test_reports_come_with_their_grades_and_without_any_text(store: Store, policy: Policy) -> None:
    with store.writing() as connection:
        enter(connection, REPORTS, report("A1", allport=1, condition="Ask first.", handling="C"), by="Ann")
        closed = enter(connection, REPORTS, report("A2"), by="Ann")
        retire(connection, REPORTS, closed, by="Ann", why="double")
        found = graded_reports(connection, policy.tension)
    assert found.schema == GRADED and found.height == 1
    assert found.row(0, named=True) | {"id": 1} == {
        **{name: value for name, value in report("A1").items() if name != "seen"},
        **{"id": 1, "allport": 1, "condition": "Ask first.", "handling": "C", "echo": None},
        **dict.fromkeys(("regraded", "regraded_from", "regraded_on", "regraded_by")),
    }
    assert SAID not in str(found.to_dicts())


def test_nearly_the_same_words_get_one_number_and_others_none(store: Store, policy: Policy) -> None:
    texts = (SAID, f"{SAID.upper()} !!", "Chanting was heard near the ground before the match.")
    with store.writing() as connection:
        for number, text in enumerate(texts):
            enter(connection, REPORTS, report(f"A{number}", seen=text), by="Ann")
        found = graded_reports(connection, policy.tension)
    assert found["echo"].to_list() == [1, 1, None]


def test_regrading_shows_the_old_grade_the_new_who_and_the_day_in_london(
    store: Store, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.writing() as connection:
        number = enter(connection, REPORTS, report("A1"), by="Ann")
        enter(connection, REPORTS, report("A2"), by="Ann")
        at(monkeypatch, "2026-10-03T12:00")
        amend(connection, REPORTS, number, {"source_grade": 3}, by="Ann", why="seldom right")
        at(monkeypatch, "2026-10-11T23:30")  # half past midnight in London
        amend(connection, REPORTS, number, {"source_grade": 1, "information_grade": "B"}, by="Bea")
        at(monkeypatch, "2026-10-20T12:00")
        amend(connection, REPORTS, number, {"severity": 3}, by="Cem")
        found = graded_reports(connection, policy.tension)
    assert found["regraded"].to_list() == ["3C to 1B on 12 October 2026", None]
    assert found.select("regraded_from", "regraded_on", "regraded_by").row(0) == (
        "3C",
        date(2026, 10, 12),
        "Bea",
    )


def test_a_store_without_reports_gives_an_empty_table(store: Store, policy: Policy) -> None:
    with store.reading() as connection:
        found = graded_reports(connection, policy.tension)
    assert found.schema == GRADED and found.is_empty()
