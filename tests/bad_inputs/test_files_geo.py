"""Map files as incident files: GeoJSON, GeoPackage and shapefiles, the honest ones and the traps."""

import io
import json
import sqlite3
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

import boundaries  # noqa: F401  (shuts GDAL's other formats before it is loaded)

import geopandas as gpd  # isort: skip
import shapely

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import Limits
from ingest.read import read_bytes
from ingest.reader_process import read_file
from ingest.table import Table

STREET = [shapely.Point(572_100, 461_200), shapely.Point(572_900, 461_900), shapely.Point(576_000, 463_000)]
WARD = shapely.box(570_000, 460_000, 575_000, 465_000)


def incidents(shapes: list[Any] | None = None, crs: int = 27700) -> gpd.GeoDataFrame:
    shapes = STREET if shapes is None else shapes
    columns = {
        "ref": [f"0{k}" for k in range(len(shapes))],
        "strand": ["race"] * len(shapes),
        "count": range(len(shapes)),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=27700).to_crs(crs)


def geopackage(tmp_path: Path, *sql: str, **layers: gpd.GeoDataFrame) -> bytes:
    """A GeoPackage as GDAL writes it, changed by hand afterwards."""
    path = tmp_path / "made.gpkg"
    path.unlink(missing_ok=True)
    for name, frame in (layers or {"incidents": incidents()}).items():
        frame.to_file(path, driver="GPKG", layer=name)
    if sql:
        with sqlite3.connect(path) as base:
            for statement in sql:
                base.execute(statement)
        base.close()
    return path.read_bytes()


def shapefile(tmp_path: Path, frame: gpd.GeoDataFrame | None = None, **options: Any) -> dict[str, bytes]:
    """The parts of a shapefile as GDAL writes it."""
    folder = tmp_path / "parts"
    folder.mkdir(exist_ok=True)
    (incidents() if frame is None else frame).to_file(
        folder / "april.shp", driver="ESRI Shapefile", **options
    )
    parts = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    for path in folder.iterdir():
        path.unlink()
    return parts


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def said(table: Table) -> str:
    return " | ".join(table.notes)


def refused(data: bytes, words: str, **options: Any) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_bytes(data, **options)
    assert words in str(refusal.value), str(refusal.value)


def view(name: str, select: str) -> tuple[str, ...]:
    """A layer that is a view, registered as GDAL would find it."""
    return (
        f"CREATE VIEW {name} AS {select}",
        f"INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('{name}', 'features', 27700)",
        f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'POINT', 27700, 0, 0)",
    )


ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n"
)
BLOB = "SELECT 1 AS fid, zeroblob(900000000) AS geom"


class TestGeoPackage:
    def test_points_become_rows_of_text(self, tmp_path: Path) -> None:
        table = read_bytes(geopackage(tmp_path))
        assert table.frame.columns == ["fid", "ref", "strand", "count", "easting", "northing"]
        assert table.frame.row(0) == ("1", "00", "race", "0", "572100", "461200")
        assert table.rows.to_list() == [1, 2, 3] and table.sheet == "incidents"
        assert table.notes == (
            "CRS 27700 (British National Grid) read from the file.",
            "Row numbers are feature numbers.",
        )

    def test_degrees_where_the_layer_is_in_degrees(self, tmp_path: Path) -> None:
        table = read_bytes(geopackage(tmp_path, incidents=incidents(crs=4326)))
        assert table.frame.columns[-2:] == ["longitude", "latitude"]
        assert 50 < float(table.frame["latitude"][0]) < 60

    def test_the_child_reads_it_too(self, tmp_path: Path) -> None:
        path = tmp_path / "april.gpkg"
        path.write_bytes(geopackage(tmp_path))
        assert read_file(path).frame.height == 3

    def test_what_has_no_place_is_set_aside(self, tmp_path: Path) -> None:
        shapes = [
            *STREET[:1],
            None,
            shapely.Point(),
            WARD,
            shapely.MultiPoint(STREET),
            shapely.MultiPoint(STREET[:1]),
        ]
        table = read_bytes(geopackage(tmp_path, incidents=incidents(shapes)))
        assert table.rows.to_list() == [1, 6] and table.read == 6
        assert table.set_aside["reason"].to_list() == [
            "Feature 2 has no shape.",
            "Feature 3 has an empty shape.",
            "Feature 4 is not a point. Only points are read; save its centre, or send it as CSV.",
            "Feature 5 holds 3 points. Only points are read; save its centre, or send it as CSV.",
        ]

    def test_heights_are_dropped(self, tmp_path: Path) -> None:
        table = read_bytes(geopackage(tmp_path, incidents=incidents([shapely.Point(572_100, 461_200, 7)])))
        assert table.frame["easting"].to_list() == ["572100"] and "Heights dropped." in said(table)

    @pytest.mark.parametrize(
        ("name", "select", "words"),
        [
            pytest.param(
                "boom",
                ENDLESS,
                "Only ordinary tables are read; 'boom' is a view.",
                marks=pytest.mark.bad_input("B175"),
            ),
            pytest.param(
                "v",
                BLOB,
                "Only ordinary tables are read; 'v' is a view.",
                marks=pytest.mark.bad_input("B176"),
            ),
        ],
    )
    @pytest.mark.parametrize("registered", [True, False])
    def test_a_view_is_refused_before_it_can_run(
        self, name: str, select: str, words: str, registered: bool, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.gpkg"
        path.write_bytes(geopackage(tmp_path, *view(name, select)[: 3 if registered else 1]))
        began = time.monotonic()
        with pytest.raises(FileRefused) as refusal:
            read_file(path)
        assert words in str(refusal.value) and time.monotonic() - began < 10

    def test_a_trigger_never_runs(self, tmp_path: Path) -> None:
        trigger = (
            "CREATE TRIGGER spy AFTER INSERT ON incidents BEGIN DELETE FROM incidents; END",
            "CREATE TRIGGER spy2 AFTER UPDATE ON gpkg_contents BEGIN SELECT load_extension('x'); END",
        )
        table = read_bytes(geopackage(tmp_path, *trigger))
        assert table.frame.height == 3 and "2 triggers in the file not run" in said(table)

    def test_the_triggers_that_every_geopackage_has_are_not_spoken_of(self, tmp_path: Path) -> None:
        data = geopackage(tmp_path)
        assert b"TRIGGER" in data and "trigger" not in said(read_bytes(data))

    @pytest.mark.parametrize(
        "expression",
        ["zeroblob(900000000)", "hex(zeroblob(400000000))", "load_extension('x')", "readfile('/etc/passwd')"],
    )
    def test_an_expression_of_the_files_own_is_never_worked_out(
        self, expression: str, tmp_path: Path
    ) -> None:
        """A column made by an expression, an index on one and a check: none is a stored value."""
        data = geopackage(
            tmp_path,
            "CREATE TABLE marked (fid INTEGER PRIMARY KEY, geom BLOB, ref TEXT)",
            "INSERT INTO marked SELECT fid, geom, ref FROM incidents",
            "UPDATE gpkg_contents SET table_name = 'marked'",
            "UPDATE gpkg_geometry_columns SET table_name = 'marked'",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'ref TEXT', "
            f"'ref TEXT, made TEXT AS ({expression.replace(chr(39), chr(39) * 2)})') WHERE name = 'marked'",
        )
        began = time.monotonic()
        try:
            table = read_bytes(data)
        except FileRefused as refusal:
            assert "The file is damaged" in str(refusal)
        else:
            assert table.frame["ref"].to_list() == ["00", "01", "02"] and "made" not in table.frame.columns
            assert "Column 'made'" in said(table)
        assert time.monotonic() - began < 15  # worked out, it would be gigabytes

    def test_a_layer_that_is_a_virtual_table_is_refused(self, tmp_path: Path) -> None:
        sql = (
            "UPDATE gpkg_contents SET table_name = 'rtree_incidents_geom'",
            "UPDATE gpkg_geometry_columns SET table_name = 'rtree_incidents_geom'",
        )
        refused(geopackage(tmp_path, *sql), "'rtree_incidents_geom' is not one")

    @pytest.mark.bad_input("B178")
    def test_of_several_layers_the_one_with_points_is_used(self, tmp_path: Path) -> None:
        layers = {
            "wards": incidents([WARD]),
            "april": incidents(),
            "roads": incidents([shapely.LineString(STREET)]),
        }
        table = read_bytes(geopackage(tmp_path, **layers))
        assert table.sheet == "april" and "3 layers: 'april' used." in said(table)

    def test_two_layers_of_points_need_a_choice(self, tmp_path: Path) -> None:
        data = geopackage(tmp_path, april=incidents(), may=incidents(STREET[:1]))
        with pytest.raises(ChoiceNeeded, match=r"2 layers: 'april', 'may'\. Choose one\.") as choice:
            read_bytes(data)
        assert choice.value.choices == ("april", "may")
        table = read_bytes(data, sheet="may")
        assert table.frame.height == 1 and "2 layers: 'may' used." in said(table)
        with pytest.raises(ChoiceNeeded, match="no such layer"):
            read_bytes(data, sheet="june")

    @pytest.mark.bad_input("B179")
    def test_a_table_without_shapes(self, tmp_path: Path) -> None:
        bare = geopackage(
            tmp_path, "DELETE FROM gpkg_geometry_columns", "UPDATE gpkg_contents SET data_type = 'attributes'"
        )
        refused(bare, "No shapes in this file.")
        refused(geopackage(tmp_path, "DROP TABLE gpkg_geometry_columns"), "No shapes in this file.")

    @pytest.mark.bad_input("B181")
    def test_a_copy_made_while_it_was_open(self, tmp_path: Path) -> None:
        path = tmp_path / "open.gpkg"
        path.write_bytes(geopackage(tmp_path))
        base = sqlite3.connect(path)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("UPDATE gpkg_contents SET description = 'a last edit'")
        base.commit()
        copy = path.read_bytes()
        base.close()
        assert copy[18:20] == b"\x02\x02"
        table = read_bytes(copy)
        assert table.frame.height == 3
        assert "The file was open when copied; the last edits may be missing." in said(table)

    @pytest.mark.bad_input("B182")
    def test_damaged_or_cut(self, tmp_path: Path) -> None:
        good = geopackage(tmp_path)
        for data in (
            good[:60],
            good[: len(good) // 2],
            good[:-4096],
            good[:4096] + b"\xff" * 8192 + good[12288:],
        ):
            refused(data, "The file is damaged.")

    def test_every_cut_is_refused(self, tmp_path: Path) -> None:
        good = geopackage(tmp_path)
        for at in range(16, len(good), len(good) // 50):
            refused(good[:at], "The file is damaged.")

    def test_a_database_that_is_no_geopackage(self, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "x.db") as base:
            base.execute("CREATE TABLE incidents (ref TEXT)")
        base.close()
        refused((tmp_path / "x.db").read_bytes(), "This is a database (SQLite), not a GeoPackage.")

    def test_one_without_the_mark_is_read_and_said_so(self, tmp_path: Path) -> None:
        table = read_bytes(geopackage(tmp_path, "PRAGMA application_id = 0"))
        assert table.frame.height == 3 and "not marked as a GeoPackage" in said(table)

    @pytest.mark.parametrize(
        ("crs", "words"),
        [(3857, "The file's CRS is EPSG:3857"), (-1, "does not say its CRS"), (99, "does not say its CRS")],
    )
    def test_another_crs(self, crs: int, words: str, tmp_path: Path) -> None:
        if crs == 3857:
            return refused(geopackage(tmp_path, incidents=incidents(crs=3857)), words)
        return refused(geopackage(tmp_path, f"UPDATE gpkg_geometry_columns SET srs_id = {crs}"), words)

    def test_a_crs_that_the_numbers_contradict(self, tmp_path: Path) -> None:
        degrees = incidents(crs=4326).set_crs(27700, allow_override=True)
        refused(geopackage(tmp_path, incidents=degrees), "The CRS and the numbers disagree")
        metres = incidents().set_crs(4326, allow_override=True)
        refused(geopackage(tmp_path, incidents=metres), "not degrees but the file says they are")

    def test_a_layer_of_wards(self, tmp_path: Path) -> None:
        refused(geopackage(tmp_path, wards=incidents([WARD, WARD])), "None of its 2 features is a point")

    def test_an_empty_layer_is_a_nil_return(self, tmp_path: Path) -> None:
        table = read_bytes(geopackage(tmp_path, "DELETE FROM incidents"))
        assert table.read == 0 and "nil return" in said(table) and "ref" in table.frame.columns

    def test_too_many_rows_or_columns(self, tmp_path: Path) -> None:
        data = geopackage(tmp_path)
        refused(data, "More than 2 features; the limit is 2", limits=Limits(rows=2))
        refused(data, "4 columns; the limit is 3", limits=Limits(columns=3))

    def test_a_shape_of_rubbish_is_set_aside(self, tmp_path: Path) -> None:
        nested = b"GP\0\1" + b"\0" * 4 + (b"\1" + struct.pack("<II", 4, 1)) * 5000
        rubbish = [b"", b"GP", b"GP\0\1" + b"\0" * 4, b"XX" + b"\0" * 30, b"GP\0\x0f" + b"\0" * 90, nested]
        sql = [f"INSERT INTO made (geom, ref) VALUES (x'{blob.hex()}', 'x')" for blob in rubbish]
        data = geopackage(
            tmp_path,
            "CREATE TABLE made (fid INTEGER PRIMARY KEY, geom, ref TEXT)",
            *sql,
            "INSERT INTO made (geom, ref) VALUES ('text', 'x'), (7, 'x')",
            "INSERT INTO made (geom, ref) SELECT geom, ref FROM incidents",
            "UPDATE gpkg_contents SET table_name = 'made'",
            "UPDATE gpkg_geometry_columns SET table_name = 'made'",
        )
        table = read_bytes(data)
        assert table.frame["ref"].to_list() == ["00", "01", "02"]
        assert table.set_aside.height == 8 and table.set_aside["reason"].str.ends_with("shape.").sum() >= 6


class TestShapefile:
    def test_points_become_rows_of_text(self, tmp_path: Path) -> None:
        table = read_bytes(zipped(shapefile(tmp_path)))
        assert table.frame.columns == ["ref", "strand", "count", "easting", "northing"]
        assert table.frame.row(1) == ("01", "race", "1", "572900", "461900")
        assert table.rows.to_list() == [1, 2, 3] and table.sheet == "april"

    def test_the_child_reads_it_too(self, tmp_path: Path) -> None:
        (tmp_path / "april.zip").write_bytes(zipped(shapefile(tmp_path, incidents(crs=4326))))
        table = read_file(tmp_path / "april.zip")
        assert table.frame.columns[-2:] == ["longitude", "latitude"] and table.frame.height == 3

    def test_days_and_numbers_and_truth(self, tmp_path: Path) -> None:
        frame = incidents()
        frame["day"] = ["20250403", None, "00000000"]
        frame["share"] = [1.5, 2.0, None]
        frame["seen"] = [True, False, True]
        parts = shapefile(tmp_path, frame)
        kind = parts["april.dbf"].index(b"day\0") + 11
        parts["april.dbf"] = parts["april.dbf"][:kind] + b"D" + parts["april.dbf"][kind + 1 :]
        table = read_bytes(zipped(parts))
        assert table.frame["day"].to_list() == ["2025-04-03", None, None]
        assert table.frame["share"].to_list() == ["1.5", "2", None]
        assert table.frame["seen"].to_list() in (["true", "false", "true"], ["1", "0", "1"])

    @pytest.mark.bad_input("B184")
    def test_no_prj(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path)
        del parts["april.prj"]
        refused(zipped(parts), "No CRS (.prj). Choose one, British National Grid or WGS 84")

    @pytest.mark.bad_input("B185")
    @pytest.mark.parametrize(
        "name", ["../../april.shp", "/etc/april.shp", "C:\\april.shp", "\\\\host\\april.shp"]
    )
    def test_a_name_that_points_outside(self, name: str, tmp_path: Path) -> None:
        parts = {name if key.endswith(".shp") else key: part for key, part in shapefile(tmp_path).items()}
        refused(zipped(parts), "A name inside the zip is not allowed")

    @pytest.mark.bad_input("B187")
    def test_bombs(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path)
        refused(
            zipped({**parts, "april.sbn": b"\0" * 1_000_000_000}), "Unpacks to 1.0 GB; the limit is 200 MB."
        )
        refused(zipped({"inner.zip": zipped(parts)}), "A packed file lies inside the packed file.")
        many = {f"{k}.shp": b"" for k in range(10_001)}
        refused(zipped(many), "The zip holds 10,001 files; the limit is 50.")

    @pytest.mark.bad_input("B188")
    def test_two_in_one_zip_need_a_choice(self, tmp_path: Path) -> None:
        april = shapefile(tmp_path)
        may = {
            name.replace("april", "2025/may"): part
            for name, part in shapefile(tmp_path, incidents(STREET[:1])).items()
        }
        data = zipped(april | may)
        with pytest.raises(ChoiceNeeded, match=r"2 layers: 'april', '2025/may'\. Choose one\.") as choice:
            read_bytes(data)
        assert choice.value.choices == ("april", "2025/may")
        table = read_bytes(data, sheet="2025/may")
        assert table.frame.height == 1 and "2 layers: '2025/may' used." in said(table)

    def test_of_two_the_one_with_points_is_used(self, tmp_path: Path) -> None:
        wards = {
            name.replace("april", "wards"): part
            for name, part in shapefile(tmp_path, incidents([WARD])).items()
        }
        table = read_bytes(zipped(wards | shapefile(tmp_path)))
        assert table.frame.height == 3 and "2 layers: 'april' used." in said(table)

    @pytest.mark.bad_input("B190")
    def test_a_code_page_that_is_not_true(self, tmp_path: Path) -> None:
        frame = incidents()
        frame["strand"] = "café"
        latin = shapefile(tmp_path, frame, encoding="ISO-8859-1")
        table = read_bytes(zipped({**latin, "april.cpg": b"UTF-8"}))
        assert table.frame["strand"].to_list() == ["café"] * 3
        assert "Text read as Windows-1252." in said(table)
        assert "Windows-1252" not in said(read_bytes(zipped({**latin, "april.cpg": b"1252"})))
        other = shapefile(tmp_path, frame, encoding="UTF-8")
        table = read_bytes(zipped({**other, "april.cpg": b"ISO-8859-1"}))
        assert table.frame["strand"].to_list() == ["café"] * 3 and "Text read as UTF-8" in said(table)
        assert "Text read" not in said(read_bytes(zipped(other)))

    @pytest.mark.bad_input("B191")
    def test_what_a_mac_adds_is_ignored(self, tmp_path: Path) -> None:
        extra = {
            "__MACOSX/._april.shp": b"\0\5\x16\7",
            "__MACOSX/._april.dbf": b"\0",
            ".DS_Store": b"\0\0\0\1Bud1",
        }
        table = read_bytes(zipped({**extra, **shapefile(tmp_path)}))
        assert table.frame.height == 3 and "layers" not in said(table)

    def test_capitals_and_folders_are_as_good(self, tmp_path: Path) -> None:
        parts = {f"Export {name}".upper(): part for name, part in shapefile(tmp_path).items()}
        assert read_bytes(zipped({f"out/{name}": part for name, part in parts.items()})).frame.height == 3

    def test_without_its_index_it_can_be_read(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path)
        del parts["april.shx"]
        assert read_bytes(zipped(parts)).frame.height == 3

    @pytest.mark.parametrize(("part", "words"), [(".dbf", "lacks .dbf"), (".shp", "lacks .shp")])
    def test_a_missing_part(self, part: str, words: str, tmp_path: Path) -> None:
        parts = {name: content for name, content in shapefile(tmp_path).items() if not name.endswith(part)}
        refused(zipped(parts), words)

    def test_parts_of_two_files(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path) | {"april.dbf": shapefile(tmp_path, incidents(STREET[:2]))["april.dbf"]}
        refused(zipped(parts), "the .shp has 3 shapes, the .dbf has 2 rows")

    def test_lines_and_areas(self, tmp_path: Path) -> None:
        refused(zipped(shapefile(tmp_path, incidents([WARD]))), "None of its 1 features is a point")

    def test_another_crs(self, tmp_path: Path) -> None:
        refused(
            zipped(shapefile(tmp_path, incidents(crs=3857))), "The CRS (.prj) is not one that is known here."
        )

    def test_every_cut_of_a_part_is_refused(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path)
        for name in ("april.shp", "april.dbf"):
            for at in range(0, len(parts[name]) - 1, 7):
                refused(zipped({**parts, name: parts[name][:at]}), "")

    def test_a_part_alone(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path)
        refused(parts["april.shp"], "This is one part of a shapefile.")
        refused(parts["april.dbf"], "This is one part of a shapefile.")

    def test_a_table_beside_the_shapes_needs_a_choice(self, tmp_path: Path) -> None:
        data = zipped({**shapefile(tmp_path), "april.csv": b"ref,date\nA1,03/04/2025\n"})
        with pytest.raises(ChoiceNeeded):
            read_bytes(data)

    def test_a_row_marked_as_deleted_is_set_aside(self, tmp_path: Path) -> None:
        parts = shapefile(tmp_path)
        head = int.from_bytes(parts["april.dbf"][8:10], "little")
        parts["april.dbf"] = parts["april.dbf"][:head] + b"*" + parts["april.dbf"][head + 1 :]
        table = read_bytes(zipped(parts))
        assert table.set_aside["reason"].to_list() == ["Feature 1 is marked as deleted in the .dbf."]

    def test_too_many(self, tmp_path: Path) -> None:
        refused(zipped(shapefile(tmp_path)), "3 features; the limit is 2", limits=Limits(rows=2))


def feature(*place: float, kind: str = "Point", **properties: Any) -> dict[str, Any]:
    shape = {"type": kind, "coordinates": list(place)}
    return {"type": "Feature", "geometry": shape, "properties": {"ref": "A1", **properties}}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


GOOD = feature(-0.0765, 51.5012)


class TestGeoJson:
    def test_shapes_of_other_kinds_in_a_layer_of_points(self) -> None:
        gathered = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 51]}]}
        odd = [
            feature([0, 51], [0, 52], kind="LineString"),
            feature([[0, 51], [0, 52], [1, 52], [0, 51]], kind="Polygon"),
            {"type": "Feature", "geometry": gathered, "properties": {"ref": "A2"}},
            feature([0, 51], [0, 52], kind="MultiPoint"),
            feature(),
            feature(kind="MultiPoint"),
        ]
        table = read_bytes(collection(GOOD, *odd))
        assert table.rows.to_list() == [1] and table.set_aside["row"].to_list() == [2, 3, 4, 5, 6, 7]
        assert "holds 2 points" in table.set_aside["reason"][3]

    def test_a_multipoint_of_one_is_a_point(self) -> None:
        assert (
            read_bytes(collection(feature([-0.1, 51.5], kind="MultiPoint"))).frame["longitude"][0] == "-0.1"
        )

    def test_heights_are_dropped(self) -> None:
        assert "Heights dropped." in said(read_bytes(collection(feature(-0.1, 51.5, 12.0))))

    def test_an_identifier_beside_the_properties_is_kept(self) -> None:
        assert read_bytes(collection({**GOOD, "id": "X7"})).frame["id"].to_list() == ["X7"]

    def test_the_same_feature_twice_stays_twice(self) -> None:
        assert read_bytes(collection(GOOD, GOOD)).frame.height == 2

    def test_across_the_antimeridian_is_no_place(self) -> None:
        table = read_bytes(collection(GOOD, GOOD, feature(180.5, 51.5)))
        assert table.set_aside["reason"].to_list() == ["Feature 3 has coordinates that are not degrees."]

    @pytest.mark.bad_input("B164")
    def test_no_shape_or_no_properties(self) -> None:
        bare = {**GOOD, "geometry": None}, {key: GOOD[key] for key in ("type", "geometry")}
        table = read_bytes(collection(GOOD, GOOD, *bare))
        assert table.rows.to_list() == [1, 2]
        assert table.set_aside["reason"].to_list() == [
            "Feature 3 has no shape.",
            "Feature 4 has no properties.",
        ]

    def test_half_a_character_sets_its_feature_aside(self) -> None:
        data = collection(GOOD, feature(0, 51, text="x")).replace(b'"x"', b'"\\ud83d"')
        table = read_bytes(data)
        assert table.set_aside["reason"][0].startswith("Feature 2 holds half a character in 'text'")

    def test_degrees_under_the_name_of_national_grid(self) -> None:
        crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
        refused(collection(GOOD, crs=crs), "The CRS and the numbers disagree")

    @pytest.mark.bad_input("B172")
    def test_a_name_twice_is_told_by_its_line(self) -> None:
        data = b'{"type": "FeatureCollection",\n"features": [{"type": "Feature",\n"type": "}"}]}'
        refused(data, "The JSON is not valid at line 3: a name comes twice")

    @pytest.mark.parametrize(
        "data",
        [
            json.dumps(
                {"displayFieldName": "", "geometryType": "esriGeometryPoint", "features": []}
            ).encode(),
            json.dumps({"type": "Topology", "objects": {}, "arcs": []}).encode(),
            json.dumps([{"ref": "A1", "lat": 51}]).encode(),
            json.dumps({"type": "FeatureCollection", "features": {}}).encode(),
            json.dumps({"type": ["FeatureCollection"], "features": []}).encode(),
        ],
        ids=["Esri", "TopoJSON", "records", "features of another kind", "type of another kind"],
    )
    def test_json_of_another_kind(self, data: bytes) -> None:
        refused(data, "This is not GeoJSON.")

    def test_in_utf_16_and_with_a_mark(self) -> None:
        text = collection(GOOD).decode()
        assert read_bytes(text.encode("utf-16")).frame.height == 1
        assert read_bytes(text.encode("utf-8-sig")).frame.height == 1
