"""The invented borough: the same every time, a whole without gaps, split by its river, and nowhere real."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from boundaries.crs import to_wgs84
from boundaries.invented import NAME, ORIGIN, make_borough
from boundaries.partnership import load_partnership
from boundaries.study_area import ward_of

FILES = {
    "candidates.csv", "centres.csv", "landmarks.csv", "parks.geojson", "partnership.toml", "population.csv",
    "postcodes.csv", "published_counts.csv", "published_residents.csv", "rail.geojson", "roads.geojson",
    "stations.geojson", "wards.geojson", "water.geojson",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(borough: Path):
    partnership = load_partnership(borough / "partnership.toml")
    area = partnership.study_area()
    return area, partnership.context(area), partnership.gazetteer()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_writes_the_same_bytes(borough, tmp_path):
    make_borough(tmp_path, seed=7)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (borough / name).read_bytes(), name


def test_another_seed_is_another_town_on_the_same_plan(borough, tmp_path):
    make_borough(tmp_path, seed=8)
    assert (tmp_path / "wards.geojson").read_bytes() != (borough / "wards.geojson").read_bytes()
    names = [{row["WD24NM"] for row in rows(folder / "population.csv")} for folder in (tmp_path, borough)]
    assert names[0] == names[1]


def test_it_is_small_enough_to_send(borough):
    drawn = sum((borough / name).stat().st_size for name in FILES if name.endswith(".geojson"))
    assert drawn < 2_500_000


def test_wards_are_valid_and_neither_overlap_nor_leave_gaps(town):
    area, _, _ = town
    shapes = area.wards.geometry.to_numpy()
    assert len(shapes) == 21 and all(shape.geom_type == "Polygon" for shape in shapes)
    assert shapely.is_valid(shapes).all()
    union = shapely.union_all(shapes)
    assert shapely.area(shapes).sum() - union.area < 50  # square metres, of rounding to six decimals
    holes = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    assert sum(shapely.Polygon(ring).area for ring in holes) < 50


def test_it_covers_about_45_square_kilometres(town):
    area, _, _ = town
    assert 42 < area.outline.area / 1e6 < 48


def test_the_river_parts_the_town_and_no_ward_lies_on_both_banks(town):
    area, _, _ = town
    north, south = sorted(shapely.get_parts(area.outline), key=lambda part: -part.centroid.y)
    for shape, name in zip(area.wards.geometry, area.wards["name"], strict=True):
        assert north.buffer(1).covers(shape) != south.buffer(1).covers(shape), name
    assert 55 < north.distance(south) < 150


def test_wards_end_on_the_banks(town):
    area, context, _ = town
    river = context["water"].set_index("name").geometry["River Wren"]
    wet = shapely.intersection(area.outline, river).area
    assert wet < 0.02 * river.area  # context is simplified to 5 m
    assert area.outline.distance(river) < 5


def test_roads_and_the_railway_cross_the_river(town):
    _, context, _ = town
    river = context["water"].set_index("name").geometry["River Wren"]
    over = {
        row["name"] for _, row in context["road"].iterrows() if row.geometry.intersection(river).length > 50
    }
    assert over == {"Wren Bridge", "Fenner's Bridge", "Swing Bridge Road"}
    assert context["rail"].geometry.intersection(river).length.gt(50).sum() == 1


def test_stations_lie_on_the_railway_and_in_the_borough(town):
    area, context, _ = town
    line = context["rail"].union_all()
    assert len(context["station"]) == 4
    for spot in context["station"].geometry:
        assert line.distance(spot) < 10 and area.outline.covers(spot)


def test_the_middle_is_dense_and_the_edge_is_not(town):
    area, _, _ = town
    density = (area.wards["residents"] / area.wards["area_km2"]).set_axis(area.wards["name"])
    assert density["Corngate"] > 2 * density["Gallow Marl"]
    assert density["Wrenbridge"] > 4 * density["Sallowfield"]
    assert 110_000 < area.wards["residents"].sum() < 170_000


def test_every_home_is_in_the_ward_its_postcode_says(borough, town):
    area, _, gazetteer = town
    with (borough / "postcodes.csv").open(encoding="utf-8") as file:
        listed = [row for row in csv.reader(file) if row[1] != "90"]
    assert len(listed) > 2_900
    found = ward_of(area, np.array([float(r[2]) for r in listed]), np.array([float(r[3]) for r in listed]))
    codes = area.wards["ward"].to_numpy()
    assert [codes[w] for w in found] == [row[9] for row in listed]
    assert gazetteer.locate([listed[0][0]])["found"].all()


def test_box_number_postcodes_have_no_place(town):
    _, _, gazetteer = town
    assert gazetteer.locate(["WM9 9AX"])["x"].null_count() == 1


def test_no_two_streets_share_a_name(borough):
    features = json.loads((borough / "roads.geojson").read_text(encoding="utf-8"))["features"]
    streets = [f["properties"]["name"] for f in features if f["properties"]["kind"] == "street"]
    assert len(streets) > 2_500 and len(streets) == len(set(streets))


def test_reporting_centres_are_open_closed_special_forgotten_and_private(borough, town):
    area, _, gazetteer = town
    centres = rows(borough / "centres.csv")
    assert len(centres) == 12
    assert sum(c["status"] == "closed" for c in centres) == 2
    assert sum(c["strands"] != "all" for c in centres) >= 4
    assert [c["name"] for c in centres if c["last_checked"] < "2025-10-31"] == ["Larkmoor Methodist Hall"]
    assert [c["name"] for c in centres if c["listed"] == "no"] == ["Capstan House"]
    x, y = (np.array([float(c[k]) for c in centres]) for k in ("easting", "northing"))
    assert (ward_of(area, x, y) >= 0).all()
    assert gazetteer.locate([c["postcode"] for c in centres])["found"].all()


def test_it_lies_in_the_sea_inside_the_national_grid(town):
    area, _, _ = town
    left, bottom, right, top = area.outline.bounds
    lon, lat = to_wgs84([left, right], [bottom, top])
    assert np.isfinite(lon).all() and np.isfinite(lat).all()
    flamborough_head = (525_500, 470_500)  # the nearest shore
    assert area.outline.distance(shapely.Point(flamborough_head)) > 40_000
    assert shapely.Point(ORIGIN).within(area.outline.buffer(500))


def test_no_borough_or_ward_of_the_country_has_these_names(town):
    area, _, _ = town
    lookups = Path(__file__).parents[2] / "../shared/data/boundaries/lookups"
    if not lookups.is_dir():
        pytest.skip("the list of real wards is not on this machine")
    import gzip

    real = set()
    for path in lookups.glob("*.gz"):
        with gzip.open(path, "rt", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                real |= {text.casefold() for key, text in row.items() if key.endswith("NM") and text}
    assert len(real) > 5_000
    assert not {NAME.casefold(), *(name.casefold() for name in area.wards["name"])} & real
