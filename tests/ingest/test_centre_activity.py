"""What came from each centre is worked out from the records, which do not name it."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from ingest.incident import INCIDENT
from ingest.outcome import Prepared
from ingest.records import Sent, Store, open_store, schema
from ingest.records.centre_activity import centre_activity
from ingest.records.registers import amend, enter, entries
from ingest.reference import fingerprint
from ingest.table import no_set_aside


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def forms(*rows: tuple[str, str, date]) -> pl.DataFrame:
    parts = [
        {
            "row": n,
            "agency": "Centres",
            "reference": f"{fingerprint(centre)}/{number}",
            "occurred_from": day,
            "occurred_to": day,
            "kind": "hate_incident",
            "category": "other",
            "strands": "race",
            "source": "third_party",
            "noticed_by": "victim",
            "setting": "street",
            "precision": "none",
        }
        for n, (centre, number, day) in enumerate(rows, start=2)
    ]
    return pl.DataFrame(parts, schema=dict(INCIDENT))


def send(store: Store, digest: str, *rows: tuple[str, str, date]) -> int:
    sent = forms(*rows)
    receipt = store.receive(
        Prepared(sent, no_set_aside(), read=sent.height),
        Sent(file="f.csv", digest=digest, agency="Centres", format="third-party-centre"),
    )
    return int(receipt.batch or 0)


def centre(store: Store, name: str, **parts: object) -> int:
    values = {
        "agency": "Wren",
        "name": name,
        "kind": "",
        "strands": "",
        "status": "open",
        "is_reporting": True,
        "is_support": False,
        "is_listed": True,
        "is_contact_public": False,
        **parts,
    }
    with store.writing() as c:
        return enter(c, schema.centres, values, by="Ann")


def activity(store: Store, number: int) -> tuple[date | None, int]:
    with store.reading() as c:
        found = centre_activity(c, entries(c, schema.centres)).get(number)
    return (found.last, found.year) if found else (None, -1)


def test_a_centre_s_forms_are_found_by_its_name_whatever_the_case(store: Store) -> None:
    library, hall = centre(store, "Central library"), centre(store, "Hall")
    send(
        store,
        "one",
        ("Central Library", "1", date(2026, 3, 1)),
        ("Central Library", "2", date(2024, 1, 1)),
        ("Elsewhere", "1", date(2026, 9, 1)),
    )
    assert activity(store, library) == (date(2026, 3, 1), 1)
    assert activity(store, hall) == (None, 0)


def test_other_names_and_former_names_count_too(store: Store) -> None:
    hub = centre(store, "Harbour Hub", known_as="The Hub; Hub on the quay")
    with store.writing() as c:
        amend(c, schema.centres, hub, {"name": "Quay House"}, by="Ann")
    send(
        store,
        "one",
        *(
            (name, "1", date(2026, 3, day))
            for day, name in enumerate(("Harbour Hub", "Quay House", "the hub", "Hub on the quay"), start=1)
        ),
    )
    assert activity(store, hub) == (date(2026, 3, 4), 4)


def test_a_file_sent_again_counts_once_and_a_withdrawn_one_not_at_all(store: Store) -> None:
    library = centre(store, "Library")
    first = ("Library", "1", date(2026, 3, 1))
    send(store, "one", first)
    later = send(store, "two", first, ("Library", "2", date(2026, 4, 1)))
    assert activity(store, library) == (date(2026, 4, 1), 2)
    store.withdraw(later, by="Bea", why="wrong")
    assert activity(store, library) == (date(2026, 3, 1), 1)


def test_without_any_form_nothing_is_said(store: Store) -> None:
    assert activity(store, centre(store, "Library")) == (None, -1)
