"""What a server has ready before its first visitor comes."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.gate import warming
from dashboard.loading import maps, opened
from dashboard.situation import Situation
from tests.conftest import Demo

PAGE = """
from dashboard.filters import Filters
from dashboard.loading.maps import load_agreeing, load_situation, load_steadiness, load_trend
from dashboard.loading.opened import load_data
from dashboard.choices import choices_for
from dashboard.widgets.sidebar import ask_filters

snapshot = load_data()
asked = ask_filters(choices_for(snapshot))
answer = load_situation(snapshot, asked)
load_steadiness(snapshot, answer), load_agreeing(snapshot, answer), load_trend(snapshot, asked)
"""


def test_the_first_visitor_works_nothing_out(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    st.cache_resource.clear()
    warming.warm()

    def refuse(*_: object, **__: object) -> Situation:
        raise AssertionError("worked out again")

    monkeypatch.setattr(opened, "load_snapshot", refuse)
    for name in ("assess", "steadiness", "agreeing", "trend"):
        monkeypatch.setattr(maps, name, refuse)
    seen = AppTest.from_string(PAGE, default_timeout=60).run()
    assert not seen.exception


def test_a_server_without_records_has_nothing_to_warm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither a store is made nor a fault told: the pages say what is missing."""
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(tmp_path / "partnership.toml"))
    warming.warm()
    assert not list(tmp_path.iterdir())
    assert "fault" not in capfd.readouterr().err


def test_what_goes_wrong_in_warming_is_noted_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "Mill" + " Lane"

    def fail() -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(maps, "warm_up", fail)
    warming.warm()
    said = capfd.readouterr().err
    assert "kind=RuntimeError" in said and secret not in said


def test_every_import_of_a_page_is_named(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("import a.b\nfrom c import d\nfrom . import e\n\n\ndef f():\n    import g\n", "utf-8")
    assert list(warming.imports_of(script)) == ["a.b", "c"]
