"""The meeting's page, without a browser: the walk, the decision and what becomes of a refused one."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.tension.board import CELLS, WARDS, Board, frame_of
from dashboard.answers.ward_weeks import WardWeeks
from dashboard.answers.week_course import CourseWeek
from dashboard.desks.actions import add_action, list_actions
from dashboard.desks.agreed_levels import ALL, Decision, agree, agreed_frame
from dashboard.desks.importing import Desk
from dashboard.survey import NoRecordsError
from tests.dashboard.boards import KNOWN, STRANDS, cell, town_board, ward_row
from tests.dashboard.test_agreed_levels import desk, empty_desk

__all__ = ["desk", "empty_desk"]

ROOT = Path(__file__).parents[2]
MONDAY = date(2026, 6, 29)


@pytest.fixture(autouse=True)
def _stand_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page on a board made by hand, over the demo's wards and a register in which nothing is decided."""
    monkeypatch.chdir(ROOT)
    found = {
        "opened.load_data": lambda: SimpleNamespace(earliest=date(2026, 1, 1)),
        "opened.load_desk": lambda: desk,
        "tension.ask_tension": lambda *_, **how: (("board", str(desk.store.url)), lambda told: board(desk)),
        "weeks.ask_ward_weeks": lambda _: (("weeks", str(desk.store.url)), lambda told: weeks(desk)),
    }
    for name, stand_in in found.items():
        monkeypatch.setattr(f"dashboard.loading.{name}", stand_in)


def wards(desk: Desk) -> list[str]:
    return [str(ward) for ward in desk.study_area.wards["ward"][:3]]


def board(desk: Desk) -> Board:
    """Three wards: quiet, one source only, and raised; the third asks for attention first."""
    quiet, single, raised = wards(desk)
    cells = [
        *(cell(quiet, strand, name="Quiet", level=1, direction="same") for strand in STRANDS),
        *(cell(single, strand, name="Single", state="one source only") for strand in STRANDS),
        cell(raised, "race", name="Raised", level=3, previous_state=KNOWN, previous_level=2, direction="up",
             reason="Raised: three sources count."),
        *(cell(raised, strand, name="Raised") for strand in ("religion", "disability")),
        *(cell("", strand) for strand in STRANDS),
    ]  # fmt: skip
    rows = [ward_row(ward) for ward in wards(desk)]
    return town_board(
        cells=frame_of(CELLS, cells), wards=frame_of(WARDS, rows), policy_version=desk.policy.version
    )


def weeks(desk: Desk) -> WardWeeks:
    own = tuple(CourseWeek(MONDAY + timedelta(7 * n), 5 + n, complete=True) for n in range(13))
    return WardWeeks(3, "one", dict.fromkeys(wards(desk), own), 20)


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "meeting.py"), default_timeout=60)
    page.session_state["view-as"] = "coordinator"
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


def press(page: AppTest, label: str) -> AppTest:
    found = next(one for one in page.button if one.label.startswith(label))
    found.click().run()
    assert not page.exception
    return page


def write(page: AppTest, kind: str, label: str, value: Any) -> None:
    fields: Any = page.get(kind)
    next(one for one in fields if one.label == label).set_value(value)


def told(page: AppTest) -> str:
    kinds = (*page.markdown, *page.info, *page.success, *page.warning, *page.error, *page.title)
    return " ".join(str(one.value) for one in kinds).replace("\\", "")


def test_it_walks_from_what_asks_for_attention_to_what_is_quiet(desk: Desk) -> None:
    page = opened()
    assert not page.exception
    assert page.dataframe[0].value["name"].tolist() == ["Raised", "Single", "Quiet"]
    press(page, "Begin with Raised")
    seen = []
    for ward in reversed(wards(desk)):
        seen.append(page.title[0].value)
        assert page.query_params["ward"] == ward
        if len(seen) < 3:
            press(page, "Next ward")
    assert seen == ["Raised", "Single", "Quiet"]
    assert next(one for one in page.button if one.label == "Next ward").disabled
    press(page, "Previous ward")
    assert page.title[0].value == "Single"


def test_a_level_is_agreed_with_its_reason_and_the_next_ward_stays_undecided(desk: Desk) -> None:
    page = press(opened(), "Begin with Raised")
    press(page, "4 High")
    write(page, "text_area", "Reason", "Two schools tell the same.")
    write(page, "text_input", "Meeting", "Network, October")
    write(page, "text_input", "Written down by", "Ann")
    press(page, "Keep this level")
    (row,) = agreed_frame(desk).to_dict("records")
    assert (row["ward"], row["strand"], row["agreed_level"], row["indicated_level"]) == (
        wards(desk)[2], ALL, 4, 3,
    )  # fmt: skip
    assert (row["agreed_by"], row["meeting"]) == ("Ann", "Network, October")
    assert "Agreed: **4 High**" in told(page) and "the rule indicated 3 then" in told(page)
    assert not page.text_area  # the window is closed
    press(page, "List")
    assert page.dataframe[0].value["tick"].tolist() == ["✓", "", ""]
    assert page.dataframe[0].value["name"].tolist() == ["Raised", "Single", "Quiet"]


def test_a_refused_decision_keeps_what_was_typed(desk: Desk) -> None:
    page = press(opened(), "Begin with Raised")
    press(page, "4 High")
    write(page, "text_area", "Reason", "Ring 07700 900123.")
    press(page, "Keep this level")
    assert "telephone number" in told(page)
    assert page.text_area[0].value == "Ring 07700 900123."
    assert agreed_frame(desk).empty
    assert "07700" not in str(dict(page.query_params))


def test_the_second_is_shown_the_first_s_decision_and_may_put_theirs_in_its_place(desk: Desk) -> None:
    page = press(opened(), "Begin with Raised")
    press(page, "4 High")
    period = board(desk).period
    agree(desk, Decision(wards(desk)[2], ALL, period, 2, 3, "Another room", "It is over."), by="Bea")
    write(page, "text_area", "Reason", "It goes on.")
    press(page, "Keep this level")
    assert "Somebody has decided this meanwhile" in told(page) and "2 Uneasy" in told(page)
    assert agreed_frame(desk)["agreed_level"].tolist() == [2]
    press(page, "Keep this level")
    assert agreed_frame(desk)[["agreed_level", "reason"]].to_numpy().tolist() == [[4, "It goes on."]]
    press(page, "4 High")
    assert "Before that: 2 Uneasy" in " ".join(one.value for one in page.caption).replace("\\", "")


def test_a_decision_is_taken_back(desk: Desk) -> None:
    agree(
        desk, Decision(wards(desk)[2], "race", board(desk).period, 2, 3, "Network", "It is over."), by="Bea"
    )
    page = opened(view="ward", ward=wards(desk)[2], strand="race", span="week")
    assert "Raised: three sources count." in told(page)
    press(page, "2 Uneasy ✓")
    write(page, "text_area", "Reason", "The wrong ward.")
    press(page, "Take it back")
    assert agreed_frame(desk).empty


def test_where_nothing_is_agreed_somebody_finds_out_more(desk: Desk) -> None:
    page = press(opened(), "Begin with Raised")
    press(page, "Next ward")
    press(page, "Needs more information")
    press(page, "Keep this")
    assert "Say which organisation leads." in told(page)
    next(one for one in page.selectbox if one.label == "Who leads").set_value("Curlew Homes")
    press(page, "Keep this")
    (one,) = [one for one in list_actions(desk, date.today()) if one.ward == wards(desk)[1]]
    assert one.title == "Find out more about Single"
    press(page, "List")
    assert page.dataframe[0].value["tick"].tolist() == ["", "✓", ""]


def test_the_ward_s_actions_are_at_hand(desk: Desk) -> None:
    today = date.today()
    add_action(desk, title="Visit traders", ward=wards(desk)[2], strands=[], lead="Council", due_on=today,
               by="Ann", today=today)  # fmt: skip
    page = press(opened(), "Begin with Raised")
    assert "Visit traders" in told(page)
    press(page, "How it goes, or done")
    press(page, "It is done")
    assert "Say what came of it." in told(page)
    write(page, "text_area", "How it goes, or what came of it", "All were seen.")
    press(page, "It is done")
    assert not [one for one in list_actions(desk, today) if one.title == "Visit traders"]


def test_the_decisions_are_listed_for_the_file(desk: Desk) -> None:
    agree(desk, Decision(wards(desk)[0], ALL, board(desk).period, 1, 1, "Network", "As usual."), by="Bea")
    page = opened(view="decisions", span="week")
    assert "Not decided yet:** Single and Raised" in told(page)
    next(one for one in page.selectbox if one.label == "Meeting").set_value("").run()
    assert page.dataframe[0].value["agreed"].tolist() == ["1 Usual"]
    assert page.query_params["view"] == "decisions"


@pytest.mark.parametrize(
    "query", [{"ward": "zzz", "view": "ward"}, {"strand": "<b>"}, {"span": "age", "last": "32", "order": "x"}]
)
def test_no_nonsense_in_the_address_breaks_the_page(desk: Desk, query: dict[str, str]) -> None:
    assert not opened(**query).exception


def test_without_records_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(told: Any) -> Board:
        raise NoRecordsError("There are no records yet.")

    monkeypatch.setattr("dashboard.loading.tension.ask_tension", lambda *_, **how: (("nothing",), nothing))
    page = opened()
    assert not page.exception
    assert "There are no records yet." in page.info[0].value
