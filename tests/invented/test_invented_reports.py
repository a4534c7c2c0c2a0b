"""The demo's community reports: careful, of every grade, the same each time, with known things planted."""

import json
from datetime import date
from pathlib import Path

import pytest

from boundaries.study_area import make_study_area
from boundaries.wards import read_wards
from ingest.entries import Entry
from ingest.invented.reports import REPORT_TRUTHS, make_report_files
from ingest.policy import load_policy
from ingest.reader_process import read_file
from ingest.reports.file import prepare_reports

WARDS = ["Quarrel Hill", "Lantern Sands", "Osier Bank", "Capstan", "Corngate"]
LATEST = date(2026, 10, 31)
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("reports")
    make_report_files(place, WARDS, seed=7, latest_day=LATEST)
    return place


@pytest.fixture(scope="module")
def reports(folder: Path, demo) -> dict[tuple[str, str], Entry]:
    """Read by the ordinary door, in the demo's own borough."""
    policy, found = load_policy(), {}
    borough = make_study_area(read_wards(demo.borough / "wards.geojson"), name="Wrenmouth")
    for path, agency in make_report_files(folder, WARDS, seed=7, latest_day=LATEST):
        prepared = prepare_reports(read_file(path), policy=policy, study_area=borough, today=TODAY)
        assert prepared.set_aside.is_empty()
        found |= {(agency, entry.values["reference"]): entry for entry in prepared.entries}
    return found


def planted(folder: Path, what: str, reports: dict[tuple[str, str], Entry]) -> list[Entry]:
    truths = json.loads((folder / REPORT_TRUTHS).read_text(encoding="utf-8"))
    return [reports[each["agency"], each["reference"]] for each in truths["planted"][what]]


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    make_report_files(tmp_path, WARDS, seed=7, latest_day=LATEST)
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_a_year_of_reports_of_every_kind(reports) -> None:
    said = [entry.values for entry in reports.values()]
    assert len(said) == 120
    assert {each["information_grade"] for each in said} == set("ABCDE")
    assert {each["source_grade"] for each in said} == {1, 2, 3}
    assert len({each["source_type"] for each in said}) == 7
    assert {each["experience"] for each in said} == {"experienced", "evidenced", "potential"}
    assert 8 <= sum(each["handling"] == "C" for each in said) <= 30
    assert 10 <= sum(each["review_by"] < TODAY for each in said) <= 60
    assert min(each["observed_to"] for each in said) > date(2025, 10, 31)


def test_independent_sources_tell_of_the_emerging_place(folder: Path, reports) -> None:
    told = [entry.values for entry in planted(folder, "emerging", reports)]
    assert len({each["ward"] for each in told}) == 1
    assert {each["strands"] for each in told} == {"race;religion"}
    assert {"key_individual_network", "third_party_centre", "school"} <= {
        each["source_type"] for each in told
    }
    assert min(each["observed_to"] for each in told) > date(2026, 8, 3)


def test_one_source_tells_the_same_again_and_again(folder: Path, reports) -> None:
    told = [entry.values for entry in planted(folder, "one source that repeats itself", reports)]
    assert len(told) == 6
    assert {(each["source_type"], each["is_anonymous"], each["information_grade"]) for each in told} == {
        ("online", True, "D")
    }


def test_one_report_must_be_looked_at(folder: Path, reports) -> None:
    (one,) = planted(folder, "needs check", reports)
    assert one.values["needs_check"]
    assert sum(entry.values["needs_check"] for entry in reports.values()) == 1
