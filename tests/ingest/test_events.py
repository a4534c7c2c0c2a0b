"""The calendar of events: the form and the file are checked alike."""

from datetime import date

import pytest

from ingest.errors import IngestError
from ingest.event import check_event, event_reference
from ingest.event_file import prepare_events

TODAY = date(2026, 11, 1)
FAIR = {"title": "Quay fair", "kind": "local", "scale": "local", "first_day": date(2026, 12, 5)}


@pytest.fixture
def checked(policy, wren):
    """Check the fair with something changed."""
    return lambda **parts: check_event({**FAIR, **parts}, policy=policy, study_area=wren, today=TODAY)


@pytest.fixture
def taken(policy, wren, make_table):
    """Take in rows that a clerk wrote."""
    return lambda *rows: prepare_events(make_table(list(rows)), policy=policy, study_area=wren, today=TODAY)


def test_a_plain_event_lasts_a_day(checked):
    event = checked()
    assert event.problems == ()
    assert (event.values["last_day"], event.values["strands"]) == (date(2026, 12, 5), "")


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"title": " "}, "title", "no title"),
        ({"first_day": None}, "first_day", "no date"),
        ({"last_day": date(2026, 12, 4)}, "last_day", "ends before it begins"),
        ({"kind": "party"}, "kind", "Known: religious, awareness"),
        ({"scale": "galaxy"}, "scale", "Known: ward, local, national, global"),
        ({"strands": "juggling"}, "strands", "Known: race"),
        ({"ward": "E00000000"}, "ward", "no such ward here"),
        ({"note": "ring 07700 900123"}, "note", "'Note' holds a telephone number"),
        ({"note": "x" * 601}, "note", "more than 600 characters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(checked, parts, field, words):
    (problem,) = checked(**parts).refused
    assert problem.field == field and words in problem.message


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"last_day": date(2027, 4, 1)}, "longer than three months"),
        ({"first_day": date(2062, 12, 5)}, "Is the year right?"),
        ({"note": "opened by Sarah Jones"}, "may hold a person's name"),
    ],
)
def test_or_only_asked_about(checked, parts, words):
    event = checked(**parts)
    assert event.refused == () and words in event.problems[0].message


class TestAFile:
    def test_becomes_events_known_by_day_and_title(self, taken):
        (event,) = taken(
            {
                "Event": "Diwali",
                "Start date": "8 November 2026",
                "End date": "09/11/2026",
                "Type": "Festival",
                "Level": "international",
                "Strands": "religion; race",
                "Ward": "",
            }
        ).entries
        assert event.values == {
            "reference": "20261108-diwali",
            "title": "Diwali",
            "kind": "religious",
            "scale": "global",
            "first_day": date(2026, 11, 8),
            "last_day": date(2026, 11, 9),
            "strands": "race;religion",
        }
        assert event.defaults == {"ward": None, "source": None, "note": None}

    def test_the_same_feast_of_another_year_is_another_event(self):
        assert event_reference("Eid al-Fitr", date(2026, 3, 20)) != event_reference(
            "Eid al-Fitr", date(2027, 3, 9)
        )

    def test_wards_go_by_name_or_code(self, taken):
        prepared = taken(
            *(
                {"title": f"March {n}", "date": "2026-12-01", "ward": ward}
                for n, ward in enumerate(("quayside", "E99000002", "Borough-wide", "Atlantis"))
            )
        )
        assert [event.values.get("ward") for event in prepared.entries] == ["E99000001", "E99000002", None]
        assert prepared.set_aside["reason"].to_list() == [
            "Row 5: there is no such ward here. Give its name or code, or leave it empty."
        ]

    def test_rows_that_the_form_would_refuse_are_set_aside(self, taken):
        prepared = taken(
            {"title": "Fair", "date": "31/02/2026", "kind": "local"},
            {"title": "Fair", "date": "2026-12-01", "kind": "party"},
            {"title": "", "date": "2026-12-01", "kind": "local"},
            {"title": "Fair", "date": "2026-12-01", "kind": "fair"},
            {"title": "Fair", "date": "2026-12-01", "kind": "fair"},
        )
        assert prepared.set_aside.select("row", "column").rows() == [(2, "date"), (3, "kind"), (4, "title")]
        assert (len(prepared.entries), prepared.duplicates) == (1, 1)

    def test_without_titles_or_dates_it_is_refused(self, taken):
        with pytest.raises(IngestError, match="no column of titles and dates"):
            taken({"colour": "red"})
