"""Early notice: looked for once on each version of the data, told without a count, seen by somebody."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from dashboard.answers import signals as answer
from dashboard.desks import signals as desk
from dashboard.desks.importing import open_records
from dashboard.desks.signals import keep_look_out, look_out, notice
from dashboard.signal import CLUSTERS, WEEKS
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import ANALYST
from dashboard.words import signals as words
from tests.conftest import Demo
from tests.copying import copy_with_keys
from tests.dashboard.test_pages import PATIENCE_S, ROOT
from tests.dashboard.test_pages import words as read_aloud
from tests.dashboard.test_trend import town
from tests.dashboard.test_unusual_weeks import QUIET, village

PLANTED = "Wainfold"


@pytest.fixture(scope="module")
def found(snapshot: Snapshot) -> answer.LookOut:
    return answer.signals(snapshot, ANALYST, false_a_year=12, replicates=99)


@pytest.fixture
def own(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """A copy of the demo's store, to be written to."""
    copy_with_keys(demo.store_file, tmp_path / "store.sqlite", kept=True)
    url = f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("COMMON_GROUND_STORE", url)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    yield replace(demo, store=url)


def as_the_data_are(own: Demo, found: answer.LookOut, **said: Any) -> desk.Kept:
    """Keep a look as one at the data of this store."""
    store = open_records(own.store)
    version = f"{store.data_version()}-{load_partnership(own.partnership).digest[:12]}"
    return keep_look_out(store, replace(found, version=version, **said), by="Night", seconds=31)


@pytest.fixture
def no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town of one place has nowhere to scan."""

    def nowhere(*_: Any, told: Any, **__: Any) -> Any:
        told(1.0)
        return SimpleNamespace(state="not enough data", table=pd.DataFrame(), resolution=8)

    monkeypatch.setattr(answer, "clusters", nowhere)
    monkeypatch.setattr(Snapshot, "lattice", lambda *_: (None, None))


class TestTheLook:
    def test_a_planted_cluster_is_a_signal_with_its_page(self, found: answer.LookOut, snapshot: Snapshot):
        (one,) = [each for each in found.signals if each.method == CLUSTERS and each.strand == "all"]
        assert one.ward_name == PLANTED and one.last_day == snapshot.latest
        assert one.page == "clusters" and one.query == {"look": "now"}
        assert one.once_in_days >= found.settings["once_in_days"]
        once = 365.25 * 2 / 12
        assert found.settings["scan_once_in_days"] == pytest.approx(once * len(found.scan_states), abs=0.1)

    @pytest.mark.usefixtures("no_scan")
    def test_a_planted_rise_is_a_signal_with_its_line(self):
        risen = village([*QUIET, 4, 14, 13, 15])
        seen = answer.signals(risen, ANALYST, false_a_year=2)
        (first,) = [one for one in seen.signals if one.ward is None and one.strand == "all"]
        assert first.method == WEEKS and first.query == {}
        assert first.page == "unusual_weeks" and first.once_in_days >= 365
        assert words.sentence(first) == (
            "The whole area, all reports: unusually many reports since the week of 30 June 2025, in the "
            "weeks to 20 July 2025."
        )

    def test_every_scan_is_a_look(self, found: answer.LookOut, snapshot: Snapshot):
        assert set(found.scan_states) == {"all", *snapshot.policy.strands} - {"age", "other"}
        assert found.settings["weekly_lines"] == 198 and not found.is_blind

    def test_no_count_is_in_a_signal(self, found: answer.LookOut):
        for one in found.signals:
            assert not {"reports", "expected", "low", "high", "p"} & set(one.body())
            assert not any(char.isdigit() for char in words.meaning(one.method))

    @pytest.mark.usefixtures("no_scan")
    def test_nothing_to_say_is_said(self):
        few = answer.signals(village([1, 0, 2]), ANALYST, false_a_year=2, replicates=19)
        assert few.is_blind and not few.signals
        with pytest.raises(NoRecordsError):
            answer.signals(town([]), ANALYST, false_a_year=2)

    @pytest.mark.usefixtures("no_scan")
    def test_progress_rises_to_the_end(self):
        said: list[float] = []
        answer.signals(village([1, 0, 2]), ANALYST, false_a_year=2, told=said.append)
        assert said == sorted(said) and said[-1] == 1


class TestHowManyFalseSignals:
    def test_the_partnership_file_says_it(self, demo: Demo, tmp_path: Path):
        text = demo.partnership.read_text("utf-8")
        assert load_partnership(demo.partnership).false_signals_a_year == 2
        path = demo.partnership.with_name("strict.toml")
        path.write_text(f"{text}\n[early_notice]\nfalse_signals_a_year = 1\n", "utf-8")
        assert load_partnership(path).false_signals_a_year == 1
        path.write_text(f"{text}\n[early_notice]\nfalse_signals_a_year = 3\n", "utf-8")
        with pytest.raises(BoundaryError, match="1, 2, 4 or 12"):
            load_partnership(path)
        path.unlink()


@pytest.fixture
def may_end(found: answer.LookOut, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """A look that takes until this is set."""
    end = Event()

    def slowly(snapshot: Snapshot, *_: Any, told: Any, **__: Any) -> answer.LookOut:
        while not end.wait(0.02):
            told(0.4)
        return replace(found, version=snapshot.version)

    monkeypatch.setattr(desk, "signals", slowly)
    monkeypatch.setattr("dashboard.widgets.waiting.PATIENCE_S", 0.5)
    yield end
    end.set()


class TestThePage:
    def test_the_first_look_begins_by_itself_and_can_be_stopped(self, own: Demo, may_end: Event):
        page = early()
        said = read_aloud(page)
        assert not page.exception and "Nobody has looked yet" in said
        assert "have not been looked at as they are now" in said
        press(page, "Stop working this out")
        assert not page.exception and "Looking at everything was stopped" in read_aloud(page)
        assert notice(open_records(own.store)).run is None
        may_end.set()
        press(page, "Look now")
        assert not page.exception and PLANTED in read_aloud(page)
        assert notice(open_records(own.store)).run is not None

    def test_a_signal_with_what_it_means_and_how_seldom(self, own: Demo, found: answer.LookOut):
        as_the_data_are(own, found)
        page = early()
        said = read_aloud(page).replace("\\", "")
        assert not page.exception and PLANTED in said and "By chance alone" in said
        assert "at most 12 false signals a year" in said and "First seen" in said
        assert "Nobody has acknowledged it yet" in said
        assert not any(one.label == "Look now" for one in page.button)
        assert not {"calm.", "alert", "danger", "crime will"} & set(said.lower().split())

    def test_acknowledging_asks_for_words_and_keeps_the_name(self, own: Demo, found: answer.LookOut):
        as_the_data_are(own, replace(found, signals=found.signals[:1]))
        page = early()
        press(page, "Acknowledge: signal 1")
        assert not page.exception and "Say why, in a few words." in page.error[0].value
        say(page, "What do you make of it?", "Raised at the briefing")
        press(page, "Acknowledge: signal 1")
        said = read_aloud(page)
        assert "Acknowledged by Demo analyst" in said and "Raised at the briefing" in said
        say(page, "Why?", "A slip")
        press(page, "Take the acknowledgement back: signal 1")
        assert "Nobody has acknowledged it yet" in read_aloud(page)

    def test_nothing_is_not_calm(self, own: Demo, found: answer.LookOut):
        as_the_data_are(own, found, signals=())
        said = read_aloud(early())
        assert "Nothing stands out" in said and "not the same as calm" in said

    def test_not_enough_is_said(self, own: Demo, found: answer.LookOut):
        settings = {**found.settings, "weekly_state": "not enough data", "scans": {"all": "not enough data"}}
        as_the_data_are(own, found, signals=(), settings=settings)
        said = read_aloud(early())
        assert "not enough to say anything" in said and "too few reports" in said

    @pytest.mark.usefixtures("may_end")
    def test_a_list_of_older_data_stays_while_it_is_looked_again(self, own: Demo, found: answer.LookOut):
        store = open_records(own.store)
        keep_look_out(store, replace(found, version="1-old", as_of=date(2026, 9, 1)), by="Night", seconds=1)
        page = early()
        said = read_aloud(page)
        assert "1 September 2026" in said and "have not been looked at as they are now" in said
        assert PLANTED in said and any(one.label == "Stop working this out" for one in page.button)

    def test_an_empty_store_says_what_to_do(self, own: Demo, monkeypatch: Any, tmp_path: Path):
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/empty.sqlite")
        page = early()
        assert not page.exception and "Import" in read_aloud(page) + " ".join(e.value for e in page.error)


def early() -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=PATIENCE_S)
    return page.switch_page("pages/early_notice.py").run()


def say(page: AppTest, label: str, text: str) -> None:
    next(one for one in page.text_input if one.label == label).set_value(text)


def press(page: AppTest, label: str) -> None:
    next(one for one in page.button if one.label == label).click().run()


def test_a_second_look_at_the_same_data_costs_nothing(own: Demo, found: answer.LookOut, snapshot: Snapshot):
    as_the_data_are(own, found)
    begun = look_out(open_records(own.store), snapshot, ANALYST, by="Night")
    assert not begun.was_kept and begun.new == len(found.signals)


def test_the_list_is_plain_for_another_program(own: Demo, found: answer.LookOut, snapshot: Snapshot):
    as_the_data_are(own, found)
    said = words.as_json(notice(open_records(own.store)), version="other", strands=snapshot.policy.strands)
    again = json.loads(json.dumps(said, default=str, allow_nan=False))
    assert again["up_to_date"] is False and again["signals"][0]["state"] == "new"
    assert again["run"]["settings"]["false_signals_a_year"] == 12
    assert timedelta(days=again["signals"][0]["once_in_days"]) > timedelta(days=30)
