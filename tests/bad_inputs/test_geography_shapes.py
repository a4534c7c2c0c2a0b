"""Ward shapes that are not as they should be: taken, mended with a note, set aside, or refused."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from boundaries.context import read_context
from boundaries.crs import geometry_to_wgs84
from boundaries.errors import BoundaryError
from boundaries.lattice import make_lattice
from boundaries.partnership import load_partnership
from boundaries.study_area import StudyArea, make_study_area, ward_of
from boundaries.wards import read_wards

WEST, SOUTH = 530_000.0, 180_000.0
Save = Callable[..., Path]


def square(east_m: float, north_m: float = 0, *, side_m: float = 1000) -> Polygon:
    x, y = WEST + east_m, SOUTH + north_m
    return box(x, y, x + side_m, y + side_m)


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Wards E05000001, E05000002 ... of the given shapes, as a GeoPackage."""

    def write(*shapes: Any, crs: int | None = 27700, name: str = "wards.gpkg", **columns: list[Any]) -> Path:
        told = {
            "WD24CD": [f"E0500000{n}" for n in range(1, len(shapes) + 1)],
            "WD24NM": ["Abbey", "Bridge", "Castle", "Dock"][: len(shapes)],
        }
        frame = gpd.GeoDataFrame(told | columns, geometry=list(shapes), crs=crs)
        frame.to_file(tmp_path / name)
        return tmp_path / name

    return write


def geojson(path: Path, *geometries: Any, crs: str | None = "EPSG:27700", **more: Any) -> Path:
    features = [
        {"type": "Feature", "properties": {"WD24CD": f"E0500000{n}", "WD24NM": "W"}, "geometry": geometry}
        for n, geometry in enumerate(geometries, 1)
    ]
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features} | more
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content))
    return path


def area_of(path: Path) -> StudyArea:
    return make_study_area(read_wards(path), name="Town")


def ring(shape: Polygon) -> list[list[float]]:
    return [list(corner) for corner in shape.exterior.coords]


class TestMended:
    @pytest.mark.bad_input("B202")
    def test_a_gap_goes_to_the_nearest_ward(self, save):
        area = area_of(save(square(0), square(1040)))
        assert area.notes == ("0.04 km² lies in no ward; points there go to the nearest ward within 50 m.",)
        assert ward_of(area, [WEST + 1010, WEST + 1030], [SOUTH + 500] * 2).tolist() == [0, 1]

    @pytest.mark.bad_input("B203")
    def test_a_ward_inside_another_has_its_own_points(self, save):
        around = square(0, side_m=3000).difference(square(1000, 1000))
        area = area_of(save(around, square(1000, 1000)))
        assert ward_of(area, [WEST + 500, WEST + 1500], [SOUTH + 1500] * 2).tolist() == [0, 1]
        assert area.notes == ()

    def test_a_hole_that_no_ward_fills_stays_a_hole(self, save):
        area = area_of(save(square(0, side_m=3000).difference(square(1000, 1000)), square(3000)))
        assert ward_of(area, [WEST + 1500], [SOUTH + 1500]).tolist() == [-1]

    @pytest.mark.parametrize("kind", ["Z", pytest.param("ZM", marks=pytest.mark.bad_input("B205"))])
    def test_heights_are_dropped(self, tmp_path, kind):
        extra = [12.0, 3.0][: len(kind)]
        corners = [[*corner, *extra] for corner in ring(square(0))]
        path = geojson(tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [corners]})
        found = read_wards(path)
        assert "Heights dropped from 1 ward." in found.notes
        assert not found.frame.geometry.has_z.any() and found.frame.geometry.area.tolist() == [1_000_000]

    def test_where_wards_overlap_points_count_once(self, save):
        area = area_of(save(square(0), square(900)))
        assert "0.1 km² lies in two wards; points there go to the one with the lower code." in area.notes
        assert ward_of(area, [WEST + 950], [SOUTH + 500]).tolist() == [0]

    def test_a_ring_that_is_not_closed_is_closed(self, tmp_path):
        path = geojson(
            tmp_path / "w.geojson",
            {"type": "Polygon", "coordinates": [ring(square(0))[:-1]]},
            crs="EPSG:27700",
        )
        found = read_wards(path)
        assert "Feature 1 has a ring that was not closed; closed." in found.notes
        assert found.frame.geometry.area.tolist() == [1_000_000]

    def test_a_ring_that_is_not_closed_in_a_geopackage(self, save):
        import sqlite3

        path = save(square(0))
        with sqlite3.connect(path) as store:
            (blob,) = store.execute("SELECT geom FROM wards").fetchone()
            rings = blob.index((5).to_bytes(4, "little"), len(blob) - 5 * 16 - 4)
            opened = blob[:rings] + (4).to_bytes(4, "little") + blob[rings + 4 : -16]
            for (trigger,) in store.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                store.execute(f'DROP TRIGGER "{trigger}"')
            store.execute("UPDATE wards SET geom = ?", (opened,))
        found = read_wards(path)
        assert found.notes == ("Feature 1 has a ring that was not closed; closed.",)
        assert found.frame.geometry.area.tolist() == [1_000_000]

    def test_a_corner_written_three_times_changes_nothing(self, save):
        found = read_wards(save(Polygon([ring(square(0))[0]] * 3 + ring(square(0)))))
        assert found.notes == () and found.frame.geometry.area.tolist() == [1_000_000]

    def test_a_spike_is_cut_off(self, save):
        corners = ring(square(0))
        found = read_wards(save(Polygon([*corners[:2], (WEST + 1000, SOUTH + 5000), *corners[1:]])))
        assert found.frame.geometry.area.tolist() == [1_000_000]
        assert "repaired, area changed by 0.0%" in found.notes[0]

    def test_a_part_inside_a_part_counts_once(self, save):
        found = read_wards(save(MultiPolygon([square(0), square(400, 400, side_m=50)])))
        assert found.frame.geometry.area.tolist() == [1_000_000]
        assert "held a part twice; repaired" in found.notes[0]

    def test_a_large_part_inside_a_part_is_refused(self, save):
        with pytest.raises(BoundaryError, match=r"Ward E05000001 .* more than 1 %"):
            read_wards(save(MultiPolygon([square(0), square(200, 200, side_m=500)])))

    def test_islands_belong_to_their_ward(self, save):
        area = area_of(save(MultiPolygon([square(0), square(5000, side_m=200)]), square(1000)))
        assert ward_of(area, [WEST + 5100], [SOUTH + 100]).tolist() == [0]
        assert area.outline.geom_type == "MultiPolygon" and area.notes == ()

    def test_lines_beside_the_area_of_a_ward_are_left_out(self, save):
        path = save(GeometryCollection([square(0), LineString([(WEST, SOUTH), (WEST + 9000, SOUTH)])]))
        found = read_wards(path)
        assert found.notes == (
            "Ward E05000001: only its area is used; lines or points beside it are left out.",
        )
        assert found.frame.geometry.area.tolist() == [1_000_000]

    def test_a_curved_outline_is_drawn_with_straight_lines(self, tmp_path, save):
        path = save(square(0), name="wards.gpkg")
        curve = shapely.Point(WEST, SOUTH).buffer(500)
        assert read_wards(save(curve, name="round.gpkg")).frame.geometry.area[0] == pytest.approx(curve.area)
        assert len(read_wards(path).frame) == 1

    @pytest.mark.bad_input("B214")
    def test_a_ward_of_very_many_corners_is_counted_by_its_full_shape(self, save):
        turn = np.linspace(0, 2 * math.pi, 120_000, endpoint=False)
        reach = 1500 + 100 * np.sin(50 * turn) + 0.2 * np.sin(20_000 * turn)
        x, y = WEST + reach * np.cos(turn), SOUTH + reach * np.sin(turn)
        found = read_wards(save(Polygon(np.column_stack([x, y])), square(1400, -500)))
        assert any("simplified for drawing; the full shape is used for counting" in n for n in found.notes)
        assert shapely.get_num_coordinates(found.frame.geometry[0]) == 120_001
        area = make_study_area(found, name="Town")
        just_inside = WEST + (reach - 0.001) * np.cos(turn), SOUTH + (reach - 0.001) * np.sin(turn)
        assert (ward_of(area, *(numbers[::1000] for numbers in just_inside)) == 0).all()
        lattice = make_lattice(area, 9)
        assert lattice.area_km2.sum() == pytest.approx(area.outline.area / 1e6, rel=1e-9)


class TestSetAside:
    @pytest.mark.bad_input("B206")
    @pytest.mark.parametrize(
        "shape",
        [
            Polygon(),
            Polygon([(WEST, SOUTH), (WEST + 1000, SOUTH), (WEST + 500, SOUTH)]),
            box(WEST, SOUTH, WEST + 0.0005, SOUTH + 1000),
            LineString([(WEST, SOUTH), (WEST + 1000, SOUTH)]),
            Point(WEST, SOUTH),
        ],
        ids=["empty", "flat", "sliver", "line", "point"],
    )
    def test_a_feature_without_an_area(self, save, shape):
        found = read_wards(save(square(0), shape, square(1000)))
        assert found.notes == ("Feature 2 has no area and was set aside.",)
        assert found.frame["ward"].tolist() == ["E05000001", "E05000003"]

    @pytest.mark.bad_input("B164")
    def test_a_feature_without_a_shape_or_properties(self, tmp_path):
        whole = {"type": "Polygon", "coordinates": [ring(square(0))]}
        path = geojson(tmp_path / "w.geojson", whole, None, whole, whole)
        content = json.loads(path.read_text())
        del content["features"][2]["properties"]
        content["features"][3]["properties"] = None
        path.write_text(json.dumps(content))
        found = read_wards(path)
        assert found.notes[1:] == (
            "Feature 2 has no shape and was set aside.",
            "Feature 3 has no ward code and was set aside.",
            "Feature 4 has no ward code and was set aside.",
        )

    @pytest.mark.parametrize(
        "shape",
        [
            {"type": "Polygon", "coordinates": [[[WEST, "north"], [WEST, SOUTH]]]},
            {"type": "Polygon", "coordinates": [[[WEST], [WEST, SOUTH]]]},
            {"type": "Polygon", "coordinates": [[[WEST, 1e999], [WEST, SOUTH], [0, 0], [1, 1]]]},
            {"type": "Polygon", "coordinates": "everywhere"},
            {"type": "Polygon"},
            {"type": "Curve", "coordinates": [[0, 0]]},
            {"type": "GeometryCollection", "geometries": [{"type": "Polygon"}]},
            "POLYGON ((0 0, 1 1, 1 0, 0 0))",
        ],
    )
    def test_a_shape_that_is_none(self, tmp_path, shape):
        path = geojson(tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [ring(square(0))]}, shape)
        path.write_text(path.read_text().replace("Infinity", "1e999"))
        found = read_wards(path)
        assert "Feature 2 has a shape that cannot be read and was set aside." in found.notes
        assert len(found.frame) == 1

    def test_what_is_no_feature_at_all(self, tmp_path):
        path = geojson(tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [ring(square(0))]})
        content = json.loads(path.read_text())
        content["features"] = [None, 7, {"type": "Point", "coordinates": [0, 0]}, *content["features"]]
        path.write_text(json.dumps(content))
        notes = read_wards(path).notes
        assert [note for note in notes if "is not a GeoJSON feature" in note] == [
            f"Feature {n} is not a GeoJSON feature and was set aside." for n in (1, 2, 3)
        ]

    def test_wards_are_numbered_as_in_the_file_whatever_their_ids(self, tmp_path):
        whole = {"type": "Polygon", "coordinates": [ring(square(0))]}
        line = {"type": "LineString", "coordinates": ring(square(0))[:2]}
        path = geojson(tmp_path / "w.geojson", whole, line)
        content = json.loads(path.read_text())
        content["features"][0]["id"], content["features"][1]["id"] = 9, 1
        path.write_text(json.dumps(content))
        assert "Feature 2 has no area and was set aside." in read_wards(path).notes

    def test_a_blank_code(self, save):
        found = read_wards(save(square(0), square(1000), WD24CD=[" ", "E05000002"]))
        assert found.notes == ("Feature 1 has no ward code and was set aside.",)


class TestRefused:
    def refused(self, path: Path, words: str) -> None:
        with pytest.raises(BoundaryError, match=words):
            read_wards(path)

    @pytest.mark.bad_input("B209")
    @pytest.mark.parametrize(
        "shape",
        [box(-180, -90, 180, 90), Polygon([(179, 51), (-179, 51), (-179, 52), (179, 52)])],
        ids=["the world", "across the date line"],
    )
    def test_a_ward_as_wide_as_the_world(self, save, shape):
        self.refused(save(box(-0.1, 51.5, -0.09, 51.51), shape, crs=4326), "ward E05000002 spans the world")

    def test_no_ward_at_all(self, tmp_path):
        self.refused(geojson(tmp_path / "w.geojson"), "No shapes in this file")
        self.refused(geojson(tmp_path / "w.geojson", None, None), "No shapes in this file")

    def test_no_ward_with_an_area(self, save):
        self.refused(save(LineString([(WEST, SOUTH), (WEST + 10, SOUTH)])), "no ward with a code and an area")

    def test_no_ward_with_a_code(self, save):
        self.refused(save(square(0), square(1000), WD24CD=[None, ""]), "no ward with a code and an area")

    @pytest.mark.parametrize("column", ["code", "id", "WD24", "LAD24CD", "WARD"])
    def test_the_codes_are_in_a_column_of_another_name(self, save, tmp_path, column):
        frame = gpd.read_file(save(square(0))).rename(columns={"WD24CD": column})
        frame.to_file(tmp_path / "renamed.gpkg")
        self.refused(tmp_path / "renamed.gpkg", f"no column of ward codes.*such as WD24CD.*Found: {column}")

    @pytest.mark.parametrize(
        ("shape", "crs"),
        [
            (box(2.3, 48.8, 2.31, 48.81), 4326),  # Paris
            (box(51.5, -0.1, 51.51, -0.09), 4326),  # latitude before longitude
            (box(-10_000, 6_700_000, -9_000, 6_701_000), 27700),  # web map metres called grid metres
            (box(700_000, 5_700_000, 701_000, 5_701_000), 27700),  # UTM called grid metres
            (square(0), 3857),  # and grid metres called web map metres
            (square(0), 32630),
            (box(-5000, -5000, 5000, 5000), 27700),
        ],
    )
    def test_wards_that_lie_off_the_grid(self, save, shape, crs):
        self.refused(save(shape, crs=crs), "outside Great Britain's National Grid.*longitude comes before")

    @pytest.mark.bad_input("B211")
    @pytest.mark.parametrize(
        ("shape", "crs"),
        [(square(0), 4326), (box(-0.1, 51.5, -0.09, 51.51), 27700)],
        ids=["metres", "degrees"],
    )
    def test_the_system_and_the_numbers_disagree(self, save, shape, crs):
        self.refused(save(shape, crs=crs), "coordinate system and the numbers disagree")

    @pytest.mark.bad_input("B212")
    def test_a_code_twice(self, save):
        path = save(square(0), square(1000), WD24CD=["E05011095", " e05011095"])
        self.refused(path, "two wards have code E05011095")

    @pytest.mark.bad_input("B167")
    def test_metres_in_geojson_that_does_not_say_so(self, tmp_path):
        path = geojson(
            tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [ring(square(0))]}, crs=None
        )
        self.refused(path, "Coordinates are not degrees but the file says they are.*state the CRS")
        (tmp_path / "p.toml").write_text(
            'name = "T"\n[boundaries]\nwards = { file = "w.geojson", crs = "EPSG:27700" }\n'
        )
        area = load_partnership(tmp_path / "p.toml").study_area()
        assert area.outline.area == 1_000_000
        assert "w.geojson: read in EPSG:27700, as the partnership file states." in area.notes


class TestSystems:
    @pytest.mark.bad_input("B166")
    @pytest.mark.parametrize("name", ["EPSG:27700", "urn:ogc:def:crs:EPSG::27700"])
    def test_an_old_style_crs_is_read(self, tmp_path, name):
        path = geojson(
            tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [ring(square(0))]}, crs=name
        )
        found = read_wards(path)
        assert found.notes == ("CRS 27700 read from the file w.geojson.",)
        assert found.frame.geometry.area.tolist() == [1_000_000]

    def test_the_usual_crs_needs_no_note(self, tmp_path):
        degrees = [[-0.1, 51.5], [-0.09, 51.5], [-0.09, 51.51], [-0.1, 51.5]]
        path = geojson(
            tmp_path / "w.geojson",
            {"type": "Polygon", "coordinates": [degrees]},
            crs="urn:ogc:def:crs:OGC:1.3:CRS84",
        )
        assert read_wards(path).notes == ()

    @pytest.mark.parametrize(
        "crs",
        [
            {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}},
            {"type": "name", "properties": {"name": "+proj=tmerc +nadgrids=/etc/passwd"}},
            {"type": "name", "properties": {"name": "http://127.0.0.1:9/crs"}},
            {"type": "name"},
            "EPSG:27700",
        ],
    )
    def test_a_crs_that_leads_elsewhere_is_not_followed(self, tmp_path, crs):
        path = geojson(
            tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [ring(square(0))]}, crs=None
        )
        path.write_text(json.dumps(json.loads(path.read_text()) | {"crs": crs}))
        with pytest.raises(BoundaryError, match="names no coordinate system that is known here"):
            read_wards(path)

    @pytest.mark.parametrize("crs", [3857, 4258, 4277, 29902, 2157, 3035])
    def test_another_system_that_the_file_declares_is_followed(self, save, crs):
        degrees = geometry_to_wgs84(np.array([square(0)], dtype=object))
        moved = gpd.GeoSeries(degrees, crs=4326).to_crs(crs)[0]
        found = read_wards(save(moved, crs=crs))
        assert shapely.hausdorff_distance(found.frame.geometry[0], square(0)) < 10

    def test_context_in_no_system(self, save, tmp_path):
        area = area_of(save(square(0)))
        gpd.GeoDataFrame(
            {"name": ["Line"]}, geometry=[LineString([(WEST, SOUTH), (WEST, SOUTH + 9)])]
        ).to_file(tmp_path / "rail.gpkg")
        with pytest.raises(BoundaryError, match=r"rail.gpkg: No CRS"):
            read_context({"rail": tmp_path / "rail.gpkg"}, area)


class TestSaid:
    def test_a_ward_far_from_the_others(self, save):
        area = area_of(save(square(0), square(1000), square(-300_000, 300_000)))
        assert area.notes == ("Ward E05000003 lies 423 km from the others; check its outline.",)

    def test_wards_without_names_are_called_by_their_code(self, save, tmp_path):
        found = read_wards(save(square(0), square(1000), WD24NM=["Abbey", None]))
        assert found.frame["name"].tolist() == ["Abbey", "E05000002"]
        assert found.notes == ("1 of 2 wards have no name and are called by their code.",)
        gpd.read_file(save(square(0))).drop(columns="WD24NM").to_file(tmp_path / "nameless.gpkg")
        found = read_wards(tmp_path / "nameless.gpkg")
        assert found.frame["name"].tolist() == ["E05000001"]
        assert "no column of ward names" in found.notes[0]

    def test_codes_of_two_years_in_one_file(self, save):
        found = read_wards(save(square(0), WD25CD=["E05000009"]))
        assert found.frame["ward"].tolist() == ["E05000009"] and found.vintage == "2025"
        assert "has 2 columns of ward codes: WD25CD used" in found.notes[0]

    def test_wards_of_two_years_in_one_file(self, save):
        found = read_wards(save(square(0), square(1000), vintage=["2018", "2024"]))
        assert "wards.gpkg mixes wards of different years: 2018, 2024." in found.notes

    def test_codes_that_are_not_of_this_country(self, save):
        found = read_wards(save(square(0), WD24CD=["75101"]))
        assert "No code in wards.gpkg is like ONS's" in found.notes[0]

    def test_codes_kept_as_numbers_stay_whole(self, save):
        assert read_wards(save(square(0), square(1000), WD24CD=[7.0, 8.0])).frame["ward"].tolist() == [
            "7",
            "8",
        ]

    def test_welsh_letters(self, save):
        found = read_wards(save(square(0), WD24NM=["Llanŵyn-yr-Ŷd ’r Tŷ"], WD24CD=["W05000123"]))
        assert found.frame["name"].tolist() == ["Llanŵyn-yr-Ŷd ’r Tŷ"] and found.notes == ()
