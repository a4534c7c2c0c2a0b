"""Files and community reports of another agency: an officer sends none in its name and decides about none."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.desks.files import list_files, may_send_for
from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_lists import Reader, find_report
from dashboard.desks.reports import (
    MendFirst,
    close_report,
    enter_report,
    extend_review,
    grade_again,
    mark_checked,
    may_change,
    mend_report,
)
from dashboard.settings import Settings
from dashboard.viewer import ROLES, Principal
from ingest.records import open_store
from tests.conftest import Demo

PAGES = Path(__file__).parents[2] / "dashboard" / "pages"
OWN, OTHER = "Curlew Homes", "Wrenshire Police"
TODAY = date(2026, 11, 22)
SAID = {
    "observed_from": TODAY - timedelta(20),
    "observed_to": TODAY - timedelta(6),
    "place": "The bus station",
    "seen": "Passengers say that they are stared at and talked about after school.",
    "strands": ["religion"],
    "experience": "experienced",
    "severity": "2",
    "grading": "2B",
    "handling": "P",
    "source_type": "ward_panel",
}


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        ("public", False, False),
        ("partner", False, False),
        ("officer", True, False),
        ("analyst", True, True),
        ("coordinator", True, True),
        ("administrator", False, False),
    ],
)
def test_who_sends_for_whom(role: str, own: bool, others: bool) -> None:
    here = Principal("N. N.", OWN, ROLES[role])
    assert may_send_for(OTHER, here) == others
    assert may_send_for(OWN, here) == own
    assert may_send_for("", Principal("N. N.", "", ROLES[role])) == others


@pytest.fixture
def opened(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(demo.folder / "formats"))

    def run(page: str, role: str, agency: str = OWN) -> AppTest:
        test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
        test.session_state["view-as"], test.session_state["said-agency"] = role, agency
        test.run()
        assert not test.exception
        return test

    return run


def test_an_officer_records_a_nil_return_for_their_own_agency_only(opened: Callable[..., AppTest]) -> None:
    assert opened("import_files", "officer").selectbox(key="nil-agency").options == [OWN]
    assert len(opened("import_files", "analyst").selectbox(key="nil-agency").options) > 2


@pytest.mark.parametrize(("role", "sent", "offered"), [
    ("officer", OTHER, 0), ("officer", OWN, 1), ("analyst", OTHER, 1), ("coordinator", OTHER, 1),
])  # fmt: skip
def test_a_file_is_withdrawn_by_its_sender_or_by_who_keeps_them_all(
    opened: Callable[..., AppTest], demo: Demo, monkeypatch: pytest.MonkeyPatch, role: str, sent: str,
    offered: int,
) -> None:  # fmt: skip
    store = open_store(demo.store)
    row = next(at for at, one in enumerate(list_files(store)) if one["From"] == sent)
    store.close()
    picked = SimpleNamespace(selection=SimpleNamespace(rows=[row]))
    monkeypatch.setattr(st, "dataframe", lambda *_given, **_named: picked)
    test = opened("files", role)
    assert any(sent in part.value for part in test.markdown) or test.subheader
    assert sum(button.label == "Withdraw" for button in test.button) == offered


@pytest.fixture
def desk(borough: Path, store_url: str, tmp_path: Path) -> Iterator[Desk]:
    found = open_desk(Settings(store=store_url, partnership=borough / "partnership.toml", formats=tmp_path))
    yield found
    found.store.close()


def test_an_officer_changes_no_report_of_another_agency(desk: Desk) -> None:
    ann = Reader("Ann", OTHER, ROLES["officer"])
    cal = Reader("Cal", OWN, ROLES["officer"])
    number = enter_report(desk, SAID, reader=ann, today=TODAY)
    before = find_report(desk, number, cal)
    assert before is not None and before["seen"] == SAID["seen"] and not may_change(before, cal)
    until = TODAY + timedelta(30)
    tries: list[Callable[[Reader], Any]] = [
        lambda who: grade_again(desk, number, "3D", reason="It is not so.", reader=who),
        lambda who: extend_review(desk, number, until, reason="It goes on.", reader=who, today=TODAY),
        lambda who: mark_checked(desk, number, reader=who),
        lambda who: mend_report(
            desk, number, {**SAID, "severity": "1"}, reader=who, today=TODAY, seal=before["seal"]
        ),
        lambda who: close_report(desk, number, reason="It is over.", reader=who),
    ]
    for attempt in tries:
        with pytest.raises(MendFirst, match="and those who grade, change this report"):
            attempt(cal)
    assert find_report(desk, number, cal) == before
    assert grade_again(desk, number, "3D", reason="It is not so.", reader=Reader("Bo", OWN, ROLES["analyst"]))
    close_report(desk, number, reason="It is over.", reader=ann)
