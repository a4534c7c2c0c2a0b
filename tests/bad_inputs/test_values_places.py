"""Bad coordinates, grid references, postcodes and wards: each line of the list, and others of its kind."""

from datetime import date

import geopandas as gpd
import polars as pl
import pytest
import shapely
from pyproj import Transformer

from boundaries.crs import to_wgs84
from boundaries.postcodes import SCHEMA, Gazetteer
from boundaries.study_area import make_study_area
from boundaries.wards import WardFile
from ingest.format import Format
from ingest.places.locate import locate
from ingest.prepare import prepare

EAST, NORTH = 572_100, 461_200  # in Quayside
LON, LAT = (float(each[0]) for each in to_wgs84([EAST], [NORTH]))
METRES = {"occurred": "When", "easting": "E", "northing": "N"}
DEGREES = {"occurred": "When", "longitude": "Lon", "latitude": "Lat"}


@pytest.fixture
def metres(take_in):
    """Take in pairs of metres."""

    def prepared(*pairs, **settings):
        return take_in([{"When": "13/05/2025", "E": e, "N": n} for e, n in pairs], METRES, **settings)

    return prepared


@pytest.fixture
def degrees(take_in):
    """Take in pairs of degrees, longitude first."""

    def prepared(*pairs, **settings):
        return take_in([{"When": "13/05/2025", "Lon": a, "Lat": b} for a, b in pairs], DEGREES, **settings)

    return prepared


@pytest.fixture
def named(take_in):
    """Take in one column of places: postcode, grid_reference or ward; further columns by keyword."""

    def prepared(field, *texts, **more):
        rows = [{"When": "13/05/2025", "Place": text, **more} for text in texts]
        return take_in(rows, {"occurred": "When", field: "Place", **{name: name for name in more}})

    return prepared


def point(prepared, row=0):
    return prepared.incidents.select("x", "y", "precision", "area").row(row)


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        pytest.param(
            (str(NORTH), str(EAST)),
            "outside the area; inside it if the two coordinates are swapped",
            marks=pytest.mark.bad_input("B067"),
        ),
        pytest.param(("0", "0"), "0,0 means 'no location'", marks=pytest.mark.bad_input("B068")),
        pytest.param(("999999", "999999"), "a filler value", marks=pytest.mark.bad_input("B070")),
        pytest.param(
            ("57210", str(NORTH)),
            "a digit is missing from the easting, which puts the point outside Great",
            marks=pytest.mark.bad_input("B073"),
        ),
        pytest.param(("NaN", str(NORTH)), "not a number", marks=pytest.mark.bad_input("B077")),
        pytest.param(("inf", str(NORTH)), "not a number", marks=pytest.mark.bad_input("B077")),
        pytest.param(("1e308", str(NORTH)), "not a number", marks=pytest.mark.bad_input("B077")),
        pytest.param(("541000", str(NORTH)), "29 km outside the area", marks=pytest.mark.bad_input("B082")),
        (("-1", "-1"), "a filler value"),
        (("9999", "9999"), "a filler value"),
        (("-9999", str(NORTH)), "a filler value"),
        (("99999.99", str(NORTH)), "a filler value"),
        (("0", str(NORTH)), "a filler value"),
        (("123456", "123456"), "a filler value"),
        (("572100m east", str(NORTH)), "not a number"),
        (("-572100", str(NORTH)), "outside Great Britain"),
        (("5721000", str(NORTH)), "outside Great Britain"),
        (("900000", str(NORTH)), "outside Great Britain"),
        ((str(EAST), "46120"), "a digit is missing from the northing"),
        ((f"{LON:.5f}", f"{LAT:.5f}"), "look like degrees"),
        (("-300278", "7128291"), "Web Mercator"),
        (("TA 721 612", str(NORTH)), "not a number"),
        (("#VALUE!", "#VALUE!"), "not a number"),
    ],
)
def test_metres_that_cannot_be_are_set_aside(metres, only_set_aside, pair, reason):
    good = [(str(EAST), str(NORTH)), ("577200", "461200")]
    prepared = metres(pair, *good)
    only_set_aside(prepared, 2, reason, "E")
    said = prepared.set_aside.write_csv() + " ".join(prepared.notes)
    assert not any(text in said for text in pair if len(text) > 3)


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        pytest.param(("99.99", "99.99"), "a filler value", marks=pytest.mark.bad_input("B070")),
        pytest.param(("0.61", "530000"), "the latitude is impossible", marks=pytest.mark.bad_input("B071")),
        (("572100", "461200"), "look like eastings and northings"),
        ((f"{LAT:.5f}", f"{LON:.5f}"), "swapped"),
        (("0", "0"), "0,0 means"),
        (("999", "999"), "a filler value"),
        (("2.35", "48.85"), "outside Great Britain"),
        (("-73.98513", "40.74844"), "outside Great Britain"),
        (("181.00001", f"{LAT:.5f}"), "the longitude is impossible"),
        (("-2.24000", "53.48000"), "km outside the area"),
        (("///filled.count.soap", f"{LAT:.5f}"), "not a number"),
        (("9F42H9X7+2X", f"{LAT:.5f}"), "not a number"),
    ],
)
def test_degrees_that_cannot_be_are_set_aside(degrees, only_set_aside, pair, reason):
    good = [(f"{LON:.5f}", f"{LAT:.5f}"), (f"{LON + 0.01:.5f}", f"{LAT:.5f}")]
    only_set_aside(degrees(pair, *good), 2, reason, "Lon")


@pytest.mark.bad_input("B065")
def test_two_columns_mixed_up_are_read_the_other_way_and_said(metres, all_kept):
    mixed = [(str(NORTH + i), str(EAST + i)) for i in range(20)]
    prepared = metres(*mixed, (str(EAST), str(NORTH)))
    all_kept(
        prepared,
        "20 of 21 points fall outside the area but inside it when swapped; they were swapped. Confirm",
    )
    assert point(prepared)[:2] == (EAST, NORTH)


def test_latitude_and_longitude_mixed_up_are_read_the_other_way_and_said(degrees, all_kept):
    prepared = degrees(*[(f"{LAT + i / 1000:.5f}", f"{LON:.5f}") for i in range(6)])
    all_kept(prepared, "6 of 6 points fall outside the area but inside it when swapped")


def test_metres_in_columns_of_degrees_and_the_reverse_are_read_as_what_they_are(degrees, metres, all_kept):
    prepared = degrees(*[(str(EAST + i), str(NORTH)) for i in range(6)])
    all_kept(prepared, "are eastings and northings, not degrees")
    assert point(prepared)[:2] == (EAST, NORTH)
    prepared = metres(*[(f"{LON:.6f}", f"{LAT + i / 1000:.6f}") for i in range(6)])
    all_kept(prepared, "are longitudes and latitudes, not metres")
    assert point(prepared)[:2] == (EAST, NORTH)


@pytest.mark.bad_input("B080")
def test_web_mercator_is_known_by_where_it_lands(metres, all_kept):
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(LON, LAT)
    prepared = metres((f"{x:.1f}", f"{y:.1f}"), (f"{x + 400:.1f}", f"{y:.1f}"))
    all_kept(prepared, "look like Web Mercator (EPSG:3857) and were read as such. Confirm")
    assert abs(point(prepared)[0] - EAST) <= 1 and abs(point(prepared)[1] - NORTH) <= 1


@pytest.fixture(scope="session")
def lagan():
    """An invented district in Northern Ireland: one ward of 4 km by 4 km."""
    frame = gpd.GeoDataFrame(
        {"ward": ["N09999901"], "name": ["Lagan Edge"], "authority": ["N09"]},
        geometry=[shapely.box(144_000, 528_000, 148_000, 532_000)],
        crs=27700,
    )
    return make_study_area(WardFile(frame, "2024", ()), name="Lagan")


@pytest.mark.bad_input("B079")
@pytest.mark.parametrize(("epsg", "name"), [(29902, "Irish Grid"), (2157, "Irish Transverse Mercator")])
def test_the_irish_grids_are_known_by_where_they_land(lagan, policy, make_table, all_kept, epsg, name):
    lon, lat = to_wgs84([146_000.0], [530_000.0])
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon[0], lat[0])
    table = make_table([{"When": "13/05/2025", "E": f"{x:.0f}", "N": f"{y:.0f}"}])
    how = Format.by_hand(columns=METRES, source="council")
    prepared = prepare(
        table, how, policy=policy, gazetteer=None, study_area=lagan, agency="Lagan", today=date(2026, 1, 31)
    )
    all_kept(prepared, f"look like {name} (EPSG:{epsg}) and were read as such. Confirm")
    assert abs(point(prepared)[0] - 146_000) <= 5 and abs(point(prepared)[1] - 530_000) <= 5


def test_an_irish_grid_reference_is_read_in_northern_ireland(lagan, policy, make_table, all_kept):
    lon, lat = to_wgs84([146_050.0], [530_050.0])
    x, y = Transformer.from_crs(4326, 29902, always_xy=True).transform(lon[0], lat[0])
    letter = "ABCDEFGHJKLMNOPQRSTUVWXYZ"[(4 - int(y // 100_000)) * 5 + int(x // 100_000)]
    text = f"{letter} {int(x % 100_000 // 100):03d} {int(y % 100_000 // 100):03d}"
    table = make_table([{"When": "13/05/2025", "Place": text}])
    how = Format.by_hand(columns={"occurred": "When", "grid_reference": "Place"}, source="council")
    prepared = prepare(
        table, how, policy=policy, gazetteer=None, study_area=lagan, agency="Lagan", today=date(2026, 1, 31)
    )
    all_kept(prepared, "1 row read as Irish Grid (EPSG:29902)")
    assert abs(point(prepared)[0] - 146_050) <= 100 and abs(point(prepared)[1] - 530_050) <= 100


def test_a_longitude_without_its_minus_is_given_it_where_the_whole_file_lacks_it(
    policy, make_table, all_kept
):
    shape = [shapely.box(400_000, 300_000, 405_000, 305_000)]
    frame = gpd.GeoDataFrame({"ward": ["E1"], "name": ["Mid"], "authority": ["E"]}, geometry=shape, crs=27700)
    area = make_study_area(WardFile(frame, "2024", ()), name="Mid")
    lon, lat = to_wgs84([302_500.0 + 100_000], [302_500.0])
    rows = [
        {"When": "13/05/2025", "Lon": f"{-lon[0] + i / 1000:.5f}", "Lat": f"{lat[0]:.5f}"} for i in range(6)
    ]
    prepared = prepare(
        make_table(rows), Format.by_hand(columns=DEGREES, source="council"), policy=policy, gazetteer=None,
        study_area=area, agency="Mid", today=date(2026, 1, 31),
    )  # fmt: skip
    all_kept(prepared, "inside it with a minus sign before the longitude")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        pytest.param(
            ("572,100", "461,200"),
            "commas in 1 row read as thousands commas",
            marks=pytest.mark.bad_input("B074"),
        ),
        (("572 100", "461 200"), "read as thousands commas"),
        (("E572100", "N461200"), "letters read in 1 row"),
        (("572100 m", "461200 m"), "letters read in 1 row"),
        (("572100.4", "461199.6"), None),
        (("'572100", "'461200"), None),
        (("572100, 461200", None), "two coordinates in one cell taken apart in 1 row"),
    ],
)
def test_metres_as_people_write_them(metres, all_kept, pair, said):
    prepared = metres(pair, ("577200", "461200"))
    all_kept(prepared, said)
    assert point(prepared) == (EAST, NORTH, "exact", None)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        pytest.param(
            ("0,61500", "54,02000"),
            "commas in 1 row read as decimal commas",
            marks=pytest.mark.bad_input("B076"),
        ),
        pytest.param(("0.615000000000000", "54.020000000000003"), None, marks=pytest.mark.bad_input("B085")),
        (("0.61500°", "54.02000°"), "degrees with minutes, or with letters, read in 1 row"),
        (("0.61500 E", "54.02000 N"), "degrees with minutes, or with letters"),
        (("0°36'54.0\"E", "54°01'12.0\"N"), "degrees with minutes, or with letters"),
        (("0 36 54 E", "54 01 12 N"), "degrees with minutes, or with letters"),
        (("0° 36.9' E", "54° 1.2' N"), "degrees with minutes, or with letters"),
        (("+0.61500", "+54.02000"), None),
        ((None, "54.02000, 0.61500"), "two coordinates in one cell"),
        (("POINT (0.61500 54.02000)", None), "two coordinates in one cell"),
        (("(54.02000, 0.61500)", "(54.02000, 0.61500)"), "two coordinates in one cell"),
    ],
)
def test_degrees_as_people_write_them(degrees, all_kept, pair, said):
    prepared = degrees(pair, (f"{LON:.5f}", f"{LAT:.5f}"))
    all_kept(prepared, said)
    line = prepared.incidents.row(0, named=True)
    assert (line["lon"], line["lat"]) == (0.615, 54.02)
    assert line["x"] == round(line["x"]) and line["y"] == round(line["y"])


@pytest.mark.parametrize(
    "pair", [(str(EAST), None), (None, str(NORTH)), ("unknown", str(NORTH)), (str(EAST), "N/A")]
)
def test_one_coordinate_alone_says_nothing(metres, all_kept, pair):
    prepared = metres(pair, (str(EAST), str(NORTH)))
    all_kept(prepared, "1 row has only one of the two; not used")
    assert point(prepared) == (None, None, "none", None)


def test_coordinates_cut_to_a_kilometre_say_the_ward_and_no_more(metres, degrees, all_kept):
    prepared = metres(("572000", "461000"), ("574000", "464000"), ("577200", "461200"))
    all_kept(prepared, "2 rows have coordinates rounded to 1 km or more; used for the ward only")
    assert point(prepared) == (None, None, "area", "E99000001")
    prepared = degrees(("0.62", "54.02"), (f"{LON:.5f}", f"{LAT:.5f}"))
    all_kept(prepared, "1 row has coordinates rounded to 1 km or more")
    assert point(prepared) == (None, None, "area", "E99000001")


def test_very_many_rows_on_one_spot_are_questioned(metres, all_kept):
    others = [(str(EAST + 10 * i), str(NORTH)) for i in range(1, 16)]
    prepared = metres(*[(str(EAST), str(NORTH))] * 15, *others)
    all_kept(prepared, "15 of 30 points are the same one. If it is the sender's own address")


def test_a_file_that_plainly_covers_a_wider_area_is_kept_and_said(metres, all_kept):
    away = [(str(430_000 + 100 * i), "433012") for i in range(21)]
    all_kept(metres(*away, (str(EAST), str(NORTH))), "21 of 22 points lie more than 20 km outside the area")


@pytest.mark.bad_input("B083")
def test_a_point_on_the_edge_of_two_wards_is_in_one(metres, all_kept, wren):
    from boundaries.study_area import ward_of

    prepared = metres(("575000", "462512"))
    all_kept(prepared)
    assert wren.wards["ward"][ward_of(wren, *prepared.incidents.select("x", "y").row(0))[0]] == "E99000001"


@pytest.mark.parametrize(
    ("text", "said", "became"),
    [
        pytest.param(
            "TA 72 61",
            "a square of 1 km or more; used for the ward only",
            (None, None, "area", "E99000001"),
            marks=pytest.mark.bad_input("B086"),
        ),
        pytest.param(
            "TA 72100 61200", None, (EAST, NORTH, "exact", None), marks=pytest.mark.bad_input("B088")
        ),
        pytest.param(
            "ta7261",
            "a square of 1 km or more",
            (None, None, "area", "E99000001"),
            marks=pytest.mark.bad_input("B091"),
        ),
        pytest.param(
            "TA 721 6I2",
            "a letter O, I or L read as a figure",
            (572_150, 461_250, "street", None),
            marks=pytest.mark.bad_input("B092"),
        ),
        ("TA 721 612", None, (572_150, 461_250, "street", None)),
        ("TA 7210 6120", None, (572_105, 461_205, "exact", None)),
        ("TA72106120", None, (572_105, 461_205, "exact", None)),
        ("TA-721-612", None, (572_150, 461_250, "street", None)),
        ("TA 7 6", "a square of 1 km or more", (None, None, "none", None)),
        ("unknown", None, (None, None, "none", None)),
    ],
)
def test_grid_references_that_can_be_read(named, all_kept, text, said, became):
    prepared = named("grid_reference", text)
    all_kept(prepared, said)
    assert point(prepared) == became


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "TA 721 61", "the grid reference has an odd number of digits", marks=pytest.mark.bad_input("B089")
        ),
        ("ZZ 123 456", "not an OS grid reference"),
        ("AA 123 456", "not an OS grid reference"),
        ("TI 123 456", "not an OS grid reference"),
        ("721 612", "not an OS grid reference"),
        ("TA", "no digits, or more than ten"),
        ("TA 721000 612000", "no digits, or more than ten"),
        ("J 338 740", "an Irish grid reference"),
        ("SU 387 148", "km outside the area"),
        ("///filled.count.soap", "a what3words address"),
        ("9F42H9X7+2X", "a plus code"),
        ("ТА 721 6Ж2", "not an OS grid reference"),
        ("by the invented pub", "not an OS grid reference"),
    ],
)
def test_grid_references_that_cannot(named, only_set_aside, text, reason):
    prepared = named("grid_reference", text, "TA 721 612")
    only_set_aside(prepared, 2, reason, "Place")
    assert "invented" not in prepared.set_aside.write_csv()


@pytest.mark.parametrize(
    ("text", "said", "became"),
    [
        pytest.param(
            "ZZI 1AA",
            "typed with O for 0 or I for 1",
            (EAST, NORTH, "postcode", None),
            marks=pytest.mark.bad_input("B094"),
        ),
        pytest.param(
            "ZZ1 1AC",
            "has a postcode that has ended; its last known place was used",
            (576_000, 463_000, "postcode", None),
            marks=pytest.mark.bad_input("B095"),
        ),
        ("zz11aa", None, (EAST, NORTH, "postcode", None)),
        (" ZZ1  1AA ", None, (EAST, NORTH, "postcode", None)),
        ("ZZ1-1AA", None, (EAST, NORTH, "postcode", None)),
        ("ZZ1 1AA.", None, (EAST, NORTH, "postcode", None)),
        ("ＺＺ1 1ＡＡ", None, (EAST, NORTH, "postcode", None)),
        ("1 Nowhere Street, ZZ1 1AA", "more than a postcode in the cell", (EAST, NORTH, "postcode", None)),
        ("ZZ1", "only part of a postcode; kept without a location", (None, None, "none", None)),
        ("ZZ1 1", "only part of a postcode", (None, None, "none", None)),
        ("near the market", "text that is no postcode; kept without a location", (None, None, "none", None)),
        ("N/A", None, (None, None, "none", None)),
        ("No fixed abode", None, (None, None, "none", None)),
        ("ZZ1 1AD", "a postcode that the list has no place for", (None, None, "none", None)),
    ],
)
def test_postcodes_that_are_kept(named, all_kept, text, said, became):
    prepared = named("postcode", text)
    all_kept(prepared, said)
    assert point(prepared) == became
    assert not any("ZZ" in note or "Nowhere" in note for note in prepared.notes)
    if said is None:
        assert not any("Postcode" in note for note in prepared.notes)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("ZZ1 1ZZ", "no such postcode in the postcode list", marks=pytest.mark.bad_input("B097")),
        pytest.param("GIR 0AA", "outside the area", marks=pytest.mark.bad_input("B101")),
        pytest.param("BFPO 12", "outside the area", marks=pytest.mark.bad_input("B101")),
        pytest.param("BF1 2AA", "outside the area", marks=pytest.mark.bad_input("B101")),
        pytest.param("JE2 3AB", "outside the area", marks=pytest.mark.bad_input("B101")),
        ("IM1 1AA", "outside the area"),
        ("gy1 1aa", "outside the area"),
        ("ZZ1 1AA / ZZ1 1AB", "two postcodes in one cell"),
    ],
)
def test_postcodes_that_are_set_aside(named, only_set_aside, text, reason):
    prepared = named("postcode", text, "ZZ1 1AA")
    only_set_aside(prepared, 2, reason, "Place")
    assert "ZZ1" not in prepared.set_aside.write_csv()


def test_a_bad_postcode_gives_way_to_a_good_ward(named, all_kept):
    prepared = named("postcode", "ZZ1 1ZZ", "GIR 0AA", ward="Quayside")
    all_kept(prepared)
    assert point(prepared) == point(prepared, 1) == (None, None, "area", "E99000001")


@pytest.mark.bad_input("B098")
def test_a_postcode_and_coordinates_far_apart(take_in, all_kept):
    rows = [{"When": "13/05/2025", "E": "577200", "N": "461200", "Pc": "ZZ1 1AA"}]
    prepared = take_in(rows, {**METRES, "postcode": "Pc"})
    all_kept(prepared, "at least 5 km apart (up to 5.1 km); the coordinates were used")
    assert point(prepared)[:2] == (577_200, 461_200)


@pytest.mark.bad_input("B100")
def test_a_po_box_is_counted_for_the_whole_area(wren):
    places = pl.DataFrame([("ZZ1 9XX", 572_100.0, 461_200.0, 10, None, True)], schema=SCHEMA, orient="row")
    found = locate(
        pl.DataFrame({"postcode": ["ZZ1 9XX"]}),
        gazetteer=Gazetteer(places),
        study_area=wren,
        precision="exact",
    )
    assert found.frame.select("x", "precision", "area", "reason").row(0) == (None, "none", None, None)
    assert "PO box" in found.notes[0] and "counted for the whole area" in found.notes[0]


@pytest.mark.bad_input("B112")
def test_an_older_ward_name_is_no_matter_where_there_are_coordinates(take_in, all_kept):
    rows = [{"When": "13/05/2025", "E": str(EAST), "N": str(NORTH), "Ward": "Old Harbour"}]
    prepared = take_in(rows, {**METRES, "ward": "Ward"})
    all_kept(prepared, "1 row names an area that is not a ward of 2024 (perhaps an older one); placed by")
    assert point(prepared)[:2] == (EAST, NORTH)


@pytest.mark.bad_input("B113")
def test_a_misspelt_ward_is_set_aside_with_an_offer(named, only_set_aside):
    only_set_aside(
        named("ward", "Quaysid", "Quayside"), 2, "no ward 'Quaysid'. Did you mean Quayside?", "Place"
    )


@pytest.mark.parametrize(
    "text", ["quayside", "QUAYSIDE", " Quayside  Ward", "Quay\u00adside", "E99000001", "Quаyside"]
)
def test_a_ward_however_it_is_written(named, all_kept, text):
    prepared = named("ward", text)
    all_kept(prepared)
    assert point(prepared)[3] == "E99000001"


def test_a_postcode_of_an_area_that_the_list_does_not_hold_is_no_fault(named, all_kept):
    prepared = named("postcode", "SW1A 1AA")
    all_kept(prepared, "a postcode of an area that the postcode list does not hold; kept without a location")
    assert point(prepared) == (None, None, "none", None)
