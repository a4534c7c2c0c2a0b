"""A file of community reports: recognised by its columns, every row accounted for, none of it a surprise."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.entries import PreparedEntries
from ingest.errors import FileRefused
from ingest.format import load_formats, recognise
from ingest.reader_process import read_file
from ingest.reports.file import HEADERS, SAMPLE, is_report_file, prepare_reports
from ingest.reports.report import NO_HANDLING
from ingest.table import Table

TODAY = date(2026, 11, 22)
ROW = {
    "Reference": "K1",
    "Observed from": "01/09/2026",
    "Ward": "Quayside",
    "What was seen": "Passengers say that they are stared at after school.",
    "Strand": "Religion",
    "Experience": "Experienced",
    "Severity": "2",
    "Grading": "2BP",
    "Source": "Ward panel",
}


@pytest.fixture
def take(policy, wren, make_table):
    def prepared(*rows: dict[str, str | None]) -> PreparedEntries:
        table = make_table([{**ROW, **row} for row in rows])
        return prepare_reports(table, policy=policy, study_area=wren, today=TODAY)

    return prepared


def test_the_sample_file_is_taken_in_whole(policy, wren) -> None:
    table = read_file(SAMPLE)
    assert is_report_file(table.frame.columns)
    prepared = prepare_reports(table, policy=policy, study_area=wren, today=TODAY)
    assert (prepared.read, len(prepared.entries), prepared.set_aside.height) == (3, 3, 0)
    assert prepared.notes == ()
    first, second, third = (entry.values for entry in prepared.entries)
    assert (first["reference"], first["observed_to"], first["strands"]) == (
        "KIN-041",
        date(2026, 9, 14),
        "religion",
    )
    assert (second["review_by"], second["community"]) == (date(2027, 3, 31), "People seeking asylum")
    assert (third["handling"], third["condition"]) == ("C", "Police and youth service only.")
    assert third["is_anonymous"] is True


def test_the_sample_has_the_shipped_headers() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    shipped = [
        names[0] for field, names in HEADERS.items() if field not in ("source_grade", "information_grade")
    ]
    assert header == shipped


def test_a_file_of_incidents_is_no_file_of_reports(formats) -> None:
    for how in formats.values():
        assert not is_report_file([*how.recognise, *how.used])
    assert recognise(pl.read_csv(SAMPLE).columns, load_formats()) is None


def test_other_headers_are_known_and_other_columns_are_left_at_the_door(policy, wren, make_table) -> None:
    row = {
        "Ref": "K1", "Date": "1-14 September 2026", "Area": "hilltop ward",
        "Information": ROW["What was seen"], "Characteristic": "Race", "EEP": "potential", "Level": "1",
        "Source evaluation": "2",
        "Information evaluation": "C", "Handling code": "P", "Who reports": "KIN", "Reporter": "Anna Example",
    }  # fmt: skip
    assert is_report_file(list(row))
    prepared = prepare_reports(make_table([row]), policy=policy, study_area=wren, today=TODAY)
    (entry,) = prepared.entries
    said = entry.values
    assert (said["observed_from"], said["observed_to"]) == (date(2026, 9, 1), date(2026, 9, 14))
    assert (said["ward"], said["source_type"]) == ("E99000002", "key_individual_network")
    assert "Columns not read and not kept: Reporter." in prepared.notes
    assert "Anna" not in str(entry)


def test_a_row_with_something_wrong_is_set_aside_with_all_that_is_wrong(take) -> None:
    prepared = take({}, {"Reference": "K2", "Severity": "9", "Ward": "Quaysde", "What was seen": None})
    (aside,) = prepared.set_aside.to_dicts()
    assert (aside["row"], aside["column"], aside["value"]) == (3, "Ward", None)
    assert aside["reason"] == (
        "Row 3: no ward 'Quaysde'. Did you mean Quayside? Also 'What was seen': say what was seen or heard, "
        "in 10 to 600 characters. Also 'Severity': level 9; the scale is 1 to 4."
    )


def test_a_day_that_is_none_is_said_once(take) -> None:
    (aside,) = take({"Observed from": "31/02/2026"}).set_aside.to_dicts()
    assert (aside["column"], aside["reason"]) == ("Observed from", "Row 2: 31/02/2026 is not a date.")
    (aside,) = take({"Observed from": "01/12/2026"}).set_aside.to_dicts()
    assert aside["reason"] == "Row 2: 01/12/2026 has not happened yet."


def test_likely_names_are_kept_out_of_sight_and_told(take) -> None:
    prepared = take({"What was seen": "A man called John Smith shouted at people in the market."})
    (entry,) = prepared.entries
    assert entry.values["needs_check"]
    note = prepared.notes[0]
    assert note.startswith("Row 2: possible personal details in what was seen")
    assert "Smith" not in note


def test_identifiers_set_a_row_aside_and_are_not_repeated(take) -> None:
    (aside,) = take({"What was seen": "Ring 07700 900123 about the shouting."}).set_aside.to_dicts()
    assert "a telephone number at characters 6 to 17" in aside["reason"]
    assert "900123" not in str(aside)


def test_what_was_worked_out_is_no_part_of_what_the_file_says(take) -> None:
    (entry,) = take({}).entries
    assert entry.defaults == {"review_by": date(2027, 11, 22)}
    (entry,) = take({"Review by": "01/03/2027"}).entries
    assert (entry.values["review_by"], entry.defaults) == (date(2027, 3, 1), {})


def test_a_row_without_a_handling_code_is_kept_with_a_condition(take) -> None:
    prepared = take({"Grading": "2B"})
    assert prepared.entries[0].values["condition"] == NO_HANDLING
    assert any("1 row has no handling code: kept as C" in note for note in prepared.notes)


def test_rows_without_a_reference_are_known_by_their_content(take) -> None:
    one, two = (take({"Reference": None}).entries[0].values["reference"] for _ in range(2))
    assert one == two
    assert one.startswith("made:")


def test_repeats_are_counted_and_contradictions_set_aside(take) -> None:
    prepared = take({}, {}, {"Severity": "3"})
    assert (len(prepared.entries), prepared.duplicates, prepared.set_aside.height) == (1, 1, 1)
    assert "rows 2 and 4 share a reference and differ" in prepared.set_aside["reason"][0]


def test_an_empty_file_is_no_mistake(policy, wren, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text(SAMPLE.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    prepared = prepare_reports(read_file(path), policy=policy, study_area=wren, today=TODAY)
    assert (prepared.read, prepared.entries) == (0, ())


def test_a_file_without_a_needed_column_is_refused(policy, wren) -> None:
    frame = pl.DataFrame({"What was seen": ["x"], "Grading": ["2B"], "Experience": ["Potential"],
                          "Severity": ["1"]})  # fmt: skip
    with pytest.raises(FileRefused, match="not found: Observed from, Source"):
        prepare_reports(Table(frame, pl.Series([2])), policy=policy, study_area=wren, today=TODAY)
