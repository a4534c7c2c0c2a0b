"""What points at a person is found in free text, and what only looks like it is left alone."""

from itertools import pairwise
from time import process_time

import pytest

from ingest.identifiers import KINDS, find_identifiers

HOLDS = [
    ("Ring 07700 900123 first", "phone"),
    ("call +44 20 7946 0018", "phone"),
    ("(020) 7946 0018", "phone"),
    ("tel 01632-960-123", "phone"),
    ("٠٧٧٠٠ ٩٠٠١٢٣", "phone"),
    ("+447700900123", "phone"),
    ("0770\u200b0900123", "phone"),
    ("NI AB 12 34 56 C", "national_insurance"),
    ("ab123456c", "national_insurance"),
    ("NHS number 943 476 5919", "nhs_number"),
    ("9434765919", "nhs_number"),
    ("943-476-5919", "nhs_number"),
    ("write jo.bloggs@example.org please", "email"),
    ("jo(at)example.org", "email"),
    ("jo [at] example [dot] org", "email"),
    ("DOB 12/03/1984", "date_of_birth"),
    ("d.o.b. 12.3.84", "date_of_birth"),
    ("born on 3rd March 1984", "date_of_birth"),
    ("date of birth: 1984-03-12", "date_of_birth"),
    ("a BMW reg AB12 CDE", "vehicle"),
    ("AB12CDE", "vehicle"),
    ("ab12cde", "vehicle"),
    ("car A123 BCD", "vehicle"),
    ("ABC 123D", "vehicle"),
    ("reg. ABC 12", "vehicle"),
    ("12 Nowhere Street, ZZ1 1AA", "address"),
    ("Flat 3, ZZ1 1AA", "address"),
    ("at 12 nowhere rd zz1 1aa", "address"),
    ("lives at 12 Nowhere Street", "house"),
    ("Flat 12 upstairs", "house"),
    ("card 4111 1111 1111 1111", "card"),
    ("sort code 12-34-56 account 12345678", "bank_account"),
    ("12-34-56 12345678", "bank_account"),
    ("GB29 NWBK 6016 1331 9268 19", "bank_account"),
    ("from @joe_99 online", "social_media"),
    ("snapchat: joey_x1", "social_media"),
    ("instagram.com/joe.blo", "social_media"),
    ("facebook.com/joe.bloggs.5", "social_media"),
    ("Mr Smith said", "name"),
    ("Mrs O'Neill", "name"),
    ("Dr. A. Khan", "name"),
    ("a man called John Smith", "name"),
    ("a man called john smith", "name"),
    ("my name is Zorblax", "name"),
    ("neighbour Dave shouted", "name"),
    ("told Aisha Khan that", "name"),
    ("Suspect: Joe Bloggs", "name"),
    ("mr smith next door", "name"),
    ("MR SMITH", "name"),
    ("PC Jones attended", "name"),
    ("JOHN SMITH WAS THERE", "name"),
    ("Muhammad bin Ali", "name"),
    ("Father O’Brien", "name"),
    ("Mohammed Ali's shop", "name"),
    ("NI QQ123456C", "national_insurance"),
]

HOLDS_NOTHING = [
    "crime ref 4201234567/24",
    "CAD 1234 of 03 April 2025",
    "crime reference 01234567890",
    "Crime no 0123456789",
    "at 14:30 on 03/04/2025",
    "£1,234,567.00 damage",
    "on 03.04.2025 at 10.30pm",
    "between 01/02/2025 and 03/04/2025",
    "Quayside ward and Hilltop",
    "near Victoria Park",
    "on James Street",
    "outside Mr Chips",
    "the Mr Kebab shop",
    "wearing Dr Martens",
    "Lady Margaret Road",
    "St John's Church",
    "John Lewis Street",
    "the A10 AND B214",
    "S18 GBH",
    "in SE15 THE man",
    "SW19 MEN",
    "bus 12A",
    "ON THE A406 AND",
    "called names",
    "was called a terrorist",
    "a man called Police",
    "called 999 and 101",
    "Police called",
    "they called Muslim women names",
    "a shop called Tesco",
    "E05011095",
    "51.50740, -0.12780",
    "530123, 180456",
    "TQ 330 780",
    "meet @10pm",
    "@ 10pm",
    "@the park",
    "3 men at 10 pm in SE1 7PB",
    "5 youths near ZZ1 1AA",
    "SE1 7PB",
    "Queen Elizabeth Hall",
    "Martin Luther King Way",
    "the ZZ1 1AA area",
    "in 2024 near ZZ1 1AA",
    "on 3 April at ZZ1 1AA",
    "12 times since May in ZZ1 1AA",
    "1 in 5 people",
    "section 5 Public Order Act 1986",
    "Black Lives Matter",
    "Monday Morning",
    "Jordan Hill Estate",
    "in April 2025 May Day",
    "on 12-03-24 12:30",
    "ticket 1234567890123456",
    "Jack the Ripper",
    "Will be told",
]


@pytest.mark.bad_input("B145")
@pytest.mark.parametrize(("text", "kind"), HOLDS)
def test_a_personal_detail_is_found(text: str, kind: str) -> None:
    assert kind in {each.kind for each in find_identifiers(text)}


@pytest.mark.parametrize("text", HOLDS_NOTHING)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert find_identifiers(text) == []


def test_spans_point_into_the_text_as_it_was_given() -> None:
    text = "Ring\u200b 0770\u200b0 900123, or jo@example.org; ask for Mr Smith."
    found = find_identifiers(text)
    assert [(each.kind, text[each.start : each.end]) for each in found] == [
        ("phone", "0770\u200b0 900123"),
        ("email", "jo@example.org"),
        ("name", "Smith"),
    ]


def test_nothing_overlaps_and_every_kind_has_a_title() -> None:
    text = "Mr Smith, 12 Nowhere Street, ZZ1 1AA, DOB 12/03/1984, 07700 900123, jo@example.org, AB12 CDE"
    found = find_identifiers(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert {each.kind for each in found} <= set(KINDS)
    assert all(kind.title for kind in KINDS.values())
    assert not KINDS["name"].certain and KINDS["phone"].certain


def test_a_ward_that_sounds_like_a_person_is_nobody() -> None:
    assert find_identifiers("in Martin Hartley twice")
    assert find_identifiers("in Martin Hartley twice", places=["Martin Hartley"]) == []


def test_an_empty_text_holds_nothing() -> None:
    assert find_identifiers("") == []


@pytest.mark.parametrize("part", ["a", "1 ", "A ", "0", "@", "a.", "John ", "12 A, ", "call ", "ab ", "+"])
def test_no_text_keeps_the_reader_waiting(part: str) -> None:
    started = process_time()
    find_identifiers((part * 10_000)[:10_000])
    assert process_time() - started < 2
