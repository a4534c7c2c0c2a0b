"""The page of community reports, without a browser: it opens, filters, and keeps texts out of the address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Demo

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    yield AppTest.from_file(
        str(ROOT / "dashboard" / "pages" / "community_reports.py"), default_timeout=120
    ).run()


def widget(page: AppTest, kind: str, label: str):
    return next(one for one in page.get(kind) if one.label == label)


def test_it_opens_says_what_these_are_and_lists_them(page: AppTest) -> None:
    assert not page.exception
    assert "They are never drawn as points on a map and never added to incidents" in page.info[0].value
    assert len(page.dataframe[0].value) == 120
    assert "Hidden until somebody" in " ".join(page.dataframe[0].value["seen"])


def test_a_choice_of_ward_and_strand_shortens_the_list(page: AppTest) -> None:
    widget(page, "multiselect", "Ward").set_value(["E05990014"]).run()
    widget(page, "multiselect", "Strand").set_value(["religion"]).run()
    assert not page.exception
    listed = page.dataframe[0].value
    assert set(listed["ward"]) == {"Quarrel Hill"}
    assert 7 <= len(listed) < 30
    assert dict(page.query_params) == {}


def test_nothing_to_list_is_said_kindly(page: AppTest) -> None:
    widget(page, "multiselect", "Strand").set_value(["age"]).run()
    widget(page, "multiselect", "Information grade").set_value(["E"]).run()
    assert not page.exception
    assert any("No report is like that." in one.value for one in page.info)


def test_a_report_is_opened_with_its_history(page: AppTest) -> None:
    widget(page, "selectbox", "Open a report").set_value(1).run()
    assert not page.exception
    told = " ".join(str(one.value) for one in page.markdown)
    assert "by Demo clerk" in told
    assert "What to do with it" in told


def test_an_empty_form_says_what_is_needed_when_it_is_tried(page: AppTest) -> None:
    assert not page.error
    next(one for one in page.button if one.label == "Keep this report").click().run()
    assert not page.exception
    told = " ".join(one.value for one in page.error)
    for words in ("There is no day", "Say which ward", "There is no level", "There is no handling code"):
        assert words in told
