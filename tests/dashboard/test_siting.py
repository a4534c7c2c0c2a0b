"""Where next on the demo's ground and on real ground: what counts, what is said, and what leaves."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from boundaries.partnership import load_partnership
from dashboard.answers.siting import Siting, SitingQuestion, site
from dashboard.answers.siting_looks import new_centres, try_pin, ward_reach
from dashboard.charts.siting_map import Venues, clicked_place
from dashboard.desks.candidates import centres_known, own_candidates, place_typed
from dashboard.desks.importing import open_desk
from dashboard.pin_cells import MOST, cell_at, cell_of, pin_cells, place_of
from dashboard.settings import Settings
from dashboard.shell import app as shell
from dashboard.walked_ground import WalkedGround
from dashboard.words import siting as words
from ingest.centres.candidates import prepare_candidates
from ingest.centres.list import read_centres
from ingest.errors import FileRefused
from ingest.policy import load_policy
from ingest.read import read_table
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def desk(demo: Demo, tmp_path_factory):
    settings = Settings(store=demo.store, partnership=demo.partnership, formats=tmp_path_factory.mktemp("f"))
    opened = open_desk(settings)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def ground(desk) -> WalkedGround:
    return WalkedGround(desk.store.url, desk.partnership, desk.study_area)


@pytest.fixture(scope="module")
def listed(desk) -> pd.DataFrame:
    return own_candidates(desk).frame.to_pandas()


@pytest.fixture(scope="module")
def answer(desk, ground, listed) -> Siting:
    return site(ground, centres_known(desk), listed, SitingQuestion())


def test_the_curve_rises_and_says_which(answer, ground):
    assert answer.state == "found"
    assert answer.curve["count"].tolist() == [1, 2, 3, 4, 5]
    assert (answer.curve["gain"] > 0).all() and (answer.curve["short_people"] >= 0).all()
    assert answer.total == pytest.approx(ground.demand.people["residents"].sum())
    sites = answer.sites_of(3)
    table = new_centres(answer, sites)
    assert table["number"].tolist() == [1, 2, 3]
    assert (table["missed"] <= table["alone"] + 1e-6).all()
    wards = ward_reach(ground, answer, sites)
    assert wards["now"].sum() == pytest.approx(answer.held)
    assert wards["then"].sum() == pytest.approx(answer.held + answer.curve["people"].iloc[2])
    assert wards["unserved"].is_monotonic_decreasing


def test_a_refuge_is_not_among_the_centres(desk, answer):
    assert "Capstan House" not in set(centres_known(desk)["name"]) | set(answer.centres["name"])


def test_only_those_who_serve_the_strand_count(desk, ground, listed):
    centres = centres_known(desk)
    mine = site(ground, centres, listed, SitingQuestion(need="disability", most=1))
    assert "The Willows Day Centre" in set(mine.centres["name"])
    assert "Ottergate Mosque Welfare Office" not in set(mine.centres["name"])
    level = site(ground, centres, listed, SitingQuestion(most=1, step_free=True))
    assert level.left_out["venue_not_step_free"] == 4
    assert level.venues["step_free"].eq(True).all()


def test_a_pin_at_a_listed_place_adds_what_that_place_adds(answer, ground):
    best = answer.venues.loc[answer.venues["alone"].idxmax()]
    pin = try_pin(ground, answer, best["x"], best["y"], sites=answer.sites_of(1))
    assert pin.newly == pytest.approx(best["alone"])
    assert pin.beside == 0 and pin.better == 0
    said = " ".join(words.pin_words(pin, shown=1))
    assert "Beside the one new one shown it would add 0." in said
    with pytest.raises(ValueError, match=r"Nobody of .* is known to live within 1,000 m"):
        try_pin(ground, answer, best["x"] + 60_000, best["y"])


def test_a_place_is_typed_in_any_of_three_ways(desk, answer):
    x, y = (float(answer.venues[name].iloc[0]) for name in ("x", "y"))
    assert place_typed(desk, f"{x:.0f}, {y:.0f}") == (x, y)
    code = desk.gazetteer.places.filter(desk.gazetteer.places["quality"] < 90)["postcode"][0]
    assert place_of(cell_at(*place_typed(desk, code.lower()))) is not None
    with pytest.raises(FileRefused, match=r"^Lies .* km outside"):
        place_typed(desk, "530000, 180000")
    with pytest.raises(FileRefused, match="Not an OS grid reference"):
        place_typed(desk, "behind the market")


def test_pins_fit_on_a_map(desk):
    cells = pin_cells(desk.study_area)
    assert 500 < len(cells) <= MOST
    x, y, _, _ = place_of(cells[0])
    assert abs(place_of(cell_at(x, y))[0] - x) < 60
    assert place_of("zzz") is None and place_of("85283473fffffff") is None


def test_a_click_is_a_cell_of_this_map_or_a_place_on_it(answer, desk):
    chosen, cells = new_centres(answer, answer.sites_of(2)), pin_cells(desk.study_area)
    shown = Venues(answer.venues, answer.centres, answer.venues, chosen, {}, None, cells)
    for cell in (cells[7], cell_of(*chosen[["lon", "lat"]].iloc[0])):
        assert clicked_place({"objects": {"any": [{"cell": cell}]}}, shown) == cell
    assert clicked_place({"objects": {"any": [{"cell": "8a2a1072b59ffff"}, {"cell": 3}, "x"]}}, shown) is None
    assert clicked_place(None, shown) is None


def test_what_cannot_be_asked_is_said(desk, ground, listed):
    centres = centres_known(desk)
    for question, told in (
        (SitingQuestion(need="age"), "names no population for this group. Known: residents, race"),
        (SitingQuestion(most=0), "give 1 to 20"),
        (SitingQuestion(walk_m=10), "give 100 to 5,000 m"),
    ):
        with pytest.raises(ValueError, match=told):
            site(ground, centres, listed, question)
    with pytest.raises(ValueError, match="None of the 2 places can be chosen"):
        site(ground, centres, listed[listed["doubt"] != ""], SitingQuestion())
    with pytest.raises(ValueError, match="at least one place"):
        site(ground, centres, listed.head(0), SitingQuestion())


def test_without_any_centre_everybody_is_still_out_of_reach(desk, ground, listed):
    none = centres_known(desk).head(0)
    first = site(ground, none, listed, SitingQuestion(most=1))
    assert first.held == 0
    assert "of the 0 open centres that count" in words.headline(first)[0]


def test_people_are_told_to_the_nearest_ten():
    assert [words.people_words(one) for one in (0, 3, 8, 1234.4)] == ["0", "fewer than 10", "10", "1,230"]


def test_the_shell_gives_the_same(demo, answer):
    run = ["site", "--store", demo.store, "--partnership", str(demo.partnership)]
    said = CliRunner().invoke(shell, [*run, "--json", "--pin", "572000,462000", "--as", "partner"])
    assert said.exit_code == 0, said.output
    got = json.loads(said.stdout)
    assert [row["venues"] for row in got["curve"]] == [
        [answer.venues["name"].iloc[at] for at in sites] for sites in answer.curve["sites"]
    ]
    assert got["set_aside"][0].startswith("Row 20: has no place.")
    assert got["pin"]["newly"] >= got["pin"]["beside"]
    refused = CliRunner().invoke(shell, [*run, "--pin", "here"])
    assert refused.exit_code == 2 and "is no place" in " ".join(refused.output.split())


def test_the_page_answers_and_keeps_codes_only_in_its_address(demo, monkeypatch, tmp_path, answer):
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    x, y = (float(answer.venues[name].iloc[0]) for name in ("x", "y"))
    page = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
    page.switch_page(str(ROOT / "dashboard" / "pages" / "where_next.py"))
    for word, said in {"pin": cell_at(x, y), "walk": "<b>", "show": "2"}.items():
        page.query_params[word] = said
    page.run()
    assert not page.exception
    told = " ".join(str(one.value) for one in (*page.markdown, *page.caption, *page.warning, *page.info))
    assert "Five new centres would bring about" in told
    assert "A centre here in" in told
    assert "left out: walk" in told and "<b>" not in told
    assert dict(page.query_params) == {"show": "2", "pin": cell_at(x, y)}
    sent = str(page.get("deck_gl_json_chart")[0].proto.json)
    assert "Capstan House" not in sent and "postcode" not in sent


@pytest.mark.skipif(not DATA.exists(), reason="the published lists are not on this machine")
@pytest.mark.parametrize(
    ("area", "file", "kept", "doubted", "aside"),
    [
        ("southwark", "areas/venues_five_areas.csv", 17, 4, 158),
        ("haringey", "areas/venues_five_areas.csv", 14, 0, 161),
        ("essex", "reporting_centres/libraries/by_authority/essex_county_council.csv", 14, 1, 67),
    ],
)
def test_real_lists(area, file, kept, doubted, aside, monkeypatch, proof: Callable[[str], None]):
    monkeypatch.setenv("COMMON_GROUND_DATA", str(DATA))
    partnership = load_partnership(ROOT / "docs" / "partnerships" / f"{area}.toml")
    place = WalkedGround(None, partnership, partnership.study_area())
    gazetteer = partnership.gazetteer()
    got = prepare_candidates(read_table(DATA / file), gazetteer=gazetteer, study_area=place.study_area)
    assert (got.frame.height, got.set_aside.height, (got.frame["doubt"] != "").sum()) == (
        kept,
        aside,
        doubted,
    )
    published = DATA / "reporting_centres" / "hirc_essex" / "hirc_essex_excerpt.csv"
    centres, _ = read_centres(published, gazetteer=gazetteer, policy=load_policy(None))
    question = SitingQuestion(walk_m=1_600, unchecked=True)
    made = site(place, centres, got.frame.to_pandas(), question)
    assert made.left_out["no_place"] == (3 if area == "essex" else 5)
    assert made.curve["is_proven"].all()
    share = made.curve["share"].tolist()
    assert share == sorted(share) and np.isfinite(share).all()
    proof(
        f"where next, {area}: five of {kept - doubted} places bring {share[-1]:.0%} within 20 minutes' walk"
    )
