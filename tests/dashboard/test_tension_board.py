"""The board as it is drawn: every state its own look and words, and no word of a record becomes markup."""

import json
import re
from dataclasses import replace
from datetime import date
from html import escape
from html.parser import HTMLParser

import pandas as pd
import pytest

from dashboard.answers.tension.board import CELLS, Board, frame_of, no_wards
from dashboard.charts.tension_board import board_html
from dashboard.charts.tension_detail import held_words, levels_html, lines_html, points_words
from dashboard.charts.tension_legend import legend_html
from dashboard.charts.tension_map import build_ward_map, clicked_ward, marked_wards
from dashboard.filters import Window
from dashboard.tension_periods import period_words, periods
from dashboard.tension_tables import (
    cells_table,
    counted_words,
    first_cell,
    top_five,
    wards_table,
)
from dashboard.words.tension_rule import kinds_table, rule_words
from ingest.policy import load_policy
from tests.dashboard.boards import cell, line, town_board
from tests.dashboard.town import collection, feature, square

NASTY = '<img src=x onerror="alert(1)">&**_[a](b)'


class Buttons(HTMLParser):
    """Read the buttons of a board, and every tag that is in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.buttons: dict[tuple[str, str], dict[str, str]] = {}
        self.text: dict[tuple[str, str], str] = {}
        self.here: tuple[str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "button":
            named = {name: value or "" for name, value in attrs}
            self.here = (named["data-ward"], named["data-strand"])
            self.buttons[self.here], self.text[self.here] = named, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self.here = None

    def handle_data(self, data: str) -> None:
        if self.here is not None:
            self.text[self.here] += data


@pytest.fixture(scope="module")
def drawn() -> Buttons:
    return Buttons(board_html(town_board(), dark=False))


def hostile_board() -> Board:
    """A board whose every word is an attack."""
    board = town_board()
    cells = board.cells.assign(
        name=NASTY, strand_name=NASTY, reason=NASTY, agreed_by=NASTY, agreed_meeting=NASTY, agreed_why=NASTY
    )
    words = dict.fromkeys(("sentence", "kind_words", "source_words", "condition", "regraded"), NASTY)
    scale = tuple((number, NASTY, NASTY) for number, _, _ in board.scale)
    return replace(
        board, cells=cells, lines=board.lines.assign(**words, grade=NASTY, why_not_words=NASTY), scale=scale
    )


class TestBoard:
    def test_every_cell_is_a_button_that_says_itself(self, drawn: Buttons) -> None:
        board = town_board()
        assert list(drawn.buttons) == list(board.cells[["ward", "strand"]].itertuples(index=False, name=None))
        said = drawn.buttons["E1", "race"]["aria-label"]
        assert said == (
            "Market, Race: 3 Raised; up from 2; a person must look at it; the meeting agreed 4 High"
        )

    def test_numbers_words_and_signs_stand_in_the_cells_not_colour_alone(self, drawn: Buttons) -> None:
        assert "3 Raised" in drawn.text["E1", "race"]
        assert "▲" in drawn.text["E1", "race"] and "⚑" in drawn.text["E1", "race"]
        assert "= as before" in drawn.text["E1", "religion"].replace("= as beforeas before", "= as before")
        assert "▼" in drawn.text["E2", "race"]
        assert "○" in drawn.text["E2", "disability"] and "was 2" in drawn.text["E2", "disability"]

    def test_silence_looks_unlike_the_lowest_level_and_one_source_unlike_both(self, drawn: Buttons) -> None:
        calm, unknown, one = (
            drawn.buttons[key] for key in (("E1", "religion"), ("E2", "religion"), ("E1", "disability"))
        )
        assert (calm["class"], unknown["class"], one["class"]) == ("level", "none", "one")
        assert "--l1" in calm["style"] and not unknown["style"] and not one["style"]
        assert drawn.text["E2", "religion"] == "? unknown"
        assert drawn.text["E1", "disability"] == "◌ one source"
        assert not re.search(r"\d", drawn.text["E2", "religion"] + drawn.text["E1", "disability"])

    def test_what_the_meeting_agreed_says_whether_it_differs(self, drawn: Buttons) -> None:
        assert "≠ agreed 4" in drawn.text["E1", "race"]
        assert "✓ agreed 2" in drawn.text["E2", "race"]
        unknown = cell("E1", "race", agreed_level=3)
        html = board_html(town_board(cells=frame_of(CELLS, [unknown])), dark=True)
        assert Buttons(html).text["E1", "race"] == "? unknownagreed 3"

    def test_the_highest_that_the_meeting_agreed_of_a_ward_stands_beside_its_name(self) -> None:
        heads = board_html(town_board(), dark=False).split('<th scope="row">')[1:]
        said = [head.split("</th>")[0] for head in heads]
        assert "agreed up to 4" in said[0] and "agreed up to 2" in said[1] and "agreed" not in said[2]

    def test_the_keyboard_reaches_it_as_a_table_with_headed_rows_and_columns(self) -> None:
        html = board_html(town_board(), dark=False)
        assert html.count('scope="row"') == 3 and html.count('scope="col"') == 4
        assert html.count('tabindex="-1"') == html.count("<button") == 9

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_no_word_of_a_policy_or_a_record_becomes_markup(self, dark: bool) -> None:
        board = hostile_board()
        row = board.cell("E1", "race").to_dict()
        for html in (
            board_html(board, dark=dark),
            legend_html(board, dark=dark, note=NASTY),
            levels_html(board, row, dark=dark),
            lines_html(board, board.lines, dark=dark),
        ):
            assert "img" not in Buttons(html).tags and "<img" not in html
            assert escape(NASTY) in html


class TestDetail:
    def test_indicated_and_agreed_stand_apart_with_who_when_and_why(self) -> None:
        board = town_board()
        html = levels_html(board, board.cell("E1", "race").to_dict(), dark=False)
        indicated, agreed = html.split("Agreed by the meeting")
        assert "3 Raised" in indicated and "up from 2" in indicated
        for words in ("4 High", "J. Chair, 28 September 2026, Network meeting", "The rule indicated 3 then"):
            assert words in agreed
        assert "A march is announced." in agreed

    def test_nothing_agreed_is_said_with_what_was_agreed_before(self) -> None:
        board = town_board(cells=frame_of(CELLS, [cell("E1", "race", previous_agreed=2)]))
        html = levels_html(board, board.cell("E1", "race").to_dict(), dark=False)
        assert "Nothing agreed for this week. For the week before it agreed 2 Uneasy." in html

    def test_the_next_level_is_said_in_points(self) -> None:
        board = town_board()
        assert points_words(board, board.cell("E1", "race").to_dict()) == (
            "The next level, 4 High, begins at 4 points: 1.5 points more than remain now."
        )
        assert points_words(board, board.cell("E2", "religion").to_dict()) == ""
        top = cell("E1", "race", level=6, next_points=float("nan"))
        assert points_words(board, top) == "This is the highest level of the scale."

    def test_a_signal_says_its_grade_age_condition_and_what_it_was_graded_before(self) -> None:
        board = town_board()
        html = lines_html(board, board.lines, dark=False)
        for words in (
            "Community report · Council, community worker · graded 2B · 22 September 2026 · 5 days old",
            "Only on this condition: Not outside the meeting.",
            "Graded again: 2C to 1B on 12 October 2026",
            "Does not count: The source is anonymous.",
        ):
            assert words in html

    def test_an_event_ahead_is_said_to_be_ahead(self) -> None:
        ahead = pd.DataFrame([line("E1", "race", "Remembrance Sunday", kind="event", age_days=-14)])
        html = lines_html(town_board(), ahead, dark=False)
        assert "in 14 days" in html and "-14" not in html

    def test_near_identical_words_are_flagged(self) -> None:
        twins = pd.DataFrame([line("E1", "race", "One", echo=4), line("E1", "race", "Two", echo=4)])
        assert lines_html(town_board(), twins, dark=False).count("Nearly the same words") == 2
        assert held_words(twins) == "A person must look: several reports say nearly the same words."


class TestTables:
    def test_the_table_says_what_the_board_says(self) -> None:
        table = cells_table(town_board())
        assert table["indicated"].tolist() == [
            "3 Raised", "1 Usual", "One source only", "2 Uneasy", *["Unknown"] * 5
        ]  # fmt: skip
        assert table.iloc[0][["direction", "agreed", "before"]].tolist() == [
            "up from 2",
            "4 High",
            "2 Uneasy",
        ]

    def test_the_wards_say_which_strand_is_highest_and_what_is_unknown(self) -> None:
        assert wards_table(town_board()).to_dict("records")[0] == {
            "ward": "Market", "highest": "3 Raised", "strand": "Race", "known": 2, "one_source": 1,
            "unknown": 0, "agreed": "4 High",
        }  # fmt: skip

    def test_the_highest_are_said_first_and_the_usual_level_is_none_of_them(self) -> None:
        assert top_five(town_board()) == [
            "Market, Race: 3 Raised, up from 2; the meeting agreed 4 High.",
            "Mill, Race: 2 Uneasy, down from 4; the meeting agreed 2 Uneasy.",
        ]
        assert first_cell(town_board()) == ("E1", "race")

    def test_how_much_is_known_is_said(self) -> None:
        assert counted_words(town_board()) == (
            "Of 9 wards and strands 3 have a level, 1 was told of by one source only, and 5 are unknown. "
            "Unknown is not calm."
        )

    def test_nothing_known_is_never_called_calm(self) -> None:
        board = town_board(cells=frame_of(CELLS, [cell("E1", "race"), cell("", "race")]), wards=no_wards())
        assert counted_words(board).endswith("That is not calm; it is unknown.")
        assert top_five(board) == [] and first_cell(board) == ("E1", "race")


GROUND = {
    "wards": collection(
        feature(square(-0.11, 51.49, -0.1, 51.51), ward="E1", name="Market"),
        feature(square(-0.1, 51.49, -0.095, 51.51), ward="E2", name="Mill"),
    ),
    "bounds": (-0.11, 51.49, -0.095, 51.51),
}


class TestMap:
    def test_each_ward_shows_its_highest_level_with_the_strand(self) -> None:
        marked = marked_wards(town_board())
        assert marked["E1"].words == marked["E1"].mark == "3 Raised" and marked["E1"].strand == "race"
        assert marked["E1"].tip == "Market\n3 Raised (Race)\nUnknown in 0 of 3 strands"

    def test_a_strand_shows_its_own_level_and_unknown_is_hatched(self) -> None:
        marked = marked_wards(town_board(), "religion")
        assert [one.words for one in marked.values()] == ["1 Usual", "Unknown"]
        assert [one.mark for one in marked.values()] == ["1 Usual =", "?"]
        spec = json.loads(build_ward_map(town_board(), GROUND, strand="religion").to_json())
        layers = {one["id"]: one for one in spec["layers"][0]}
        (hatched,) = layers["tension-unknown"]["data"]["features"]
        assert hatched["ward"] == "E2"
        assert "1 Usual" in layers["tension-names"]["data"][0]["text"]

    def test_nothing_in_it_asks_another_machine_or_passes_for_a_formula(self) -> None:
        board = town_board()
        board = replace(board, wards=board.wards.assign(name="@@=alert(1)"))
        text = build_ward_map(board, GROUND, selected="E1", dark=True).to_json()
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert '"@@=alert' not in text

    def test_only_a_ward_of_the_board_is_a_click(self) -> None:
        def click(ward: object) -> str | None:
            return clicked_ward({"objects": {"tension-wards": [{"ward": ward}]}}, town_board())

        assert (click("E2"), click("E9"), click(["E2"]), clicked_ward(None, town_board())) == (
            "E2", None, None, None,
        )  # fmt: skip


def test_periods_are_whole_the_latest_first_and_named() -> None:
    weeks = periods("week", date(2026, 9, 29), earliest=date(2026, 9, 10))
    assert weeks[0] == Window(date(2026, 9, 21), date(2026, 9, 27))
    assert [period_words(week, "week") for week in weeks] == [
        "21 to 27 September 2026", "14 to 20 September 2026", "7 to 13 September 2026",
    ]  # fmt: skip
    assert period_words(periods("month", date(2026, 9, 29))[0], "month") == "August 2026"
    assert (
        period_words(Window(date(2026, 8, 31), date(2026, 9, 6)), "week") == "31 August to 6 September 2026"
    )


class TestRuleWords:
    def test_every_number_is_the_policy_s_own(self) -> None:
        policy = load_policy()
        other = policy.tension.model_copy(
            update={"source_cap": 7.25, "recent_days": 77, "points": (0, 1.5, 13, 31, 49, 67)}
        )
        said = " ".join(rule_words(policy.model_copy(update={"tension": other})))
        for words in ("at most 7.25 points", "within 77 days", "Usual below 1.5", "Disorder from 67"):
            assert words in said

    def test_every_kind_of_signal_is_listed(self) -> None:
        policy = load_policy()
        assert len(kinds_table(policy)) == len(policy.tension.kinds)
