"""Change: the same reports as the map, verdicts that lateness cannot make, and no small count given away."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers.arrivals import arrived
from dashboard.answers.change import change
from dashboard.answers.change_tables import verdicts
from dashboard.answers.change_windows import windows_of
from dashboard.answers.changed import LATE, NOT_SHOWN, TABLES
from dashboard.charts.changes import changes_chart
from dashboard.filters import Filters, Window
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from dashboard.words.change import caption, notes, ward_sentence
from tests.conftest import Demo
from tests.dashboard.test_trend import report, town

ROOT = Path(__file__).parents[2]
RARE = Filters(days=90, strands=frozenset({"transgender"}))


class TestWindows:
    def test_the_time_before_ends_on_the_eve_and_is_as_long(self, snapshot: Snapshot) -> None:
        found = change(snapshot, Filters(days=90), ANALYST)
        assert found.before.last == found.now.first - timedelta(days=1)
        assert found.before.days == found.now.days == 90

    def test_a_year_earlier_is_the_same_days(self, snapshot: Snapshot) -> None:
        found = change(snapshot, Filters(days=90), ANALYST, against="year")
        assert found.before == Window(date(2025, 8, 3), date(2025, 10, 31))

    def test_whole_months_are_set_beside_whole_months(self) -> None:
        march = report(date(2026, 3, 1), last=(date(2026, 3, 31) - date(1970, 1, 1)).days)
        early = report(date(2025, 12, 1))
        town_of_months = town([march, march, march, early])
        asked = Filters(days=None, first=date(2026, 3, 5), last=date(2026, 3, 20))
        now, before = windows_of(town_of_months, asked, "before")
        assert now == Window(date(2026, 3, 1), date(2026, 3, 31))
        assert before == Window(date(2026, 2, 1), date(2026, 2, 28))
        assert windows_of(town_of_months, asked, "year")[1] == Window(date(2025, 3, 1), date(2025, 3, 31))

    def test_before_the_records_begin_nothing_is_compared(self, snapshot: Snapshot) -> None:
        found = change(snapshot, Filters(days=730), ANALYST)
        assert found.state == "not enough data" and "Records begin on" in found.sentence
        assert not found.tables and found.total_now is None

    def test_there_are_two_comparisons(self, snapshot: Snapshot) -> None:
        with pytest.raises(ValueError, match="no comparison"):
            change(snapshot, Filters(), ANALYST, against="week")


class TestTheSameReports:
    @pytest.mark.parametrize("against", ["before", "year"])
    def test_counts_and_what_is_hidden_are_those_of_the_map(self, snapshot: Snapshot, against: str) -> None:
        found = change(snapshot, Filters(days=28), ANALYST, against=against)
        for window, column, total in (
            (found.now, "now", found.total_now), (found.before, "before", found.total_before),
        ):  # fmt: skip
            there = assess(snapshot, Filters(days=None, first=window.first, last=window.last), ANALYST)
            assert total == there.totals.in_area
            mine = found.tables["ward"].set_index("code")[column]
            theirs = there.wards.set_index("ward")["incidents"].reindex(mine.index)
            assert np.array_equal(mine, theirs, equal_nan=True)


class TestDisclosure:
    @pytest.mark.parametrize("question", [RARE, Filters(days=28)], ids=["rare", "short"])
    def test_nothing_rests_on_a_hidden_count(self, snapshot: Snapshot, question: Filters) -> None:
        found = change(snapshot, question, ANALYST)
        hidden_rows = 0
        for name, table in found.tables.items():
            hidden = table[table["hidden"]]
            hidden_rows += len(hidden)
            assert (hidden["verdict"] == NOT_SHOWN).all()
            assert (hidden[["difference", "times", "p_shown", "act"]] == "").all(axis=None)
            small = pd.concat([table["now"], table["before"]]).dropna()
            assert not small.between(1, found.threshold - 1).any()
            drawn = changes_chart(found, name, dark=False).to_dict()["layer"][0]["data"]["values"]
            assert len(drawn) == len(table) - len(hidden)
        assert hidden_rows

    def test_a_total_that_is_too_small_is_not_told(self, snapshot: Snapshot) -> None:
        few = (RARE.with_(days=days) for days in range(1, 90))
        found = next(
            one for one in (change(snapshot, each, ANALYST) for each in few) if one.total_now is None
        )
        assert found.state == "not enough data"
        assert found.sentence.startswith("Fewer than 3 reports in these")


class TestLateness:
    def test_what_late_reports_may_explain_is_not_called_fewer(self) -> None:
        days, come = (28, 28), np.array([[0.3, 1.0], [1.0, 1.0]])
        found = verdicts(np.array([20, 20]), np.array([60, 60]), days, come)
        assert found["verdict"].tolist() == [LATE, "fewer"]

    def test_a_rise_in_spite_of_lateness_is_a_rise(self) -> None:
        found = verdicts(np.array([60]), np.array([20]), (28, 28), np.array([[0.3, 1.0]]))
        assert found["verdict"].tolist() == ["more"]

    def test_an_agency_that_stopped_sending_makes_no_fall(self, snapshot: Snapshot) -> None:
        found = change(snapshot, Filters(days=90), ANALYST, against="year")
        housing = found.tables["source"].set_index("code").loc["housing"]
        assert housing["now"] == 0 and housing["before"] > 20 and housing["verdict"] == LATE
        assert "reaches to" in " ".join(notes(found))

    def test_the_last_days_are_not_complete(self, snapshot: Snapshot) -> None:
        window = Filters(days=90).window(snapshot.latest or date.max)
        come = arrived(snapshot, Filters(), window)
        assert come[0] > come[-1] and come.max() <= 1
        assert "still coming in" in " ".join(notes(change(snapshot, Filters(days=90), ANALYST)))


class TestWords:
    def test_both_counts_a_verdict_and_no_percentage(self, snapshot: Snapshot) -> None:
        found = change(snapshot, Filters(days=90), ANALYST)
        assert (
            f"{found.total_now:,} reports in these 90 days, {found.total_before:,} in the 90"
            in found.sentence
        )
        assert "%" not in found.sentence

    def test_a_rise_is_not_bad_and_strands_do_not_add_up(self, snapshot: Snapshot) -> None:
        found = change(snapshot, Filters(days=365), ANALYST)
        assert found.state == "found" and "not bad by themselves" in found.sentence
        assert "do not add up" in caption(found, "strand")

    def test_bursts_say_what_was_looked_at(self, snapshot: Snapshot) -> None:
        assert "in some fortnight" in change(snapshot, Filters(days=365), ANALYST).bursts_sentence
        assert "too short for bursts" in change(snapshot, Filters(days=14), ANALYST).bursts_sentence


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)


def opened(query: dict[str, str]) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "change.py"), default_timeout=60)
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


@pytest.mark.usefixtures("environment")
class TestPage:
    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ({"days": "90"}, "in these 90 days"),
            ({"days": "730"}, "Records begin on"),
            ({"days": "1", "strand": "transgender"}, "too few to tell"),
            ({"days": "28", "against": "year"}, "a year earlier"),
            ({"against": "nonsense"}, "in these 365 days"),
        ],
    )
    def test_it_says_what_it_can(self, query: dict[str, str], told: str) -> None:
        page = opened(query)
        assert not page.exception
        assert told in " ".join(str(one.value) for one in (*page.markdown, *page.info))

    def test_one_ward_is_answered_in_a_sentence_that_the_link_keeps(self, snapshot: Snapshot) -> None:
        answer = change(snapshot, Filters(days=90), ANALYST)
        for row in answer.tables["ward"].to_dict("records"):
            verdict, rest = ward_sentence(answer, row["code"])
            assert f"{row['label']}: {row['now_shown']} report" in rest and row["before_shown"] in rest
            assert verdict.startswith(("More than chance", "Fewer than chance")) == (
                row["verdict"] in {"more", "fewer"}
            )
            assert (row["times"] in rest) and "%" not in rest
        ward = str(row["code"])
        page = opened({"days": "90", "ward": ward})
        assert not page.exception and page.query_params["ward"] == ward
        assert verdict in " ".join(str(one.value) for one in page.markdown).replace("\\", "")
        strange = opened({"days": "90", "ward": "<b>"})
        assert "names a ward that is not here" in strange.warning[0].value and "<b>" not in str(
            strange.warning
        )

    def test_the_address_holds_the_comparison(self) -> None:
        page = opened({"days": "90", "against": "year"})
        assert page.query_params["against"] == "year" and page.query_params["days"] == "90"
        assert len(page.dataframe) >= len(TABLES)


def test_an_empty_store_is_said_kindly(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/none.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    page = opened({})
    assert not page.exception
    assert "There are no records yet" in page.info[0].value


class TestShell:
    def run(self, demo: Demo, *words: str) -> Any:
        where = ("--store", demo.store, "--partnership", str(demo.partnership))
        return CliRunner().invoke(app, ["change", *words, *where])

    def test_it_is_the_page_s_answer(self, demo: Demo, snapshot: Snapshot) -> None:
        said = json.loads(self.run(demo, "--last", "90d", "--by", "source", "--json").stdout)
        found = change(snapshot, Filters(days=90), ANALYST)
        assert (said["reports"], said["reports_earlier"]) == (found.total_now, found.total_before)
        assert [row["verdict"] for row in said["rows"]] == found.tables["source"]["verdict"].tolist()
        assert "chance" in self.run(demo, "--last", "90d").stdout

    @pytest.mark.parametrize("words", [("--against", "week"), ("--by", "cell"), ("--strand", "zzz")])
    def test_a_user_s_error_is_one_plain_line(self, demo: Demo, words: tuple[str, ...]) -> None:
        said = self.run(demo, *words)
        assert said.exit_code == 2
