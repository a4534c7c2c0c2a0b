"""Every report that lies in the town falls in a cell that the lattice lists."""

import h3.api.numpy_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.crs import to_wgs84
from boundaries.errors import BoundaryError
from boundaries.lattice import assign_cells, make_lattice, parent_cells
from boundaries.study_area import ward_of

RESOLUTIONS = [6, 7, 8, 9, 10, 11]


@pytest.fixture(scope="module")
def lattices(town):
    return {r: make_lattice(town, r) for r in RESOLUTIONS}


@pytest.mark.parametrize("resolution", RESOLUTIONS)
class TestEveryResolution:
    def test_cells_are_distinct_and_ascending(self, lattices, resolution):
        assert (np.diff(lattices[resolution].cells) > 0).all()
        assert lattices[resolution].cells.dtype == np.int64

    def test_areas_sum_to_the_town(self, lattices, resolution):
        assert lattices[resolution].area_km2.sum() == pytest.approx(4.0, rel=1e-6)

    def test_residents_sum_to_the_town(self, lattices, resolution):
        assert lattices[resolution].residents.sum() == pytest.approx(4000, rel=1e-6)

    def test_every_listed_cell_touches_the_town(self, lattices, town, resolution):
        lattice = lattices[resolution]
        centres = shapely.points(lattice.x, lattice.y)
        assert (shapely.distance(town.outline, centres) <= lattice.edge_m * 1.2 + 2).all()

    def test_points_on_edges_and_corners_fall_in_listed_cells(self, lattices, town, resolution):
        line = town.outline.exterior
        along = shapely.line_interpolate_point(line, np.linspace(0, 1, 2001), normalized=True)
        corners = shapely.points(shapely.get_coordinates(town.wards.geometry.to_numpy()))
        x, y = shapely.get_x([*along, *corners]), shapely.get_y([*along, *corners])
        inside = ward_of(town, x, y) >= 0
        assert inside.mean() > 0.9
        cells = assign_cells(*to_wgs84(x[inside], y[inside]), resolution=resolution)
        assert (lattices[resolution].position_of(cells) >= 0).all()

    def test_neighbours_are_those_of_h3(self, lattices, resolution):
        lattice = lattices[resolution]
        dense_row = lattice.neighbours[[0], :].toarray()[0]
        beside = lattice.position_of(h3.grid_disk(lattice.cells[0], 1))
        assert set(np.flatnonzero(dense_row)) == set(beside[beside >= 0])
        assert (lattice.neighbours != lattice.neighbours.T).nnz == 0
        assert (lattice.neighbours.diagonal() == 1).all()

    def test_a_cell_belongs_to_the_ward_that_has_most_of_it(self, lattices, town, resolution):
        lattice = lattices[resolution]
        wards = town.wards.geometry.to_numpy()
        for row in range(0, len(lattice.cells), max(1, len(lattice.cells) // 40)):
            ring = [(b, a) for a, b in h3.cell_to_boundary(lattice.cells[row])]
            from boundaries.crs import geometry_to_bng

            cell = geometry_to_bng(np.array([shapely.Polygon(ring)], dtype=object))[0]
            parts = shapely.area(shapely.intersection(wards, cell))
            assert parts[lattice.ward[row]] == pytest.approx(parts.max(), abs=1.0)


@given(
    points=st.lists(st.tuples(st.floats(-300, 2300), st.floats(-300, 2300)), min_size=1, max_size=60),
    resolution=st.sampled_from(RESOLUTIONS),
)
@settings(max_examples=80, deadline=None)
def test_every_point_in_the_town_falls_in_a_listed_cell(lattices, town, points, resolution):
    """Also after the rounding that kept records have: whole metres, five decimals of a degree."""
    east, north = np.array(points).T
    x, y = 530_000 + east, 180_000 + north
    inside = ward_of(town, x, y) >= 0
    for metres in ((x, y), (np.round(x), np.round(y))):
        lon, lat = to_wgs84(*metres)
        for degrees in ((lon, lat), (np.round(lon, 5), np.round(lat, 5))):
            cells = assign_cells(*degrees, resolution=resolution)
            assert (lattices[resolution].position_of(cells)[inside] >= 0).all()


def test_rounding_takes_no_point_off_the_lattice(lattices, town):
    """A point every ten centimetres along the town's edge, kept to five decimals of a degree."""
    metres = np.arange(0, town.outline.length, 0.1)
    along = shapely.line_interpolate_point(town.outline.exterior, metres)
    x, y = shapely.get_x(along), shapely.get_y(along)
    lon, lat = to_wgs84(x, y)
    for resolution, lattice in lattices.items():
        cells = assign_cells(np.round(lon, 5), np.round(lat, 5), resolution=resolution)
        assert (lattice.position_of(cells) >= 0).all()


def test_a_cell_not_listed_has_no_row(lattices):
    elsewhere = h3.latlng_to_cell(54.57, -1.31, 9)
    first = lattices[9].cells[0]
    assert lattices[9].position_of([elsewhere, first, 0]).tolist() == [-1, 0, -1]


@pytest.mark.parametrize("resolution", [5, 12, -1])
def test_a_resolution_that_is_not_offered(town, resolution):
    with pytest.raises(ValueError, match="6 to 11"):
        make_lattice(town, resolution)


def test_a_whole_county_at_the_finest_resolution_is_too_much(square, town_of):
    county = town_of({"A": square(0, 0, side_m=60_000)})
    with pytest.raises(BoundaryError, match="coarser"):
        make_lattice(county, 11)


def test_a_thin_ward_has_cells_although_it_holds_no_cell_centre(town_of):
    lane = shapely.LineString([(530_000, 180_000), (533_000, 181_000)]).buffer(3, cap_style="flat")
    lattice = make_lattice(town_of({"A": lane}), 8)
    assert len(lattice.cells) >= 3
    assert lattice.area_km2.sum() == pytest.approx(lane.area / 1e6, rel=1e-6)


def test_residents_are_unknown_where_a_ward_of_unknown_population_is(square, town_of):
    from boundaries.study_area import make_study_area
    from boundaries.wards import WardFile

    frame = town_of({"A": square(0, 0), "B": square(3000, 0)}).wards[
        ["ward", "name", "authority", "geometry"]
    ]
    area = make_study_area(WardFile(frame, "2024", ()), name="Town", residents={"A": 900})
    lattice = make_lattice(area, 9)
    assert np.isnan(lattice.residents[lattice.ward == 1]).any()
    assert lattice.residents[lattice.ward == 0].sum() == pytest.approx(900)


class TestAssign:
    def test_same_as_h3_point_by_point(self):
        rng = np.random.default_rng(7)
        lon, lat = rng.uniform(-3, 1.5, 500), rng.uniform(50, 55, 500)
        lon[250:], lat[250:] = lon[:250], lat[:250]  # many reports share a point
        expected = [h3.latlng_to_cell(b, a, 9) for a, b in zip(lon, lat, strict=True)]
        assert assign_cells(lon, lat, resolution=9).tolist() == expected

    def test_a_point_that_is_nowhere_is_in_no_cell(self):
        found = assign_cells([np.nan, 400.0, 0.0], [51.5, 51.5, 91.0], resolution=9)
        assert found.tolist() == [0, 0, 0]

    def test_no_points(self):
        assert assign_cells([], [], resolution=9).dtype == np.int64

    def test_a_resolution_that_h3_has_not(self):
        with pytest.raises(ValueError, match="0 to 15"):
            assign_cells([0.0], [51.5], resolution=16)


class TestParents:
    @given(
        lat=st.floats(49, 61),
        lon=st.floats(-8, 2),
        fine=st.integers(0, 15),
        coarse=st.integers(0, 15),
    )
    def test_same_as_h3(self, lat, lon, fine, coarse):
        cell = h3.latlng_to_cell(lat, lon, max(fine, coarse))
        parent = parent_cells(np.array([cell]), min(fine, coarse))[0]
        assert parent == h3.cell_to_parent(cell, min(fine, coarse))

    def test_no_cell_has_no_parent(self):
        assert parent_cells(np.array([0]), 7).tolist() == [0]

    def test_a_parent_is_not_finer(self):
        with pytest.raises(ValueError, match="no parent at 9"):
            parent_cells(np.array([h3.latlng_to_cell(51.5, 0, 8)]), 9)
