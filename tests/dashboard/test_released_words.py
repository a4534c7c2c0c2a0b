"""Released figures in words, and the ground they are drawn on."""

import h3
import pytest
from shapely.geometry import shape

from dashboard.answers.released.change import changes
from dashboard.answers.released.concentrations import concentrations
from dashboard.answers.released.course import course
from dashboard.answers.released.figures import figures
from dashboard.answers.released.offered import Choice
from dashboard.answers.released.tension import bands
from dashboard.charts.released import changes_chart, course_chart
from dashboard.released.ground import released_ground
from dashboard.released.release import AREA
from dashboard.words.release import about_release, example_of_noise, headline, next_release, rounded_words
from dashboard.words.released import (
    change_notes,
    change_sentence,
    class_steps,
    course_sentence,
    figures_sentence,
    value_words,
)
from dashboard.words.released_places import (
    bands_sentence,
    concentration_notes,
    concentration_sentence,
    place_sentence,
)
from tests.dashboard.released_town import WARDS, town_geography, town_release
from tests.dashboard.test_released_answers import by_ward, of


def test_the_headline_numbers_are_the_release_s_own() -> None:
    release = of(*by_ward(60, None, 30, 12, 9, 8), ("T1", AREA, "2025", "", "", 113))
    said = figures_sentence(figures(release, Choice("ward", "2025")))
    assert said == (
        "**113 reports** in the whole area, 2025. Most in Castle: 60. "
        "1 of 6 wards is hidden: fewer than 5, or none."
    )


def test_a_hidden_total_is_said_as_such() -> None:
    release = of(*by_ward(*[None] * 6), ("T1", AREA, "2025", "", "", None))
    said = figures_sentence(figures(release, Choice("ward", "2025")))
    assert said.startswith("**Fewer than 5 reports** in the whole area, 2025.")
    assert "All wards are hidden" in said


def test_a_course_says_its_gaps() -> None:
    release = of(*[("T1", AREA, f"2025-{m:02}", "", "", None if m == 2 else 10 + m) for m in (1, 2, 3)])
    said = course_sentence(course(release, unit="month"))
    assert "between 11 reports (January 2025) and 13 (March 2025). 1 hidden, marked “?”" in said
    chart = course_chart(course(release, unit="month"), dark=True).to_json()
    assert "fewer than 5 reports" in chart


def test_a_change_is_told_with_both_numbers_and_never_by_percent_alone() -> None:
    release = of(
        *by_ward(90, 12, None, 30, 8, 41), *by_ward(40, 14, 20, None, 8, 40, period="2024"),
        ("T1", AREA, "2025", "", "", 190), ("T1", AREA, "2024", "", "", 120),
    )  # fmt: skip
    answer = changes(release, by="ward", now="2025", before="2024")
    said = change_sentence(answer)
    assert "190 reports in 2025, 120 in 2024: +70 (+58%)" in said
    assert "trust in reporting" in said
    assert "difference of up to 8 can be noise alone" in " ".join(change_notes(answer))
    drawn = changes_chart(answer, now="2025", before="2024", dark=False).to_json()
    assert "Market" not in drawn  # one of its numbers is hidden


def test_where_reports_concentrate_is_never_a_forecast() -> None:
    release = town_release("public")
    ground = released_ground(release, town_geography())
    for by in ("cell", "ward"):
        answer = concentrations(release, by=by, period="2025")
        rows = [place_sentence(answer, row, ground.name) for row in answer.found.to_dict("records")]
        said = " ".join([concentration_sentence(answer), *rows, *concentration_notes(answer)])
        assert "stand" in said
        assert "will happen" not in said
        assert "crime" not in said


@pytest.mark.parametrize(
    ("release", "words"),
    [(of(*by_ward(60, 20, 20, None, None, None)), "There is not enough data to say"),
     (of(*by_ward(60, 20, 20, 20, 20, 20), residents={}), "Not enough is known to say"),
     (of(*by_ward(90, 110, 60, 80, 120, 100)), "no ward stands out")],
)  # fmt: skip
def test_nothing_to_say_is_said(release: object, words: str) -> None:
    assert words in concentration_sentence(concentrations(release, by="ward", period="2025"))  # type: ignore[arg-type]


def test_unknown_is_not_calm() -> None:
    said = bands_sentence(bands(town_release(tension=True), "2025-Q4"))
    assert "1 high, 1 raised, 2 usual and 2 unknown" in said
    assert "not mean calm" in said


def test_the_release_explains_itself() -> None:
    release = town_release("public")
    assert headline(release).startswith("Release 7 for everybody: reports from January 2024 to December 2025")
    assert "nearest 5" in rounded_words(release)
    assert "from 34 to 46" in example_of_noise(release)
    assert "a month after" in next_release(release)
    assert about_release(release)["Fingerprint"].startswith("3f9a3f9a3f9a ")
    assert "A. Coordinator" not in str(about_release(release))


def test_legends_and_marks() -> None:
    assert class_steps((5.0, 8.0, 9.0), "reports") == ["5–7", "8", "9 or more"]
    assert class_steps((0.4, 10.0, 300.0), "per_km2") == ["from 0.4", "from 10.0", "from 300"]
    assert value_words("reports", 15.0, "about 15") == "15"
    assert value_words("per_1000", float("nan"), "fewer than 5") == ""


def test_reporting_cells_are_drawn_once_without_gaps_and_named_by_their_wards() -> None:
    release = town_release("partner")
    ground = released_ground(release, town_geography())
    shapes = [shape(one) for one in ground.shapes["cell"].values()]
    together = shape(town_geography()["outline"]["features"][0]["geometry"]).area
    assert sum(one.area for one in shapes) == pytest.approx(together, rel=0.12)  # the edge's halves are left
    assert sum(a.intersection(b).area for a in shapes[:8] for b in shapes[:8] if a is not b) < 1e-5 * together
    assert set(ground.shapes["ward"]) == set(WARDS)
    first = next(iter(release.cells))
    assert ground.name(first, first).startswith(f"Cell {first}, ")
    assert ground.name("E05000001", "Castle") == "Castle"
    assert released_ground(release, ground.base) is released_ground(release, ground.base)
    assert all(h3.is_valid_cell(part) for part in release.cells[first])
