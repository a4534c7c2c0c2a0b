"""GeoJSON: points become rows; what is no point is set aside; what is no GeoJSON is refused."""

import json
from typing import Any

import pytest

from ingest.errors import FileRefused
from ingest.limits import Limits
from ingest.read import read_bytes


def feature(x: float = -0.0765, y: float = 51.5012, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "geometry": shape, "properties": {"ref": "00123", **properties}}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}, indent=1).encode()


def crs(name: str) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


def test_points_become_rows_of_text() -> None:
    table = read_bytes(collection(feature(), feature(count=3, share=1.50, seen=True, gone=None)))
    assert table.frame.columns == ["ref", "longitude", "latitude", "count", "share", "seen", "gone"]
    assert table.frame.row(0) == ("00123", "-0.0765", "51.5012", None, None, None, None)
    assert table.frame.row(1) == ("00123", "-0.0765", "51.5012", "3", "1.5", "true", None)
    assert table.rows.to_list() == [1, 2] and table.notes == ("Row numbers are feature numbers.",)


def test_numbers_stay_as_they_were_written() -> None:
    text = (
        collection(feature())
        .replace(b"-0.0765", b"-0.07650000")
        .replace(b'"00123"', b"12345678901234567890123")
    )
    assert read_bytes(text).frame.row(0) == ("12345678901234567890123", "-0.07650000", "51.5012")


@pytest.mark.bad_input("B166")
@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::27700", "EPSG:27700"])
def test_national_grid_where_the_file_says_so(name: str) -> None:
    """B166."""
    table = read_bytes(collection(feature(532100, 180200), **crs(name)))
    assert table.frame.columns == ["ref", "easting", "northing"]
    assert "CRS 27700 (British National Grid) read from the file." in table.notes


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_degrees_where_the_file_says_so(name: str) -> None:
    assert read_bytes(collection(feature(), **crs(name))).frame.columns == ["ref", "longitude", "latitude"]


@pytest.mark.bad_input("B164")
def test_what_is_no_point_is_set_aside() -> None:
    """B164 and shapes without one place."""
    no_shape = {"type": "Feature", "geometry": None, "properties": {"ref": "x"}}
    line = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[0, 51], [0, 52]]},
        "properties": {"a": 1},
    }
    bare = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, 51]}}
    words = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": ["a", "b"]},
        "properties": {"a": 1},
    }
    table = read_bytes(
        collection(
            feature(), feature(), no_shape, line, bare, words, feature(tags=["a"]), feature(531000, 180000)
        )
    )
    assert table.rows.to_list() == [1, 2] and table.read == 8
    assert table.set_aside["reason"].to_list() == [
        "Feature 3 has no shape.",
        "Feature 4 is not a point. Only points are read; save its centre, or send it as CSV.",
        "Feature 5 has no properties.",
        "Feature 6 has coordinates that are not numbers.",
        "Feature 7 has a list in 'tags'; flatten it.",
        "Feature 8 has coordinates that are not degrees.",
    ]
    assert table.set_aside["row"].to_list() == [3, 4, 5, 6, 7, 8]
    assert table.set_aside["column"].to_list() == [None, None, None, None, "tags", None]


def test_a_property_called_longitude_does_not_hide_the_shape() -> None:
    table = read_bytes(collection(feature(Longitude="elsewhere")))
    assert table.frame["longitude"].to_list() == ["-0.0765"]
    assert table.frame["Longitude (property)"].to_list() == ["elsewhere"]


GOOD = collection(feature())
REFUSED = [
    pytest.param(
        b'{"type":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "nested too deeply",
        id="nested 100,000 deep",
        marks=pytest.mark.bad_input("B163"),
    ),
    pytest.param(
        collection(feature(532100, 180200), feature(532200, 180300)),
        "not degrees but the file says",
        id="eastings without a crs",
        marks=pytest.mark.bad_input("B167"),
    ),
    pytest.param(
        b'{"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/passwd"}',
        "This is not GeoJSON",
        id="GDAL pipeline",
        marks=pytest.mark.bad_input("B169"),
    ),
    pytest.param(
        GOOD.replace(b"-0.0765", b"NaN"),
        "The JSON is not valid at line 9",
        id="NaN",
        marks=pytest.mark.bad_input("B172"),
    ),
    pytest.param(
        GOOD.replace(b'"00123"', b'"00123",'),
        "The JSON is not valid at line 15",
        id="trailing comma",
        marks=pytest.mark.bad_input("B172"),
    ),
    pytest.param(
        GOOD.replace(b'"ref": "00123"', b'"ref": "a", "ref": "b"'),
        "a name comes twice",
        id="a name twice",
        marks=pytest.mark.bad_input("B172"),
    ),
    pytest.param(
        b"\n".join(json.dumps(feature()).encode() for _ in range(3)),
        "One feature a line",
        id="one feature a line",
        marks=pytest.mark.bad_input("B173"),
    ),
    pytest.param(
        b"\x1e" + json.dumps(feature()).encode() + b"\n",
        "One feature a line",
        id="with record separators",
        marks=pytest.mark.bad_input("B173"),
    ),
    pytest.param(GOOD[:150], "The JSON stopped part way", id="cut in the middle"),
    pytest.param(json.dumps(feature()).encode(), "This is not GeoJSON", id="one feature"),
    pytest.param(
        collection({**feature(), "geometry": {"type": "Polygon", "coordinates": []}}),
        "None of its 1 features is a point",
        id="wards",
    ),
    pytest.param(b"[[1, 2], [3, 4]]", "This is not GeoJSON", id="a list"),
    pytest.param(collection(feature(), **crs("EPSG:3857")), "The file's CRS is EPSG:3857", id="another CRS"),
    pytest.param(collection(feature(Ward="a", **{"ward ": "b"})), "become 'ward'", id="names alike"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_bytes(data)
    assert words in str(refusal.value)
    assert "00123" not in str(refusal.value) and "532" not in str(refusal.value)


def test_an_empty_collection_is_a_nil_return() -> None:
    table = read_bytes(collection())
    assert table.read == 0 and "nil return" in table.notes[0]


def test_more_features_than_allowed() -> None:
    with pytest.raises(FileRefused, match="4 features; the limit is 3"):
        read_bytes(collection(*[feature()] * 4), limits=Limits(rows=3))
