"""A page that goes to the store by itself: the build fails on it, and the store refuses it.  # abuse 02"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.records import open_store, schema
from ingest.records.aggregate_only import releases_only
from ingest.records.narrow import RefusedError
from tests import test_architecture as floors

ROGUE = '''"""A page that shows whatever it likes."""

import streamlit as st
from sqlalchemy import select

from dashboard.widgets.kindly import kindly


def page() -> None:
    from ingest.records import schema

    with st.session_state["store"].reading() as connection:
        st.dataframe(connection.execute(select(schema.incidents)).mappings().all())


kindly(page)
'''


@pytest.fixture
def rogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Put the page where pages are, in a house of its own."""
    (tmp_path / "dashboard/pages").mkdir(parents=True)
    (tmp_path / "dashboard/pages/rogue.py").write_text(ROGUE, "utf-8")
    monkeypatch.setattr(floors, "ROOT", tmp_path)
    yield "dashboard/pages/rogue.py"


def test_the_build_fails_on_a_page_that_imports_the_store(rogue: str) -> None:
    assert rogue in list(floors.modules())
    with pytest.raises(AssertionError, match=r"rogue\.py imports ingest"):
        floors.test_the_siblings_meet_only_at_the_waist(rogue)


def test_its_query_is_refused(store_url: str) -> None:
    open_store(store_url).close()
    store = releases_only(store_url)
    with pytest.raises(RefusedError, match="nothing else"), store.reading() as connection:
        connection.execute(select(schema.incidents)).mappings().all()
    store.close()
