"""Sentences say what was found, and a text from a file is shown as it stands."""

from datetime import date

import pytest

from dashboard.filters import Window
from dashboard.wording import (
    agreeing_sentence,
    compared_sentence,
    count_words,
    distance_words,
    escaped,
    km2_words,
    listed,
    place_sentence,
    steady_sentence,
    window_words,
)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 8, 3), date(2026, 10, 31), "3 August to 31 October 2026"),
        (date(2025, 11, 1), date(2026, 10, 31), "1 November 2025 to 31 October 2026"),
        (date(2026, 10, 31), date(2026, 10, 31), "31 October 2026"),
    ],
)
def test_a_window_is_written_as_a_person_would(first: date, last: date, words: str) -> None:
    assert window_words(Window(first, last)) == words


def test_counts_are_said_with_their_noun() -> None:
    assert count_words(0) == "no reports"
    assert count_words(1) == "1 report"
    assert count_words(1234) == "1,234 reports"
    assert count_words(None, threshold=3) == count_words(float("nan"), threshold=3) == "fewer than 3 reports"


def test_sizes_and_distances_are_rounded_to_what_is_known() -> None:
    assert (km2_words(0.0934), km2_words(4.52), km2_words(204.9)) == ("0.093 km²", "4.5 km²", "205 km²")
    assert (distance_words(424), distance_words(2640)) == ("420 m", "2.6 km")
    assert (listed(["a"]), listed(["a", "b", "c"])) == ("a", "a, b and c")


def test_the_sentence_of_a_place_says_why_it_ranks() -> None:
    said = place_sentence(
        incidents=31.0,
        expected=12.4,
        dates=22,
        monthly=False,
        km2=0.65,
        ward="Harbour",
        window=Window(date(2026, 8, 3), date(2026, 10, 31)),
        baseline="area",
        centre=("Central Library", 424.0),
    )
    assert said == (
        "31 reports on 22 different days in 0.65 km² of Harbour, 3 August to 31 October 2026, where about "
        "12.4 would be expected if reports were spread evenly over the ground; the nearest open "
        "reporting centre is Central Library, 420 m away."
    )
    assert agreeing_sentence(["Gi*", "Kernel density"], methods=3) == (
        "2 of 3 methods point here (Gi* and Kernel density)."
    )


def test_other_baselines_are_set_beside_the_chosen_one() -> None:
    assert compared_sentence({}) == ""
    assert "about 24.1 if reports followed where people live" in compared_sentence({"residents": 24.1})


def test_a_place_that_hangs_on_the_grid_comes_with_a_warning() -> None:
    assert "5 of eight grids laid a little differently, so take it with caution" in steady_sentence(
        0.625, {}, None
    )
    assert steady_sentence(1.0, {"larger": True, "smaller": False}, True) == (
        "It stands on every one of eight grids laid a little differently; with larger cells too; not with "
        "smaller cells; its ward as a whole stands out."
    )
    assert "no more than chance" in steady_sentence(1.0, {"larger": True}, False)
    assert "too few reports to ask with other cells" in steady_sentence(1.0, {}, None)


@pytest.mark.parametrize(
    "text", ["![x](http://host/p.png)", ":material/map:", "$a$", "<b>x</b>", "[a](b)", "`x`", "**x**"]
)
def test_markdown_in_a_text_is_shown_and_not_obeyed(text: str) -> None:
    shown = escaped(text)
    assert shown.replace("\\", "") == text
    for sign in "[]<>:$`*!":
        assert shown.count(sign) == shown.count(f"\\{sign}")


def test_a_name_without_signs_is_left_as_it_is() -> None:
    assert escaped("AGE_BIAS (St. Mary's)") == "AGE_BIAS (St. Mary's)"
