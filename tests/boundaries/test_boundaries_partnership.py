"""Partnership files: the worked examples on real data, and plain words for what is wrong in others."""

import tomllib
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.agency import Agency
from boundaries.context import read_context
from boundaries.crs import to_wgs84
from boundaries.errors import BoundaryError
from boundaries.invented.write import PARTNERSHIP
from boundaries.lattice import assign_cells, make_lattice
from boundaries.partnership import load_partnership
from boundaries.study_area import ward_of
from ingest.invented.senders import SENDERS

EXAMPLES = Path(__file__).parents[2] / "docs" / "partnerships"
EXPECTED = {  # wards, residents at the 2021 census, a postcode
    "southwark": (23, 307_609, "SE1 0AA"),
    "haringey": (21, 264_229, "N22 7UJ"),
    "stockton": (27, 196_608, "TS18 1AA"),
    "telford": (32, 185_568, "TF1 1AA"),
    "essex": (51, 544_252, "SS14 1EE"),
}


def test_every_example_is_tested() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_worked_example(name: str, real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_DATA", str(real_data))
    wards, residents, postcode = EXPECTED[name]
    partnership = load_partnership(EXAMPLES / f"{name}.toml")
    area = partnership.study_area()
    assert len(area.wards) == wards
    assert area.wards["residents"].sum() == residents and area.wards["residents"].notna().all()
    place = partnership.gazetteer().locate([postcode])
    assert place["found"].all()
    assert shapely.contains_xy(area.outline, place["x"][0], place["y"][0])
    layers = partnership.context(area)
    assert all(len(layer) for layer in layers.values()) and {"rail", "station"} <= set(layers)
    assert (partnership.threshold, partnership.resolutions) == (3, (7, 8, 9, 10))
    assert "Open Government Licence" in partnership.attribution
    assert len(partnership.digest) == 64


@pytest.fixture
def folder(tmp_path: Path, town) -> Path:
    """A small partnership of its own files."""
    wards = town.wards[["ward", "name", "geometry"]].rename(columns={"ward": "WD24CD", "name": "WD24NM"})
    wards.to_file(tmp_path / "wards.gpkg", driver="GPKG")
    (tmp_path / "people.csv").write_text("WD24CD,population\nA,900\nB,800\nC,700\nD,600\n")
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "partnership.toml"
    path.write_text(text, encoding="utf-8")
    return path


SMALL = 'name = "Town"\n[boundaries]\nwards = "wards.gpkg"\n'


class TestLoading:
    def test_the_least_that_works(self, folder):
        partnership = load_partnership(written(folder, SMALL))
        assert partnership.place == "area"
        assert partnership.study_area().wards["ward"].tolist() == ["A", "B", "C", "D"]
        assert partnership.gazetteer().places.height == 0
        assert partnership.context() == {}

    def test_codes_choose_wards_and_residents_are_read(self, folder):
        text = SMALL + 'codes = ["A", "B"]\n[population]\nfile = "people.csv"\n'
        with pytest.raises(BoundaryError, match="codes"):  # a code has at least three characters
            load_partnership(written(folder, text))
        area = load_partnership(written(folder, SMALL + '[population]\nfile = "people.csv"\n')).study_area()
        assert area.wards["residents"].tolist() == [900, 800, 700, 600]

    def test_people_by_day_are_read_from_a_file_of_their_own_or_a_column(self, folder):
        people = '[population]\nfile = "people.csv"\nworkday = "day.csv"\n'
        (folder / "day.csv").write_text(
            "WD24CD,usual_residents,Workday population\nA,9,5000\nB,8,400\nC,7,300\n"
        )
        partnership = load_partnership(written(folder, SMALL + people))
        area = partnership.study_area()
        assert folder / "day.csv" in partnership.files()
        assert area.wards["workday"].tolist()[:3] == [5000, 400, 300] and area.wards["workday"].isna()[3]
        assert any(note.startswith("No workday population for 1 of 4 wards") for note in area.notes)
        lattice = make_lattice(area, 8)
        assert np.isnan(lattice.workday[lattice.ward == 3]).any()
        (folder / "day.csv").write_text("WD24CD,usual_residents\nA,9\n")
        with pytest.raises(BoundaryError, match="no column of people by day"):
            partnership.study_area()

    def test_without_people_by_day_nobody_is_known(self, folder):
        area = load_partnership(written(folder, SMALL)).study_area()
        assert area.wards["workday"].isna().all()
        assert not any("workday" in note for note in area.notes)

    def test_an_environment_variable_in_a_path(self, folder, monkeypatch):
        text = SMALL.replace('"wards.gpkg"', '"${TOWN_FILES:-nowhere}/wards.gpkg"')
        with pytest.raises(BoundaryError, match="there is no file"):
            load_partnership(written(folder, text))
        monkeypatch.setenv("TOWN_FILES", str(folder))
        assert load_partnership(written(folder, text)).wards[0].file == folder / "wards.gpkg"
        with pytest.raises(BoundaryError, match="environment variable NOT_SET_ANYWHERE is not set"):
            load_partnership(written(folder, SMALL.replace("wards.gpkg", "${NOT_SET_ANYWHERE}/w")))

    def test_the_digest_follows_the_content_of_the_files(self, folder):
        path = written(folder, SMALL + '[population]\nfile = "people.csv"\n')
        before = load_partnership(path).digest
        assert load_partnership(path).digest == before
        (folder / "people.csv").write_text("WD24CD,population\nA,901\nB,800\nC,700\nD,600\n")
        assert load_partnership(path).digest != before

    def test_postcode_files_by_pattern(self, folder):
        for name in ("b", "a"):
            (folder / f"{name}.csv").write_text(f'"{name.upper()}1 1AA",10,1000,2000,"","","","","",""\n')
        partnership = load_partnership(written(folder, SMALL + '[postcodes]\nfiles = "?.csv"\n'))
        assert [path.name for path in partnership.postcodes] == ["a.csv", "b.csv"]
        assert partnership.gazetteer().places["postcode"].to_list() == ["A1 1AA", "B1 1AA"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (SMALL + '[postcode]\nfiles = "x"\n', "postcode is not a known key. Did you mean postcodes?"),
            (SMALL + 'autorities = ["E09000028"]\n', r"\[boundaries\] autorities .* mean authorities?"),
            (
                SMALL + "[disclosure]\nthreshold = 2\n",
                r"\[disclosure\] threshold .* greater than or equal to 3",
            ),
            (SMALL + "[disclosure]\nthreshold = true\n", r"\[disclosure\] threshold"),
            (SMALL + "[lattice]\nresolutions = [9, 8]\n", "rising whole numbers from 6"),
            (SMALL + "[lattice]\nresolutions = [12]\n", "rising whole numbers from 6"),
            (SMALL + '[postcodes]\nfiles = "*.txt"\n', "no file matches"),
            (SMALL + '[centres]\nfile = "none.csv"\n', r"\[centres\] file: there is no file"),
            ('[boundaries]\nwards = "wards.gpkg"\n', "name is missing"),
            ('name = "Town"\n', "boundaries is missing"),
            ("name = Town\n", "not valid TOML"),
            (
                'name = "T"\n[boundaries]\nwards = [{ file = "wards.gpkg", lokup = "x" }]\n',
                "lokup is not a known key. Did you mean lookup?",
            ),
        ],
    )
    def test_what_is_wrong_is_said_plainly(self, folder, text, words):
        with pytest.raises(BoundaryError, match=words) as said:
            load_partnership(written(folder, text))
        assert "pydantic" not in str(said.value) and "\n" not in str(said.value)

    @pytest.mark.parametrize(
        "name",
        [
            "https://example.org/wards.geojson",
            "/vsicurl/http://127.0.0.1/x.geojson",
            "/VSIZIP/wards.zip/x.shp",
            "vsicurl/x",
            "WFS:http://127.0.0.1/wards",
            "GPKG:wards.gpkg:wards",
        ],
    )
    @pytest.mark.bad_input("B217")
    def test_an_address_is_no_path(self, folder, name):
        with pytest.raises(BoundaryError, match="the name is not allowed"):
            load_partnership(written(folder, SMALL.replace("wards.gpkg", name)))

    def test_no_such_file(self, tmp_path):
        with pytest.raises(BoundaryError, match="no partnership file"):
            load_partnership(tmp_path / "none.toml")


POLICE = """
[[agencies]]
name = "Police"
title = "Town Police, crime records"
expects = "monthly"
format = "police-cris"
from = 2023-04-01
until = 2026-03-31
suspended = true
"""


class TestAgencies:
    def test_what_is_said_of_each_is_kept_in_order(self, folder):
        text = SMALL + POLICE + '[[agencies]]\nname = "Housing"\n'
        police, housing = load_partnership(written(folder, text)).agencies
        assert police == Agency(
            "Police", "Town Police, crime records", "monthly", "police-cris", date(2023, 4, 1),
            date(2026, 3, 31), True,
        )  # fmt: skip
        assert housing == Agency("Housing", "Housing", expects="none", suspended=False)

    def test_records_are_shared_with_nobody_unless_the_file_says_so(self, folder):
        text = (
            SMALL + POLICE + 'shares = "named"\nshares_with = ["Housing"]\n[[agencies]]\nname = "Housing"\n'
        )
        police, housing = load_partnership(written(folder, text)).agencies
        assert (police.shares, police.shares_with, police.share_condition) == ("named", ("Housing",), "")
        assert (housing.shares, housing.shares_with) == ("own", ())

    def test_the_demo_lists_every_sender_with_its_format(self):
        listed = [(a["name"], a["format"]) for a in tomllib.loads(PARTNERSHIP)["agencies"]]
        assert listed == [(sender.agency, sender.format) for sender in SENDERS]

    def test_nobody_needs_to_be_listed(self, folder):
        assert load_partnership(written(folder, SMALL)).agencies == ()

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (POLICE.replace("expects", "expect"), r"number 1: expect is not .* Did you mean expects\?"),
            (
                POLICE.replace("from", "form"),
                r"form is not a known key. Did you mean (from|format)\? .* from,",
            ),
            (POLICE.replace('"monthly"', '"daily"'), r"number 1: expects is not right: .*'termly'"),
            (POLICE.replace("2023-04-01", '"1 April"'), "number 1: from is not right: .*date"),
            (POLICE.replace("2026-03", "2020-03"), "number 1 is not right: until must not be before from"),
            (POLICE + POLICE, "two agencies are called 'Police'"),
            (POLICE.replace("true", '"yes"'), "suspended is not right"),
            (POLICE.replace('name = "Police"', ""), "number 1: name is missing"),
            (POLICE + 'shares = "everybody"\n', "number 1: shares is not right: .*'partnership'"),
            (POLICE + 'shares = "named"\n', "number 1 is not right: shares_with names the agencies where"),
            (
                POLICE + 'shares_with = ["Police"]\n',
                "number 1 is not right: shares_with names the agencies where",
            ),
            (POLICE + 'shares = "condition"\n', "number 1 is not right: share_condition says the condition"),
            (
                POLICE + 'shares = "named"\nshares_with = ["Housing"]\n[[agencies]]\nname = "Housings"\n',
                "in shares_with of 'Police', no .* is called 'Housing'; did you mean 'Housings'",
            ),
            (POLICE + 'shares = "named"\nshares_with = ["Police"]\n', "names the agency itself"),
            ('[access]\nfile = "mine.toml"\n', r"\[access\] file: there is no file"),
        ],
    )
    def test_what_is_wrong_is_said_plainly(self, folder, text, words):
        with pytest.raises(BoundaryError, match=words) as said:
            load_partnership(written(folder, SMALL + text))
        assert "pydantic" not in str(said.value) and "\n" not in str(said.value)

    @pytest.mark.parametrize("section", ["events", "services"])
    def test_events_and_services_are_named_files(self, folder, section):
        with pytest.raises(BoundaryError, match=rf"\[{section}\] file: there is no file"):
            load_partnership(written(folder, SMALL + f'[{section}]\nfile = "list.csv"\n'))
        (folder / "list.csv").write_text("name\n")
        partnership = load_partnership(written(folder, SMALL + f'[{section}]\nfile = "list.csv"\n'))
        assert getattr(partnership, section) == folder / "list.csv"
        assert folder / "list.csv" in partnership.files()
        before = partnership.digest
        (folder / "list.csv").write_text("name\nMela\n")
        assert load_partnership(partnership.path).digest != before


class TestContext:
    def test_layers_are_cut_to_the_area_and_some_kilometres_around(self, town, tmp_path):
        left, bottom, right, top = town.outline.bounds
        line = shapely.LineString([(left - 50_000, bottom + 500), (right + 50_000, bottom + 500)])
        far = shapely.LineString([(left - 19_000, top), (left - 18_000, top)])
        gpd.GeoDataFrame({"name": ["Main line", "Far line"]}, geometry=[line, far], crs=27700).to_crs(
            4326
        ).to_file(tmp_path / "rail.geojson", driver="GeoJSON")
        rail = read_context({"rail": tmp_path / "rail.geojson"}, town)["rail"]
        assert rail["name"].tolist() == ["Main line"]
        assert rail.crs.to_epsg() == 27700
        assert rail.total_bounds[[0, 2]] == pytest.approx([left - 6000, right + 6000], abs=1)

    def test_a_layer_with_nothing_here_is_empty(self, town, tmp_path):
        gpd.GeoDataFrame({"name": ["Paris"]}, geometry=gpd.points_from_xy([2.35], [48.86]), crs=4326).to_file(
            tmp_path / "stations.geojson", driver="GeoJSON"
        )
        station = read_context({"station": [tmp_path / "stations.geojson"]}, town)["station"]
        assert len(station) == 0 and list(station.columns) == ["name", "class", "geometry"]

    def test_a_kind_that_is_not_drawn(self, town, tmp_path):
        with pytest.raises(BoundaryError, match="castle is not a layer"):
            read_context({"castle": tmp_path / "x"}, town)


@pytest.mark.parametrize("name", ["southwark", "stockton"])
def test_no_postcode_of_a_real_area_falls_off_its_lattice(
    name: str, real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_DATA", str(real_data))
    partnership = load_partnership(EXAMPLES / f"{name}.toml")
    area = partnership.study_area()
    places = partnership.gazetteer().places.drop_nulls("x")
    corners = shapely.get_coordinates(area.wards.geometry.to_numpy())
    x = np.concatenate([places["x"].to_numpy(), corners[:, 0]])
    y = np.concatenate([places["y"].to_numpy(), corners[:, 1]])
    inside = ward_of(area, x, y) >= 0
    lon, lat = to_wgs84(x[inside], y[inside])
    assert inside.sum() > 5000
    for resolution in partnership.resolutions:
        lattice = make_lattice(area, resolution)
        row = lattice.position_of(assign_cells(np.round(lon, 5), np.round(lat, 5), resolution=resolution))
        assert (row >= 0).all()
        assert lattice.area_km2.sum() == pytest.approx(area.outline.area / 1e6, rel=1e-6)
        assert lattice.residents.sum() == pytest.approx(area.wards["residents"].sum(), rel=1e-6)


class TestComparison:
    SAID = SMALL + '[comparison]\nfiles = "others.csv"\nown = "Town"\n'

    @pytest.fixture
    def others(self, folder: Path) -> Path:
        (folder / "others.csv").write_text("Area,Month,Count\nTown,2025-01,3\n")
        return folder

    def test_what_is_said_is_kept_and_the_files_are_part_of_the_digest(self, others: Path) -> None:
        more = (
            'most_similar = ["Mill", "Quay"]\npopulation = "people.csv"\nsource = "County Police"\n'
            "published = 2025-03-01\n"
            '[comparison.strands]\n"Colour" = "race"\n"Faith or colour" = ["race", "religion"]\n'
        )
        partnership = load_partnership(written(others, self.SAID + more))
        said = partnership.comparison
        assert said is not None and said.own == "Town" and said.most_similar == ("Mill", "Quay")
        assert said.published == date(2025, 3, 1) and said.source == "County Police"
        assert said.strands == {"Colour": ("race",), "Faith or colour": ("race", "religion")}
        assert {"others.csv", "people.csv"} <= {file.name for file in partnership.files()}
        before = partnership.digest
        (others / "others.csv").write_text("Area,Month,Count\nTown,2025-01,4\n")
        assert load_partnership(others / "partnership.toml").digest != before

    def test_without_it_nothing_is_compared(self, folder: Path) -> None:
        assert load_partnership(written(folder, SMALL)).comparison is None

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ('most_similar = ["Mill", "town "]\n', "names own itself"),
            ('most_similar = ["Mill", "MILL"]\n', "names an area twice"),
            ('most_simlar = ["Mill"]\n', "Did you mean most_similar"),
            ('population = "nobody.csv"\n', "there is no file"),
        ],
    )
    def test_what_is_wrong_is_said(self, others: Path, more: str, said: str) -> None:
        with pytest.raises(BoundaryError, match=said):
            load_partnership(written(others, self.SAID + more))

    def test_a_file_that_is_not_there_is_named(self, folder: Path) -> None:
        with pytest.raises(BoundaryError, match="no file matches"):
            load_partnership(written(folder, self.SAID))

    def test_own_is_needed(self, others: Path) -> None:
        with pytest.raises(BoundaryError, match=r"\[comparison\] own is missing"):
            load_partnership(written(others, SMALL + '[comparison]\nfiles = "others.csv"\n'))
