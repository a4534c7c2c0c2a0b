"""Every layer keeps the contract, and each draws what its name says."""

import base64
import io
import json
import math
from dataclasses import replace

import h3
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from dashboard.layer import Sheet, harmless, records, trimmed
from dashboard.layers import LAYERS, shown_at_first
from dashboard.layers.cells import class_words
from dashboard.layers.density import OPACITY, paint
from dashboard.palette import DARK, LIGHT
from tests.dashboard.town import MIDDLE, SIX, Density, Town, collection, feature, square

EVERYTHING = frozenset(LAYERS)
SHEET = Sheet(ink=LIGHT, shown=EVERYTHING, selected=MIDDLE)
DENSE = Density(bounds=(-0.11, 51.49, -0.095, 51.51), values=np.arange(6.0).reshape(2, 3))
TOWN = Town(surface=DENSE)
PLAIN = Town()
EMPTY = Town(
    cells=Town().cells.iloc[:0],
    places=Town().places.iloc[:0],
    centres=Town().centres.iloc[:0],
    ward_shapes=collection(),
    context={},
)


def drawn(name, town=TOWN, sheet=SHEET):
    return {one["id"]: one for one in LAYERS[name].draw(town, sheet)}


def cells_of(layer):
    return {row["cell"] for row in layer["data"]}


@pytest.mark.parametrize("layer", LAYERS.values(), ids=list(LAYERS))
class TestEveryLayer:
    def test_gives_plain_json_without_a_number_that_json_lacks(self, layer):
        json.dumps(layer.draw(TOWN, SHEET), default=dict, allow_nan=False)

    def test_names_its_parts_after_itself_and_no_two_alike(self, layer):
        ids = [one["id"] for one in layer.draw(TOWN, SHEET)]
        assert all(one.startswith(layer.name) for one in ids)
        assert len(ids) == len(set(ids))

    def test_answers_the_pointer_only_with_a_tip(self, layer):
        for one in layer.draw(TOWN, SHEET):
            if one["pickable"] and isinstance(one["data"], list):
                assert all(row["tip"] for row in one["data"])

    def test_draws_on_dark_paper_too(self, layer):
        dark = layer.draw(TOWN, Sheet(ink=DARK, shown=EVERYTHING, selected=MIDDLE))
        assert [one["id"] for one in dark] == [one["id"] for one in layer.draw(TOWN, SHEET)]

    def test_bears_an_empty_town(self, layer):
        json.dumps(
            [layer.draw(EMPTY, SHEET), layer.ground(EMPTY, SHEET).sources], default=dict, allow_nan=False
        )
        layer.explain(EMPTY, SHEET)

    def test_never_sends_a_count_of_its_own(self, layer):
        secret = Town(cells=TOWN.cells.assign(incidents=[7777.0] * 7, expected=8888.0), surface=DENSE)
        text = json.dumps(layer.draw(secret, SHEET), default=dict)
        assert "7777" not in text and "8888" not in text

    def test_has_a_title_and_says_what_it_draws(self, layer):
        assert layer.title[0].isupper()
        assert layer.name == "names" or layer.explain(TOWN, SHEET)


class TestCells:
    def test_paint_four_reports_in_the_first_class_and_nine_in_the_second(self):
        layers = drawn("cells", PLAIN)
        assert cells_of(layers["cells-1"]) == {SIX[0]}
        assert cells_of(layers["cells-2"]) == {MIDDLE}
        weak, strong = LIGHT.classes(2)
        assert layers["cells-1"]["getFillColor"] == weak and layers["cells-2"]["getFillColor"] == strong

    def test_leave_the_colours_to_a_density_that_is_painted(self):
        under, beside = drawn("cells")["cells-2"], drawn("cells", PLAIN)["cells-2"]
        assert under["getFillColor"][3] == 1 and under["pickable"]
        assert beside["getFillColor"][3] > 1

    def test_have_a_line_around_what_chance_does_not_explain_where_a_method_says_so(self):
        assert set(drawn("density")) == {"density"}
        around = square(-0.101, 51.499, -0.099, 51.501)
        tested = Town(surface=replace(DENSE, beyond_chance=around))
        line = drawn("density", tested)["density-beyond-chance"]
        assert line["data"]["features"][0]["geometry"]["coordinates"] == around["coordinates"]
        assert not line["filled"]
        empty = {"type": "MultiPolygon", "coordinates": []}
        assert set(drawn("density", Town(surface=replace(DENSE, beyond_chance=empty)))) == {"density"}

    def test_leave_no_reports_clear_but_there_to_be_pointed_at(self):
        layer = drawn("cells")["cells-0"]
        assert cells_of(layer) == {SIX[1], SIX[2]}
        assert layer["getFillColor"][3] == 1 and layer["pickable"]

    def test_show_a_cell_without_data_as_neither_zero_nor_hidden(self):
        assert cells_of(drawn("cells")["cells-no-data"]) == {SIX[3]}

    def test_leave_the_hidden_cells_to_their_own_layer(self):
        assert not {SIX[4], SIX[5]} & set().union(*(cells_of(one) for one in drawn("cells").values()))
        assert all(cells_of(one) == {SIX[4], SIX[5]} for one in drawn("hidden").values())

    def test_hand_over_no_more_than_cell_and_tip(self):
        assert {key for row in drawn("cells")["cells-2"]["data"] for key in row} == {"cell", "tip"}

    def test_outline_the_hot_cell(self):
        assert cells_of(drawn("cells")["cells-hot"]) == {MIDDLE}

    @pytest.mark.parametrize(
        ("breaks", "words"),
        [
            ([3, 5, 6], ["3–4", "5", "6 or more"]),
            ([1], ["1 or more"]),
            ([], []),
            ([5, 1200], ["5–1,199", "1,200 or more"]),
        ],
    )
    def test_say_their_classes_in_whole_reports(self, breaks, words):
        assert class_words(breaks) == words


class TestRings:
    def test_stand_on_the_ground_in_metres_with_the_badge_at_the_top(self):
        layers = drawn("rings")
        ring = layers["rings"]
        assert ring["radiusUnits"] == "meters" and ring["data"][0]["radius_m"] == 300
        row = layers["rings-badge"]["data"][0]
        away = h3.great_circle_distance((row["lat"], row["lon"]), (row["top"], row["lon"]), unit="m")
        assert away == pytest.approx(300, abs=2)

    def test_answer_a_click_with_their_centre_cell(self):
        layers = drawn("rings")
        for name in ("rings", "rings-badge"):
            assert layers[name]["pickable"] and cells_of(layers[name]) == {MIDDLE}

    def test_put_the_first_place_on_top_of_the_second(self):
        two = pd.concat([TOWN.places, TOWN.places.assign(rank=2)])
        assert [row["rank"] for row in drawn("rings", Town(places=two))["rings-badge"]["data"]] == ["2", "1"]


class TestCentres:
    def test_open_closed_specialist_and_unchecked_have_four_different_symbols(self):
        rows = drawn("centres")["centres"]["data"]
        assert [row["symbol"] for row in rows] == ["open", "specialist", "closed", "unknown"]

    def test_paused_and_dormant_have_symbols_of_their_own_and_lines_in_the_legend(self):
        town = Town(centres=TOWN.centres.assign(status=["paused", "dormant", "dormant", "open"]))
        rows = drawn("centres", town)["centres"]["data"]
        assert [row["symbol"] for row in rows] == ["paused", "dormant", "dormant", "open"]
        pictures = {entry.label: entry.picture for entry in LAYERS["centres"].explain(town, SHEET)}
        assert len(set(pictures.values())) == len(pictures) == 4

    def test_a_centre_without_a_place_is_left_off_and_does_not_blank_the_others(self):
        lost = TOWN.centres.assign(lon=[-0.1, math.nan, -0.1, -0.1])
        assert len(drawn("centres", Town(centres=lost))["centres"]["data"]) == 3

    def test_the_legend_tells_of_open_and_closed_even_where_there_is_neither(self):
        words = [entry.label for entry in LAYERS["centres"].explain(EMPTY, SHEET)]
        assert words == ["reporting centre, open", "reporting centre, closed"]


class TestSelection:
    def test_outlines_the_cell_in_hand(self):
        assert cells_of(drawn("selection")["selection"]) == {MIDDLE}

    @pytest.mark.parametrize("cell", [None, "", "89194ad0000ffff", "@@=x", "not a cell"])
    def test_draws_nothing_for_a_cell_that_is_not_here(self, cell):
        assert drawn("selection", sheet=Sheet(ink=LIGHT, shown=EVERYTHING, selected=cell)) == {}


class TestWards:
    def test_answer_the_pointer_only_where_no_hexagon_does(self):
        assert not drawn("wards")["wards"]["pickable"]
        bare = drawn("wards", sheet=Sheet(ink=LIGHT, shown=frozenset({"wards"})))
        assert bare["wards"]["pickable"] and bare["wards"]["filled"]


class TestNames:
    def test_the_larger_ward_is_named_before_the_smaller_and_both_before_a_station(self):
        rows = [row for row in drawn("names")["names"]["data"] if row["name"].strip("\u00a0")]
        assert [row["name"] for row in sorted(rows, key=lambda row: -row["first"])] == [
            "Market",
            "Mill",
            "Town station",
        ]

    def test_stand_inside_their_ward(self):
        market = next(row for row in drawn("names")["names"]["data"] if row["name"] == "Market")
        assert (market["lon"], market["lat"]) == (-0.105, 51.5)

    def test_go_with_the_stations_when_the_context_is_put_away(self):
        rows = drawn("names", sheet=Sheet(ink=LIGHT, shown=frozenset({"names"})))["names"]["data"]
        assert {row["name"] for row in rows} == {"Market", "Mill"}


class TestContext:
    def test_lays_the_road_by_its_class_and_drops_what_is_not_drawn(self):
        ground = LAYERS["context"].ground(TOWN, SHEET)
        assert ground.sources["road"]["data"]["features"][0]["properties"] == {"class": "main"}
        assert ground.sources["water"]["data"]["features"][0]["properties"] == {}

    def test_draws_only_from_sources_that_are_there(self):
        ground = LAYERS["context"].ground(TOWN, SHEET)
        assert (
            {one["source"] for one in ground.layers}
            == set(ground.sources)
            == {"area", "water", "road", "station"}
        )
        assert len({one["id"] for one in ground.layers}) == len(ground.layers)

    def test_the_legend_tells_only_of_what_is_drawn(self):
        assert [one.label for one in LAYERS["context"].explain(TOWN, SHEET)] == ["water", "main road"]


class TestDensity:
    def picture(self, values, ink=LIGHT):
        kind, held = paint(np.array(values, dtype=float), ink).split(",")
        assert kind == "data:image/png;base64"
        return np.array(Image.open(io.BytesIO(base64.b64decode(held))))

    def test_the_southernmost_row_lies_at_the_bottom_of_the_picture(self):
        pixels = self.picture([[0, 0], [0, 8]])
        assert pixels[0, 1, 3] == OPACITY and pixels[1].max(axis=0)[3] == 0

    def test_nothing_is_painted_where_nothing_is_known(self):
        assert (self.picture([[np.nan, 1], [np.nan, np.nan]])[..., 3] > 0).sum() == 1

    @pytest.mark.parametrize("values", [[[0.0, 0.0]], [[np.nan, np.nan]]])
    def test_a_quiet_town_is_left_clear(self, values):
        assert self.picture(values)[..., 3].max() == 0

    def test_the_peak_has_the_strongest_colour(self):
        assert tuple(self.picture([[4, 1]])[0, 0, :3]) == LIGHT.classes(24)[-1][:3]


def test_everything_is_shown_at_first():
    assert shown_at_first() == EVERYTHING


def test_a_badge_is_never_covered_by_a_name():
    order = list(LAYERS)
    assert order.index("names") < order.index("rings")


def test_records_are_plain_and_rounded_to_a_metre():
    frame = pd.DataFrame(
        {"lon": np.array([-0.123456789]), "lat": [51.5], "n": np.array([3]), "none": [pd.NA]}
    )
    (row,) = records(frame, ("lon", "lat", "n", "none"))
    assert row == {"lon": -0.12346, "lat": 51.5, "n": 3, "none": None}
    assert type(row["n"]) is int


@pytest.mark.parametrize("text", ["@@=f(x)", "@@#A.B", "@@type"])
def test_a_name_that_looks_like_an_instruction_is_made_harmless(text):
    assert harmless(text) == f" {text}"
    assert harmless("St Giles @@") == "St Giles @@"


def test_points_that_fall_together_are_written_once():
    line = [[0, 0], [0.000001, 0], [1, 0], [1, 1], [2, 2]]
    shape = collection(feature({"type": "LineString", "coordinates": line}))
    assert trimmed(shape)["features"][0]["geometry"]["coordinates"] == [[0, 0], [1, 0], [1, 1], [2, 2]]
