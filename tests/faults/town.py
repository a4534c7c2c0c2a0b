"""A small town's files, numbered, and what must be true of a store that took in some of them."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl
from sqlalchemy import func, select

from ingest.incident import INCIDENT
from ingest.outcome import Prepared, Receipt
from ingest.records import Sent, Store, open_store, schema
from ingest.records.verify import verify
from ingest.table import no_set_aside

__all__ = ["Acknowledged", "file", "held", "reports", "send", "send_all", "whole"]

ROWS = 12


def reports(names: Iterable[str], *, outcome: str = "open", agency: str = "Housing") -> pl.DataFrame:
    """Records in the shape of `INCIDENT`, alike but for their references."""
    one = {
        "row": 2,
        "agency": agency,
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
    return pl.DataFrame([{**one, "reference": name} for name in names], schema=dict(INCIDENT))


def file(number: int, *, rows: int = ROWS, agency: str = "Housing") -> pl.DataFrame:
    """The records of a numbered file; each file changes one record of the file before it."""
    own = reports((f"{number}-{row}" for row in range(rows)), agency=agency)
    return pl.concat([own, reports([f"{number - 1}-0"], outcome=f"seen {number}", agency=agency)])


def send(store: Store, number: int, *, rows: int = ROWS, agency: str = "Housing") -> Receipt:
    """Send a numbered file with two rows that must be set aside."""
    sent = file(number, rows=rows, agency=agency)
    aside = pl.DataFrame(
        {
            "row": [90, 91],
            "column": ["Date"] * 2,
            "value": [None] * 2,
            "reason": ["31/02 is not a date."] * 2,
        },
        schema=no_set_aside().schema,
    )
    prepared = Prepared(sent, aside, read=sent.height + aside.height)
    what = Sent(file=f"{number}.csv", digest=f"{agency} {number}", agency=agency, format="housing", by="Ann")
    return store.receive(prepared, what)


def send_all(url: str, numbers: list[int], noted: str = "", agency: str = "Housing") -> None:
    """In a child: send files one after the other, and note each once it is acknowledged."""
    store = open_store(url)
    acknowledged = Acknowledged(Path(noted)) if noted else None
    for number in numbers:
        send(store, number, agency=agency)
        if acknowledged is not None:
            acknowledged.note(number)
    store.close()


class Acknowledged:
    """What the senders were told has landed; a list that outlives them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, number: int) -> None:
        """Add a number in one write."""
        descriptor = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(descriptor, f"{number}\n".encode())
        os.close(descriptor)

    def numbers(self) -> list[int]:
        """Read them."""
        return [int(line) for line in self.path.read_text().split()] if self.path.exists() else []


def held(store: Store) -> list[int]:
    """The numbers of the files that a store holds, in the order they landed."""
    known = schema.batches.c
    with store.reading() as connection:
        names = connection.execute(select(known.file).order_by(known.id)).scalars().all()
    return [int(name.removesuffix(".csv")) for name in names]


def whole(store: Store, *, rows: int = ROWS) -> str:
    """Say what is wrong with a store of numbered files; nothing if no file is there by half or twice."""
    with store.reading() as connection:
        found = verify(connection)
        aside = connection.execute(select(func.count()).select_from(schema.set_aside)).scalar() or 0
    said = [one.words for one in found.damage]
    records = store.incidents(("agency", "reference"))
    batches = store.batches()
    if aside != 2 * len(batches):
        said.append(f"{aside} rows set aside of {len(batches)} files")
    if records.height != records.unique().height:
        said.append("a record is there twice")
    if len({batch["digest"] for batch in batches}) != len(batches):
        said.append("a file is there twice")
    own = sum(batch["accepted"] for batch in batches)
    if records.height != own:
        said.append(f"{records.height} records of {own}")
    return " ".join(said)
