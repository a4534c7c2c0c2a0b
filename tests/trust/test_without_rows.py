"""A page of an aggregate role holds a desk that cannot read a record, whatever the page asks of it."""

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from streamlit.testing.v1 import AppTest

from ingest.records import open_store, schema
from ingest.records.narrow import RefusedError
from ingest.records.registers import enter
from ingest.records.without_rows import ROWS_OF_PEOPLE, without_rows
from tests.conftest import Demo

TRICKS = (
    "select * from {}",
    "select count(*) from {}",
    'select 1 from "{}" limit 1',
    "select 1 union select 1 from {}",
    "with seen as (select * from {}) select * from seen",
    "select (select max(1) from {})",
    "delete from {}",
    "create temp view seen as select * from {}",
)


def test_no_way_leads_to_a_row(store_url: str, proof: Callable[[str], None]) -> None:
    open_store(store_url).close()
    store, refused = without_rows(store_url), 0
    for table, trick in itertools.product(sorted(ROWS_OF_PEOPLE), TRICKS):
        with pytest.raises(RefusedError), store.writing() as connection:
            connection.execute(text(trick.format(table)))
        refused += 1
    with pytest.raises(RefusedError):
        store.incidents()
    with store.reading() as connection:
        assert connection.execute(select(schema.centres)).all() == []
    kind = store.engine.dialect.name
    proof(f"desk of an aggregate role, {kind}: {refused} of {refused} ways to a row refused")


ROGUE = """
import streamlit as st
from dashboard.loading.opened import load_desk
for what in ("see centres", "see events", "see released"):
    try:
        st.write(load_desk(what).store.incidents())
    except Exception as error:
        st.write(type(error).__name__)
"""


@pytest.mark.parametrize("role", ["public", "partner", "administrator"])
def test_a_rogue_page_gets_nothing_out_of_its_desk(
    role: str, demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    page = AppTest.from_string(ROGUE, default_timeout=60)
    page.session_state["view-as"] = role
    page.run()
    assert not page.dataframe and not page.exception
    told = [str(one.value) for one in page.markdown]
    assert set(told) <= {"RefusedError", "NotAllowedError"} and len(told) == 3


def test_what_the_public_tells_is_still_kept(store_url: str) -> None:
    open_store(store_url).close()
    store = without_rows(store_url)
    said = {
        "channel": "public", "observed_from": date(2026, 10, 1), "observed_to": date(2026, 10, 1),
        "seen": "Stickers on the bridge.", "strands": "race", "is_anonymous": True, "needs_check": False,
        "state": "waiting",
    }  # fmt: skip
    with store.writing() as connection:
        enter(connection, schema.submissions, {**said, "agency": "public"}, by="public")
    with store.reading() as connection:
        assert connection.execute(select(schema.submissions.c.seen)).scalar() == "Stickers on the bridge."
