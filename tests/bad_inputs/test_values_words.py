"""Bad words of closed columns: each line of the list, and others of its kind."""

import pytest

from ingest.errors import FileRefused

COLUMNS = {"reference": "Ref", "occurred": "When", "strands": "Why", "category": "What"}


@pytest.fixture
def strands(take_in):
    """Take in a column of strands."""

    def prepared(*words, columns=COLUMNS, **settings):
        rows = [
            {"Ref": f"R{i}", "When": "13/05/2025", "Why": w, "What": "Graffiti"} for i, w in enumerate(words)
        ]
        return take_in(rows, columns, **settings)

    return prepared


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("Race; Religion", "race;religion", marks=pytest.mark.bad_input("B103")),
        pytest.param("Race/Religion", "race;religion", marks=pytest.mark.bad_input("B104")),
        pytest.param("Race & Religion", "race;religion", marks=pytest.mark.bad_input("B104")),
        pytest.param("race,religion", "race;religion", marks=pytest.mark.bad_input("B104")),
        pytest.param("Race ", "race", marks=pytest.mark.bad_input("B107")),
        pytest.param("  Race", "race", marks=pytest.mark.bad_input("B107")),
        pytest.param("Sexual  orientation", "sexual_orientation", marks=pytest.mark.bad_input("B107")),
        pytest.param("Sexual\u00a0orientation", "sexual_orientation", marks=pytest.mark.bad_input("B107")),
        pytest.param("rACE", "race", marks=pytest.mark.bad_input("B107")),
        ("homophobic/racist", "race;sexual_orientation"),
        ("Race + Religion + Disability", "race;religion;disability"),
        ("Race and religion", "race;religion"),
        ("Race|Religion", "race;religion"),
        ("Race\nReligion", "race;religion"),
        ("Race;", "race"),
        ("Race; Race", "race"),
        ("RACE_OR_ETHNICITY", "race"),
        ("race-or-ethnicity", "race"),
        ("Race.", "race"),
        ('"Race"', "race"),
        ("🏳️‍🌈 Homophobic", "sexual_orientation"),
        ("Religion (Muslim)", "religion"),
        ("Faith: Jewish", "religion"),
        ("Race – anti-Roma", "race"),
        ("LGBTQ+", "sexual_orientation;transgender"),
        ("Ｒａｃｅ", "race"),
        ("Rа\u0441е", "race"),
        ("Ra\u00adce", "race"),
    ],
)
def test_strands_as_people_write_them(strands, all_kept, text, codes):
    prepared = strands(text, "Age")
    all_kept(prepared)
    assert prepared.incidents["strands"].to_list() == [codes, "age"]


@pytest.mark.bad_input("B103")
def test_two_strands_are_one_incident(strands):
    assert strands("Race; Religion").incidents.height == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("Homophobic", "Sexual orientation", marks=pytest.mark.bad_input("B106")),
        pytest.param("Transphobic", "Transgender identity", marks=pytest.mark.bad_input("B106")),
        pytest.param("Racist", "Race or ethnicity", marks=pytest.mark.bad_input("B106")),
        pytest.param("Islamophobic", "Religion or belief", marks=pytest.mark.bad_input("B106")),
        ("Anti-Semitic", "Religion or belief"),
        ("Faith hate", "Religion or belief"),
        ("Disablist", "Disability"),
        ("Gender reassignment", "Transgender identity"),
    ],
)
def test_older_terms_are_mapped_and_said(strands, all_kept, text, label):
    all_kept(strands(text), f"Words read as strands: {text} → {label}.")


@pytest.mark.bad_input("B107")
def test_spaces_and_case_are_not_worth_a_note(strands):
    assert not any("strand" in note for note in strands("Age ", "AGE", " age").notes)


def test_letters_that_only_look_latin_are_said(strands, all_kept):
    all_kept(
        strands("Rасist", "Age"),
        "Letters of another alphabet that look like Latin ones read as those in 1 cell",
    )


@pytest.mark.parametrize(
    "text",
    [
        "N/A",
        "n/k",
        "unknown",
        "Not stated",
        "Prefer not to say",
        "None",
        "-",
        "?",
        "null",
        "not recorded",
        "",
        " ",
    ],
)
def test_a_strand_that_nobody_named_is_none(strands, all_kept, text):
    prepared = strands(text, "Age", kind="hate_incident")
    all_kept(prepared, "Hate incidents whose strand the file does not name, kept with none: 1.")
    assert prepared.incidents["strands"][0] == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Racsit", "Race or ethnicity"), ("Religon", "Religion or belief"), ("Homophobc", "Sexual orientation")],
)
def test_a_misspelt_strand_is_set_aside_with_an_offer(strands, only_set_aside, text, meant):
    prepared = strands(text, "Age")
    only_set_aside(prepared, 2, f"'{text}' is not a strand we know. Did you mean {meant}?", "Why")
    assert prepared.unmapped == {"strands": [text]}


@pytest.mark.parametrize(
    "text", ["种族", "раса", "Purple hair", "Race; Weather", "An invented person", "code 7B"]
)
def test_a_word_that_is_no_strand_is_set_aside_and_not_repeated(strands, only_set_aside, text):
    prepared = strands(text, "Age")
    only_set_aside(prepared, 2, "this is not a strand we know", "Why")
    assert prepared.set_aside["value"][0] is None


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("1", "2", "6"), marks=pytest.mark.bad_input("B109")),
        pytest.param(("1;3", "2"), marks=pytest.mark.bad_input("B109")),
        ("01", "02"),
        ("1", "None"),
    ],
)
def test_numbers_without_a_key_refuse_the_file(strands, words):
    with pytest.raises(
        FileRefused, match=r"strands are given as numbers .*Nothing was loaded\. Say in the values step"
    ):
        strands(*(word for word in words if word != "None"))


@pytest.mark.parametrize("words", [("Y", "N"), ("Yes", "No", None), ("TRUE", "FALSE"), ("x",)])
def test_yes_and_no_refuse_the_file_because_they_do_not_say_which(strands, words):
    with pytest.raises(
        FileRefused, match="says only yes or no: whether an incident was hate-related, not which"
    ):
        strands(*words)


def test_yes_and_no_are_fine_in_a_column_of_one_strand(strands, all_kept):
    prepared = strands(
        "Y",
        "N",
        None,
        "yes",
        columns={"reference": "Ref", "occurred": "When"},
        strand_columns={"Why": "race"},
    )
    all_kept(prepared)
    assert prepared.incidents["strands"].to_list() == ["race", "", "", "race"]


@pytest.mark.bad_input("B110")
@pytest.mark.parametrize("text", ["none", None, "N/A"])
def test_a_hate_crime_without_a_strand_is_set_aside(take_in, only_set_aside, text):
    rows = [
        {"Ref": "R1", "When": "13/05/2025", "Why": text, "Flag": "Hate crime"},
        {"Ref": "R2", "When": "13/05/2025", "Why": "Age", "Flag": "Hate crime"},
    ]
    columns = {"reference": "Ref", "occurred": "When", "strands": "Why", "kind": "Flag"}
    only_set_aside(take_in(rows, columns, kind="column"), 2, "marked as hate crime, with no strand", "Why")


def test_a_strand_beside_a_flag_that_says_no_hate_is_kept_and_said(take_in, all_kept):
    rows = [{"Ref": "R1", "When": "13/05/2025", "Why": "Race", "Flag": "Crime"}]
    columns = {"reference": "Ref", "occurred": "When", "strands": "Why", "kind": "Flag"}
    all_kept(
        take_in(rows, columns, kind="column"), "1 row names a strand but the kind of incident says no hate"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jousting",
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "'; DROP TABLE incidents; --",
        "../../etc/passwd",
        "3",
        "类别",
    ],
)
def test_a_category_that_is_no_list_word_is_kept_as_other_and_said(take_in, all_kept, text):
    rows = [{"Ref": "R1", "When": "13/05/2025", "Why": "Race", "What": text}]
    prepared = take_in(rows, COLUMNS)
    all_kept(prepared, "1 word in 1 row not matched yet; kept as 'Other'")
    assert prepared.incidents["category"].to_list() == ["other"]
    assert text not in " ".join(prepared.notes)
