"""Whatever is done to the store, in whatever order, a few lines of Python say the same of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ingest.outcome import Prepared
from ingest.records import Sent, Store, open_store
from ingest.records.backup import back_up
from ingest.records.erasing import erase
from ingest.records.restore import restore
from ingest.records.verify import verify
from ingest.rhythm import period_days
from ingest.table import no_set_aside
from tests.examples import examples
from tests.ingest.test_store import reports

AGENCIES = ("Housing", "Police")
Record = tuple[str, str]
FILES = some.dictionaries(some.sampled_from("ABC"), some.sampled_from(("open", "closed")), min_size=1)


@dataclass
class Batch:
    """A file as the town remembers it."""

    agency: str
    rows: dict[str, str]
    period: str = ""
    state: str = "landed"
    is_approved: bool = False


@dataclass
class Ledger:
    """The plainest account of a store: every word that ever counted, in order, by record."""

    batches: list[Batch] = field(default_factory=list)
    words: dict[Record, list[tuple[int, str]]] = field(default_factory=dict)
    erased: set[Record] = field(default_factory=set)

    def now(self, record: Record) -> tuple[int, str] | None:
        held = [word for word in self.words.get(record, []) if self.batches[word[0] - 1].state == "landed"]
        return held[-1] if held else None

    def on_the_map(self) -> dict[Record, str]:
        return {record: found[1] for record in self.words if (found := self.now(record)) is not None}

    def covered(self) -> set[tuple[str, str]]:
        return {(batch.agency, batch.period) for batch in self.batches if batch.state == "landed"}

    def same_file(self, agency: str, rows: dict[str, str], period: str) -> int | None:
        for number, batch in enumerate(self.batches, start=1):
            known = (batch.agency, batch.rows, batch.period) == (agency, rows, period)
            if known and batch.state in {"landed", "held"}:
                return number
        return None

    def land(self, number: int) -> None:
        batch = self.batches[number - 1]
        for reference, value in batch.rows.items():
            record = (batch.agency, reference)
            before = self.now(record)
            if record not in self.erased and (before is None or before[1] != value):
                self.words.setdefault(record, []).append((number, value))

    def land_again(self, number: int) -> None:
        """The same file: only what no later word stands against."""
        batch = self.batches[number - 1]
        for reference, value in batch.rows.items():
            record, before = (batch.agency, reference), self.now((batch.agency, reference))
            is_older = before is None or (before[0] < number and not self.batches[before[0] - 1].is_approved)
            if record not in self.erased and is_older and (before is None or before[1] != value):
                self.words.setdefault(record, []).append((number, value))

    def erase(self, record: Record) -> None:
        self.erased.add(record)
        self.words.pop(record, None)


class StoreAndLedger(RuleBasedStateMachine):
    """A store and its ledger, treated alike."""

    folder: Path
    store: Store

    def __init__(self) -> None:
        super().__init__()
        _copy(self.folder / "empty.sqlite", self.folder / "store.sqlite")
        self.ledger = Ledger()
        self.kept: Ledger | None = None
        self.seen: Any = None

    def teardown(self) -> None:
        with self.store.reading() as connection:
            assert verify(connection).damage == ()

    def _send(self, agency: str, rows: dict[str, str], *, period: str = "", hold: str = "") -> None:
        parts = [reports(reference, outcome=value, agency=agency) for reference, value in rows.items()]
        incidents = pl.concat([reports(), *parts])
        digest = repr((agency, sorted(rows.items())))
        sent = Sent("a.csv", digest, agency, "housing", by="Ann", period=period, hold=hold)
        receipt = self.store.receive(Prepared(incidents, no_set_aside(), read=incidents.height), sent)
        again = self.ledger.same_file(agency, rows, period)
        if again is None:
            self.ledger.batches.append(Batch(agency, rows, period, "held" if hold else "landed"))
            again = len(self.ledger.batches)
            if not hold:
                self.ledger.land(again)
        elif self.ledger.batches[again - 1].state == "landed":
            self.ledger.land_again(again)
        assert receipt.batch == again

    @rule(agency=some.sampled_from(AGENCIES), rows=FILES, hold=some.sampled_from(("", "", "Many.")))
    def a_file_comes(self, agency: str, rows: dict[str, str], hold: str) -> None:
        self._send(agency, rows, hold=hold)

    @precondition(lambda self: self.ledger.batches)
    @rule(data=some.data())
    def a_file_comes_again(self, data: Any) -> None:
        batch = data.draw(some.sampled_from(self.ledger.batches))
        self._send(batch.agency, batch.rows, period=batch.period)

    @rule(agency=some.sampled_from(AGENCIES), period=some.sampled_from(("2026-10", "2026-W44")))
    def nothing_is_reported(self, agency: str, period: str) -> None:
        self._send(agency, {}, period=period)

    def _one(self, data: Any, state: str) -> int:
        numbers = [n for n, batch in enumerate(self.ledger.batches, start=1) if batch.state == state]
        return int(data.draw(some.sampled_from(numbers)))

    @precondition(lambda self: any(batch.state == "landed" for batch in self.ledger.batches))
    @rule(data=some.data())
    def a_batch_is_withdrawn(self, data: Any) -> None:
        number = self._one(data, "landed")
        self.store.withdraw(number, by="Ann", why="wrong")
        self.ledger.batches[number - 1].state = "withdrawn"

    @precondition(lambda self: any(batch.state == "held" for batch in self.ledger.batches))
    @rule(data=some.data(), approves=some.booleans())
    def a_second_person_decides(self, data: Any, approves: bool) -> None:
        number = self._one(data, "held")
        batch = self.ledger.batches[number - 1]
        if approves:
            self.store.approve(number, by="Bob")
            self.ledger.land(number)
            batch.state, batch.is_approved = "landed", True
        else:
            self.store.refuse(number, by="Bob", why="wrong")
            batch.state = "refused"

    @rule(agency=some.sampled_from(AGENCIES), reference=some.sampled_from("ABC"))
    def a_record_is_erased(self, agency: str, reference: str) -> None:
        with self.store.writing() as connection:
            erase(connection, [(agency, reference)], by="Ann", why="request")
        self.ledger.erase((agency, reference))

    @rule()
    def a_backup_is_made(self) -> None:
        back_up(self.store, self.folder / "backup.sqlite", by="Ann")
        self.kept = deepcopy(self.ledger)

    @precondition(lambda self: self.kept is not None)
    @rule()
    def the_backup_is_restored(self) -> None:
        restore(self.store.url, self.folder / "backup.sqlite", by="Ann", over_newer=True)
        assert self.kept is not None
        erased, self.ledger = self.ledger.erased, deepcopy(self.kept)
        for record in erased:
            self.ledger.erase(record)

    @invariant()
    def the_store_says_what_the_ledger_says(self) -> None:
        rows = list(self.store.incidents(("agency", "reference", "outcome")).iter_rows())
        assert {(agency, reference): value for agency, reference, value in rows} == self.ledger.on_the_map()
        assert len(rows) == len(self.ledger.on_the_map())
        batches = self.store.batches()[::-1]
        assert [batch["state"] for batch in batches] == [batch.state for batch in self.ledger.batches]
        for batch in batches:
            parts = ("accepted", "updated", "duplicates", "set_aside", "blank")
            assert batch["read"] == sum(batch[name] for name in parts)
            assert all(batch[name] >= 0 for name in parts)
        here = {(b["agency"], b["period"]) for b in batches if b["state"] == "landed"}
        assert here == self.ledger.covered()

    @invariant()
    def a_change_of_what_is_shown_is_counted(self) -> None:
        ends = {(agency, period_days(period)[1]) for agency, period in self.ledger.covered() if period}
        shown = (self.ledger.on_the_map(), ends)
        version = self.store.data_version()
        assert self.seen is None or self.seen[1] == shown or self.seen[0] < version
        self.seen = (version, shown)


def _copy(one: Path, other: Path) -> None:
    with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)


@pytest.fixture
def _store(tmp_path: Path) -> Iterator[None]:
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    _copy(tmp_path / "store.sqlite", tmp_path / "empty.sqlite")
    StoreAndLedger.folder, StoreAndLedger.store = tmp_path, store
    yield
    store.close()


@pytest.mark.usefixtures("_store")
def test_a_store_says_what_its_ledger_says() -> None:
    checks = settings(
        max_examples=examples(60),
        stateful_step_count=6,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(StoreAndLedger, settings=checks)  # type: ignore[no-untyped-call]
