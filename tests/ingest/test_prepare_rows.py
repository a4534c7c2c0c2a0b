"""Rows become incidents: what is kept, what is set aside, what is said."""

import polars as pl
import pytest

from ingest.errors import FileRefused, IngestError
from ingest.incident import INCIDENT
from ingest.table import Table

PLAIN = {"occurred": "When", "strands": "Why", "category": "What", "reference": "Ref"}


def row(when="03/04/2025", why="Racist", what="Graffiti", ref="R1", **more):
    return {"When": when, "Why": why, "What": what, "Ref": ref, **more}


def test_the_incidents_have_exactly_the_canonical_columns(take_in):
    assert take_in([row()], PLAIN).incidents.schema == pl.Schema(INCIDENT)


def test_a_nil_return_is_no_fault(take_in, make_table):
    full = make_table([row()])
    prepared = take_in(Table(full.frame.clear(), full.rows.clear()), PLAIN)
    assert (prepared.read, prepared.incidents.height, prepared.set_aside.height) == (0, 0, 0)
    assert prepared.incidents.schema == pl.Schema(INCIDENT)


@pytest.mark.parametrize(
    "cell", ["Race; Religion", "Race/Religion", "Race & Religion", "race,religion", "Religion and race"]
)
def test_one_incident_may_have_two_strands(take_in, cell):
    assert take_in([row(why=cell)], PLAIN).incidents["strands"].to_list() == ["race;religion"]


def test_an_unknown_strand_is_set_aside_until_somebody_matches_it(take_in):
    rows = [row(why="Purple hair"), row(why="Race; Weather", ref="R2"), row(ref="R3")]
    first = take_in(rows, PLAIN)
    assert first.unmapped == {"strands": ["Purple hair", "Weather"]}
    assert first.set_aside["value"].to_list() == [None, None]  # each stands once: it could be a name
    assert first.incidents["reference"].to_list() == ["R3"]
    values = {"strands": {"Purple hair": "other", "Weather": ""}}
    second = take_in(rows, PLAIN, values=values)
    assert second.unmapped == {}
    assert second.incidents["strands"].to_list() == ["other", "race", "race"]


def test_strands_as_bare_numbers_refuse_the_file_until_the_numbers_are_explained(take_in):
    rows = [row(why="1"), row(why="2;3", ref="R2")]
    with pytest.raises(FileRefused, match="strands are given as numbers"):
        take_in(rows, PLAIN)
    values = {"strands": {"1": "race", "2": "religion", "3": "age"}}
    assert take_in(rows, PLAIN, values=values).incidents["strands"].to_list() == ["race", "religion;age"]


def test_unknown_words_elsewhere_are_kept_as_other_and_listed(take_in):
    columns = {**PLAIN, "setting": "Where", "noticed_by": "How"}
    prepared = take_in([row(what="Jousting", Where="Moon", How="Telepathy")], columns)
    line = prepared.incidents.row(0, named=True)
    assert (line["category"], line["setting"], line["noticed_by"]) == ("other", "other", "unknown")
    assert prepared.unmapped == {"category": ["Jousting"], "setting": ["Moon"], "noticed_by": ["Telepathy"]}


def test_long_text_in_a_closed_column_is_counted_but_never_repeated(take_in):
    tale = "An invented person of 1 Nowhere Street said that an invented neighbour had done it, and more"
    prepared = take_in([row(what=tale), row(why=tale, ref="R2")], PLAIN)
    said = repr(prepared.unmapped) + " ".join(prepared.notes) + prepared.set_aside.write_csv()
    assert "Nowhere" not in said + prepared.incidents.write_csv()
    assert prepared.set_aside.height == 1


@pytest.mark.parametrize(
    ("kind", "why", "became"),
    [
        ("hate_incident", "Racist", ["hate_incident"]),
        ("hate_incident", None, ["hate_incident"]),
        ("hate_crime if strands else crime", "Racist", ["hate_crime"]),
        ("hate_crime if strands else crime", "none", ["crime"]),
        ("hate_incident if strands else asb", None, ["asb"]),
        ("hate_crime", "none", []),
    ],
)
def test_the_kind_follows_the_rule_of_the_format(take_in, kind, why, became):
    prepared = take_in([row(why=why)], PLAIN, kind=kind)
    assert prepared.incidents["kind"].to_list() == became
    if not became:
        assert "marked as hate crime, with no strand" in prepared.set_aside["reason"][0]


def test_a_kind_from_a_column(take_in):
    rows = [
        row(Kind="Hate crime"),
        row(Kind="ASB", why="none", ref="R2"),
        row(Kind="Hate crime", why=None, ref="R3"),
    ]
    prepared = take_in(rows, {**PLAIN, "kind": "Kind"}, kind="column")
    assert prepared.incidents["kind"].to_list() == ["hate_crime", "asb"]
    assert prepared.set_aside["row"].to_list() == [4]


def test_several_columns_each_for_one_strand(take_in):
    rows = [{"When": "2025-04-03", "Faith": "Jewish", "Skin": "None", "Sex": "Trans woman"}]
    prepared = take_in(
        rows, {"occurred": "When"}, strand_columns={"Faith": "religion", "Skin": "race", "Sex": ""},
        values={"strands": {"Trans woman": "transgender"}},
    )  # fmt: skip
    assert prepared.incidents["strands"].to_list() == ["religion;transgender"]


def test_the_same_row_twice_is_one_incident_and_a_different_one_is_set_aside(take_in):
    prepared = take_in([row(), row(), row(what="Threats"), row(ref="R2")], PLAIN)
    assert prepared.incidents["row"].to_list() == [2, 5]
    assert prepared.duplicates == 1
    assert prepared.set_aside["reason"].to_list() == [
        "Row 4: rows 2 and 4 share a reference and differ. Send each incident once, by its own reference."
    ]


def test_rows_without_a_reference_find_themselves_again_in_any_order(take_in):
    rows = [row(ref=None), row(ref=None), row(ref=None, what="Threats")]
    first, again = take_in(rows, PLAIN), take_in(rows[::-1], PLAIN)
    assert first.incidents.height == 3 == first.incidents["reference"].n_unique()
    assert set(first.incidents["reference"]) == set(again.incidents["reference"])
    assert first.incidents["reference"].str.starts_with("made:").all()


def test_leading_zeros_stay(take_in):
    assert take_in([row(ref="00123")], PLAIN).incidents["reference"].to_list() == ["00123"]


def test_one_reference_cut_by_a_spreadsheet_is_set_aside_and_a_whole_column_is_not_used(take_in):
    one = take_in([row(ref="1.23E+15"), row(ref="R2"), row(ref="R3")], PLAIN)
    assert one.set_aside["row"].to_list() == [2]
    all_cut = take_in([row(ref="1.23E+15"), row(ref="1.23E+15"), row(ref="R3")], PLAIN)
    assert all_cut.incidents.height == 3
    assert any("2 references were cut by a spreadsheet" in note for note in all_cut.notes)


def test_two_schools_may_both_have_a_case_one_and_neither_is_named(take_in):
    rows = [row(ref="1", School="Gullwing"), row(ref="1", School="Sandpiper")]
    prepared = take_in(rows, {**PLAIN, "reference": ("School", "Ref")})
    references = prepared.incidents["reference"].to_list()
    assert len(set(references)) == 2 and all(each.endswith("/1") for each in references)
    assert "Gullwing" not in "".join(references)


def test_reported_before_it_happened(take_in):
    prepared = take_in([row(when="05/03/2025", Told="02/03/2025")], {**PLAIN, "reported": "Told"})
    assert prepared.set_aside.row(0) == (2, "Told", None, "Row 2: reported 02/03/2025, happened 05/03/2025.")


@pytest.mark.parametrize("until", ["04/03/2025", "05/03/2025 09:00"])
def test_it_cannot_end_before_it_begins(take_in, until):
    prepared = take_in([row(when="05/03/2025 10:00", To=until)], {**PLAIN, "occurred_to": "To"})
    assert prepared.set_aside.row(0) == (2, "To", None, "Row 2: it ends before it begins.")


def test_an_hour_nobody_gave_stays_missing(take_in):
    rows = [row(Time="18:30"), row(Time=None, ref="R2"), row(Time="not known", ref="R3")]
    prepared = take_in(rows, {**PLAIN, "occurred_time": "Time"})
    assert prepared.incidents["hour"].to_list() == [18, None, None]


def test_a_file_without_a_needed_column_says_which_columns_it_has(take_in, formats):
    with pytest.raises(FileRefused, match=r"'CAD Number'.*Columns seen: When, Why, What, Ref"):
        take_in([row()], format=formats["police-cad"])


def test_a_format_with_a_code_nobody_knows_is_refused(take_in):
    with pytest.raises(IngestError, match=r"'purple' \(strands\)"):
        take_in([row()], PLAIN, values={"strands": {"Violet": "purple"}})


def test_rows_in_another_order_become_the_same_incidents(take_in):
    rows = [
        row(ref=f"R{i}", when=f"{i:02d}/05/2025", why=why)
        for i, why in enumerate(["Race", "Age", "Faith", "Odd"], 13)
    ]
    one, other = take_in(rows, PLAIN), take_in(rows[::-1], PLAIN)
    assert one.incidents.drop("row").sort("reference").equals(other.incidents.drop("row").sort("reference"))


def test_nothing_but_codes_numbers_and_references_leaves(take_in):
    columns = {**PLAIN, "outcome": "End", "postcode": "Pc"}
    secret = "Zebedee"
    rows = [row(End=secret, Pc="ZZ1 1AA", Notes=secret), row(when=secret, ref="R2", Notes=secret)]
    prepared = take_in(rows, columns)
    assert secret not in prepared.incidents.write_csv() + prepared.set_aside.write_csv() + " ".join(
        prepared.notes
    )
    assert "ZZ1 1AA" not in prepared.incidents.write_csv() + " ".join(prepared.notes)
