"""Working on distinct points, shared hexagons and tiles answers as asking for every point does."""

import h3.api.numpy_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from boundaries import distinct, ward_index
from boundaries.cells import assign_cells
from boundaries.crs import to_bng, to_wgs84
from boundaries.distinct import LOOKED_AT, distinct_points
from boundaries.hexagon_plane import BY_ITSELF, shared_hexagons
from boundaries.study_area import ward_of
from boundaries.ward_index import make_ward_index

WEST, SOUTH = 530_000.0, 180_000.0
RESOLUTIONS = st.integers(0, 15)


def one_by_one(lon, lat, resolution: int) -> list[int]:
    """The cell of every point, as h3-py gives it; 0 where there is no point."""
    return [
        h3.latlng_to_cell(b, a, resolution) if abs(a) <= 180 and abs(b) <= 90 else 0
        for a, b in zip(lon, lat, strict=True)
    ]


@given(seed=st.integers(0, 10_000), resolution=RESOLUTIONS)
@settings(max_examples=30, deadline=None)
def test_cells_all_over_the_globe_are_those_of_h3(seed: int, resolution: int) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(-180, 180, 400), np.degrees(np.arcsin(rng.uniform(-1, 1, 400)))
    assert assign_cells(lon, lat, resolution=resolution).tolist() == one_by_one(lon, lat, resolution)


@given(
    points=st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0.0, 0.02)), min_size=1, max_size=8
    ),
    resolution=RESOLUTIONS,
    seed=st.integers(0, 1000),
)
@example(points=[(180.0, 90.0, 0.0), (-180.0, -90.0, 0.0), (-0.0, 0.0, 0.0)], resolution=9, seed=0)
@settings(max_examples=60, deadline=None)
def test_cells_of_crowds_are_those_of_h3(points, resolution: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    lon = np.concatenate([a + rng.normal(0, wide, 40) for a, _, wide in points])
    lat = np.concatenate([b + rng.normal(0, wide, 40) for _, b, wide in points])
    assert assign_cells(lon, lat, resolution=resolution).tolist() == one_by_one(lon, lat, resolution)


@pytest.mark.parametrize("resolution", [0, 1, 5, 8, 9, 10, 12, 15])
def test_cells_at_corners_edges_and_middles_are_those_of_h3(resolution: int) -> None:
    """Of cells in Britain, and of the twelve pentagons and what lies beside them."""
    britain = [
        h3.latlng_to_cell(lat, lon, resolution) for lat, lon in ((51.5, -0.1), (54.6, -1.3), (58.2, -6.4))
    ]
    cells = [other for cell in (*britain, *h3.get_pentagons(resolution)) for other in h3.grid_disk(cell, 1)]
    corners = [np.array(h3.cell_to_boundary(cell)) for cell in cells]
    edges = [(ring + np.roll(ring, 1, axis=0)) / 2 for ring in corners]
    lat, lon = np.vstack([*corners, *edges, [h3.cell_to_latlng(cell) for cell in cells]]).T
    assert assign_cells(lon, lat, resolution=resolution).tolist() == one_by_one(lon, lat, resolution)


def test_nearly_all_points_of_a_town_share_their_hexagons() -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-0.2, 0.1, 20_000), rng.uniform(51.4, 51.6, 20_000)
    one, which = shared_hexagons(lon, lat, 9)
    assert one.size < 7_000 and (which == BY_ITSELF).sum() < 5
    assert set(which[which != BY_ITSELF]) == set(range(one.size))


@pytest.mark.parametrize("spots", [3, 900, None])
def test_cells_of_more_points_than_are_looked_at(spots: int | None) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(-3, 1, 3 * LOOKED_AT), rng.uniform(51, 54, 3 * LOOKED_AT)
    if spots:
        at = rng.integers(0, spots, lon.size)
        lon, lat = lon[at], lat[at]
        lon[::50] = np.nan
    assert (distinct_points(lon, lat) is None) == (spots is None)
    assert assign_cells(lon, lat, resolution=9).tolist() == one_by_one(lon, lat, 9)


coordinates = st.one_of(st.integers(0, 3).map(float), st.sampled_from([-0.0, 0.5, 1e300, 5e-324]))


@given(points=st.lists(st.tuples(coordinates, coordinates), max_size=40), mixed=st.booleans())
@settings(max_examples=60, deadline=None)
def test_each_point_has_the_coordinates_of_its_place(points, mixed: bool) -> None:
    """Also where every place is mixed to one and the same number."""
    a, b = np.array(points, dtype=float).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch:
        if mixed:
            patch.setattr(distinct, "_mixed", lambda first, second: np.zeros(first.size, dtype=np.int64))
        one, which = distinct_points(a, b)
    assert (a[one][which] == a).all() and (b[one][which] == b).all()


@pytest.mark.parametrize("unit", [1.0, 0.1, 1e-5])
def test_places_are_told_apart_whatever_their_unit(unit: float) -> None:
    at = np.random.default_rng(13).integers(0, 400, (2, 30_000)) * unit
    one, which = distinct_points(*at)
    assert one.size == len(np.unique(at, axis=1).T) and which.max() == one.size - 1


def asked_for_each(area, x, y) -> np.ndarray:
    """The lowest ward that a point meets; within the outline else the nearest, the lowest of equals."""
    wards, outline = area.wards.geometry.to_numpy(), area.outline
    found = []
    for point in shapely.points(x, y):
        if shapely.is_empty(point) or not np.isfinite(shapely.get_coordinates(point)).all():
            found.append(-1)
            continue
        meets = np.flatnonzero(shapely.intersects(wards, point))
        if not meets.size and shapely.intersects(outline, point):
            away = shapely.distance(wards, point)
            meets = np.flatnonzero(away == away.min())
        found.append(int(meets[0]) if meets.size else -1)
    return np.array(found)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wards_are_those_that_every_point_is_asked_of(square, town_of, seed: int) -> None:
    """Wards side by side, overlapping and in holes; points on edges, on corners and on tiles' edges."""
    rng = np.random.default_rng(seed)
    shapes = {
        f"W{k}": square(*(rng.integers(0, 16, 2) * 100), side_m=int(rng.integers(2, 8)) * 100)
        for k in range(6)
    }
    area = town_of({**shapes, "X": square(1620, 0, side_m=500).difference(square(1700, 100, side_m=200))})
    index = area.index
    steps = rng.integers(0, np.array(index.answer.shape), (150, 2)) * index.step_m + (index.x0, index.y0)
    metres = np.vstack(
        [
            rng.integers(-2, 46, (150, 2)) * 50 + (WEST, SOUTH),
            np.array([WEST, SOUTH]) + rng.uniform(-100, 2300, (150, 2)),
            steps,
            np.nextafter(steps, np.inf),
            np.nextafter(steps, -np.inf),
            [(np.nan, SOUTH), (np.inf, SOUTH), (WEST, -1e300)],
        ]
    )
    metres = np.repeat(metres, rng.integers(1, 3, len(metres)), axis=0)
    x, y = metres.T
    assert ward_of(area, x, y).tolist() == asked_for_each(area, x, y).tolist()


def test_tiles_are_smaller_where_wards_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ward_index, "TILES", 100)
    east, north = np.meshgrid(np.arange(20) * 5_000.0, np.arange(20) * 5_000.0)
    few = make_ward_index(np.array([shapely.box(0, 0, 1e5, 1e5)]), shapely.box(0, 0, 1e5, 1e5))
    wards = shapely.box(east.ravel(), north.ravel(), east.ravel() + 5_000, north.ravel() + 5_000)
    many = make_ward_index(wards, shapely.box(0, 0, 1e5, 1e5))
    assert few.answer.size < 200 and many.answer.size > 10_000
    x, y = np.random.default_rng(3).uniform(0, 1e5, (2, 500))
    assert many.locate(x, y).tolist() == (np.floor(y / 5_000) * 20 + np.floor(x / 5_000)).astype(int).tolist()


def test_coordinates_of_points_that_share_places_are_those_of_each_point() -> None:
    rng = np.random.default_rng(11)
    x, y = np.array([[WEST], [SOUTH]]) + rng.integers(0, 30, (2, 2 * LOOKED_AT)) * 10.0
    x[::100] = np.nan
    lon, lat = to_wgs84(x, y)
    some = np.arange(0, x.size, 7)
    for all_at_once, alone in (
        ((lon, lat), to_wgs84(x[some], y[some])),
        (to_bng(lon, lat), to_bng(lon[some], lat[some])),
    ):
        for found, expected in zip(all_at_once, alone, strict=True):
            np.testing.assert_array_equal(found[some], expected)
    assert np.isnan(lon[::100]).all() and np.isfinite(np.delete(lon, np.arange(0, x.size, 100))).all()
