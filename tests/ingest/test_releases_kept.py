"""Releases are numbered, noted and never changed; what has changed since the last one is counted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ingest.records import Store, StoreError, open_store
from ingest.records.audit import lines, now
from ingest.records.backup import back_up
from ingest.records.changed_since import Changes, changed_since, last_batch
from ingest.records.deciding import decide
from ingest.records.divisions import division_on, keep_division
from ingest.records.erasing import erase
from ingest.records.pairs import keep_pairs, pairs
from ingest.records.releases import NewRelease, body_of, keep_release, latest_release, releases
from ingest.records.restore import restore
from ingest.records.verify import verify
from tests.ingest.test_backup_and_restore import reports, send
from tests.ingest.test_pairs_kept import found

DAY = date(2026, 11, 1)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def new(profile: str = "partner", digest: str = "a", **more: object) -> NewRelease:
    said = {
        "body": b"numbers",
        "data_version": 1,
        "read_at": now(),
        "key_id": "key",
        "last_batch": 0,
        "changes": 0,
    }
    return NewRelease(profile, digest, **{**said, **more})  # type: ignore[arg-type]


def keep(store: Store, one: NewRelease) -> int:
    with store.writing() as connection:
        return keep_release(connection, one, by="Ann").number


def is_whole(store: Store) -> bool:
    with store.reading() as connection:
        return verify(connection).is_whole


class TestReleases:
    def test_count_up_within_their_profile_and_are_noted(self, store: Store) -> None:
        numbers = [keep(store, new(p, d)) for p, d in (("partner", "a"), ("public", "a"), ("partner", "b"))]
        assert numbers == [1, 1, 2]
        with store.reading() as connection:
            listed = releases(connection)
            said = [line for line in lines(connection) if line["action"] == "release"]
            last = latest_release(connection, "partner")
            assert last is not None
            assert body_of(connection, last) == b"numbers"
            assert latest_release(connection, "partner", 7) is None
        assert [(one.profile, one.number) for one in listed] == [
            ("partner", 2),
            ("public", 1),
            ("partner", 1),
        ]
        assert [line["subject"] for line in said] == [
            "partner release 1",
            "public release 1",
            "partner release 2",
        ]
        assert json.loads(said[-1]["detail"]) == {
            "changes": 0,
            "data_version": 1,
            "digest": "b",
            "key": "key",
        }

    @pytest.mark.parametrize(
        ("other", "words"),
        [
            ({}, "Nothing that is released has changed since release 1"),
            ({"digest": "b", "key_id": "another"}, "another key than release 1"),
            ({"digest": "b", "read_at": now() - timedelta(days=1)}, "Somebody made release 1"),
        ],
    )
    def test_a_second_that_says_the_same_is_not_kept(
        self, store: Store, other: dict[str, Any], words: str
    ) -> None:
        first = new()
        keep(store, first)
        with pytest.raises(StoreError, match=words):
            keep(store, replace(first, **{"read_at": now(), **other}))
        with store.reading() as connection:
            assert len(releases(connection)) == 1

    @pytest.mark.parametrize("table", ["releases", "reporting_cells"])
    @pytest.mark.parametrize("change", ["update {} set digest = 'x'", "delete from {}"])
    def test_the_database_itself_refuses_to_change_one(self, store: Store, table: str, change: str) -> None:
        keep(store, new())
        with store.writing() as connection:
            keep_division(connection, "partner", {"c1": ["a"]}, first_day=DAY, frozen_until=DAY, by="Ann")
        with (
            pytest.raises((StoreError, DBAPIError), match="released stays as it is"),
            store.writing() as connection,
        ):
            connection.execute(text(change.format(table)))
        assert is_whole(store)

    def test_survive_a_restore_of_an_older_backup(self, store: Store, tmp_path: Path) -> None:
        keep(store, new())
        made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
        keep(store, new(digest="b"))
        restore(store.url, made.path, by="Ann", over_newer=True)
        with store.reading() as connection:
            assert [one.number for one in releases(connection)] == [2, 1]
        assert is_whole(store)
        assert keep(store, new(digest="c")) == 3

    def test_a_damaged_one_is_named_by_verify(self, store: Store) -> None:
        keep(store, new())
        is_file = store.engine.dialect.name == "sqlite"
        off = (
            "drop trigger releases_no_update"
            if is_file
            else "alter table releases disable trigger releases_sealed"
        )
        with store.engine.begin() as connection:
            connection.execute(text(off))
            connection.execute(text("update releases set digest = 'x'"))
        with store.reading() as connection:
            words = " ".join(one.words for one in verify(connection).damage)
        assert "table 'releases'" in words


class TestReportingCells:
    def test_are_kept_until_their_time_is_over(self, store: Store) -> None:
        cells = {"c2": ("b", "a"), "c1": ("d",)}
        with store.writing() as connection:
            made = keep_division(
                connection, "public", cells, first_day=DAY, frozen_until=date(2027, 10, 31), by="Ann"
            )
            again = keep_division(connection, "public", {}, first_day=DAY, frozen_until=DAY, by="Ann")
            assert again == made
            assert made.cells == {"c1": ("d",), "c2": ("a", "b")}
            assert division_on(connection, "public", date(2027, 10, 31)) == made
            assert division_on(connection, "public", date(2027, 11, 1)) is None
            assert division_on(connection, "partner", DAY) is None
            later = keep_division(
                connection,
                "public",
                cells,
                first_day=date(2027, 11, 1),
                frozen_until=date(2028, 10, 31),
                by="Ann",
            )
        assert (later.version, later.digest) == (2, made.digest)


class TestWhatHasChanged:
    def counted(self, store: Store, batch: int, since: object) -> int:
        with store.reading() as connection:
            return changed_since(connection, batch, since).all  # type: ignore[arg-type]

    def test_each_record_counts_once(self, store: Store) -> None:
        send(store, reports("A1", "A2", "A3", "A4"), "one")
        with store.reading() as connection:
            batch, moment = last_batch(connection), now()
        assert self.counted(store, batch, moment) == 0
        send(store, reports("A1", "B1", outcome="closed"), "two")
        send(store, reports("A1", outcome="open again"), "three")
        assert self.counted(store, batch, moment) == 2
        with store.writing() as connection:
            erase(connection, [("Housing", "A4")], by="Ann", why="asked")
        assert self.counted(store, batch, moment) == 3
        store.withdraw(1, by="Ann", why="wrong")
        assert self.counted(store, batch, moment) == 5

    def test_a_held_file_counts_from_its_approval(self, store: Store) -> None:
        send(store, reports("A1", "A2"), "one", hold="many")
        with store.reading() as connection:
            batch, moment = last_batch(connection), now()
        assert self.counted(store, batch, moment) == 0
        store.approve(batch, by="Ben")
        assert self.counted(store, batch, moment) == 2

    def test_those_of_others_are_those_that_the_greatest_sender_does_not_know(self, store: Store) -> None:
        with store.reading() as connection:
            moment = now()
            assert changed_since(connection, 0, moment) == Changes(0, 0)
        send(store, reports("A1", "A2", "A3"), "one")
        for agency, references in (("Police", ("1", "2")), ("Centre", ("1",))):
            send(store, reports(*references).with_columns(agency=pl.lit(agency)), agency)
        with store.reading() as connection:
            assert changed_since(connection, 0, moment) == Changes(6, 3)
        with store.writing() as connection:
            erase(connection, [("Police", "1")], by="Ann", why="asked")
        with store.reading() as connection:
            assert changed_since(connection, 0, moment) == Changes(6, 2)

    def test_a_decision_counts(self, store: Store) -> None:
        for agency in ("Centre", "Police"):
            send(store, reports("1").with_columns(agency=pl.lit(agency)), agency)
        with store.writing() as connection:
            keep_pairs(connection, found("1"), by="Ann")
            number = pairs(connection)[0]["pair"]
        with store.reading() as connection:
            batch, moment = last_batch(connection), now()
        for word, counted in (("later", 0), ("same", 1), ("different", 1)):
            with store.writing() as connection:
                decide(connection, number, word, by="Ann")
            assert self.counted(store, batch, moment) == counted
