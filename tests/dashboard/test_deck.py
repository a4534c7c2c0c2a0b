"""The deck is whole, small, harmless, and asks nobody for anything."""

import json
import re

import h3
import pandas as pd
import pytest

from dashboard.deck import Deck, build_deck, clicked_cell, fit
from dashboard.layer import harmless, ready
from dashboard.layers import LAYERS
from tests.dashboard.town import MIDDLE, SIX, Town, collection, feature, square

TOWN = Town()


def spec(town=TOWN, **settings):
    return json.loads(build_deck(town, **settings).to_json())


def ids(read):
    return [one["id"] for one in read["layers"][0]]


def strings(node):
    if isinstance(node, dict):
        yield from (text for key, value in node.items() for text in (key, *strings(value)))
    elif isinstance(node, list):
        yield from (text for value in node for text in strings(value))
    elif isinstance(node, str):
        yield node


def test_layers_lie_in_the_order_in_which_they_are_listed():
    order = [one.split("-")[0] for one in ids(spec(selected=MIDDLE))]
    assert order == sorted(order, key=list(LAYERS).index)


def test_layers_are_nested_once_so_that_a_click_fades_nothing():
    read = spec()
    assert len(read["layers"]) == 1 and isinstance(read["layers"][0], list)


def test_only_the_chosen_layers_are_drawn():
    assert {one.split("-")[0] for one in ids(spec(layers=frozenset({"wards", "rings"})))} == {
        "wards",
        "rings",
    }
    assert spec(layers=frozenset())["layers"] == [[]]


def test_a_layer_that_is_not_listed_is_refused_by_name():
    with pytest.raises(ValueError, match=r"\['heat'\].*cells"):
        build_deck(TOWN, layers=frozenset({"heat"}))


def test_no_address_of_another_machine_is_in_it():
    found = {text for text in strings(spec()) if re.search(r"https?:|//|mapbox", text)}
    assert {text for text in found if not text.startswith("data:image/")} == set()


def test_no_key_from_the_environment_is_sent(monkeypatch):
    for name in ("MAPBOX_API_KEY", "MapboxAccessToken", "CARTO_API_KEY", "GOOGLE_MAPS_API_KEY"):
        monkeypatch.setenv(name, "secret-key")
    deck = build_deck(TOWN)
    assert "secret-key" not in deck.to_json()
    assert deck.mapbox_key is None


def test_the_ground_is_a_list_of_one_style_with_its_data_inside():
    (style,) = spec()["mapStyle"]
    assert style["version"] == 8 and style["layers"][0]["type"] == "background"
    assert all(
        source["type"] == "geojson" and "features" in source["data"] for source in style["sources"].values()
    )


def test_without_the_context_only_the_paper_remains():
    (style,) = spec(layers=frozenset({"cells"}))["mapStyle"]
    assert [layer["id"] for layer in style["layers"]] == ["ground"] and style["sources"] == {}


BAD = "@@=boom(1)"


def test_no_text_of_the_data_can_be_taken_for_an_instruction():
    town = Town(
        cells=TOWN.cells.assign(tip=BAD, ward_name=BAD),
        places=TOWN.places.assign(tip=BAD),
        centres=TOWN.centres.assign(tip=BAD, name=BAD, specialist=BAD),
        ward_shapes=collection(feature(square(-0.11, 51.49, -0.1, 51.51), ward=BAD, name=BAD, tip=BAD)),
        context={
            "road": collection(
                feature({"type": "LineString", "coordinates": [[0, 51], [1, 51]]}, **{"class": BAD, BAD: BAD})
            ),
            "station": collection(feature({"type": "Point", "coordinates": [0, 51]}, name=BAD)),
        },
    )
    read = spec(town, selected=MIDDLE)
    ours = {text for text in strings(spec(selected=MIDDLE)) if text.startswith("@@")}
    assert {text for text in strings(read) if text.startswith("@@")} <= ours
    assert " @@=boom(1)" in set(strings(read))


def test_the_first_view_stays_the_same_whatever_is_filtered_or_selected():
    quiet = Town(cells=TOWN.cells.assign(level=0, incidents=0.0), places=TOWN.places.iloc[:0])
    assert spec()["initialViewState"] == spec(quiet, selected=SIX[0], dark=True)["initialViewState"]


def test_moving_to_a_cell_changes_the_place_and_keeps_the_zoom():
    still, moved = spec()["initialViewState"], spec(focus=SIX[0])["initialViewState"]
    lat, lon = h3.cell_to_latlng(SIX[0])
    assert (moved["longitude"], moved["latitude"]) == (
        pytest.approx(lon, abs=1e-5),
        pytest.approx(lat, abs=1e-5),
    )
    assert moved["zoom"] == still["zoom"]
    assert spec(focus="elsewhere")["initialViewState"] == still


def test_the_whole_world_fits_a_tile_at_zoom_nought():
    lon, lat, zoom = fit((-180, -85.051129, 180, 85.051129), frame_px=(512, 512))
    assert (lon, lat) == (0, 0)
    assert zoom == pytest.approx(-0.12, abs=0.005)  # log2 of the 0.92 of the frame that may be filled


def test_a_frame_twice_as_large_is_one_zoom_nearer():
    small, large = (fit(TOWN.bounds, frame_px=(side, side))[2] for side in (300, 600))
    assert large - small == pytest.approx(1, abs=0.011)


def test_a_single_point_can_be_looked_at():
    assert fit((0.0, 51.0, 0.0, 51.0), frame_px=(500, 500)) == (0.0, 51.0, 16.0)


def test_tips_are_text_and_never_html():
    tip = build_deck(TOWN)._tooltip
    assert tip["text"] == "{tip}" and "html" not in tip


class TestClicks:
    known = pd.Series([MIDDLE, *SIX])

    def test_a_hexagon_a_ring_and_a_badge_all_tell_their_cell(self):
        for layer in ("cells-2", "rings", "rings-badge", "hidden"):
            assert clicked_cell({"objects": {layer: [{"cell": MIDDLE, "tip": "x"}]}}, self.known) == MIDDLE

    @pytest.mark.parametrize(
        "selection",
        [
            None,
            {},
            {"objects": {}},
            {"objects": {"centres": [{"tip": "Library"}]}},
            {"objects": {"cells-1": []}},
            {"objects": {"cells-1": ["text"]}},
            {"objects": {"cells-1": [{"cell": 5}]}},
            {"objects": {"cells-1": [{"cell": "891944b2d0bffff"}]}},
        ],
    )
    def test_anything_else_tells_none(self, selection):
        assert clicked_cell(selection, self.known) is None


def test_three_thousand_cells_and_their_town_stay_below_six_hundred_kilobytes():
    cells = sorted(h3.grid_disk(MIDDLE, 32))[:3000]
    frame = pd.DataFrame(
        {"cell": cells, "lon": -0.1, "lat": 51.5, "hidden": False, "incidents": 9.0, "level": 2}
    )
    frame["is_hotspot"] = [number % 40 == 0 for number in range(3000)]
    frame["tip"] = "Borough & Bankside\n12 reports, 4.5 expected\nGi* and kernel density agree"
    waving = [[-0.1 + number / 1e4, 51.5 + (number % 7) / 1e4] for number in range(200)]
    ward = feature(
        {"type": "Polygon", "coordinates": [[*waving, waving[0]]]}, ward="E05", name="Ward", tip="Ward"
    )
    roads = collection(*(feature({"type": "LineString", "coordinates": waving[:20]}) for _ in range(150)))
    town = Town(cells=frame, ward_shapes=collection(*[ward] * 24), context={"road": roads})
    assert len(build_deck(town, selected=cells[0]).to_json().encode()) < 600_000


def test_a_shape_is_written_once_and_stands_where_it_belongs() -> None:
    """Whatever the words beside it are: what stands for a shape is put back only where a shape was."""
    shape = ready({"type": "LineString", "coordinates": [(1.0000049, 2), (1.0000001, 2), (1.5, 2.25)]})
    assert ready(shape) is shape and ready({**shape})["coordinates"] == shape["coordinates"]
    rows = [{"geometry": shape, "said": said} for said in (harmless("@@shape"), '"@@shape"', "plain")]
    deck = Deck(layers=[{"@@type": "GeoJsonLayer", "data": [*rows, {"geometry": shape}]}], map_provider=None)
    written = json.loads(deck.to_json())["layers"][0]["data"]
    assert [row["geometry"] for row in written] == [dict(shape)] * 4
    assert [row.get("said") for row in written] == [" @@shape", '"@@shape"', "plain", None]
    with pytest.raises(ValueError, match="stands for a shape"):
        Deck(layers=[{"data": ["@@shape"]}], map_provider=None).to_json()
