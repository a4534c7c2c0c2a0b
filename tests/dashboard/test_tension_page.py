"""The tension page, without a browser: it opens on every state and keeps its question in the address."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.tension.board import CELLS, LINES, MISSING, Board, frame_of
from dashboard.loading.opened import load_data
from dashboard.snapshot import NO_COMMUNITY
from dashboard.survey import NoRecordsError
from dashboard.tension_tables import cells_table
from tests.conftest import Demo
from tests.dashboard.boards import STRANDS, WARD_NAMES, cell, town_board, ward_row

ROOT = Path(__file__).parents[2]
NASTY = "<b>Mill</b> & **_x_** :smile: [a](b)"


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    yield


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "tension.py"), default_timeout=120)
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


@pytest.fixture
def showing(environment: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open the page on a board made by hand."""

    def show(board: Board, **query: str) -> AppTest:
        asked = lambda snapshot, *, span, last: ((id(board), span, last), lambda told: board)  # noqa: E731
        monkeypatch.setattr("dashboard.loading.tension.ask_tension", asked)
        return opened(**query)

    return show


def words(page: AppTest) -> str:
    kinds = (*page.markdown, *page.caption, *page.info, *page.warning, *page.subheader)
    return " ".join(str(one.value) for one in kinds).replace("\\", "")


def sent(page: AppTest) -> dict[str, Any]:
    """Read what the board sends to the browser."""
    board = next(one for one in page.get("bidi_component") if "webgl" not in one.proto.component_name)
    data: dict[str, Any] = json.loads(board.proto.json)
    return data


def html(page: AppTest) -> str:
    return " ".join(one.proto.body for one in page.get("html"))


def table(page: AppTest, column: str) -> pd.DataFrame:
    return next(one.value for one in page.dataframe if column in one.value)


class TestByHand:
    def test_the_page_s_numbers_are_the_board_s(self, showing: Callable[..., AppTest]) -> None:
        board = town_board()
        page = showing(board)
        assert not page.exception
        shown = table(page, "indicated").reset_index(drop=True)
        assert shown["indicated"].tolist() == cells_table(board)["indicated"].tolist()
        assert 'aria-label="Market, Religion: 1 Usual; as before"' in sent(page)["html"]
        assert "Of 9 wards and strands 3 have a level" in words(page)
        assert "21 September to 27 September 2026, beside 14 September to 20 September 2026" in words(page)
        assert "The latest record is of 29 September 2026." in words(page)
        assert "Market, Race: 3 Raised, up from 2; the meeting agreed 4 High." in words(page)

    def test_it_opens_on_the_highest_cell_and_says_why(self, showing: Callable[..., AppTest]) -> None:
        page = showing(town_board())
        assert page.subheader[0].value == "Market: Race"
        assert sent(page)["held"] == "E1|race"
        assert "Two independent sources count." in words(page)
        assert page.warning[0].value == "A person must look: several of the sources are of one agency."
        for said in ("A report of 22 September", "Not outside the meeting.", "The source is anonymous."):
            assert said in html(page)
        assert "Housing was last heard on 1 July 2026." in words(page)

    def test_the_keyboard_s_way_to_a_cell_is_two_lists(self, showing: Callable[..., AppTest]) -> None:
        page = showing(town_board())
        page.selectbox(key="tension-ward").set_value("E2").run()
        page.selectbox(key="tension-strand").set_value("disability").run()
        assert not page.exception
        assert page.subheader[0].value == "Mill: Disability"
        assert sent(page)["held"] == "E2|disability"
        assert page.query_params["ward"] == "E2" and page.query_params["strand"] == "disability"

    def test_a_link_names_the_cell_and_nonsense_in_it_does_no_harm(
        self, showing: Callable[..., AppTest]
    ) -> None:
        assert showing(town_board(), ward="E2", strand="race").subheader[0].value == "Mill: Race"
        page = showing(town_board(), ward="E99", strand="zzz", span="decade", last="yesterday", on="<b>")
        assert not page.exception
        assert page.subheader[0].value == "Market: Race"
        assert page.query_params["span"] == "week"

    def test_the_row_of_no_one_ward_can_be_looked_at_and_linked(
        self, showing: Callable[..., AppTest]
    ) -> None:
        page = showing(town_board())
        page.selectbox(key="tension-ward").set_value("").run()
        assert not page.exception
        assert page.subheader[0].value == "No one ward: Race"
        again = showing(town_board(), ward="none", strand="race")
        assert again.subheader[0].value == "No one ward: Race"
        assert again.query_params == page.query_params

    def test_nothing_known_is_drawn_as_unknown_not_as_calm(self, showing: Callable[..., AppTest]) -> None:
        cells = [cell(ward, strand) for ward in WARD_NAMES for strand in STRANDS]
        wards = pd.DataFrame([ward_row("E1"), ward_row("E2")])
        page = showing(
            town_board(
                cells=frame_of(CELLS, cells), lines=frame_of(LINES), missing=frame_of(MISSING), wards=wards
            )
        )
        assert not page.exception
        assert "That is not calm; it is unknown." in words(page)
        assert 'class="level"' not in sent(page)["html"]
        assert "Highest first" not in words(page)

    def test_words_of_wards_and_of_the_policy_are_shown_as_they_stand(
        self, showing: Callable[..., AppTest]
    ) -> None:
        board = town_board()
        cells = board.cells.assign(name=NASTY, strand_name=NASTY, reason=NASTY)
        page = showing(
            replace(
                board,
                cells=cells,
                wards=board.wards.assign(name=NASTY),
                scale=((1, NASTY, NASTY), *board.scale[1:]),
            )
        )
        assert not page.exception
        for drawn in (sent(page)["html"], html(page)):
            assert "<b>Mill" not in drawn
        said = " ".join(str(one.value) for one in (*page.markdown, *page.warning, *page.subheader))
        assert "**_x_**" not in said and "[a](b)" not in said and "<b>" not in said

    def test_without_community_reports_the_page_says_what_it_rests_on(
        self, showing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "dashboard.loading.opened.load_data", lambda: replace(load_data(), community=NO_COMMUNITY)
        )
        page = showing(town_board())
        assert not page.exception
        assert "No community report has been entered yet" in words(page)

    def test_an_empty_store_is_told_what_to_do(
        self, environment: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nothing(told: Any) -> Board:
            raise NoRecordsError("There are no records yet.")

        monkeypatch.setattr("dashboard.loading.tension.ask_tension", lambda *_, **__: (("none",), nothing))
        page = opened()
        assert not page.exception
        assert "There are no records yet. Open **Import**" in page.info[0].value

    def test_without_a_partnership_file_it_says_so_kindly(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/none.sqlite")
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(tmp_path / "none.toml"))
        monkeypatch.chdir(ROOT)
        page = opened()
        assert not page.exception
        assert "There is no partnership file" in page.error[0].value


@pytest.mark.usefixtures("environment")
def test_the_demo_s_board_steps_from_week_to_week_and_to_the_month() -> None:
    page = settled(opened())
    assert not page.exception
    first = page.query_params["last"]
    page.button(key="tension-earlier").click()
    settled(page.run())
    assert page.query_params["last"] < first
    assert not page.button(key="tension-later").disabled
    page.segmented_control(key="tension-span").set_value("month")
    settled(page.run())
    assert not page.exception
    assert page.query_params["span"] == "month"
    assert "Unknown is not calm." in words(page)


def settled(page: AppTest) -> AppTest:
    """Wait for the answer that is worked out beside the page."""
    for _ in range(120):
        if page.exception or page.get("bidi_component"):
            return page
        page.run()
    raise AssertionError("the board never came")
