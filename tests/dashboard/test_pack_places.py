"""Wards, hot spots and bands of a pack: the screen's numbers, and nothing said of what is hidden."""

import numpy as np
import pytest

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.concentrations import concentrations
from dashboard.answers.released.figures import figures
from dashboard.answers.released.offered import Choice, offered
from dashboard.exporting.document import Hidden
from dashboard.exporting.leaflet import Para, Points
from dashboard.exporting.report import Figures, Part
from dashboard.report.sections.hot_spots import HOT_SPOTS
from dashboard.report.sections.wards import WARDS
from tests.dashboard.pack_ground import town_ground, usual_template
from tests.dashboard.released_town import town_release


def sheets(part: Part) -> list[Figures]:
    return [one for one in part.blocks if isinstance(one, Figures)]


def said_in(part: Part) -> str:
    words = [one.words for one in part.blocks if isinstance(one, Para)]
    return " ".join([*words, *(each for one in part.blocks if isinstance(one, Points) for each in one.words)])


@pytest.mark.parametrize("profile", ["partner", "public"])
@pytest.mark.parametrize("kind", ["quarter", "year", "half"])
def test_wards_have_the_screens_numbers(profile: str, kind: str) -> None:
    ground = town_ground(profile, kind=kind)
    known = offered(ground.release)
    found = {one.sheet.name: one.sheet for one in sheets(WARDS.make(ground))}
    latest = ground.period.parts[-1]
    screen = {
        row["label"]: row for row in figures(ground.release, Choice("ward", latest)).table.to_dict("records")
    }
    sheet = found[f"Wards, {period_words(latest)}"]
    assert sheet.is_map
    for row in sheet.rows:
        told = dict(zip((column.name for column in sheet.columns), row, strict=True))
        if told["ward"] == "Whole area":
            assert told["all_reports"] == known.number("area", latest)
            continue
        seen = screen[told["ward"]]
        hidden = np.isnan(seen["reports"])
        assert told["all_reports"] == (Hidden(seen["shown"]) if hidden else int(seen["reports"]))
        assert isinstance(told["per_1000"], Hidden) or told["per_1000"] == round(seen["per_1000"], 1)
    over_time = found.get("Wards, period by period")
    assert (over_time is None) == (len(ground.period.parts) == 1)
    codes = {title: code for code, title in ground.release.wards.items()} | {"Whole area": "area"}
    for row in over_time.rows if over_time else ():
        for period, value in zip(ground.period.parts, row[1:], strict=True):
            number = known.number(codes[str(row[0])], period)
            assert value == (Hidden(known.words(codes[str(row[0])], period)) if number is None else number)


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_hot_spots_are_those_of_the_screen(profile: str) -> None:
    ground = town_ground(profile, template=usual_template(profile, most_places=3))
    part = HOT_SPOTS.make(ground)
    answer = concentrations(ground.release, by="cell", period=ground.period.parts[-1])
    sheet = sheets(part)[0].sheet
    assert sheet.is_map
    told = {row[1]: row for row in sheet.rows}
    assert set(told) == set(ground.release.cells)
    for row in answer.table.to_dict("records"):
        rank, _, _, reports, expected, _, times = told[row["code"]]
        assert reports == row["reports"]
        assert expected == round(row["expected"], 1)
        assert times == (round(row["times"], 1) if row["stands_out"] else None)
        assert rank == (str(row["rank"]) if row["stands_out"] else "")
    hidden = [row for row in sheet.rows if isinstance(row[3], Hidden)]
    assert len(hidden) == answer.hidden
    assert not any(f"Cell {row[1]}," in said_in(part) for row in hidden)
    assert sum(" as an even spread would give" in line for line in said_in(part).split("Cell ")) <= 3


def test_only_what_stands_out_is_coloured() -> None:
    sheet = sheets(HOT_SPOTS.make(town_ground()))[0].sheet
    drawn = sheet.values(sheet.drawn)
    assert all(one is None or isinstance(one, Hidden) or float(str(one)) >= 1.5 for one in drawn)


def test_a_month_is_told_by_its_quarter_and_says_so() -> None:
    ground = town_ground(kind="month")
    assert "not the month" in said_in(HOT_SPOTS.make(ground))


def test_what_is_not_there_is_unknown_not_calm() -> None:
    few = town_ground(release=town_release(each_year=12))
    assert "not enough data to say where" in said_in(HOT_SPOTS.make(few))
    assert "is hidden" in said_in(WARDS.make(few)) or "are hidden" in said_in(WARDS.make(few))


def test_wards_are_no_league_table() -> None:
    for profile in ("partner", "public"):
        part = WARDS.make(town_ground(profile))
        for one in sheets(part):
            named = [str(row[0 if len(row) == 5 else 2]) for row in one.sheet.rows]
            wards = [name for name in named if name != "Whole area"]
            assert wards == sorted(wards)
        ranked = "as residents are" in said_in(part)
        assert ranked == (profile == "partner")
