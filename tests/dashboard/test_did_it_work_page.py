"""The page Did it work: what was tried stands in a table, a plan is laid down once, nothing is echoed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.desks.evaluation import judged_actions, plans
from dashboard.desks.importing import Desk, open_desk
from dashboard.settings import Settings
from dashboard.shell import app
from ingest.invented import LATEST_DAY
from tests.conftest import Demo
from tests.copying import copy_with_keys

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the demo's store, which the page opens."""
    copy_with_keys(demo.store_file, tmp_path / "store.sqlite")
    settings = Settings(
        store=f"sqlite:///{tmp_path}/store.sqlite", partnership=demo.partnership, formats=tmp_path
    )
    monkeypatch.setenv("COMMON_GROUND_STORE", settings.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path))
    monkeypatch.chdir(ROOT)
    return open_desk(settings)


def opened(role: str = "analyst", **query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "did_it_work.py"), default_timeout=60)
    page.session_state["view-as"] = role
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


def told(page: AppTest) -> str:
    kinds = (*page.markdown, *page.info, *page.success, *page.warning, *page.error, *page.caption)
    return " ".join(str(one.value) for one in kinds).replace("\\", "")


def test_a_plan_is_laid_down_once_and_judged(desk: Desk, proof: Callable[[str], None]) -> None:
    planned = {plan.action: plan for plan in plans(desk)}
    free = next(
        one for one in judged_actions(desk, LATEST_DAY).values() if one.number not in planned
        and one.cells + one.wards and one.starts_on and one.starts_on < LATEST_DAY
    )  # fmt: skip
    page = opened(action=str(free.number))
    assert not page.exception
    proof(
        "demo: " + "; ".join(f"{row.action}: {row.verdict}" for row in page.dataframe[0].value.itertuples())
    )
    assert len(page.dataframe[0].value) == len(planned) >= 4
    assert "four times out of five" in told(page)
    next(button for button in page.button if button.label == "Lay down this plan").click().run()
    assert not page.exception and "The plan is laid down" in told(page)
    assert len(plans(desk)) == len(planned) + 1
    assert "already be seen" in told(page) and "%" not in told(page).replace("95 % interval", "")
    next(button for button in page.button if button.label == "Lay down this plan").click().run()
    assert "ay why" in told(page) and len(plans(desk)) == len(planned) + 1


def test_nothing_of_the_address_is_echoed_and_it_is_for_those_who_judge(desk: Desk) -> None:
    page = opened(action="<b>Ann</b>")
    assert not page.exception and "not there" in told(page) and "Ann" not in told(page)
    for role in ("partner", "officer", "public", "administrator"):
        refused = opened(role)
        assert not refused.dataframe and "no page here for you" in told(refused)


def test_the_shell_says_the_same(desk: Desk) -> None:
    run = CliRunner().invoke
    said = json.loads(run(app, ["evaluate", "--json"]).stdout)["evaluations"]
    assert {one["action"] for one in said} == {plan.action for plan in plans(desk)}
    assert run(app, ["evaluate", "--action", "999"]).exit_code == 2
    assert run(app, ["--as", "officer", "evaluate"]).exit_code == 2
    late = max(said, key=lambda one: str(one["after"]["from"]))
    assert late["verdict"] == "too early to say" and late["grounds"] == [] and not late["seen_before"]
