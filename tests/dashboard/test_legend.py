"""The legend says what the paint means, from the same breaks, and is safe to put on a page."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest

from dashboard.layers import LAYERS
from dashboard.legend import legend, legend_html
from dashboard.palette import LIGHT, blend, css
from tests.dashboard.town import Density, Town

TOWN = Town()
DENSE = Town(surface=Density(bounds=(0, 51, 1, 52), values=np.array([[np.nan, 4.0], [8.0, 8.0]])))


def labels(**settings):
    return [entry.label for entry in legend(TOWN, **settings)]


class Reader(HTMLParser):
    """Collects words, pictures, and checks that every tag is closed."""

    def __init__(self):
        super().__init__()
        self.words, self.pictures, self.open, self.kinds = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.kinds.add(tag)
        if tag == "img":
            self.pictures.append(dict(attrs))
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(text):
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


def test_what_the_colours_count_comes_first_with_unit_and_period():
    assert labels()[0] == "reports per cell, 1 Aug – 29 Oct 2026"


@pytest.mark.parametrize(
    "words",
    [
        "no reports",
        "hidden (fewer than 3)",
        "no data",
        "hot spot, with its rank",
        "part of a hot spot",
        "reporting centre, open",
        "reporting centre, closed",
        "specialist centre, open",
        "ward",
        "selected cell",
        "water",
    ],
)
def test_every_mark_on_the_map_is_told(words):
    assert words in labels()


def test_a_density_takes_the_colour_scale_and_says_its_own_bounds():
    scales = [entry for entry in legend(DENSE) if entry.mark == "scale"]
    assert [entry.label for entry in scales] == ["reports per km², smoothed over 300 m"]
    assert [words for _, words in scales[0].steps] == ["4 or more", "8 or more"]


def test_a_line_around_what_chance_does_not_explain_is_told():
    line = {"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 51]]]}
    surface = Density(bounds=(0, 51, 1, 52), values=np.array([[4.0, 8.0]]), beyond_chance=line)
    words = "more than chance makes anywhere"
    assert words in [entry.label for entry in legend(Town(surface=surface))]
    assert words not in [entry.label for entry in legend(DENSE)]


def test_the_threshold_is_the_partnership_s_own():
    assert "hidden (fewer than 5)" in [entry.label for entry in legend(Town(threshold=5))]


def test_the_steps_have_the_colours_of_the_cells_and_the_bounds_of_the_breaks():
    scale = legend(TOWN)[0]
    painted = [
        one["getFillColor"]
        for one in LAYERS["cells"].draw(TOWN, sheet())
        if one["id"] in ("cells-1", "cells-2")
    ]
    assert [colour for colour, _ in scale.steps] == painted
    assert [words for _, words in scale.steps] == ["3–4", "5 or more"]


def sheet():
    from dashboard.layer import Sheet

    return Sheet(ink=LIGHT, shown=frozenset(LAYERS))


def test_a_layer_that_is_put_away_leaves_the_legend():
    assert labels(layers=frozenset({"rings"})) == ["hot spot, with its rank"]


def test_the_page_gets_lists_with_words_and_pictures_without_names():
    reader = read(legend_html(TOWN))
    assert {"ul", "ol", "li"} <= reader.kinds <= {"div", "ul", "ol", "li", "span", "img"}
    text = " ".join(reader.words)
    assert all(label in text for label in labels())
    assert all(picture["alt"] == "" for picture in reader.pictures)


def test_every_picture_is_well_formed_and_holds_no_address():
    for picture in read(legend_html(TOWN, layers=frozenset(LAYERS), dark=True)).pictures:
        head, svg = picture["src"].split(",", 1)
        assert head == "data:image/svg+xml"
        assert ElementTree.fromstring(unquote(svg)).tag == "{http://www.w3.org/2000/svg}svg"
        assert not re.search(r"href|url\(", unquote(svg))


def test_the_boxes_have_the_colours_that_the_eye_meets_on_the_map():
    for one in LIGHT.classes(2):
        assert f"background:{css(blend(one, LIGHT.land))}" in legend_html(TOWN)


def test_a_unit_that_holds_a_tag_is_shown_as_text():
    text = legend_html(Town(unit="<script>alert(1)</script> & co"))
    assert "<script" not in text and "&lt;script&gt;" in text
