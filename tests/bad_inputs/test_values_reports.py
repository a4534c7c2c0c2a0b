"""Bad values in files of community reports: the row is set aside, and the reason says how to put it right."""

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from boundaries.study_area import StudyArea, make_study_area
from boundaries.wards import WardFile
from ingest.entries import PreparedEntries
from ingest.policy import Policy, load_policy
from ingest.read import read_bytes
from ingest.reader_process import read_file
from ingest.reports.file import HEADERS, prepare_reports

GOOD = {
    "reference": "K{row}",
    "observed_from": "01/09/2026",
    "ward": "Bermondsey",
    "seen": "People say that they are stared at in the market.",
    "strands": "Race",
    "experience": "Experienced",
    "severity": "2",
    "grading": "2BP",
    "source_type": "Ward panel",
}


@pytest.fixture(scope="module")
def town() -> StudyArea:
    columns = {"ward": ["E99000001"], "name": ["Bermondsey"], "authority": ["E99"]}
    shape = shapely.box(570_000, 460_000, 575_000, 465_000)
    frame = gpd.GeoDataFrame(columns, geometry=[shape], crs=27700)
    return make_study_area(WardFile(frame, "2024", ()), name="Wren")


@pytest.fixture(scope="module")
def five_levels(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    levels = "".join(
        f'[[severity_scale]]\nnumber = {n}\nname = "Level {n}"\nmeaning = "Step {n} of five."\n'
        for n in range(1, 6)
    )
    weights = "[tension.weights.severity]\n" + "".join(f"{n} = {n / 2}\n" for n in range(1, 6))
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    path.write_text(
        f'extends = "default"\nversion = "W1"\nvalid_from = 2026-01-01\n{levels}{weights}', encoding="utf-8"
    )
    return load_policy(path)


@pytest.fixture
def take(five_levels: Policy, town: StudyArea, tmp_path: Path) -> Any:
    """Write a file in which one row is bad, and read it; `walls` reads it in a child, as any that is sent."""

    def prepared(row: int, *, walls: bool = False, **bad: str) -> PreparedEntries:
        fields = list({**GOOD, **bad})
        lines = [",".join(HEADERS[field][0] for field in fields)]
        for number in range(2, row + 1):
            said = {**GOOD, **(bad if number == row else {})}
            lines.append(
                ",".join(f'"{said.get(field, "")}"'.replace("{row}", str(number)) for field in fields)
            )
        path = tmp_path / "reports.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        table = read_file(path) if walls else read_bytes(path.read_bytes())
        return prepare_reports(table, policy=five_levels, study_area=town, today=date(2026, 11, 22))

    return prepared


def reason(prepared: PreparedEntries) -> str:
    (aside,) = prepared.set_aside.to_dicts()
    assert prepared.read == len(prepared.entries) + 1
    return str(aside["reason"])


@pytest.mark.bad_input("B115")
def test_a_level_beyond_the_scale(take) -> None:
    prepared = take(3, walls=True, severity="6")
    assert reason(prepared) == "Row 3: level 6; the scale is 1 to 5."
    assert prepared.set_aside["column"][0] == "Severity"


@pytest.mark.bad_input("B116")
def test_a_grading_outside_the_grid(take) -> None:
    prepared = take(4, grading="Z9")
    assert reason(prepared).startswith("Row 4: grading 'Z9' is not known.")
    assert prepared.set_aside["column"][0] == "Grading"


@pytest.mark.bad_input("B113")
def test_a_ward_misspelt(take) -> None:
    assert reason(take(6, ward="Bermondsy")) == "Row 6: no ward 'Bermondsy'. Did you mean Bermondsey?"


@pytest.mark.bad_input("B125")
def test_a_reference_cut_by_a_spreadsheet(take) -> None:
    assert reason(take(7, reference="1.23E+15")).startswith("Row 7: the reference was cut")


@pytest.mark.bad_input("B107")
def test_spaces_and_case_do_not_count(take) -> None:
    prepared = take(
        3, ward="  bermondsey\u00a0ward ", strands="RACE ", experience="experienced ", grading=" 2b p"
    )
    assert prepared.set_aside.is_empty()


@pytest.mark.bad_input("B124")
def test_leading_zeros_stay(take) -> None:
    assert take(2, reference="00123").entries[0].values["reference"] == "00123"


@pytest.mark.bad_input("B145")
def test_a_name_is_kept_out_of_sight_and_a_number_is_refused(take) -> None:
    prepared = take(3, seen="A man called Peter Jones shouted at people in the market.")
    assert prepared.entries[1].values["needs_check"]
    assert "hidden from everyone but your agency until checked" in prepared.notes[0]
    assert "a National Insurance number" in reason(take(3, seen="He gave AB 12 34 56 C when he was asked."))


@pytest.mark.bad_input("B140")
@pytest.mark.parametrize(
    "text", ["![x](http://host/p.png) was pasted", ":material/home: and $latex$ and =1+1"]
)
def test_markup_is_only_text(take, text: str) -> None:
    assert take(2, seen=text).entries[0].values["seen"] == text


@pytest.mark.parametrize("level", ["0", "-1", "6", "1000", "2.5", "1e1", "inf", "NaN", "high", "٦"])
def test_other_levels_that_are_none(take, level: str) -> None:
    assert "the scale is 1 to 5." in reason(take(3, severity=level))


@pytest.mark.parametrize("level", ["3", "3.0", "level 3", "3 - serious", "٣", "Level 3"])
def test_other_ways_to_write_a_level(take, level: str) -> None:
    assert take(2, severity=level).entries[0].values["severity"] == 3


@pytest.mark.parametrize("grading", ["2F", "0A", "4A", "2BX", "AB", "22", "2", "B", "high", "2B2B", "P2B"])
def test_other_gradings_that_are_none(take, grading: str) -> None:
    assert "not known" in reason(take(3, grading=grading))


@pytest.mark.parametrize("grading", ["B24", "A11", "E 4 5", "C/3/2"])
def test_gradings_of_the_older_system_are_explained(take, grading: str) -> None:
    assert "older 5x5x5" in reason(take(3, grading=grading))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"observed_from": "31/09/2026"}, "is not a date"),
        ({"observed_from": "05/01/2062"}, "has not happened yet"),
        ({"observed_from": "01/01/2026", "observed_to": "30/09/2026"}, "273 days; one report covers 92"),
        ({"experience": "expereinced"}, "Did you mean Experienced?"),
        ({"strands": "None of your business"}, "not a strand we know"),
        ({"place": "14 Tooley Street"}, "reads like a house number"),
        ({"handling": "P", "condition": "Not for partners"}, "that is handling C"),
        ({"grading": "2BC"}, "handling C needs its condition"),
        ({"source_type": "Jane Example"}, "not a source we know"),
        ({"review_by": "01/01/2031"}, "later than the 1 year of the policy"),
        ({"seen": "It was bad"[:9]}, "9 characters; write 10 to 600"),
    ],
)  # fmt: skip
def test_more_of_the_kind(take, bad: dict[str, str], words: str) -> None:
    said = reason(take(5, **bad))
    assert said.startswith("Row 5: ")
    assert words in said
    assert "Jane" not in said
    assert "Tooley" not in said
