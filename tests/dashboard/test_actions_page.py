"""The page and the command of joint actions: planned, opened, noted; partners see the plan and no count."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.desks.action_entry import Plan, find_action, plan_action
from dashboard.desks.actions import list_actions
from dashboard.desks.importing import Desk
from dashboard.desks.measures import keep_measure
from dashboard.frozen_place import FrozenPlace
from dashboard.shell.commands import actions as _actions
from dashboard.shell.frame import app
from dashboard.survey import NoRecordsError
from tests.conftest import Demo
from tests.dashboard.test_agreed_levels import desk, empty_desk

__all__ = ["_actions", "desk", "empty_desk"]

ROOT = Path(__file__).parents[2]
TODAY = date.today()
COUNCIL = "Wrenmouth Borough Council"


@pytest.fixture(autouse=True)
def _stand_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_data() -> None:
        raise NoRecordsError("There are no records yet.")

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("dashboard.loading.opened.load_desk", lambda what="explore": desk)
    monkeypatch.setattr("dashboard.loading.opened.load_data", no_data)


def planned(desk: Desk) -> int:
    ward = str(desk.study_area.wards["ward"].iloc[0])
    plan = Plan("Walk the market", COUNCIL, TODAY + timedelta(60), FrozenPlace(wards=(ward,)),
                partners=("Curlew Homes",), starts_on=TODAY - timedelta(70))  # fmt: skip
    return plan_action(desk, plan, by="Ann", today=TODAY)


def opened(role: str = "coordinator", **query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "actions.py"), default_timeout=60)
    page.session_state["view-as"] = role
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


def words(page: AppTest) -> str:
    parts = (*page.markdown, *page.caption, *page.warning, *page.info, *page.success, *page.error)
    return " ".join(str(one.value) for one in parts)


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if one.label == label).click().run()
    assert not page.exception
    return page


def field(page: AppTest, kind: str, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in getattr(page, kind) if one.label == label)


def test_an_action_is_planned_from_a_link_to_a_ward(desk: Desk) -> None:
    ward = str(desk.study_area.wards["ward"].iloc[2])
    page = opened(ward=ward)
    assert page.query_params["view"] == "plan"
    press(page, "Keep this action")
    assert "Say what is to be done." in words(page)
    assert list_actions(desk, TODAY) == []
    field(page, "text_input", "What is to be done").set_value("Ask the traders")
    field(page, "text_input", "Responsible, as roles").set_value("Jane Smith")
    field(page, "selectbox", "Who leads").set_value(COUNCIL)
    press(page, "Keep this action")
    assert "Give the role instead" in words(page)
    field(page, "text_input", "Responsible, as roles").set_value("Ward Sergeant")
    press(page, "Keep this action")
    (one,) = list_actions(desk, TODAY)
    assert (one.wards, one.lead, one.responsible) == ((ward,), COUNCIL, "Ward Sergeant")
    assert page.query_params["action"] == str(one.number)


def test_a_note_is_kept_for_an_organisation(desk: Desk) -> None:
    number = planned(desk)
    page = opened(action=str(number))
    assert "Nobody has said for 70 days how it goes" in words(page)
    field(page, "text_area", "How it goes, or what came of it").set_value("Two walks made.")
    field(page, "selectbox", "For which organisation").set_value("Curlew Homes")
    press(page, "Note how it goes")
    (one,) = list_actions(desk, TODAY)
    assert (one.progress, list(one.noted_by)) == ("Two walks made.", ["Curlew Homes"])
    assert "Green (by rule)" in words(page)


def test_a_partner_sees_the_plan_and_neither_counts_nor_ways_to_change_it(desk: Desk) -> None:
    number = planned(desk)
    action = find_action(desk, number, TODAY)
    assert action is not None
    keep_measure(desk, action, title="Reports here", counts="reports", better="lower", by="Ann",
                 baseline_from=TODAY - timedelta(400), baseline_to=TODAY - timedelta(71))  # fmt: skip
    page = opened("partner", action=str(number))
    assert not page.exception
    assert "for those who may see exact figures" in words(page)
    assert {one.label for one in page.button} == {"Back to all actions"}
    for view in ("board", "list", "owners", "plan"):
        page = opened("partner", view=view)
        assert not page.exception
        assert "Plan one" not in str(page.segmented_control[0].options)


def test_a_number_that_is_none_is_refused_in_words_and_not_repeated(desk: Desk) -> None:
    page = opened(action="4711<script>")
    assert "There is no such action on the list." in words(page)
    assert "4711" not in words(page)
    assert "action" not in page.query_params
    assert "Nothing stands here" in words(page)


def test_the_shell_tells_the_plan_and_refuses_whom_it_is_not_for(demo: Demo) -> None:
    own = ["--store", demo.store, "--partnership", str(demo.partnership)]
    told = CliRunner().invoke(app, ["actions", "list", "--json", "--today", "2026-11-02", *own])
    listed = json.loads(told.stdout)["actions"]
    assert {one["rag"] for one in listed} >= {"red", "amber", "green"}
    assert any(one["cells"] and one["selected_from"] for one in listed)
    refused = CliRunner().invoke(app, ["actions", "list", "--as", "public", *own])
    assert refused.exit_code == 2
