"""Entries of the register: the form and the file are checked alike, and said in the same words."""

from datetime import date

import pytest

from ingest.centres.centre import reference_of
from ingest.centres.check import check_centre
from ingest.centres.contact import personal_part
from ingest.centres.file import prepare_centres
from ingest.errors import IngestError

TODAY = date(2026, 11, 1)
LIBRARY = {"name": "Central Library", "is_reporting": True, "postcode": "zz11aa", "status": "open"}


@pytest.fixture
def checked(policy, gazetteer, wren):
    """Check an entry of the library with something changed."""

    def check(**parts):
        known = {"policy": policy, "gazetteer": gazetteer, "study_area": wren, "today": TODAY}
        return check_centre({**LIBRARY, **parts}, **known)

    return check


@pytest.fixture
def taken(policy, gazetteer, wren, make_table):
    """Take in rows that a clerk wrote."""

    def take(*rows, **settings):
        known = {"policy": policy, "gazetteer": gazetteer, "study_area": wren, "today": TODAY}
        return prepare_centres(make_table(list(rows)), **known, **settings)

    return take


class TestWhatIsWrong:
    def test_nothing_with_a_plain_entry(self, checked):
        entry = checked()
        assert entry.problems == ()
        assert (entry.values["postcode"], entry.values["x"], entry.values["is_listed"]) == (
            "ZZ1 1AA",
            572_100,
            True,
        )

    @pytest.mark.parametrize(
        ("parts", "field", "words"),
        [
            ({"name": " "}, "name", "no name"),
            ({"is_reporting": False}, "is_reporting", "neither takes reports nor gives support"),
            ({"postcode": "ZZI 1AA"}, "postcode", "no postcode ZZI 1AA. Did you mean ZZ1 1AA?"),
            ({"postcode": "ZZ9 9ZZ"}, "postcode", "no postcode ZZ9 9ZZ. Correct it"),
            ({"postcode": "Quayside"}, "postcode", "not a postcode"),
            ({"strands": "race;juggling"}, "strands", "a strand that we do not know. Known: race, religion"),
            ({"checked_on": date(2026, 11, 2)}, "checked_on", "2026-11-02, which has not come yet"),
            ({"closed_since": date(2026, 1, 1)}, "status", "'Open', yet it is closed since 2026-01-01"),
            ({"paused_since": date(2026, 1, 1)}, "status", "'Open', yet it is paused since 2026-01-01"),
            ({"status": "shut"}, "status", "Known: open, paused, closed, unknown"),
            ({"status": "closed", "open_since": date(2026, 2, 1), "closed_since": date(2026, 1, 1)},
             "closed_since", "a day before it opened"),
            ({"paused_until": date(2026, 12, 1)}, "paused_until", "needs a pause"),
            ({"hours": "ring 07700 900123"}, "hours", "'Opening hours' holds a telephone number"),
            ({"accessibility": "x" * 301}, "accessibility", "more than 300 characters"),
            ({"contact": "07700 900123"}, "contact", "looks like a mobile number"),
        ],
    )  # fmt: skip
    def test_is_said_at_the_field(self, checked, parts, field, words):
        (problem,) = checked(**parts).refused
        assert problem.field == field and words in problem.message

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"postcode": "SW1A 1AA"}, "outside the postcode list"),
            ({"postcode": "ZZ1 1AC"}, "has ended"),
            ({"x": 579_000.0, "y": 464_000.0}, "7.4 km from the postcode"),
            ({"x": 600_000.0, "y": 464_000.0, "postcode": None}, "outside Wren"),
            ({"status": "closed"}, "nobody says since when it is closed"),
            ({"trained_until": date(2036, 1, 1)}, "Is the year right?"),
            ({"hours": "Mon 9-12; Mon 11-15"}, "two of the opening times overlap"),
            ({"helps_with": "Ask for Sarah Jones"}, "may hold a person's name"),
        ],
    )
    def test_or_only_asked_about(self, checked, parts, words):
        entry = checked(**parts)
        assert entry.refused == ()
        assert words in entry.problems[0].message

    def test_a_mobile_that_the_public_is_meant_to_ring_is_kept(self, checked):
        assert checked(contact="07700 900123", is_contact_public=True).problems == ()

    def test_who_asks_not_to_be_listed_leaves_no_address_behind(self, checked):
        entry = checked(is_listed=False, address="1 Quay Street", x=572_000.0, y=461_000.0)
        assert entry.problems == ()
        assert [entry.values[name] for name in ("address", "postcode", "x", "y", "lon", "lat")] == [None] * 6


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("info@harbourlights.example", None),
        ("hate.crime@wren.example", None),
        ("01632 960 001", None),
        ("https://harbourlights.example", None),
        ("jane.smith@wren.example", "an e-mail address of one person"),
        ("sarah@hub.example", "an e-mail address of one person"),
        ("wrenhub@gmail.com", "an e-mail address of one person"),
        ("+44 7700 900123", "a mobile number"),
        ("Ask for Mrs Patel", "a person's name"),
    ],
)
def test_a_public_contact_is_an_organisation_s(contact, found):
    assert personal_part(contact) == found


class TestAFile:
    def test_becomes_entries_known_by_their_names(self, taken):
        prepared = taken(
            {
                "Centre": "Central Library",
                "Post code": "ZZ1 1AA",
                "Opening times": "Mon 9-5",
                "Status": "Open",
            },
            {"Centre": "Gull Room", "Post code": "ZZ1 1AB", "Opening times": "", "Status": "closed"},
        )
        library, gull = prepared.entries
        assert (library.values["reference"], library.values["hours"]) == ("central-library", "Mon 9-5")
        assert (gull.values["status"], gull.values["x"]) == ("closed", 572_900)
        assert library.values["is_reporting"] is True and library.defaults["is_support"] is False

    def test_what_it_does_not_say_is_not_said(self, taken):
        (entry,) = taken({"name": "Central Library", "hours": ""}).entries
        assert not {"hours", "languages", "checked_on", "status", "is_listed"} & set(entry.values)
        assert (entry.defaults["status"], entry.defaults["is_listed"]) == ("unknown", True)

    def test_a_row_that_the_form_would_refuse_is_set_aside_in_the_same_words(self, taken, checked):
        prepared = taken({"name": "Gull Room", "postcode": "ZZI 1AA"}, {"name": "Hub", "postcode": "ZZ1 1AB"})
        assert [entry.row for entry in prepared.entries] == [3]
        (problem,) = checked(postcode="ZZI 1AA").refused
        assert prepared.set_aside.rows() == [(2, "postcode", None, f"Row 2: {problem.message}")]

    def test_coordinates_win_over_the_postcode(self, taken):
        (entry,) = taken(
            {"name": "Hub", "postcode": "ZZ1 1AA", "easting": "572200", "northing": "461300"}
        ).entries
        assert (entry.values["x"], entry.values["y"]) == (572_200, 461_300)

    def test_days_are_read_and_a_day_that_is_none_sets_the_row_aside(self, taken):
        prepared = taken(
            {"name": "Hub", "trained until": "14/03/2027", "last checked": "2026-05-01"},
            {"name": "Hall", "trained until": "31/02/2026", "last checked": ""},
        )
        (hub,) = prepared.entries
        assert (hub.values["trained_until"], hub.values["checked_on"]) == (
            date(2027, 3, 14),
            date(2026, 5, 1),
        )
        assert prepared.set_aside["column"].to_list() == ["trained until"]
        assert "'Trained until' is not a date" in prepared.set_aside["reason"][0]

    def test_a_list_of_services_gives_support(self, taken):
        (entry,) = taken(
            {"Service": "Lantern Victim Care", "For whom": "disability; juggling"}, support=True
        ).entries
        assert (entry.values["is_support"], entry.defaults["is_reporting"]) == (True, False)
        assert entry.values["strands"] == "disability"

    def test_a_service_that_takes_no_reports_still_gives_support(self, taken):
        rows = [
            {"service": "Advice Bus", "takes reports": "yes"},
            {"service": "Helpline", "takes reports": "no"},
        ]
        bus, line = taken(*rows, support=True).entries
        assert (bus.values["is_support"], bus.values["is_reporting"]) == (True, True)
        assert (line.values["is_support"], line.values["is_reporting"]) == (True, False)

    def test_two_places_of_one_name_are_told_apart_by_their_postcodes(self, taken):
        prepared = taken({"name": "Advice", "postcode": "ZZ1 1AA"}, {"name": "Advice", "postcode": "ZZ1 1AB"})
        assert [e.values["reference"] for e in prepared.entries] == ["advice-zz1-1aa", "advice-zz1-1ab"]

    def test_every_row_is_accounted_for(self, taken):
        rows = [{"name": name, "postcode": "ZZ1 1AA"} for name in ("Hub", "Hub", "", "Hall")]
        prepared = taken(*rows)
        assert (len(prepared.entries), prepared.duplicates, prepared.set_aside.height) == (2, 1, 1)

    def test_without_names_it_is_refused(self, taken):
        with pytest.raises(IngestError, match="no column of names"):
            taken({"colour": "red"})


def test_a_reference_made_of_a_name_bears_any_writing():
    assert reference_of("St. Mary’s  Hall") == "st-marys-hall"
