"""Records are kept once, updated by their reference, and accounted for."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from ingest.incident import INCIDENT
from ingest.outcome import Prepared, Receipt
from ingest.records import Sent, Store, open_store
from ingest.table import no_set_aside


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def reports(*references: str, outcome: str = "open", agency: str = "Housing") -> pl.DataFrame:
    rows = [
        {
            "row": number + 2,
            "agency": agency,
            "reference": reference,
            "occurred_from": date(2026, 3, 1),
            "occurred_to": date(2026, 3, 2),
            "hour": 21,
            "kind": "hate_incident",
            "category": "graffiti",
            "strands": "race;religion",
            "source": "housing",
            "noticed_by": "victim",
            "setting": "home",
            "outcome": outcome,
            "x": 530_000.0,
            "y": 180_000.0,
            "lon": -0.1,
            "lat": 51.5,
            "precision": "exact",
        }
        for number, reference in enumerate(references)
    ]
    return pl.DataFrame(rows, schema=dict(INCIDENT))


def send(store: Store, incidents: pl.DataFrame, digest: str, **parts: object) -> Receipt:
    aside = parts.get("set_aside", no_set_aside())
    assert isinstance(aside, pl.DataFrame)
    prepared = Prepared(incidents, aside, read=incidents.height + aside.height)
    return store.receive(prepared, Sent(file="a.csv", digest=digest, agency="Housing", format="housing"))


def test_what_goes_in_comes_out(store: Store) -> None:
    sent = reports("A1", "A2")
    receipt = send(store, sent, "one")
    assert (receipt.read, receipt.accepted, receipt.updated, receipt.duplicates) == (2, 2, 0, 0)
    assert store.incidents().equals(sent)


def test_the_same_file_again_adds_nothing(store: Store) -> None:
    send(store, reports("A1", "A2"), "one")
    version = store.data_version()
    again = send(store, reports("A1", "A2"), "one")
    assert (again.accepted, again.updated, again.duplicates) == (0, 0, 2)
    assert "already taken in, as batch 1" in again.notes[0]
    assert store.data_version() == version
    assert len(store.batches()) == 1


def test_a_corrected_file_updates_by_reference(store: Store) -> None:
    send(store, reports("A1", "A2"), "one")
    mended = pl.concat([reports("A1"), reports("A2", outcome="closed"), reports("A3")])
    receipt = send(store, mended, "two")
    assert (receipt.accepted, receipt.updated, receipt.duplicates) == (1, 1, 1)
    kept = dict(store.incidents(("reference", "outcome")).iter_rows())
    assert kept == {"A1": "open", "A2": "closed", "A3": "open"}


def test_a_reference_belongs_to_its_agency(store: Store) -> None:
    receipt = send(store, pl.concat([reports("A1"), reports("A1", agency="Police")]), "one")
    assert receipt.accepted == 2


def test_a_small_file_finds_its_references_in_a_large_store(store: Store) -> None:
    send(store, reports(*(f"A{n}" for n in range(200))), "one")
    receipt = send(store, reports("A7", "A8", "B1"), "two")
    assert (receipt.accepted, receipt.updated, receipt.duplicates) == (1, 0, 2)


def test_every_record_of_a_batch_lands_in_the_order_sent(store: Store) -> None:
    send(store, reports(*(f"A{n}" for n in range(23))), "one")
    send(store, reports("A3", *(f"B{n}" for n in range(10)), "A22"), "two")
    send(store, reports("A22", "B9", "C1"), "three")
    kept = store.incidents(("reference",))["reference"].to_list()
    assert kept == [*(f"A{n}" for n in range(23)), *(f"B{n}" for n in range(10)), "C1"]


def test_a_file_that_fails_does_not_stand_in_the_way_of_the_next(store: Store) -> None:
    send(store, reports("A1"), "one")
    broken = reports("A1", "A2").with_columns(kind=pl.lit(None, dtype=pl.String))
    with pytest.raises(Exception, match=r"(?i)not.null"):
        send(store, broken, "two")
    receipt = send(store, reports("A1", "A2"), "three")
    assert (receipt.accepted, receipt.duplicates) == (1, 1)


def test_rows_set_aside_are_kept_with_their_reason(store: Store) -> None:
    aside = pl.DataFrame(
        {"row": [7], "column": ["date"], "value": [None], "reason": ["31/02/2026 is not a date."]},
        schema=no_set_aside().schema,
    )
    receipt = send(store, reports("A1"), "one", set_aside=aside)
    assert receipt.set_aside == 1
    assert receipt.batch is not None
    assert store.set_aside(receipt.batch).equals(aside)


def test_a_file_that_fails_half_way_leaves_nothing(store: Store) -> None:
    broken = pl.concat([reports("A1"), reports("A2").with_columns(kind=pl.lit(None, dtype=pl.String))])
    with pytest.raises(Exception, match=r"(?i)not.null"):
        send(store, broken, "one")
    assert store.incidents().is_empty()
    assert store.batches() == []
    assert store.data_version() == 0


def test_a_receipt_that_does_not_add_up_is_our_fault() -> None:
    with pytest.raises(AssertionError, match="3 rows were read but 2"):
        Receipt("a", "b", "c", 1, read=3, accepted=2, updated=0, duplicates=0, set_aside=0, blank=0,
                without_location=0, outside_area=0)  # fmt: skip


def test_many_records_without_a_place_do_not_hide_one_with(store: Store) -> None:
    nowhere = reports(*(f"N{n}" for n in range(3000))).with_columns(
        *(pl.lit(None, dtype=INCIDENT[name]).alias(name) for name in ("x", "y", "lon", "lat", "hour")),
    )
    somewhere = reports("S1").with_columns(area=pl.lit("E05000001"))
    send(store, pl.concat([nowhere, somewhere]), "one")
    last = store.incidents().row(-1, named=True)
    assert (last["reference"], last["x"], last["hour"], last["area"]) == ("S1", 530_000.0, 21, "E05000001")
