"""Clusters in time: the same reports as on the map, found where they were planted, and nothing small told."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers import clusters as module
from dashboard.answers.clusters import Clusters, clusters, on_map
from dashboard.charts.clusters import clusters_chart
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import NoRecordsError, survey
from dashboard.viewer import ANALYST
from dashboard.words import clusters as words
from spatial.errors import SettingError
from spatial.finding import Finding
from tests.conftest import Demo
from tests.dashboard.test_trend import town

ROOT = Path(__file__).parents[2]
ask = partial(clusters, replicates=39)


@pytest.fixture(scope="module")
def year(snapshot: Snapshot) -> Clusters:
    return ask(snapshot, Filters(), ANALYST)


@pytest.fixture(scope="module")
def now(snapshot: Snapshot) -> Clusters:
    return ask(snapshot, Filters(), ANALYST, going_on=True)


class TestTheSameReports:
    def test_the_total_is_that_of_the_map(self, snapshot: Snapshot, year: Clusters) -> None:
        assert year.state == "found"
        assert year.total == assess(snapshot, Filters(), ANALYST).totals.in_area

    def test_a_cluster_s_reports_are_those_of_its_circle_and_days(
        self, snapshot: Snapshot, year: Clusters
    ) -> None:
        rows = survey(snapshot, Filters()).inside
        lattice, position = snapshot.lattice(year.resolution)
        cell = position[rows["place"].to_numpy()]
        day = rows["first"].to_numpy()
        for row in year.table.to_dict("records"):
            at = int(np.flatnonzero(lattice.cells == int(row["cell"], 16))[0])
            away = np.hypot(lattice.x - lattice.x[at], lattice.y - lattice.y[at])[cell]
            first, last = ((row[name] - EPOCH).days for name in ("first_day", "last_day"))
            during = (day >= first) & (day <= last)
            reach = row["radius_m"] - lattice.edge_m  # rounded up to 10 m
            least, most = (int((during & (away <= one)).sum()) for one in (reach - 10.1, reach + 0.1))
            assert least <= row["reports"] <= most
            assert row["reports"] in {int((during & (away <= one)).sum()) for one in np.unique(away)}

    def test_what_was_planted_is_found(self, year: Clusters, now: Clusters) -> None:
        assert "Tollerwick" in set(year.table["ward_name"])
        assert (now.table["last_day"] == now.drawn.last).all()
        assert set(now.table["status"]) <= {"new", "ongoing"}
        assert now.table["once_in_days"].notna().all()

    def test_filters_matter(self, snapshot: Snapshot, year: Clusters) -> None:
        race = ask(snapshot, Filters(strands=frozenset({"race"})), ANALYST)
        assert (race.total or 0) < (year.total or 0)

    def test_the_method_of_the_map_does_not_matter(self, snapshot: Snapshot, year: Clusters) -> None:
        other = ask(snapshot, Filters(method="dbscan", radius_m=70), ANALYST)
        pd.testing.assert_frame_equal(other.table, year.table)

    def test_records_that_say_only_the_month_are_left_out_and_counted(self, snapshot: Snapshot) -> None:
        vague = pl.int_range(pl.len()) % 10 == 0
        answer = ask(_monthly(snapshot, vague), Filters(days=365), ANALYST)
        assert answer.unit == "day"
        assert answer.undated and answer.total and 0 < answer.undated < answer.total
        assert "say only the month" in " ".join(words.notes(answer))

    def test_where_all_say_only_the_month_time_is_cut_into_months(self, snapshot: Snapshot) -> None:
        answer = ask(_monthly(snapshot, pl.lit(True)), Filters(days=365), ANALYST)
        assert answer.unit == "month" and answer.undated == 0
        assert (pd.to_datetime(answer.table["first_day"]).dt.day == 1).all()
        ends = pd.to_datetime(answer.table["last_day"]) + pd.Timedelta(days=1)
        assert (ends.dt.day == 1).all()
        assert "time is cut into months" in " ".join(words.notes(answer))

    @pytest.mark.parametrize("setting", [{"widest_m": 0}, {"longest_days": 0}, {"replicates": -1}])
    def test_settings_out_of_bounds_are_refused(self, snapshot: Snapshot, setting: dict[str, int]) -> None:
        with pytest.raises(SettingError):
            clusters(snapshot, Filters(), ANALYST, **setting)

    def test_without_records_it_says_how_to_begin(self) -> None:
        with pytest.raises(NoRecordsError, match="no records yet"):
            clusters(town([]), Filters(), ANALYST)

    def test_few_reports_are_not_enough(self, snapshot: Snapshot) -> None:
        answer = ask(snapshot, Filters(days=2), ANALYST)
        assert answer.state == "not enough data" and answer.table.empty
        assert "20 or more would do" in words.headline(answer)[1]


def _monthly(snapshot: Snapshot, which: pl.Expr) -> Snapshot:
    """The same records, of which some say only the month."""
    month = pl.col("first").cast(pl.Date)
    first, last = (one.cast(pl.Int32) for one in (month.dt.month_start(), month.dt.month_end()))
    records = snapshot.records.with_columns(
        first=pl.when(which).then(first).otherwise("first"), last=pl.when(which).then(last).otherwise("last")
    )
    return replace(snapshot, records=records, events=snapshot.events.clear(), _counted={})


class TestDisclosure:
    def test_a_cluster_is_never_small(self, snapshot: Snapshot, year: Clusters, now: Clusters) -> None:
        many = replace(snapshot, partnership=_with_threshold(snapshot, 12))
        high = ask(many, Filters(), ANALYST)
        for answer in (year, now, high):
            assert (answer.table["reports"].dropna() >= max(5, answer.threshold)).all()

    def test_nothing_tells_what_a_circle_has_at_other_times(self, year: Clusters, now: Clusters) -> None:
        """The expected number, the ratio, the likelihood and an exact p would give it back."""
        known = {"rank", "cell", "lon", "lat", "radius_m", "ward_name", "first_day", "last_day", "reports"}
        for answer in (year, now):
            table = answer.table
            assert set(table) - known == {"expected", "p", "once_in_days", "status"}
            assert (table["expected"] == table["expected"].round()).all()
            assert (table["radius_m"] % 10 == 0).all()
            for name in ("p", "once_in_days"):
                for value in table[name].dropna():
                    assert f"{value:.6e}".startswith(f"{value:.0e}"[0] + ".000000")

    def test_a_small_rest_hides_the_counts(
        self, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, year: Clusters
    ) -> None:
        real = module.find_clusters

        def nearly_all(x: Any, *args: Any, **how: Any) -> Finding:
            got = real(x, *args, **how)
            got.table["observed"] = 0
            got.table.loc[0, "observed"] = len(x) - 2
            return got

        monkeypatch.setattr(module, "find_clusters", nearly_all)
        answer = ask(snapshot, Filters(), ANALYST)
        assert answer.table["reports"].isna().all()
        said = " ".join([words.summary(answer), *words.notes(answer), str(words.answer_json(answer))])
        assert f"{(year.total or 0) - 2:,} reports" not in said
        assert "5 reports or more" in said and "5 or more" in words.table_for_reading(answer)["shown"].iat[0]
        assert "counts are hidden" in said

    def test_a_small_rest_of_a_circle_hides_its_count(self, snapshot: Snapshot) -> None:
        lattice, _ = snapshot.lattice(9)
        got = pd.DataFrame(
            {"x": lattice.x[:4], "y": lattice.y[:4], "radius_m": 0.0, "observed": [5, 5, 5, 5]}
        )
        cells = np.zeros(lattice.cells.size, dtype=np.int64)
        cells[:4] = [5, 6, 7, 8]
        assert module._small_rest(got, lattice, cells, 3).tolist() == [False, True, True, False]

    def test_the_map_carries_the_clusters_and_nothing_of_theirs(
        self, snapshot: Snapshot, year: Clusters
    ) -> None:
        situation = on_map(assess(snapshot, Filters(), ANALYST), year)
        assert set(situation.places) == {"rank", "cell", "lon", "lat", "radius_m", "tip"}
        assert len(situation.places) == len(year.table)

    def test_a_small_total_and_a_small_rest_are_not_told(self, snapshot: Snapshot) -> None:
        few = replace(snapshot, partnership=_with_threshold(snapshot, 4000))
        answer = ask(few, Filters(), ANALYST)
        assert answer.total is None and answer.state == "not enough data"
        assert "fewer than 4000" in words.headline(answer)[0].lower().replace(",", "")


def _with_threshold(snapshot: Snapshot, threshold: int) -> Any:
    return replace(snapshot.partnership, threshold=threshold)


class TestWords:
    def test_a_sentence_says_where_when_how_many_and_how_likely(self, year: Clusters) -> None:
        row = year.table.to_dict("records")[0]
        said = words.sentence(row, year)
        for part in ("reports within", row["ward_name"], "would be expected", "in 1", "2026"):
            assert part in said
        assert "will happen" not in said

    @pytest.mark.parametrize(
        ("p", "said"),
        [
            (0.0001, "1 time in 1,000 or less"),
            (0.002, "2 times in 1,000"),
            (0.01, "1 time in 100"),
            (0.05, "5 times in 100"),
        ],
    )
    def test_chances(self, p: float, said: str) -> None:
        assert words.chance_words(p) == said

    @pytest.mark.parametrize(
        ("days", "said"),
        [
            (20, "once in 20 days"),
            (300, "once in 10 months"),
            (7000, "once in 19 years"),
            (7e5, "less than once in a hundred years"),
        ],
    )
    def test_how_seldom(self, days: float, said: str) -> None:
        assert words.once_words(days) == said

    def test_the_same_in_the_table_the_chart_and_aloud(self, year: Clusters) -> None:
        shown = words.table_for_reading(year)
        assert len(shown) == len(year.table)
        drawn = clusters_chart(year, dark=True).to_dict()
        rows = drawn["data"]["values"]
        assert [row["tip"] for row in rows] == [
            words.sentence(row, year) for row in year.table.to_dict("records")
        ]
        assert rows[0]["begins"].startswith(year.table["first_day"].iat[0].isoformat())
        assert "chance" in words.summary(year)

    def test_how_it_was_worked_out_names_the_rule(self, year: Clusters) -> None:
        said = " ".join(words.how(year))
        for part in ("Kulldorff", "at least 5 reports", "3 different days", "shuffled 39 times", "Seed"):
            assert part in said


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.setattr("dashboard.loading.clusters.clusters", ask)
    monkeypatch.chdir(ROOT)
    yield


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "clusters.py"), default_timeout=90)
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


def aloud(page: AppTest) -> str:
    return " ".join(str(one.value) for one in (*page.markdown, *page.caption, *page.info)).replace("\\", "")


@pytest.mark.usefixtures("environment")
class TestPage:
    def test_it_says_what_it_found(self, year: Clusters) -> None:
        page = opened()
        assert not page.exception
        assert "stands out from what chance brings" in aloud(page) or "stand out" in aloud(page)
        assert year.table["ward_name"].iat[0] in aloud(page)
        (chart,) = page.get("deck_gl_json_chart")
        assert "Cluster 1" in chart.proto.json and '"incidents"' not in chart.proto.json
        assert len(page.dataframe[0].value) == len(year.table)

    def test_a_link_asks_the_question(self) -> None:
        page = opened(look="now", widest="500", longest="14", days="90")
        assert not page.exception
        assert page.query_params["look"] == "now"
        assert page.query_params["widest"] == "500"
        assert "still going on" in aloud(page)

    def test_nonsense_in_the_link_is_passed_over(self) -> None:
        page = opened(look="<b>", widest="1e9", longest="-3", days="60")
        assert not page.exception
        assert "widest" not in page.query_params

    def test_too_little_is_an_answer(self) -> None:
        page = opened(days="2")
        assert not page.exception
        assert "Too few of them" in aloud(page) and "not the same as calm" in aloud(page)

    def test_nothing_found_is_an_answer(self) -> None:
        page = opened(days="28", strand="disability")
        assert not page.exception
        assert "not the same as calm" in aloud(page)

    def test_an_empty_store_is_said_kindly(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/none.sqlite")
        page = opened()
        assert not page.exception
        assert "There are no records yet" in page.info[0].value

    def test_without_a_partnership_file_it_says_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(tmp_path / "none.toml"))
        page = opened()
        assert not page.exception
        assert "There is no partnership file" in page.error[0].value


class TestShell:
    def run(self, demo: Demo, *asked: str) -> Any:
        where = ("--store", demo.store, "--partnership", str(demo.partnership))
        return CliRunner().invoke(app, ["clusters", *asked, *where, "--chance-maps", "99"])

    def test_json_is_the_same_answer(self, demo: Demo, year: Clusters) -> None:
        said = self.run(demo, "--json")
        assert said.exit_code == 0, said.output
        read = json.loads(said.stdout)
        assert read["state"] == "found" and read["total"] == year.total
        assert read["clusters"][0]["reports"] == year.table["reports"].iat[0]
        first = date.fromisoformat(read["clusters"][0]["first_day"])
        assert first - year.table["first_day"].iat[0] == timedelta(0)

    def test_in_words(self, demo: Demo) -> None:
        said = self.run(demo, "--last", "90d", "--going-on")
        assert said.exit_code == 0, said.output
        assert "on the map" in said.stdout.replace("\n", " ")

    @pytest.mark.parametrize(
        "wrong", [("--widest-m", "3"), ("--strand", "zzz"), ("--last", "soon"), ("--longest-days", "0")]
    )
    def test_what_cannot_be_asked_is_said_plainly(self, demo: Demo, wrong: tuple[str, str]) -> None:
        said = self.run(demo, *wrong)
        assert said.exit_code == 2
        assert "Traceback" not in said.output
