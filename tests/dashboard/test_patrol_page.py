"""The page of a patrol: a shift in the address, tonight's round at once, kept and taken along."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.patrol_map import build_patrol_map
from dashboard.desks.importing import Desk
from dashboard.geography import geography
from dashboard.patrol_plan import PatrolPlan
from dashboard.patrol_query import Asked, read_patrol, write_patrol
from dashboard.snapshot import Snapshot
from tests.conftest import Demo
from tests.dashboard.handmade_patrol import plan

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
WARDS = ("E05990001", "E05990002")


class TestAddress:
    def test_a_shift_comes_back_from_the_address_as_it_went(self) -> None:
        asked = Asked(frozenset(WARDS), date(2026, 11, 23), time(18, 30), time(2, 0), 4, 240)
        written = write_patrol(asked, today=TODAY)
        assert written["wards"] == "E05990001-E05990002"
        assert read_patrol(written, wards=WARDS, today=TODAY) == (asked, ())
        assert asked.question.ends.day == 24  # past midnight

    def test_what_is_as_usual_is_left_out(self) -> None:
        assert write_patrol(Asked(frozenset(), TODAY), today=TODAY) == {}

    @pytest.mark.parametrize(
        ("word", "said"),
        [("wards", "E05990009"), ("wards", "Someone Real"), ("day", "tonight"), ("day", "1999-01-01"),
         ("starts", "25:00"), ("ends", "7"), ("people", "-1"), ("people", "0"), ("minutes", "1e9")],
    )  # fmt: skip
    def test_what_is_not_understood_is_named_by_its_word_alone(self, word: str, said: str) -> None:
        assert read_patrol({word: said}, wards=WARDS, today=TODAY) == (Asked(frozenset(), TODAY), (word,))


def test_the_map_has_a_badge_a_stop_the_way_and_no_point_of_a_report(snapshot: Snapshot) -> None:
    made = plan(0.62, 54.03, stops=4)
    layers = {one["id"]: one for one in build_patrol_map(made, geography(snapshot)).layers[0]}
    assert [row["number"] for row in layers["round-badge"]["data"]] == ["1", "2", "3", "4"]
    (way,) = layers["round"]["data"]["features"]
    assert len(way["geometry"]["coordinates"]) == 4
    assert len(layers["areas"]["data"]["features"]) == 5
    assert len(layers["areas-hidden"]["data"]["features"]) == 1
    assert not any(one["@@type"] == "ScatterplotLayer" for one in layers.values())


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    yield


def said(page: AppTest) -> str:
    shown = (*page.markdown, *page.caption, *page.error, *page.warning, *page.info, *page.success)
    return " ".join(str(one.value) for one in shown).replace("\\", "")


@pytest.mark.usefixtures("environment")
class TestPage:
    def test_it_opens_on_a_plan_is_refused_in_words_and_is_kept(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept: list[tuple[int, str]] = []

        def kept_as_7(desk: Desk, made: PatrolPlan, *, team: str, by: str) -> int:
            kept.append((len(made.stops), team))
            return 7

        monkeypatch.setattr("dashboard.widgets.patrol_take.keep_plan", kept_as_7)
        main = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
        page = main.switch_page("pages/patrol.py")
        for word, value in {"minutes": "240", "starts": "18:00", "people": "none"}.items():
            page.query_params[word] = value
        page.run()
        assert not page.exception
        assert "places where reports concentrate" in said(page) and "not where crime will happen" in said(
            page
        )
        assert "left out: people" in said(page) and page.query_params["minutes"] == "240"
        assert page.dataframe[0].value["number"].tolist()[:2] == [1, 2]
        (keep,) = (one for one in page.button if one.label == "Keep this plan")
        assert keep.disabled
        page = page.text_input(key="patrol-team").set_value("Docks neighbourhood team").run()
        page = page.button(key="patrol-keep").click().run()
        assert not page.exception and "Kept as plan 7" in said(page)
        assert kept == [(len(page.dataframe[0].value), "Docks neighbourhood team")]
        page = page.number_input(key="patrol-minutes").set_value(5).run()
        assert not page.exception
        assert "fewer than one stop" in said(page) and not page.dataframe
