"""A plain picture shows what the browser's map shows, asks nobody for anything and runs nothing."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import h3
import pytest

from dashboard.charts.area_map import Area, build_area_map
from dashboard.charts.static_map import static_svg
from dashboard.deck import Deck, build_deck
from dashboard.layers import LAYERS
from dashboard.palette import DARK, LIGHT, css, palette
from tests.dashboard.town import MIDDLE, Town, square

FRAME = (600, 600)
TOWN = Town()
SVG = "{http://www.w3.org/2000/svg}"


def drawn(deck: Deck) -> ElementTree.Element:
    return ElementTree.fromstring(static_svg(deck, frame=FRAME, title="Map of a town"))


def written(picture: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def spots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


@pytest.mark.parametrize("dark", [False, True])
def test_every_layer_of_the_map_is_drawn_in_the_colours_of_the_screen(dark):
    ink = DARK if dark else LIGHT
    text = static_svg(
        build_deck(TOWN, selected=MIDDLE, layers=frozenset(LAYERS), dark=dark), frame=FRAME, title="A town"
    )
    for colour in (ink.ground, ink.land, ink.hot, ink.ring, ink.selected, ink.edge):
        assert f'"{css(colour)}"' in text
    assert "url(#hatch-" in text and "<use " in text


def test_the_words_of_the_map_are_its_ranks_and_names():
    said = written(drawn(build_deck(TOWN)))
    assert "1" in said and {"Market", "Mill"} & set(said)


def test_a_cell_lies_where_the_browser_would_draw_it():
    deck = build_deck(TOWN, selected=MIDDLE, layers=frozenset({"selection"}))
    (selection,) = (one for one in drawn(deck).iter(f"{SVG}path") if one.get("stroke") == css(LIGHT.selected))
    found = spots(str(selection.get("d")))
    view = deck.initial_view_state
    pixels = 512 * 2**view.zoom / 360
    for (lat, lon), (x, _) in zip(h3.cell_to_boundary(MIDDLE), found, strict=True):
        assert x == pytest.approx(300 + (lon - view.longitude) * pixels, abs=0.06)
        assert lat
    wide, high = (max(at) - min(at) for at in zip(*found, strict=True))
    assert high / wide == pytest.approx(1, abs=0.2)  # Mercator keeps shapes


def test_a_cell_without_paint_is_not_drawn_and_a_hidden_one_holds_no_tip():
    text = static_svg(build_deck(TOWN), frame=FRAME, title="A town")
    assert "tip 0" not in text and "rgba(0,0,0,0.00392)" not in text


def test_nothing_in_it_asks_another_machine_or_runs():
    text = static_svg(build_deck(TOWN, layers=frozenset(LAYERS)), frame=FRAME, title="<script>'\"&")
    asked = {one for one in re.findall(r"[a-z]+://[^\s\"']+", text) if "www.w3.org" not in one}
    assert asked == set()
    assert "<script" not in text and "&lt;script&gt;" in text


def test_words_of_a_place_cannot_become_a_drawing():
    area = Area("a", 0, "", "</text><a>", strong=True)
    base = {
        "wards": {"type": "FeatureCollection", "features": []},
        "outline": square(0, 51, 0.1, 51.1),
        "context": {},
        "bounds": (0, 51, 0.1, 51.1),
    }
    shapes = {"a": square(0.02, 51.02, 0.08, 51.08)}
    deck = build_area_map([area], shapes, base, palette(dark=False).classes(2))
    assert written(drawn(deck))[-2:] == ["</text><a>", "2 km"]


def test_of_two_names_that_would_meet_the_first_stays():
    base = {
        "wards": {"type": "FeatureCollection", "features": []},
        "outline": square(0, 51, 0.1, 51.1),
        "context": {},
        "bounds": (0, 51, 0.1, 51.1),
    }
    here = square(0.02, 51.02, 0.08, 51.08)
    areas = [Area("a", 0, "", "first"), Area("b", 0, "", "second")]
    deck = build_area_map(areas, {"a": here, "b": here}, base, palette(dark=False).classes(2))
    assert "first" in written(drawn(deck)) and "second" not in written(drawn(deck))


def test_the_same_map_is_the_same_picture():
    one, other = (static_svg(build_deck(replace(TOWN)), frame=FRAME, title="t") for _ in range(2))
    assert one == other
