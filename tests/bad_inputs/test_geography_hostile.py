"""Ward and context files that are not what they say: nothing is called, read elsewhere or left hanging."""

import json
import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, box

from boundaries import geo_file
from boundaries.context import read_context
from boundaries.errors import BoundaryError
from boundaries.geo_answer import taken_up
from boundaries.geo_file import read_geo_file
from boundaries.limited_child import ChildLimits
from boundaries.partnership import load_partnership
from boundaries.study_area import make_study_area
from boundaries.wards import read_wards, ward_request

CANARY = "canary-7193"


class Listener:
    """Counts who calls."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port, self.hits, self.open = self.socket.getsockname()[1], 0, True
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        while self.open:
            try:
                self.socket.accept()[0].close()
                self.hits += 1
            except TimeoutError:
                pass

    def close(self) -> None:
        self.open = False
        self.thread.join()
        self.socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()
    assert found.hits == 0


@pytest.fixture
def store(tmp_path) -> Path:
    """A database of ours that nothing may read."""
    with closing(sqlite3.connect(tmp_path / "records.sqlite")) as open_store, open_store as connection:
        connection.execute("CREATE TABLE records (WD24CD text, secret text)")
        connection.execute("INSERT INTO records VALUES (?, ?)", (CANARY, CANARY))
    return tmp_path / "records.sqlite"


def refused(path: Path | str, words: str) -> None:
    with pytest.raises(BoundaryError, match=words) as said:
        read_wards(path)
    assert CANARY not in str(said.value) and "Traceback" not in str(said.value)


def written(path: Path, content: Any) -> Path:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def feature(**more: Any) -> dict[str, Any]:
    ring = [[-0.1, 51.5], [-0.09, 51.5], [-0.09, 51.51], [-0.1, 51.5]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"WD24CD": "E05000001"}, "geometry": geometry} | more


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, indent=1)


class TestNames:
    NAMES = (
        "/vsicurl/http://127.0.0.1:{port}/x.geojson",
        "/vsizip//vsicurl/http://127.0.0.1:{port}/x.zip/x.shp",
        "WFS:http://127.0.0.1:{port}/wards",
        "http://127.0.0.1:{port}/x.geojson",
        "OAPIF:http://127.0.0.1:{port}/",
        "vsis3/bucket/x",
        "GPKG:/x.gpkg:wards",
        "ESRIJSON:http://127.0.0.1:{port}/",
        "postgresql://127.0.0.1:{port}/x",
    )

    @pytest.mark.bad_input("B217")
    @pytest.mark.parametrize("name", NAMES)
    def test_an_address_is_no_name_of_a_ward_file(self, listener, name):
        refused(name.format(port=listener.port), "is not allowed")
        refused(Path(name.format(port=listener.port)), "is not allowed")

    @pytest.mark.bad_input("B217")
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("section", ["wards", "context"])
    def test_nor_in_a_partnership_file(self, listener, tmp_path, name, section):
        (tmp_path / "w.geojson").write_text(collection(feature()))
        name = name.format(port=listener.port)
        text = {
            "wards": f'name = "T"\n[boundaries]\nwards = "{name}"\n',
            "context": f'name = "T"\n[boundaries]\nwards = "w.geojson"\n[context]\nrail = ["{name}"]\n',
        }[section]
        with pytest.raises(BoundaryError, match="the name is not allowed"):
            load_partnership(written(tmp_path / "p.toml", text))

    def test_what_is_no_ordinary_file(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.geojson")
        (tmp_path / "folder.gpkg").mkdir()
        for name in ("pipe.geojson", "folder.gpkg", "none.geojson"):
            refused(tmp_path / name, f"no file '{name}'")
        refused("/dev/zero", "no file 'zero'")


class TestNotGeoJSON:
    @pytest.mark.bad_input("B169")
    def test_a_pipeline_that_reads_a_file_of_ours(self, tmp_path, store):
        command = f"gdal vector pipeline ! read {store} ! write"
        for content in (
            {"type": "gdal_streamed_alg", "command_line": command},
            {"type": "gdal_streamed_alg", "command_line": command, "features": []},
        ):
            refused(written(tmp_path / "w.geojson", content), "This is not GeoJSON")
            refused(written(tmp_path / "w.gdalg.json", content), "This is not GeoJSON")

    @pytest.mark.bad_input("B170")
    @pytest.mark.parametrize(
        "content",
        [
            '<OGRVRTDataSource><OGRVRTLayer name="w"><SrcDataSource>/vsicurl/http://127.0.0.1:{port}/w.geojson'
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
            "<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>",
            "http://127.0.0.1:{port}/w.geojson",
            "/vsicurl/http://127.0.0.1:{port}/w.geojson",
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:{port}/e">]><kml>&e;</kml>',
            '{{"type":"FeatureCollection","features":"http://127.0.0.1:{port}/w.geojson"}}',
            '{{"type":"TileMatrixSet","links":[{{"href":"http://127.0.0.1:{port}/"}}]}}',
            '["http://127.0.0.1:{port}/w.geojson"]',
        ],
    )
    def test_what_would_make_a_reader_fetch_something(self, listener, tmp_path, content):
        refused(written(tmp_path / "w.json", content.format(port=listener.port)), "This is not GeoJSON")

    @pytest.mark.parametrize("name", ["w.gpkg", "w.shp", "w.tab", "w.txt"])
    def test_the_same_under_another_name(self, listener, tmp_path, name):
        vrt = f"<OGRVRTDataSource><SrcDataSource>http://127.0.0.1:{listener.port}/</SrcDataSource></OGRVRTDataSource>"
        refused(written(tmp_path / name, vrt), "This is not GeoJSON|not a file of shapes")

    @pytest.mark.parametrize(
        "link",
        [
            {"type": "link", "properties": {"href": "http://127.0.0.1:{port}/", "type": "ogcwkt"}},
            {"type": "name", "properties": {"name": "http://127.0.0.1:{port}/crs/27700"}},
            {"type": "url", "properties": {"url": "http://127.0.0.1:{port}/"}},
        ],
    )
    def test_a_coordinate_system_at_an_address(self, listener, tmp_path, link):
        link = json.loads(json.dumps(link).replace("{port}", str(listener.port)))
        content = json.loads(collection(feature())) | {"crs": link}
        refused(written(tmp_path / "w.geojson", content), "names no coordinate system")

    def test_addresses_among_the_properties_are_only_text(self, listener, tmp_path):
        address = f"http://127.0.0.1:{listener.port}/"
        told = feature(properties={"WD24CD": "E05000001", "WD24NM": address}, bbox=[0, 0, 1, 1], href=address)
        content = json.loads(collection(told)) | {"links": [{"href": address}], "$schema": address}
        assert read_wards(written(tmp_path / "w.geojson", content)).frame["name"].tolist() == [address]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ({"type": "Topology", "objects": {}}, "not GeoJSON but TopoJSON"),
            (feature(), "This is not GeoJSON with a list of features"),
            (feature()["geometry"], "This is not GeoJSON with a list of features"),
            ({"geometryType": "esriGeometryPolygon", "features": []}, "This is not GeoJSON"),
            ([feature()], "This is not GeoJSON"),
            (b"", "The file is empty"),
            (b" \n\n", "The file is empty"),
            ("null", "This is not GeoJSON"),
            ("WD24CD,WD24NM\nE05000001,Abbey\n", "This is not GeoJSON"),
            (collection(feature()).encode("utf-16"), "This is not GeoJSON in UTF-8"),
            (
                collection(feature()).replace("E05", "Café").encode("latin-1"),
                "UTF-8",
            ),
        ],
    )
    def test_other_things_called_geojson(self, tmp_path, content, words):
        refused(written(tmp_path / "w.geojson", content), words)

    @pytest.mark.bad_input("B163")
    @pytest.mark.parametrize(
        "content",
        [
            "[" * 100_000 + "]" * 100_000,
            '{"type":"FeatureCollection","features":[' * 50_000,
            '{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"Polygon",'
            '"coordinates":' + "[" * 100_000 + "]" * 100_000 + "}}]}",
        ],
    )
    def test_nested_a_hundred_thousand_deep(self, tmp_path, content):
        refused(written(tmp_path / "w.geojson", content), "nested too deeply")

    @pytest.mark.bad_input("B172")
    @pytest.mark.parametrize(
        "third",
        [
            '"features": [], "bbox": [NaN, 0, 1, 1]}',
            '"features": [], "bbox": [-Infinity, 0, 1, 1]}',
            '"features": [],}',
            '"features": [], "name": "a", "name": "b"}',
            '"features": [], "type": "FeatureCollection"}',
            "'features': []}",
            '"features": [1 2]}',
            '"features": [], // wards\n}',
            '"features": [], "name": "a\tb"}',
        ],
    )
    def test_json_that_is_not_valid(self, tmp_path, third):
        text = '{\n"type": "FeatureCollection", "note": "NaN, Infinity",\n' + third
        refused(written(tmp_path / "w.geojson", text), "The JSON is not valid at line 3")

    @pytest.mark.bad_input("B173")
    @pytest.mark.parametrize("mark", ["", "\x1e"])
    def test_one_feature_a_line(self, tmp_path, mark):
        line = mark + json.dumps(feature()) + "\n"
        words = "One feature a line is not accepted; save as a FeatureCollection"
        refused(written(tmp_path / "w.geojson", line * 3), words)


class TestOtherFormats:
    def test_a_database_of_ours_is_never_shown(self, tmp_path, store):
        for name in ("w.gpkg", "w.geojson", "w.shp", "w.sqlite"):
            refused(written(tmp_path / name, store.read_bytes()), "a database, but not a GeoPackage")

    @pytest.mark.parametrize(
        "content",
        [
            "!table\n!version 300\n\nDefinition Table\n  Type LINKED\n  Fields 1\n    WD24CD Char (9);\n"
            'begin_metadata\n"\\IsReadOnly" = "FALSE"\nend_metadata\n',
            "!table\n!version 300\n\nDefinition Table\n  Type NATIVE\n  Fields 1\n    Table Char (200);\n"
            'begin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n',
            '!table\n!version 100\nOpen Table "{store}"\nCreate View w As Select * From records\n',
            '!table\n!version 300\n\nDefinition Table\n  File "{store}"\n  Type "RASTER"\n',
            '!table\n!version 300\n\nDefinition Table\n  Type DBF Charset "Neutral"\n',
        ],
    )
    def test_a_mapinfo_table_that_points_elsewhere(self, tmp_path, store, content):
        path = written(tmp_path / "w.tab", content.replace("{store}", str(store)))
        refused(path, "only points to other files")

    def test_a_mapinfo_table_without_its_parts(self, tmp_path):
        gpd.GeoDataFrame({"WD24CD": ["E05000001"]}, geometry=[box(0, 51, 0.01, 51.01)], crs=4326).to_file(
            tmp_path / "w.tab", driver="MapInfo File"
        )
        assert len(read_wards(tmp_path / "w.tab").frame) == 1
        (tmp_path / "w.map").unlink()
        refused(tmp_path / "w.tab", "its .map part is missing")

    @pytest.mark.parametrize(
        "head", [b"%PDF-1.7", b"\x89PNG\r\n", b"\x1f\x8b\x08", b"MZ", b"PAR1", b"fgb\x03fgb\x00"]
    )
    def test_content_that_is_none_of_them(self, tmp_path, head):
        refused(written(tmp_path / "w.gpkg", head + b"\x00" * 200), "not a file of shapes that can be opened")

    @pytest.mark.parametrize("seed", range(8))
    def test_bytes_changed_at_random(self, tmp_path, seed):
        import random

        dice = random.Random(seed)
        frame = gpd.GeoDataFrame(
            {"WD24CD": ["E05000001", "E05000002"]},
            geometry=[box(530_000, 180_000, 531_000, 181_000), box(531_000, 180_000, 532_000, 181_000)],
            crs=27700,
        )
        name = ("w.gpkg", "w.shp", "w.tab", "w.geojson")[seed % 4]
        (frame.to_crs(4326) if seed % 4 == 3 else frame).to_file(
            tmp_path / name, driver="MapInfo File" if name == "w.tab" else None
        )
        for part in tmp_path.glob("w.*"):
            content = bytearray(part.read_bytes())
            for _ in range(30):
                content[dice.randrange(len(content))] = dice.randrange(256)
            part.write_bytes(content)
        try:
            assert len(read_wards(tmp_path / name).frame) <= 2
        except BoundaryError as said:
            assert "Traceback" not in str(said)


class TestLimits:
    def test_a_file_that_is_too_large(self, tmp_path):
        with (tmp_path / "w.geojson").open("wb") as file:
            file.truncate(1_500_000_000)
        refused(tmp_path / "w.geojson", "Holds 1.5 GB; the limit is 200 MB")

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            (ChildLimits(memory_bytes=300_000_000), "more memory than one file may have"),
            (ChildLimits(wall_s=0), "took too long and was stopped"),
        ],
    )
    def test_a_file_that_takes_too_much(self, tmp_path, limits, words):
        path = written(tmp_path / "w.geojson", collection(*[feature()] * 100_000))
        with pytest.raises(BoundaryError, match=words) as said:
            read_geo_file(ward_request(path), limits=limits)
        assert "Nothing was loaded" in str(said.value)

    def test_one_bad_file_of_several_names_itself(self, tmp_path):
        area = make_study_area(read_wards(written(tmp_path / "w.geojson", collection(feature()))), name="T")
        gpd.GeoDataFrame({"name": ["Line"]}, geometry=[LineString([(0, 51), (0, 52)])], crs=4326).to_file(
            tmp_path / "rail.gpkg"
        )
        bad = written(tmp_path / "water.geojson", "{")
        with pytest.raises(BoundaryError, match=r"water\.geojson: The JSON is not valid"):
            read_context({"rail": tmp_path / "rail.gpkg", "water": bad}, area)

    @pytest.mark.parametrize("said", [{}, {"crs": 1, "columns": [], "notes": []}, {"crs": "x://y"}, []])
    def test_an_answer_that_does_not_fit_is_not_taken_up(self, tmp_path, said):
        written(tmp_path / "0.arrow", b"ARROW1 nonsense")
        with pytest.raises(BoundaryError, match="left no answer that fits"):
            taken_up(ward_request(tmp_path / "w.geojson"), said, tmp_path / "0.arrow")

    def test_this_process_opens_no_file_of_shapes(self, tmp_path, monkeypatch):
        import pyogrio

        def never(*_: Any, **__: Any) -> None:
            raise AssertionError("GDAL must not open files in this process")

        for place in (pyogrio, pyogrio.raw, gpd):
            for name in ("read", "read_dataframe", "read_info", "list_layers", "read_arrow", "read_file"):
                if hasattr(place, name):
                    monkeypatch.setattr(place, name, never)
        assert not hasattr(geo_file, "pyogrio")
        assert len(read_wards(written(tmp_path / "w.geojson", collection(feature()))).frame) == 1
