"""Lists of reporting centres: placed, checked, and honest about what nobody knows."""

import csv
from datetime import date
from pathlib import Path

import pytest

from boundaries.postcodes import read_gazetteer
from ingest.centres.list import COLUMNS, read_centres
from ingest.errors import IngestError

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real public data are not at {DATA.name}/")

LIST = """\
name,kind,postcode,easting,northing,status,strands,opening,languages,step_free,last_checked,listed
Lighthouse Advice,advice,ZZ1 1AA,,,open,all,Mon 10:00-16:00,English; Urdu,yes,2025-09-14,yes
Harbour House,community,zz11ab,,,Closed 2023,religion; race,,,no,,
Gull Room,,ZZI 1AA,,,,disability; juggling,,,,,no
Ex Ferry Office,,,572500,462500,,,,,,,
,,ZZ1 1AA,,,open,,,,,,
"""


@pytest.fixture
def centres(tmp_path, gazetteer, policy):
    (tmp_path / "centres.csv").write_text(LIST, encoding="utf-8")
    return read_centres(tmp_path / "centres.csv", gazetteer=gazetteer, policy=policy)


def test_every_centre_with_a_name_is_listed(centres):
    frame, notes = centres
    assert list(frame.columns) == list(COLUMNS)
    assert frame["name"].tolist() == ["Lighthouse Advice", "Harbour House", "Gull Room", "Ex Ferry Office"]
    assert "Row 6: no name; the row is left out." in notes


def test_open_is_only_what_somebody_said_is_open(centres):
    assert centres[0]["status"].tolist() == ["open", "closed", "unknown", "closed"]


def test_places_come_from_metres_or_a_postcode_that_exists(centres):
    frame, notes = centres
    assert frame["x"].fillna(-1).tolist() == [572_100, 572_900, -1, 572_500]
    assert frame["postcode_ok"].tolist() == [True, True, False, False]
    assert "Row 4, Gull Room: there is no postcode ZZI 1AA. Did you mean ZZ1 1AA?" in notes
    assert "Row 4, Gull Room: no place is known, so it is not on the map. Add a postcode." in notes


def test_what_a_centre_offers(centres):
    frame, notes = centres
    assert frame["strands"].tolist() == ["", "race;religion", "disability", ""]
    assert "Row 4, Gull Room: part of its specialism is not one of the strands." in notes
    assert frame["step_free"].tolist() == [True, False, None, None]
    assert frame["checked"].tolist() == [date(2025, 9, 14), None, None, None]
    assert frame["listed"].tolist() == [True, True, False, True]
    assert frame["languages"].tolist() == ["English; Urdu", "", "", ""]


def test_a_list_without_names_is_refused(tmp_path, policy):
    (tmp_path / "odd.csv").write_text("colour,shape\nred,round\n", encoding="utf-8")
    with pytest.raises(IngestError, match="no column of names"):
        read_centres(tmp_path / "odd.csv", gazetteer=None, policy=policy)


@needs_data
def test_essex_as_published(policy):
    gazetteer = read_gazetteer([DATA / "postcodes" / "codepoint_open_2026" / "cm.csv.gz"])
    path = DATA / "reporting_centres" / "hirc_essex" / "hirc_essex_excerpt.csv"
    frame, notes = read_centres(path, gazetteer=gazetteer, policy=policy)
    assert len(frame) == 5 and frame["status"].tolist() == ["unknown"] * 5
    assert frame["postcode_ok"].tolist() == [False, True, True, False, False]
    assert frame["x"].notna().tolist() == [False, True, True, False, False]
    assert any("CM2-1HP" in note and "CM20 1HP" in note for note in notes)


@needs_data
def test_venues_of_the_five_areas(policy):
    path = DATA / "areas" / "venues_five_areas.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame, _ = read_centres(path, gazetteer=None, policy=policy)
    assert frame["x"].tolist() == [round(float(line["easting"])) for line in rows]
    assert (
        (frame["status"] == "closed").sum() == sum(line["status"].startswith("closed") for line in rows) == 13
    )
