"""Degrees and metres agree with the Ordnance Survey's own test points."""

import numpy as np
import pytest
import shapely
from pyproj import CRS

from boundaries.crs import geometry_to_bng, is_bng, to_bng, to_wgs84

# Ordnance Survey, OSTN15_OSGM15 developers' pack, TP01 to TP12: latitude, longitude, easting, northing
POINTS = [
    (49.92226393730, -6.29977752014, 91492.146, 11318.804),
    (49.96006137820, -5.20304609998, 170370.718, 11572.405),
    (50.43885825610, -4.10864563561, 250359.811, 62016.569),
    (50.57563665000, -1.29782277240, 449816.371, 75335.861),
    (50.93127937910, -1.45051433700, 438710.920, 114792.250),
    (51.40078220140, -3.55128349240, 292184.870, 168003.465),
    (51.37447025550, 1.44454730409, 639821.835, 169565.858),
    (51.42754743020, -2.54407618349, 362269.991, 169978.690),
    (51.48936564950, -0.11992557180, 530624.974, 178388.464),
    (51.85890896400, -4.30852476960, 241124.584, 220332.641),
    (51.89436637350, 0.89724327012, 599445.590, 225722.826),
    (52.25529381630, -2.15458614387, 389544.190, 261912.153),
]
LAT, LON, X, Y = np.array(POINTS).T


def test_the_published_points_come_out_to_the_millimetre() -> None:
    x, y = to_bng(LON, LAT)
    np.testing.assert_allclose(x, X, atol=0.0011)
    np.testing.assert_allclose(y, Y, atol=0.0011)


def test_and_back_again() -> None:
    lon, lat = to_wgs84(X, Y)
    np.testing.assert_allclose(lon, LON, atol=2e-8)
    np.testing.assert_allclose(lat, LAT, atol=2e-8)


@pytest.mark.parametrize(("lon", "lat"), [(-7.56, 49.77), (np.nan, 51.5), (51.5, -0.1), (200.0, 95.0)])
def test_a_point_off_the_grid_has_no_metres(lon: float, lat: float) -> None:
    assert np.isnan(to_bng([lon], [lat])).all()


def test_no_points_are_no_points() -> None:
    x, y = to_bng([], [])
    assert x.size == y.size == 0


def test_one_longitude_too_few_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="2 first and 1 second"):
        to_bng([0.0, 0.1], [51.5])


def test_a_ward_moves_as_its_points_do() -> None:
    ward = np.array([shapely.box(-0.1, 51.5, -0.05, 51.52)], dtype=object)
    moved = geometry_to_bng(ward)[0]
    on_its_edge = np.linspace(-0.1, -0.05, 40)
    x, y = to_bng(on_its_edge, np.full(40, 51.5))
    assert shapely.distance(moved.exterior, shapely.points(x, y)).max() < 0.05


def test_the_national_grid_is_known_without_its_number() -> None:
    spelt_out = CRS.from_proj4(
        "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m"
    )
    assert is_bng(spelt_out)
    assert is_bng(CRS.from_epsg(27700))
    assert not is_bng(CRS.from_epsg(29903))  # the Irish grid
    assert not is_bng(CRS.from_epsg(4326))


def test_only_the_allowed_formats_are_open() -> None:
    from boundaries import drivers

    assert drivers.too_many() == set()
