"""Ward files as publishers and clerks send them: taken, mended with a note, or refused with a reason."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from boundaries.crs import geometry_to_wgs84
from boundaries.errors import BoundaryError
from boundaries.wards import merge_ward_files, read_wards


@pytest.fixture
def wards(square) -> gpd.GeoDataFrame:
    """Three wards of two authorities, as ONS would publish them."""
    return gpd.GeoDataFrame(
        {
            "WD24CD": ["E05000003", "E05000001", "E05000002"],
            "WD24NM": ["Castle", "Abbey", "Bridge"],
            "LAD24CD": ["E09000002", "E09000001", "E09000001"],
        },
        geometry=[square(2000, 0), square(0, 0), square(1000, 0)],
        crs=27700,
    )


def save(frame: gpd.GeoDataFrame, path: Path, driver: str) -> Path:
    frame.to_file(path, driver=driver)
    return path


def zipped(folder: Path, target: Path, *, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, inside + part.name)
    return target


class TestFormats:
    @pytest.mark.parametrize(
        ("name", "driver"),
        [
            ("wards.geojson", "GeoJSON"),
            ("wards.gpkg", "GPKG"),
            ("wards.shp", "ESRI Shapefile"),
            ("wards.tab", "MapInfo File"),
        ],
    )
    @pytest.mark.parametrize("crs", [27700, 4326, 3857, 25830])
    def test_any_format_in_any_system_gives_the_same_wards(self, wards, tmp_path, name, driver, crs):
        if driver == "GeoJSON" and crs != 4326:
            pytest.skip("GeoJSON is in degrees")
        exact = wards.set_geometry(
            gpd.GeoSeries(geometry_to_wgs84(wards.geometry.to_numpy()), index=wards.index, crs=4326)
        )
        moved = wards if crs == 27700 else exact.to_crs(crs)
        found = read_wards(save(moved, tmp_path / name, driver))
        assert found.frame["ward"].tolist() == ["E05000001", "E05000002", "E05000003"]
        assert found.frame["name"].tolist() == ["Abbey", "Bridge", "Castle"]
        assert found.frame["authority"].tolist() == ["E09000001", "E09000001", "E09000002"]
        assert found.frame.crs.to_epsg() == 27700
        assert found.vintage == "2024"
        expected = wards.sort_values("WD24CD").geometry.to_numpy()
        assert (
            shapely.hausdorff_distance(found.frame.geometry.to_numpy(), expected).max() < 0.1
        )  # MapInfo keeps degrees to a few centimetres

    @pytest.mark.parametrize("inside", ["", "Wards_May_2024/"])
    def test_a_zipped_shapefile(self, wards, tmp_path, inside):
        (tmp_path / "parts").mkdir()
        save(wards, tmp_path / "parts" / "wards.shp", "ESRI Shapefile")
        found = read_wards(zipped(tmp_path / "parts", tmp_path / "wards.zip", inside=inside))
        assert len(found.frame) == 3

    @pytest.mark.parametrize(
        ("code", "name", "vintage"),
        [
            ("WD11CD", "WD11NM", "2011"),
            ("wd25cd", "wd25nm", "2025"),
            ("ward_code", "ward_name", "unknown"),
            ("GSS_CODE", "NAME", "unknown"),
        ],
    )
    def test_column_names_of_any_year(self, wards, tmp_path, code, name, vintage):
        renamed = wards.to_crs(4326).rename(columns={"WD24CD": code, "WD24NM": name, "LAD24CD": "LAGSSCODE"})
        found = read_wards(save(renamed, tmp_path / "w.geojson", "GeoJSON"), authorities=["E09000002"])
        assert found.frame["name"].tolist() == ["Castle"]
        assert found.vintage == vintage

    def test_the_year_may_stand_in_the_files_name(self, wards, tmp_path):
        plain = wards.rename(columns={"WD24CD": "ward_code", "WD24NM": "ward_name"}).to_crs(4326)
        assert read_wards(save(plain, tmp_path / "wards_2019.geojson", "GeoJSON")).vintage == "2019"


class TestChoosing:
    def test_by_authority(self, wards, tmp_path):
        found = read_wards(save(wards, tmp_path / "w.gpkg", "GPKG"), authorities=["E09000001"])
        assert found.frame["name"].tolist() == ["Abbey", "Bridge"]

    def test_by_ward_code_beside_authority(self, wards, tmp_path):
        path = save(wards, tmp_path / "w.gpkg", "GPKG")
        found = read_wards(path, authorities=["E09000002"], codes=["E05000001"])
        assert found.frame["name"].tolist() == ["Abbey", "Castle"]

    def test_through_a_lookup_with_a_byte_order_mark(self, wards, tmp_path):
        path = save(wards.drop(columns="LAD24CD"), tmp_path / "w.gpkg", "GPKG")
        lookup = tmp_path / "lookup.csv"
        lookup.write_text(
            "LSOA21CD,WD24CD,LAD24CD\nE01000001,E05000001,E09000001\nE01000002,E05000003,E09000002\n",
            encoding="utf-8-sig",
        )
        found = read_wards(path, authorities=["E09000001"], lookup=lookup)
        assert found.frame["name"].tolist() == ["Abbey"]
        assert found.notes == (
            "Ward Bridge in w.gpkg lies next to the area and is in no authority of the lookup; left out.",
        )

    def test_without_authorities_or_lookup_it_asks_for_one(self, wards, tmp_path):
        path = save(wards.drop(columns="LAD24CD"), tmp_path / "w.gpkg", "GPKG")
        with pytest.raises(BoundaryError, match="ward-to-authority lookup"):
            read_wards(path, authorities=["E09000001"])

    @pytest.mark.parametrize("choice", [{"authorities": ["E09000099"]}, {"codes": ["E05000099"]}])
    def test_a_code_that_is_not_there(self, wards, tmp_path, choice):
        with pytest.raises(BoundaryError, match=r"has no .* E0[59]000099"):
            read_wards(save(wards, tmp_path / "w.gpkg", "GPKG"), **choice)

    def test_two_files_side_by_side(self, wards, tmp_path):
        path = save(wards, tmp_path / "w.gpkg", "GPKG")
        one = read_wards(path, authorities=["E09000001"])
        two = read_wards(path, authorities=["E09000002"])
        assert merge_ward_files([two, one]).frame["name"].tolist() == ["Abbey", "Bridge", "Castle"]
        with pytest.raises(BoundaryError, match="E05000001 is in two"):
            merge_ward_files([one, one])


class TestShapes:
    def one_ward(self, tmp_path, shape, **more) -> Path:
        frame = gpd.GeoDataFrame({"WD24CD": ["E05000001"], "WD24NM": ["Abbey"]}, geometry=[shape], crs=27700)
        return save(frame, tmp_path / "w.gpkg", "GPKG")

    @pytest.mark.bad_input("B200")
    def test_a_slightly_crossed_outline_is_repaired_with_a_note(self, tmp_path):
        x, y = 530_000, 180_000
        ears = [(x, y), (x + 1000, y), (x + 1000, y + 1000), (x + 10, y + 1000), (x - 10, y + 1010)]
        crossed = Polygon([*ears, (x - 10, y + 1000), (x + 10, y + 1010), (x, y + 990)])
        assert not crossed.is_valid
        found = read_wards(self.one_ward(tmp_path, crossed))
        assert found.frame.geometry.is_valid.all()
        assert "repaired, area changed by 0." in found.notes[0]

    @pytest.mark.bad_input("B200")
    def test_a_bow_tie_is_refused(self, tmp_path):
        x, y = 530_000, 180_000
        bow_tie = Polygon([(x, y), (x + 1000, y + 1000), (x + 1000, y), (x, y + 900)])
        with pytest.raises(BoundaryError, match=r"E05000001 .* more than 1 %"):
            read_wards(self.one_ward(tmp_path, bow_tie))

    @pytest.mark.bad_input("B205")
    def test_heights_are_dropped(self, tmp_path, square):
        found = read_wards(self.one_ward(tmp_path, shapely.force_3d(square(0, 0), 12.0)))
        assert not found.frame.geometry.has_z.any()
        assert found.notes == ("Heights dropped from 1 ward.",)

    @pytest.mark.bad_input("B208")
    def test_winding_does_not_matter(self, tmp_path, square):
        found = read_wards(self.one_ward(tmp_path, square(0, 0).reverse()))
        assert found.frame.geometry.area.tolist() == [1_000_000.0]
        assert found.notes == ()

    def test_an_empty_ward_and_one_without_code_are_set_aside(self, wards, tmp_path):
        wards.geometry = [Polygon(), *wards.geometry[1:]]
        wards.loc[2, "WD24CD"] = None
        found = read_wards(save(wards, tmp_path / "w.gpkg", "GPKG"))
        assert found.frame["name"].tolist() == ["Abbey"]
        assert found.notes == (
            "Feature 1 has no area and was set aside.",
            "Feature 3 has no ward code and was set aside.",
        )

    def test_a_code_twice_is_refused(self, wards, tmp_path):
        wards.loc[0, "WD24CD"] = "E05000001"
        with pytest.raises(BoundaryError, match="two wards have code E05000001"):
            read_wards(save(wards, tmp_path / "w.gpkg", "GPKG"))


class TestRefusals:
    def refused(self, path: Path, words: str, **more) -> None:
        with pytest.raises(BoundaryError, match=words):
            read_wards(path, **more)

    def test_metres_declared_as_degrees(self, wards, tmp_path):
        path = save(wards.set_crs(4326, allow_override=True), tmp_path / "w.gpkg", "GPKG")
        self.refused(path, "the coordinate system and the numbers disagree")

    def test_degrees_declared_as_metres(self, wards, tmp_path):
        path = save(wards.to_crs(4326).set_crs(27700, allow_override=True), tmp_path / "w.gpkg", "GPKG")
        self.refused(path, "the coordinate system and the numbers disagree")

    def test_a_ward_as_wide_as_the_world(self, wards, tmp_path):
        degrees = wards.to_crs(4326)
        degrees.geometry = [box(-179, -80, 179, 80), *degrees.geometry[1:]]
        self.refused(save(degrees, tmp_path / "w.geojson", "GeoJSON"), "E05000003 spans the world")

    def test_latitude_before_longitude(self, wards, tmp_path):
        swapped = wards.to_crs(4326)
        swapped.geometry = shapely.transform(swapped.geometry.to_numpy(), lambda xy: xy[:, ::-1])
        self.refused(save(swapped, tmp_path / "w.geojson", "GeoJSON"), "longitude comes before latitude")

    def test_no_declared_system(self, wards, tmp_path):
        path = save(wards, tmp_path / "w.shp", "ESRI Shapefile")
        path.with_suffix(".prj").unlink()
        self.refused(path, "does not say which coordinate system")

    def test_no_codes(self, wards, tmp_path):
        path = save(wards.rename(columns={"WD24CD": "id"}), tmp_path / "w.gpkg", "GPKG")
        self.refused(path, "no column of ward codes")

    def test_a_missing_file(self, tmp_path):
        self.refused(tmp_path / "none.geojson", "no file 'none.geojson'")

    @pytest.mark.parametrize(
        "name", ["/vsicurl/http://127.0.0.1/w.geojson", "WFS:http://127.0.0.1/", "GPKG:x"]
    )
    def test_a_name_that_the_library_would_follow(self, name):
        self.refused(Path(name), "is not allowed: it is an address")

    def test_a_pipeline_that_calls_itself_geojson_reads_nothing(self, tmp_path):
        store = tmp_path / "records.sqlite"
        with closing(sqlite3.connect(store)) as held, held as connection:
            connection.execute("create table records(secret text)")
            connection.execute("insert into records values ('canary')")
        vrt = tmp_path / "vrt.geojson"
        vrt.write_text(
            f"<OGRVRTDataSource><OGRVRTLayer name='records'><SrcDataSource>{store}</SrcDataSource>"
            "</OGRVRTLayer></OGRVRTDataSource>"
        )
        pipeline = tmp_path / "pipeline.geojson"
        pipeline.write_text(
            json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {store}"})
        )
        self.refused(vrt, "This is not GeoJSON")
        self.refused(pipeline, "This is not GeoJSON")
        self.refused(store, "a database, but not a GeoPackage")

    def test_the_library_itself_will_not_open_a_database(self, tmp_path):
        import pyogrio

        store = tmp_path / "wards.geojson"
        with closing(sqlite3.connect(store)) as held, held as connection:
            connection.execute("create table records(secret text)")
        with pytest.raises(pyogrio.errors.DataSourceError):
            pyogrio.read_dataframe(store)

    def test_a_zip_with_two_layers_or_none(self, wards, tmp_path):
        (tmp_path / "parts").mkdir()
        (tmp_path / "parts" / "readme.txt").write_text("nothing")
        self.refused(zipped(tmp_path / "parts", tmp_path / "none.zip"), "holds no layer of shapes")
        for name in ("a.geojson", "b.geojson"):
            save(wards.to_crs(4326), tmp_path / "parts" / name, "GeoJSON")
        self.refused(zipped(tmp_path / "parts", tmp_path / "two.zip"), "2 layers: choose one of 'a', 'b'")

    def test_a_file_that_stops_part_way(self, wards, tmp_path):
        path = save(wards, tmp_path / "w.gpkg", "GPKG")
        path.write_bytes(path.read_bytes()[:20_000])
        self.refused(path, "cannot be read")
        path = save(wards.to_crs(4326), tmp_path / "w.geojson", "GeoJSON")
        path.write_bytes(path.read_bytes()[:300])
        self.refused(path, "The JSON is not valid at line 6")


class TestRealFiles:
    def test_london_2018_is_another_vintage_of_haringey(self, real_data):
        path = real_data / "boundaries/london_wards_2018_gla_mapinfo/London_Ward.tab"
        assert len(read_wards(path, authorities=["E09000014"]).frame) == 19

    @pytest.mark.parametrize("authority", ["E06000004", "E06000020", "E09000014", "E07000066"])
    def test_wards_of_2011(self, real_data, authority):
        found = read_wards(real_data / f"boundaries/martinjc_wards2011_by_lad/{authority}.json")
        assert found.vintage == "2013"
        assert found.frame.geometry.is_valid.all()

    def test_postcodes_fall_in_the_ward_that_the_publisher_says(self, real_data):
        """Code-Point Open carries a ward code for each postcode; 2024 polygons agree with 99.8 %."""
        import polars as pl

        from boundaries.study_area import make_study_area, ward_of

        area = make_study_area(
            read_wards(real_data / "areas/wards_may2024_southwark_haringey.geojson"), name="Two boroughs"
        )
        rows = pl.concat(
            pl.read_csv(real_data / f"postcodes/codepoint_open_2026/{name}.csv.gz", has_header=False)
            for name in ("se", "n")
        ).filter(pl.col("column_8").is_in(["E09000028", "E09000014"]) & (pl.col("column_1") < 90))
        found = ward_of(area, rows["column_2"].to_numpy(), rows["column_3"].to_numpy())
        names = np.append(area.wards["ward"].to_numpy(), "outside")
        assert len(rows) > 8000
        assert (names[found] == rows["column_9"].to_numpy()).mean() > 0.995
