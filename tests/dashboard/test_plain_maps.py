"""Maps are plain pictures where somebody chose so or the browser has no WebGL; the link keeps the choice."""

import base64
import re

from streamlit.testing.v1 import AppTest

from dashboard.answers.released.concentrations import concentrations
from dashboard.answers.released.figures import figures
from dashboard.answers.released.offered import offered
from dashboard.answers.released.tension import bands
from dashboard.words.map_summary import bands_say, concentrations_say, figures_say, levels_say
from tests.dashboard.released_town import town_release


def page() -> None:
    from dashboard.deck import build_deck
    from dashboard.widgets.address import keep_query
    from dashboard.widgets.deck_drawn import show_deck
    from tests.dashboard.town import Town

    keep_query({"days": "90"})
    show_deck(
        build_deck(Town()), key="a", frame=(565, 640), alt='A "town"', says=["1: Market, 9 <b>reports."]
    )
    show_deck(build_deck(Town()), key="b", frame=(565, 640), alt="Another", says=[])


def shown(**query: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=30)
    for word, said in query.items():
        test.query_params[word] = said
    test.run()
    assert not test.exception
    return test


def pictures(test: AppTest) -> list[str]:
    return [one.proto.body for one in test.get("html") if "plain-map" in one.proto.body]


def test_usually_the_browser_draws():
    test = shown()
    assert len(test.get("deck_gl_json_chart")) == 2 and pictures(test) == []
    assert test.query_params == {"days": "90"}


def test_a_link_that_says_plain_shows_pictures_and_keeps_saying_so():
    test = shown(map="plain")
    assert len(pictures(test)) == 2 and not test.get("deck_gl_json_chart")
    assert test.query_params == {"days": "90", "map": "plain"}
    assert 'alt="A &quot;town&quot;"' in pictures(test)[0]
    (held,) = re.findall(r"base64,([A-Za-z0-9+/=]+)", pictures(test)[0])
    assert base64.b64decode(held).startswith(b"<svg ")


def test_one_switch_turns_every_map_of_the_page():
    test = shown()
    test.toggle[0].set_value(True).run()
    assert len(pictures(test)) == 2 and [one.value for one in test.toggle] == [True, True]
    assert test.query_params["map"] == "plain"
    test.toggle[1].set_value(False).run()
    assert pictures(test) == [] and test.query_params["map"] == "moving"


def test_a_link_that_says_moving_keeps_saying_so():
    test = shown(map="moving")
    assert pictures(test) == [] and test.query_params["map"] == "moving"


def test_what_the_map_says_is_under_it_as_text():
    test = shown()
    (said,) = (one.value for one in test.markdown)
    assert said.replace("\\", "") == "- 1: Market, 9 <b>reports." and "\\<b" in said


def test_an_unknown_word_for_the_map_is_passed_over():
    assert len(shown(map="<script>").get("deck_gl_json_chart")) == 2


class TestReleasedWords:
    release = town_release(tension=True)

    def named(self, _: str, label: str) -> str:
        return label

    def test_the_first_five_wards_have_the_numbers_of_the_table(self):
        answer = figures(self.release, offered(self.release).usual())
        rows = answer.table[answer.table["reports"].notna()].to_dict("records")
        said = figures_say(answer, "reports", self.named)
        assert said[:5] == [f"{row['label']}: {row['shown']} reports." for row in rows[:5]]

    def test_places_that_stand_out_have_their_rank_and_their_number(self):
        answer = concentrations(self.release, by="ward", period="2025")
        for row, line in zip(
            answer.found.head(5).to_dict("records"), concentrations_say(answer, self.named), strict=False
        ):
            assert line.startswith(f"{row['rank']}: {row['label']}: {row['shown']} reports")

    def test_unknown_wards_are_named_and_not_called_calm(self):
        said = bands_say(bands(self.release, "2025-Q4"))
        assert said[0].startswith("Castle: ")
        assert said[-1] == "Unknown, which is not calm: Mill Lane, Northgate."

    def test_levels_come_the_highest_first(self):
        class One:
            def __init__(self, name, level, words):
                self.name, self.level, self.words = name, level, words

        said = levels_say([One("A", 1, "1 Usual"), One("B", None, "Unknown"), One("C", 3, "3 Raised")])
        assert said == ["C: 3 Raised.", "A: 1 Usual.", "Unknown, which is not calm: B."]
