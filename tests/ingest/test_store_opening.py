"""A store is made, brought up to date, or refused in words; what it acknowledges is on the disk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from ingest.errors import IngestError
from ingest.records import open_store, schema
from ingest.records.audit import broken_line, note
from ingest.records.migrate import latest_revision, revision_of
from ingest.records.seal import seal_of


def test_sqlite_writes_through_to_the_disk_and_overwrites_what_it_deletes(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/records.sqlite")
    for begin in (store.reading, store.writing):
        with begin() as connection:
            assert connection.execute(text("pragma journal_mode")).scalar() == "wal"
            assert connection.execute(text("pragma synchronous")).scalar() == 2  # FULL
            assert connection.execute(text("pragma foreign_keys")).scalar() == 1
            assert connection.execute(text("pragma secure_delete")).scalar() == 1
    store.close()


def test_the_migrations_make_the_tables_that_the_program_works_with(store_url: str) -> None:
    store = open_store(store_url)
    with store.reading() as connection:
        assert revision_of(connection) == latest_revision()
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    store.close()


def test_opening_a_store_again_changes_nothing(store_url: str) -> None:
    with open_store(store_url).reading() as connection:
        first = connection.execute(text("select name, value from facts order by name")).fetchall()
    with open_store(store_url).reading() as connection:
        assert connection.execute(text("select name, value from facts order by name")).fetchall() == first


FIRST_STORE = """
create table facts (name varchar not null primary key, value varchar not null);
create table batches (id integer not null primary key, file varchar not null, digest varchar(64) not null,
 agency varchar not null, format varchar not null, received_at timestamp not null, read integer not null,
 accepted integer not null, updated integer not null, duplicates integer not null,
 set_aside integer not null, blank integer not null, constraint one_batch_a_file unique (agency, digest));
create table incidents (id integer not null primary key, batch integer not null references batches (id),
 "row" integer not null, agency varchar not null, reference varchar not null, occurred_from date not null,
 occurred_to date not null, hour smallint, hour_to smallint, reported_on date, kind varchar not null,
 category varchar not null, strands varchar not null, source varchar not null, noticed_by varchar not null,
 setting varchar not null, outcome varchar, x float, y float, lon float, lat float,
 precision varchar not null, area varchar, constraint one_row_a_reference unique (agency, reference));
create table set_aside (id integer not null primary key, batch integer not null references batches (id),
 "row" integer, "column" varchar, value varchar, reason varchar not null);
create index set_aside_of_batch on set_aside (batch);
insert into facts values ('schema', '1'), ('data_version', '4');
insert into batches values (1, 'a.csv', 'd', 'Housing', 'housing', '2026-01-02 03:04:05', 1, 1, 0, 0, 0, 0);
insert into incidents (id, batch, "row", agency, reference, occurred_from, occurred_to, kind, category,
 strands, source, noticed_by, setting, precision) values (1, 1, 2, 'Housing', '007', '2026-01-01',
 '2026-01-01', 'hate_incident', 'graffiti', 'race', 'housing', 'victim', 'home', 'none');
insert into set_aside values (1, 1, 3, 'Date', null, '31/02/2026 is not a date.');
"""


def make_first_store(url: str) -> None:
    """Make a store as the program did before it had migrations."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    moment = "datetime" if engine.dialect.name == "sqlite" else "timestamp"
    with engine.connect() as connection:
        for statement in FIRST_STORE.strip().rstrip(";").split(";\n"):
            connection.execute(text(statement.replace("timestamp", moment)))
    engine.dispose()


def test_a_store_from_before_migrations_carries_its_records_forward(
    store_kind: str, new_store_url: Callable[..., str]
) -> None:
    url = new_store_url(store_kind, empty=True)
    make_first_store(url)
    store = open_store(url)
    assert store.incidents(("reference", "strands")).rows() == [("007", "race")]
    assert store.data_version() == 4
    (batch,) = store.batches()
    assert (batch["state"], batch["what"], batch["accepted"]) == ("landed", "incidents", 1)
    assert batch["seal"] == seal_of(store.incidents())
    assert store.set_aside(1)["reason"].to_list() == ["31/02/2026 is not a date."]
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    assert store.withdraw(1, by="Ann", why="a test") == (1, 0)
    store.close()


def test_a_store_of_a_newer_program_is_refused_and_left_alone(store_url: str) -> None:
    store = open_store(store_url)
    with store.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    store.close()
    with pytest.raises(IngestError, match="version 9999; this program knows versions up to"):
        open_store(store_url)
    engine = create_engine(store_url)
    with engine.connect() as connection:
        assert connection.execute(text("select version_num from alembic_version")).scalar() == "9999"
    engine.dispose()


def test_what_is_not_a_store_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "letter.sqlite").write_bytes(b"Dear Sir, " * 500)
    with pytest.raises(IngestError, match=r"damaged|not a record store"):
        open_store(f"sqlite:///{tmp_path}/letter.sqlite")
    with pytest.raises(IngestError, match="Write it as"):
        open_store("no address")


def test_the_database_itself_refuses_to_change_the_audit(store_url: str) -> None:
    store = open_store(store_url)
    with store.writing() as connection:
        note(connection, who="Ann", action="read audit", subject="batch 1")
        note(connection, who="Ann", action="read audit", subject="batch 2", rows=3)
    for statement in ("update audit set who = 'Bob'", "delete from audit"):
        with pytest.raises(DatabaseError, match="only added to"), store.writing() as connection:
            connection.execute(text(statement))
    with store.reading() as connection:
        assert broken_line(connection) is None
    store.close()


def test_a_new_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        open_store(f"sqlite:///{tmp_path}/new.sqlite").close()
    finally:
        os.umask(before)
    assert (tmp_path / "new.sqlite").stat().st_mode & 0o077 == 0
