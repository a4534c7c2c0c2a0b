"""The pages, without a browser: they open, they answer, they keep the question in the address."""

import json
import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters import WORDS
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    yield


def opened(query: dict[str, str] | None = None) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=PATIENCE_S)
    for word, value in (query or {}).items():
        page.query_params[word] = value
    return page.run()


def words(page: AppTest) -> str:
    return " ".join(str(one.value) for one in (*page.markdown, *page.caption, *page.warning, *page.info))


def map_of(page: AppTest) -> dict[str, Any]:
    (chart,) = page.get("deck_gl_json_chart")
    spec: dict[str, Any] = json.loads(chart.proto.json)
    return spec


@pytest.mark.usefixtures("environment")
class TestHotSpots:
    def test_it_opens_on_a_map_that_says_something(self) -> None:
        page = opened()
        assert not page.exception
        assert "places stand out" in words(page)
        assert "Not on the map" in words(page)
        assert map_of(page)["layers"]

    def test_a_link_asks_the_question(self) -> None:
        page = opened({"days": "90", "strand": "disability", "method": "kernel_density", "bandwidth": "300"})
        assert not page.exception
        assert page.query_params["strand"] == "disability"
        assert page.radio[0].value == "kernel_density"
        assert page.multiselect[0].value == ["disability"]

    def test_a_changed_answer_changes_the_map_and_the_address(self) -> None:
        page = opened()
        before = map_of(page)["layers"]
        page.multiselect[0].set_value(["race"]).run()
        assert not page.exception
        assert page.query_params["strand"] == "race"
        assert map_of(page)["layers"] != before

    def test_rescaling_is_kept_in_the_address_and_undone(self) -> None:
        page = opened({"days": "90"})
        next(one for one in page.button if one.label == "Rescale colours").click().run()
        assert "scale" in page.query_params
        next(one for one in page.button if one.label == "Usual colours").click().run()
        assert "scale" not in page.query_params

    def test_start_again_forgets_the_question(self) -> None:
        page = opened({"days": "90", "strand": "race"})
        next(one for one in page.button if one.label == "Start again").click().run()
        assert not page.exception
        assert not dict(page.query_params)
        assert page.multiselect[0].value == []

    @pytest.mark.parametrize(
        ("query", "word"),
        [
            ({"strand": "zzz"}, "strand"),
            ({"resolution": "11"}, "resolution"),
            ({"bandwidth": "30"}, "bandwidth"),
        ],
    )
    def test_what_cannot_be_asked_here_is_said_and_not_swallowed(
        self, query: dict[str, str], word: str
    ) -> None:
        page = opened(query)
        assert not page.exception
        assert f"left out: {word}" in page.warning[0].value

    def test_a_cell_in_the_link_is_explained(self) -> None:
        cell = next(row["cell"] for row in _rows(map_of(opened())) if isinstance(row.get("cell"), str))
        page = opened({"cell": cell})
        assert not page.exception
        assert "would be expected" in words(page).replace("\\", "")

    def test_dbscan_helps_with_its_radius(self) -> None:
        page = opened({"method": "dbscan", "radius": "60"})
        assert not page.exception
        said = words(page).replace("\\", "")
        assert "The curve turns up at about" in said
        assert "The radius of 60 m is less than a side of a cell" in said

    def test_the_ranking_says_how_steady_each_place_is(self) -> None:
        page = opened()
        assert "steady" in page.dataframe[0].value["steady"].tolist()

    def test_chance_maps_are_thrown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = opened({"test": "permutation", "resolution": "7"})
        assert not page.exception
        assert page.query_params["test"] == "permutation"
        assert map_of(page)["layers"]
        monkeypatch.setattr("spatial.thrown.MOST_CELLS", 1000)
        page = opened({"test": "permutation", "resolution": "7", "days": "364"})
        assert not page.exception
        assert "or the exact test" in words(page).replace("\\", "")

    def test_the_bell_curve_says_that_it_must_not_be_asked(self) -> None:
        page = opened({"test": "normal"})
        assert not page.exception
        assert "use the exact test" in words(page).replace("\\", "")

    def test_too_little_data_is_an_answer(self) -> None:
        page = opened({"days": "2", "resolution": "9"})
        assert not page.exception
        assert "no hot spot is shown" in words(page).replace("\\", "")

    def test_no_nonsense_in_the_address_breaks_the_page(self) -> None:
        dice = random.Random(4)
        for _ in range(25):
            query = {
                word: "".join(dice.choices(string.printable, k=dice.randint(0, 30)))
                for word in dice.sample([*WORDS, "other"], k=dice.randint(1, 5))
            }
            page = opened(query)
            assert not page.exception, query

    def test_the_map_s_payload_names_no_other_machine(self) -> None:
        text = json.dumps(map_of(opened()))
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _rows(one)


@pytest.mark.usefixtures("environment")
def test_the_import_page_opens_and_lists_what_came() -> None:
    page = AppTest.from_file(
        str(ROOT / "dashboard" / "pages" / "import_files.py"), default_timeout=PATIENCE_S
    )
    page.run()
    assert not page.exception
    assert page.subheader[0].value == "Files taken in"
    assert len(page.dataframe[0].value) >= 7


def test_without_a_partnership_file_the_page_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/none.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(tmp_path / "none.toml"))
    monkeypatch.chdir(ROOT)
    page = opened()
    assert not page.exception
    assert "There is no partnership file" in page.error[0].value
    assert "common-ground demo" in page.markdown[0].value
