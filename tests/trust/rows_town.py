"""Records of three agencies, shared in every way, in a store that is really there."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from ingest.incident import INCIDENT
from ingest.outcome import Prepared
from ingest.records import Sent, Store
from ingest.table import no_set_aside

__all__ = ["incident", "put"]


def incident(reference: str, agency: str = "Housing", **other: object) -> dict[str, object]:
    """Write one record down."""
    return {
        "row": 2,
        "agency": agency,
        "reference": reference,
        "occurred_from": date(2026, 3, 1),
        "occurred_to": date(2026, 3, 2),
        "hour": 21,
        "kind": "hate_incident",
        "category": "graffiti",
        "strands": "race",
        "source": "housing",
        "noticed_by": "victim",
        "setting": "home",
        "x": 572_345.0,
        "y": 461_234.0,
        "lon": 0.54321,
        "lat": 54.12345,
        "precision": "exact",
        **other,
    }


def put(store: Store, *records: Mapping[str, object], digest: str = "one") -> dict[str, int]:
    """Take records in as a file; give their numbers by reference."""
    frame = pl.DataFrame([dict(one) for one in records], schema=dict(INCIDENT))
    prepared = Prepared(frame, no_set_aside(), read=frame.height)
    store.receive(prepared, Sent(file="a.csv", digest=digest, agency="Housing", format="housing"))
    return dict(store.incidents(("reference", "id")).iter_rows())
