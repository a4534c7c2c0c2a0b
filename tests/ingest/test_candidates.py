"""Lists of places that could take reports: what becomes of every row."""

from pathlib import Path

import pytest

from boundaries.partnership import load_partnership
from ingest.centres.candidates import Candidates, prepare_candidates
from ingest.errors import IngestError
from ingest.read import read_table

HEADER = "name,kind,postcode,easting,northing,grid_reference,status,step_free\n"


@pytest.fixture(scope="module")
def place(demo):
    partnership = load_partnership(demo.partnership)
    return partnership.gazetteer(), partnership.study_area()


def read(place, folder: Path, text: str, name: str = "venues.csv") -> Candidates:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    gazetteer, area = place
    return prepare_candidates(read_table(path), gazetteer=gazetteer, study_area=area)


def test_a_place_is_given_in_any_of_four_ways(place, tmp_path):
    gazetteer, area = place
    x, y = (round(v) for v in area.outline.representative_point().coords[0])
    code = gazetteer.places.filter(gazetteer.places["quality"] < 90)["postcode"][0]
    got = read(
        place, tmp_path, HEADER + f"Mill Hall,hall,,{x},{y},,open,yes\nQuay Library,library,{code},,,,,no\n"
    )
    assert got.frame["name"].to_list() == ["Mill Hall", "Quay Library"]
    assert got.frame.row(0)[3:5] == (x, y)
    assert got.frame["step_free"].to_list() == [True, False]
    assert got.frame["doubt"].to_list() == ["", ""]
    lon, lat = got.frame.row(0)[5:7]
    point = f'{{"type":"Point","coordinates":[{lon},{lat}]}}'
    shapes = f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"Mill Hall"}},"geometry":{point}}}]}}'  # noqa: E501
    drawn = read(place, tmp_path, shapes, "venues.geojson")
    assert drawn.frame.row(0)[3:5] == pytest.approx((x, y), abs=1)


def test_a_row_without_a_place_is_set_aside_with_its_row_and_the_rest_is_kept(place, tmp_path):
    _, area = place
    x, y = (round(v) for v in area.outline.representative_point().coords[0])
    rows = (
        f"Mill Hall,hall,,{x},{y},,,\n"
        "Nowhere House,hall,,,,,,\n"
        "Far Hall,hall,,300000,300000,,,\n"
        f",hall,,{x},{y},,,\n"
        "Square Hall,hall,,,,TQ3378Q,,\n"
        f"Mill hall,hall,,{x},{y},,,\n"
    )
    got = read(place, tmp_path, HEADER + rows)
    assert got.frame["name"].to_list() == ["Mill Hall"]
    assert got.duplicates == 1
    said = dict(got.set_aside.select("row", "reason").iter_rows())
    assert list(said) == [3, 4, 5, 6]
    assert said[3].startswith("Row 3: has no place. Give easting and northing")
    assert "km outside" in said[4]
    assert said[5] == "Row 5: has no name."


def test_what_does_not_sound_like_a_meeting_place_is_asked_about(place, tmp_path):
    _, area = place
    x, y = (round(v) for v in area.outline.representative_point().coords[0])
    names = (
        "Mill Hall",
        "Red Light Camera 30mph",
        "CLOSED",
        "Ex Police Station",
        "Mobile Library",
        "Ford Hall",
    )
    rows = "".join(f"{name},,,{x + 60 * n},{y},,{'closed 2014' if 'Ford' in name else ''},\n"
                   for n, name in enumerate(names))  # fmt: skip
    got = read(place, tmp_path, HEADER + rows)
    assert [bool(doubt) for doubt in got.frame["doubt"]] == [False, True, True, True, True, True]


def test_a_file_without_coordinates_or_names_is_refused(place, tmp_path):
    with pytest.raises(IngestError, match="no column that says where"):
        read(place, tmp_path, "name,kind\nMill Hall,hall\n")
    with pytest.raises(IngestError, match="no column of names"):
        read(place, tmp_path, "easting,northing\n1,2\n")
