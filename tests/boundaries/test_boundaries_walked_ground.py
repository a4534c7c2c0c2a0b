"""Streets and people: where they are walked and where they live, from the files that a partnership names."""

import geopandas as gpd
import numpy as np
import polars as pl
import pytest
import shapely

from boundaries.demand import make_demand
from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from boundaries.postcodes import EMPTY, SCHEMA, Gazetteer
from tests.boundaries.conftest import SOUTH, WEST

SMALL = 'name = "Town"\n[boundaries]\nwards = "wards.gpkg"\n[population]\nfile = "people.csv"\n'


@pytest.fixture
def folder(tmp_path, town):
    wards = town.wards[["ward", "name", "geometry"]].rename(columns={"ward": "WD24CD", "name": "WD24NM"})
    wards.to_file(tmp_path / "wards.gpkg", driver="GPKG")
    people = "WD24CD,population,Muslim,Jewish\nA,900,90,10\nB,800,80,0\nC,700,70,0\nD,600,60,6\n"
    (tmp_path / "people.csv").write_text(people)
    (tmp_path / "disabled.csv").write_text("WD24CD,disabled\nA,100\nB,200\nC,300\n")
    return tmp_path


def partnership(folder, text):
    (folder / "partnership.toml").write_text(SMALL + text, encoding="utf-8")
    return load_partnership(folder / "partnership.toml")


def lines(folder, name, *drawn, **columns):
    shapes = [shapely.LineString([(WEST + x, SOUTH + y) for x, y in line]) for line in drawn]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=27700).to_file(folder / name)


class TestStreets:
    def test_read_in_the_area_and_around_it_without_motorways(self, folder):
        across, up = [(-9000, 500), (9000, 500)], [(1000, 0), (1000, 2000)]
        fast = [(0, 900), (2000, 900)]
        lines(folder, "roads.gpkg", across, up, fast, roadClassification=["B Road", "Local", "Motorway"])
        own = partnership(folder, '[streets]\nfile = "roads.gpkg"\n')
        streets = own.street_network()
        assert streets.km == pytest.approx(
            2 + 2 * 4, abs=0.01
        )  # 3 km around the town, and the road across it
        assert "roads.gpkg" in streets.note and "Left out: motorways (1 in the file)" in streets.note
        assert folder / "roads.gpkg" in own.files()

    @pytest.mark.parametrize(
        "shape", [shapely.Point(WEST, SOUTH), shapely.box(WEST, SOUTH, WEST + 9, SOUTH + 9)]
    )
    def test_a_file_of_points_or_surfaces_has_no_street(self, folder, shape):
        gpd.GeoDataFrame({"kind": ["street"]}, geometry=[shape], crs=27700).to_file(folder / "odd.gpkg")
        with pytest.raises(BoundaryError, match="has no street in or near Town"):
            partnership(folder, '[streets]\nfile = "odd.gpkg"\n').street_network()

    def test_none_named(self, folder):
        assert partnership(folder, "").street_network() is None

    def test_streets_of_another_place(self, folder):
        lines(folder, "far.gpkg", [(90_000, 0), (91_000, 0)], kind=["street"])
        with pytest.raises(BoundaryError, match=r"far\.gpkg has no street in or near Town"):
            partnership(folder, '[streets]\nfile = "far.gpkg"\n').street_network()

    def test_a_wrong_key_is_named(self, folder):
        with pytest.raises(BoundaryError, match=r"\[streets\] files is not a known key. Did you mean file\?"):
            partnership(folder, '[streets]\nfiles = "roads.gpkg"\n')
        with pytest.raises(BoundaryError, match=r"\[streets\] file: no file matches"):
            partnership(folder, '[streets]\nfile = "nowhere.gpkg"\n')


class TestPeople:
    def places(self, *rows):
        columns = ("postcode", "x", "y", "ended", "large_user")
        told = [dict(zip(columns, row, strict=True), quality=10) for row in rows]
        return Gazetteer(pl.DataFrame(told, schema=SCHEMA))

    def test_over_the_postcodes_that_people_live_at(self, town):
        codes = self.places(
            ("A1 1AA", WEST + 100, SOUTH + 100, None, None),
            ("A1 1AB", WEST + 100, SOUTH + 100, None, False),  # the same house
            ("A1 1AC", WEST + 900, SOUTH + 100, None, None),
            ("A1 1AD", WEST + 500, SOUTH + 100, None, True),  # a firm
            ("B1 1AA", WEST + 1500, SOUTH + 500, None, None),
        )
        demand = make_demand(town, codes, strands={"religion": {"A": 30, "B": 5}})
        at_codes = demand.ward <= 1
        assert demand.people["residents"][at_codes].tolist() == pytest.approx([2000 / 3, 1000 / 3, 1000])
        assert demand.people["religion"][at_codes].tolist() == pytest.approx([20, 10, 5])
        assert np.isnan(demand.people["religion"][~at_codes]).all()
        assert (demand.known("religion") == np.flatnonzero(at_codes)).all()
        assert "in 2 of 4 wards, which have none" in demand.note

    def test_over_the_ground_without_postcodes(self, town):
        demand = make_demand(town, EMPTY, strands={})
        by_ward = np.bincount(demand.ward, weights=demand.people["residents"])
        assert by_ward == pytest.approx([1000] * 4) and len(demand) > 100
        assert demand.note.endswith("evenly over its ground.")

    def test_strands_from_columns_of_the_same_file_or_another(self, folder):
        text = (
            '[population.strands]\nreligion = ["Muslim", "jewish"]\n'
            'disability = { file = "disabled.csv", column = "disabled" }\n'
        )
        own = partnership(folder, text)
        demand = own.demand()
        by_ward = np.bincount(demand.ward, weights=demand.people["religion"])
        assert by_ward == pytest.approx([100, 80, 70, 66])
        assert np.nansum(demand.people["disability"]) == pytest.approx(600)
        assert folder / "disabled.csv" in own.files()

    def test_a_column_that_is_not_there(self, folder):
        own = partnership(folder, '[population.strands]\nreligion = "Sikh"\n')
        with pytest.raises(BoundaryError, match=r"people\.csv has no column 'Sikh'.*Found: WD24CD"):
            own.demand()
        with pytest.raises(BoundaryError, match=r"columns is not a known key. Did you mean column\?"):
            partnership(folder, '[population.strands]\nreligion = { columns = "Sikh" }\n')
