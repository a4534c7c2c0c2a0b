"""Each point of the town is in one ward, whatever lies between the wards."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.study_area import StudyArea, ward_of

WEST, SOUTH = 530_000.0, 180_000.0


def at(town: StudyArea, east_m: float, north_m: float) -> str:
    """The code of the ward there, or "outside"."""
    position = ward_of(town, [WEST + east_m], [SOUTH + north_m])[0]
    return "outside" if position < 0 else str(town.wards["ward"].iloc[position])


@pytest.mark.parametrize(
    ("east_m", "north_m", "ward"),
    [
        (500, 500, "A"),
        (1500, 500, "B"),
        (500, 1500, "C"),
        (1500, 1500, "D"),
        (1000, 500, "A"),  # on the edge of A and B
        (1500, 1000, "B"),  # on the edge of B and D
        (1000, 1000, "A"),  # where all four meet
        (0, 0, "A"),  # on the town's own corner
        (2000, 1500, "D"),  # on the town's own edge
        (2000.01, 1500, "outside"),
        (-1, 500, "outside"),
        (90_000, 500, "outside"),
    ],
)
def test_a_point_is_in_one_ward(town: StudyArea, east_m: float, north_m: float, ward: str) -> None:
    assert at(town, east_m, north_m) == ward


def test_a_missing_coordinate_is_outside(town: StudyArea) -> None:
    assert ward_of(town, [np.nan, np.inf], [180_500.0, 180_500.0]).tolist() == [-1, -1]


def test_no_points(town: StudyArea) -> None:
    found = ward_of(town, [], [])
    assert found.size == 0 and found.dtype == np.int32


def test_a_town_without_gaps_has_its_wards_for_outline(town: StudyArea) -> None:
    assert town.outline.equals(shapely.box(WEST, SOUTH, WEST + 2000, SOUTH + 2000))
    assert town.notes == ()
    assert town.wards["area_km2"].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_a_crack_between_wards_is_closed_and_shared_by_nearness(square, town_of) -> None:
    cracked = town_of({"A": square(0, 0), "B": square(1040, 0)})
    assert cracked.outline.area == pytest.approx(2_040_000, abs=500)
    assert at(cracked, 1010, 500) == "A"
    assert at(cracked, 1030, 500) == "B"
    assert at(cracked, 1020, 500) == "A"  # half way: the lower code
    assert any("lies in no ward" in note for note in cracked.notes)


def test_a_river_of_sixty_metres_stays_a_river(square, town_of) -> None:
    split = town_of({"A": square(0, 0), "B": square(1060, 0)})
    assert split.outline.area == 2_000_000
    assert at(split, 1030, 500) == "outside"


def test_an_inner_corner_of_the_town_stays_outside(square, town_of) -> None:
    bent = town_of({"A": square(0, 0), "B": square(1000, 0), "C": square(0, 1000)})
    assert bent.outline.area == 3_000_000
    assert at(bent, 1001, 1001) == "outside"


def test_a_shallow_bay_stays_outside_and_a_deep_dock_is_filled(square, town_of) -> None:
    bay = shapely.box(WEST + 480, SOUTH, WEST + 520, SOUTH + 10)
    assert at(town_of({"A": square(0, 0).difference(bay)}), 500, 5) == "outside"
    dock = shapely.box(WEST + 480, SOUTH, WEST + 520, SOUTH + 300)
    assert at(town_of({"A": square(0, 0).difference(dock)}), 500, 150) == "A"


def test_where_wards_overlap_the_lower_code_has_it(square, town_of) -> None:
    overlapping = town_of({"A": square(0, 0), "B": square(900, 0)})
    assert at(overlapping, 950, 500) == "A"
    assert any("0.1 km² lies in two wards" in note for note in overlapping.notes)


def test_a_ward_in_the_hole_of_another(square, town_of) -> None:
    hole = square(400, 400, side_m=200)
    ringed = town_of({"A": square(0, 0).difference(hole), "B": hole})
    assert at(ringed, 500, 500) == "B"
    assert at(ringed, 300, 300) == "A"
    assert ringed.outline.area == 1_000_000


def test_wards_without_population_are_named(square, town_of) -> None:
    from boundaries.study_area import make_study_area
    from boundaries.wards import WardFile

    frame = town_of({"A": square(0, 0), "B": square(1000, 0)}).wards[
        ["ward", "name", "authority", "geometry"]
    ]
    area = make_study_area(WardFile(frame, "2024", ()), name="Town", residents={"A": 900})
    assert area.wards["residents"].iloc[0] == 900 and np.isnan(area.wards["residents"].iloc[1])
    assert area.notes == ("No population for 1 of 2 wards: B ward.",)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tiles_say_what_a_spatial_join_says(town_of, seed: int) -> None:
    """Twelve crooked wards without gaps, two thousand points, corners of the wards among them."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(np.column_stack([rng.uniform(0, 3000, 12), rng.uniform(0, 3000, 12)]))
    frame = shapely.box(0, 0, 3000, 3000)
    parts = [p.intersection(frame) for p in shapely.voronoi_polygons(seeds, extend_to=frame).geoms]
    shapes = {
        f"W{i:02d}": shapely.transform(p, lambda xy: xy + np.array([WEST, SOUTH]))
        for i, p in enumerate(parts)
    }
    crooked = town_of(shapes)
    corners = shapely.get_coordinates(crooked.wards.geometry.to_numpy())
    x = np.concatenate([rng.uniform(WEST - 200, WEST + 3200, 2000), corners[:, 0]])
    y = np.concatenate([rng.uniform(SOUTH - 200, SOUTH + 3200, 2000), corners[:, 1]])
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
    joined = gpd.sjoin(points, crooked.wards, predicate="intersects")["index_right"]
    expected = joined.groupby(level=0).min().reindex(range(len(x))).fillna(-1).astype(int)
    found = ward_of(crooked, x, y)
    differ = found != expected.to_numpy()
    # Only in hair cracks that rounding opens along shared edges may the outline know more than the polygons.
    assert (expected.to_numpy()[differ] == -1).all() and differ.mean() < 0.01
    near_edge = shapely.distance(crooked.outline.boundary, shapely.points(x[differ], y[differ])) < 0.01
    between = shapely.distance(crooked.outline, shapely.points(x[differ], y[differ])) == 0
    assert (near_edge | between).all()
