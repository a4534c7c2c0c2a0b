"""The page of visits without a browser: two answers record a visit, and what was found counts no more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desks.importing import Desk
from dashboard.desks.visits import keep_plan, list_visits, now_here
from dashboard.visit import Visit
from ingest.records.found_on_patrol import marks
from tests.dashboard.test_agreed_levels import desk, empty_desk
from tests.dashboard.test_visits_desk import STARTS, plan

__all__ = ["desk", "empty_desk"]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tonight(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk with a plan for a shift that began half an hour ago, as the page finds it."""
    monkeypatch.setenv("COMMON_GROUND_STORE", desk.store.url)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(desk.partnership.path))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(desk.formats_folder))
    monkeypatch.chdir(ROOT)
    made, by = plan(desk), now_here() - timedelta(minutes=30) - STARTS
    asked = made.asked
    moved: dict[str, Any] = {
        "asked": type(asked)(asked.wards, asked.starts + by, asked.ends + by, asked.people, asked.minutes),
        "stops": tuple(
            type(stop)(**{**vars(stop), "from_": stop.from_ + by, "to": stop.to + by,
                          "again": tuple(at + by for at in stop.again)})
            for stop in made.stops
        ),
    }  # fmt: skip
    keep_plan(desk, plan(desk, **moved), team="Market team", by="Ann")
    yield desk


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "visits.py"), default_timeout=120)
    for word, value in query.items():
        page.query_params[word] = value
    page.run()
    assert not page.exception
    return page


def put(page: AppTest, label: str, value: Any) -> None:
    kinds = ("button_group", "radio", "text_input", "selectbox")
    next(one for kind in kinds for one in page.get(kind) if one.label == label).set_value(value)


def press(page: AppTest, label: str) -> None:
    next(one for one in page.button if one.label == label).click().run()
    assert not page.exception


def told(page: AppTest) -> str:
    return " ".join(
        str(one.value) for kind in ("error", "warning", "success", "info") for one in page.get(kind)
    )


def visits(desk: Desk) -> list[Visit]:
    today = now_here().date()
    return list_visits(desk, today - timedelta(2), today + timedelta(2), now=now_here())


def test_one_answer_records_the_stop_that_is_due_and_it_can_be_taken_back(tonight: Desk) -> None:
    page = opened()
    press(page, "Record it")
    assert "what came of it" in told(page)
    put(page, "What came of it?", "talked")
    press(page, "Record it")
    assert "Recorded" in told(page)
    (made,) = [one for one in visits(tonight) if one.state == "done"]
    assert (made.stop, made.minutes, made.outcome) == (1, 15, "talked")
    press(page, "Undo")
    assert {one.state for one in visits(tonight)} == {"planned"}


def test_an_incident_that_was_found_is_marked_and_its_reference_is_not_repeated(tonight: Desk) -> None:
    page = opened(plan="1", stop="2")
    put(page, "What came of it?", "dealt")
    put(page, "Whose record of an incident that you came upon?", "Curlew Homes")
    put(page, "Its reference there", "HX-77/1")
    press(page, "Record it")
    (made,) = [one for one in visits(tonight) if one.state == "done"]
    assert made.stop == 2
    with tonight.store.reading() as connection:
        assert [(one["reference"], one["visit"]) for one in marks(connection)] == [("HX-77/1", made.number)]
    page = opened(view="found")
    assert "HX-77" not in str([one.value for one in page.dataframe])


def test_a_missed_visit_and_the_weeks(tonight: Desk) -> None:
    page = opened()
    put(page, "Why not?", "called")
    press(page, "Record as missed")
    page = opened(view="weeks")
    assert any("0 done, 1 missed" in str(one.value) for one in page.markdown)
    assert page.dataframe[0].value[["planned", "missed"]].sum().tolist() == [3, 1]


def test_without_a_plan_the_page_asks_where_and_an_unknown_view_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", desk.store.url)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(desk.partnership.path))
    monkeypatch.chdir(ROOT)
    page = opened(view="<b>zzz</b>", plan="x" * 50)
    assert "a view that is not there" in told(page) and "zzz" not in told(page)
    put(page, "What came of it?", "quiet")
    press(page, "Record it")
    assert "say where it was" in told(page).lower()
    assert opened(view="weeks").info
