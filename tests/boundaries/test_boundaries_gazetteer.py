"""Postcodes, population and lookups, as their publishers write them."""

import datetime as dt
import gzip
from pathlib import Path

import pytest

from boundaries.errors import BoundaryError
from boundaries.lookup import read_lookup
from boundaries.population import read_population
from boundaries.postcodes import EMPTY, normalise, read_gazetteer

CODE_POINT = (
    '"SE1 7PB",10,531000,179000,"E92000001","E19000003","E18000007","","E09000028","E05011095"\n'
    '"SE10AA ",10,531860,179460,"E92000001","E19000003","E18000007","","E09000028","E05011114"\n'
    '"SE1 9ZZ",90,0,0,"E92000001","E19000003","E18000007","","E09000028","E05011114"\n'
)
ONSPD = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind\n"
    "SE1 1AA,SE1  1AA,SE1 1AA,198001,,0,532000,180000,1\n"
    "SE1 1AB,SE1  1AB,SE1 1AB,198001,201506,0,532100,180100,1\n"
    "SE1 1AD,SE1  1AD,SE1 1AD,198001,,1,532200,180200,1\n"
    "GY1 1AA,GY1  1AA,GY1 1AA,198001,,0,,,9\n"
)


@pytest.fixture
def gazetteer(tmp_path: Path):
    (tmp_path / "se.csv.gz").write_bytes(gzip.compress(CODE_POINT.encode()))
    (tmp_path / "onspd.csv").write_text(ONSPD, encoding="utf-8-sig")
    return read_gazetteer([tmp_path / "se.csv.gz", tmp_path / "onspd.csv"])


class TestPostcodes:
    @pytest.mark.parametrize(
        ("text", "postcode"),
        [
            ("se17pb", "SE1 7PB"),
            (" SE1  7PB ", "SE1 7PB"),
            ("CM2-1HP", "CM2 1HP"),
            ("SE1\u00a07PB", "SE1 7PB"),
            ("W1A 1AA", "W1A 1AA"),
            ("QQ9 9QQ", "QQ9 9QQ"),
            ("SEI 7PB", None),
            ("SE1", None),
            ("", None),
            ("GIR 0AA", None),
            ("BFPO 57", None),
        ],
    )
    def test_usual_form(self, gazetteer, text, postcode):
        assert normalise(text) == postcode
        assert gazetteer.locate([text])["postcode"].to_list() == [postcode]

    def test_many_at_once_in_the_order_given(self, gazetteer):
        found = gazetteer.locate(["SE1 0AA", "nonsense", None, "se17pb", "SE1 0AA", "ZZ1 1ZZ"])
        assert found["x"].to_list() == [531860, None, None, 531000, 531860, None]
        assert found["found"].to_list() == [True, False, False, True, True, False]
        assert found["postcode"].to_list() == ["SE1 0AA", None, None, "SE1 7PB", "SE1 0AA", "ZZ1 1ZZ"]

    def test_one_without_location_is_known_but_nowhere(self, gazetteer):
        found = gazetteer.locate(["SE1 9ZZ", "GY1 1AA"])
        assert found["found"].to_list() == [True, True]
        assert found["x"].to_list() == found["y"].to_list() == [None, None]
        assert found["quality"].to_list() == [90, 90]

    def test_one_that_ended_says_when_and_keeps_its_place(self, gazetteer):
        found = gazetteer.locate(["SE1 1AB", "SE1 1AA"])
        assert found["ended"].to_list() == [dt.date(2015, 6, 1), None]
        assert found["x"].to_list() == [532100, 532000]

    def test_a_large_users_own_postcode_is_marked(self, gazetteer):
        assert gazetteer.locate(["SE1 1AD", "SE1 1AA", "SE1 7PB"])["large_user"].to_list() == [
            True,
            False,
            None,
        ]

    @pytest.mark.parametrize(
        ("text", "offer"),
        [
            ("SEI 7PB", "SE1 7PB"),
            ("SE1 OAA", "SE1 0AA"),
            ("sei oaa", "SE1 0AA"),
            ("SE1 7PB", None),  # right as it stands
            ("SEI 9QQ", None),  # no such postcode either way
            ("SEI IAB", None),  # ended, so nobody can mean it today
            ("Ivy Cottage", None),
        ],
    )
    def test_a_typing_slip_is_offered_and_not_corrected(self, gazetteer, text, offer):
        assert gazetteer.suggest(text) == offer
        found = gazetteer.locate([text])
        assert found["suggestion"].to_list() == [offer]
        if offer:
            assert found["x"].to_list() == [None]

    def test_of_two_equally_good_offers_none_is_made(self, tmp_path):
        def known(*postcodes: str):
            rows = [f'"{postcode}",10,1000,2000,"","","","","",""\n' for postcode in postcodes]
            (tmp_path / "e.csv").write_text("".join(rows))
            return read_gazetteer([tmp_path / "e.csv"])

        assert known("E1O 1AA").suggest("EIO 1AA") == "E1O 1AA"
        assert known("E1O 1AA", "E10 1AA").suggest("EIO 1AA") == "E1O 1AA"  # one slip is likelier than two
        assert known("E1O 1AA", "EI0 1AA").suggest("EIO 1AA") is None

    def test_without_files_nothing_is_found(self):
        assert read_gazetteer([]) is EMPTY
        assert EMPTY.locate(["SE1 7PB"])["found"].to_list() == [False]
        assert EMPTY.suggest("SEI 7PB") is None
        assert EMPTY.locate([]).height == 0

    def test_another_table_is_refused(self, tmp_path):
        (tmp_path / "other.csv").write_text("name,easting\nLibrary,531000\n")
        with pytest.raises(BoundaryError, match=r"other\.csv is not a postcode file"):
            read_gazetteer([tmp_path / "other.csv"])
        with pytest.raises(BoundaryError, match="no postcode file"):
            read_gazetteer([tmp_path / "none.csv"])

    def test_the_published_mistake_of_an_essex_centre(self, real_data):
        """The postcode "CM2-1HP" stands in the published list of centres; the true one is CM20 1HP."""
        essex = read_gazetteer([real_data / "postcodes/codepoint_open_2026/cm.csv.gz"])
        found = essex.locate(["CM2-1HP", "CM20 1HP", "CM201NA"])
        assert found["found"].to_list() == [False, True, True]
        assert found["suggestion"].to_list() == [None, None, None]


class TestPopulation:
    def write(self, path: Path, text: str) -> Path:
        path.write_text(text, encoding="utf-8-sig")
        return path

    @pytest.mark.parametrize(
        "header",
        [
            "WD25CD,usual_residents_2021",
            "ward_code,population",
            "GSS_CODE,Residents",
            "WD11CD,All usual residents",
            "geography code,Age: Total",
        ],
    )
    def test_by_ward(self, tmp_path, header):
        path = self.write(tmp_path / "p.csv", f'{header}\nE05000001,9000\nE05000002,"8,500"\n')
        assert read_population(path) == {"E05000001": 9000, "E05000002": 8500}

    def test_by_census_area_through_the_lookup(self, tmp_path):
        path = self.write(
            tmp_path / "p.csv",
            "date,geography,geography code,Age: Total\n"
            "2021,a,E01000001,1000\n2021,b,E01000002,500\n2021,c,E01000003,7\n2021,elsewhere,E01999999,1\n",
        )
        lookup = self.write(
            tmp_path / "l.csv",
            "LSOA21CD,WD24CD,LAD24CD\nE01000001,W1,L\nE01000002,W1,L\nE01000003,W2,L\n",
        )
        assert read_population(path, lookup=lookup) == {"W1": 1500, "W2": 7}
        with pytest.raises(BoundaryError, match="Name an LSOA-to-ward lookup"):
            read_population(path)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("WD25CD,households\nE05000001,1\n", "no column of residents"),
            ("name,population\nAbbey,1\n", "no column of ward codes"),
            ("WD25CD,population\nE05000001,1\nE05000001,2\n", "E05000001 is listed twice"),
            ("WD25CD,population\nE05000001,1\nE05000002,many\n", "row 3, column 'population'"),
            ("WD25CD,population\nE05000001,-4\n", "row 2"),
            ("WD25CD,population\nE05000001,\n", "row 2"),
        ],
    )
    def test_what_cannot_be_used(self, tmp_path, text, words):
        with pytest.raises(BoundaryError, match=words):
            read_population(self.write(tmp_path / "p.csv", text))

    def test_census_2021_adds_up_to_england_and_wales(self, real_data):
        lookup = next((real_data / "boundaries/lookups").glob("LSOA*2025*.csv.gz"))
        by_ward = read_population(
            real_data / "population/census2021/census2021-ts007a-lsoa.csv.gz", lookup=lookup
        )
        published = read_population(real_data / "areas/population_census2021_by_ward2025.csv")
        assert abs(sum(by_ward.values()) - 59_597_611) < 1000  # small counts are perturbed
        assert all(by_ward[ward] == pytest.approx(n, abs=20) for ward, n in published.items())


class TestLookup:
    def test_the_published_ones(self, real_data):
        folder = real_data / "boundaries/lookups"
        wards = read_lookup(next(folder.glob("Ward_to*")))
        assert wards.vintage == "2023" and not wards.ward_of_lsoa
        assert sum(a == "E09000028" for a in wards.authority_of.values()) == 23
        areas = read_lookup(next(folder.glob("LSOA*2024*")))
        assert areas.vintage == "2024" and len(areas.ward_of_lsoa) == 35_672

    def test_another_table_is_refused(self, tmp_path):
        (tmp_path / "l.csv").write_text("WD24CD,name\nE05000001,Abbey\n")
        with pytest.raises(BoundaryError, match="not a lookup we can use"):
            read_lookup(tmp_path / "l.csv")
