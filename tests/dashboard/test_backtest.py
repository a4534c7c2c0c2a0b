"""Which method to trust here: the same reports as everywhere, nothing small, and words that fit."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers.backtest import AREA_SHARES, BackTest, backtest
from dashboard.charts.found import found_chart
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import NO_EVENTS, Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from dashboard.words.backtest import notes, reading_table, sentence, summary
from tests.conftest import Demo
from tests.dashboard.test_trend import town

ROOT = Path(__file__).parents[2]
RARE = Filters(strands=frozenset({"transgender"}))


@pytest.fixture(scope="module")
def quarters(snapshot: Snapshot) -> BackTest:
    return backtest(snapshot, Filters(), ANALYST)


@pytest.fixture(scope="module", params=[3, 1], ids=["quarters", "months"])
def rare(snapshot: Snapshot, request: pytest.FixtureRequest) -> BackTest:
    return backtest(snapshot, RARE, ANALYST, months=request.param)


class TestTheSameReports:
    def test_the_reports_tried_are_those_of_the_map_of_each_period(
        self, snapshot: Snapshot, quarters: BackTest
    ) -> None:
        maps = [
            assess(snapshot, Filters(days=None, first=each.first, last=each.last), ANALYST)
            for each in quarters.periods
        ]
        assert quarters.incidents == sum(one.totals.in_area or 0 for one in maps)

    def test_periods_are_whole_calendar_quarters_after_a_year_of_records(self, quarters: BackTest) -> None:
        assert all(each.first.month in {1, 4, 7, 10} and each.first.day == 1 for each in quarters.periods)
        assert quarters.periods[0].first >= date(2024, 11, 1)
        assert quarters.periods[-1].last <= quarters.latest

    def test_the_window_and_the_method_asked_for_do_not_matter(
        self, snapshot: Snapshot, quarters: BackTest
    ) -> None:
        other = backtest(snapshot, Filters(method="dbscan", radius_m=70), ANALYST)
        assert other.table.equals(quarters.table)

    def test_filters_matter(self, rare: BackTest, quarters: BackTest) -> None:
        assert (rare.incidents or 0) < (quarters.incidents or 0)

    def test_any_ground_finds_its_share(self, quarters: BackTest) -> None:
        ground = quarters.table[quarters.table["rule"] == "ground"]
        assert ground["pai"].tolist() == [1, 1, 1]


class TestDisclosure:
    def test_nothing_is_told_finer_than_the_threshold(self, rare: BackTest) -> None:
        table = rare.table[rare.table["rule"] != "ground"]
        total, least = rare.incidents or 0, rare.threshold
        counts = [
            table["hits"],
            *(table[name] * total for name in ("hit_rate", "hit_rate_low", "hit_rate_high")),
        ]
        counts += [table["pai"] * table["area_share"] * total]
        for told in np.concatenate([each.dropna().to_numpy() for each in counts]):
            assert abs(told - least * round(told / least)) < 1e-6 or abs(told - total) < 1e-6
        assert (table[["more", "more_low", "more_high"]].stack().dropna() % least == 0).all()

    def test_of_what_is_hidden_no_figure_is_told(self, rare: BackTest) -> None:
        hidden = rare.table[rare.table["hidden"]]
        assert len(hidden) and not hidden["differs"].any()
        keys = {"rule", "method", "title", "months", "area_share", "incidents", "differs", "hidden"}
        assert hidden[[name for name in hidden if name not in keys]].isna().all(axis=None)

    def test_what_lies_between_two_shares_is_no_small_count_either(self, rare: BackTest) -> None:
        for _, rows in rare.table[rare.table["rule"] != "ground"].groupby("rule"):
            shown = [0.0, *rows.loc[~rows["hidden"], "hits"], float(rare.incidents or 0)]
            steps = np.diff(shown)
            assert not ((steps > 0) & (steps < rare.threshold - 1)).any()

    def test_a_period_with_few_reports_is_left_out_of_the_total(
        self, snapshot: Snapshot, rare: BackTest
    ) -> None:
        for each in rare.left_out:
            few = survey(snapshot, RARE.with_(days=None, first=each.first, last=each.last)).in_area
            assert few < rare.threshold
        assert rare.left_out or rare.months == 3

    def test_no_chart_point_and_no_line_for_what_is_hidden(self, rare: BackTest) -> None:
        hidden = int(rare.table["hidden"].sum())
        drawn = found_chart(rare, dark=False).to_dict()["data"]["values"]
        assert hidden and len(drawn) == len(rare.table) - hidden
        shown = reading_table(rare, 0.01)
        few = shown["found"].str.startswith("fewer than 3")
        assert few.any() and (shown.loc[few, ["share", "pai", "pei"]] == "").all(axis=None)


class TestWords:
    @pytest.mark.parametrize("share", AREA_SHARES)
    def test_the_sentence_sets_a_method_beside_the_plain_rule(self, quarters: BackTest, share: float) -> None:
        said = sentence(quarters, share)
        assert f"in {share:.0%} of the ground" in said and "the same places as last quarter" in said
        assert "chance" in said

    def test_it_promises_nothing(self, quarters: BackTest) -> None:
        said = " ".join([sentence(quarters), *notes(quarters), summary(quarters)])
        assert "does not say where anything will happen" in said and "crime" not in said

    def test_no_records_to_speak_of_is_an_answer(self, snapshot: Snapshot) -> None:
        answer = backtest(
            snapshot, Filters(strands=frozenset({"age"}), sources=frozenset({"school"})), ANALYST
        )
        assert answer.state == "not enough data" and answer.table.empty
        said = sentence(answer)
        assert "It takes 2 such quarters with at least 30 reports together" in said
        assert notes(answer)

    def test_an_empty_table_is_drawn_by_nobody(self, snapshot: Snapshot) -> None:
        with pytest.raises(ValueError, match="6 months"):
            backtest(snapshot, Filters(), ANALYST, months=6)

    def test_without_records_it_says_how_to_begin(self) -> None:
        nothing = town([])
        assert isinstance(nothing.records, pl.DataFrame)
        with pytest.raises(Exception, match="no records yet"):
            backtest(nothing, Filters(), ANALYST)


def test_records_that_say_only_the_month_are_tried_in_whole_months(
    snapshot: Snapshot, quarters: BackTest
) -> None:
    days = snapshot.records.select(pl.col("first").cast(pl.Date))["first"]
    months = pl.DataFrame({"first": days.dt.month_start(), "last": days.dt.month_end()})
    vague = replace(
        snapshot,
        records=snapshot.records.with_columns(
            *(months[name].cast(pl.Int32).cast(snapshot.records.schema[name]) for name in ("first", "last"))
        ),
        events=NO_EVENTS,
    )
    exact = replace(snapshot, events=NO_EVENTS)
    here, there = (backtest(one, Filters(resolution=8), ANALYST) for one in (vague, exact))
    assert here.incidents == there.incidents
    assert here.table.equals(there.table)


def test_an_empty_store_is_told_how_to_begin(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/none.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "which_method.py"), default_timeout=60).run()
    assert not page.exception and "There are no records yet" in page.info[0].value


def opened(demo: Demo, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "which_method.py"), default_timeout=60)
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


def words(page: AppTest) -> str:
    return " ".join(str(one.value) for one in (*page.markdown, *page.caption, *page.info)).replace("\\", "")


def test_the_page_answers_and_keeps_the_question(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(demo, monkeypatch, **{"tried-on": "month", "strand": "race"})
    assert not page.exception
    assert "reports of the month after" in words(page)
    assert page.query_params["tried-on"] == "month" and page.query_params["strand"] == "race"
    assert len(page.dataframe[0].value) == 4 * 3 + 3


def test_the_page_says_what_would_do(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(demo, monkeypatch, strand="age", source="school")
    assert not page.exception and "Not enough data to say which method" in words(page)


def test_the_shell_says_the_same(demo: Demo, quarters: BackTest) -> None:
    where = ["--store", demo.store, "--partnership", str(demo.partnership)]
    found = CliRunner().invoke(app, ["backtest", *where, "--json"])
    said = json.loads(found.stdout)
    assert (found.exit_code, said["said"], said["reports"]) == (0, sentence(quarters), quarters.incidents)
    assert len(said["rules"]) == len(quarters.table)
    wrong = CliRunner().invoke(app, ["backtest", *where, "--period", "week"])
    assert wrong.exit_code == 2 and "There is no period 'week'" in wrong.output
