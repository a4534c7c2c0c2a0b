"""Formats are found, recognised, made by hand, saved and guessed at."""

import pytest

from ingest.errors import IngestError
from ingest.format import Format, load_formats, read_format, recognise
from ingest.guess import guess_columns


@pytest.fixture
def mine():
    return Format.by_hand(
        columns={"occurred": "When", "strands": "Why", "ward": "Area"},
        source="charity",
        name="our-charity",
        title="Ours",
    )


def test_a_format_saved_in_ones_own_folder_is_found_and_recognised_from_then_on(tmp_path, mine):
    mine.save(tmp_path / "our-charity.toml")
    formats = load_formats(tmp_path)
    assert formats["our-charity"] == mine
    assert len(formats) == len(load_formats()) + 1
    assert recognise([" when", "WHY", "area", "Notes"], formats) == mine


@pytest.mark.parametrize("name", load_formats())
def test_every_shipped_format_survives_being_saved(name, formats, tmp_path):
    assert read_format(formats[name].save(tmp_path / "again.toml")) == formats[name]


def test_the_format_that_asks_for_most_is_chosen(formats, mine):
    wider = mine.model_copy(update={"name": "wider", "recognise": ("When", "Why", "Area", "Notes")})
    assert recognise(["When", "Why", "Area", "Notes"], {"a": mine, "b": wider}).name == "wider"
    assert recognise(["When", "Why", "Area"], {"a": mine, "b": wider}).name == "our-charity"
    assert recognise(["Colour", "Shape"], formats) is None


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"strands": "Why"}, "no column says when it happened"),
        ({"occurred": "When", "longitude": "X"}, "longitude and latitude come together"),
        ({"occurred": "When", "colour": "C"}, "no such field"),
        ({"occurred": ("A", "B")}, "only reference and strands may come from several columns"),
    ],
)
def test_a_matching_that_does_not_hang_together_is_refused_in_words(columns, message):
    with pytest.raises(IngestError, match=message):
        Format.by_hand(columns=columns, source="council")


def test_a_broken_format_file_is_named(tmp_path):
    (tmp_path / "broken.toml").write_text("name = 'x'\ncolumns = 3\n", encoding="utf-8")
    with pytest.raises(IngestError, match=r"broken\.toml is not a format file"):
        load_formats(tmp_path)


@pytest.mark.parametrize("name", load_formats())
def test_what_is_proposed_for_a_known_file_is_never_wrong(name, formats):
    """Nothing proposed contradicts the format; a column of two meanings may be proposed for either."""
    known = formats[name]
    headers = [*known.used, *known.ignore]
    for field, (header, sure) in guess_columns(headers).items():
        assert 0 < sure <= 1
        meant = [each for each in known.columns if header in known.headers(each)]
        assert field in meant or header not in known.used


def test_proposals_for_a_plain_file(formats):
    proposed = guess_columns(["Ref", "Incident Date", "Eastng", "Northing", "Favourite colour"])
    assert {field: header for field, (header, _) in proposed.items()} == {
        "reference": "Ref", "occurred": "Incident Date", "easting": "Eastng", "northing": "Northing",
    }  # fmt: skip
    assert proposed["northing"][1] == 1.0 > proposed["easting"][1]
    assert "longitude" not in guess_columns(["Longitude"]), "half a pair is no place"


def test_the_path_that_words_take_when_they_are_matched(mine):
    more = mine.with_values({"strands": {"Purple hair": "other", "Weather": ""}})
    assert more.values["strands"] == {"Purple hair": "other", "Weather": ""}
    assert mine.values == {}
