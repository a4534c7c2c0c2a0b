"""Where things are: the best that a row has, and what is wrong with it named."""

import polars as pl
import pytest

from ingest.places.grid_reference import read_grid_references
from ingest.places.locate import locate


@pytest.fixture
def find(wren, gazetteer):
    def found(swap=False, wider=False, **cells):
        frame = pl.DataFrame({field: pl.Series(values, dtype=pl.String) for field, values in cells.items()})
        return locate(frame, gazetteer=gazetteer, study_area=wren, precision="exact", swap=swap, wider=wider)

    return found


def spot(located, row=0):
    line = located.frame.row(row, named=True)
    return line["x"], line["y"], line["precision"], line["area"]


def test_coordinates_win_over_a_postcode_and_a_postcode_over_a_ward(find):
    located = find(
        easting=["572500", None, None, None], northing=["462500", None, None, None],
        postcode=["ZZ1 1AA", "zz11aa", "ZZ1 1AD", None], ward=["Hilltop", "Hilltop", "Hilltop", None],
    )  # fmt: skip
    assert spot(located, 0) == (572_500, 462_500, "exact", None)
    assert spot(located, 1) == (572_100, 461_200, "postcode", None)
    assert spot(located, 2) == (None, None, "area", "E99000002")
    assert spot(located, 3) == (None, None, "none", None)
    assert located.frame["reason"].null_count() == 4


def test_degrees_and_metres_name_the_same_place(find):
    metres = find(easting=["572100"], northing=["461200"]).frame.row(0, named=True)
    degrees = find(longitude=[str(metres["lon"])], latitude=[str(metres["lat"])]).frame.row(0, named=True)
    assert abs(degrees["x"] - 572_100) <= 1 and abs(degrees["y"] - 461_200) <= 1
    assert degrees["x"] == round(degrees["x"]) and metres["lon"] == round(metres["lon"], 5)


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ("461200", "572100", "inside it if the two coordinates are swapped"),
        ("0", "0", "0,0 means 'no location'"),
        ("999999", "999999", "filler value"),
        ("57210", "461200", "a digit is missing from the easting"),
        ("nan", "461200", "not a number"),
        ("1e308", "461200", "not a number"),
        ("inf", "461200", "not a number"),
        ("-300278", "7128291", "Web Mercator"),
        ("0.6", "54.0", "look like degrees"),
        ("900000", "461200", "outside Great Britain"),
    ],
)
def test_impossible_metres_are_named_and_never_drawn(find, x, y, reason):
    line = find(easting=[x], northing=[y]).frame.row(0, named=True)
    assert reason in line["reason"]
    assert (line["x"], line["lon"], line["precision"], line["column"]) == (None, None, "none", "easting")
    assert x not in line["reason"] or x in ("0",)


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        ("54.02", "0.61", "swapped"),
        ("572100", "461200", "look like eastings and northings"),
        ("0.61", "530000", "latitude is impossible"),
        ("0", "0", "0,0 means"),
        ("99.99", "99.99", "filler value"),
        ("-73.98", "40.75", "outside Great Britain"),
        ("2.35", "48.85", "outside Great Britain"),
    ],
)
def test_impossible_degrees_are_named(find, lon, lat, reason):
    assert reason in find(longitude=[lon], latitude=[lat]).frame["reason"][0]


def test_swapped_points_are_turned_only_when_somebody_said_so(find):
    cells = {"easting": ["461200", "461300", "572500"], "northing": ["572100", "572200", "462500"]}
    refused, turned = find(**cells), find(**cells, swap=True)
    assert refused.frame["x"].to_list() == [None, None, 572_500]
    assert any(
        "2 of 3 points fall outside the area but inside it when swapped" in note for note in refused.notes
    )
    assert turned.frame["x"].to_list() == [572_100, 572_200, 572_500]
    assert any("2 of 3 points were swapped" in note for note in turned.notes)


def test_a_point_elsewhere_in_britain_is_kept_only_where_the_file_covers_more_than_the_area(find):
    cells = {"easting": ["250852"], "northing": ["157679"]}
    assert spot(find(**cells, wider=True)) == (250_852, 157_679, "exact", None)
    assert "km outside the area" in find(**cells).frame["reason"][0]


def test_commas_in_numbers(find):
    assert spot(find(easting=["572,100"], northing=["461,200"]))[:2] == (572_100, 461_200)
    located = find(longitude=["0,61500"], latitude=["54,02000"])
    assert located.frame["lon"][0] == 0.615
    assert any("decimal commas" in note for note in located.notes)


def test_a_filler_value_gives_way_to_a_good_postcode_and_a_swap_does_not(find):
    located = find(easting=["0", "461200"], northing=["0", "572100"], postcode=["ZZ1 1AA", "ZZ1 1AA"])
    assert spot(located, 0) == (572_100, 461_200, "postcode", None)
    assert located.frame["reason"].to_list()[0] is None
    assert spot(located, 1)[2] == "none" and "swapped" in located.frame["reason"][1]


def test_a_mistyped_postcode_is_read_where_it_can_only_be_one_and_another_is_set_aside(find):
    located = find(postcode=["ZZI 1AA", "ZZ1 1AA", "ZZ9 9ZZ"])
    assert located.frame["precision"].to_list() == ["postcode", "postcode", "none"]
    assert located.frame["x"].to_list() == [572_100, 572_100, None]
    assert "no such postcode" in located.frame["reason"][2] and "ZZ" not in located.frame["reason"][2]
    (note,) = located.notes
    assert note.startswith("Postcode: 1 row has a postcode typed with O for 0 or I for 1")
    assert "ZZ" not in note


def test_coordinates_far_from_the_postcode_are_used_and_said(find):
    located = find(easting=["577200"], northing=["461200"], postcode=["ZZ1 1AA"])
    assert spot(located)[:2] == (577_200, 461_200)
    assert any("at least 5 km apart (up to 5.1 km)" in note for note in located.notes)


@pytest.mark.parametrize(
    ("text", "x", "y", "square_m"),
    [
        ("TQ 33 78", 533_500, 178_500, 1000),
        ("tq3378", 533_500, 178_500, 1000),
        ("TQ 330 780", 533_050, 178_050, 100),
        ("TQ 3301 7804", 533_015, 178_045, 10),
        ("TQ 33012 78045", 533_012, 178_045, 1),
        ("TQ 33O 780", 533_050, 178_050, 100),
        ("NN 166 712", 216_650, 771_250, 100),
        ("HU 396 753", 439_650, 1_175_350, 100),
        ("SU 387 148", 438_750, 114_850, 100),
    ],
)
def test_grid_references(text, x, y, square_m):
    assert read_grid_references(pl.Series([text])).row(0)[:3] == (x, y, square_m)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("TQ 330 78", "odd number of digits"),
        ("XX 12 12", "not an OS grid reference"),
        ("TQ", "no digits"),
        ("by the pub", "not an OS"),
    ],
)
def test_a_grid_reference_that_is_none_says_why(text, reason):
    assert reason in read_grid_references(pl.Series([text]))["reason"][0]


def test_a_square_kilometre_counts_for_a_ward_only_where_it_lies_in_one(find):
    located = find(grid_reference=["TA 72 61", "TA 76 61", "TA 7 6", "TA 721 612"])
    assert [spot(located, row)[2:] for row in range(4)] == [
        ("area", "E99000001"),
        ("area", "E99000002"),
        ("none", None),
        ("street", None),
    ]


def test_wards_by_name_by_code_and_nearly(find):
    located = find(ward=["quayside", "Hilltop Ward", "E99000002", "Quaysyde", "Atlantis"])
    assert located.frame["area"].to_list() == ["E99000001", "E99000002", "E99000002", None, None]
    assert located.frame["reason"].to_list()[3] == "no ward 'Quaysyde'. Did you mean Quayside?"
    assert located.frame["reason"][4] is None
    (note,) = located.notes
    assert "1 row names 1 area" in note and "Atlantis" not in note


def test_without_a_gazetteer_or_an_area_nothing_is_made_up():
    cells = pl.DataFrame({"postcode": ["ZZ1 1AA"], "ward": ["Quayside"]})
    located = locate(cells, gazetteer=None, study_area=None, precision="exact")
    assert located.frame.select("x", "area", "precision").row(0) == (None, None, "none")
