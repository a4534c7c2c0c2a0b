"""The connection of aggregate readers reads releases, and nothing else, whatever is tried."""

# abuse 02

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import insert, select, text

from ingest.records import Store, open_store, schema
from ingest.records.aggregate_only import ReleasesOnly, releases_only
from ingest.records.narrow import RefusedError
from tests.trust.rows_town import incident, put

TRICKS = (
    "select * from incidents",
    "select count(*) from incidents",
    "select id from releases union all select id from incidents",
    "with releases as (select * from incidents) select count(*) from releases",
    "with quiet as (select reference from incidents) select * from quiet",
    "select (select max(reference) from incidents)",
    "select number from releases where exists (select 1 from audit)",
    "select r.id from releases r join incidents releases on releases.id = r.id",
    "create view peek as select * from incidents",
    "create temp table peek as select * from incidents",
    "delete from releases",
    "insert into releases (profile) values ('x')",
    "update releases set digest = 'x'",
)
OF_SQLITE = (
    "select sql from sqlite_master",
    "select * from pragma_table_info('incidents')",
    "pragma table_info(incidents)",
    "pragma writable_schema=on",
    "attach database ':memory:' as other",
    "select load_extension('x')",
    "vacuum into '/tmp/copy.sqlite'",
    "select randomblob(1000000000)",
    "reindex",
)
OF_POSTGRES = (
    "reset role",
    "set role none",
    "select set_config('role', 'none', false)",
    "select set_config('ro' || 'le', 'none', false), count(*) from incidents",
    "select U&\"set\\005fconfig\"('role', 'none', false)",
    "select 1; select * from incidents",
    "copy incidents to stdout",
    "select pg_read_file('/etc/passwd')",
    "select query_to_xml('select * from incidents', true, true, '')",
    "do $$ begin perform 1; end $$",
    "table incidents",
)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    line = {
        "profile": "partner",
        "number": 1,
        "data_version": 1,
        "made_at": datetime(2026, 1, 1),
        "made_by": "x",
        "digest": "d",
        "body": b"b",
    }
    with opened.writing() as connection:
        connection.execute(insert(schema.releases).values(**line))
    yield opened
    opened.close()


@pytest.fixture
def narrow(store: Store) -> Iterator[ReleasesOnly]:
    opened = releases_only(store.url)
    yield opened
    opened.close()


def test_releases_and_their_cells_are_read(narrow: ReleasesOnly) -> None:
    with narrow.reading() as connection:
        assert connection.execute(select(schema.releases.c.number, schema.releases.c.body)).all() == [
            (1, b"b")
        ]
        assert connection.execute(select(schema.reporting_cells)).all() == []
        assert connection.execute(text("select version_num from alembic_version")).scalar()


def test_no_trick_reads_more(narrow: ReleasesOnly, store_kind: str, proof: Callable[[str], None]) -> None:
    tricks = (*TRICKS, *(OF_SQLITE if store_kind == "sqlite" else OF_POSTGRES))
    refused = 0
    for trick in tricks:
        with pytest.raises(RefusedError), narrow.reading() as connection:
            connection.exec_driver_sql(trick).all()
        refused += 1
    proof(f"aggregate connection on {store_kind}: {refused} of {len(tricks)} tricks refused")


def test_every_other_table_is_closed(narrow: ReleasesOnly) -> None:
    for name, table in schema.metadata.tables.items():
        if name not in ("releases", "reporting_cells"):
            with pytest.raises(RefusedError), narrow.reading() as connection:
                connection.execute(select(table)).all()


def test_rows_stay_closed_where_somebody_grants_too_much(narrow: ReleasesOnly, store: Store) -> None:
    put(store, incident("H1"))
    if store.engine.dialect.name == "sqlite":
        return  # SQLite has no grants: the authorizer is all there is, and is asked above
    with store.engine.begin() as connection:
        connection.exec_driver_sql("grant select on incidents, community_reports to public")
    with narrow.reading() as connection:
        assert connection.execute(text("select reference from incidents")).all() == []
    assert store.incidents(("reference",)).height == 1
