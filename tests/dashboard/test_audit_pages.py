"""The audit's page for administrators, and everybody's page of their own looks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.gate.principal import DEMO_ROLE
from ingest.records import Store, open_store, schema
from ingest.records.audit import note
from tests.conftest import Demo

PAGES = Path(__file__).parents[2] / "dashboard" / "pages"


@pytest.fixture
def store(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """A store of its own beside the demo's partnership."""
    url = f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("COMMON_GROUND_STORE", url)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    opened = open_store(url)
    with opened.writing() as connection:
        note(connection, who="Demo analyst", action="read rows", subject="incidents", purpose="prevention",
             rows=[4, 5, 9])  # fmt: skip
        note(connection, who="Other Name", action="read rows", subject="incidents", count=300)
    yield opened
    opened.close()


def shown(name: str, role: str) -> AppTest:
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    page.session_state[DEMO_ROLE] = role
    page.session_state["said-name"] = "Demo analyst"
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    parts = (*page.markdown, *page.caption, *page.warning, *page.info, *page.success, *page.error)
    return " ".join(str(one.value) for one in parts)


def test_an_administrator_reads_verifies_and_filters(store: Store) -> None:
    page = shown("audit", "administrator")
    assert "It was never verified yet" in words(page)
    assert "Other Name opened 300 records within 10 minutes" in words(page)
    assert page.dataframe[0].value["who"].to_list() == [
        "Demo analyst",
        "Common Ground",
        "Other Name",
        "Demo analyst",
    ]
    with store.reading() as connection:
        actions = (
            connection.execute(select(schema.audit.c.action).order_by(schema.audit.c.id)).scalars().all()
        )
    assert actions[-1] == "read audit"
    next(one for one in page.button if one.label == "Verify it now").click()
    page.run()
    assert "Nothing was changed, moved or cut off." in words(page)
    page.selectbox(key="audit-who").set_value("Other Name").run()
    assert page.dataframe[0].value["detail"].to_list() == ["count 300"]
    page.text_input(key="audit-subject").set_value("batch").run()
    assert "There is no such line." in words(page)
    assert "Last verified on" in words(shown("audit", "administrator"))


@pytest.mark.parametrize("role", ["public", "partner", "officer", "analyst", "coordinator"])
def test_nobody_else_reads_it(store: Store, role: str) -> None:
    page = shown("audit", role)
    assert "Other Name" not in words(page)
    assert not page.dataframe
    with store.reading() as connection:
        assert "read audit" not in connection.execute(select(schema.audit.c.action)).scalars().all()


def test_everybody_finds_their_own_looks_and_nobody_elses(store: Store) -> None:
    page = shown("my_record", "officer")
    assert "Today you opened 3 records, for prevention; yesterday none." in words(page)
    assert page.dataframe[0].value["rows"].to_list() == [3]
    assert "Other Name" not in words(page)
