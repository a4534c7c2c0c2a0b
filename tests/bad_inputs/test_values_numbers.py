"""Bad numbers: counts of returns, references, and rows that come twice."""

from datetime import date

import pytest

from ingest.aggregate import AGGREGATE, NOT_INCIDENTS, looks_like_aggregate, read_aggregate
from ingest.errors import FileRefused
from ingest.format import load_formats

COLUMNS = {"reference": "Ref", "occurred": "When", "strands": "Why", "category": "What"}


def row(ref="R1", when="13/05/2025", what="Graffiti"):
    return {"Ref": ref, "When": when, "Why": "Race", "What": what}


@pytest.fixture
def counts(make_table, policy, wren):
    """Read a table of counts."""

    def read(*rows):
        today = date(2026, 1, 31)
        return read_aggregate(
            make_table(list(rows)), policy=policy, study_area=wren, agency="Housing", today=today
        )

    return read


def line(count, ward="Quayside", month="Apr 2024", strand="Race"):
    return {"Ward": ward, "Month": month, "Strand": strand, "Count": count}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("-3", "a count cannot be negative", marks=pytest.mark.bad_input("B118")),
        pytest.param("1e308", "not a possible count", marks=pytest.mark.bad_input("B119")),
        pytest.param("inf", "not a possible count", marks=pytest.mark.bad_input("B119")),
        pytest.param("-Infinity", "not a possible count", marks=pytest.mark.bad_input("B119")),
        ("−3", "a count cannot be negative"),
        ("(3)", "a count cannot be negative"),
        ("3.5", "a count is a whole number"),
        ("3,5", "the comma is in no place for thousands"),
        ("12,34", "the comma is in no place for thousands"),
        ("1e3", "not a possible count"),
        ("99999999999", "not a possible count"),
        ("£5", "an amount of money is not a count"),
        ("5%", "a percentage is not a count"),
        ("three", "not a count; write it in figures"),
        ("5+", "not a count; write it in figures"),
        ("about 5", "not a count; write it in figures"),
        ("#REF!", "a spreadsheet error"),
        ("Invented Person", "not a count"),
    ],
)
def test_a_count_that_cannot_be_is_set_aside(counts, text, reason):
    read = counts(line(text), line("4", month="May 2024"))
    assert read.set_aside.select("row", "column", "value").rows() == [(2, "Count", None)]
    assert read.set_aside["reason"][0].startswith("Row 2: ") and reason in read.set_aside["reason"][0]
    assert "Invented" not in read.set_aside.write_csv()
    assert read.frame["count"].to_list() == [4] and (read.read, read.kept) == (2, 1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("1,234", 1234, marks=pytest.mark.bad_input("B121")),
        ("1 234", 1234),
        ("1234", 1234),
        ("12.0", 12),
        ("٣", 3),
        ("３", 3),
        ("007", 7),
        ("+4", 4),
        ("0", 0),
        ("nil", 0),
    ],
)
def test_counts_as_people_write_them(counts, text, count):
    read = counts(line(text))
    assert read.frame.select("count", "fewer_than").row(0) == (count, None)


@pytest.mark.parametrize(
    ("text", "below"),
    [
        pytest.param("<5", 5, marks=pytest.mark.bad_input("B122")),
        pytest.param("*", 5, marks=pytest.mark.bad_input("B122")),
        ("< 5", 5),
        ("<10", 10),
        ("≤4", 5),
        ("fewer than 10", 10),
        ("less than 5", 5),
        ("1-4", 5),
        ("0 to 4", 5),
        ("[c]", 5),
        ("suppressed", 5),
    ],
)
def test_a_count_that_the_sender_hid_is_never_nought(counts, text, below):
    read = counts(line(text))
    assert read.frame.select("count", "fewer_than").row(0) == (None, below)
    assert any(
        "suppressed at source; kept as 'fewer than' a number, never as 0" in note for note in read.notes
    )


@pytest.mark.parametrize("text", [None, "-", "..", "N/A", "not available", "[x]"])
def test_a_count_that_nobody_gave_is_missing_and_never_nought(counts, text):
    read = counts(line(text), line("2", month="May 2024"))
    assert read.frame.select("count", "fewer_than").rows() == [(None, None), (2, None)]
    assert any("kept as not given, never as 0" in note for note in read.notes)


def test_a_long_table_names_area_time_and_strand(counts):
    read = counts(line("3", "E99000002", "Q1 2024/25", "Faith"), line("4", "Total", "2024/25", "All"))
    assert dict(read.frame.schema) == AGGREGATE
    assert read.frame.drop("row", "kind", "fewer_than").rows() == [
        ("E99000002", "Hilltop", date(2024, 4, 1), date(2024, 6, 30), "religion", 3),
        (None, None, date(2024, 4, 1), date(2025, 3, 31), None, 4),
    ]


def test_months_as_columns(counts):
    read = counts({"Ward": "Quayside", "Strand": "Race", "Apr-24": "3", "May-24": "<5", "Jun-24": None})
    assert read.frame.select("row", "period_from", "count", "fewer_than").rows() == [
        (2, date(2024, 4, 1), 3, None),
        (2, date(2024, 5, 1), None, 5),
    ]
    assert (read.read, read.kept) == (1, 1)


def test_strands_as_columns_with_their_total(counts):
    read = counts(
        {"Ward code": "E99000001", "Month": "2024-04", "Race": "3", "Homophobic": "0", "Total": "3"}
    )
    assert read.frame.select("strand", "count").rows() == [("race", 3), ("sexual_orientation", 0), (None, 3)]


def test_a_wide_row_with_one_bad_cell_is_set_aside_whole(counts):
    read = counts(
        {"Ward": "Quayside", "Apr 2024": "3", "May 2024": "-1"},
        {"Ward": "Hilltop", "Apr 2024": "3", "May 2024": "1"},
    )
    assert read.set_aside.select("row", "column").rows() == [(2, "May 2024")]
    assert set(read.frame["row"]) == {3}


@pytest.mark.parametrize(
    ("ward", "month", "strand", "reason", "column"),
    [
        ("Quaysid", "Apr 2024", "Race", "Did you mean Quayside?", "Ward"),
        ("Atlantis", "Apr 2024", "Race", "no ward of this name or code", "Ward"),
        ("Quayside", "Q1 2024", "Race", "the calendar year or of the financial year?", "Month"),
        ("Quayside", "2024/26", "Race", "neither a month nor a financial year", "Month"),
        ("Quayside", "Apr 2027", "Race", "has not begun yet", "Month"),
        ("Quayside", None, "Race", "no period is given", "Month"),
        ("Quayside", "Apr 2024", "Weather", "not a strand we know", "Strand"),
    ],
)
def test_a_row_of_counts_about_nothing_that_is_known_is_set_aside(
    counts, ward, month, strand, reason, column
):
    read = counts(line("3", ward, month, strand), line("1"))
    assert read.set_aside.select("row", "column").rows() == [(2, column)]
    assert reason in read.set_aside["reason"][0]


def test_the_same_count_twice_is_one_and_another_count_is_set_aside(counts):
    read = counts(line("3"), line("3"), line("4"))
    assert (read.read, read.kept, read.duplicates, read.set_aside.height) == (3, 1, 1, 1)
    assert "rows 2 and 4 are for the same area, time and strand" in read.set_aside["reason"][0]


def test_a_table_without_a_time_or_a_count_is_refused_in_words(counts):
    with pytest.raises(FileRefused, match="No column says which month"):
        counts({"Ward": "Quayside", "Count": "3"})
    with pytest.raises(FileRefused, match="No column holds a count"):
        counts({"Ward": "Quayside", "Month": "Apr 2024"})


@pytest.mark.parametrize(
    "columns",
    [
        ("Ward", "Month", "Strand", "Count"),
        ("WD24CD", "WD24NM", "Quarter", "Number of incidents"),
        ("Ward", "Apr 2024", "May 2024", "Jun 2024"),
        ("Month", "Race", "Religion", "Disability", "Total"),
        ("Area", "Year", "Hate crimes"),
    ],
)
def test_a_table_of_counts_is_known_by_its_columns(columns):
    assert looks_like_aggregate(columns)


@pytest.mark.parametrize(
    "columns",
    [
        ("Ref", "Date", "Ward", "Race", "Religion", "Disability"),
        ("Case No", "Month", "Ward", "Strand", "Number"),
        ("Date", "Time", "Postcode", "Motivation"),
        ("Ward", "Date", "Category", "Strand"),
        *(format.used for format in load_formats().values()),
    ],
)
def test_a_file_of_incidents_is_not_one(columns):
    assert not looks_like_aggregate(columns)


def test_a_table_of_counts_sent_as_incidents_is_refused_in_words(take_in):
    with pytest.raises(FileRefused, match="This is a table of counts, not of incidents") as refused:
        take_in([line("3"), line("4")], {"occurred": "Month", "ward": "Ward", "strands": "Strand"})
    assert str(refused.value) == NOT_INCIDENTS


@pytest.mark.parametrize(
    "text",
    [pytest.param("00123", marks=pytest.mark.bad_input("B124")), "000", "7/2024", "ABC-1", "é-1", "🙂1"],
)
def test_references_stay_as_they_are(take_in, all_kept, text):
    prepared = take_in([row(text), row("R2")], COLUMNS)
    all_kept(prepared)
    assert prepared.incidents["reference"].to_list() == [text, "R2"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "1.23E+15",
            "the reference was cut by a spreadsheet (like 1.23E+15). Format the column as text.",
            marks=pytest.mark.bad_input("B125"),
        ),
        ("1,23E+15", "was cut by a spreadsheet"),
        ("QQ123456C", "looks like a National Insurance number"),
        ("AB 12 34 56 C", "looks like a National Insurance number"),
        ("12/03/1984", "looks like a date, perhaps of birth"),
        ("1984-03-12", "looks like a date, perhaps of birth"),
        ("a.person@example.org", "looks like an e-mail address"),
        ("07700 900123", "looks like a telephone number"),
        ("Invented Person", "looks like a name or free text"),
        ("rang about an invented neighbour", "looks like a name or free text"),
        ("#N/A", "looks like a spreadsheet error"),
        ("x" * 200, "looks like a name or free text"),
    ],
)
def test_a_reference_that_is_none_is_set_aside_and_not_repeated(take_in, only_set_aside, text, reason):
    prepared = take_in([row(text), row("R2"), row("R3")], COLUMNS)
    only_set_aside(prepared, 2, reason, "Ref")
    left = prepared.incidents.write_csv() + prepared.set_aside.write_csv() + " ".join(prepared.notes)
    assert text not in left or text == "1.23E+15"


def test_a_whole_column_of_such_references_is_not_used(take_in, all_kept):
    prepared = take_in([row("a@example.org"), row("b@example.org"), row("R3")], COLUMNS)
    all_kept(prepared, "2 cells are not references (each an e-mail address), so the column is not used")
    assert prepared.incidents["reference"].str.starts_with("made:").all()


def test_a_column_that_a_program_made_numbers_of_is_mended(take_in, all_kept):
    prepared = take_in([row("123.0"), row("124.0"), row(None)], COLUMNS)
    all_kept(prepared, "2 references like 123.0 read as 123.")
    assert prepared.incidents["reference"].to_list()[:2] == ["123", "124"]


@pytest.mark.parametrize("twin", ["ab-001", "AB 001", "AB001", "AB_001"])
def test_references_that_differ_in_nothing_that_a_person_notices_are_said(take_in, all_kept, twin):
    prepared = take_in([row("AB-001"), row(twin)], COLUMNS)
    all_kept(prepared, "1 reference differs from another only in case, spaces, signs or noughts in front")


def test_noughts_in_front_are_said_too(take_in, all_kept):
    all_kept(take_in([row("00123"), row("123")], COLUMNS), "noughts in front; kept as different incidents")


@pytest.mark.bad_input("B127")
def test_the_same_row_twice_is_one(take_in):
    prepared = take_in([row(), row("R2"), row()], COLUMNS)
    assert (prepared.incidents.height, prepared.duplicates, prepared.set_aside.height) == (2, 1, 0)
    assert "1 row repeats another exactly; one kept (row 4 repeats row 2)." in prepared.notes


@pytest.mark.bad_input("B128")
def test_the_same_reference_with_other_content_is_set_aside(take_in, only_set_aside):
    prepared = take_in([row(), row("R2"), row(what="Threats")], COLUMNS)
    only_set_aside(prepared, 4, "rows 2 and 4 share a reference and differ", "Ref")


@pytest.mark.bad_input("B130")
def test_the_reference_of_one_agency_is_not_that_of_another(make_table, policy, wren, gazetteer):
    from ingest.format import Format
    from ingest.prepare import prepare

    keys = set()
    for agency in ("Housing", "Police"):
        prepared = prepare(
            make_table([row("R1", what=agency)]), Format.by_hand(columns=COLUMNS, source="council"),
            policy=policy, gazetteer=gazetteer, study_area=wren, agency=agency, today=date(2026, 1, 31),
        )  # fmt: skip
        keys |= set(prepared.incidents.select("agency", "reference").rows())
    assert keys == {("Housing", "R1"), ("Police", "R1")}


@pytest.mark.bad_input("B131")
@pytest.mark.parametrize("text", [None, "  ", "N/A", "unknown", "-", "none"])
def test_a_row_without_a_reference_gets_one_that_a_resend_will_match(take_in, all_kept, text):
    first, again = (take_in([row("R1"), row(text, what="Threats")], COLUMNS) for _ in range(2))
    all_kept(first, "1 row has no reference; one was made from the content, so a re-send will match.")
    assert first.incidents["reference"].to_list() == again.incidents["reference"].to_list()
